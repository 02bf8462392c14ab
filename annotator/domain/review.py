"""What reviewers decide about the tags of others: decisions, articles that are returned, articles that are settled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from annotator.domain.ids import ArticleId, LayerId, PersonId, RecordId
from annotator.domain.record import Record
from annotator.domain.span import Attributes

DECISION: Final = "decision"
RETURNED: Final = "return"
SETTLED: Final = "settled"


class Outcome(StrEnum):
    """What became of a difference."""

    TAKEN = "taken"  # one side
    BOTH = "both"  # all that the sides tagged there
    MENDED = "mended"  # a side, with changes
    REJECTED = "rejected"  # nothing here
    ADDED = "added"  # what nobody had tagged


class Way(StrEnum):
    """How a decision was made."""

    HAND = "hand"
    PROPOSAL = "proposal"
    AGREED = "agreed"
    PERSON = "person"
    SAME = "same"


class Result(NamedTuple):
    """A tag that a decision wants, in characters from where its difference begins; `label` is a key."""

    start: int
    end: int
    label: str
    quote: str
    attributes: Attributes


class Judged(NamedTuple):
    """What a decision saw of a tag: in whose layer, and a hash of what it was."""

    layer: bytes
    version: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about one difference.

    `judged` are the spans that it judged, by id, as they were then; `gold` the ids of the spans
    that stand for it in the gold layer. Of relations, `relation` is set and both are ids of relations. Differences
    that are equal have the same `signature`; `results` says what such a one would become.
    """

    id: RecordId
    person: PersonId
    article: ArticleId
    outcome: Outcome
    judged: Mapping[bytes, Judged]
    gold: tuple[bytes, ...] = ()
    reason: str = ""
    way: Way = Way.HAND
    signature: str = ""
    quote: str = ""
    relation: bool = False
    results: tuple[Result, ...] = ()

    def to_record(self) -> Record:
        """The decision as it is stored."""
        body: dict[str, Any] = {
            "outcome": str(self.outcome),
            "judged": {id_.hex(): [one.layer.hex(), one.version] for id_, one in self.judged.items()},
            "gold": [id_.hex() for id_ in self.gold],
            "way": str(self.way),
            "quote": self.quote,
        }
        if self.reason:
            body["reason"] = self.reason
        if self.relation:
            body["relation"] = True
        if self.results:
            body["results"] = [[*one[:4], dict(one.attributes)] for one in self.results]
        return Record(self.id, DECISION, self.person, self.article, None, self.signature, body)

    @classmethod
    def from_record(cls, found: Record) -> "Decision":
        """The decision that a record holds."""
        assert found.article is not None  # noqa: S101 - a decision is about an article
        body = found.body
        return cls(
            found.id,
            found.person,
            found.article,
            Outcome(body["outcome"]),
            {bytes.fromhex(id_): Judged(bytes.fromhex(layer), seen) for id_, (layer, seen) in body["judged"].items()},
            tuple(bytes.fromhex(id_) for id_ in body["gold"]),
            body.get("reason", ""),
            Way(body["way"]),
            found.key,
            body.get("quote", ""),
            bool(body.get("relation")),
            tuple(Result(*one) for one in body.get("results", ())),
        )


@dataclass(frozen=True, slots=True)
class Return:
    """An article given back to one of its people, and what is to be mended.

    It changes nothing of their layer; it is answered when they submit again.
    """

    id: RecordId
    person: PersonId
    article: ArticleId
    layer: LayerId
    reason: str

    def to_record(self) -> Record:
        """The return as it is stored."""
        return Record(self.id, RETURNED, self.person, self.article, self.layer, "", {"reason": self.reason})

    @classmethod
    def from_record(cls, found: Record) -> "Return":
        """The return that a record holds."""
        assert found.article is not None  # noqa: S101 - a return is about a layer of an article
        assert found.layer is not None  # noqa: S101
        return cls(found.id, found.person, found.article, found.layer, str(found.body.get("reason", "")))


@dataclass(frozen=True, slots=True)
class Settled:
    """That all differences of an article are decided and a reviewer closed it; `counts` by outcome."""

    id: RecordId
    person: PersonId
    article: ArticleId
    counts: Mapping[str, int] = field(default_factory=dict)

    def to_record(self) -> Record:
        """The closing as it is stored."""
        return Record(self.id, SETTLED, self.person, self.article, None, "", {"counts": dict(self.counts)})

    @classmethod
    def from_record(cls, found: Record) -> "Settled":
        """The closing that a record holds."""
        assert found.article is not None  # noqa: S101 - it is an article that is closed
        return cls(found.id, found.person, found.article, dict(found.body.get("counts", {})))
