"""PDF documents: the text of their pages in reading order, with the box of every character.

The boxes come from pdfium; which glyphs are lines and columns `layout` decides. The extraction is the source text.
"""

import ctypes
import time
from array import array
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from annotator.errors import InputError
from annotator.reading.layout import PrintedLine, lines_of
from annotator.reading.readfile import MAX_CHARACTERS, Block, ReadFile, extracted
from annotator.reading.regions import Glyph

EXTRACTOR: Final = f"pdfium {pypdfium2.PDFIUM_INFO.version} layout 1"

_MAX_PAGES: Final = 5000
_SECONDS: Final = 600.0
_MOST_GLYPHS: Final = 500_000  # of one page; a newspaper page has some 15,000
_PASSWORD: Final = pdfium.FPDF_ERR_PASSWORD
_SECURITY: Final = pdfium.FPDF_ERR_SECURITY
_UPRIGHT: Final = 0.2  # radians by which a glyph may lean
_LEFT_OUT: Final = frozenset("\x00\x02\ufffe\u00ad\u200b\ufeff")
_NO_BOX: Final = (0.0, 0.0, 0.0, 0.0)
_INDENT: Final = "　　"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it starts in the text, and its size in points as it is shown."""

    start: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Extraction:
    """The text of a document; `boxes` has left, bottom, right and top of each of its characters on its page.

    All four are 0 for blanks and line ends that were not printed. Points, y upwards from the foot of the page.
    """

    text: str
    pages: tuple[Page, ...]
    boxes: "array[float]"


def read_pdf(name: str, data: bytes) -> ReadFile:
    """The text of a PDF document. Raises InputError where it has none."""
    found = extract(name, data)
    read = extracted(name, [Block(found.text.removesuffix("\n"))], EXTRACTOR)
    return replace(read, pages=tuple(page.start for page in found.pages))


def extract(name: str, data: bytes) -> Extraction:
    """The text of all pages with its boxes. Raises InputError where the file is locked, damaged or has no text."""
    until = time.monotonic() + _SECONDS
    with closing(_opened(name, data)) as document:
        count = len(document)
        if count > _MAX_PAGES:
            raise InputError(
                "{file} has more than {n} pages.", "Divide it into several files.", file=name, n=_MAX_PAGES
            )
        writer = _Writer()
        for number in range(count):
            if time.monotonic() > until or len(writer) > MAX_CHARACTERS:
                raise InputError("{file} is too long to be read as one file.", "Divide it.", file=name)
            try:
                with closing(document[number]) as page:
                    width, height = page.get_size()
                    lines = lines_of(_glyphs(page))
            except pypdfium2.PdfiumError as error:
                raise InputError("Page {page} of {file} is damaged.", file=name, page=number + 1) from error
            writer.begin_page(width, height)
            for line in lines:
                writer.add(line)
    if not writer.printed:
        raise InputError(
            "{file} has no text: its pages are pictures.",
            "Recognise its text (OCR) first, then import that.",
            file=name,
        )
    return writer.extraction()


def _opened(name: str, data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (_PASSWORD, _SECURITY):
            raise InputError("{file} is protected by a password.", "Save it without one.", file=name) from error
        raise InputError("{file} is damaged or no PDF document.", file=name) from error


class _Writer:
    """Puts the lines of the pages together."""

    def __init__(self) -> None:
        self.printed = False
        self._pieces: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._boxes: array[float] = array("f")

    def __len__(self) -> int:
        return self._length

    def begin_page(self, width: float, height: float) -> None:
        """Begins a page. No empty line marks it: paragraphs go on over pages as over columns."""
        self._pages.append(Page(self._length, width, height))

    def add(self, line: PrintedLine) -> None:
        """Writes a line, behind an empty one where space was left."""
        if line.gap:
            self._blank("\n")
        if line.indented:
            self._blank(_INDENT)
        for glyph in line.glyphs:
            if glyph is None:
                self._blank(" ")
            else:
                self._put(glyph.char, (glyph.left, glyph.bottom, glyph.right, glyph.top))
                self.printed = True
        self._blank("\n")

    def _blank(self, text: str) -> None:
        self._put(text, _NO_BOX)

    def _put(self, text: str, box: tuple[float, float, float, float]) -> None:
        self._pieces.append(text)
        self._length += len(text)
        for _ in text:
            self._boxes.extend(box)

    def extraction(self) -> Extraction:
        """All of it."""
        return Extraction("".join(self._pieces), tuple(self._pages), self._boxes)


# -- pdfium ------------------------------------------------------------------------------------------------------


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    """The upright characters of a page as it is shown, in the order in which they were drawn."""
    with closing(page.get_textpage()) as text:
        turned = _Turned(page)
        box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        high = 0
        for at in range(min(text.count_chars(), _MOST_GLYPHS)):
            code = pdfium.FPDFText_GetUnicode(text, at)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            char = _character(high, code)
            high = 0
            if not char or pdfium.FPDFText_IsGenerated(text, at) == 1:
                continue
            if not (
                pdfium.FPDFText_GetLooseCharBox(text, at, box)
                and pdfium.FPDFText_GetCharOrigin(text, at, x, y)
                and pdfium.FPDFText_GetMatrix(text, at, matrix)
            ):
                continue
            if not turned.upright(matrix.a, matrix.b):
                continue
            size = pdfium.FPDFText_GetFontSize(text, at) * (matrix.c**2 + matrix.d**2) ** 0.5
            left, bottom, right, top = turned.box(box.left, box.bottom, box.right, box.top)
            baseline = turned.point(x.value, y.value)[1]
            yield Glyph(char, left, bottom, right, top, baseline, size)


def _character(high: int, code: int) -> str:
    """The character of a code, which may be the second half of one; "" for what is no character."""
    if 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00) if high else "\ufffd"
    if code > 0x10FFFF:
        return "\ufffd"
    char = chr(code)
    return "" if char in _LEFT_OUT or (code < 32 and not char.isspace()) or 0x7F <= code < 0xA0 else char


class _Turned:
    """Places on a page as it is shown, which may have been turned."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._quarter = page.get_rotation() // 90
        self._left, self._bottom, self._right, self._top = page.get_bbox()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point with the foot of the shown page at y = 0."""
        match self._quarter:
            case 1:
                return y - self._bottom, self._right - x
            case 2:
                return self._right - x, self._top - y
            case 3:
                return self._top - y, x - self._left
        return x - self._left, y - self._bottom

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box."""
        one, other = self.point(left, bottom), self.point(right, top)
        return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])

    def upright(self, a: float, b: float) -> bool:
        """Whether writing in this direction stands upright on the shown page."""
        match self._quarter:
            case 1:
                a, b = b, -a
            case 2:
                a, b = -a, -b
            case 3:
                a, b = -b, a
        return a > 0 and abs(b) <= _UPRIGHT * a
