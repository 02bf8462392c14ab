"""Reads one file without a project, as an import would."""

from pathlib import Path

from annotator.i18n import tr
from annotator.reading.reader import ReadFile, read_bytes
from annotator.reading.splitting import propose
from annotator.services.preparing import bytes_of


def read_file(path: Path, encoding: str | None = None) -> ReadFile:
    """The source and reading text of a file; raises InputError where it has none."""
    return read_bytes(path.name, bytes_of(path, path.name), encoding)


def as_value(read: ReadFile, source: str) -> dict[str, object]:
    """A file that was read, as JSON has it.

    Positions are those of the reading text, but for `map`, the source index of each of its characters, and for
    `decisions`, which are ranges of the source. Reasons are in the user's language.
    """
    reading = read.reading
    text = reading.text
    articles = [
        {
            "title": text[slice(*one.title)] if one.title else "",
            "authors": [author.name for author in one.authors],
            "start": one.start,
            "end": one.end,
        }
        for one in propose(reading)
    ]
    decisions = [
        {
            "start": edit.start,
            "end": edit.end,
            "kind": str(edit.kind),
            "text": edit.text,
            "reason": tr(edit.reason) if edit.reason else "",
            "certainty": edit.certainty,
        }
        for edit in reading.edits
    ]
    return {
        "source": source,
        "encoding": read.decoded.encoding,
        "text": text,
        "map": reading.source_map(),
        "flags": read.flags,
        "articles": articles,
        "pages": [reading.reading_position(start) for start in read.pages],
        "decisions": decisions,
        "extractor": read.extractor,
    }
