"""Pages of several articles: how they may be divided, dividing them, and putting neighbours together again.

Dividing is one step that can be undone. The first part goes on being the article that was there; the others are new
articles of the same source, at the same place in the list. The work of everybody goes along (`services.cutting`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.domain.article import Article, Layer, Revision, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LayerId, RecordId, RevisionId, new_id
from annotator.domain.noticed import Divided, Several
from annotator.domain.record import Record
from annotator.domain.span import Span
from annotator.domain.text import ReadingText
from annotator.errors import ConflictError, RefusedError
from annotator.reading.cuts import Part as Part
from annotator.reading.cuts import cut_reading, joined_reading
from annotator.reading.cuts import part_at as part_at
from annotator.reading.cuts import proposed as proposed
from annotator.reading.readfile import guess_title
from annotator.services import sight
from annotator.services.articles import reading_of
from annotator.services.cutting import (
    Mover,
    Moves,
    Target,
    Work,
    revision_of,
    together,
)
from annotator.services.noticing import with_authors
from annotator.services.project import Project
from annotator.store import articles, imports, journal, records, spans
from annotator.store.database import Connection


@dataclass(frozen=True, slots=True)
class Page:
    """An article that may be divided, with its text; `refused` says why it cannot be, None where it can."""

    article: Article
    revision: Revision
    reading: ReadingText
    refused: RefusedError | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of dividing or joining: the articles as they are now, in order.

    `crossing` and `untied` count tags that a cut goes through and relations that came apart, among those that the
    person may see.
    """

    articles: tuple[Article, ...]
    crossing: int = 0
    untied: int = 0


def read_page(project: Project, article_id: ArticleId) -> Page:
    """An article as it stands, to be divided."""
    with project.database.read() as connection:
        article = _article(connection, article_id)
        revision = articles.read_revision(connection, article.revision)
    return Page(article, revision, reading_of(project, revision), why_not(revision))


def why_not(revision: Revision) -> RefusedError | None:
    """Why a reading cannot be cut, None where it can."""
    if revision.verbatim:
        return RefusedError("This text came with its tags and stays whole.")
    return None


def _article(connection: Connection, article_id: ArticleId) -> Article:
    found = articles.read_article(connection, article_id)
    if found is None or found.deleted:
        raise RefusedError("This article is no longer in the project.")
    return found


# -- dividing --------------------------------------------------------------------------------------------------------


def effect(project: Project, page: Page, starts: Sequence[int]) -> Outcome:
    """What dividing before these positions would do to tags and relations; nothing is changed."""
    parts = cut_reading(page.reading, starts)
    whole = [replace(page.article, revision=RevisionId(new_id())) for _ in parts]
    targets = [Target(one, revision_of(p, one, page.revision), p) for one, p in zip(whole, parts, strict=True)]
    with project.database.read() as connection:
        return Outcome((), *_seen(project, connection, page.article, _moves(connection, page, targets)[0]))


def divide(project: Project, page: Page, parts: Sequence[Part]) -> Outcome:
    """Makes an article of each part, as one step.

    Raises RefusedError where the text may not be cut, was changed since it was read, or a part has no text.
    """
    if page.refused is not None:
        raise page.refused
    if len(parts) < 2:
        raise RefusedError("Put in at least one cut to divide the article.")
    readings = cut_reading(page.reading, [part.start for part in parts[1:]])
    targets = []
    for number, (part, reading) in enumerate(zip(parts, readings, strict=True)):
        article = replace(
            page.article,
            id=page.article.id if number == 0 else ArticleId(new_id()),
            title=part.title.strip() or guess_title(reading.text),
            revision=RevisionId(new_id()),
            form=with_authors(page.article.form, part.authors),
        )
        targets.append(Target(article, revision_of(reading, article, page.revision), reading))
    group = GroupId(new_id())
    with project.database.write() as connection:
        if _article(connection, page.article.id) != page.article:
            raise RefusedError("The article was changed meanwhile; look at it again.")
        moves, layers = _moves(connection, page, targets)
        seen = _seen(project, connection, page.article, moves)
        done = Divided(page.article.title, tuple(one.article.id for one in targets[1:]))
        note = done.to_record(RecordId(new_id()), project.person.id, page.article.id)
        gone = records.read_records(connection, (Several.kind,), article=page.article.id)
        coming = [replace(target.article, deleted=True) for target in targets[1:]]
        _bring(project, connection, page, targets[1:], coming)
        for revision in (targets[0].revision, *moves.copies.values()):
            articles.insert_revision(connection, revision, page.reading.source)
        changes = [
            Change(None, note, page.article.id),
            *(Change(one, None, page.article.id) for one in gone),
            *moves.removed,
            *(Change(one, replace(one, deleted=False), one.id) for one in coming),
            *layers,
            *moves.added,
            Change(page.article, targets[0].article, page.article.id),
        ]
        journal.record(connection, project.writer, project.person.id, changes, group)
    return Outcome(tuple(one.article for one in targets), *seen)


def divide_all(project: Project, which: Sequence[ArticleId]) -> int:
    """Divides articles as it is proposed, a step each; how many were. Those that cannot be are left as they are."""
    count = 0
    for article in which:
        try:
            page = read_page(project, article)
            divide(project, page, proposed(page.reading))
        except RefusedError:
            continue
        count += 1
    return count


def _bring(
    project: Project, connection: Connection, page: Page, targets: Sequence[Target], coming: Sequence[Article]
) -> None:
    """Puts new articles in as deleted ones: that they are not deleted is part of the step, and undone with it."""
    batch = GroupId(new_id())
    text = page.reading.source
    new = [
        imports.IncomingArticle(one, target.revision, None, text) for one, target in zip(coming, targets, strict=True)
    ]
    imports.insert_articles(connection, project.writer, project.person.id, batch, new)
    imports.publish(connection, batch)


def _moves(connection: Connection, page: Page, targets: Sequence[Target]) -> tuple[Moves, list[Change]]:
    """What goes to which part; and the layers that have to be there for it."""
    mover, work = _mover(connection, page.article, page.reading, targets)
    begun: list[Change] = []
    for one in work:
        mine: dict[int, LayerId] = {}
        for at, target in enumerate(targets):
            if target.article.id != page.article.id or at:
                layer = replace(one.layer, id=LayerId(new_id()), article=target.article.id)
                mine[at] = layer.id
                begun.append(Change(None, layer, target.article.id, layer.id))
        mover.take(one, mine)
    for found in records.read_records(connection, article=page.article.id):
        if found.kind != Several.kind:
            mover.take_record(found, page.reading)
    used = {change.layer for change in mover.moves.added}
    needed = [
        change
        for change in begun
        if change.layer in used or (isinstance(change.after, Layer) and change.after.status is not Status.NEW)
    ]
    return mover.moves, needed


def _mover(
    connection: Connection, article: Article, reading: ReadingText, targets: Sequence[Target]
) -> tuple[Mover, list[Work]]:
    work = [
        Work(layer, spans.read_spans(connection, layer.id), spans.read_relations(connection, layer.id))
        for layer in articles.read_layers(connection, article.id)
    ]
    made_on = {span.revision for one in work for span in one.spans}
    revisions = {one: articles.read_revision(connection, one) for one in made_on}
    readings = {
        one: ReadingText(reading.source, found.start, found.end, found.edits) for one, found in revisions.items()
    }
    sources = {found.source for found in revisions.values()} - {
        articles.read_revision(connection, article.revision).source
    }
    for one, found in revisions.items():
        if found.source in sources:  # read anew in another encoding since
            source = articles.read_source(connection, found.source)
            readings[one] = ReadingText(source.text, found.start, found.end, found.edits)
    return Mover(article, targets, readings, revisions), work


def _seen(project: Project, connection: Connection, article: Article, moves: Moves) -> tuple[int, int]:
    """How many tags are cut through and relations come apart, among those that the person may see."""
    layers = {layer.id for layer in sight.visible_layers(project, connection, article.id)}
    return (
        sum(span.layer in layers for span in moves.crossing),
        sum(tie.layer in layers for tie in moves.untied),
    )


def is_noted(project: Project, article_id: ArticleId) -> bool:
    """Whether it is noted of a text that it seems to be several articles."""
    with project.database.read() as connection:
        return bool(records.read_records(connection, (Several.kind,), article=article_id))


def one_article(project: Project, article_id: ArticleId) -> list[Record]:
    """Notes that a text is one article after all, as a step; gives what was noted before."""
    with project.database.write() as connection:
        gone = records.read_records(connection, (Several.kind,), article=article_id)
        changes = [Change(one, None, article_id) for one in gone]
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return gone


# -- joining ---------------------------------------------------------------------------------------------------------


def next_of_page(project: Project, article_id: ArticleId) -> Article | None:
    """The article that follows in the same source, None behind the last."""
    with project.database.read() as connection:
        return _next(connection, _article(connection, article_id))


def _next(connection: Connection, article: Article) -> Article | None:
    here = articles.read_cut(connection, article.revision)
    behind = [one for one in articles.read_cuts(connection, here.source) if one.start >= here.end]
    first = min(behind, key=lambda one: one.start, default=None)
    return None if first is None else articles.read_article(connection, first.article)


def join_next(project: Project, article_id: ArticleId) -> Outcome:
    """Puts the article that follows in the same source to an article, as one step; it is taken off the list.

    Raises RefusedError where there is none, or one of both came with its tags.
    """
    group = GroupId(new_id())
    with project.database.write() as connection:
        first = _article(connection, article_id)
        second = _next(connection, first)
        if second is None:
            raise RefusedError("No other article of this page follows.")
        page, other = _whole(connection, first), _whole(connection, second)
        for one in (page, other):
            if (refused := why_not(one.revision)) is not None:
                raise refused
        after = replace(first, revision=RevisionId(new_id()))
        reading = joined_reading(page.reading, other.reading)
        target = Target(after, revision_of(reading, after, page.revision), reading)
        moves, layers = _joined(connection, other, target)
        done = Divided(first.title, (second.id,), joined=True)
        articles.insert_revision(connection, target.revision, reading.source)
        for copy in moves.copies.values():
            articles.insert_revision(connection, copy, reading.source)
        changes = [
            Change(None, done.to_record(RecordId(new_id()), project.person.id, first.id), first.id),
            *moves.removed,
            *layers,
            *moves.added,
            Change(second, replace(second, deleted=True), second.id),
            Change(first, after, first.id),
        ]
        journal.record(connection, project.writer, project.person.id, changes, group)
    return Outcome((after,))


def _whole(connection: Connection, article: Article) -> Page:
    revision = articles.read_revision(connection, article.revision)
    source = articles.read_source(connection, revision.source)
    return Page(
        article, revision, ReadingText(source.text, revision.start, revision.end, revision.edits, revision.doubts)
    )


def _joined(connection: Connection, other: Page, target: Target) -> tuple[Moves, list[Change]]:
    """What goes from an article to the one before it; and how the layers there become."""
    mover, work = _mover(connection, other.article, other.reading, [target])
    there = {(one.person, one.kind): one for one in articles.read_layers(connection, target.article.id)}
    layers = []
    for one in work:
        known = there.get((one.layer.person, one.layer.kind))
        status, reason = together(known, one.layer)
        if known is None:
            layer = replace(one.layer, id=LayerId(new_id()), article=target.article.id)
        else:
            layer = replace(known, status=status, reason=reason)
        if known != layer:
            layers.append(Change(known, layer, target.article.id, layer.id))
        mover.take(one, {0: layer.id})
    for found in records.read_records(connection, article=other.article.id):
        if found.kind != Several.kind:
            mover.take_record(found, other.reading)
    return mover.moves, layers


def check_taken_back(connection: Connection, changes: Sequence[Change]) -> None:
    """Raises ConflictError where a step that divided or joined articles was taken back under somebody's new tags.

    The changes are those that were made; tags are in the way where their article goes, or ends before them.
    """
    for change in changes:
        after = change.after
        if not isinstance(after, Article):
            continue
        cut = articles.read_cut(connection, after.revision)
        for layer in articles.read_layers(connection, after.id):
            for span in spans.read_spans(connection, layer.id):
                if after.deleted or not _inside(connection, span, cut):
                    raise ConflictError("Somebody has worked in these articles since; nothing was changed.")


def _inside(connection: Connection, span: Span, cut: articles.Cut) -> bool:
    """Whether any of a tag is in an article; it may have been made on an older reading of it."""
    old = articles.read_cut(connection, span.revision)
    if old.source != cut.source or (cut.start <= old.start and old.end <= cut.end):
        return True
    made_on = articles.read_revision(connection, span.revision)
    text = articles.read_source(connection, made_on.source).text
    low, high = ReadingText(text, made_on.start, made_on.end, made_on.edits).source_range(span.start, span.end)
    return low < cut.end and cut.start < max(high, low + 1)
