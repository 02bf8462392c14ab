"""Articles cut out of one another's text and put together again, with everything that people did in them.

A cut takes nothing away: the readings of the parts, put together, are the reading of the whole. A tag goes to the
article that has most of its characters. Where all of its words are there it is written anew in that article's reading;
where a cut goes through it, it stays as it was made, on a copy of the reading in which it was made, so that it comes up
with its owner to be looked at again and is not silently made shorter.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from annotator.domain.article import Article, Layer, Revision, Status
from annotator.domain.change import Change
from annotator.domain.ids import LayerId, RevisionId, SpanId, new_id
from annotator.domain.record import Record
from annotator.domain.span import Relation, Span
from annotator.domain.text import ReadingText
from annotator.services.articles import carried_span, quoted, text_hash

POSITIONED: Final = frozenset({"refusal", "tick"})
"""Kinds of records whose `start` and `end` are positions of their article's reading."""


def revision_of(reading: ReadingText, article: Article, old: Revision) -> Revision:
    """A reading as a new revision of an article."""
    text = reading.text
    return Revision(
        article.revision,
        article.id,
        old.source,
        reading.start,
        reading.end,
        reading.edits,
        text,
        text_hash(text),
        reading.doubts,
    )


# -- what people did -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Work:
    """A layer with all it holds."""

    layer: Layer
    spans: Sequence[Span]
    relations: Sequence[Relation]


@dataclass(frozen=True, slots=True)
class Target:
    """An article to which work may go: its present reading."""

    article: Article
    revision: Revision
    reading: ReadingText


@dataclass(slots=True)
class Moves:
    """The changes of a cut or join, apart from those of the articles; `copies` are revisions that have to be there.

    `removed` can be made before, `added` after the articles and layers are there. `crossing` are spans that a cut goes
    through, `untied` relations between what came apart.
    """

    removed: list[Change] = field(default_factory=list)
    layers: list[Change] = field(default_factory=list)
    added: list[Change] = field(default_factory=list)
    copies: dict[tuple[RevisionId, bytes], Revision] = field(default_factory=dict)
    crossing: list[Span] = field(default_factory=list)
    untied: list[Relation] = field(default_factory=list)


class Mover:
    """Takes work from one article to others that are readings of the same source.

    `readings` and `revisions` are those that spans were made on; `targets` lie in order in the source, the first of
    them may be the article itself, in which nothing is touched.
    """

    def __init__(
        self,
        article: Article,
        targets: Sequence[Target],
        readings: Mapping[RevisionId, ReadingText],
        revisions: Mapping[RevisionId, Revision],
    ) -> None:
        self.moves = Moves()
        self._article = article
        self._targets = targets
        self._starts = [target.reading.start for target in targets]
        self._readings = readings
        self._revisions = revisions
        self._homes: dict[SpanId, int] = {}
        self._layers: dict[tuple[LayerId, int], LayerId] = {}

    def home_of(self, start: int, end: int) -> int:
        """Which target has most of a range of the source; the first of several with as much."""
        first = max(0, bisect_right(self._starts, start) - 1)
        shares = []
        for at in range(first, len(self._targets)):
            reading = self._targets[at].reading
            if at > first and reading.start >= end:
                break
            shares.append(min(end, reading.end) - max(start, reading.start))
        return first + shares.index(max(shares))

    def take(self, work: Work, layers: Mapping[int, LayerId]) -> None:
        """Moves what lies in other targets than the article itself; `layers` are the layers for it by target."""
        self._layers.update({(work.layer.id, at): layer for at, layer in layers.items()})
        for span in work.spans:
            self._take_span(span, work.layer.id)
        for tie in work.relations:
            self._take_relation(tie, work.layer.id)

    def _stays(self, at: int) -> bool:
        return self._targets[at].article.id == self._article.id

    def _take_span(self, span: Span, layer: LayerId) -> None:
        reading = self._readings[span.revision]
        low, high = reading.source_range(span.start, span.end)
        at = self._homes[span.id] = self.home_of(low, high)
        target = self._targets[at]
        if low < target.reading.start or high > target.reading.end:
            self.moves.crossing.append(span)
        if self._stays(at):
            return
        moved = self._written(span, reading, target, self._layers[layer, at])
        self.moves.removed.append(Change(span, None, self._article.id, layer))
        self.moves.added.append(Change(None, moved, target.article.id, moved.layer))

    def _written(self, span: Span, reading: ReadingText, target: Target, layer: LayerId) -> Span:
        """A span as it is in a target: in its reading where all of its words are there, else as it was made."""
        carried = carried_span(span, reading, target.reading, target.revision)
        if carried.quote == span.quote and quoted(carried.attributes) == quoted(span.attributes):
            return replace(carried, layer=layer)
        key = (span.revision, target.article.id)
        if key not in self.moves.copies:
            made_on = self._revisions[span.revision]
            self.moves.copies[key] = replace(made_on, id=RevisionId(new_id()), article=target.article.id)
        return replace(span, layer=layer, revision=self.moves.copies[key].id)

    def _take_relation(self, tie: Relation, layer: LayerId) -> None:
        ends = {self._homes[tie.source], self._homes[tie.target]}
        at = min(ends)
        if len(ends) == 1 and self._stays(at):
            return
        self.moves.removed.insert(0, Change(tie, None, self._article.id, layer))  # before its spans
        if len(ends) > 1:
            self.moves.untied.append(tie)
            return
        moved = replace(tie, layer=self._layers[layer, at])
        self.moves.added.append(Change(None, moved, self._targets[at].article.id, moved.layer))

    def take_record(self, found: Record, reading: ReadingText) -> None:
        """Moves a record about a moved span, or about a place of `reading`, the article as it was."""
        at = self._record_home(found, reading)
        if at is None or self._stays(at):
            return
        target = self._targets[at]
        layer = None if found.layer is None else self._layers.get((found.layer, at))
        if found.layer is not None and layer is None:
            return
        moved = replace(found, article=target.article.id, layer=layer, body=_body(found, reading, target.reading))
        self.moves.removed.append(Change(found, None, self._article.id, found.layer))
        self.moves.added.append(Change(None, moved, target.article.id, layer))

    def _record_home(self, found: Record, reading: ReadingText) -> int | None:
        named = found.body.get("span")
        if isinstance(named, str) and len(named) == 32:
            return self._homes.get(SpanId(bytes.fromhex(named)))
        start, end = found.body.get("start"), found.body.get("end")
        if found.kind in POSITIONED and isinstance(start, int) and isinstance(end, int):
            return self.home_of(*reading.source_range(start, min(end, len(reading.text))))
        return None


def _body(found: Record, old: ReadingText, new: ReadingText) -> Mapping[str, Any]:
    """The body of a moved record, its positions those of the new reading."""
    if found.kind not in POSITIONED:
        return found.body
    start, end = new.reading_range(*old.source_range(found.body["start"], found.body["end"]))
    return {**found.body, "start": start, "end": max(end, start + 1)}


def together(first: Layer | None, second: Layer) -> tuple[Status, str]:
    """How far a person is with two articles that become one."""
    if first is None or first.status is second.status:
        return second.status, second.reason if first is None else first.reason
    return Status.WORKING, ""
