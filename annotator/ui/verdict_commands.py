"""Simple review in the window: going through another's tags, and being told what was said of one's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.domain.article import Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, PersonId, SpanId
from annotator.domain.record import Record
from annotator.domain.span import Mark, Span
from annotator.domain.verdict import Judgement, Verdict
from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services import articles, assist, verdicts
from annotator.services.articles import OpenArticle
from annotator.services.document import Document
from annotator.services.verdicts import Judged, Matter, Work
from annotator.ui.article_work import looks
from annotator.ui.features import Desk
from annotator.ui.notify import Level, NoticeAction
from annotator.ui.panels.verdict_notes import NotesPanel
from annotator.ui.panels.verdicts import ReviewView
from annotator.ui.text.graphemes import step

_SOON_MS: Final = 150
_MOVES: Final = {"start_left": (-1, 0), "start_right": (1, 0), "end_left": (0, -1), "end_right": (0, 1)}


class VerdictCommands(QObject):
    """The stage on which a reviewer goes through another's tags, and the drawer in which their owner is told."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._view: ReviewView | None = None
        self._document: Document | None = None
        self._known: dict[SpanId, Judged] = {}
        self._person: PersonId | None = None
        self._notes: NotesPanel | None = None
        self._told = False
        self._gone = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read_inbox)
        desk.session.changed.connect(self._followed)
        desk.session.opened.connect(lambda _document: self._article_opened())
        self._read_inbox()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"review_tags": self.show_review, "review_notes": self.show_notes}

    def take(self, command: str) -> bool:
        """While another's tags are gone through, the keys of tagging are about them."""
        return self.reviewing and self._command(command)

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Asks for nothing more."""
        self._soon.stop()
        self._gone = True

    @property
    def reviewing(self) -> bool:
        """Whether the stage with another's tags is to be seen."""
        return self._view is not None and self._desk.space.on_stage is self._view

    # -- the reviewer ------------------------------------------------------------------------------------------------

    @property
    def view(self) -> ReviewView:
        """The stage, made when it is first shown."""
        if self._view is None:
            self._view = view = ReviewView(self._desk.session.project.scheme)
            view.person_chosen.connect(self._choose)
            view.judged.connect(self._say)
            view.command_given.connect(self._command)
            view.form.label_chosen.connect(lambda ids, one: self._mend(lambda d: d.relabel(ids, one)))
            view.form.field_edited.connect(
                lambda ids, key, value, _: self._mend(lambda d: d.set_attribute(ids, key, value))
            )
            view.form.note_edited.connect(lambda ids, note, _: self._mend(lambda d: d.set_note(ids, note)))
            view.form.bounds_edited.connect(lambda id_, low, high: self._mend(lambda d: d.set_bounds(id_, low, high)))
            view.form.delete_asked.connect(lambda _ids: self._say(Judgement.REJECT, view.reason.text()))
            view.view.bounds_dragged.connect(
                lambda id_, low, high: self._mend(lambda d: d.set_bounds(SpanId(id_), low, high))
            )
        return self._view

    @property
    def _article(self) -> ArticleId | None:
        document = self._desk.session.document
        return None if document is None else document.article.id

    def show_review(self) -> None:
        """Shows another's tags of the open article, to be judged one by one."""
        document = self._desk.session.document
        if document is None:
            return
        title, article = document.article.title, document.article.id
        project = self._desk.session.project

        def show(works: Sequence[Work]) -> None:
            self._desk.space.stage.put(self.view, tr("Review of tags: {title}", title=title))
            known = {work.person.id for work in works}
            person = self._person if self._person in known else works[0].person.id if works else None
            self.view.show_works(works, person)
            self.view.setFocus()
            if person is not None:
                self._choose(person)
            else:
                self._document, self._known = None, {}
                self.view.show_nothing(document.text)

        self._desk.session.ask(lambda: verdicts.works(project, article), show)

    def _choose(self, person: PersonId) -> None:
        """Reads somebody's tags of the article with what was said of them."""
        project, article = self._desk.session.project, self._article
        if article is None:
            return
        self._person = person

        def read() -> tuple[OpenArticle, list[Judged]]:
            opened = verdicts.open_work(project, article, person)
            return opened, verdicts.read(project, article, opened.layer.id)

        self._desk.session.ask(read, lambda found: self._show(*found))

    def _show(self, opened: OpenArticle, said: Sequence[Judged]) -> None:
        if self._gone or self._view is None:
            return
        session, layer = self._desk.session, opened.layer
        # What is changed here is a proposal in memory, which a submitted layer must not refuse.
        opened = replace(opened, layer=replace(layer, status=Status.WORKING))
        document = Document(opened, lambda keys: _fetch(self._desk, opened, keys))
        self._known = {one.verdict.before.id: one for one in said if not one.stale}
        for one in self._known.values():
            if one.verdict.after is not None and one.reply is None:
                document.apply([Change(one.verdict.before, one.verdict.after, opened.article.id, layer.id)])
        same = self._document is not None and self._document.layer.id == layer.id
        current = self.view.current if same else None
        self._document = document
        self.view.view.set_words(
            lambda low, high: assist.snap(document.text, low, high), lambda at: assist.word_at(document.text, at)
        )
        if not same:
            first = document.text.split("\n", 1)[0]
            title_end = len(first) if first.strip() == opened.article.title.strip() else 0
            self.view.view.show_article(
                document.text, document.marks, looks(session.project.scheme), title_end=title_end
            )
        else:
            self.view.view.show_article(document.text, document.marks, looks(session.project.scheme))
        self.view.show_document(document, self._known)
        if current is not None and document.marks.get(current) is not None:
            self.view.go_to(current)
        else:
            self.view.current = None
            if not self.view.next_open(1):
                self.view.next_open(1, judged_too=True)

    def _article_opened(self) -> None:
        if self.reviewing:
            self._document = None
            self.show_review()

    def _command(self, command: str) -> bool:
        """A single key on the stage; False for those that mean nothing there."""
        view = self.view
        known: Mapping[str, Callable[[], object]] = {
            "accept": lambda: self._say(Judgement.ACCEPT, view.reason.text()),
            "refuse": lambda: self._say(Judgement.REJECT, view.reason.text()),
            "remove": lambda: self._say(Judgement.REJECT, view.reason.text()),
            "question": lambda: view.focus_reason(Judgement.QUERY),
            "form": view.focus_reason,
            "indicator": view.add_quote,
            "next_mark": lambda: view.next_open(1, judged_too=True),
            "previous_mark": lambda: view.next_open(-1, judged_too=True),
            "next_undecided": lambda: view.next_open(1),
            "previous_undecided": lambda: view.next_open(-1),
            "larger": lambda: self._climb(1),
            "smaller": lambda: self._climb(-1),
            "drop": self._desk.space.leave_stage,
        }
        if command.startswith("label:"):
            one = self._desk.session.project.scheme.by_shortcut(command.removeprefix("label:"))
            if one is not None and view.current is not None:
                self._mend(lambda d: d.relabel([view.current or SpanId(b"")], one.id))
            return True
        if command in _MOVES:
            self._move(*_MOVES[command])
            return True
        action = known.get(command)
        if action is not None:
            action()
        return action is not None

    def _climb(self, direction: int) -> None:
        document, mark = self._document, self._mark()
        if document is None or mark is None:
            return
        one = self._desk.session.project.scheme.label(mark.label)
        rungs = assist.ladder(document, mark.start, mark.end, one)
        bound = assist.climb(document, mark.start, mark.end, direction, rungs)
        if bound is not None:
            self._mend(lambda d: d.set_bounds(mark.id, *bound))

    def _move(self, at_start: int, at_end: int) -> None:
        document, mark = self._document, self._mark()
        if document is None or mark is None:
            return
        low, high = step(document.text, mark.start, at_start), step(document.text, mark.end, at_end)
        if low < high:
            self._mend(lambda d: d.set_bounds(mark.id, low, high))

    def _mark(self) -> Mark | None:
        current = self.view.current
        return None if self._document is None or current is None else self._document.marks.get(current)

    def _mend(self, make: Callable[[Document], Sequence[Change]]) -> None:
        """Proposes a change of the current tag; several in a row are one proposal."""
        document = self._document
        if document is None:
            return
        try:
            changes = [one for one in make(document) if isinstance(one.after, Span)]
        except AnnotatorError as error:
            self._desk.app.notifier.tell_error(error)
            return
        if changes and isinstance(changes[-1].after, Span):
            after = changes[-1].after
            self._store(after.id, Judgement.MEND, after, self.view.reason.text(), go_on=False)

    def _say(self, judgement: Judgement, reason: str) -> None:
        """Says something of the current tag and goes on to the next that nothing was said of."""
        current = self.view.current
        if current is None:
            return
        known = self._known.get(current)
        keeps = known is not None and known.reply is None and known.verdict.after is not None
        if judgement is Judgement.MEND and known is not None:
            self._store(current, judgement, known.verdict.after, reason)
        else:
            self._store(current, judgement, None, reason, again=keeps)

    def _store(
        self,
        span: SpanId,
        judgement: Judgement,
        after: Span | None,
        reason: str,
        *,
        go_on: bool = True,
        again: bool = False,
    ) -> None:
        """Stores a verdict; with `again` the tags are read anew, since a proposal for one is given up."""
        session, document = self._desk.session, self._document
        if document is None:
            return
        project, article, layer = session.project, document.article.id, document.layer.id

        def done(verdict: Verdict) -> None:
            if self._gone or self._document is not document:
                return
            self._known[span] = Judged(verdict)
            self.view.follow(self._known)
            if again and self._person is not None:
                self._choose(self._person)
            elif go_on:
                self.view.next_open(1)

        session.ask(lambda: verdicts.judge(project, article, (layer, span), judgement, after, reason), done)

    # -- the owner ---------------------------------------------------------------------------------------------------

    @property
    def notes(self) -> NotesPanel:
        """The panel in the drawer, made when it is first shown."""
        if self._notes is None:
            self._notes = notes = NotesPanel(self._desk.session.project.scheme)
            notes.take_asked.connect(self._take)
            notes.objected.connect(self._object)
            notes.place_chosen.connect(self._go)
            notes.closed.connect(self._desk.space.drawer.shut)
        return self._notes

    def show_notes(self) -> None:
        """Shows what reviewers said of my tags."""
        self._desk.space.leave_stage()
        self._desk.window.notices.clear()  # what it tells is here
        self._desk.space.drawer.show_panel(self.notes)
        self.notes.setFocus()
        self._read_inbox()

    def _followed(self, changes: Sequence[Change]) -> None:
        if any(isinstance(change.state, Record) for change in changes):
            self._soon.start()
            if self.reviewing and self._person is not None:
                self._choose(self._person)

    def _read_inbox(self) -> None:
        session = self._desk.session
        project = session.project
        session.worker.submit(lambda: verdicts.inbox(project), self._show_inbox, self._failed, background=True)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error

    def _show_inbox(self, matters: Sequence[Matter]) -> None:
        if self._gone:
            return
        if self._notes is not None:
            self._notes.show_matters(matters)
        if not self._told and matters:
            self._told = True
            changed = sum(one.verdict.judgement is not Judgement.QUERY for one in matters)
            asked = len(matters) - changed
            text = tr("Reviewers changed {n} of your tags", n=changed) if changed else ""
            if asked:
                about = (
                    tr("and ask about {n}", n=asked) if changed else tr("Reviewers ask about {n} of your tags", n=asked)
                )
                text = f"{text}{tr(', ')}{about}" if text else about
            show = NoticeAction(tr("Look at them"), self.show_notes)
            self._desk.app.notifier.tell(text, Level.INFO, actions=(show,))

    def _take(self, matters: Sequence[Matter]) -> None:
        session = self._desk.session
        project = session.project

        def done(changes: list[Change]) -> None:
            document = session.document
            if document is not None and not document.apply(changes):
                session.reload()
            session.changed.emit(list(changes))
            self._read_inbox()

        session.ask(lambda: verdicts.take(project, matters), done)

    def _object(self, matter: Matter, why: str) -> None:
        project = self._desk.session.project
        self._desk.session.ask(lambda: verdicts.object_to(project, matter, why), lambda _none: self._read_inbox())

    def _go(self, matter: Matter) -> None:
        span = matter.verdict.before.id
        self._desk.listing.open(matter.verdict.article, lambda: self._desk.work.go_to_tag(span))


def _fetch(desk: Desk, opened: OpenArticle, keys: Sequence[tuple[int, SpanId]]) -> list[Span]:
    """Reads tags of another's layer with all they hold."""
    session = desk.session
    return session.worker.call(lambda: articles.read_spans(session.project, opened.layer.id, keys))
