"""The two layers of a text: the source as it was read, and the reading text repaired from it by edits.

A reading text is the source with some ranges replaced, almost always by nothing. Each `Edit` is a decision with its
kind, reason and certainty, and can be taken back; runs of unchanged characters between them tie both layers together.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class EditKind(StrEnum):
    """What a repair does."""

    JOIN = "join"  # a line end inside a paragraph goes
    DEDOUBLE = "dedouble"  # the second copy of a glyph run goes
    SPACE = "space"  # a stray blank goes
    BLANK = "blank"  # an empty line, an indent or blanks at a line end go: layout only
    DROP = "drop"  # anything else taken out, by hand
    SPLIT = "split"  # a paragraph break is put in
    CORRECT = "correct"  # a character that extraction got wrong
    FURNITURE = "furniture"  # a running head, page number or byline: stays as it is, is not tagged


@dataclass(frozen=True, slots=True)
class Edit:
    """One decision: source characters `start` to `end` (code points, half-open) read as `text`.

    For furniture `text` is what stands there: the decision says only what it is.
    """

    start: int
    end: int
    kind: EditKind
    text: str = ""
    reason: str = ""
    certainty: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end or (self.start == self.end and not self.text):
            raise ValueError(f"an edit needs a range or a text: {self.start}..{self.end}")
        if self.kind is EditKind.FURNITURE and len(self.text) != self.end - self.start:
            raise ValueError(f"furniture stays as it is: {self.start}..{self.end}")
        if not 0.0 <= self.certainty <= 1.0:
            raise ValueError(f"certainty is between 0 and 1: {self.certainty}")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place of the source that repair left as it is although it may be wrong, for a person to look at.

    `certainty` is how sure the recognition of its characters was, None where that is not known.
    """

    start: int
    end: int
    reason: str
    certainty: float | None = None


class Run(NamedTuple):
    """Reading characters `start` to `end` are source characters from `source` on."""

    start: int
    end: int
    source: int


class Stretch(NamedTuple):
    """Reading characters `start` to `end` stand for source characters `source` to `source_end`.

    Where both are of one length they match character by character, else all of the one stands for all of the other.
    """

    start: int
    end: int
    source: int
    source_end: int

    @property
    def matched(self) -> bool:
        """Whether each reading character stands for one of the source."""
        return self.end - self.start == self.source_end - self.source

    def source_at(self, position: int) -> int:
        """Where a reading bound inside it, or at its end, lies in the source."""
        if self.matched:
            return self.source + min(position, self.end) - self.start
        return self.source if position <= self.start else self.source_end

    def reading_at(self, source: int) -> int:
        """Where a source bound inside it, or behind it, lies in the reading."""
        if self.matched:
            return self.start + min(source, self.source_end) - self.source
        return self.start if source <= self.source else self.end


@dataclass(frozen=True)
class ReadingText:
    """A reading text and its ties to the source it was made from.

    `start` and `end` cut the article out of the source; edits lie inside, sorted, not overlapping.
    """

    source: str
    start: int = 0
    end: int = -1
    edits: tuple[Edit, ...] = ()
    doubts: tuple[Doubt, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.end < 0:
            object.__setattr__(self, "end", len(self.source))
        at = self.start
        for edit in self.edits:
            if edit.start < at or edit.end > self.end:
                raise ValueError(f"edits overlap or leave the article at {edit.start}..{edit.end}")
            at = edit.end

    @cached_property
    def _built(self) -> tuple[str, tuple[Stretch, ...]]:
        pieces: list[str] = []
        found: list[Stretch] = []
        at, length = self.start, 0
        for edit in self.edits:
            if edit.start > at:
                pieces.append(self.source[at : edit.start])
                found.append(Stretch(length, length + edit.start - at, at, edit.start))
                length += edit.start - at
            pieces.append(edit.text)
            if edit.text and edit.end > edit.start:
                found.append(Stretch(length, length + len(edit.text), edit.start, edit.end))
            length += len(edit.text)
            at = edit.end
        if self.end > at:
            pieces.append(self.source[at : self.end])
            found.append(Stretch(length, length + self.end - at, at, self.end))
        return "".join(pieces), tuple(found)

    @property
    def text(self) -> str:
        """The reading text."""
        return self._built[0]

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Which reading characters stand for which source characters, in order; what was put in is in none."""
        return self._built[1]

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Which reading characters are, or correct, one source character each."""
        return tuple(Run(one.start, one.end, one.source) for one in self.stretches if one.matched)

    @property
    def furniture(self) -> tuple[tuple[int, int], ...]:
        """The reading ranges of running heads, page numbers and bylines, which are not tagged."""
        found = (edit for edit in self.edits if edit.kind is EditKind.FURNITURE)
        return tuple(self.reading_range(edit.start, edit.end) for edit in found)

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self.stretches]

    @cached_property
    def _sources(self) -> list[int]:
        return [one.source for one in self.stretches]

    def source_of(self, position: int) -> int | None:
        """The source index of a reading character, or None where it was put in by an edit.

        A character of a correction that is longer or shorter than what it corrects has the nearest one.
        """
        at = bisect_right(self._starts, position) - 1
        if at < 0 or position >= self.stretches[at].end:
            return None
        found = self.stretches[at]
        return min(found.source + position - found.start, found.source_end - 1)

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """The source range that a reading range covers, from its first to behind its last character with a source.

        A range of inserted characters alone gives the empty range behind their left neighbour.
        """
        first = bisect_right(self._starts, start) - 1
        if first < 0 or start >= self.stretches[first].end:
            first += 1
        last = bisect_left(self._starts, end) - 1
        if start >= end or first > last:
            at = self._left_source(start)
            return at, at
        head, tail = self.stretches[first], self.stretches[last]
        return (
            head.source_at(max(start, head.start)) if head.matched else head.source,
            tail.source_at(end),
        )

    def _left_source(self, position: int) -> int:
        at = bisect_left(self._starts, position) - 1
        return self.start if at < 0 else self.stretches[at].source_at(position)

    def reading_position(self, source: int) -> int:
        """The first reading position whose character stands at or behind a source index, else the text's length."""
        at = bisect_right(self._sources, source) - 1
        if at >= 0 and source < self.stretches[at].source_end:
            found = self.stretches[at]
            return found.reading_at(source) if found.matched else found.start
        return self.stretches[at + 1].start if at + 1 < len(self.stretches) else len(self.text)

    def reading_range(self, start: int, end: int) -> tuple[int, int]:
        """The reading range whose characters come from source characters `start` to `end`; empty if none does."""
        first = self.reading_position(start)
        at = bisect_left(self._sources, end) - 1
        if end <= start or at < 0:
            return first, first
        return first, max(first, self.stretches[at].reading_at(end))

    def source_map(self) -> list[int | None]:
        """For each reading character its source index, None where it has none."""
        found: list[int | None] = [None] * len(self.text)
        for run in self.runs:
            found[run.start : run.end] = range(run.source, run.source + run.end - run.start)
        return found

    def edited(self, remove: Iterable[Edit] = (), add: Iterable[Edit] = ()) -> "ReadingText":
        """A reading of the same source with some decisions taken back and others made."""
        gone = set(remove)
        kept = [edit for edit in self.edits if edit not in gone]
        return ReadingText(
            self.source,
            self.start,
            self.end,
            tuple(sorted([*kept, *add], key=lambda e: (e.start, e.end))),
            self.doubts,
        )


def carry(start: int, end: int, old: ReadingText, new: ReadingText) -> tuple[int, int]:
    """Where a span of one reading lies in another reading of the same source; empty if nothing of it is left."""
    return new.reading_range(*old.source_range(start, end))
