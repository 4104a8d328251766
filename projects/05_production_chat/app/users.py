"""Add to the users file: `python -m app.users add ada`, `python -m app.users key ada --scope chat`.

To change or to revoke something, edit the file: the service reads it again.
"""

import argparse
import getpass
import os
import re
import secrets
import sys
from pathlib import Path

from argon2 import PasswordHasher

from app.auth.keys import digest, new_key
from app.auth.principal import SCOPES
from app.auth.users import NAME, read

LEAST_PASSWORD = 8  # characters


def main(words: list[str] | None = None) -> None:
    """Do what the command line says; a secret that was made up goes to standard output, once and alone."""
    command = parser().parse_args(words)
    try:
        command.do(command)
    except ValueError as error:
        raise SystemExit(str(error)) from None


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    parser = argparse.ArgumentParser(prog="python -m app.users", description="Add to the users file.")
    parser.add_argument("--file", type=Path, default=Path(os.environ.get("USERS_FILE") or "users.toml"))
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add", help="add a user")
    add.add_argument("name")
    add.add_argument("--role", choices=("user", "admin"), default="user")
    add.add_argument("--tier", choices=("free", "premium"), default="free")
    how = add.add_mutually_exclusive_group()
    how.add_argument("--generate", action="store_true", help="make up a password, and print it")
    how.add_argument("--password-stdin", action="store_true", help="read it from standard input")
    add.set_defaults(do=add_user)
    key = commands.add_parser("key", help="make an API key for a user, and print it: once")
    key.add_argument("user")
    key.add_argument("--id", default="", help="what it is called in the file; default: made up")
    key.add_argument("--scope", action="append", choices=tuple(SCOPES), required=True)
    key.set_defaults(do=add_key)
    return parser


def add_user(command: argparse.Namespace) -> None:
    """Append a user; ValueError: the name is taken or not allowed, or the password is too short."""
    if command.name in read(command.file).users:
        raise ValueError(f"there is a user {command.name} already")
    password = secrets.token_urlsafe(16) if command.generate else given_password(command)
    if len(password) < LEAST_PASSWORD:
        raise ValueError(f"a password needs at least {LEAST_PASSWORD} characters")
    append(
        command.file,
        f"[users.{allowed(command.name)}]",
        f'password = "{PasswordHasher().hash(password)}"',
        f'role = "{command.role}"',
        f'tier = "{command.tier}"',
    )
    if command.generate:
        sys.stdout.write(f"{password}\n")


def given_password(command: argparse.Namespace) -> str:
    """Return what somebody typed; not from the command line, which others on the machine can see."""
    if command.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass(f"Password for {command.name}: ")


def add_key(command: argparse.Namespace) -> None:
    """Append a key; ValueError: there is no such user, or the id is taken or not allowed."""
    users, name, key = read(command.file), command.id or secrets.token_hex(4), new_key()
    if command.user not in users.users or name in users.keys:
        raise ValueError(f"there is no user {command.user}, or a key {name} already")
    scopes = ", ".join(f'"{scope}"' for scope in command.scope)
    append(
        command.file,
        f"[keys.{allowed(name)}]",
        f'digest = "{digest(key)}"',
        f'user = "{command.user}"',
        f"scopes = [{scopes}]",
    )
    sys.stdout.write(f"{key}\n")


def allowed(name: str) -> str:
    """Return a name that may stand in the file; ValueError: it may not."""
    if not re.fullmatch(NAME, name):
        raise ValueError(
            f"a name may hold letters, digits, _ and -, 64 at most: {name!r} should match {NAME}"
        )
    return name


def append(path: Path, *lines: str) -> None:
    """Put lines at the end, in a new file that takes the old one's place; its owner alone can read it."""
    before = path.read_text(encoding="utf-8") + "\n" if path.exists() else ""
    scratch = path.with_name(f".{path.name}.new")
    scratch.unlink(missing_ok=True)
    scratch.touch(mode=0o600)
    scratch.write_text(before + "\n".join(lines) + "\n", encoding="utf-8")
    try:
        read(scratch)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
