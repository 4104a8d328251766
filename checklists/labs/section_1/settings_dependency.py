"""Settings as a dependency: read once from the environment, and replaced in a test without touching it.

Run it: course lab T1.4.3-03
Break it: `settings = Settings()` at the top of the module. No test can have its own any more.
"""

from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LAB_", frozen=True)

    model: str = "small"
    api_key: SecretStr = SecretStr("")


@lru_cache
def get_settings() -> Settings:
    print("settings: read")
    return Settings()


app = FastAPI()


@app.get("/model")
def model(settings: Annotated[Settings, Depends(get_settings)]) -> str:
    return f"{settings.model}, key {settings.api_key}"


def main() -> None:
    client = TestClient(app)
    get_settings.cache_clear()
    for _ in range(2):
        print(client.get("/model").json())
    own = Settings(model="for a test", api_key=SecretStr("sk-secret"))
    app.dependency_overrides[get_settings] = lambda: own
    print(client.get("/model").json())
    app.dependency_overrides.clear()


if __name__ == "__main__":
    main()
