"""Heights of many paragraphs under one another, most of them guesses, and where each one starts."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Heights:
    """A column of blocks that starts at `head`; heights and places in pixels."""

    __slots__ = ("_heights", "_tops", "head", "total")

    def __init__(self, heights: Iterable[float], head: float) -> None:
        self._heights = list(heights)
        self._tops: list[float] = []  # of as many blocks as are known since the last change of a height
        self.head = head
        self.total = sum(self._heights)

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, block: int) -> float:
        return self._heights[block]

    def change(self, block: int, height: float) -> float:
        """Gives a block its true height; returns by how much all behind it move."""
        difference = height - self._heights[block]
        if difference:
            self._heights[block] = height
            self.total += difference
            del self._tops[block + 1 :]
        return difference

    def top(self, block: int) -> float:
        """Where a block starts."""
        if block >= len(self._tops):
            self._know()
        return self._tops[block]

    def at(self, y: float) -> int:
        """The block at a height, the first or last one beyond the ends."""
        if not self._tops or (y >= self._tops[-1] and len(self._tops) < len(self._heights)):
            self._know()
        return max(bisect_right(self._tops, y) - 1, 0)

    def _know(self) -> None:
        """Adds up to the end at once: who asks for one place will ask for others."""
        if not self._tops:
            self._tops = [self.head]
        known = len(self._tops)
        self._tops.extend(list(accumulate(self._heights[known - 1 : -1], initial=self._tops[-1]))[1:])
