"""Questions, their answers, and the ledger of what is still open.

Who may see a thread: who asked or answered, who is addressed or mentioned, reviewers and managers; others when they may
see the work of whoever asked (`services.sight`), so that a question does not tell what is tagged in a blind article.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from annotator.domain.article import Article, Layer
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, PersonId, RecordId, RevisionId, SpanId, new_id, seconds_of
from annotator.domain.person import Role
from annotator.domain.record import Record
from annotator.domain.text import ReadingText, carry
from annotator.domain.thread import Anchor, Comment, Thread
from annotator.errors import RefusedError
from annotator.services import people, sight
from annotator.services.articles import reading_of
from annotator.services.document import Document
from annotator.services.project import Project
from annotator.store import articles, journal, records
from annotator.store.database import Connection

WAIVED: Final = "waived"
"""Kind of the record by which a manager says that an article may be done although points are open."""


class Said(NamedTuple):
    """One contribution to a thread; `seconds` since 1970."""

    id: RecordId
    author: PersonId
    name: str
    text: str
    seconds: float
    mine: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread with all that was said, the question first; `start` and `end` lie in the article's present text.

    They are equal where the question is about the whole article. `gone` says that the tag it was about is not there
    any more, or that its words were dropped from the text.
    """

    thread: Thread
    title: str
    said: tuple[Said, ...]
    to: tuple[str, ...]
    resolved_by: str
    start: int = 0
    end: int = 0
    gone: bool = False

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return not self.thread.resolved

    @property
    def since(self) -> float:
        """When it was asked, in seconds since 1970."""
        return self.said[0].seconds


# -- reading -----------------------------------------------------------------------------------------------------------


def read(project: Project, article: ArticleId | None = None, open_only: bool = False) -> list[Talk]:
    """The threads that the project's person may see, of one article or all; open ones first, then the newest first."""
    with project.database.read() as connection:
        stored = records.read_records(connection, [Thread.kind], article=article)
        answers = records.read_records(connection, [Comment.kind], article=article)
        threads = [Thread.from_record(one) for one in stored]
        if open_only:
            threads = [one for one in threads if not one.resolved]
        said: dict[RecordId, list[Comment]] = defaultdict(list)
        for record in answers:
            answer = Comment.from_record(record)
            said[answer.thread].append(answer)
        threads = _visible(project, connection, threads, said)
        known = {one: articles.read_article(connection, one) for one in {thread.article for thread in threads}}
    places = _places(project, threads, known)
    names = {person.id: person.name for person in project.people}
    found = []
    for thread in threads:
        about = known[thread.article]
        if about is None or about.deleted:
            continue
        start, end, gone = places.get(thread.id, (0, 0, False))
        found.append(
            Talk(
                thread,
                about.title,
                tuple(_said(project, thread, said[thread.id], names)),
                tuple(names.get(one, "") for one in thread.to),
                names.get(thread.resolved_by, "") if thread.resolved_by is not None else "",
                start,
                end,
                gone,
            )
        )
    return sorted(found, key=lambda one: (one.thread.resolved, -one.since))


def _said(project: Project, thread: Thread, answers: Sequence[Comment], names: dict[PersonId, str]) -> Iterable[Said]:
    for id_, author, text in ((thread.id, thread.author, thread.text), *((a.id, a.author, a.text) for a in answers)):
        yield Said(id_, author, names.get(author, ""), text, seconds_of(id_), author == project.person.id)


def _visible(
    project: Project, connection: Connection, threads: Sequence[Thread], said: dict[RecordId, list[Comment]]
) -> list[Thread]:
    if sight.sees_all(project) or not sight.is_blind(connection):
        return list(threads)
    me = project.person.id
    layers: dict[ArticleId, list[Layer]] = {}
    found = []
    for thread in threads:
        answers = said[thread.id]
        part = {thread.author, *thread.to, *(one.author for one in answers), *(p for one in answers for p in one.to)}
        if thread.article not in layers:
            layers[thread.article] = articles.read_layers(connection, thread.article)
        here = layers[thread.article]
        theirs = next((layer for layer in here if layer.person == thread.author), None)
        if me in part or (theirs is not None and sight.may_see(me, theirs, here)):
            found.append(thread)
    return found


def _places(
    project: Project, threads: Sequence[Thread], known: dict[ArticleId, Article | None]
) -> dict[RecordId, tuple[int, int, bool]]:
    """Where the threads stand in the present texts of their articles."""
    found: dict[RecordId, tuple[int, int, bool]] = {}
    readings: dict[RevisionId, ReadingText] = {}

    def reading(revision: RevisionId) -> ReadingText:
        if revision not in readings:
            with project.database.read() as connection:
                stored = articles.read_revision(connection, revision)
            readings[revision] = reading_of(project, stored)
        return readings[revision]

    for thread in threads:
        anchor, article = thread.anchor, known[thread.article]
        if anchor.revision is None or article is None:
            continue
        if anchor.revision == article.revision:
            found[thread.id] = anchor.start, anchor.end, False
        else:
            start, end = carry(anchor.start, anchor.end, reading(anchor.revision), reading(article.revision))
            found[thread.id] = start, end, start == end
    return found


def open_points(connection: Connection, article: ArticleId) -> int:
    """How many questions of an article are open, whoever may see them; 0 where a manager waived them."""
    if records.read_records(connection, [WAIVED], article=article):
        return 0
    stored = records.read_records(connection, [Thread.kind], article=article)
    return sum(not Thread.from_record(one).resolved for one in stored)


# -- writing -----------------------------------------------------------------------------------------------------------


def anchor_of(document: Document, start: int, end: int, span: SpanId | None = None) -> Anchor:
    """The anchor for a range of the open article, perhaps that of a tag; an empty range means the whole article."""
    if start == end:
        return Anchor()
    return Anchor(document.revision.id, start, end, document.text[start:end], span)


def ask(
    project: Project, article: ArticleId, text: str, anchor: Anchor | None = None, to: Sequence[PersonId] = ()
) -> RecordId:
    """Puts a question; whoever it mentions with @ is addressed too."""
    id_ = RecordId(new_id())
    addressed = _addressed(project, text, to)
    thread = Thread(id_, project.person.id, article, _words(text), anchor or Anchor(), addressed)
    _write(project, Change(None, thread.to_record(), article))
    return id_


def answer(project: Project, thread: RecordId, text: str) -> RecordId:
    """Answers; a thread that was resolved is open again, since there is more to say."""
    id_ = RecordId(new_id())
    with project.database.write() as connection:
        record, known = _thread(connection, thread)
        comment = Comment(id_, project.person.id, known.article, thread, _words(text), _addressed(project, text))
        changes = [Change(None, comment.to_record(), known.article)]
        if known.resolved:
            changes.append(Change(record, replace(known, resolved_by=None).to_record(), known.article))
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    return id_


def resolve(project: Project, thread: RecordId, resolved: bool = True) -> None:
    """Says that a question is settled, or is not."""
    with project.database.write() as connection:
        record, known = _thread(connection, thread)
        if known.resolved == resolved:
            return
        after = replace(known, resolved_by=project.person.id if resolved else None)
        change = Change(record, after.to_record(), known.article)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))


def edit(project: Project, said: RecordId, text: str) -> None:
    """Puts my own words differently; raises RefusedError for another's."""
    with project.database.write() as connection:
        record = records.read_record(connection, said)
        if record is None or record.person != project.person.id:
            raise RefusedError("Only whoever wrote this can change it.")
        after = replace(record, body={**record.body, "title": _words(text)})
        change = Change(record, after, record.article)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))


def remove(project: Project, said: RecordId) -> None:
    """Takes my own words back; raises RefusedError for another's, and for a question that was answered."""
    with project.database.write() as connection:
        record = records.read_record(connection, said)
        if record is None or record.person != project.person.id:
            raise RefusedError("Only whoever wrote this can change it.")
        if record.kind == Thread.kind and records.read_records(connection, [Comment.kind], key=said.hex()):
            raise RefusedError("This question was answered; resolve it instead.")
        change = Change(record, None, record.article)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))


def waive(project: Project, article: ArticleId, reason: str, waived: bool = True) -> None:
    """Lets an article be done although points are open, or no longer; raises RefusedError for all but managers."""
    people.require(project, Role.MANAGER)
    with project.database.write() as connection:
        known = records.read_records(connection, [WAIVED], article=article)
        changes: list[Change] = []
        if waived and not known:
            record = Record(RecordId(new_id()), WAIVED, project.person.id, article, body={"title": reason})
            changes = [Change(None, record, article)]
        elif not waived:
            changes = [Change(record, None, article) for record in known]
        if changes:
            journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))


def _thread(connection: Connection, thread: RecordId) -> tuple[Record, Thread]:
    record = records.read_record(connection, thread)
    if record is None or record.kind != Thread.kind:
        raise RefusedError("This question is no longer there.")
    return record, Thread.from_record(record)


def _write(project: Project, *changes: Change) -> None:
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))


def _words(text: str) -> str:
    if not text.strip():
        raise RefusedError("Write something first.")
    return text.strip()


def _addressed(project: Project, text: str, to: Sequence[PersonId] = ()) -> tuple[PersonId, ...]:
    """Whom a text is for: those who were chosen, then those whom it mentions, each once."""
    mentioned = [person.id for person in project.people if person.name and f"@{person.name}" in text]
    return tuple(dict.fromkeys((*to, *mentioned)))
