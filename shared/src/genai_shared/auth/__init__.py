"""Who may do what: passwords, tokens and API keys, behind one dependency.

| module       | owns                                                                  |
| ------------ | --------------------------------------------------------------------- |
| principal    | who is asking: roles, tiers, scopes                                   |
| directory    | what is asked about users and keys; whoever has them answers          |
| users_file   | a directory in a file; `python -m genai_shared.auth` writes it        |
| passwords    | argon2, off the event loop                                            |
| tokens       | access and refresh tokens, as JWT                                     |
| families     | rotation of refresh tokens, and what happens when one is used twice   |
| api_keys     | new keys, and what is stored of them                                  |
| auth         | all of it together: login, refresh, who is asking                     |
| dependencies | `require("chat")` for routes                                          |
| routes       | `/v1/auth/token` and `/v1/auth/refresh`                               |
"""

from genai_shared.auth.auth import Auth, TokenPair, build_auth
from genai_shared.auth.dependencies import require
from genai_shared.auth.directory import ApiKey, Directory, User
from genai_shared.auth.families import Families, MemoryFamilies, RedisFamilies, families_in
from genai_shared.auth.passwords import Passwords
from genai_shared.auth.principal import SCOPES, Principal, Role, Tier
from genai_shared.auth.settings import AuthSettings
from genai_shared.auth.tokens import Signer
from genai_shared.auth.users_file import FileDirectory

__all__ = [
    "SCOPES",
    "ApiKey",
    "Auth",
    "AuthSettings",
    "Directory",
    "Families",
    "FileDirectory",
    "MemoryFamilies",
    "Passwords",
    "Principal",
    "RedisFamilies",
    "Role",
    "Signer",
    "Tier",
    "TokenPair",
    "User",
    "build_auth",
    "families_in",
    "require",
]
