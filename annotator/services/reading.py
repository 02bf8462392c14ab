"""Reads files without a project, as an import would."""

from collections.abc import Iterator
from pathlib import Path

from annotator.i18n import tr
from annotator.reading.reader import ReadFile, Unread, read_all, read_bytes
from annotator.reading.splitting import propose
from annotator.services.preparing import bytes_of


def read_file(path: Path, encoding: str | None = None) -> ReadFile:
    """The source and reading text of a file with one article; raises InputError where it has none."""
    return read_bytes(path.name, bytes_of(path, path.name), encoding)


def read_articles(path: Path, encoding: str | None = None) -> Iterator[ReadFile | Unread]:
    """What a file holds, one article of a book, a table or an archive after another; InputError where there is none."""
    return read_all(path.name, bytes_of(path, path.name), encoding)


def as_value(read: ReadFile, source: str) -> dict[str, object]:
    """What was read, as JSON has it; `resources/read.schema.json` describes it.

    Positions are those of the reading text, but for `map`, the source index of each of its characters, and for
    `decisions`, which are ranges of the source. Reasons are in the user's language.
    """
    reading = read.reading
    text = reading.text
    return {
        "source": source,
        "encoding": read.decoded.encoding,
        "extractor": read.extractor,
        "title": read.title,
        "text": text,
        "map": reading.source_map(),
        "flags": read.flags,
        "articles": [
            {
                "title": text[slice(*one.title)] if one.title else "",
                "authors": [author.name for author in one.authors],
                "start": one.start,
                "end": one.end,
            }
            for one in propose(reading)
        ],
        "pages": _pages(read),
        "furniture": [{"start": start, "end": end} for start, end in reading.furniture],
        "decisions": [
            {
                "start": edit.start,
                "end": edit.end,
                "kind": str(edit.kind),
                "text": edit.text,
                "reason": tr(edit.reason) if edit.reason else "",
                "certainty": edit.certainty,
            }
            for edit in reading.edits
        ],
    }


def _pages(read: ReadFile) -> list[dict[str, object]]:
    if read.extraction is None:
        return []
    place = read.reading.reading_position
    return [
        {
            "number": page.number,
            "start": place(page.start),
            "end": place(page.end),
            "width": round(page.width, 2),
            "height": round(page.height, 2),
        }
        for page in read.extraction.pages
    ]
