"""Keys come from the environment: a missing one stops the start by name, and a present one is never printed.

Run it: course lab T5.1.3-02
Break it: make the key a plain `str`, and look at what your settings show in the log.
"""

import os

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    jwt_secret: SecretStr = Field(min_length=32)
    openai_api_key: SecretStr = Field(min_length=1)  # a copied .env.example sets it, to nothing


def start() -> None:
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = [f"{mistake['loc'][0]}: {mistake['msg']}" for mistake in error.errors()]
        print(f"not started: {wrong}")
        return
    print(f"started with {settings!r}")
    print(f"for the SDK: {len(settings.openai_api_key.get_secret_value())} characters")


def main() -> None:
    os.environ |= {"JWT_SECRET": "changeme", "OPENAI_API_KEY": ""}
    start()
    os.environ |= {"JWT_SECRET": "0123456789abcdef" * 2, "OPENAI_API_KEY": "sk-sim-lab"}
    start()


if __name__ == "__main__":
    main()
