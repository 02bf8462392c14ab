"""Reads one file without a project, as an import would."""

from pathlib import Path

from annotator.reading.reader import ReadFile, read_bytes
from annotator.services.preparing import bytes_of


def read_file(path: Path, encoding: str | None = None) -> ReadFile:
    """The source and reading text of a text file; raises InputError where it has none."""
    return read_bytes(path.name, bytes_of(path, path.name), encoding)
