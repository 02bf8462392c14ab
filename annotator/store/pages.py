"""The pages of sources that have any, with the boxes of their characters; written once, with their source."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select

from annotator.domain import pages
from annotator.domain.ids import SourceId
from annotator.domain.pages import PackedPage, Page
from annotator.store.faults import stored
from annotator.store.rows import insert_rows
from annotator.store.tables import page, source

__all__ = ["Page", "insert_packed", "insert_pages", "read_origin", "read_page", "read_pages", "read_raw"]

_COLUMNS: Final = ("source_id", "number", "start", "end", "width", "height", "boxes")
_BARE: Final = (page.c.number, page.c.start, page.c.end, page.c.width, page.c.height)

_unpacked = stored(pages.unpack_boxes)


def insert_pages(connection: Connection, source_id: SourceId, found: Iterable[Page]) -> None:
    """Writes the pages of a new source."""
    insert_packed(connection, [(source_id, one.packed()) for one in found])


def insert_packed(connection: Connection, found: Iterable[tuple[SourceId, PackedPage]]) -> None:
    """Writes the pages of several sources at once."""
    rows = [(of, p.number, p.start, p.end, p.width, p.height, p.boxes) for of, p in found]
    insert_rows(connection, page, _COLUMNS, rows)


def read_pages(connection: Connection, source_id: SourceId) -> list[Page]:
    """The pages of a source in order, without their boxes; empty where it has none."""
    rows = connection.execute(select(*_BARE).where(page.c.source_id == source_id).order_by(page.c.number)).all()
    return [Page(*row) for row in rows]


def read_page(connection: Connection, source_id: SourceId, number: int) -> Page | None:
    """One page with the boxes of its characters."""
    where = (page.c.source_id == source_id, page.c.number == number)
    row = connection.execute(select(*_BARE, page.c.boxes).where(*where)).one_or_none()
    return None if row is None else Page(*row[:5], _unpacked(row[5]))


def read_origin(connection: Connection, source_id: SourceId) -> tuple[str, bool]:
    """The name of the file that a source is from, and whether the bytes of that file are kept."""
    found = select(source.c.name, source.c.raw.is_not(None)).where(source.c.id == source_id)
    row = connection.execute(found).one()
    return row[0], bool(row[1])


def read_raw(connection: Connection, source_id: SourceId) -> bytes | None:
    """The bytes of the file that a source is from, where they are kept."""
    return connection.execute(select(source.c.raw).where(source.c.id == source_id)).scalar_one()
