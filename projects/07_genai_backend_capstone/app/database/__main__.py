"""`python -m app.database` brings the database to the newest version; `… base` takes everything away."""

import sys

from app.database.migrate import NEWEST, migrate_now
from app.database.url import target_of
from app.settings import DatabaseSettings
from genai_shared.settings import read_settings


def main() -> None:
    version = sys.argv[1] if len(sys.argv) > 1 else NEWEST
    target = target_of(read_settings(DatabaseSettings).database_url)
    migrate_now(target, version)
    print(f"{target.url.render_as_string()} is at version {version}")  # noqa: T201 - a command's answer


if __name__ == "__main__":
    main()
