"""Where an article is going to be divided: the parts, their titles and authors, moved and renamed before it is done."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from annotator.services.splitting import Part

_SEPARATORS: Final = "、，,;；/"


@dataclass(slots=True)
class _Draft:
    """A part, and whether a person wrote its title or authors: those stay when its cut moves."""

    part: Part
    written: bool = False


class Cuts(QObject):
    """The parts of a text of several paragraphs; cuts stand before paragraphs that have text.

    `describe(start, end)` says what a range of the text is called as an article of its own.
    """

    changed = Signal()

    def __init__(self, text: str, parts: Sequence[Part], describe: Callable[[int, int], Part]) -> None:
        super().__init__()
        self.text = text
        self.paragraphs = _paragraphs(text)
        self._describe = describe
        self._proposed = tuple(parts)
        self._drafts: list[_Draft] = []
        self.propose()

    def propose(self) -> None:
        """Has the parts as they were proposed."""
        first = self._proposed[0] if self._proposed else Part(0, "")
        self._drafts = [_Draft(replace(first, start=0))]
        for part in self._proposed[1:]:
            start = self._paragraph_at(part.start)
            if start > self._drafts[-1].part.start:
                self._drafts.append(_Draft(replace(part, start=start)))
        self.changed.emit()

    def _paragraph_at(self, position: int) -> int:
        """The start of the paragraph with a position."""
        return self.paragraphs[max(0, bisect_right(self.paragraphs, position) - 1)] if self.paragraphs else 0

    @property
    def starts(self) -> tuple[int, ...]:
        """Where the parts begin; the first begins at 0."""
        return tuple(draft.part.start for draft in self._drafts)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts as they are now."""
        return tuple(draft.part for draft in self._drafts)

    def bounds(self, number: int) -> tuple[int, int]:
        """Start and end of a part."""
        starts = (*self.starts, len(self.text))
        return starts[number], starts[number + 1]

    def number_at(self, position: int) -> int:
        """The part with a position."""
        return bisect_right(self.starts, position) - 1

    def is_cut(self, start: int) -> bool:
        """Whether a part but the first begins at a position."""
        return start in self.starts[1:]

    # -- what a person does ----------------------------------------------------------------------------------------

    def add(self, start: int) -> bool:
        """Cuts before a paragraph; whether there is now a cut that was not there."""
        at = bisect_left(self.starts, start)
        if start not in self.paragraphs or start in self.starts or start <= self.paragraphs[0]:
            return False
        self._drafts.insert(at, _Draft(Part(start, "")))
        self._name(at)
        self._name(at - 1)
        self.changed.emit()
        return True

    def remove(self, start: int) -> bool:
        """Takes a cut out: what is behind it belongs to the part before."""
        if not self.is_cut(start):
            return False
        at = self.starts.index(start)
        del self._drafts[at]
        self._name(at - 1)
        self.changed.emit()
        return True

    def toggle(self, start: int) -> None:
        """Cuts before a paragraph, or takes the cut there out."""
        if not self.remove(start):
            self.add(start)

    def move(self, start: int, to: int) -> int:
        """Moves a cut as near to a paragraph as its neighbours let it; where it stands then."""
        if not self.is_cut(start):
            return start
        at = self.starts.index(start)
        low, high = self._drafts[at - 1].part.start, self.bounds(at)[1]
        first = max(low, self.paragraphs[0])
        free = [one for one in self.paragraphs if first < one < high]
        there = min(free, key=lambda one: abs(one - to))
        if there != start:
            self._drafts[at].part = replace(self._drafts[at].part, start=there)
            self._name(at)
            self._name(at - 1)
            self.changed.emit()
        return there

    def step(self, start: int, paragraphs: int) -> int:
        """Moves a cut by some paragraphs; where it stands then."""
        at = bisect_left(self.paragraphs, start) + paragraphs
        return self.move(start, self.paragraphs[max(0, min(at, len(self.paragraphs) - 1))])

    def set_title(self, number: int, title: str) -> None:
        """Gives a part the title that a person wrote."""
        self._write(number, title=title)

    def set_authors(self, number: int, authors: str) -> None:
        """Gives a part authors, their names set apart by any of the usual signs."""
        for sign in _SEPARATORS:
            authors = authors.replace(sign, "\n")
        self._write(number, authors=tuple(name.strip() for name in authors.split("\n") if name.strip()))

    def _write(self, number: int, **fields: object) -> None:
        self._drafts[number] = _Draft(replace(self._drafts[number].part, **fields), written=True)  # type: ignore[arg-type]  # names checked by replace

    def _name(self, number: int) -> None:
        """Calls a part what its text says, unless a person has."""
        draft = self._drafts[number]
        if not draft.written:
            start, end = self.bounds(number)
            draft.part = replace(self._describe(start, end), start=start)


def _paragraphs(text: str) -> list[int]:
    """Where the paragraphs begin that have text."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(at)
        at += len(line) + 1
    return found
