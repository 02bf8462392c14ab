"""Checks a whole project: what the database itself cannot know, such as a changed character inside a text.

Nothing is mended here: what is found is told, and a backup from before can be restored.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from annotator.domain.article import Article, Revision
from annotator.domain.ids import ArticleId, RevisionId
from annotator.domain.span import Relation, Span
from annotator.errors import AnnotatorError
from annotator.i18n import explain, tr
from annotator.services import sight
from annotator.services.articles import text_hash
from annotator.services.project import Project
from annotator.store import articles, imports, replay, soundness, spans
from annotator.store.rows import same

T = TypeVar("T")

_TOLD: Final = 20  # differences of one kind that are told one by one


class Kind(StrEnum):
    """What is not as it should be."""

    FILE = "file"
    TEXT = "text"
    SOURCE = "source"
    SPAN = "span"
    RELATION = "relation"
    COUNT = "count"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, in the user's language; `article` where it is known."""

    kind: Kind
    text: str
    article: ArticleId | None = None


def check_project(project: Project) -> list[Finding]:
    """Everything that is wrong with a project; nothing for a sound one."""
    return [finding for found in examine(project) for finding in found]


def check_texts(project: Project) -> list[Finding]:
    """What is wrong with the texts and sources alone: the quickest check that sees a changed character."""
    found: list[Finding] = []
    for article_id in _listed(project, soundness.read_article_ids, found):
        with _readable(found, Kind.TEXT, article_id):
            found += _Texts(project, article_id).findings
    return [*found, *_sources(project)]


def examine(project: Project) -> Iterator[list[Finding]]:
    """The same as `check_project`, part by part, so that something else can be done in between."""
    found = _file(project)
    ids = _listed(project, soundness.read_article_ids, found)
    yield found
    for article_id in ids:
        yield _article(project, article_id)
    yield _sources(project)
    yield _hidden(project)
    yield _counts(project)
    yield _history(project)


@contextmanager
def _readable(found: list[Finding], kind: Kind, article: ArticleId | None = None) -> Iterator[None]:
    """Takes what cannot be read at all for a finding: the values in a damaged row can be anything."""
    try:
        yield
    except AnnotatorError as error:
        found.append(Finding(kind, explain(error), article))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        found.append(Finding(kind, tr("Something stored here cannot be read: {detail}", detail=repr(error)), article))


def _listed(project: Project, read: Callable[..., list[T]], found: list[Finding]) -> list[T]:
    """The things to be looked at one by one; none where not even that can be read."""
    with _readable(found, Kind.FILE), project.database.read() as connection:
        return read(connection)
    return []


def _file(project: Project) -> list[Finding]:
    found: list[Finding] = []
    with _readable(found, Kind.FILE):
        found += [
            Finding(Kind.FILE, tr("The project file is damaged: {detail}", detail=text))
            for text in project.database.problems()
        ]
    return found


class _Texts:
    """The readings of an article, and what is wrong with them."""

    def __init__(self, project: Project, article_id: ArticleId) -> None:
        self.by_id: dict[RevisionId, Revision] = {}
        self.findings: list[Finding] = []
        with project.database.read() as connection:
            article = articles.read_article(connection, article_id)
            title = article.title if article is not None else ""
            for revision_id in soundness.read_revision_ids(connection, article_id):
                with _readable(self.findings, Kind.TEXT, article_id):
                    revision = articles.read_revision(connection, revision_id)
                    self.by_id[revision_id] = revision
                    length = soundness.read_length(connection, revision_id)
                    if text_hash(revision.text) != revision.sha256 or len(revision.text) != length:
                        text = tr("The text of “{title}” is not what it was when it was stored.", title=title)
                        self.findings.append(Finding(Kind.TEXT, text, article_id))
        if article is not None and article.revision not in self.by_id and not self.findings:
            text = tr("The text of “{title}” is missing.", title=title)
            self.findings.append(Finding(Kind.TEXT, text, article_id))


def _article(project: Project, article_id: ArticleId) -> list[Finding]:
    found: list[Finding] = []
    with _readable(found, Kind.TEXT, article_id):
        texts = _Texts(project, article_id)
        found += texts.findings
        with project.database.read() as connection:
            layers = articles.read_layers(connection, article_id)
            seen = sight.visible(project, connection, layers)
        for layer in layers:
            with _readable(found, Kind.SPAN, article_id), project.database.read() as connection:
                known = spans.read_spans(connection, layer.id)
                ties = spans.read_relations(connection, layer.id)
                found += _spans(project, known, texts.by_id, article_id, layer in seen)
                found += _relations(known, ties, article_id)
    return found


def _spans(
    project: Project, known: list[Span], revisions: Mapping[RevisionId, Revision], article_id: ArticleId, seen: bool
) -> list[Finding]:
    """What is wrong with some tags; their words are told only to those who may see them."""
    labels = {label.id for label in project.scheme.labels}
    found = []
    for span in known:
        revision = revisions.get(span.revision)
        quote = _short(span.quote) if seen else "……"
        if revision is None:
            text = tr("The tag “{quote}” counts in a text that is not there.", quote=quote)
        elif not _fits(span, revision.text):
            text = tr("The tag “{quote}” does not stand where it says.", quote=quote)
        elif not _quotes_fit(span, revision.text):
            text = tr("An attribute of “{quote}” repeats words that do not stand there.", quote=quote)
        elif span.label not in labels:
            text = tr("The tag “{quote}” has a label that is not there.", quote=quote)
        else:
            continue
        found.append(Finding(Kind.SPAN, text, article_id))
    return found


def _short(quote: str) -> str:
    return quote if len(quote) <= 20 else f"{quote[:18]}……"


def _fits(span: Span, text: str) -> bool:
    """Whether a span lies in the text whose characters it repeats, and its parts in it."""
    return text[span.start : span.end] == span.quote and all(
        span.start <= start < end <= span.end for start, end in span.parts
    )


def _quotes_fit(span: Span, text: str) -> bool:
    """Whether the quotes in a span's attributes stand where they say."""
    return all(text[quote["start"] : quote["end"]] == quote["text"] for quote in _quotes([*span.attributes.values()]))


def _quotes(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _quotes(item)
    elif isinstance(value, dict) and {"start", "end", "text"} <= value.keys():
        yield value


def _relations(known: list[Span], ties: list[Relation], article_id: ArticleId) -> list[Finding]:
    there = {span.id for span in known}
    return [
        Finding(Kind.RELATION, tr("A relation ({kind}) hangs on a tag that is not there.", kind=tie.type), article_id)
        for tie in ties
        if tie.source not in there or tie.target not in there
    ]


def _sources(project: Project) -> list[Finding]:
    found: list[Finding] = []
    for source_id in _listed(project, soundness.read_source_ids, found):
        with _readable(found, Kind.SOURCE), project.database.read() as connection:
            source = articles.read_source(connection, source_id)
            data = source.raw if source.raw is not None else source.text.encode(source.encoding)
            if hashlib.sha256(data).digest() != source.sha256:
                text = tr("The source “{name}” is not what it was when it was read.", name=source.name)
                found.append(Finding(Kind.SOURCE, text))
    return found


def _hidden(project: Project) -> list[Finding]:
    """Articles that nobody sees although they belong to no import that is under way."""
    found: list[Finding] = []
    with _readable(found, Kind.FILE), project.database.read() as connection:
        under_way = set(imports.under_way(connection))
        for article_id, batch in soundness.read_hidden(connection).items():
            if batch not in under_way:
                text = tr("An article is hidden although no import is under way.")
                found.append(Finding(Kind.FILE, text, article_id))
    return found


def _counts(project: Project) -> list[Finding]:
    unreadable: list[Finding] = []
    with _readable(unreadable, Kind.COUNT), project.database.read() as connection:
        wrong = soundness.wrong_counts(connection)
        strays = soundness.strays(connection)
    if unreadable:
        return unreadable
    found = [
        Finding(
            Kind.COUNT,
            tr("A layer is said to have {claimed} tags and has {found}.", claimed=one.claimed, found=one.found),
            one.article,
        )
        for one in wrong
    ]
    if strays:
        found.append(Finding(Kind.COUNT, tr("{n} tags or relations belong to no layer.", n=strays)))
    return found


def _history(project: Project) -> list[Finding]:
    """Where the tables do not say what history says; articles of a running import are left out."""
    found: list[Finding] = []
    with _readable(found, Kind.HISTORY), project.database.read() as connection:
        told, stored = replay.from_history(connection), replay.from_tables(connection)
        hidden = soundness.read_hidden(connection)
        keys = {key for key in told.keys() | stored.keys() if key[0] != "scheme" and key[1] not in hidden}
        wrong = sorted(key for key in keys if not same(told.get(key), stored.get(key)))
        for key in wrong[:_TOLD]:
            state = stored.get(key) or told.get(key)
            article = state.id if isinstance(state, Article) else None
            text = tr("History and the present state differ ({kind} {id}).", kind=key[0], id=key[1].hex())
            found.append(Finding(Kind.HISTORY, text, article))
        found += [
            Finding(
                Kind.HISTORY,
                tr("A line of history contradicts those before it ({kind} {id}).", kind=line.kind, id=line.id.hex()),
                line.article,
            )
            for line in replay.contradictions(connection)[:_TOLD]
        ]
        if len(wrong) > _TOLD:
            found.append(Finding(Kind.HISTORY, tr("… and {n} more differences to history.", n=len(wrong) - _TOLD)))
    return found
