"""Threads: questions put to a tag, a place of the text or an article, with their answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from annotator.domain.ids import ArticleId, PersonId, RecordId, RevisionId, SpanId
from annotator.domain.record import Record


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a question is about: a range of a reading, perhaps that of a tag; without a range, the whole article."""

    revision: RevisionId | None = None
    start: int = 0
    end: int = 0
    quote: str = ""
    span: SpanId | None = None

    def __post_init__(self) -> None:
        if self.revision is not None and not 0 <= self.start < self.end:
            raise ValueError(f"a range is not empty and starts at 0 or later: {self.start}..{self.end}")
        if self.revision is None and (self.span is not None or self.quote):
            raise ValueError("a tag and a quote have a range")


@dataclass(frozen=True, slots=True)
class Thread:
    """A question, to whom it is put (nobody in particular where `to` is empty), and whether it is resolved."""

    kind: ClassVar[str] = "thread"
    id: RecordId
    author: PersonId
    article: ArticleId
    text: str
    anchor: Anchor = Anchor()
    to: tuple[PersonId, ...] = ()
    resolved_by: PersonId | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a question has words")

    @property
    def resolved(self) -> bool:
        """Whether somebody said that it is settled."""
        return self.resolved_by is not None

    def to_record(self) -> Record:
        """As it is stored."""
        anchor = self.anchor
        body = {
            "title": self.text,
            "to": [one.hex() for one in self.to],
            "resolved_by": self.resolved_by.hex() if self.resolved_by is not None else None,
            "revision": anchor.revision.hex() if anchor.revision is not None else None,
            "start": anchor.start,
            "end": anchor.end,
            "at": anchor.quote,
            "span": anchor.span.hex() if anchor.span is not None else None,
        }
        return Record(self.id, self.kind, self.author, self.article, body=body)

    @classmethod
    def from_record(cls, record: Record) -> "Thread":
        """From what is stored; raises ValueError where that is none."""
        body = record.body
        if record.article is None:
            raise ValueError("a question belongs to an article")
        revision, span, resolved = (_id(body, key) for key in ("revision", "span", "resolved_by"))
        anchor = Anchor(
            RevisionId(revision) if revision else None,
            int(body.get("start", 0)),
            int(body.get("end", 0)),
            str(body.get("at", "")),
            SpanId(span) if span else None,
        )
        to = tuple(PersonId(bytes.fromhex(one)) for one in body.get("to", ()))
        text = str(body.get("title", ""))
        return cls(record.id, record.person, record.article, text, anchor, to, PersonId(resolved) if resolved else None)


@dataclass(frozen=True, slots=True)
class Comment:
    """An answer in a thread, and whom it mentions."""

    kind: ClassVar[str] = "comment"
    id: RecordId
    author: PersonId
    article: ArticleId
    thread: RecordId
    text: str
    to: tuple[PersonId, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("an answer has words")

    def to_record(self) -> Record:
        """As it is stored, found by its thread."""
        body = {"title": self.text, "to": [one.hex() for one in self.to]}
        return Record(self.id, self.kind, self.author, self.article, key=self.thread.hex(), body=body)

    @classmethod
    def from_record(cls, record: Record) -> "Comment":
        """From what is stored; raises ValueError where that is none."""
        if record.article is None:
            raise ValueError("an answer belongs to an article")
        to = tuple(PersonId(bytes.fromhex(one)) for one in record.body.get("to", ()))
        thread = RecordId(bytes.fromhex(record.key))
        return cls(record.id, record.person, record.article, thread, str(record.body.get("title", "")), to)


def _id(body: Mapping[str, Any], key: str) -> bytes:
    value = body.get(key)
    return bytes.fromhex(value) if value else b""


@dataclass(frozen=True, slots=True)
class Precedent:
    """A hard case as it was decided: the string gets `label` (a key), or is not tagged where that is "".

    `clause` is the heading of the guidelines that it belongs to. `article`, `start` and `end` say where it was decided.
    """

    kind: ClassVar[str] = "precedent"
    string: str
    label: str
    reason: str
    clause: str = ""
    article: ArticleId | None = None
    start: int = 0
    end: int = 0
    context: str = field(default="")  # the words around it, where it was decided

    def __post_init__(self) -> None:
        if not self.string.strip():
            raise ValueError("a precedent is about a string")

    def to_record(self, id_: RecordId, person: PersonId) -> Record:
        """As it is stored, found by its string; it is the project's and not one article's, so that all see it."""
        body = {
            "label": self.label,
            "reason": self.reason,
            "clause": self.clause,
            "article": self.article.hex() if self.article is not None else None,
            "start": self.start,
            "end": self.end,
            "context": self.context,
        }
        return Record(id_, self.kind, person, key=self.string, body=body)

    @classmethod
    def from_record(cls, record: Record) -> "Precedent":
        """From what is stored; raises ValueError where that is none."""
        body = record.body
        article = _id(body, "article")
        return cls(
            record.key,
            str(body.get("label", "")),
            str(body.get("reason", "")),
            str(body.get("clause", "")),
            ArticleId(article) if article else None,
            int(body.get("start", 0)),
            int(body.get("end", 0)),
            str(body.get("context", "")),
        )
