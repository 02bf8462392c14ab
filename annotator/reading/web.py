"""Saved web pages (HTML): the paragraphs of the article, without menus, lists of links and the foot of the page.

Nothing is ever fetched. The article is the innermost element that holds most of the prose of the page; its heading may
stand before it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from annotator.errors import InputError
from annotator.reading.decoding import Decoded, decode
from annotator.reading.readfile import Block, ReadFile, extracted
from annotator.reading.tags import Tag, scan

EXTRACTOR: Final = "html 1"

_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,500}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE
)
_XML_CHARSET = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_HEAD: Final = 8192  # bytes in which the encoding is looked for


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS: Final = _names(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table "
    "tbody td tfoot th thead tr ul "
)
_VOID: Final = _names("area base br col embed hr img input link meta param source track wbr ")
_SKIPPED: Final = _names(
    "script style noscript template svg math nav footer aside button select option iframe textarea object video "
    "audio canvas map rt rp head dialog xmp noembed noframes "
)
_CLOSES: Final = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "option": ("option",),
}
"""The elements whose end is left out before another begins."""

_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_STOP = re.compile("[，。；！？,]|[.!?](?=\\s)")
_SITE = re.compile(r"\s*(?:[_|｜]|\s-+\s|--|—{1,2})\s*[^_|｜]{1,40}$")
_DEPTH: Final = 400
_NEAR: Final = 40  # open elements among which one is looked for whose end was left out
_MOST_ELEMENTS: Final = 500_000
_SHARE: Final = 0.75  # of the prose of a page that its article holds
_HEADING_REACH: Final = 15  # blocks before the article among which its heading is looked for
_SHORT_BLOCK: Final = 120
_LINKED: Final = 0.6  # share of a block's characters that are links, above which it leads to something else


@dataclass(slots=True)
class _Element:
    """An element that is open or was; `skipped` ones show nothing. `block` and `cell` are those it stands in."""

    name: str
    parent: int
    skipped: bool
    link: bool
    block: int = 0
    cell: int = 0


@dataclass(slots=True)
class _Piece:
    """The characters of one block of the page: `element` is the block it stands in."""

    element: int
    text: str
    linked: int
    heading: int
    fixed: bool = False

    @property
    def leads_away(self) -> bool:
        """Whether it is a link, or mostly."""
        return self.linked > _LINKED * len(self.text)

    @property
    def prose(self) -> int:
        """How many of its characters are those of sentences."""
        return 0 if self.leads_away or not _STOP.search(self.text) else len(self.text) - self.linked


@dataclass(slots=True)
class _Page:
    """Puts the pieces of a page together."""

    file: str
    elements: list[_Element] = field(default_factory=lambda: [_Element("", -1, skipped=False, link=False)])
    stack: list[int] = field(default_factory=lambda: [0])
    pieces: list[_Piece] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    linked: int = 0
    rows: list[int] = field(default_factory=list)  # where the pieces of each open row begin
    names: Counter[str] = field(default_factory=Counter)  # of the open elements
    too_deep: int = 0

    def take(self, part: Tag | str) -> None:
        """The next part of the page."""
        if isinstance(part, str):
            self._characters(part)
        elif part.closing:
            self._close(part.name)
        else:
            self._open(part)

    def _characters(self, text: str) -> None:
        element = self.elements[self.stack[-1]]
        if element.name == "title":
            self.titles.setdefault("title", _SPACES.sub(" ", text).strip())
        elif not element.skipped:
            if not any(self.elements[at].name == "pre" for at in self.stack[-3:]):
                text = _SPACES.sub(" ", text)
            self.text.append(text)
            self.linked += len(text.strip()) if element.link else 0

    def _open(self, tag: Tag) -> None:
        name = tag.name
        if name == "meta":
            self._meta(tag)
        elif name == "br":
            self.text.append("\n")
        if name in _VOID:
            if name == "hr":
                self.flush()
            return
        if name in _BLOCKS:
            self._end_before(name)
            self.flush()
        if len(self.stack) >= _DEPTH:
            self.too_deep += 1
            return
        self._push(name, self._is_hidden(tag))
        if name == "tr":
            self.rows.append(len(self.pieces))

    def _push(self, name: str, hidden: bool) -> None:
        number = len(self.elements)
        if number > _MOST_ELEMENTS:
            raise InputError("{file} has too many parts to be an article.", file=self.file)
        parent = self.elements[self.stack[-1]]
        element = _Element(
            name,
            self.stack[-1],
            parent.skipped or hidden or name in _SKIPPED,
            parent.link or name == "a",
            number if name in _BLOCKS else parent.block,
            number if name in ("td", "th") else parent.cell,
        )
        self.stack.append(number)
        self.elements.append(element)
        self.names[name] += 1

    def _is_hidden(self, tag: Tag) -> bool:
        if "hidden" not in tag.inside.lower() and "none" not in tag.inside.lower():
            return False
        attributes = tag.attributes()
        return "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")) is not None

    def _meta(self, tag: Tag) -> None:
        attributes = tag.attributes()
        key = (attributes.get("property") or attributes.get("name") or "").lower()
        if key in ("og:title", "articletitle") and attributes.get("content"):
            self.titles.setdefault(key, _SPACES.sub(" ", attributes["content"]).strip())

    def _end_before(self, name: str) -> None:
        """Closes what has no end tag of its own before an element begins."""
        if self.elements[self.stack[-1]].name == "p":
            self._close("p")
        if name not in _CLOSES:
            return
        for at in range(len(self.stack) - 1, max(len(self.stack) - _NEAR, 0), -1):
            other = self.elements[self.stack[at]].name
            if other in _CLOSES[name]:
                self._close(other)
                if name != "tr" or other == "tr":
                    return
            elif other in ("table", "ul", "ol", "dl") or (name not in ("td", "th", "tr") and other in _BLOCKS):
                return

    def _close(self, name: str) -> None:
        if self.too_deep and name not in _VOID:
            self.too_deep -= 1
            return
        if not self.names[name]:
            return
        if name in _BLOCKS:
            self.flush()
        closed = ""
        while closed != name:
            closed = self.elements[self.stack.pop()].name
            self.names[closed] -= 1
            if closed == "tr" and self.rows:
                self._close_row(self.rows.pop())

    def _close_row(self, first: int) -> None:
        """Makes one line of a row whose cells have a few words each; others are the layout of the page."""
        cells = self.pieces[first:]
        simple = len(cells) > 1 and len({self.elements[one.element].cell for one in cells}) == len(cells)
        if simple and not any(one.fixed or len(one.text) > _SHORT_BLOCK or "\n" in one.text for one in cells):
            text = "\t".join(one.text for one in cells)
            linked = sum(one.linked for one in cells)
            self.pieces[first:] = [_Piece(cells[0].element, text, linked, 0, fixed=True)]

    def flush(self) -> None:
        """Ends a block."""
        if not self.text:
            return
        lines = [line.strip(" \t\r\f") for line in "".join(self.text).split("\n")]
        text = "\n".join(line for line in lines if line.strip())
        if text:
            at = self.elements[self.stack[-1]].block
            name = self.elements[at].name
            heading = int(name[1]) if len(name) == 2 and name[0] == "h" and name[1].isdigit() else 0
            self.pieces.append(_Piece(at, text, self.linked, heading))
        self.text, self.linked = [], 0

    def innermost(self) -> int | None:
        """The element furthest inside that holds most of the prose, None where there is none; 0 is the page."""
        weights = [0] * len(self.elements)
        for piece in self.pieces:
            weights[piece.element] += piece.prose
        for at in range(len(weights) - 1, 0, -1):  # an element comes after the one it stands in
            weights[self.elements[at].parent] += weights[at]
        return max((at for at, weight in enumerate(weights) if 0 < weight >= _SHARE * weights[0]), default=None)

    def pieces_in(self, place: int) -> list[int]:
        """The numbers of the pieces that stand in an element."""
        inside = [False] * len(self.elements)
        inside[place] = True
        for at in range(place + 1, len(inside)):
            inside[at] = inside[self.elements[at].parent]
        return [number for number, piece in enumerate(self.pieces) if inside[piece.element]]


def read_html(name: str, data: bytes, encoding: str | None = None) -> ReadFile:
    """The article of a saved web page. Raises InputError where it has no text."""
    decoded = _decoded(name, data, encoding)
    page = _Page(name)
    for part in scan(decoded.text):
        page.take(part)
    page.flush()
    pieces = _article(page)
    if not pieces:
        raise InputError("{file} has no text.", file=name)
    blocks = [Block(piece.text, piece.fixed) for piece in pieces]
    return extracted(name, blocks, EXTRACTOR, decoded, _title(page, pieces))


def _decoded(name: str, data: bytes, encoding: str | None) -> Decoded:
    """The page's characters: in the encoding chosen, by its mark, as it says itself, or as its bytes speak for."""
    if encoding is None and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        head = data[:_HEAD]
        found = _META_CHARSET.search(head) or _XML_CHARSET.search(head)
        if found:
            try:
                return decode(data, name, found.group(1).decode("ascii"))
            except InputError:  # it says what it is not
                pass
    return decode(data, name, encoding)


def _article(page: _Page) -> list[_Piece]:
    """The pieces of the article in their order."""
    pieces = page.pieces
    place = page.innermost()
    if place is None:
        return [piece for piece in pieces if not piece.leads_away] or pieces
    inside = page.pieces_in(place)
    first = _heading_before(pieces, inside[0])
    return _without_links(pieces[first : inside[-1] + 1])


def _heading_before(pieces: Sequence[_Piece], start: int) -> int:
    """Where the article begins if its heading and byline stand before the element that holds it, else `start`."""
    for at in range(start - 1, max(start - _HEADING_REACH, 0) - 1, -1):
        if pieces[at].heading == 1 or (pieces[at].heading == 2 and not pieces[at].leads_away):
            return at
        if len(pieces[at].text) > _SHORT_BLOCK:
            break
    return start


def _without_links(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces but for those that lead away where they stand at the edge or several together."""
    kept = []
    for at, piece in enumerate(pieces):
        if piece.leads_away and not piece.heading:
            beside = [pieces[k] for k in (at - 1, at + 1) if 0 <= k < len(pieces)]
            if len(beside) < 2 or any(one.leads_away for one in beside):
                continue
        kept.append(piece)
    return kept


def _title(page: _Page, pieces: Sequence[_Piece]) -> str:
    """The title as the page gives it: its heading, else what it says of itself without the name of the site."""
    heads = [piece.text.replace("\n", " ") for piece in pieces if piece.heading == 1]
    if len(heads) == 1:
        return heads[0]
    for key in ("articletitle", "og:title", "title"):
        if page.titles.get(key):
            return _SITE.sub("", page.titles[key]) or page.titles[key]
    return ""
