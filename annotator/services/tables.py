"""Tables before they are imported: their first rows, and which column seems to be what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from annotator.errors import AnnotatorError
from annotator.reading.columns import KINDS as KINDS
from annotator.reading.columns import Columns as Columns
from annotator.reading.columns import Row, heading, propose
from annotator.services.preparing import bytes_of

SUFFIXES: Final = (".csv", ".tsv", ".xlsx", ".xlsm")
_TRIED: Final = 50  # rows by which the columns are proposed
_SHOWN: Final = 6
_CELL: Final = 120  # characters of a cell that are shown


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of a table, and its columns as they are proposed, None where none has text.

    `heading` is what tables of this kind are known by.
    """

    name: str
    heading: str
    rows: tuple[tuple[str, ...], ...]
    proposed: Columns | None


def look(paths: Sequence[Path]) -> list[Head]:
    """The heads of the tables among some files, one of each kind; for a process of its own, since workbooks are large.

    What cannot be read is left out: the import tells of it.
    """
    found: dict[str, Head] = {}
    for path in paths:
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        try:
            for name, rows in _tables(path):
                head = _head(name, rows)
                found.setdefault(head.heading, head)
        except AnnotatorError:
            continue
    return list(found.values())


def _tables(path: Path) -> Iterator[tuple[str, list[Row]]]:
    data = bytes_of(path, path.name)
    if path.suffix.lower() in (".csv", ".tsv"):
        from annotator.reading.csvfile import first_rows

        yield path.name, first_rows(path.name, data, _TRIED)
    else:
        from annotator.reading.xlsx import first_sheets

        for sheet, rows in first_sheets(path.name, data):
            yield sheet, list(islice(rows, _TRIED))


def _head(name: str, rows: Sequence[Row]) -> Head:
    width = max((max(cells, default=-1) + 1 for _, cells in rows[:_SHOWN]), default=0)
    shown = tuple(
        tuple(" ".join(cells.get(column, "").split())[:_CELL] for column in range(width)) for _, cells in rows[:_SHOWN]
    )
    return Head(name, heading(rows), shown, propose(rows))


def as_numbers(columns: Columns) -> dict[str, int]:
    """Columns as settings keep them."""
    return {kind: int(at) for kind, at in asdict(columns).items()}


def columns_of(numbers: Mapping[str, int]) -> Columns:
    """The inverse of `as_numbers`; what is missing or unknown counts as not there."""
    kinds = {kind: numbers.get(kind, -1) for kind in KINDS}
    return Columns(header=bool(numbers.get("header", 1)), **kinds)
