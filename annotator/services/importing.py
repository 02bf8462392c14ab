"""Imports: files and folders become articles in batches of some milliseconds, so that tagging goes on meanwhile.

A process of its own reads (`services.preparing`), the thread of the database writes. What comes in is hidden until the
end; a cancelled import leaves nothing.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from annotator.domain.article import Article, Revision, Source
from annotator.domain.change import Change, inverse_all
from annotator.domain.ids import ArticleId, GroupId, RevisionId, SourceId, new_id
from annotator.errors import AnnotatorError, ConflictError, InputError, RefusedError
from annotator.formats import jsonl
from annotator.formats.records import Refused
from annotator.reading.decoding import ENCODINGS as ENCODINGS
from annotator.reading.reader import has_encoding, suffixes, title_of
from annotator.services import articles as article_service
from annotator.services import preparing
from annotator.services.import_feed import EndOfFeed, Feed, own_feed, process_feed
from annotator.services.import_report import ImportReport
from annotator.services.incoming import Plan, Planner, Update
from annotator.services.noticing import Wish
from annotator.services.preparing import Item, Parcel, PreparedRecord, PreparedText
from annotator.services.project import Project
from annotator.store import articles, imports, journal, sketches

BATCH_SECONDS: Final = 0.010
"""How long a transaction of an import may take while a person is tagging."""
ALONE_SECONDS: Final = 0.500
"""The same where nobody waits, as on the command line: a commit costs more than what is in a short batch."""

PATTERNS: Final = " ".join(f"*{suffix}" for suffix in (*suffixes(), *jsonl.SUFFIXES))
"""What files that can be imported are called, as file dialogs take it."""

_GATHER: Final = 0.5  # seconds after which a batch is written although there is room in it

_DISCARD: Final = 20  # articles or layers taken out at once when an import is cancelled


class Phase(StrEnum):
    """How far an import is."""

    READY = "ready"
    READING = "reading"
    DISCARDING = "discarding"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """Bytes read and written of all bytes, articles brought in, the file last read.

    `waiting` says that nothing is there to be written yet: the next step may come a few milliseconds later.
    """

    phase: Phase
    done: int
    total: int
    articles: int
    name: str = ""
    waiting: bool = False

    @property
    def finished(self) -> bool:
        """Whether the import is through or taken back; its report is complete."""
        return self.phase is Phase.DONE


class ImportRun:
    """An import under way: `start`, then `step` on the thread of the database until its progress is finished.

    With `spawn` a process of its own reads; without, `step` reads in the same thread. A step writes for about `budget`
    seconds. Of a `colleague`'s file only that person's tags of known articles come in.
    """

    def __init__(
        self,
        project: Project,
        paths: Sequence[Path],
        wish: Wish | None = None,
        spawn: bool = True,
        budget: float = BATCH_SECONDS,
        colleague: bool = False,
    ) -> None:
        self.report = ImportReport()
        self._colleague = colleague
        self._project = project
        self._paths = [path.expanduser() for path in paths]
        self._wish = wish or Wish()
        self._feed: Feed | None = None
        self._spawn = spawn
        self._pace = _Pace(budget)
        self._phase = Phase.READY
        self._planner: Planner | None = None
        self._pending: deque[Item] = deque()
        self._updates: list[Update] = []
        self._additions: list[Change] = []
        self._begun = False
        self._done = self._total = 0
        self._name = ""
        self._written = time.monotonic()

    def start(self) -> None:
        """Begins to read. Raises RefusedError where nothing can be written."""
        if self._project.read_only:
            self.report.cancelled = True
            self._phase = Phase.DONE
            raise RefusedError("The project is open for reading only; nothing can be imported.")
        feed = process_feed if self._spawn else own_feed
        with self._project.database.read() as connection:
            known = [(one.sha256, one.sketch) for one in sketches.read_sketches(connection) if one.sketch is not None]
        self._feed = feed(self._paths, replace(self._wish, known=known))
        self._phase = Phase.READING

    def step(self) -> Progress:
        """Writes what is there, for a few milliseconds at most; never waits for the reading.

        Where the database refuses (no space, above all) the error is raised and the import cancelled: further steps
        take it back.
        """
        waiting = False
        if self._phase is Phase.READING:
            try:
                waiting = self._read_on()
            except BaseException:
                self.cancel()
                raise
        elif self._phase is Phase.DISCARDING:
            self._discard()
        return Progress(self._phase, self._done, self._total, self.report.read, self._name, waiting)

    def cancel(self) -> None:
        """Ends the reading; the next steps take out what came in. Without effect when the import is through."""
        if self._phase is Phase.READING:
            self._close()
            self._pending.clear()
            self.report.cancelled = True
            self._phase = Phase.DISCARDING

    def run(self, watch: Callable[[Progress], None] | None = None) -> ImportReport:
        """Does everything at once, for those who have nothing else to do; takes the import back on any error."""
        self.start()
        try:
            while not (progress := self.step()).finished:
                if watch is not None:
                    watch(progress)
                if progress.waiting and self._feed is not None:
                    self._feed.wait()
        except BaseException:
            self.cancel()
            with suppress(AnnotatorError):  # the first error is told; what is left is taken out at the next opening
                while not self.step().finished:
                    pass
            raise
        return self.report

    # -- reading and writing -------------------------------------------------------------------------------------

    def _read_on(self) -> bool:
        """Writes the next batch, or publishes all; whether it is worth waiting for more to be read."""
        if self._planner is None:
            self._planner = Planner(self._project, self.report, self._colleague)
        while self._feed is not None and self._pace.has_room(self._pending):
            parcel = self._receive()
            if parcel is None:
                break
            self._pending.extend(parcel.items)
            self._done, self._total, self._name = parcel.done, parcel.total, parcel.name
        late = time.monotonic() - self._written > _GATHER
        if self._feed is not None and self._pace.has_room(self._pending) and not (late and self._pending):
            return True
        if self._pending:
            self._write(self._planner)
        else:
            self._publish()
        return False

    def _receive(self) -> Parcel | None:
        if self._feed is None:
            return None
        try:
            parcel = self._feed.next()
        except EndOfFeed:
            self._close()
            return None
        except EOFError:
            self._close()
            error = InputError("The reading ended early; what was read until then came in.")
            self.report.refused.append(Refused(self._name, 0, error))
            return None
        return parcel

    def _write(self, planner: Planner) -> None:
        items = self._pace.take(self._pending)
        started = time.perf_counter()
        planner.refresh()
        for item in items:
            planner.take(item)
        plan = planner.plan()
        ready = self._store(plan) if plan else time.perf_counter()
        self._pace.took(items, ready - started)
        self._written = time.monotonic()

    def _store(self, plan: Plan) -> float:
        """Writes a plan; returns when it was all there but for the commit, which does not depend on how much it is."""
        project, batch = self._project, self.report.batch
        with project.database.write() as connection:
            if not self._begun:
                imports.begin(connection, batch)
            if plan.additions:
                imports.add_to_project(connection, project.writer, project.person.id, batch, plan.additions)
            whole = [draft.whole() for draft in plan.drafts.values()]
            imports.insert_articles(connection, project.writer, project.person.id, batch, whole)
            imports.add_layers(connection, project.writer, project.person.id, batch, plan.layers)
            ready = time.perf_counter()
        self._begun = True
        self.report.tags += sum(len(layer.all_rows()) for one in whole for layer in one.layers)
        self.report.tags += sum(len(layer.all_rows()) for layer in plan.layers)
        for update in plan.updates:
            self._update(update)
        if plan.additions:
            self._additions += plan.additions
            project.reload()
        return ready

    def _update(self, update: Update) -> None:
        """Changes a known layer in a transaction of its own, since it may be refused alone."""
        project = self._project
        try:
            with project.database.write() as connection:
                journal.record(connection, project.writer, update.actor, update.changes, update.group)
        except ConflictError as error:
            self.report.layers = [one for one in self.report.layers if one is not update.news]
            self.report.refused.append(Refused(update.name, update.line, error))
        else:
            self._updates.append(update)

    def _publish(self) -> None:
        with self._project.database.write() as connection:
            imports.publish(connection, self.report.batch)
        self._phase = Phase.DONE

    def _discard(self) -> None:
        """Takes some of what came in out again."""
        project = self._project
        with project.database.write() as connection:
            if self._updates:
                update = self._updates.pop()
                undone = inverse_all(update.changes)
                journal.record(connection, project.writer, update.actor, undone, GroupId(new_id()), undoes=update.group)
                return
            if self._begun and imports.take_out(connection, self.report.batch, _DISCARD, self._additions):
                return
        project.reload()
        self._phase = Phase.DONE

    def _close(self) -> None:
        if self._feed is not None:
            self._feed.close()
            self._feed = None


class _Pace:
    """How many items fit into a batch, learnt from how long the last ones took."""

    def __init__(self, budget: float) -> None:
        self._budget = budget
        self._rate = 1e-5  # seconds a unit: an article is about 50, a span 1

    @staticmethod
    def _units(item: Item) -> int:
        match item:
            case PreparedText(source=source):
                return 50 + len(source) // 200
            case PreparedRecord(record=record):
                return 50 + len(record.text) // 200 + (len(record.layer.spans) if record.layer else 0)
        return 1

    def has_room(self, pending: deque[Item]) -> bool:
        """Whether more would fit into a batch with these items."""
        room = self._budget / self._rate
        return all((room := room - self._units(item)) > 0 for item in pending)

    def take(self, pending: deque[Item]) -> list[Item]:
        """The next items, at least one, as many as should fit."""
        found = [pending.popleft()]
        left = self._budget / self._rate - self._units(found[0])
        while pending and (left := left - self._units(pending[0])) > 0:
            found.append(pending.popleft())
        return found

    def took(self, items: Sequence[Item], seconds: float) -> None:
        """Learns from a batch."""
        units = sum(map(self._units, items))
        self._rate = 0.7 * self._rate + 0.3 * max(seconds / units, 1e-7)


# -- afterwards --------------------------------------------------------------------------------------------------


def import_files(
    project: Project,
    paths: Sequence[Path],
    watch: Callable[[Progress], None] | None = None,
    encoding: str | None = None,
    spawn: bool = False,
) -> ImportReport:
    """Imports files and folders at once."""
    return ImportRun(project, paths, Wish(encoding), spawn, ALONE_SECONDS).run(watch)


def undo_import(project: Project, batch: GroupId) -> list[Article]:
    """Takes the articles that an import brought off the list, as one step; returns them."""
    return take_off(project, brought(project, batch))


def brought(project: Project, batch: GroupId) -> list[ArticleId]:
    """The articles that an import brought."""
    with project.database.read() as connection:
        return imports.imported_articles(connection, batch)


def take_off(project: Project, which: Sequence[ArticleId]) -> list[Article]:
    """Takes articles off the list, as one step; returns them."""
    with project.database.read() as connection:
        found = [articles.read_article(connection, one) for one in which]
    return article_service.set_deleted(project, [one for one in found if one is not None and not one.deleted], True)


def origin(project: Project, article: ArticleId) -> tuple[Article, Source, AnnotatorError | None]:
    """An article with its source, and why its encoding cannot be changed, if so."""
    with project.database.read() as connection:
        found = articles.read_article(connection, article)
        if found is None:
            raise RefusedError("This article is no longer in the project.")
        revision = articles.read_revision(connection, found.revision)
        source = articles.read_source(connection, revision.source)
        tagged = articles.has_spans(connection, article)
    return found, source, _why_not_reread(revision, source, tagged)


def _why_not_reread(revision: Revision, source: Source, tagged: bool) -> RefusedError | None:
    if revision.verbatim:
        return RefusedError("This text came with its tags and is never read anew.")
    if source.extractor and not has_encoding(source.name):
        return RefusedError("Files of this kind have no encoding to choose.")
    if tagged:
        return RefusedError("This article has tags; its encoding can no longer be changed.")
    return None


def reread(project: Project, article: Article, encoding: str) -> Article:
    """Reads an article's file in another encoding, as one step that can be undone; only while nobody has tagged it."""
    with project.database.read() as connection:
        old = articles.read_revision(connection, article.revision)
        source = articles.read_source(connection, old.source)
        tagged = articles.has_spans(connection, article.id)
    refused = _why_not_reread(old, source, tagged)
    if refused is not None:
        raise refused
    data = source.raw if source.raw is not None else source.text.encode(source.encoding)
    read = preparing.read_text(data, source.name, encoding)
    new = Source(SourceId(new_id()), source.name, read.encoding, source.sha256, read.source, read.raw, read.extractor)
    revision = Revision(
        RevisionId(new_id()),
        article.id,
        new.id,
        0,
        len(read.source),
        read.edits,
        read.text,
        read.text_sha256,
        read.doubts,
    )
    guessed = title_of(article_service.reading_of(project, old))
    named = article.title not in (guessed, Path(source.name).stem)
    after = replace(article, revision=revision.id, title=article.title if named else read.title)
    with project.database.write() as connection:
        articles.insert_source(connection, new)
        articles.insert_revision(connection, revision, new.text)
        change = Change(article, after, article.id)
        journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))
    return after
