"""A refresh token is good for one use; used twice, one of the two users is a thief, and the family ends.

Run it: course lab T5.1.3-03
Break it: in `refresh`, leave out `ended.add(family)`. The thief, who was first, goes on for ever.
"""

import secrets
import time

import jwt

KEY = secrets.token_bytes(32)
LIFETIME = {"access": 15 * 60, "refresh": 14 * 24 * 3600}  # seconds
used: set[str] = set()  # in an application: in Redis or the database, for as long as a token can live
ended: set[str] = set()


def issue(user: str, kind: str, family: str) -> str:
    claims = {"sub": user, "type": kind, "family": family, "jti": secrets.token_hex(8)}
    return jwt.encode(claims | {"exp": int(time.time()) + LIFETIME[kind]}, KEY)


def log_in(user: str) -> tuple[str, str]:
    family = secrets.token_hex(8)  # all that will ever descend from this log-in
    return issue(user, "access", family), issue(user, "refresh", family)


def refresh(token: str) -> tuple[str, str]:
    """Return a new access and a new refresh token; raise InvalidTokenError, and end the family, on reuse."""
    claims = jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["exp", "jti"]})
    family = claims["family"]
    if claims["type"] != "refresh" or family in ended:
        raise jwt.InvalidTokenError("not a refresh token, or its session is over")
    if claims["jti"] in used:
        ended.add(family)
        raise jwt.InvalidTokenError("used twice: session ended")
    used.add(claims["jti"])
    return issue(claims["sub"], "access", family), issue(claims["sub"], "refresh", family)


def attempt(who: str, token: str) -> None:
    try:
        refresh(token)
        print(f"{who}: new tokens")
    except jwt.InvalidTokenError as error:
        print(f"{who}: {error}")


def main() -> None:
    access, stolen = log_in("ada")
    _, thiefs_next = refresh(stolen)
    print("the thief, first: new tokens")
    attempt("ada, with the token she has", stolen)
    attempt("the thief, with the next one", thiefs_next)
    attempt("anyone, with an access token", access)
    attempt("ada, logged in again", log_in("ada")[1])


if __name__ == "__main__":
    main()
