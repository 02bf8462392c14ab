"""Small helpers that every query file uses."""

from sqlalchemy import Connection, Table

from annotator.domain.change import State
from annotator.errors import ConflictError
from annotator.store import codec


def same(one: State | None, other: State | None) -> bool:
    """Whether two states say the same, whatever sequence types their JSON values use."""
    if one == other:
        return True
    if one is None or other is None:
        return False
    return bool(codec.loads(codec.encode(one) or "") == codec.loads(codec.encode(other) or ""))


def expect(current: State | None, before: State | None) -> None:
    """Raises ConflictError where something is no longer what it was when a change was made."""
    if not same(current, before):
        error = ConflictError("This was changed meanwhile; nothing was overwritten.")
        error.values["current"] = current
        error.values["expected"] = before
        raise error


def lock(connection: Connection, table: Table, *criteria: object) -> None:
    """Locks rows that are about to be compared and written; SQLite has its one write lock already."""
    if connection.dialect.name != "sqlite":
        connection.execute(table.select().where(*criteria).with_for_update())  # type: ignore[arg-type]  # any clause
