"""An article held against itself: what several people tagged in it, as plain values; nothing here reads or writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from annotator.agreement.grouping import Group, Variant
from annotator.agreement.pairing import Kind
from annotator.agreement.units import Tie, Unit
from annotator.domain.article import Article, Layer, Revision
from annotator.domain.ids import LabelId, PersonId
from annotator.domain.review import Decision, Settled
from annotator.domain.span import Relation, Span
from annotator.services.review_rules import ReviewRules


@dataclass(frozen=True, slots=True)
class Side:
    """A layer that is compared, and whose it is."""

    layer: Layer
    name: str
    person: PersonId


class Proposal(NamedTuple):
    """What is proposed for a difference: its variants by number, none for “nothing here”, and why."""

    variants: tuple[int, ...]
    why: str


AGREED: Final = "agreed"
FULLER: Final = "fuller"
BEFORE: Final = "before"
"""Why something is proposed: enough sides say so, one side only left something empty, or it was decided so before;
then the gold is to stay as it is."""


@dataclass(frozen=True, slots=True)
class Item:
    """What the sides tagged at one place, or how they tied two places together.

    `members` and `variants` have units, or ties for a relation. `gold` is what stands for it in the gold layer,
    `decisions` say why. It is `open` while something in it was not judged as it is now; `stale` where it was judged
    otherwise before.
    """

    key: bytes
    kind: Kind
    group: Group
    variants: tuple[Variant, ...]
    attributes: tuple[str, ...] = ()
    gold: tuple[Span, ...] = ()
    decisions: tuple[Decision, ...] = ()
    open: bool = True
    stale: bool = False
    proposal: Proposal | None = None

    @property
    def members(self) -> Mapping[int, Unit]:
        """The units by number of the side."""
        return self.group.members

    @property
    def bounds(self) -> tuple[int, int]:
        """From the first to the last character that any side, or the gold, has in it."""
        places = [(unit.start, unit.end) for unit in self.group.members.values()]
        places += [(span.start, span.end) for span in self.gold]
        return min(start for start, _ in places), max(end for _, end in places)

    @property
    def reason(self) -> str:
        """Why it was decided so, where somebody said."""
        return next((one.reason for one in self.decisions if one.reason), "")


@dataclass(frozen=True, slots=True)
class TieItem:
    """The same of a relation; `ends` are the numbers of the items that it ties together, by member."""

    key: bytes
    kind: Kind
    members: Mapping[int, Tie]
    variants: tuple[tuple[Tie, tuple[int, ...]], ...]
    attributes: tuple[str, ...] = ()
    gold: tuple[Relation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    open: bool = True
    stale: bool = False

    @property
    def reason(self) -> str:
        """Why it was decided so, where somebody said."""
        return next((one.reason for one in self.decisions if one.reason), "")


@dataclass(frozen=True, slots=True)
class Case:
    """An article with the layers that are compared and all that there is to decide, by position."""

    article: Article
    revision: Revision
    sides: tuple[Side, ...]
    items: tuple[Item, ...]
    ties: tuple[TieItem, ...]
    gold: Layer | None
    settled: Settled | None
    rules: ReviewRules
    labels: Mapping[str, LabelId]
    versions: Mapping[bytes, str] = field(default_factory=dict)
    own: frozenset[int] = frozenset()
    """Numbers of the sides whose tags the project's person may not decide about."""
    item_of: Mapping[bytes, int] = field(default_factory=dict)
    origins: Mapping[bytes, str] = field(default_factory=dict)
    """How each tag of the sides came to be."""

    @property
    def text(self) -> str:
        """The reading text."""
        return self.revision.text

    def differences(self) -> list[Item]:
        """What is open and not all the same."""
        return [item for item in self.items if item.open and item.kind is not Kind.EQUAL]

    def agreed(self) -> list[Item]:
        """What is open although all agree: only to be taken over."""
        return [item for item in self.items if item.open and item.kind is Kind.EQUAL]

    def open_ties(self) -> list[TieItem]:
        """The relations that are not decided."""
        return [tie for tie in self.ties if tie.open]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to decide."""
        return not any(item.open for item in self.items) and not self.open_ties()

    def item(self, key: bytes) -> Item | None:
        """The item that is known by a key, or has the tag with this id in it."""
        at = self.item_of.get(key)
        return self.items[at] if at is not None else None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are listed: of some kinds (none: all that are not equal), a label, a person's number of side."""

    kinds: frozenset[Kind] = frozenset()
    label: str = ""
    side: int | None = None
    open_only: bool = False

    def passes(self, item: Item) -> bool:
        """Whether an item is listed."""
        if self.open_only and not item.open:
            return False
        if self.kinds and item.kind not in self.kinds:
            return False
        units = item.members.values()
        labels = {unit.label for unit in units}
        if self.label and self.label not in labels:
            return False
        return self.side is None or self._concerns(item, self.side)

    @staticmethod
    def _concerns(item: Item, side: int) -> bool:
        """Whether a side stands apart from the others in an item."""
        if item.kind is Kind.EQUAL:
            return side in item.members
        return side not in item.members or any(side in one.sides for one in item.variants)
