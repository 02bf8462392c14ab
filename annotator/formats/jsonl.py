"""Annotated articles as JSON Lines: the program's own lines and other tools', told apart line by line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from annotator.errors import InputError
from annotator.formats import jsonl_foreign, jsonl_own
from annotator.formats.jsonl_lines import MAX_LINE, JsonObject, read_lines
from annotator.formats.records import ArticleRecord

SUFFIXES: Final = (".jsonl", ".ndjson")


class ReadLine(NamedTuple):
    """What a line gave: an article or what is wrong with it, and how many bytes of the file are read."""

    number: int
    found: ArticleRecord | InputError
    offset: int


def read(path: Path, max_line: int = MAX_LINE) -> Iterator[ReadLine]:
    """The articles of a file, line by line; raises InputError only where the file itself cannot be read."""
    try:
        with path.open("rb") as file:
            for line in read_lines(file, max_line):
                yield ReadLine(line.number, _article(line.found), line.offset)
    except OSError as error:
        raise InputError("{file} cannot be read: {reason}.", file=path.name, reason=error.strerror or error) from error


def _article(found: JsonObject | InputError) -> ArticleRecord | InputError:
    if isinstance(found, InputError):
        return found
    try:
        return jsonl_own.decode(found) if jsonl_own.is_own(found) else jsonl_foreign.decode(found)
    except InputError as error:
        return error
