"""Verify a token: our algorithm, our key, our issuer, meant for us, and with every claim that we rely on.

Run it: course lab T5.1.1-03
Break it: leave out `require`, and see which of the bad tokens gets in.
"""

import secrets
import time
from typing import Any

import jwt

KEY = secrets.token_bytes(32)
GOOD = {"sub": "ada", "iss": "https://auth.example.com", "aud": "chat-api", "exp": int(time.time()) + 900}


def verify(token: str) -> dict[str, Any]:
    """Return the claims of a token that we issued for this API; raise InvalidTokenError for any other."""
    return jwt.decode(
        token,
        KEY,
        algorithms=["HS256"],  # ours, never the one that the token's header names
        issuer="https://auth.example.com",
        audience="chat-api",
        options={"require": ["sub", "iss", "aud", "exp"]},
    )


def tokens() -> dict[str, str]:
    never_ends = {name: value for name, value in GOOD.items() if name != "exp"}
    return {
        "good": jwt.encode(GOOD, KEY),
        "another key": jwt.encode(GOOD, secrets.token_bytes(32)),
        "no signature": jwt.encode(GOOD, None, algorithm="none"),
        "another algorithm": jwt.encode(GOOD, KEY * 2, algorithm="HS512"),
        "another issuer": jwt.encode(GOOD | {"iss": "https://evil.example.com"}, KEY),
        "another audience": jwt.encode(GOOD | {"aud": "billing-api"}, KEY),
        "no expiry": jwt.encode(never_ends, KEY),
    }


def main() -> None:
    for name, token in tokens().items():
        try:
            print(f"{name}: {verify(token)['sub']}")
        except jwt.InvalidTokenError as error:
            print(f"{name}: {type(error).__name__}")


if __name__ == "__main__":
    main()
