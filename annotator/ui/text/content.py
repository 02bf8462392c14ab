"""What the article view is given to show, in code points of the reading text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from annotator.domain.ids import LabelId
from annotator.domain.span import Mark


@dataclass(frozen=True, slots=True)
class LabelLook:
    """How a label shows in the article: its colour (#RRGGBB) and its short name."""

    colour: str
    name: str


Looks = Mapping[LabelId, LabelLook]

UNKNOWN: LabelLook = LabelLook("#808080", "?")


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
class Shown:
    """What the person chose to see."""

    hidden: bool = False
    only: LabelId | None = None
    current: Mark | None = None
    hits: tuple[tuple[int, int], ...] = ()
    hit: int = -1  # index of the current hit

    def draws(self, mark: Mark) -> bool:
        """Whether a mark is to be seen."""
        return not self.hidden and (self.only is None or mark.label == self.only)
