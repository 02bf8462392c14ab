"""Pages of PDF documents drawn as pixels; runs in a process of its own, since damaged files can end it."""

import math
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

import pypdfium2

from annotator.errors import InputError

MOST_PIXELS: Final = 24_000_000
"""Of one drawn page; 96 MB. What is wanted larger is drawn smaller and then stretched."""

_SIDE: Final = 30_000  # pixels that a side may have


class Drawing(NamedTuple):
    """A drawn page: rows of `stride` bytes, four for each pixel: blue, green, red and one that means nothing."""

    width: int
    height: int
    stride: int
    pixels: bytes


class PdfPages:
    """The pages of a PDF document, numbered from 1; sizes in points as they are shown."""

    def __init__(self, path: Path) -> None:
        try:
            self._document = pypdfium2.PdfDocument(path)
        except (pypdfium2.PdfiumError, OSError) as error:
            raise InputError("The pages of this file cannot be drawn: it is damaged or locked.") from error

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page; those of one that is damaged are guessed."""
        return [self._size(at) for at in range(len(self._document))]

    def _size(self, at: int) -> tuple[float, float]:
        try:
            width, height = self._document.get_page_size(at)
        except pypdfium2.PdfiumError:
            return 595.0, 842.0
        return max(width, 1.0), max(height, 1.0)

    def draw(self, number: int, scale: float) -> Drawing:
        """A page with `scale` pixels a point, or fewer where it would be too large."""
        try:
            with closing(self._document[number - 1]) as page:
                width, height = page.get_size()
                bitmap = page.render(scale=fitting(width, height, scale), prefer_bgrx=True)
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise InputError("Page {page} is damaged and cannot be drawn.", page=number) from error
        try:
            return Drawing(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        finally:
            bitmap.close()


def fitting(width: float, height: float, scale: float) -> float:
    """The scale at which a page of a size does not get too large, at most the one that is wanted."""
    return min(scale, math.sqrt(MOST_PIXELS / (width * height)), _SIDE / width, _SIDE / height)
