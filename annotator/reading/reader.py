"""What reads a file into a source and its reading text: one reader a kind of file, found by the name's ending."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Protocol, TypedDict

from annotator.domain.text import ReadingText
from annotator.errors import InputError
from annotator.i18n import tr
from annotator.reading.decoding import Decoded, decode
from annotator.reading.joining import is_byline
from annotator.reading.repair import repair

_LONGEST_TITLE: Final = 60
_TRIED_FOR_TITLE: Final = 8  # paragraphs from the top among which a heading is looked for
_STOPS: Final = "。，；：、"


class Flag(TypedDict):
    """A place of the reading text for a person to look at, as the command line prints it."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file held and how it reads; `title` is a guess."""

    name: str
    decoded: Decoded
    reading: ReadingText
    title: str

    @property
    def flags(self) -> list[Flag]:
        """The doubtful places, in positions of the reading text, their reasons in the user's language."""
        found = []
        for doubt in self.reading.doubts:
            start, end = self.reading.reading_range(doubt.start, doubt.end)
            found.append(Flag(start=start, end=end, reason=tr(doubt.reason)))
        return found


class Reader(Protocol):
    """Reads one kind of file."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of the names of such files, in lower case, with their dot."""

    def read(self, name: str, data: bytes, encoding: str | None = None) -> ReadFile:
        """The file's text; raises InputError where it is no such file or has none."""


class TextReader:
    """Reads plain text files in any of the encodings of `decoding`."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Plain text."""
        return (".txt", ".text")

    def read(self, name: str, data: bytes, encoding: str | None = None) -> ReadFile:
        """The file's text, decoded and repaired."""
        decoded = decode(data, name, encoding)
        reading = repair(decoded.text)
        return ReadFile(name, decoded, reading, guess_title(reading.text) or PurePath(name).stem)


READERS: Final[tuple[Reader, ...]] = (TextReader(),)
"""All readers; a new kind of file is one module and one entry."""


def suffixes() -> tuple[str, ...]:
    """The endings of the names of all files that can be read."""
    return tuple(suffix for reader in READERS for suffix in reader.suffixes)


def read_bytes(name: str, data: bytes, encoding: str | None = None) -> ReadFile:
    """Reads a file's content by the reader for its name; a chosen `encoding` counts where the kind of file has one."""
    suffix = PurePath(name).suffix.lower()
    for reader in READERS:
        if suffix in reader.suffixes:
            return reader.read(name, data, encoding)
    raise InputError("{file} cannot be read here.", "Files that can: {known}.", file=name, known=", ".join(suffixes()))


def guess_title(text: str) -> str:
    """The first paragraph near the top that reads like a heading, else the beginning of the first; "" for no text."""
    paragraphs = [line.strip() for line in text.split("\n", _TRIED_FOR_TITLE)[:_TRIED_FOR_TITLE] if line.strip()]
    for paragraph in paragraphs:
        heading = len(paragraph) <= _LONGEST_TITLE and paragraph[-1] not in _STOPS and "。" not in paragraph
        if heading and not is_byline(paragraph) and not paragraph.startswith("——"):
            return paragraph
    return _shortened(paragraphs[0]) if paragraphs else ""


def _shortened(paragraph: str) -> str:
    return paragraph if len(paragraph) <= _LONGEST_TITLE else paragraph[: _LONGEST_TITLE - 1] + "…"
