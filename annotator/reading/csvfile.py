"""Tables of plain text (CSV, TSV) with an article a row."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

from annotator.errors import InputError
from annotator.reading.columns import MAX_COLUMNS, Choice, Row, articles
from annotator.reading.decoding import decode
from annotator.reading.readfile import MAX_CHARACTERS, ReadFile, Unread

EXTRACTOR: Final = "csv 1"

_SEPARATORS: Final = ",\t;|，"
_HEAD: Final = 20_000  # characters in which the separator is looked for
_SIGN: Final = "sep="  # a first line in which Excel names the separator


def read_csv(
    name: str, data: bytes, encoding: str | None = None, columns: Choice | None = None
) -> Iterator[ReadFile | Unread]:
    """The articles of a table. Raises InputError where it is none; a row that is wrong is told and the rest goes on."""
    rows = _rows(name, *_parted(decode(data, name, encoding).text))
    broken: list[Unread] = []
    yield from articles(name, _whole(rows, broken), EXTRACTOR, columns)
    yield from broken


def first_rows(name: str, data: bytes, most: int) -> list[Row]:
    """The first rows of a table, to see what is in it."""
    rows = _rows(name, *_parted(decode(data, name).text))
    return list(islice(_whole(rows, []), most))


def _parted(text: str) -> tuple[str, str]:
    """A table without a line that names the separator, and the separator."""
    if text[: len(_SIGN)].lower() == _SIGN and len(text) > len(_SIGN) + 1:
        return text[len(_SIGN) + 1 :].lstrip("\r\n"), text[len(_SIGN)]
    return text, _separator(text)


def _separator(text: str) -> str:
    """The separator that stands in the first row, quoted cells left out of account."""
    outside: list[str] = []
    quoted = False
    for ch in text[:_HEAD]:
        if ch == '"':
            quoted = not quoted
        elif not quoted:
            if ch in "\r\n" and outside:
                break
            outside.append(ch)
    row = "".join(outside)
    return max(_SEPARATORS, key=row.count)


def _whole(rows: Iterator[Row | Unread], broken: list[Unread]) -> Iterator[Row]:
    """The rows up to one that is broken."""
    for row in rows:
        if isinstance(row, Unread):
            broken.append(row)
        else:
            yield row


def _rows(name: str, text: str, separator: str) -> Iterator[Row | Unread]:
    csv.field_size_limit(MAX_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            error = InputError(
                "The quotation marks of this row do not match; it and what follows were left out.",
                "Put cells with quotation marks between two of them and double those inside.",
            )
            yield Unread(name, reader.line_num, error)
            return
        if cells is None:
            return
        number += 1
        if len(cells) > MAX_COLUMNS:
            yield Unread(name, number, InputError("This row has more than {n} columns.", n=MAX_COLUMNS))
            continue
        yield number, dict(enumerate(cells))
