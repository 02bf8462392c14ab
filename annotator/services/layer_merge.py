"""Two versions of one person's layer: whether they say the same, and the changes from one to the other."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import orjson

from annotator.domain.article import Layer
from annotator.domain.change import Change
from annotator.domain.ids import LabelId, LayerId, RelationId, RevisionId, SpanId, new_id
from annotator.domain.span import Relation, Span
from annotator.store.spans import SpanRow

Content = tuple[object, ...]
"""What a span says, without its id."""

SameLabel = Callable[[bytes], bytes]
"""What a label id means now: the label that it was merged into."""


def content(row: SpanRow, same: SameLabel) -> Content:
    """What a span says; equal for two spans that differ in id or in the order of their attributes alone."""
    _, start, end, label, _, attributes, note, origin, parts = row
    if attributes != "{}":
        attributes = orjson.dumps(orjson.loads(attributes), option=orjson.OPT_SORT_KEYS).decode()
    return start, end, same(label), attributes, note, str(origin), parts


def tie(found: Relation, names: Mapping[bytes, bytes]) -> Content:
    """What a relation says, its ends called by `names`."""
    attributes = orjson.dumps(found.attributes, option=orjson.OPT_SORT_KEYS)
    return found.type, names.get(found.source), names.get(found.target), attributes, found.note


class LayerMerge:
    """The changes that bring a stored layer to what a file says.

    `stored` are the spans as the database has them, `shown` the same on the revision of the file's text; `rows` and
    `relations` are the file's.
    """

    def __init__(
        self,
        layer: Layer,
        stored: Mapping[bytes, Span],
        shown: Mapping[bytes, SpanRow],
        ties: Sequence[Relation],
        same: SameLabel,
    ) -> None:
        self._layer = layer
        self._stored = stored
        self._shown = {id_: content(row, same) for id_, row in shown.items()}
        self._ties = ties
        self._same = same
        self.added = self.changed = self.removed = 0

    def changes(
        self, after: Layer, rows: Sequence[SpanRow], relations: Sequence[Relation], revision: RevisionId
    ) -> list[Change]:
        """The changes, in the order in which they can be made; empty where both say the same."""
        twins = self._twins(rows)
        spans: list[Change] = []
        for row in rows:
            old = twins.get(row[0])
            if old is None:
                self.added += 1
                spans.append(self._change(None, span_of(row, self._layer.id, revision)))
            elif self._shown[old] != content(row, self._same):
                self.changed += 1
                new = replace(span_of(row, self._layer.id, revision), id=SpanId(old))
                spans.append(self._change(self._stored[old], new))
        kept = set(twins.values())
        gone = [self._change(span, None) for id_, span in self._stored.items() if id_ not in kept]
        self.removed = len(gone)
        untied, tied = self._relations(relations, twins)
        found = [*untied, *gone, *spans, *tied]
        if after != self._layer:
            found.append(Change(self._layer, after, self._layer.article, self._layer.id))
        return found

    def _change(self, before: Span | Relation | None, after: Span | Relation | None) -> Change:
        return Change(before, after, self._layer.article, self._layer.id)

    def _twins(self, rows: Sequence[SpanRow]) -> dict[bytes, bytes]:
        """Which stored span each of the file's is: the one with its id, else one that says the same."""
        twins = {row[0]: row[0] for row in rows if row[0] in self._shown}
        free: dict[Content, list[bytes]] = {}
        for id_, said in self._shown.items():
            if id_ not in twins:
                free.setdefault(said, []).append(id_)
        for row in rows:
            if row[0] not in twins and (same := free.get(content(row, self._same))):
                twins[row[0]] = same.pop()
        return twins

    def _relations(
        self, relations: Sequence[Relation], twins: Mapping[bytes, bytes]
    ) -> tuple[list[Change], list[Change]]:
        """The relations that go and those that come."""
        wanted = Counter(tie(found, ends_of(found, twins)) for found in relations)
        untied = []
        for found in self._ties:
            said = tie(found, ends_of(found, {}))
            if wanted[said]:
                wanted[said] -= 1
            else:
                untied.append(self._change(found, None))
        tied = []
        for found in relations:
            ends = ends_of(found, twins)
            said = tie(found, ends)
            if wanted[said]:
                wanted[said] -= 1
                moved = replace(found, source=SpanId(ends[found.source]), target=SpanId(ends[found.target]))
                tied.append(self._change(None, moved))
        return untied, tied


def ends_of(found: Relation, twins: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """What the ends of a relation are called in the project: by their twin's id, a new span by its own."""
    return {end: twins.get(end, end) for end in (found.source, found.target)}


def span_of(row: SpanRow, layer: LayerId, revision: RevisionId) -> Span:
    """A plain row as a span."""
    id_, start, end, label, quote, attributes, note, origin, parts = row
    return Span(
        SpanId(id_),
        layer,
        revision,
        start,
        end,
        LabelId(label),
        quote,
        orjson.loads(attributes),
        note,
        origin,
        tuple((low, high) for low, high in orjson.loads(parts)) if parts else (),
    )


def relation_of(record: tuple[bytes, str, bytes, bytes, str, str], layer: LayerId, taken: set[bytes]) -> Relation:
    """A relation of a file in a layer of the project; it gets another id where its own is taken."""
    id_, kind, source, target, attributes, note = record
    return Relation(
        RelationId(new_id() if id_ in taken else id_),
        layer,
        kind,
        SpanId(source),
        SpanId(target),
        orjson.loads(attributes),
        note,
    )
