"""Electronic books (.epub): the chapters in the order in which they are read, an article each.

A book is a ZIP archive of web pages with a list of their order (the spine), so it is read by what reads those.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from typing_extensions import override

from annotator.domain.article import ArticleForm
from annotator.errors import InputError
from annotator.reading.markup import Handler, parse
from annotator.reading.packed import Packed
from annotator.reading.readfile import ReadFile, Unread
from annotator.reading.web import read_html

EXTRACTOR: Final = "epub 1"

_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
_PAGES: Final = ("application/xhtml+xml", "text/html", "application/xml", "text/xml")
_MOST: Final = 5000  # chapters
_MOST_CHARACTERS: Final = 64 * 1024 * 1024  # of all chapters
_HEX = re.compile("%([0-9A-Fa-f]{2})")


def read_epub(name: str, data: bytes) -> Iterator[ReadFile | Unread]:
    """The chapters of a book; one that fails is told and the rest goes on. Raises InputError where it is no book.

    Chapters without text, such as covers, are left out, and the table of contents.
    """
    packed = Packed(name, data)
    container = packed.part(_CONTAINER)
    if container is None:
        raise InputError("{file} is no electronic book.", file=name)
    found = _Attributes("rootfile", "full-path")
    parse(container, found, name)
    place = found.values[0] if found.values else ""
    content = packed.part(place)
    if content is None:
        raise InputError("{file} is no electronic book.", file=name)
    book = _Book()
    parse(content, book, name)
    chapters = list(dict.fromkeys(book.chapters(posixpath.dirname(place))))
    if len(chapters) > _MOST:
        raise InputError("{file} has too many parts to be an article.", file=name)
    _refuse_locked(packed, name, chapters)
    yield from _read(packed, name, chapters, " ".join("".join(book.title).split()))


def _read(packed: Packed, name: str, chapters: list[str], title: str) -> Iterator[ReadFile | Unread]:
    some = False
    total = 0
    for number, chapter in enumerate(chapters, 1):
        shown = f"{name}#{number}"
        try:
            page = packed.part(chapter)
            if page is None:
                raise InputError("{member} is missing in {file}.", member=chapter, file=name)
            read = read_html(shown, page)
        except InputError as error:
            if not _is_empty(error):
                some = True
                yield Unread(shown, 0, error)
            continue
        total += len(read.reading.source)
        if total > _MOST_CHARACTERS:
            raise InputError("{file} has too much text for one book.", "Divide it into several.", file=name)
        some = True
        yield replace(read, extractor=EXTRACTOR, data=page, form=ArticleForm(paper=title))
    if not some:
        raise InputError("{file} has no text.", file=name)


def _is_empty(error: InputError) -> bool:
    """Whether a chapter was refused because nothing is written in it, as in a cover."""
    return error.message in ("{file} has no text.", "{file} is empty.")


def _refuse_locked(packed: Packed, name: str, chapters: list[str]) -> None:
    """Refuses a book whose chapters are encrypted; fonts often are, which does not matter."""
    encryption = packed.part(_ENCRYPTION)
    if encryption is None:
        return
    locked = _Attributes("CipherReference", "URI")
    parse(encryption, locked, name)
    if not set(map(_unquoted, locked.values)).isdisjoint(chapters):
        raise InputError("{file} is protected against copying.", file=name)


def _unquoted(address: str) -> str:
    """An address inside of a book as the name of a member: without percent signs and place in the page."""
    plain = _HEX.sub(lambda found: chr(int(found.group(1), 16)), address.partition("#")[0])
    try:
        return plain.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return plain


class _Attributes(Handler):
    """Collects an attribute of all elements of a name."""

    def __init__(self, element: str, attribute: str) -> None:
        self.values: list[str] = []
        self._element, self._attribute = f":{element}", attribute

    @override
    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._element and self._attribute in attributes:
            self.values.append(attributes[self._attribute])


@dataclass(slots=True)
class _Book(Handler):
    """The list of a book's parts and their order."""

    title: list[str] = field(default_factory=list)
    _items: dict[str, str] = field(default_factory=dict)
    _spine: list[str] = field(default_factory=list)
    _in_title: bool = False

    @override
    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == ":item":
            page = attributes.get("media-type", _PAGES[0]) in _PAGES
            if page and "nav" not in attributes.get("properties", "").split():
                self._items[attributes.get("id", "")] = attributes.get("href", "")
        elif name == ":itemref" and attributes.get("linear") != "no":
            self._spine.append(attributes.get("idref", ""))
        self._in_title = name == ":title" and not self.title

    @override
    def text(self, text: str) -> None:
        if self._in_title:
            self.title.append(text)

    @override
    def closed(self, name: str) -> None:
        self._in_title = False

    def chapters(self, folder: str) -> Iterator[str]:
        """The members in the order of the spine."""
        for part in self._spine:
            if part in self._items:
                yield posixpath.normpath(posixpath.join(folder, _unquoted(self._items[part])))
