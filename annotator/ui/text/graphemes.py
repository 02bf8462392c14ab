"""Steps by what a reader takes for one character, in code points."""

from typing import Final

from PySide6.QtCore import QTextBoundaryFinder

from annotator.domain.offsets import Offsets

_AROUND: Final = 64  # no cluster is longer; a text without end need not be looked through for one step


def step(text: str, position: int, count: int) -> int:
    """The position `count` characters on (back, if negative) as a reader counts them; never inside a cluster."""
    for _ in range(abs(count)):
        position = _one(text, position, forward=count > 0)
    return position


def _one(text: str, position: int, forward: bool) -> int:
    start = max(0, position - _AROUND)
    piece = text[start : position + _AROUND]
    offsets = Offsets(piece)
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, piece)
    finder.setPosition(offsets.to_utf16(position - start))
    found = finder.toNextBoundary() if forward else finder.toPreviousBoundary()
    if found < 0:  # at the very start or end
        return position
    return start + offsets.to_points(found)
