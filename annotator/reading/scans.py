"""Recognised pictures as pages: pictures by themselves, and pages of PDF documents that have no text.

Recognition gives lines with boxes a hair too large and in no order; here they become glyphs like those of a PDF, and
columns and order are found as there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, sin
from statistics import median
from typing import Final

from annotator.errors import InputError
from annotator.reading import margins, ocr
from annotator.reading.extraction import Extraction, Writer
from annotator.reading.lines import half_ems
from annotator.reading.margins import RawPage
from annotator.reading.readfile import ReadFile, from_pages
from annotator.reading.regions import Glyph

_BODY: Final = 10.0  # points that the text of a picture is taken to have, for layout
_TALLEST: Final = 1.25  # ems of the box around a line, at most
_ALIKE: Final = 1.2  # times the size of another line that is of the same size
_WIDE_GAP: Final = 0.8  # ems between letters that recognition left apart
_FEW: Final = 4  # letters of a line that tell its size by their width
_MIDDLE: Final = 0.38  # ems from the baseline to the middle of a line


def read_image(name: str, data: bytes) -> ReadFile:
    """The text of a picture, or of several in one file. Raises InputError where it has none."""
    return from_pages(name, extract(name, data), ocr.EXTRACTOR)


def extract(name: str, data: bytes) -> Extraction:
    """The text of all pictures of a file with its boxes, in pixels."""
    if not data:
        raise InputError("{file} is empty.", file=name)
    writer = Writer()
    for page in margins.printed(raw_page(picture) for picture in ocr.read_pictures(name, data)):
        writer.add_page(page)
    if not writer.printed:
        raise InputError("No text was recognised in {file}.", file=name)
    return writer.extraction()


def raw_page(picture: ocr.Picture, unit: float = 1.0) -> RawPage:
    """A recognised picture as a page, its body text ten points large and straight; `seen` are boxes in pixels.

    `unit` is how long a pixel is in the page's size and in those boxes.
    """
    lines = [_Line(line, _size(line)) for line in picture.lines if line]
    _make_alike(lines)
    glyphs: list[Glyph] = []
    if lines:
        scale = _BODY / _body_size(lines)
        for line in lines:
            glyphs += _glyphs(line, picture, scale, unit)
    return RawPage(picture.width * unit, picture.height * unit, glyphs)


@dataclass(slots=True)
class _Line:
    """A recognised line, and the size of its font in pixels."""

    letters: Sequence[ocr.Letter]
    size: float


def _size(line: Sequence[ocr.Letter]) -> float:
    """The size of a line's font in pixels: Chinese type is as wide as it is high, and boxes are a little higher."""
    high = median(one.bottom - one.top for one in line)
    ems = half_ems("".join(one.char for one in line)) / 2
    if len(line) < _FEW:
        return high
    return min(max((line[-1].right - line[0].left) / ems, high / _TALLEST), high)


def _make_alike(lines: Sequence[_Line]) -> None:
    """Gives lines of nearly one size the same: the boxes of recognition are not exact."""
    rest = sorted(lines, key=lambda line: -len(line.letters))
    while rest:
        size = rest[0].size
        group = [line for line in rest if max(line.size, size) <= _ALIKE * min(line.size, size)]
        rest = [line for line in rest if not max(line.size, size) <= _ALIKE * min(line.size, size)]
        common = median(line.size for line in group)
        for line in group:
            line.size = common


def _body_size(lines: Sequence[_Line]) -> float:
    """The size that most letters have."""
    counts: dict[float, int] = {}
    for line in lines:
        counts[line.size] = counts.get(line.size, 0) + len(line.letters)
    return max(counts, key=lambda size: counts[size])


def _glyphs(line: _Line, picture: ocr.Picture, scale: float, unit: float) -> list[Glyph]:
    """The letters of a line as glyphs without gaps between them, but for those wide enough to part columns."""
    letters, size = line.letters, line.size * scale
    lefts = [one.left for one in letters]
    rights = [one.right for one in letters]
    for at, (one, other) in enumerate(pairwise(letters)):
        if other.left - one.right < _WIDE_GAP * line.size:
            lefts[at + 1] = rights[at] = (one.right + other.left) / 2
    middle = median((one.top + one.bottom) / 2 for one in letters)
    baseline = (picture.height - middle) * scale - _MIDDLE * size
    bottom, top = baseline - 0.12 * size, baseline + 0.88 * size
    return [
        Glyph(
            one.char,
            left * scale,
            bottom,
            right * scale,
            top,
            baseline,
            size,
            one.certainty,
            _seen(one, picture, unit),
        )
        for one, left, right in zip(letters, lefts, rights, strict=True)
    ]


def _seen(letter: ocr.Letter, picture: ocr.Picture, unit: float) -> tuple[float, float, float, float]:
    """The box of a letter where it stands in the picture as it is, y upwards."""
    x, y = (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2
    wide, high = (letter.right - letter.left) / 2, (letter.bottom - letter.top) / 2
    if picture.slant:
        sine, cosine = sin(picture.slant), cos(picture.slant)
        right, down = x - picture.width / 2, y - picture.height / 2
        x = picture.width / 2 + right * cosine - down * sine
        y = picture.height / 2 + right * sine + down * cosine
    y = picture.height - y
    return (x - wide) * unit, (y - high) * unit, (x + wide) * unit, (y + high) * unit
