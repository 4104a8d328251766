"""Write the users file: `python -m genai_shared.auth add ada`, `… key ada --scope chat`, `… revoke ID`."""

import argparse
import getpass
import json
import os
import secrets
import sys
from pathlib import Path

from argon2 import PasswordHasher

from genai_shared.auth.api_keys import digest, new_key
from genai_shared.auth.principal import SCOPES
from genai_shared.auth.users_file import KeyEntry, UserEntry, Users, read_users

LEAST_PASSWORD = 8  # characters


def main(words: list[str] | None = None) -> None:
    """Do what the command line says; a secret that was made up goes to standard output, once and alone."""
    command = parser().parse_args(words)
    try:
        users = read_users(command.file)
        shown = command.change(users, command)
        write(command.file, Users.model_validate(users.model_dump()))
    except ValueError as error:
        raise SystemExit(str(error)) from None
    if shown:
        sys.stdout.write(f"{shown}\n")


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    parser = argparse.ArgumentParser(prog="users", description="Users and keys in a file.")
    parser.add_argument("--file", type=Path, default=Path(os.environ.get("USERS_FILE") or "users.toml"))
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add", help="add a user, or change one")
    add.add_argument("name")
    add.add_argument("--role", choices=("user", "admin"), default="user")
    add.add_argument("--tier", choices=("free", "premium"), default="free")
    how = add.add_mutually_exclusive_group()
    how.add_argument("--generate", action="store_true", help="make up a password, and print it")
    how.add_argument("--password-stdin", action="store_true", help="read it from standard input")
    add.set_defaults(change=add_user)
    key = commands.add_parser("key", help="make a key for a user, and print it: once")
    key.add_argument("user")
    key.add_argument("--id", default=None, help="what it is called in the log; default: made up")
    key.add_argument("--scope", action="append", choices=tuple(SCOPES), required=True)
    key.set_defaults(change=add_key)
    revoke = commands.add_parser("revoke", help="refuse a key from now on")
    revoke.add_argument("id")
    revoke.set_defaults(change=revoke_key)
    return parser


def add_user(users: Users, command: argparse.Namespace) -> str | None:
    """Add a user, or give one another password, role and tier; return the password, if it was made up."""
    password = secrets.token_urlsafe(16) if command.generate else given_password(command)
    if len(password) < LEAST_PASSWORD:
        raise ValueError(f"a password needs at least {LEAST_PASSWORD} characters")
    users.users[command.name] = UserEntry(
        password=PasswordHasher().hash(password), role=command.role, tier=command.tier
    )
    return password if command.generate else None


def given_password(command: argparse.Namespace) -> str:
    """Return what somebody typed; not from the command line, which others on the machine can see."""
    if command.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass(f"Password for {command.name}: ")


def add_key(users: Users, command: argparse.Namespace) -> str:
    """Add a key, and return it."""
    key, name = new_key(), command.id or secrets.token_hex(4)
    if name in users.keys:
        raise ValueError(f"there is a key {name} already; choose another id")
    users.keys[name] = KeyEntry(digest=digest(key), user=command.user, scopes=frozenset(command.scope))
    return key


def revoke_key(users: Users, command: argparse.Namespace) -> None:
    """Mark a key as revoked; it stays in the file, so that its id is not given again."""
    if command.id not in users.keys:
        raise ValueError(f"there is no key {command.id}")
    users.keys[command.id] = users.keys[command.id].model_copy(update={"revoked": True})


def write(path: Path, users: Users) -> None:
    """Put the file in its place as a whole, readable by its owner alone."""
    tables = []
    for table, entries in (("users", users.users), ("keys", users.keys)):
        for name, entry in entries.items():
            values = entry.model_dump(mode="json").items()
            lines = [f"{key} = {json.dumps(value)}" for key, value in values]  # which is TOML as well
            tables.append("\n".join([f"[{table}.{name}]", *lines, ""]))
    scratch = path.with_name(f".{path.name}.new")
    scratch.unlink(missing_ok=True)
    scratch.touch(mode=0o600)
    scratch.write_text("\n".join(tables), encoding="utf-8")
    scratch.replace(path)


if __name__ == "__main__":
    main()
