"""Label schemes: which labels there are, which attributes they carry, which relations tie them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.domain.ids import LabelId


class AttributeType(StrEnum):
    """How an attribute is edited and checked."""

    TEXT = "text"
    NUMBER = "number"  # a decimal string, a range as a..b
    CHOICE = "choice"
    CODE = "code"  # digits and letters, such as a statistical code
    QUOTES = "quotes"  # one to three quotes of the article, free text as the exception


class Bounding(StrEnum):
    """Which natural bound a label has at the caret."""

    WORD = "word"
    QUANTITY = "quantity"
    PLACE = "place"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice attribute and its names."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A typed field of a label; `key` stands in the stored JSON and in exports."""

    key: str
    type: AttributeType
    zh: str
    en: str
    choices: tuple[Choice, ...] = ()
    description: str = ""
    main: bool = False  # shown in the row of the panel
    description_en: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label; spans hold its `id`, exports its `key`.

    Merging sets `merged_into`, deleting sets `retired`: spans keep their label id, so that undo is exact.
    """

    id: LabelId
    key: str
    zh: str
    en: str
    colour: str
    shortcut: str = ""  # a digit 1-9
    description: str = ""
    bounding: Bounding = Bounding.WORD
    attributes: tuple[Attribute, ...] = ()
    position: int = 0
    retired: bool = False
    merged_into: LabelId | None = None
    description_en: str = ""

    def __post_init__(self) -> None:
        if not self.key.strip():
            raise ValueError("a label needs a key")


@dataclass(frozen=True, slots=True)
class RelationType:
    """A kind of relation: from spans of label `source` to spans of label `target` (label keys)."""

    key: str
    zh: str
    en: str
    source: str
    target: str
    description: str = ""
    description_en: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """The labels and relation types of a project, in their order."""

    name: str
    labels: tuple[Label, ...]
    relations: tuple[RelationType, ...] = ()
    version: int = 1
    _by_id: dict[LabelId, Label] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {label.id: label for label in self.labels})

    @property
    def active(self) -> tuple[Label, ...]:
        """The labels that can be given to spans, in their order."""
        return tuple(label for label in self.labels if not label.retired and label.merged_into is None)

    def label(self, label_id: LabelId) -> Label:
        """The label that a span's label id means now: where it was merged, what it was merged into."""
        found = self._by_id[label_id]
        for _ in self.labels:
            if found.merged_into is None:
                break
            found = self._by_id[found.merged_into]
        return found

    def by_key(self, key: str) -> Label | None:
        """The label with this key, an active one before a retired one."""
        return first_label(self.active, key) or first_label(self.labels, key)

    def by_shortcut(self, digit: str) -> Label | None:
        """The active label on a digit key."""
        return next((label for label in self.active if label.shortcut == digit), None)


def first_label(labels: Iterable[Label], key: str) -> Label | None:
    """The first of some labels that has this key."""
    return next((label for label in labels if label.key == key), None)


def free_shortcut(labels: Sequence[Label]) -> str:
    """The lowest digit that no label uses, or nothing."""
    used = {label.shortcut for label in labels}
    return next((digit for digit in "123456789" if digit not in used), "")
