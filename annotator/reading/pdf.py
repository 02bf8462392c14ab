"""PDF documents: the text of their pages in reading order, with the box of every character.

The boxes come from pdfium; which glyphs are lines and columns `layout` decides. The extraction is the source text.
Pages without text, which are pictures, are recognised where that is installed.
"""

import ctypes
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from annotator.errors import InputError
from annotator.reading import margins, ocr, scans
from annotator.reading.extraction import Extraction, PrintedPage, Writer
from annotator.reading.margins import RawPage
from annotator.reading.readfile import MAX_CHARACTERS, ReadFile, from_pages
from annotator.reading.regions import Glyph

EXTRACTOR: Final = f"pdfium {pypdfium2.PDFIUM_INFO.version} layout 3"

_MAX_PAGES: Final = 5000
_SECONDS: Final = 600.0
_MORE_SECONDS: Final = 20.0  # for each page that is a picture
_MOST_GLYPHS: Final = 500_000  # of one page; a newspaper page has some 15,000
_SHARP: Final = 3.0  # pixels a point of a page that is recognised
_LONGEST: Final = 4000.0  # pixels of its longer side
_HARDLY: Final = 200  # characters of a page whose text may be that of its picture: a running head, a stamp
_MOST_OF_IT: Final = 0.5  # of a page, that a picture covers which may hold its text
_PASSWORD: Final = pdfium.FPDF_ERR_PASSWORD
_SECURITY: Final = pdfium.FPDF_ERR_SECURITY
_UPRIGHT: Final = 0.2  # radians by which a glyph may lean
_LEFT_OUT: Final = frozenset("\x00\x02\ufffe\u00ad\u200b\ufeff")


def read_pdf(name: str, data: bytes) -> ReadFile:
    """The text of a PDF document. Raises InputError where it has none."""
    return from_pages(name, extract(name, data), EXTRACTOR)


def extract(name: str, data: bytes) -> Extraction:
    """The text of all pages with its boxes. Raises InputError where the file is locked, damaged or has no text."""
    writer = Writer()
    for page in pages(name, data):
        if len(writer) > MAX_CHARACTERS:
            raise _too_long(name)
        writer.add_page(page)
    if not writer.printed:
        if not ocr.is_installed():
            raise ocr.missing(name)
        raise InputError("No text was recognised in {file}.", file=name)
    return writer.extraction()


def pages(name: str, data: bytes) -> Iterator[PrintedPage]:
    """The pages one after another, each read when it is wanted, a few ahead. Raises InputError as `extract` does."""
    return margins.printed(_raw_pages(name, data))


def _raw_pages(name: str, data: bytes) -> Iterator[RawPage]:
    until = time.monotonic() + _SECONDS
    with closing(_opened(name, data)) as document:
        count = len(document)
        if count > _MAX_PAGES:
            raise InputError(
                "{file} has more than {n} pages.", "Divide it into several files.", file=name, n=_MAX_PAGES
            )
        for number in range(count):
            if time.monotonic() > until:
                raise _too_long(name)
            try:
                with closing(document[number]) as page:
                    width, height = page.get_size()
                    raw = RawPage(width, height, list(_glyphs(page)))
                    if ocr.is_installed() and _may_be_picture(page, len(raw.glyphs)):
                        until += _MORE_SECONDS
                        seen = _recognised(name, page)
                        raw = seen if len(seen.glyphs) > 2 * len(raw.glyphs) else raw
                    yield raw
            except pypdfium2.PdfiumError as error:
                raise InputError("Page {page} of {file} is damaged.", file=name, page=number + 1) from error


def _too_long(name: str) -> InputError:
    return InputError("{file} is too long to be read as one file.", "Divide it.", file=name)


def _may_be_picture(page: pypdfium2.PdfPage, glyphs: int) -> bool:
    """Whether the text of a page may be in a picture: it has no other, or hardly any beside one that is nearly all."""
    if not glyphs:
        count: int = pdfium.FPDFPage_CountObjects(page)
        return count > 0
    if glyphs > _HARDLY:
        return False
    width, height = page.get_size()
    covered, least = 0.0, _MOST_OF_IT * width * height
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)):
        left, bottom, right, top = picture.get_bounds()
        covered += (right - left) * (top - bottom)
    return bool(covered >= least)


def _recognised(name: str, page: pypdfium2.PdfPage) -> RawPage:
    """A page that is a picture."""
    width, height = page.get_size()
    scale = min(_SHARP, _LONGEST / max(width, height, 1.0))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        found = ocr.read_pixels(name, bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    finally:
        bitmap.close()
    return scans.raw_page(found, 1 / scale)


def _opened(name: str, data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (_PASSWORD, _SECURITY):
            raise InputError("{file} is protected by a password.", "Save it without one.", file=name) from error
        raise InputError("{file} is damaged or no PDF document.", file=name) from error


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
