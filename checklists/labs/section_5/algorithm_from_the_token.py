"""The wrong way: the token says how it is to be checked, `alg: none` means not at all, so anyone is admin.

Run it: course lab algorithm_from_the_token
Mend it: name the algorithm yourself, `algorithms=["HS256"]`, and let no `alg` switch the check off.
"""

import secrets
import time
from typing import Any

import jwt

KEY = secrets.token_bytes(32)
GOOD = {"sub": "ada", "iss": "https://auth.example.com", "aud": "chat-api", "exp": int(time.time()) + 900}


def verify(token: str) -> dict[str, Any]:
    """Believe the header. PyJWT alone never accepts `none`; code around it that "supports" it does."""
    algorithm = jwt.get_unverified_header(token)["alg"]
    signed = algorithm != "none"
    return jwt.decode(
        token, KEY, algorithms=[algorithm], audience="chat-api", options={"verify_signature": signed}
    )


def tokens() -> dict[str, str]:
    return {
        "good": jwt.encode(GOOD, KEY),
        "no signature": jwt.encode(GOOD | {"sub": "admin"}, None, algorithm="none"),
    }


def main() -> None:
    for name, token in tokens().items():
        print(f"{name}: {verify(token)['sub']}")


if __name__ == "__main__":
    main()
