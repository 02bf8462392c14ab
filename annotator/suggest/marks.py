"""Quotation and title marks: which stand around a place, and whether they hold a name rather than speech."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_CLOSING: Final = {"“": "”", "‘": "’", "《": "》", "「": "」", "『": "』", "〈": "〉", "【": "】", "＂": "＂", '"': '"'}
_OPENING: Final = {closing: opening for opening, closing in _CLOSING.items()}
_CURVED: Final = re.compile("[“”‘’《》「」『』〈〉【】]")
_SENTENCE: Final = re.compile("[。！？；：，!?;…]")
_CHINESE: Final = re.compile("[\u3400-\u9fff]")
TITLES: Final = "《〈"
MARKS: Final = frozenset(_CLOSING) | frozenset(_OPENING)
LONGEST_NAME: Final = 20


class Pair(NamedTuple):
    """The positions of an opening mark and of the closing one."""

    opening: int
    closing: int


def enclosing(line: str, start: int, end: int, reach: int = 60) -> Pair | None:
    """The innermost pair around a range of a line, if both its marks are near; straight quotes are left out."""
    waiting: list[str] = []
    found = [mark.start() for mark in _CURVED.finditer(line, max(0, start - reach), start)]
    for at in reversed(found):
        mark = line[at]
        if mark in _OPENING:
            waiting.append(_OPENING[mark])
        elif not waiting:
            closing = _matching(line, end, min(len(line), end + reach), mark)
            return None if closing is None else Pair(at, closing)
        elif waiting[-1] == mark:
            waiting.pop()
    return None


def _matching(line: str, start: int, stop: int, opening: str) -> int | None:
    depth = 0
    for at in range(start, stop):
        if line[at] == opening:
            depth += 1
        elif line[at] == _CLOSING[opening]:
            if not depth:
                return at
            depth -= 1
    return None


def pairs(line: str) -> Iterator[Pair]:
    """All pairs of a paragraph, in the order of their closing marks; a mark without its twin is passed over."""
    open_marks: list[int] = []
    for at, char in enumerate(line):
        if char not in MARKS:
            continue
        waiting = next((k for k in range(len(open_marks) - 1, -1, -1) if _CLOSING[line[open_marks[k]]] == char), -1)
        if waiting >= 0:
            yield Pair(open_marks[waiting], at)
            del open_marks[waiting:]
        elif char in _CLOSING:
            open_marks.append(at)


def holds_name(line: str, pair: Pair) -> bool:
    """Whether what stands between the marks may be a name: two to twenty characters of Chinese, no sentence."""
    inside = line[pair.opening + 1 : pair.closing]
    if not 2 <= len(inside) <= LONGEST_NAME:
        return False
    if line[pair.opening] in TITLES:
        return True
    return not _SENTENCE.search(inside) and bool(_CHINESE.search(inside) or any(char.isdigit() for char in inside))
