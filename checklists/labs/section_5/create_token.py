"""Create a token: who it is about, who issued it, for whom, since when, until when, and its own number.

Run it: course lab T5.1.1-02
Break it: make `sub` a number. It is encoded without a word, and refused by `decode`: a subject is a string.
"""

import secrets
from datetime import UTC, datetime, timedelta

import jwt

KEY = secrets.token_bytes(32)  # 32 bytes at least: PyJWT warns about a shorter one for HS256
LIFETIME = timedelta(minutes=15)


def create_token(user: str, role: str) -> str:
    now = datetime.now(UTC)
    claims = {
        "sub": user,
        "role": role,
        "iss": "https://auth.example.com",
        "aud": "chat-api",
        "iat": now,
        "exp": now + LIFETIME,
        "jti": secrets.token_hex(8),
    }
    return jwt.encode(claims, KEY, algorithm="HS256")


def main() -> None:
    claims = jwt.decode(create_token("ada", "user"), KEY, algorithms=["HS256"], audience="chat-api")
    for name, value in claims.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
