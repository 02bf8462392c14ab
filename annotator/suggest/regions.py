"""Which part of a text to look at around a position, so that the cost does not grow with the text."""

import re
from collections.abc import Iterator
from typing import Final

REACH: Final = 600
"""How many characters a region may have on each side of the position before it is cut inside a paragraph."""

LINE_ENDS: Final = "\n\r\u2028\u2029\x85"
_LINE_END: Final = re.compile(f"[{LINE_ENDS}]")
_CLAUSE_END: Final = re.compile(f"[，。；：！？;!?…{LINE_ENDS}]|(?<![0-9]),|,(?![0-9])")
_BREAK: Final = re.compile(r"[，。；：、！？\s]")
_SEEK: Final = 200


def _grid(text: str, index: int) -> int:
    """The cut that belongs to a grid line of a very long paragraph: behind the next mark or blank, if one is near."""
    at = min(index * REACH, len(text))
    found = _BREAK.search(text, at, min(at + _SEEK, len(text)))
    return found.end() if found else at


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """The position behind the last single-character match before `end`, else -1."""
    for at in range(end - 1, start - 1, -1):
        if pattern.match(text, at):
            return at + 1
    return -1


def region(text: str, position: int) -> tuple[int, int]:
    """The paragraph around a position without its line end, or a piece of it cut at marks where it is very long."""
    position = max(0, min(position, len(text)))
    low = max(0, position - REACH)
    start = _last_line_end(text, low, position)
    if start < 0:
        start = 0 if low == 0 else _grid_before(text, position)
    high = min(len(text), position + REACH)
    found = _LINE_END.search(text, position, high)
    if found:
        return start, found.start()
    return start, len(text) if high == len(text) else _grid_after(text, position)


def _last_line_end(text: str, low: int, high: int) -> int:
    return max((text.rfind(end, low, high) + 1 for end in LINE_ENDS), default=0) or -1


def _grid_before(text: str, position: int) -> int:
    index = position // REACH
    while index and _grid(text, index) > position:
        index -= 1
    return _grid(text, index) if index else 0


def _grid_after(text: str, position: int) -> int:
    index = position // REACH
    while _grid(text, index) <= position:
        index += 1
    return _grid(text, index)


def regions(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text range in their order, without line ends and empty ones, very long ones in pieces."""
    stop = len(text) if end is None else min(end, len(text))
    while start < stop:
        found = _LINE_END.search(text, start, stop)
        low, high = start, found.start() if found else stop
        start = high + 1
        while high - low > 2 * REACH:
            cut = _BREAK.search(text, low + REACH, low + REACH + _SEEK)
            middle = cut.end() if cut else low + REACH
            yield low, middle
            low = middle
        if high > low:
            yield low, high


def clause(text: str, position: int) -> tuple[int, int]:
    """The clause around a position: from mark to mark, without them, inside the region."""
    low, high = region(text, position)
    start = last_match(_CLAUSE_END, text, max(low, position - _SEEK), position)
    found = _CLAUSE_END.search(text, position, min(high, position + _SEEK))
    return (max(start, low) if start >= 0 else max(low, position - _SEEK)), (
        found.start() if found else min(high, position + _SEEK)
    )
