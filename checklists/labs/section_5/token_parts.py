"""A JWT taken apart: two pieces of JSON that anyone can read, and a signature that only the key can make.

Run it: course lab T5.1.1-01
Break it: change one letter of `claims` before `sign`. Readable as ever; the signature no longer fits.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import jwt

KEY = secrets.token_bytes(32)


def read(part: str) -> object:
    """Undo base64url, which is no encryption; JWTs leave its padding out."""
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def sign(header: str, claims: str) -> str:
    digest = hmac.digest(KEY, f"{header}.{claims}".encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def main() -> None:
    token = jwt.encode({"sub": "ada", "role": "user"}, KEY, algorithm="HS256")
    header, claims, signature = token.split(".")
    print(f"header: {read(header)}")
    print(f"payload: {read(claims)}")
    print(f"our signature is PyJWT's: {sign(header, claims) == signature}")


if __name__ == "__main__":
    main()
