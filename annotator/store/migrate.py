"""Makes and upgrades the schema by Alembic, which is imported only then: it costs a third of a second."""

from io import StringIO
from pathlib import Path

from sqlalchemy import Connection, select

from annotator.bundled import bundled
from annotator.errors import StoreError
from annotator.store.database import Database, connect, file_of
from annotator.store.faults import translated
from annotator.store.tables import APPLICATION_ID, SCHEMA_VERSION, project


def create(target: str) -> Database:
    """Makes a new, empty project database; raises StoreError where something is there already.

    On a server, tables without a project, which a crash may leave behind, are as good as none.
    """
    path = file_of(target)
    if path is not None:
        if path.exists():
            raise StoreError("{path} exists already; choose another name.", path=path)
        if not path.parent.is_dir():
            raise StoreError("The folder {path} does not exist.", path=path.parent)
    database = connect(target)
    try:
        if database.schema_version() and _holds_project(database):
            raise StoreError("There is a project in this database already.")
        _run(database)
    except BaseException:
        database.close()
        if path is not None:
            _remove(path)
        raise
    return database


def _holds_project(database: Database) -> bool:
    with database.read() as connection:
        return connection.execute(select(project.c.id).limit(1)).first() is not None


def _remove(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + "-journal")):
        leftover.unlink(missing_ok=True)


def needs_upgrade(database: Database) -> bool:
    """Whether the database has an older schema than this program."""
    return database.schema_version() < SCHEMA_VERSION


def upgrade(database: Database) -> None:
    """Brings an older schema up to date, all or nothing; the caller has made a backup before."""
    if needs_upgrade(database):
        _run(database)


def _run(database: Database) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(output_buffer=StringIO(), stdout=StringIO())
    config.set_main_option("script_location", str(bundled("db")).replace("%", "%%"))
    config.attributes["engine"] = database.engine
    with translated():
        command.upgrade(config, "head")


def stamp(connection: Connection, version: int) -> None:
    """Writes who owns an SQLite file and which schema it has, within the transaction of the migration."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={version}")
