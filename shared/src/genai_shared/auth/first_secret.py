"""Make the secret of JWT_SECRET_FILE at the first start: `python -m genai_shared.auth.first_secret`.

So that nobody's service is ever signed by a secret that stands in a public repository.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def make_secret(path: Path) -> None:
    """Write a new secret for its owner alone to read, unless there is one: a second would end all logins."""
    with suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_hex(32), encoding="utf-8")


if __name__ == "__main__":
    make_secret(Path(os.environ["JWT_SECRET_FILE"]))
