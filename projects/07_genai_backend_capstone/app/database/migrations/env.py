"""How Alembic runs: on the connection that `app.database.migrate` gives it."""

from alembic import context

from app.database.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite can change a table only by copying it
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
