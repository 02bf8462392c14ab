"""Simple review: what a reviewer says of another's tag, and what its owner answers. Each is its author's own row."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from annotator.domain.ids import ArticleId, LabelId, LayerId, PersonId, RecordId, RevisionId, SpanId
from annotator.domain.record import Record
from annotator.domain.span import Origin, Span

VERDICT: Final = "verdict"
REPLY: Final = "reply"


class Judgement(StrEnum):
    """What a reviewer says of a tag."""

    ACCEPT = "accept"
    MEND = "mend"  # it should be otherwise
    REJECT = "reject"  # it should not be there
    QUERY = "query"  # its owner is asked


def version_of(span: Span) -> str:
    """What a tag says, as a hash: another one than was judged is judged no longer."""
    said = [span.revision.hex(), span.start, span.end, span.label.hex(), dict(span.attributes), list(span.parts)]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer says of one tag of another; `before` is the tag as it was judged, `after` as it should be.

    Nothing of the tag changes by it: its owner takes the proposal over, or objects.
    """

    id: RecordId
    person: PersonId
    article: ArticleId
    judgement: Judgement
    before: Span
    after: Span | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.judgement is Judgement.MEND) != (self.after is not None):
            raise ValueError("what is mended has a proposal, all else has none")

    @property
    def layer(self) -> LayerId:
        """The layer of the tag."""
        return self.before.layer

    @property
    def version(self) -> str:
        """What the tag said when it was judged."""
        return version_of(self.before)

    def to_record(self) -> Record:
        """As it is stored, found by the tag's id."""
        body: dict[str, Any] = {"judgement": str(self.judgement), "title": self.before.quote}
        body |= {"before": _plain(self.before), "reason": self.reason}
        if self.after is not None:
            body["after"] = _plain(self.after)
        return Record(self.id, VERDICT, self.person, self.article, self.layer, self.before.id.hex(), body)

    @classmethod
    def from_record(cls, found: Record) -> "Verdict":
        """From what is stored; raises ValueError where that is none."""
        if found.kind != VERDICT or found.article is None or found.layer is None:
            raise ValueError("no verdict")
        body, span = found.body, SpanId(bytes.fromhex(found.key))
        after = body.get("after")
        return cls(
            found.id,
            found.person,
            found.article,
            Judgement(body["judgement"]),
            _span(span, found.layer, body["before"]),
            None if after is None else _span(span, found.layer, after),
            str(body.get("reason", "")),
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What the owner of a tag answers to a verdict: taken over, or not, and why not."""

    id: RecordId
    person: PersonId
    article: ArticleId
    layer: LayerId
    verdict: RecordId
    taken: bool
    text: str = ""
    quote: str = ""

    def to_record(self) -> Record:
        """As it is stored, found by the verdict's id."""
        body = {"taken": self.taken, "text": self.text, "title": self.quote}
        return Record(self.id, REPLY, self.person, self.article, self.layer, self.verdict.hex(), body)

    @classmethod
    def from_record(cls, found: Record) -> "Reply":
        """From what is stored; raises ValueError where that is none."""
        if found.kind != REPLY or found.article is None or found.layer is None:
            raise ValueError("no reply")
        verdict = RecordId(bytes.fromhex(found.key))
        body = found.body
        words = str(body.get("text", "")), str(body.get("title", ""))
        return cls(found.id, found.person, found.article, found.layer, verdict, bool(body["taken"]), *words)


def _plain(span: Span) -> dict[str, Any]:
    """What of a tag a verdict keeps, as JSON values."""
    return {
        "revision": span.revision.hex(),
        "start": span.start,
        "end": span.end,
        "label": span.label.hex(),
        "quote": span.quote,
        "attributes": dict(span.attributes),
        "note": span.note,
        "origin": str(span.origin),
        "parts": [list(part) for part in span.parts],
    }


def _span(id_: SpanId, layer: LayerId, plain: Mapping[str, Any]) -> Span:
    return Span(
        id_,
        layer,
        RevisionId(bytes.fromhex(plain["revision"])),
        plain["start"],
        plain["end"],
        LabelId(bytes.fromhex(plain["label"])),
        plain["quote"],
        plain["attributes"],
        plain.get("note", ""),
        plain.get("origin", Origin.MANUAL),
        tuple((low, high) for low, high in plain.get("parts", ())),
    )
