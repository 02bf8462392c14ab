"""What reads a file into sources and their reading texts: one reader a kind of file, found by the name's ending.

Readers import what they need when they are first used: most files of most projects are plain text.
"""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final, Protocol

from annotator.errors import InputError
from annotator.reading.columns import Choice
from annotator.reading.decoding import decode
from annotator.reading.readfile import Flag as Flag
from annotator.reading.readfile import ReadFile as ReadFile
from annotator.reading.readfile import Unread as Unread
from annotator.reading.readfile import guess_title as guess_title
from annotator.reading.readfile import title_of as title_of
from annotator.reading.repair import repair

_MB: Final = 1024 * 1024


class Reader(Protocol):
    """Reads one kind of file that holds one article."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of the names of such files, in lower case, with their dot."""

    @property
    def largest(self) -> int:
        """The bytes above which a file is not tried."""

    def read(self, name: str, data: bytes, encoding: str | None = None) -> ReadFile:
        """The file's text; raises InputError where it is no such file or has none."""


class Collection(Protocol):
    """Reads one kind of file that holds many articles."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of the names of such files, in lower case, with their dot."""

    @property
    def largest(self) -> int:
        """The bytes above which a file is not tried."""

    def read_all(
        self, name: str, data: bytes, encoding: str | None = None, columns: Choice | None = None
    ) -> Iterator[ReadFile | Unread]:
        """The articles one after another, and what could not be read; raises InputError where it is no such file."""


class TextReader:
    """Reads plain text files in any of the encodings of `decoding`."""

    suffixes = (".txt", ".text")
    largest = 16 * _MB

    def read(self, name: str, data: bytes, encoding: str | None = None) -> ReadFile:
        """The file's text, decoded and repaired."""
        decoded = decode(data, name, encoding)
        reading = repair(decoded.text)
        return ReadFile(name, decoded, reading, title_of(reading) or PurePath(name).stem)


class MarkdownReader:
    """Reads Markdown."""

    suffixes = (".md", ".markdown")
    largest = 16 * _MB

    def read(self, name: str, data: bytes, encoding: str | None = None) -> ReadFile:
        """The file's text without its signs."""
        from annotator.reading.markdown import read_markdown

        return read_markdown(name, data, encoding)


class HtmlReader:
    """Reads saved web pages."""

    suffixes = (".html", ".htm", ".xhtml")
    largest = 16 * _MB

    def read(self, name: str, data: bytes, encoding: str | None = None) -> ReadFile:
        """The article of the page."""
        from annotator.reading.web import read_html

        return read_html(name, data, encoding)


class DocxReader:
    """Reads Word documents; they have no encoding to choose."""

    suffixes = (".docx", ".docm")
    largest = 128 * _MB

    def read(self, name: str, data: bytes, encoding: str | None = None) -> ReadFile:
        """The document's paragraphs and tables."""
        from annotator.reading.docx import read_docx

        return read_docx(name, data)


class PdfReader:
    """Reads PDF documents; they have no encoding to choose."""

    suffixes = (".pdf",)
    largest = 256 * _MB

    def read(self, name: str, data: bytes, encoding: str | None = None) -> ReadFile:
        """The document's pages."""
        from annotator.reading.pdf import read_pdf

        return read_pdf(name, data)


class ImageReader:
    """Reads scans by text recognition, where that is installed; they have no encoding to choose."""

    suffixes = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
    largest = 256 * _MB

    def read(self, name: str, data: bytes, encoding: str | None = None) -> ReadFile:
        """The text in the picture, or in all pictures of the file."""
        from annotator.reading.scans import read_image

        return read_image(name, data)


class CsvReader:
    """Reads tables of plain text with an article a row."""

    suffixes = (".csv", ".tsv")
    largest = 64 * _MB

    def read_all(
        self, name: str, data: bytes, encoding: str | None = None, columns: Choice | None = None
    ) -> Iterator[ReadFile | Unread]:
        """The rows."""
        from annotator.reading.csvfile import read_csv

        return read_csv(name, data, encoding, columns)


class XlsxReader:
    """Reads Excel workbooks with an article a row; they have no encoding to choose."""

    suffixes = (".xlsx", ".xlsm")
    largest = 64 * _MB

    def read_all(
        self, name: str, data: bytes, encoding: str | None = None, columns: Choice | None = None
    ) -> Iterator[ReadFile | Unread]:
        """The rows of the sheets."""
        from annotator.reading.xlsx import read_xlsx

        return read_xlsx(name, data, columns)


class EpubReader:
    """Reads electronic books with a chapter an article; their pages say their encoding themselves."""

    suffixes = (".epub",)
    largest = 256 * _MB

    def read_all(
        self, name: str, data: bytes, encoding: str | None = None, columns: Choice | None = None
    ) -> Iterator[ReadFile | Unread]:
        """The chapters."""
        from annotator.reading.epub import read_epub

        return read_epub(name, data)


class ZipReader:
    """Reads archives of the other kinds of files."""

    suffixes = (".zip",)
    largest = 512 * _MB

    def read_all(
        self, name: str, data: bytes, encoding: str | None = None, columns: Choice | None = None
    ) -> Iterator[ReadFile | Unread]:
        """The articles of all files in it."""
        from annotator.reading.archive import read_zip

        inside = tuple(suffix for suffix in suffixes() if suffix not in self.suffixes)

        def inner(member: str, content: bytes) -> Iterator[ReadFile | Unread]:
            check_size(member, len(content))
            return read_all(member, content, encoding, columns)

        return read_zip(name, data, inside, inner)


READERS: Final[tuple[Reader, ...]] = (
    TextReader(),
    MarkdownReader(),
    HtmlReader(),
    DocxReader(),
    PdfReader(),
    ImageReader(),
)
"""All readers of files with one article; a new kind of file is one module and one entry."""

COLLECTIONS: Final[tuple[Collection, ...]] = (CsvReader(), XlsxReader(), EpubReader(), ZipReader())
"""All readers of files with many articles."""


def suffixes() -> tuple[str, ...]:
    """The endings of the names of all files that can be read."""
    single = [suffix for reader in READERS for suffix in reader.suffixes]
    return (*single, *(suffix for collection in COLLECTIONS for suffix in collection.suffixes))


def read_bytes(name: str, data: bytes, encoding: str | None = None) -> ReadFile:
    """Reads a file's one article by the reader for its name; a chosen `encoding` counts where the kind has one."""
    reader = _reader(name)
    if reader is not None:
        return reader.read(name, data, encoding)
    if _collection(name) is not None:
        raise InputError("{file} holds many articles.", "Import it into a project.", file=name)
    raise InputError("{file} cannot be read here.", "Files that can: {known}.", file=name, known=", ".join(suffixes()))


def read_all(
    name: str, data: bytes, encoding: str | None = None, columns: Choice | None = None
) -> Iterator[ReadFile | Unread]:
    """Reads all articles of a file, and tells what of it could not be read.

    `columns` are those that a person chose for tables, by their headings (`columns.heading`).
    """
    collection = _collection(name)
    if collection is not None:
        yield from collection.read_all(name, data, encoding, columns)
    else:
        yield read_bytes(name, data, encoding)


def has_encoding(name: str) -> bool:
    """Whether the characters of a file of this name depend on an encoding that a person may choose."""
    return isinstance(_reader(name), TextReader | MarkdownReader | HtmlReader)


def check_size(name: str, size: int) -> None:
    """Raises InputError for a file too large for its kind."""
    reader = _reader(name) or _collection(name)
    if reader is not None and size > reader.largest:
        raise InputError(
            "{file} is larger than {n} MB, too much for a file of its kind.",
            "Divide it into one file for each article.",
            file=name,
            n=reader.largest // _MB,
        )


def _reader(name: str) -> Reader | None:
    suffix = PurePath(name).suffix.lower()
    return next((reader for reader in READERS if suffix in reader.suffixes), None)


def _collection(name: str) -> Collection | None:
    suffix = PurePath(name).suffix.lower()
    return next((reader for reader in COLLECTIONS if suffix in reader.suffixes), None)
