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
    def _built(self) -> tuple[str, tuple[Run, ...]]:
        pieces: list[str] = []
        runs: list[Run] = []
        at, length = self.start, 0
        for edit in self.edits:
            if edit.start > at:
                pieces.append(self.source[at : edit.start])
                runs.append(Run(length, length + edit.start - at, at))
                length += edit.start - at
            pieces.append(edit.text)
            if edit.kind is EditKind.FURNITURE:
                runs.append(Run(length, length + len(edit.text), edit.start))
            elif edit.end - edit.start == len(edit.text):  # a correction, character by character
                runs.extend(Run(length + k, length + k + 1, edit.start + k) for k in range(len(edit.text)))
            length += len(edit.text)
            at = edit.end
        if self.end > at:
            pieces.append(self.source[at : self.end])
            runs.append(Run(length, length + self.end - at, at))
        return "".join(pieces), tuple(runs)

    @property
    def text(self) -> str:
        """The reading text."""
        return self._built[0]

    @property
    def runs(self) -> tuple[Run, ...]:
        """Which reading characters are which source characters; what lies in no run has no source of its own."""
        return self._built[1]

    @property
    def furniture(self) -> tuple[tuple[int, int], ...]:
        """The reading ranges of running heads, page numbers and bylines, which are not tagged."""
        found = (edit for edit in self.edits if edit.kind is EditKind.FURNITURE)
        return tuple(self.reading_range(edit.start, edit.end) for edit in found)

    @cached_property
    def _run_starts(self) -> list[int]:
        return [run.start for run in self.runs]

    @cached_property
    def _run_sources(self) -> list[int]:
        return [run.source for run in self.runs]

    def source_of(self, position: int) -> int | None:
        """The source index of a reading character, or None where it was put in by an edit."""
        at = bisect_right(self._run_starts, position) - 1
        if at < 0 or position >= self.runs[at].end:
            return None
        return self.runs[at].source + position - self.runs[at].start

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """The source range that a reading range covers, from its first to behind its last character with a source.

        A range of inserted characters alone gives the empty range behind their left neighbour.
        """
        if start >= end:
            at = self._left_source(start)
            return at, at
        first = bisect_right(self._run_starts, start) - 1
        if first < 0 or start >= self.runs[first].end:
            first += 1
        last = bisect_left(self._run_starts, end) - 1
        if first > last:
            at = self._left_source(start)
            return at, at
        head, tail = self.runs[first], self.runs[last]
        return (
            head.source + max(start - head.start, 0),
            tail.source + min(end, tail.end) - tail.start,
        )

    def _left_source(self, position: int) -> int:
        at = bisect_left(self._run_starts, position) - 1
        if at < 0:
            return self.start
        run = self.runs[at]
        return run.source + min(position, run.end) - run.start

    def reading_position(self, source: int) -> int:
        """The first reading position whose character stands at or behind a source index, else the text's length."""
        at = bisect_right(self._run_sources, source) - 1
        if at >= 0:
            run = self.runs[at]
            inside = run.start + source - run.source
            if inside < run.end:
                return inside
        return self.runs[at + 1].start if at + 1 < len(self.runs) else len(self.text)

    def reading_range(self, start: int, end: int) -> tuple[int, int]:
        """The reading range whose characters come from source characters `start` to `end`; empty if none does."""
        first = self.reading_position(start)
        if end <= start:
            return first, first
        at = bisect_left(self._run_sources, end) - 1
        if at < 0:
            return first, first
        run = self.runs[at]
        return first, max(first, run.start + min(end, run.source + run.end - run.start) - run.source)

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
