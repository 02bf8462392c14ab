"""How wide the column is that each line was set in, so that a full line can be told from the end of a paragraph.

A hidden Markov model over the lines: its states are column widths and `None`, a line that was not set in a column but
is a paragraph by itself. Widths count half ems.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log
from typing import Final

from annotator.reading.lines import LIST, Line

_CANDIDATES: Final = 24
_SLACK: Final = 4  # punctuation that may not begin a line, or a number, leaves up to two ems
_OPEN: Final = 0.3  # share of the lines above another one that end in mid-sentence, where there are columns
_SUPPORT: Final = 3  # lines that must end in mid-sentence at a width before it is a column's
_OVERHANG: Final = 3
_CHANGE: Final = 6.0  # nats for another width at the next line
_CHANGE_AFTER_BLANK: Final = 3.0  # the same behind an empty line
_UNSET: Final = 5.3  # ln(200): where a paragraph that was not set in a column may end


def column_widths(lines: Sequence[Line]) -> list[int | None]:
    """For each line the width of its column; None for a line that is a paragraph by itself."""
    joints = [(line, after) for line, after in pairwise(lines) if not after.blanks_before]
    open_ends = [
        line.width
        for line, after in joints
        if not (line.final or line.colon or LIST.match(line.text) or LIST.match(after.text))
    ]
    if len(open_ends) < _OPEN * len(joints) or not open_ends:  # paragraphs one a line, and some headings
        return [None] * len(lines)
    counted = Counter((width + 1) // 2 * 2 for width in open_ends if width >= 6)
    known = [
        width
        for width, _ in counted.most_common(_CANDIDATES)
        if sum(counted[other] for other in range(width - _SLACK, width + _OVERHANG + 1)) >= _SUPPORT
    ]
    return _viterbi(lines, [*known, None]) if known else [None] * len(lines)


def _viterbi(lines: Sequence[Line], widths: Sequence[int | None]) -> list[int | None]:
    """The cheapest sequence of states for the lines."""
    memo: dict[tuple[int, bool, bool], list[float]] = {}
    scores = [0.0] * len(widths)
    came: list[list[int]] = []
    states = range(len(widths))
    for number, line in enumerate(lines):
        change = _CHANGE_AFTER_BLANK if line.blanks_before else _CHANGE
        best = min(states, key=scores.__getitem__)
        limit = scores[best] + change
        came.append([k if scores[k] <= limit else best for k in states])
        alone = line.blanks_before > 0 and (number + 1 == len(lines) or lines[number + 1].blanks_before > 0)
        key = (line.width, line.final or line.colon, alone or "，" not in line.text)
        costs = memo.get(key)
        if costs is None:
            costs = memo[key] = [_cost(width, *key) for width in widths]
        scores = [min(score, limit) + cost for score, cost in zip(scores, costs, strict=True)]
    at = min(states, key=scores.__getitem__)
    found: list[int | None] = []
    for row in reversed(came):
        found.append(widths[at])
        at = row[at]
    found.reverse()
    return found


def _cost(column: int | None, width: int, ends: bool, headline: bool) -> float:
    """The cost in nats of a line `width` wide that `ends` a sentence or not, in a column."""
    if column is None:
        if ends:
            return _UNSET + 0.5
        return _UNSET + (2.0 if headline else 4.0)
    over = width - column
    if over > _OVERHANG:
        return 9.0
    if over >= -_SLACK:
        return 5.0 if ends else 2.4
    if ends:
        return 1.4 + log(column)
    return min(5.5, 3.0 + log(column)) if over >= -2 * _SLACK else 3.0 + log(column)
