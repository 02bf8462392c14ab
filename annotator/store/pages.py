"""The pages of sources that have any, with the boxes of their characters; written once, with their source."""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, select

from annotator.domain.ids import SourceId
from annotator.store.faults import stored
from annotator.store.rows import insert_rows
from annotator.store.tables import page

Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a character, from the page's upper left corner; all 0 where it is not on the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `start` and `end` are its characters in the source's text, `boxes` one box each.

    Sizes are points (a 72nd of an inch), or pixels where the source is a picture.
    """

    number: int
    start: int
    end: int
    width: float
    height: float
    boxes: Sequence[Box] = field(default=())


_COLUMNS: Final = ("source_id", "number", "start", "end", "width", "height", "boxes")
_BARE: Final = (page.c.number, page.c.start, page.c.end, page.c.width, page.c.height)


def pack_boxes(boxes: Iterable[Box]) -> bytes:
    """Boxes as they are stored: single precision, a column after the other (they are alike), compressed."""
    columns = list(zip(*boxes, strict=True))
    return zlib.compress(b"".join(array("f", column).tobytes() for column in columns), 6) if columns else b""


@stored
def unpack_boxes(packed: bytes) -> list[Box]:
    """The inverse of `pack_boxes`."""
    if not packed:
        return []
    values = array("f", zlib.decompress(packed))
    count = len(values) // 4
    left, top, right, bottom = (values[k * count : (k + 1) * count] for k in range(4))
    return list(zip(left, top, right, bottom, strict=True))


def insert_pages(connection: Connection, source: SourceId, pages: Iterable[Page]) -> None:
    """Writes the pages of a new source."""
    rows = [(source, p.number, p.start, p.end, p.width, p.height, pack_boxes(p.boxes)) for p in pages]
    insert_rows(connection, page, _COLUMNS, rows)


def read_pages(connection: Connection, source: SourceId) -> list[Page]:
    """The pages of a source in order, without their boxes; empty where it has none."""
    rows = connection.execute(select(*_BARE).where(page.c.source_id == source).order_by(page.c.number)).all()
    return [Page(*row) for row in rows]


def read_page(connection: Connection, source: SourceId, number: int) -> Page | None:
    """One page with the boxes of its characters."""
    where = (page.c.source_id == source, page.c.number == number)
    row = connection.execute(select(*_BARE, page.c.boxes).where(*where)).one_or_none()
    return None if row is None else Page(*row[:5], unpack_boxes(row[5]))
