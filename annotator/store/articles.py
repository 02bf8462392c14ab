"""Articles with their sources, revisions and layers, and where people stopped."""

import time
from collections.abc import Iterable
from typing import Final, NamedTuple

from sqlalchemy import Connection, Row, func, select

from annotator.domain.article import Article, Layer, LayerKind, Revision, Source, Status
from annotator.domain.ids import ArticleId, LayerId, PersonId, RevisionId, SourceId
from annotator.errors import ConflictError
from annotator.store import codec
from annotator.store.faults import stored
from annotator.store.rows import expect, lock
from annotator.store.tables import article, bookmark, layer, revision, source, span


class Listed(NamedTuple):
    """An article as a list shows it: `layer` is the asking person's, None while there is none."""

    article: Article
    length: int
    layer: Layer | None
    spans: int


class Bookmark(NamedTuple):
    """Where a person stopped: caret in code points, scroll in the view's own unit, time in microseconds."""

    article: ArticleId
    caret: int
    scroll: int
    time: int


_MOST: Final = 500  # ids in one statement
_VISIBLE = article.c.batch.is_(None)
_CUT = select(revision.c.article_id, revision.c.source_id, revision.c.cut_start, revision.c.cut_end)


@stored
def _article(row: Row[*tuple[object, ...]]) -> Article:
    found = row._mapping  # noqa: SLF001 - SQLAlchemy's public accessor has this name
    return Article(
        ArticleId(found["id"]),
        found["number"],
        found["title"],
        RevisionId(found["revision_id"]),
        codec.form_of(found["form"]),
        found["excluded"],
        found["deleted"],
    )


@stored
def _layer(id_: bytes, article_id: bytes, person_id: bytes, kind: str, status: str, reason: str) -> Layer:
    return Layer(LayerId(id_), ArticleId(article_id), PersonId(person_id), LayerKind(kind), Status(status), reason)


def list_articles(connection: Connection, person: PersonId, deleted: bool = False) -> list[Listed]:
    """The articles of the project in their order, each with the person's own layer.

    A deleted one whose text is in another article, to which it was joined or out of which it was cut, is not listed.
    """
    mine = layer.alias("mine")
    rows = connection.execute(
        select(
            article,
            revision.c.length,
            mine.c.id.label("mine_id"),
            mine.c.status,
            mine.c.reason,
            mine.c.spans,
        )
        .join(revision, revision.c.id == article.c.revision_id)
        .outerjoin(
            mine,
            (mine.c.article_id == article.c.id) & (mine.c.person_id == person) & (mine.c.kind == str(LayerKind.PERSON)),
        )
        .where(_VISIBLE, article.c.deleted == deleted)
        .order_by(article.c.number, article.c.id)
    ).all()
    if deleted:
        elsewhere = _in_others(connection)
        rows = [row for row in rows if row.id not in elsewhere]
    return [
        Listed(
            _article(r),
            r.length,
            None if r.mine_id is None else _layer(r.mine_id, r.id, person, LayerKind.PERSON, r.status, r.reason),
            r.spans or 0,
        )
        for r in rows
    ]


def _in_others(connection: Connection) -> set[bytes]:
    """The deleted articles whose text is in another article of their source."""
    shared = (
        select(revision.c.source_id)
        .group_by(revision.c.source_id)
        .having(func.count(func.distinct(revision.c.article_id)) > 1)
    )
    asked = _CUT.add_columns(article.c.deleted).join(article, article.c.revision_id == revision.c.id)
    cuts = connection.execute(asked.where(revision.c.source_id.in_(shared), _VISIBLE)).all()
    there: dict[bytes, list[tuple[int, int]]] = {}
    for _article_id, source_id, start, end, deleted in cuts:
        if not deleted:
            there.setdefault(source_id, []).append((start, end))
    return {
        article_id
        for article_id, source_id, start, end, deleted in cuts
        if deleted and any(low < end and start < high for low, high in there.get(source_id, ()))
    }


def read_article(connection: Connection, article_id: ArticleId) -> Article | None:
    """One article, None where there is none."""
    row = connection.execute(select(article).where(article.c.id == article_id)).one_or_none()
    return None if row is None else _article(row)


def read_titles(connection: Connection, ids: Iterable[ArticleId]) -> dict[ArticleId, str]:
    """What some articles are called."""
    wanted = list(ids)
    found: dict[ArticleId, str] = {}
    for at in range(0, len(wanted), _MOST):
        asked = select(article.c.id, article.c.title).where(article.c.id.in_(wanted[at : at + _MOST]))
        found.update((ArticleId(row[0]), row[1]) for row in connection.execute(asked).all())
    return found


def put_article(connection: Connection, before: Article | None, after: Article | None) -> None:
    """Writes an article that is still what it was before."""
    known = after or before
    assert known is not None  # noqa: S101 - a change has one of them
    lock(connection, article, article.c.id == known.id)
    expect(read_article(connection, known.id), before)
    if after is None:
        connection.execute(article.delete().where(article.c.id == known.id))
    elif before is None:
        connection.execute(article.insert(), article_values(after))
    else:
        connection.execute(article.update().where(article.c.id == after.id).values(article_values(after)))


def article_values(found: Article, batch: bytes | None = None) -> dict[str, object]:
    """The row of an article; `batch` hides it until its import is through."""
    return {
        "id": found.id,
        "number": found.number,
        "title": found.title,
        "revision_id": found.revision,
        "form": codec.form_json(found.form),
        "excluded": found.excluded,
        "deleted": found.deleted,
        "batch": batch,
    }


def last_number(connection: Connection) -> int:
    """The highest place in the list, 0 in an empty project; running imports count."""
    return connection.execute(select(func.max(article.c.number))).scalar() or 0


@stored
def read_source(connection: Connection, source_id: SourceId) -> Source:
    """What was read from a file."""
    row = connection.execute(select(source).where(source.c.id == source_id)).one()
    return Source(SourceId(row.id), row.name, row.encoding, row.sha256, row.text, row.raw, row.extractor or "")


def read_encoding(connection: Connection, source_id: SourceId) -> str:
    """In which encoding a source was read."""
    return connection.execute(select(source.c.encoding).where(source.c.id == source_id)).scalar_one()


def source_values(found: Source) -> dict[str, object]:
    """The row of a source."""
    return {
        "id": found.id,
        "name": found.name,
        "encoding": found.encoding,
        "sha256": found.sha256,
        "text": found.text,
        "raw": found.raw,
        "extractor": found.extractor or None,
    }


def insert_source(connection: Connection, found: Source) -> None:
    """Writes a new source."""
    connection.execute(source.insert(), source_values(found))


@stored
def read_revision(connection: Connection, revision_id: RevisionId) -> Revision:
    """One reading of an article with its text."""
    row = connection.execute(select(revision).where(revision.c.id == revision_id)).one()
    text = row.text
    if text is None:
        text = connection.execute(select(source.c.text).where(source.c.id == row.source_id)).scalar_one()
    return Revision(
        RevisionId(row.id),
        ArticleId(row.article_id),
        SourceId(row.source_id),
        row.cut_start,
        row.cut_end,
        codec.edits_of(row.edits),
        text,
        row.sha256,
        codec.doubts_of(row.doubts),
        row.verbatim,
    )


def revision_values(found: Revision, source_text: str) -> dict[str, object]:
    """The row of a revision; its text is left out where it is its source's."""
    return {
        "id": found.id,
        "article_id": found.article,
        "source_id": found.source,
        "cut_start": found.start,
        "cut_end": found.end,
        "edits": codec.edits_json(found.edits),
        "doubts": codec.doubts_json(found.doubts),
        "text": None if found.text == source_text else found.text,
        "length": len(found.text),
        "sha256": found.sha256,
        "verbatim": found.verbatim,
    }


def insert_revision(connection: Connection, found: Revision, source_text: str) -> None:
    """Writes a new reading; the article's row is changed by a change of its own."""
    connection.execute(revision.insert(), revision_values(found, source_text))


class Cut(NamedTuple):
    """Where an article lies in its source."""

    article: ArticleId
    source: SourceId
    start: int
    end: int


def read_cut(connection: Connection, revision_id: RevisionId) -> Cut:
    """Where a reading lies in its source."""
    row = connection.execute(_CUT.where(revision.c.id == revision_id)).one()
    return Cut(ArticleId(row[0]), SourceId(row[1]), row[2], row[3])


def read_cuts(connection: Connection, source_id: SourceId) -> list[Cut]:
    """The articles of a source that are to be seen, by where they lie in it."""
    rows = connection.execute(
        _CUT.join(article, article.c.revision_id == revision.c.id)
        .where(revision.c.source_id == source_id, article.c.deleted.is_(False), _VISIBLE)
        .order_by(revision.c.cut_start)
    ).all()
    return [Cut(ArticleId(row[0]), SourceId(row[1]), row[2], row[3]) for row in rows]


class KnownText(NamedTuple):
    """A reading that an article of the project has or had."""

    sha256: bytes
    article: ArticleId
    revision: RevisionId


def known_texts(connection: Connection) -> list[KnownText]:
    """All readings of the articles of the project, for imports of many files; a present one before older ones."""
    rows = connection.execute(
        select(revision.c.sha256, article.c.id, revision.c.id)
        .join(article, revision.c.article_id == article.c.id)
        .where(article.c.deleted.is_(False), _VISIBLE)
        .order_by(revision.c.id != article.c.revision_id, article.c.number, revision.c.id)
    ).all()
    return [KnownText(row[0], ArticleId(row[1]), RevisionId(row[2])) for row in rows]


def article_ids(connection: Connection) -> set[bytes]:
    """The ids of all articles, deleted and hidden ones too."""
    return {row[0] for row in connection.execute(select(article.c.id)).all()}


def read_layer(connection: Connection, layer_id: LayerId) -> Layer | None:
    """One layer, None where there is none."""
    row = connection.execute(_LAYER.where(layer.c.id == layer_id)).one_or_none()
    return None if row is None else _layer(*row)


_LAYER = select(layer.c.id, layer.c.article_id, layer.c.person_id, layer.c.kind, layer.c.status, layer.c.reason)


def read_layers(connection: Connection, article_id: ArticleId) -> list[Layer]:
    """All layers of an article, in the order in which they were begun."""
    rows = connection.execute(_LAYER.where(layer.c.article_id == article_id).order_by(layer.c.id)).all()
    return [_layer(*row) for row in rows]


def read_all_layers(connection: Connection) -> list[Layer]:
    """The layers of all articles that are to be seen, in the order in which they were begun."""
    seen = select(article.c.id).where(_VISIBLE, article.c.deleted.is_(False))
    rows = connection.execute(_LAYER.where(layer.c.article_id.in_(seen)).order_by(layer.c.id)).all()
    return [_layer(*row) for row in rows]


def has_spans(connection: Connection, article_id: ArticleId) -> bool:
    """Whether anybody has tagged an article."""
    where = (layer.c.article_id == article_id, layer.c.spans > 0)
    return connection.execute(select(layer.c.id).where(*where).limit(1)).first() is not None


def layer_values(found: Layer, spans: int = 0) -> dict[str, object]:
    """The row of a layer with its number of spans."""
    return {
        "id": found.id,
        "article_id": found.article,
        "person_id": found.person,
        "kind": str(found.kind),
        "status": str(found.status),
        "reason": found.reason,
        "spans": spans,
    }


def put_layer(connection: Connection, before: Layer | None, after: Layer | None) -> None:
    """Writes a layer that is still what it was before; its count of spans stays."""
    known = after or before
    assert known is not None  # noqa: S101 - a change has one of them
    lock(connection, layer, layer.c.id == known.id)
    expect(read_layer(connection, known.id), before)
    if after is None:
        if connection.execute(select(span.c.id).where(span.c.layer_id == known.id).limit(1)).first() is not None:
            raise ConflictError("Somebody has worked in this meanwhile; nothing was changed.")
        connection.execute(layer.delete().where(layer.c.id == known.id))
    elif before is None:
        connection.execute(layer.insert(), layer_values(after))
    else:
        connection.execute(
            layer.update().where(layer.c.id == after.id).values(status=str(after.status), reason=after.reason)
        )


def read_bookmark(connection: Connection, person: PersonId, article_id: ArticleId) -> Bookmark | None:
    """Where a person stopped in an article."""
    row = connection.execute(
        select(bookmark.c.article_id, bookmark.c.caret, bookmark.c.scroll, bookmark.c.time).where(
            bookmark.c.person_id == person, bookmark.c.article_id == article_id
        )
    ).one_or_none()
    return None if row is None else Bookmark(ArticleId(row[0]), row[1], row[2], row[3])


def last_bookmark(connection: Connection, person: PersonId) -> Bookmark | None:
    """Where a person stopped last, in an article that is still there."""
    row = connection.execute(
        select(bookmark.c.article_id, bookmark.c.caret, bookmark.c.scroll, bookmark.c.time)
        .join(article, article.c.id == bookmark.c.article_id)
        .where(bookmark.c.person_id == person, article.c.deleted.is_(False), _VISIBLE)
        .order_by(bookmark.c.time.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Bookmark(ArticleId(row[0]), row[1], row[2], row[3])


def put_bookmark(connection: Connection, person: PersonId, article_id: ArticleId, caret: int, scroll: int) -> None:
    """Notes where a person stops; not a change, not in history."""
    mine = (bookmark.c.person_id == person, bookmark.c.article_id == article_id)
    now = time.time_ns() // 1000
    done = connection.execute(bookmark.update().where(*mine).values(caret=caret, scroll=scroll, time=now))
    if not done.rowcount:
        connection.execute(
            bookmark.insert(),
            {"person_id": person, "article_id": article_id, "caret": caret, "scroll": scroll, "time": now},
        )
