"""A token ends at its `exp`, with a little leeway for clocks; ended is another failure than forged.

Run it: course lab T5.1.1-04
Break it: leave `exp` out of the claims. The token is good for ever, because nothing requires an end.
"""

import secrets
import time

import jwt

KEY = secrets.token_bytes(32)


def token(seconds: int) -> str:
    """Make a token that ends so many seconds from now."""
    return jwt.encode({"sub": "ada", "exp": int(time.time()) + seconds}, KEY)


def check(token: str) -> str:
    try:
        claims = jwt.decode(token, KEY, algorithms=["HS256"], leeway=30)
    except jwt.ExpiredSignatureError:
        return "401 token_expired: refresh, and try again"
    except jwt.InvalidTokenError:
        return "401 token_invalid: log in"
    return f"200 {claims['sub']}"


def main() -> None:
    print(f"ends in 15 minutes: {check(token(900))}")
    print(f"ended 10 seconds ago: {check(token(-10))}")
    print(f"ended an hour ago: {check(token(-3600))}")
    print(f"cut short: {check(token(900)[:-4])}")


if __name__ == "__main__":
    main()
