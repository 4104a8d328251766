"""Where everything is kept that has to last: SQLite in a file, or PostgreSQL.

| module     | owns                                                             |
| ---------- | ---------------------------------------------------------------- |
| url        | DATABASE_URL as people paste it, and what the driver needs        |
| tables     | the tables, as Python sees them                                   |
| database   | connections, transactions, and what a database that is away means |
| migrate    | the schema's versions, up and down: `python -m app.database`      |
| migrations | one file for each version                                         |
"""

from app.database.database import Database, open_database

__all__ = ["Database", "open_database"]
