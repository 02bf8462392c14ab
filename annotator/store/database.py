"""The open database: one connection, short transactions, settings under which no acknowledged change is lost."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection as Connection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

from annotator.errors import StoreError
from annotator.store.faults import is_damage, translated
from annotator.store.tables import APPLICATION_ID, SCHEMA_VERSION

_SQLITE_HEADER: Final = b"SQLite format 3\x00"
_BUSY_TIMEOUT_MS: Final = 5000
_SERVER_SETTINGS: Final = {
    # A cable that is pulled out says nothing: without these a write would wait for ever.
    "connect_timeout": 10,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 5000,
}


def is_url(target: str) -> bool:
    """Whether a project is named by a database URL rather than by a path."""
    return "://" in target


def file_of(target: str) -> Path | None:
    """The file of a project, None where it lies on a server."""
    if not is_url(target):
        return Path(target)
    url = make_url(target)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


class Database:
    """A project's database, for one thread at a time.

    Reads and writes are short: what is read is fetched at once, because on SQLite an open cursor blocks a commit. A
    write begins with BEGIN IMMEDIATE, so that what was read in it still holds when it is written.
    """

    def __init__(self, engine: Engine, path: Path | None, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._engine = engine
        self._lock = threading.RLock()
        self._connection: Connection | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction: committed at the end, rolled back whole on any error."""
        if self.read_only:
            raise StoreError(
                "The project is open for reading only.", "Copy the project to a folder in which you may write."
            )
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with self._lock, translated():
            if self._connection is None or self._connection.invalidated:
                self._connection = self._engine.connect()
            self._connection.info["begin"] = begin
            with self._connection.begin():
                yield self._connection

    def close(self) -> None:
        """Ends the connection; a rollback journal that was kept for speed goes."""
        with self._lock:
            if self._connection is not None:
                if self.is_sqlite and not self.read_only:
                    with suppress(sqlite3.Error):  # another program reads: the empty journal stays, which is harmless
                        _driver(self._connection).execute("PRAGMA journal_mode=DELETE").close()
                self._connection.close()
                self._connection = None
            self._engine.dispose()

    def backup_to(self, path: Path) -> None:
        """Writes a consistent copy of an SQLite database to a new file while it stays in use."""
        with self._lock, translated(), self._engine.connect() as connection:
            target = sqlite3.connect(path)
            try:
                _driver(connection).backup(target)
            finally:
                target.close()

    def problems(self) -> list[str]:
        """What SQLite's own quick check finds; nothing for a sound database, and nothing to say for a server."""
        if self.path is None:
            return []
        try:
            return self._quick_check(self.path)
        except StoreError as error:  # where the damage is great, the check itself breaks off
            if is_damage(error):
                return ["database disk image is malformed"]
            raise

    def _quick_check(self, path: Path) -> list[str]:
        with self.read() as connection:
            found = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(20)").all()]
            links = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            page_size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
            size = path.stat().st_size
        found = [text for text in found if text != "ok"]
        found += [f"foreign key: {row[0]} -> {row[2]}" for row in links]
        if size > pages * page_size:  # the checks of SQLite look at its own pages alone
            found.append(f"{size - pages * page_size} bytes behind the end of the database")
        return found

    def schema_version(self) -> int:
        """The version of the schema that the database has, 0 for none."""
        if self.is_sqlite:
            with self.read() as connection:
                return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        with self.read() as connection:
            known = connection.dialect.has_table(connection, "alembic_version")
            if not known:
                return 0
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return int(found) if found else 0

    @property
    def engine(self) -> Engine:
        """For migrations, which manage their own transactions."""
        return self._engine


def _driver(connection: Connection) -> Any:
    """The sqlite3 connection below; Any because SQLAlchemy types drivers by their common part."""
    return connection.connection.driver_connection


def connect(target: str, read_only: bool = False) -> Database:
    """Connects to a database without looking whether it is a project of this program."""
    path = file_of(target)
    if path is None:
        engine = create_engine(_server_url(target), poolclass=NullPool, connect_args=_SERVER_SETTINGS)
        return Database(engine, None, read_only)
    mode = "ro" if read_only else "rwc"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, check_same_thread=False, timeout=_BUSY_TIMEOUT_MS / 1000),
        poolclass=NullPool,
    )
    event.listen(engine, "connect", _settings_read_only if read_only else _settings)
    event.listen(engine, "begin", _begin)
    return Database(engine, path, read_only)


def _server_url(target: str) -> str:
    # SQLAlchemy 2.1 takes a plain postgresql:// for psycopg 3 as well; written out, older habits keep working.
    for scheme in ("postgres://", "postgresql://"):
        if target.startswith(scheme):
            return "postgresql+psycopg://" + target.removeprefix(scheme)
    return target


def _settings_read_only(connection: DBAPIConnection, _record: object) -> None:
    # The driver must not begin transactions by itself: it would not roll back DDL, and would begin too late.
    connection.isolation_level = None
    connection.cursor().execute("PRAGMA foreign_keys=ON")


def _settings(connection: DBAPIConnection, record: object) -> None:
    _settings_read_only(connection, record)
    cursor = connection.cursor()
    # A commit is on the disk when it returns. TRUNCATE syncs the emptied journal itself, where DELETE would need a
    # sync of the folder (EXTRA) to be as safe. WAL is left alone: SQLite 3.7.0 to 3.51.2 can corrupt it.
    cursor.execute("PRAGMA journal_mode=TRUNCATE")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA cache_size=-32000")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.info.get("begin", "BEGIN IMMEDIATE"))


def open_database(target: str, read_only: bool = False) -> Database:
    """Opens an existing project; raises StoreError where it is none, damaged, or made by a newer program.

    A project with an older schema is returned as it is: `annotator.store.migrate.upgrade` brings it up.
    """
    path = file_of(target)
    if path is not None:
        _check_file(path)
        if read_only:
            _take_back_unfinished(path)
    database = connect(target, read_only)
    try:
        version = database.schema_version()
        if version == 0:
            raise StoreError("“{name}” holds no project of this program.", name=_name(target))
        _refuse_newer(target, version)
    except StoreError:
        database.close()
        raise
    return database


def _refuse_newer(target: str, version: int) -> None:
    if version > SCHEMA_VERSION:
        raise StoreError(
            "“{name}” was made by a newer version of this program (schema {found}; this one knows {known}).",
            "Update the program; the file was not changed.",
            name=_name(target),
            found=version,
            known=SCHEMA_VERSION,
        )


def _take_back_unfinished(path: Path) -> None:
    """Lets SQLite roll back what a crash cut off, which it cannot do on a connection that only reads.

    Where this cannot be done, the reading itself says why.
    """
    if not (os.access(path.with_name(f"{path.name}-journal"), os.F_OK) and os.access(path, os.W_OK)):
        return
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute("SELECT 1 FROM sqlite_master").close()


def _name(target: str) -> str:
    path = file_of(target)
    return path.name if path is not None else make_url(target).render_as_string(hide_password=True)


def _check_file(path: Path) -> None:
    """Looks at the first bytes, so that a file of another program is never touched."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError as error:
        raise StoreError("There is no project at {path}.", path=path) from error
    except IsADirectoryError as error:
        raise StoreError("{path} is a folder, not a project.", path=path) from error
    except OSError as error:
        raise StoreError("{path} cannot be read: {detail}", path=path, detail=error.strerror) from error
    if not head:
        raise StoreError("“{name}” is empty: not a project of this program.", name=path.name)
    if not head.startswith(_SQLITE_HEADER):
        raise StoreError(
            "“{name}” is not a project of this program.", "Choose a file that this program made.", name=path.name
        )
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StoreError("“{name}” is a database of another program; it was not changed.", name=path.name)
    # Before SQLite touches it: to connect to a file in another journal mode changes it.
    _refuse_newer(str(path), int.from_bytes(head[60:64], "big"))
