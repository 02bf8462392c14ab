"""Runs migrations for the program and for developers (`alembic -x url=sqlite:///FILE revision --autogenerate`)."""

from alembic import context
from sqlalchemy import Connection, Engine

from annotator.store.database import connect
from annotator.store.migrate import stamp
from annotator.store.tables import metadata


def engine() -> Engine:
    """The engine that the program hands over, or the one named on the command line."""
    given = context.config.attributes.get("engine")
    if isinstance(given, Engine):
        return given
    return connect(context.get_x_argument(as_dictionary=True)["url"]).engine


def run(connection: Connection) -> None:
    """Migrates in one transaction, so that a failure leaves nothing behind (SQLite needs `Database`'s settings)."""
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
        version = context.get_context().get_current_revision()
        stamp(connection, int(version) if version else 0)


with engine().connect() as opened:
    run(opened)
