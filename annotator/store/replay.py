"""The state of a project told from its history alone, to prove that history is complete."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, select

from annotator.domain.article import Article, Layer
from annotator.domain.change import Change, State
from annotator.domain.ids import ArticleId, LayerId, RevisionId
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.domain.span import Relation, Span
from annotator.store import articles, codec, journal, labels, people, records, spans
from annotator.store.rows import same
from annotator.store.tables import article, layer

Key = tuple[str, bytes]


def from_history(connection: Connection) -> dict[Key, State]:
    """Every article, layer, span, relation, label, person and record, as the lines of history leave them."""
    found: dict[Key, State] = {}
    for event in journal.read_all(connection):
        if event.kind == journal.IMPORT:
            found.update((_key(state), state) for state in unpacked(event.after or "{}"))
            continue
        change = event.change()
        if change.before is not None:
            found.pop(_key(change.before), None)
        if change.after is not None:
            found[_key(change.after)] = change.after
    return found


def contradictions(connection: Connection) -> list[journal.Event]:
    """The lines of history that cannot be true: what they say was before is not what the lines before them left, or
    they name somebody or a place that does not fit.
    """
    found: list[journal.Event] = []
    actors = {person.id for person in people.read_people(connection)}
    now: dict[Key, State] = {}
    homes: dict[LayerId, ArticleId] = {}
    for event in journal.read_all(connection):
        if event.kind == journal.IMPORT:
            states = list(unpacked(event.after or "{}"))
            fits = all(_key(state) not in now or isinstance(state, Scheme) for state in states)
            now.update((_key(state), state) for state in states)
            homes.update((state.id, state.article) for state in states if isinstance(state, Layer))
        else:
            change = event.change()
            key = _key(change.state)
            fits = _fits(change, homes) and (same(now.get(key), change.before) or isinstance(change.state, Scheme))
            now.pop(key, None)
            if change.after is not None:
                now[key] = change.after
            if isinstance(change.state, Layer):
                homes[change.state.id] = change.state.article
        if not fits or event.actor not in actors:
            found.append(event)
    return found


def _fits(change: Change, homes: Mapping[LayerId, ArticleId]) -> bool:
    """Whether a change was made where its line says."""
    match change.state:
        case Span(layer=where) | Relation(layer=where):
            return change.layer == where and homes.get(where) == change.article
        case Layer(id=where, article=article_id):
            return change.layer == where and article_id == change.article
        case Article(id=article_id):
            return change.article == article_id and change.layer is None
        case Record(article=about, layer=within):
            return change.article == about and change.layer == within
    return change.article is None and change.layer is None


def unpacked(text: str) -> Iterator[State]:
    """What a packed import brought."""
    packed = codec.loads(text)
    for kind, one in packed.get("project", ()):
        yield _decoded(kind, one)
    if packed.get("article"):
        yield _decoded("article", packed["article"])
    for one in packed.get("records", ()):
        yield _decoded("record", one)
    for coming in packed.get("layers", ()):
        yield _decoded("layer", coming["layer"])
        where = LayerId(bytes.fromhex(coming["layer"]["id"]))
        revision = RevisionId(bytes.fromhex(coming["revision"]))
        for one in coming["spans"]:
            yield codec.span_from_list(one, where, revision)
        for one in coming["relations"]:
            yield _decoded("relation", one)


def _decoded(kind: str, value: object) -> State:
    state = codec.decode(kind, codec.dumps(value))
    assert state is not None  # noqa: S101 - only None decodes to None
    return state


def _key(state: State) -> Key:
    return codec.kind_of(state), b"" if isinstance(state, Scheme) else state.id


def from_tables(connection: Connection) -> dict[Key, State]:
    """The same, as the tables have it."""
    found: list[State] = [*people.read_people(connection), *labels.read_scheme(connection).labels]
    found += records.read_records(connection)
    for (article_id,) in connection.execute(select(article.c.id).where(article.c.batch.is_(None))).all():
        one = articles.read_article(connection, ArticleId(article_id))
        if one is not None:
            found.append(one)
    for (layer_id,) in connection.execute(select(layer.c.id)).all():
        known = articles.read_layer(connection, LayerId(layer_id))
        if known is not None:
            found.append(known)
        own: list[Span] = spans.read_spans(connection, LayerId(layer_id))
        found += own
        found += spans.read_relations(connection, LayerId(layer_id))
    return {_key(state): state for state in found}
