"""What a person told the program beside tags, for it to learn from: refusals, paragraphs read, controls, aliases.

Each is kept as a `Record`; positions are code points of the article's reading text when it was noted. What has moved
since is known again by its characters and those around them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from annotator.domain.ids import ArticleId, PersonId, RecordId
from annotator.domain.record import Record

AROUND: Final = 8
"""Characters on each side of a refused range that are kept with it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A suggestion that somebody turned down: this range is no `label` (a key). `left`, `right` stand around it."""

    kind: ClassVar[str] = "refusal"
    start: int
    end: int
    label: str
    quote: str
    left: str = ""
    right: str = ""
    engine: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a refused range is not empty and starts at 0 or later: {self.start}..{self.end}")

    @classmethod
    def of(cls, text: str, start: int, end: int, label: str, engine: str = "") -> "Refusal":
        """The refusal of a range of a text."""
        return cls(start, end, label, text[start:end], *_around(text, start, end), engine)

    def to_record(self, id_: RecordId, person: PersonId, article: ArticleId) -> Record:
        """As it is stored, found by its string."""
        body = {
            "start": self.start,
            "end": self.end,
            "label": self.label,
            "quote": self.quote,
            "left": self.left,
            "right": self.right,
            "engine": self.engine,
        }
        return Record(id_, self.kind, person, article, key=self.quote, body=body)

    @classmethod
    def from_record(cls, record: Record) -> "Refusal":
        """From what is stored; raises ValueError where that is none."""
        body = record.body
        texts = (_text(body, key) for key in ("label", "quote", "left", "right", "engine"))
        return cls(_number(body, "start"), _number(body, "end"), *texts)

    def stands(self, text: str, start: int, end: int, label: str) -> bool:
        """Whether it is this range that was refused: the same label and characters, there or between the same ones."""
        if label != self.label or text[start:end] != self.quote:
            return False
        return (start, end) == (self.start, self.end) or _around(text, start, end) == (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Tick:
    """A paragraph that somebody read to its end: what is untagged in it is so on purpose. `hash` is of its text."""

    kind: ClassVar[str] = "tick"
    start: int
    end: int
    hash: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a paragraph is not empty and starts at 0 or later: {self.start}..{self.end}")

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Tick":
        """The tick of a paragraph of a text."""
        return cls(start, end, paragraph_hash(text[start:end]))

    def to_record(self, id_: RecordId, person: PersonId, article: ArticleId) -> Record:
        """As it is stored, found by the hash of the paragraph."""
        return Record(id_, self.kind, person, article, key=self.hash, body={"start": self.start, "end": self.end})

    @classmethod
    def from_record(cls, record: Record) -> "Tick":
        """From what is stored; raises ValueError where that is none."""
        return cls(_number(record.body, "start"), _number(record.body, "end"), record.key)

    def stands(self, text: str, start: int, end: int) -> bool:
        """Whether this paragraph was read and is as it was then, wherever it stands now."""
        return self.hash == paragraph_hash(text[start:end])


@dataclass(frozen=True, slots=True)
class Control:
    """An article that opens without suggestions, to learn what they change; `on` is False where that was taken back."""

    kind: ClassVar[str] = "control"
    on: bool = True

    def to_record(self, id_: RecordId, person: PersonId, article: ArticleId) -> Record:
        """As it is stored."""
        return Record(id_, self.kind, person, article, body={"on": self.on})

    @classmethod
    def from_record(cls, record: Record) -> "Control":
        """From what is stored."""
        return cls(record.body.get("on") is True)


@dataclass(frozen=True, slots=True)
class Alias:
    """A string that in this project means something listed: a label (a key), and a canonical name or code.

    `attributes` are what a tag of it gets besides; a place has its code of twelve digits in `adcode`.
    """

    kind: ClassVar[str] = "alias"
    string: str
    label: str
    name: str = ""
    adcode: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.string.strip():
            raise ValueError("an alias has a string")

    def to_record(self, id_: RecordId, person: PersonId) -> Record:
        """As it is stored, found by its string."""
        body = {"label": self.label, "name": self.name, "adcode": self.adcode, "attributes": dict(self.attributes)}
        return Record(id_, self.kind, person, key=self.string, body=body)

    @classmethod
    def from_record(cls, record: Record) -> "Alias":
        """From what is stored; raises ValueError where that is none."""
        body = record.body
        attributes = body.get("attributes") or {}
        if not isinstance(attributes, Mapping):
            raise ValueError("attributes are an object")
        return cls(record.key, _text(body, "label"), _text(body, "name"), _text(body, "adcode"), attributes)


def paragraph_hash(text: str) -> str:
    """A short hash by which a paragraph's text is known again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a range in its paragraph."""
    left, right = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return left.rpartition("\n")[2], right.partition("\n")[0]


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{key} is text")
    return value


def _number(body: Mapping[str, Any], key: str) -> int:
    value = body.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{key} is a whole number")
    return value
