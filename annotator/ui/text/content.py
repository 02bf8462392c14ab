"""What the article view is given to show, in code points of the reading text."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from annotator.domain.ids import LabelId, SpanId
from annotator.domain.marks import Marks
from annotator.domain.span import Mark


@dataclass(frozen=True, slots=True)
class LabelLook:
    """How a label shows in the article: its colour (#RRGGBB) and its short name."""

    colour: str
    name: str


Looks = Mapping[LabelId, LabelLook]

UNKNOWN: Final = LabelLook("#808080", "?")


class Tick(NamedTuple):
    """A place where repair dropped or joined something, and what the margin's tooltip says of it."""

    position: int
    tip: str


class Doubtful(NamedTuple):
    """Characters that repair left although they may be wrong, and why."""

    start: int
    end: int
    tip: str


class ScrollState(NamedTuple):
    """What stood at the top of the window: a position, and how far its line was scrolled out, in line heights.

    It means the same place whatever the width of the pane and the size of the type.
    """

    position: int
    offset: float


@dataclass(slots=True)
class Content:
    """All that is shown with a text, and what the person chose to see of it; ticks and doubts are sorted."""

    marks: Marks = field(default_factory=Marks)
    suggestions: Marks = field(default_factory=Marks)
    looks: Looks = field(default_factory=dict)
    ticks: tuple[Tick, ...] = ()
    doubts: tuple[Doubtful, ...] = ()
    hits: tuple[tuple[int, int], ...] = ()  # of a search: sorted, not overlapping
    hit: int = -1  # index of the one looked at
    read: tuple[tuple[int, int], ...] = ()  # paragraphs that were read to their end: sorted, not overlapping
    subtitle: str = ""
    current: Mark | None = None
    hidden: bool = False
    only: LabelId | None = None

    def look(self, mark: Mark) -> LabelLook:
        """How a mark's label shows."""
        return self.looks.get(mark.label, UNKNOWN)

    def find(self, span: SpanId) -> Mark | None:
        """The mark or suggestion with an id."""
        return self.marks.get(span) or self.suggestions.get(span)

    def marks_at(self, position: int) -> list[Mark]:
        """The visible marks and suggestions over a character, marks first, each from the innermost outward."""
        return self._seen(self.marks.at(position) + self.suggestions.at(position))

    def marks_in(self, start: int, end: int) -> list[Mark]:
        """The visible marks that share a character with a range."""
        return self._seen(self.marks.in_range(start, end))

    def suggestions_in(self, start: int, end: int) -> list[Mark]:
        """The visible suggestions that share a character with a range."""
        return self._seen(self.suggestions.in_range(start, end))

    def _seen(self, marks: list[Mark]) -> list[Mark]:
        if self.hidden:
            return []
        return marks if self.only is None else [mark for mark in marks if mark.label == self.only]

    def ticks_in(self, start: int, end: int) -> Sequence[Tick]:
        """The repairs from one position to another, both included."""
        first = bisect_left(self.ticks, start, key=lambda tick: tick.position)
        return self.ticks[first : bisect_right(self.ticks, end, key=lambda tick: tick.position)]

    def doubts_in(self, start: int, end: int) -> list[Doubtful]:
        """The doubtful places that share a character with a range."""
        before = self.doubts[: bisect_left(self.doubts, end, key=lambda doubt: doubt.start)]
        return [doubt for doubt in before if doubt.end > start]

    def read_in(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The paragraphs read to their end that share a character with a range."""
        first = bisect_right(self.read, start, key=lambda one: one[1])
        return self.read[first : bisect_left(self.read, end, key=lambda one: one[0])]

    def hits_in(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """What was found that shares a character with a range."""
        first = bisect_right(self.hits, start, key=lambda hit: hit[1])
        return self.hits[first : bisect_left(self.hits, end, key=lambda hit: hit[0])]
