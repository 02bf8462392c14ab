"""What was noticed or decided of an article as a whole: that it is a page of several, was divided, repeats another.

Each is kept as a `Record` of its article.
"""

from dataclasses import dataclass
from typing import ClassVar

from annotator.domain.ids import ArticleId, PersonId, RecordId
from annotator.domain.record import Record


@dataclass(frozen=True, slots=True)
class Several:
    """An article whose text seems to be `count` articles; goes when it is divided, or somebody says that it is one."""

    kind: ClassVar[str] = "several"
    count: int

    def __post_init__(self) -> None:
        if self.count < 2:
            raise ValueError("several are two or more")

    def to_record(self, id_: RecordId, person: PersonId, article: ArticleId) -> Record:
        """As it is stored."""
        return Record(id_, self.kind, person, article, body={"count": self.count})

    @classmethod
    def from_record(cls, record: Record) -> "Several":
        """From what is stored; raises ValueError where that is none."""
        return cls(_number(record.body.get("count")))


@dataclass(frozen=True, slots=True)
class Divided:
    """An article that was divided, and joined again; `others` are what was cut out of it or put to it."""

    kinds: ClassVar[tuple[str, str]] = ("divided", "joined")
    title: str
    others: tuple[ArticleId, ...]
    joined: bool = False

    def to_record(self, id_: RecordId, person: PersonId, article: ArticleId) -> Record:
        """As it is stored: two kinds, so that history can call them by their own names."""
        body = {"title": self.title, "articles": [one.hex() for one in self.others]}
        return Record(id_, self.kinds[self.joined], person, article, body=body)


@dataclass(frozen=True, slots=True)
class Reprint:
    """An article that is nearly the same as an older one, `of`, or as a part of it; both shares are 0 to 1.

    A `denied` one is none, as somebody said; it stays, so that it is not found again.
    """

    kind: ClassVar[str] = "reprint"
    of: ArticleId
    resemblance: float
    containment: float
    denied: bool = False

    def __post_init__(self) -> None:
        if not (0.0 <= self.resemblance <= 1.0 and 0.0 <= self.containment <= 1.0):
            raise ValueError("shares are between 0 and 1")

    def to_record(self, id_: RecordId, person: PersonId, article: ArticleId) -> Record:
        """As it is stored, found by the older article."""
        body = {"resemblance": round(self.resemblance, 3), "containment": round(self.containment, 3)}
        if self.denied:
            body["denied"] = True
        return Record(id_, self.kind, person, article, key=self.of.hex(), body=body)

    @classmethod
    def from_record(cls, record: Record) -> "Reprint":
        """From what is stored; raises ValueError where that is none."""
        shares = (record.body.get("resemblance"), record.body.get("containment"))
        if not all(isinstance(share, int | float) for share in shares):
            raise ValueError("shares are numbers")
        return cls(
            ArticleId(bytes.fromhex(record.key)),
            float(shares[0] or 0),
            float(shares[1] or 0),
            record.body.get("denied") is True,
        )


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("a count is a whole number")
    return value
