"""What exports and statistics read: many articles at once, in plain rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from annotator.domain.article import ArticleForm, Layer, LayerKind, Status
from annotator.domain.ids import ArticleId, LabelId, LayerId, PersonId, RelationId, RevisionId, SpanId
from annotator.domain.span import Relation
from annotator.store import codec
from annotator.store.articles import read_revision
from annotator.store.tables import article, layer, relation, revision, source, span

__all__ = [
    "CountedLayer",
    "ExportEntry",
    "ExportText",
    "count_labels",
    "read_index",
    "read_revision",
    "read_texts",
    "read_ties",
]


class CountedLayer(NamedTuple):
    """A layer and its number of spans."""

    layer: Layer
    spans: int


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """An article of the list with all its layers; `length` in characters."""

    article: ArticleId
    title: str
    length: int
    excluded: bool
    layers: list[CountedLayer] = field(default_factory=list)


def read_index(connection: Connection, excluded: bool = False) -> list[ExportEntry]:
    """The articles in their order with their layers, without deleted ones; those left out on purpose if `excluded`.

    Layers of a retest are nobody's word and not among them.
    """
    where = [article.c.batch.is_(None), article.c.deleted.is_(False)]
    if not excluded:
        where.append(article.c.excluded.is_(False))
    listed = connection.execute(
        select(article.c.id, article.c.title, revision.c.length, article.c.excluded)
        .join(revision, revision.c.id == article.c.revision_id)
        .where(*where)
        .order_by(article.c.number, article.c.id)
    ).all()
    found = {row[0]: ExportEntry(ArticleId(row[0]), row[1], row[2], row[3]) for row in listed}
    layers = connection.execute(
        select(
            layer.c.id,
            layer.c.article_id,
            layer.c.person_id,
            layer.c.kind,
            layer.c.status,
            layer.c.reason,
            layer.c.spans,
        )
        .where(layer.c.kind != str(LayerKind.RETEST))
        .order_by(layer.c.id)
    ).all()
    for id_, of, person, kind, status, reason, count in layers:
        if of in found:
            one = Layer(LayerId(id_), ArticleId(of), PersonId(person), LayerKind(kind), Status(status), reason)
            found[of].layers.append(CountedLayer(one, count))
    return list(found.values())


class ExportText(NamedTuple):
    """An article with its present text; `source` is the name of the file that it came from."""

    title: str
    form: ArticleForm
    revision: RevisionId
    sha256: bytes
    text: str
    source: str


def read_texts(connection: Connection, ids: Sequence[ArticleId]) -> dict[ArticleId, ExportText]:
    """Some articles with their texts."""
    rows = connection.execute(
        select(
            article.c.id,
            article.c.title,
            article.c.form,
            revision.c.id,
            revision.c.sha256,
            func.coalesce(revision.c.text, source.c.text),
            source.c.name,
        )
        .join(revision, revision.c.id == article.c.revision_id)
        .join(source, source.c.id == revision.c.source_id)
        .where(article.c.id.in_(ids))
    ).all()
    return {
        ArticleId(row[0]): ExportText(row[1], codec.form_of(row[2]), RevisionId(row[3]), row[4], row[5] or "", row[6])
        for row in rows
    }


def read_ties(connection: Connection, layers: Sequence[LayerId]) -> dict[LayerId, list[Relation]]:
    """The relations of several layers."""
    found: dict[LayerId, list[Relation]] = {}
    rows = connection.execute(
        select(
            relation.c.layer_id,
            relation.c.id,
            relation.c.type,
            relation.c.source_id,
            relation.c.target_id,
            relation.c.attributes,
            relation.c.note,
        )
        .where(relation.c.layer_id.in_(layers))
        .order_by(relation.c.id)
    ).all()
    for owner, id_, kind, start, end, attributes, note in rows:
        one = Relation(RelationId(id_), LayerId(owner), kind, SpanId(start), SpanId(end), codec.loads(attributes), note)
        found.setdefault(LayerId(owner), []).append(one)
    return found


def count_labels(connection: Connection) -> list[tuple[LayerId, LabelId, int]]:
    """How many spans of each label each layer has."""
    rows = connection.execute(
        select(span.c.layer_id, span.c.label_id, func.count()).group_by(span.c.layer_id, span.c.label_id)
    ).all()
    return [(LayerId(row[0]), LabelId(row[1]), row[2]) for row in rows]
