"""Where pages stand one below the other at a scale, in pixels of a strip that is scrolled."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF

from annotator.domain.pages import Box
from annotator.ui.widgets import GRID

SMALLEST: Final = 0.1
LARGEST: Final = 8.0
_GAP: Final = 2 * GRID


class PageLayout:
    """Pages of given sizes; numbers count from 1."""

    def __init__(self) -> None:
        self.sizes: list[tuple[float, float]] = []
        self.scale = 1.0
        self.tops: list[float] = []
        self.height = 0.0
        self.width = 0.0

    def set_sizes(self, sizes: Sequence[tuple[float, float]]) -> None:
        """Takes other pages."""
        self.sizes = list(sizes)
        self.set_scale(self.scale)

    def set_scale(self, scale: float) -> None:
        """Makes the pages larger or smaller: `scale` pixels a unit."""
        self.scale = min(max(scale, SMALLEST), LARGEST)
        at, self.tops = float(GRID), []
        for _, height in self.sizes:
            self.tops.append(at)
            at += height * self.scale + _GAP
        self.height = at
        self.width = self.widest * self.scale + 2 * GRID

    @property
    def widest(self) -> float:
        """The width of the widest page, in its own unit; 0 where there is none."""
        return max((width for width, _ in self.sizes), default=0.0)

    def between(self, top: float, bottom: float) -> range:
        """The numbers of the pages that can be seen between two heights."""
        if not self.sizes:
            return range(0)
        first = max(1, bisect_right(self.tops, top))
        return range(first, max(first, bisect_right(self.tops, bottom)) + 1)

    def number_at(self, y: float) -> int:
        """The page at a height."""
        return max(1, bisect_right(self.tops, y))

    def rect(self, number: int, room: float) -> QRectF:
        """Where a page stands, in the middle of a room of some width if it is narrower."""
        width, height = self.sizes[number - 1]
        left = max(float(GRID), (room - width * self.scale) / 2)
        return QRectF(left, self.tops[number - 1], width * self.scale, height * self.scale)

    def inside(self, rect: QRectF, box: Box) -> QRectF:
        """Where a box of a page stands whose page stands at `rect`."""
        left, top, right, bottom = (value * self.scale for value in box)
        return QRectF(rect.left() + left, rect.top() + top, right - left, bottom - top)
