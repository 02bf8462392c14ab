"""Reads the tags of several layers of an article as they lie in its present text, with what is judged of each."""

from collections.abc import Sequence
from hashlib import blake2b

from annotator.agreement.units import Unit
from annotator.domain.article import Layer, Revision
from annotator.domain.ids import LayerId, RevisionId, SpanId
from annotator.domain.span import Attributes, Relation, Span
from annotator.domain.text import ReadingText
from annotator.services.articles import carried_span
from annotator.services.cases import Side
from annotator.services.project import Project
from annotator.services.review_rules import ReviewRules
from annotator.store import articles, codec, exports, spans
from annotator.store.database import Connection
from annotator.store.spans import LayerRow


def version(start: int, end: int, label: bytes, attributes: str, parts: str) -> str:
    """What is judged of a tag, as a hash of its stored row: bounds, label, attributes; not its note."""
    data = f"{start},{end},{label.hex()},{parts},{attributes}"
    return blake2b(data.encode(), digest_size=8).hexdigest()


def tie_version(tie: Relation) -> str:
    """What is judged of a relation, as a hash."""
    data = f"{tie.type},{tie.source.hex()},{tie.target.hex()},{codec.dumps(tie.attributes)}"
    return blake2b(data.encode(), digest_size=8).hexdigest()


class CaseReading:
    """The tags of the sides and of the gold as they lie in the present text."""

    def __init__(self, project: Project, revision: Revision, rules: ReviewRules) -> None:
        self._revision = revision
        self.rules = rules.attributes
        scheme = project.scheme
        self._keys: dict[bytes, str] = {label.id: scheme.label(label.id).key for label in scheme.labels}
        self.label_ids = {scheme.label(label.id).key: scheme.label(label.id).id for label in scheme.labels}
        self._parsed: dict[str, Attributes] = {}
        self.units: list[list[Unit]] = []
        self.ties: list[list[Relation]] = []
        self.gold: list[Span] = []
        self.gold_ties: list[Relation] = []
        self.origins: dict[bytes, str] = {}
        self.versions: dict[bytes, str] = {}

    def read(self, connection: Connection, sides: Sequence[Side], gold: Layer | None) -> None:
        layers = [side.layer.id for side in sides]
        wanted = [*layers, gold.id] if gold is not None else layers
        rows = spans.read_rows(connection, wanted) if wanted else {}
        ties = exports.read_ties(connection, wanted) if wanted else {}
        for layer in layers:
            self.units.append([self._unit(row) for row in self._present(connection, layer, rows[layer])])
            self.ties.append(list(ties.get(layer, ())))
        self.versions.update((tie.id, tie_version(tie)) for group in self.ties for tie in group)
        if gold is not None:
            found = spans.read_spans(connection, gold.id)
            older = [span for span in found if span.revision != self._revision.id]
            moved = self._carried(connection, older)
            self.gold = sorted((moved.get(span.id, span) for span in found), key=lambda span: (span.start, -span.end))
            self.gold_ties = list(ties.get(gold.id, ()))

    def _present(self, connection: Connection, layer: LayerId, rows: Sequence[LayerRow]) -> Sequence[LayerRow]:
        for row in rows:
            self.versions[row[2]] = version(row[3], row[4], row[5], row[7], row[10])
        now = self._revision.id
        if all(row[1] == now for row in rows):
            return rows
        stored = spans.read_spans(connection, layer)
        moved = self._carried(connection, [span for span in stored if span.revision != now])
        return [(layer, RevisionId(now), *spans.span_row(moved.get(span.id, span))) for span in stored]

    def _carried(self, connection: Connection, older: Sequence[Span]) -> dict[SpanId, Span]:
        """Spans of older readings as they lie in the present text."""
        if not older:
            return {}
        now = self._text(connection, self._revision)
        texts: dict[RevisionId, ReadingText] = {}
        for span in older:
            if span.revision not in texts:
                texts[span.revision] = self._text(connection, articles.read_revision(connection, span.revision))
        return {span.id: carried_span(span, texts[span.revision], now, self._revision) for span in older}

    @staticmethod
    def _text(connection: Connection, of: Revision) -> ReadingText:
        source = articles.read_source(connection, of.source)
        return ReadingText(source.text, of.start, of.end, of.edits, of.doubts)

    def _unit(self, row: LayerRow) -> Unit:
        _, _, id_, start, end, label, _quote, attributes, note, origin, parts = row
        self.origins[id_] = origin
        values = self._parsed.get(attributes)
        if values is None:  # the same text makes the same object, which is compared at once
            values = self._parsed[attributes] = codec.loads(attributes)
        ranges = tuple((low, high) for low, high in codec.loads(parts)) if parts else ()
        return Unit(start, end, self._keys[label], id_, values, note, ranges)

    def unit_of(self, span: Span) -> Unit:
        """A span of the gold as it is compared."""
        return Unit(span.start, span.end, self._keys[span.label], span.id, span.attributes, span.note, span.parts)
