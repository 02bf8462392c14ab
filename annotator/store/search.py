"""Questions over the whole project: which texts have a string, and what one person tagged in all articles.

Each answers for some articles or layers, so that a caller who goes through all of them lets others write in between.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.ids import ArticleId, LabelId, LayerId, PersonId, RevisionId, SpanId
from annotator.store import codec
from annotator.store.tables import article, layer, revision, source, span

_VISIBLE = (article.c.batch.is_(None), article.c.deleted.is_(False))
_CLOSED = (str(Status.SUBMITTED), str(Status.SKIPPED))


class Searchable(NamedTuple):
    """A visible article that can be searched; `layer` is the asking person's where that was asked for."""

    id: ArticleId
    title: str
    revision: RevisionId
    length: int
    layer: Layer | None = None


class Text(NamedTuple):
    """The present reading text of an article."""

    article: ArticleId
    revision: RevisionId
    text: str


class TaggedLayer(NamedTuple):
    """A layer of mine that has tags, with its article."""

    layer: LayerId
    article: ArticleId
    title: str
    spans: int


class QuoteCount(NamedTuple):
    """How often a quote is tagged with a label in a layer."""

    layer: LayerId
    label: LabelId
    quote: str
    tags: int


class TagRow(NamedTuple):
    """A tag as lists of all tags show it; bounds count in the revision that it was made on."""

    id: SpanId
    article: ArticleId
    title: str
    label: LabelId
    quote: str
    start: int
    end: int
    attributes: dict[str, object]


def all_texts(connection: Connection) -> list[Searchable]:
    """The visible articles in their order."""
    rows = connection.execute(_searchable().where(*_VISIBLE)).all()
    return [Searchable(ArticleId(r[0]), r[1], RevisionId(r[2]), r[3]) for r in rows]


def my_open_texts(connection: Connection, person: PersonId) -> list[Searchable]:
    """The articles a person can still tag: not excluded, and neither submitted nor set aside by that person."""
    mine = layer.alias("mine")
    ours = (mine.c.article_id == article.c.id) & (mine.c.person_id == person) & (mine.c.kind == str(LayerKind.PERSON))
    rows = connection.execute(
        _searchable()
        .add_columns(mine.c.id, mine.c.status, mine.c.reason)
        .outerjoin(mine, ours)
        .where(*_VISIBLE, article.c.excluded.is_(False))
        .where(mine.c.id.is_(None) | mine.c.status.not_in(_CLOSED))
    ).all()
    return [
        Searchable(
            ArticleId(r[0]),
            r[1],
            RevisionId(r[2]),
            r[3],
            None if r[4] is None else Layer(LayerId(r[4]), ArticleId(r[0]), person, status=Status(r[5]), reason=r[6]),
        )
        for r in rows
    ]


def _searchable() -> Select[bytes, str, bytes, int]:
    return (
        select(article.c.id, article.c.title, revision.c.id, revision.c.length)
        .join(revision, revision.c.id == article.c.revision_id)
        .order_by(article.c.number, article.c.id)
    )


def texts_with(connection: Connection, articles: Sequence[ArticleId], needles: Sequence[str]) -> list[Text]:
    """The texts of these articles that contain one of the needles exactly, in no order; no needles: all of them."""
    text = cast(ColumnElement[str], func.coalesce(revision.c.text, source.c.text))  # one of them is there
    query = (
        select(article.c.id, revision.c.id, text)
        .join(revision, revision.c.id == article.c.revision_id)
        .join(source, source.c.id == revision.c.source_id)
        .where(article.c.id.in_(articles))
    )
    if needles:
        query = query.where(_contains(connection, text, needles))
    return [Text(ArticleId(r[0]), RevisionId(r[1]), r[2]) for r in connection.execute(query).all()]


def _contains(connection: Connection, text: ColumnElement[str], needles: Sequence[str]) -> ColumnElement[bool]:
    position = func.instr if connection.dialect.name == "sqlite" else func.strpos
    return or_(false(), *(position(text, needle) > 0 for needle in needles))


def my_layers(connection: Connection, person: PersonId) -> list[TaggedLayer]:
    """A person's layers that have tags, in the order of their articles."""
    rows = connection.execute(
        select(layer.c.id, article.c.id, article.c.title, layer.c.spans)
        .join(article, article.c.id == layer.c.article_id)
        .where(*_VISIBLE, layer.c.person_id == person, layer.c.kind == str(LayerKind.PERSON), layer.c.spans > 0)
        .order_by(article.c.number, article.c.id)
    ).all()
    return [TaggedLayer(LayerId(r[0]), ArticleId(r[1]), r[2], r[3]) for r in rows]


def count_quotes(connection: Connection, layers: Sequence[LayerId]) -> list[QuoteCount]:
    """How often each quote is tagged with each label in these layers."""
    rows = connection.execute(
        select(span.c.layer_id, span.c.label_id, span.c.quote, func.count())
        .where(span.c.layer_id.in_(layers))
        .group_by(span.c.layer_id, span.c.label_id, span.c.quote)
    ).all()
    return [QuoteCount(LayerId(r[0]), LabelId(r[1]), r[2], r[3]) for r in rows]


def tags_in(
    connection: Connection,
    layers: Sequence[LayerId],
    labels: Sequence[LabelId] | None = None,
    quote: str | None = None,
) -> list[TagRow]:
    """The tags of these layers, of some labels and with one quote where these are given, by layer and start."""
    query = (
        select(
            span.c.id,
            article.c.id,
            article.c.title,
            span.c.label_id,
            span.c.quote,
            span.c.start,
            span.c.end,
            span.c.attributes,
        )
        .join(layer, layer.c.id == span.c.layer_id)
        .join(article, article.c.id == layer.c.article_id)
        .where(span.c.layer_id.in_(layers))
        .order_by(article.c.number, article.c.id, span.c.start, span.c.end.desc(), span.c.label_id)
    )
    if labels is not None:
        query = query.where(span.c.label_id.in_(labels))
    if quote is not None:
        query = query.where(span.c.quote == quote)
    return [
        TagRow(SpanId(r[0]), ArticleId(r[1]), r[2], LabelId(r[3]), r[4], r[5], r[6], codec.loads(r[7]))
        for r in connection.execute(query).all()
    ]


class LabelUse(NamedTuple):
    """How many tags of some labels a layer has."""

    layer: Layer
    tags: int


def label_use(connection: Connection, labels: Sequence[LabelId]) -> list[LabelUse]:
    """Which layers have tags with one of these labels, for those who are about to merge or retire it."""
    columns = (layer.c.id, layer.c.article_id, layer.c.person_id, layer.c.kind, layer.c.status)
    rows = connection.execute(
        select(*columns, func.count())
        .select_from(span)
        .join(layer, layer.c.id == span.c.layer_id)
        .join(article, article.c.id == layer.c.article_id)
        .where(*_VISIBLE, span.c.label_id.in_(labels))
        .group_by(*columns)
        .order_by(layer.c.person_id)
    ).all()
    return [
        LabelUse(Layer(LayerId(r[0]), ArticleId(r[1]), PersonId(r[2]), LayerKind(r[3]), Status(r[4])), r[5])
        for r in rows
    ]
