"""The marks of one layer in their order, made to be asked for what lies at a place among tens of thousands."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, pairwise
from operator import eq, gt, itemgetter
from typing import Final

from annotator.domain.ids import SpanId
from annotator.domain.span import Mark, mark_order

_CHUNK: Final = 256  # marks under one remembered maximum: a few such maxima are looked through for each question

_start = itemgetter(0)
_end = itemgetter(1)
_id = itemgetter(3)


class Marks:
    """A sorted collection of marks (order `mark_order`), unique by id, positions in code points.

    Questions about a place take time by the answer's size, also where one mark covers the whole article: bounds stand
    in lists of their own, and the greatest end of each run of marks tells which runs can be passed over.
    """

    __slots__ = ("_by_id", "_ends", "_marks", "_starts", "_tops")

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        items = list(marks)
        starts = list(map(_start, items))
        if not _in_order(items, starts):
            items.sort(key=mark_order)
            starts = list(map(_start, items))
        self._marks = items
        self._starts: list[int] = starts
        self._ends: list[int] = list(map(_end, items))
        self._by_id: dict[SpanId, Mark] = dict(zip(map(_id, items), items, strict=True))
        self._tops: list[int] = []  # greatest end of each chunk, for as many chunks as are known
        if len(self._by_id) != len(items):
            raise ValueError("two marks have one id")

    def __len__(self) -> int:
        return len(self._marks)

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._marks)

    def __getitem__(self, index: int) -> Mark:
        return self._marks[index]

    def copy(self) -> "Marks":
        """The same marks in a collection of their own."""
        made = Marks()
        made._marks, made._starts, made._ends = self._marks.copy(), self._starts.copy(), self._ends.copy()
        made._by_id, made._tops = self._by_id.copy(), self._tops.copy()
        return made

    def __contains__(self, mark: Mark) -> bool:
        return self._by_id.get(mark.id) == mark

    def get(self, span: SpanId) -> Mark | None:
        """The mark of a span, if it is here."""
        return self._by_id.get(span)

    def index(self, mark: Mark) -> int:
        """The rank of a mark, or the rank it would have."""
        low = bisect_left(self._starts, mark.start)
        high = bisect_right(self._starts, mark.start, low)
        return bisect_left(self._marks, mark_order(mark), low, high, key=mark_order)

    def add(self, mark: Mark) -> int:
        """Puts a mark in and gives its rank; its id must be new."""
        if mark.id in self._by_id:
            raise ValueError("two marks have one id")
        at = self.index(mark)
        self._marks.insert(at, mark)
        self._starts.insert(at, mark.start)
        self._ends.insert(at, mark.end)
        self._by_id[mark.id] = mark
        del self._tops[at // _CHUNK :]
        return at

    def remove(self, span: SpanId) -> Mark:
        """Takes a mark out by its id (KeyError if it is not here) and gives it."""
        mark = self._by_id.pop(span)
        at = self.index(mark)
        del self._marks[at], self._starts[at], self._ends[at]
        del self._tops[at // _CHUNK :]
        return mark

    def replace(self, mark: Mark) -> Mark:
        """Puts a mark in the place of the one with its id (KeyError if there is none) and gives that one."""
        old = self.remove(mark.id)
        self.add(mark)
        return old

    def in_range(self, start: int, end: int) -> list[Mark]:
        """The marks that share a character with `start` to `end`, in order."""
        high = bisect_left(self._starts, end)
        low = bisect_left(self._starts, start, 0, high)  # from here on all start inside
        return self._reaching(start, low) + self._marks[low:high]

    def at(self, position: int) -> list[Mark]:
        """The marks over the character at a position, from innermost (shortest) to outermost."""
        return innermost_first(self._reaching(position, bisect_right(self._starts, position)))

    def at_caret(self, position: int) -> list[Mark]:
        """The marks a caret at a position means: those over the character behind it, else those that end there."""
        return self.at(position) or (self.at(position - 1) if position > 0 else [])

    def next(self, after: Mark | int) -> Mark | None:
        """The mark that follows another in order, or the first that starts at or behind a position."""
        if isinstance(after, int):
            at = bisect_left(self._starts, after)
        else:
            at = self.index(after)
            if at < len(self._marks) and self._marks[at] == after:
                at += 1
        return self._marks[at] if at < len(self._marks) else None

    def previous(self, before: Mark | int) -> Mark | None:
        """The mark that precedes another in order, or the last that starts before a position."""
        at = bisect_left(self._starts, before) if isinstance(before, int) else self.index(before)
        return self._marks[at - 1] if at else None

    def _reaching(self, position: int, high: int) -> list[Mark]:
        """Those of the first `high` marks that end behind a position."""
        found: list[Mark] = []
        last = -(-high // _CHUNK)
        self._know(last)
        for chunk in range(last):
            if self._tops[chunk] > position:
                low = chunk * _CHUNK
                stop = min(low + _CHUNK, high)
                found.extend(mark for mark in self._marks[low:stop] if mark.end > position)
        return found

    def _know(self, chunks: int) -> None:
        """Works out the maxima of the first chunks where an edit made them unknown."""
        for chunk in range(len(self._tops), chunks):
            self._tops.append(max(self._ends[chunk * _CHUNK : (chunk + 1) * _CHUNK]))


def _in_order(marks: Sequence[Mark], starts: Sequence[int]) -> bool:
    """Whether marks are sorted; only where starts are equal is the whole order compared, which is slow."""
    behind = starts[1:]
    if any(map(gt, starts, behind)):
        return False
    ties = compress(pairwise(marks), map(eq, starts, behind))
    return all(mark_order(one) <= mark_order(other) for one, other in ties)


def innermost_first(marks: Iterable[Mark]) -> list[Mark]:
    """Marks from the shortest to the longest; of equally long ones the later in order first."""
    ordered = sorted(marks, key=mark_order, reverse=True)
    return sorted(ordered, key=lambda mark: mark.end - mark.start)


def lanes(marks: Iterable[Mark]) -> dict[SpanId, int]:
    """A level for each mark, from 0 nearest the text, so that marks that overlap never share one.

    Shorter marks come nearer, so that a mark inside another lies between the text and it. Marks that only touch may
    share a level. What is drawn should be asked with its neighbours, so that scrolling changes no level.
    """
    found: dict[SpanId, int] = {}
    taken: list[_Level] = []
    for mark in innermost_first(marks):
        lane = next((k for k, level in enumerate(taken) if level.free(mark)), len(taken))
        if lane == len(taken):
            taken.append(_Level())
        taken[lane].take(mark)
        found[mark.id] = lane
    return found


class _Level:
    """The ranges taken on one level; they do not overlap, so their ends are in the order of their starts."""

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def free(self, mark: Mark) -> bool:
        at = bisect_left(self.starts, mark.end)
        return not at or self.ends[at - 1] <= mark.start

    def take(self, mark: Mark) -> None:
        at = bisect_left(self.starts, mark.start)
        self.starts.insert(at, mark.start)
        self.ends.insert(at, mark.end)
