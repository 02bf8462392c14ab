"""What is taken out of printed pages: their text in reading order, where each page begins, the box of every character.

PDF documents and recognised pictures both end here.
"""

from array import array
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from annotator.domain.text import Doubt
from annotator.i18n import mark
from annotator.reading.layout import PrintedLine
from annotator.reading.regions import Glyph

RECOGNISED_BADLY: Final = mark("The recognition of these characters is doubtful.")

CERTAIN: Final = 0.8
"""How certain the recognition of a character is at least that is not shown as doubtful."""

_NO_BOX: Final = (0.0, 0.0, 0.0, 0.0)
_INDENT: Final = "　　"


@dataclass(frozen=True, slots=True)
class Page:
    """A page, counted from 1: its characters in the text, and its size as it is shown.

    Sizes are points (a 72nd of an inch), those of pictures pixels.
    """

    number: int
    start: int
    end: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Extraction:
    """The text of some pages; `boxes` has left, bottom, right and top of each of its characters on its page.

    All four are 0 for blanks and line ends that were not printed. y grows upwards from the foot of the page. `doubts`
    are characters that were recognised badly, `furniture` running heads and page numbers; both ranges of the text.
    """

    text: str
    pages: tuple[Page, ...]
    boxes: "array[float]"
    doubts: tuple[Doubt, ...] = ()
    furniture: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The lines of a page in reading order, and its size; `heads` and `feet` are its running heads and page numbers."""

    width: float
    height: float
    lines: tuple[PrintedLine, ...]
    heads: tuple[PrintedLine, ...] = ()
    feet: tuple[PrintedLine, ...] = ()


class Writer:
    """Puts the lines of pages together."""

    def __init__(self) -> None:
        self.printed = False
        self._pieces: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._boxes: array[float] = array("f")
        self._doubts: list[Doubt] = []
        self._furniture: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return self._length

    def add_page(self, page: PrintedPage) -> None:
        """Writes a page. No empty line marks where it begins: paragraphs go on over pages as over columns."""
        start = self._length
        for line in page.heads:
            self._add_furniture(line)
        for line in page.lines:
            self._add(line)
        for line in page.feet:
            self._add_furniture(line)
        self._pages.append(Page(len(self._pages) + 1, start, self._length, page.width, page.height))

    def _add_furniture(self, line: PrintedLine) -> None:
        start = self._length
        self._glyphs(line)
        self._furniture.append((start, self._length))
        self._blank("\n")

    def _add(self, line: PrintedLine) -> None:
        """Writes a line, behind an empty one where space was left."""
        if line.gap:
            self._blank("\n")
        if line.indented:
            self._blank(_INDENT)
        self._glyphs(line)
        self._blank("\n")

    def _glyphs(self, line: PrintedLine) -> None:
        for doubtful, group in groupby(line.glyphs, lambda glyph: glyph is not None and glyph.certainty < CERTAIN):
            start = self._length
            least = 1.0
            for glyph in group:
                if glyph is None:
                    self._blank(" ")
                else:
                    self._put(glyph.char, glyph.seen or (glyph.left, glyph.bottom, glyph.right, glyph.top))
                    self.printed = True
                    least = min(least, glyph.certainty)
            if doubtful:
                self._doubts.append(Doubt(start, self._length, RECOGNISED_BADLY, round(least, 2)))

    def _blank(self, text: str) -> None:
        self._put(text, _NO_BOX)

    def _put(self, text: str, box: tuple[float, float, float, float]) -> None:
        self._pieces.append(text)
        self._length += len(text)
        for _ in text:
            self._boxes.extend(box)

    def extraction(self) -> Extraction:
        """All of it."""
        return Extraction(
            "".join(self._pieces), tuple(self._pages), self._boxes, tuple(self._doubts), tuple(self._furniture)
        )


def glyphs_of(line: PrintedLine) -> list[Glyph]:
    """The characters of a line without the blanks that are seen only."""
    return [glyph for glyph in line.glyphs if glyph is not None]
