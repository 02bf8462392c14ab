"""Articles of a project: listed, opened, renamed, excluded, deleted, read again by other repairs."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.domain import repairs
from annotator.domain.article import Article, ArticleForm, Layer, LayerKind, Revision, Source
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LayerId, RevisionId, SpanId, new_id
from annotator.domain.span import Attributes, Mark, Span, mark_order
from annotator.domain.text import Doubt, Edit, EditKind, ReadingText, carry
from annotator.errors import RefusedError
from annotator.services.project import Project
from annotator.store import articles, journal, spans
from annotator.store.articles import Bookmark as Bookmark
from annotator.store.articles import Listed as Listed


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """What the window needs to show an article and let a person work in it.

    `marks` count in the current text. `carried` has the spans that were made on older readings, as they lie in this
    one; those in `recheck` have another quote than when they were made.
    """

    article: Article
    revision: Revision
    layer: Layer
    layer_stored: bool
    marks: list[Mark]
    carried: dict[SpanId, Span]
    stored: dict[SpanId, Span]
    recheck: frozenset[SpanId]
    bookmark: Bookmark | None
    encoding: str = ""


def list_articles(project: Project, deleted: bool = False) -> list[Listed]:
    """The articles in their order, each with my state and my number of tags."""
    with project.database.read() as connection:
        return articles.list_articles(connection, project.person.id, deleted)


def last_place(project: Project) -> Bookmark | None:
    """Where I stopped last."""
    with project.database.read() as connection:
        return articles.last_bookmark(connection, project.person.id)


def note_place(project: Project, article: ArticleId, caret: int, scroll: int) -> None:
    """Remembers where I am in an article."""
    if project.read_only:
        return
    with project.database.write() as connection:
        articles.put_bookmark(connection, project.person.id, article, caret, scroll)


def open_article(project: Project, article_id: ArticleId, kind: LayerKind = LayerKind.PERSON) -> OpenArticle:
    """Reads an article with my layer of a kind: text, bounds and labels; attributes follow on demand."""
    with project.database.read() as connection:
        article = articles.read_article(connection, article_id)
        if article is None:
            raise RefusedError("This article is no longer in the project.")
        revision = articles.read_revision(connection, article.revision)
        mine = [
            one
            for one in articles.read_layers(connection, article_id)
            if one.person == project.person.id and one.kind is kind
        ]
        layer = mine[0] if mine else Layer(LayerId(new_id()), article_id, project.person.id, kind)
        marks = spans.read_marks(connection, layer.id, article.revision) if mine else []
        all_here = not mine or spans.count_spans(connection, layer.id) == len(marks)
        older = [] if all_here else spans.read_older(connection, layer.id, article.revision)
        bookmark = articles.read_bookmark(connection, project.person.id, article_id)
        encoding = articles.read_encoding(connection, revision.source)
    carried = carry_spans(project, older, revision) if older else {}
    marks.extend(Mark(span.start, span.end, span.label, span.id) for span in carried.values())
    marks.sort(key=mark_order)
    made = {span.id: _words(span) for span in older}
    recheck = frozenset(id_ for id_, span in carried.items() if _words(span) != made[id_])
    return OpenArticle(
        article,
        revision,
        layer,
        bool(mine),
        marks,
        carried,
        {span.id: span for span in older},
        recheck,
        bookmark,
        encoding,
    )


def _words(span: Span) -> tuple[str, list[str]]:
    """What a span says in words of the text: when they change, its owner has to look at it again."""
    return span.quote, quoted(span.attributes)


def quoted(value: object) -> list[str]:
    """The words that attributes quote from the text, in the order of their keys."""
    match value:
        case Mapping() if isinstance(value.get("text"), str) and "start" in value:
            return [value["text"]]
        case Mapping():
            return [one for key in sorted(value) for one in quoted(value[key])]
        case list() | tuple():
            return [one for item in value for one in quoted(item)]
    return []


def reading_of(project: Project, revision: Revision) -> ReadingText:
    """A revision with its source text: what is needed to show the source and to carry spans over."""
    with project.database.read() as connection:
        source = articles.read_source(connection, revision.source)
    return ReadingText(source.text, revision.start, revision.end, revision.edits, revision.doubts)


def source_of(project: Project, revision: Revision) -> Source:
    """The source of a revision: file name, encoding, text."""
    with project.database.read() as connection:
        return articles.read_source(connection, revision.source)


def carry_spans(project: Project, older: Sequence[Span], revision: Revision) -> dict[SpanId, Span]:
    """Spans of older readings as they lie in this one; what is wholly gone keeps one character at its place."""
    new = reading_of(project, revision)
    readings: dict[RevisionId, ReadingText] = {}
    for span in older:
        if span.revision not in readings:
            with project.database.read() as connection:
                old = articles.read_revision(connection, span.revision)
            readings[span.revision] = reading_of(project, old)
    return {span.id: carried_span(span, readings[span.revision], new, revision) for span in older}


def carried_span(span: Span, old: ReadingText, new: ReadingText, revision: Revision) -> Span:
    """One span of an older reading as it lies in a newer one, its quotes with it."""

    def moved(start: int, end: int) -> tuple[int, int]:
        low, high = carry(start, end, old, new)
        if high > low:
            return low, high
        low = max(0, min(low, len(revision.text) - 1))
        return low, low + 1

    start, end = moved(span.start, span.end)
    return replace(
        span,
        revision=revision.id,
        start=start,
        end=end,
        quote=revision.text[start:end],
        attributes=_moved_quotes(span.attributes, moved, revision.text),
        parts=tuple(moved(low, high) for low, high in span.parts),
    )


def _moved_quotes(attributes: Attributes, moved: Callable[[int, int], tuple[int, int]], text: str) -> Attributes:
    def one(value: object) -> object:
        if isinstance(value, list):
            return [one(item) for item in value]
        if isinstance(value, dict) and {"start", "end"} <= value.keys():
            start, end = moved(value["start"], value["end"])
            return {**value, "start": start, "end": end, "text": text[start:end]}
        return value

    return {key: one(value) for key, value in attributes.items()}


def read_spans(project: Project, layer: LayerId, keys: Sequence[tuple[int, SpanId]]) -> list[Span]:
    """Spans with all they hold, by stored start and id."""
    with project.database.read() as connection:
        return spans.read_some(connection, layer, keys)


def rename(project: Project, article: Article, title: str) -> Article:
    """Gives an article another title."""
    return change_article(project, [article], title=title.strip())[0]


def fill_form(project: Project, article: Article, form: ArticleForm) -> Article:
    """Stores what is known of an article beside its text."""
    return change_article(project, [article], form=form)[0]


def set_excluded(project: Project, which: Sequence[Article], excluded: bool) -> list[Article]:
    """Leaves articles out of export and statistics, or takes them in again."""
    return change_article(project, which, excluded=excluded)


def set_deleted(project: Project, which: Sequence[Article], deleted: bool) -> list[Article]:
    """Takes articles off the list, or brings them back; nothing is lost."""
    return change_article(project, which, deleted=deleted)


def change_article(project: Project, which: Iterable[Article], **fields: object) -> list[Article]:
    """Changes fields of articles as one step; returns the articles as they are now."""
    changes = [
        Change(article, replace(article, **fields), article.id)  # type: ignore[arg-type]  # names checked by replace
        for article in which
    ]
    changes = [change for change in changes if change.before != change.after]
    group = GroupId(new_id())
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, changes, group)
    after = {change.article: change.after for change in changes}
    return [found for found in (after.get(article.id, article) for article in which) if isinstance(found, Article)]


def revise(project: Project, article: Article, remove: Sequence[Edit], add: Sequence[Edit] = ()) -> Article:
    """Takes repairs back or makes others: a new reading of the article, as one step that can be undone."""
    with project.database.read() as connection:
        old = articles.read_revision(connection, article.revision)
    return write_reading(project, article, old, reading_of(project, old).edited(remove, add))


def write_reading(project: Project, article: Article, old: Revision, new: ReadingText) -> Article:
    """Makes another reading of the same source the article's present one, as one step; no row of a tag is touched."""
    revision = Revision(
        RevisionId(new_id()),
        article.id,
        old.source,
        new.start,
        new.end,
        new.edits,
        new.text,
        text_hash(new.text),
        new.doubts,
        old.verbatim,
    )
    after = replace(article, revision=revision.id)
    with project.database.write() as connection:
        articles.insert_revision(connection, revision, new.source)
        change = Change(article, after, article.id)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    return after


def text_hash(text: str) -> bytes:
    """The hash by which a text is known: SHA-256 of its UTF-8 form."""
    return hashlib.sha256(text.encode()).digest()


def edit_places(revision: Revision) -> list[tuple[Edit, int]]:
    """The repairs of a reading with the position in its text at which each took effect."""
    return repairs.edit_places(revision.edits, revision.start)


def furniture_places(revision: Revision) -> list[tuple[int, int]]:
    """The running heads, page numbers and bylines of a reading, which are not tagged, with their bounds in its text."""
    found = (pair for pair in edit_places(revision) if pair[0].kind is EditKind.FURNITURE)
    return [(position, position + len(edit.text)) for edit, position in found]


def doubt_places(revision: Revision) -> list[tuple[Doubt, int, int]]:
    """The doubtful places of a reading that nobody has answered yet, with their bounds in its text."""
    places = []
    edits = list(revision.edits)
    shift, at = -revision.start, 0
    for doubt in repairs.open_doubts(revision.edits, revision.doubts):
        while at < len(edits) and edits[at].end <= doubt.start:
            shift += len(edits[at].text) - (edits[at].end - edits[at].start)
            at += 1
        inside = sum(len(e.text) - (e.end - e.start) for e in edits[at:] if e.end <= doubt.end)
        places.append((doubt, doubt.start + shift, doubt.end + shift + inside))
    return places
