"""How the paragraphs of a text are set off: by an indent, by one that was lost, by empty lines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from annotator.reading.lines import Line
from annotator.reading.widths import column_widths

_OVERHANG: Final = 3
_SHORT: Final = 8  # half ems under its column from which a line is surely the last of its paragraph
_LOST: Final = 3  # half ems that a first line lacks at least when its indent was lost
_DEEPEST: Final = 12  # half ems; what is indented further is centred


@dataclass(frozen=True, slots=True)
class Style:
    """What tells the first line of a paragraph: `indented` ones, `gapped` ones behind an empty line.

    `base` is the indent of all lines; where the indent was lost in extraction, first lines are two ems short.
    """

    base: int
    indented: bool
    lost_indent: bool
    gapped: bool

    def indents(self, line: Line) -> bool:
        """Whether a line begins a paragraph by its indent."""
        return self.indented and line.indent >= self.base + 2


def exact_widths(lines: Sequence[Line]) -> list[int | None]:
    """For each line how wide the lines of its column really are; None for a line that is a paragraph by itself."""
    found: list[int | None] = []
    states = column_widths(lines)
    at = 0
    for state, group in groupby(states):
        count = len(list(group))
        fitting = [
            line.width for line in lines[at : at + count] if state is not None and line.width <= state + _OVERHANG
        ]
        found += [max(fitting, default=state)] * count if state is not None else [None] * count
        at += count
    return found


def find_style(lines: Sequence[Line], columns: Sequence[int | None]) -> Style:
    """How the paragraphs of some lines are set off."""
    base = min((line.indent for line in lines), default=0)
    return Style(base, _indented(lines, base), _lost_indent(lines, columns), _gapped(lines, columns))


def _indented(lines: Sequence[Line], base: int) -> bool:
    """Whether lines that follow a sentence end are indented, and others are not."""
    if not any(line.indent for line in lines):
        return False
    after_end = after_open = end_indented = open_indented = 0
    for before, line in pairwise(lines):
        deep = base + 2 <= line.indent <= base + _DEEPEST
        if before.final:
            after_end += 1
            end_indented += deep
        elif not line.blanks_before:
            after_open += 1
            open_indented += deep
    return end_indented >= 2 and end_indented >= 0.4 * after_end and open_indented <= 0.25 * after_open


def _surely_short(line: Line, column: int | None) -> bool:
    """Whether a line is a heading or the last of its paragraph."""
    return column is not None and line.width < column - _SHORT


def _lost_indent(lines: Sequence[Line], columns: Sequence[int | None]) -> bool:
    """Whether lines that begin a paragraph and fill their column are two ems short, and others are not."""
    first = Counter[bool]()
    others = Counter[bool]()
    for at, (before, line) in enumerate(pairwise(lines)):
        column = columns[at + 1]
        if column is None or line.final or line.indent or column - line.width > _SHORT:
            continue
        begins = line.blanks_before or _surely_short(before, columns[at])
        (first if begins else others)[column - line.width >= _LOST] += 1
    return first[True] >= 2 and first[True] >= 2 * first[False] and others[True] <= 0.5 * others.total()


def _gapped(lines: Sequence[Line], columns: Sequence[int | None]) -> bool:
    """Whether an empty line follows where a paragraph surely ends."""
    ends = gaps = 0
    for at, (before, line) in enumerate(pairwise(lines)):
        if before.final and _surely_short(before, columns[at]):
            ends += 1
            gaps += line.blanks_before > 0
    return gaps >= 2 and gaps >= 0.85 * ends
