"""Questions and the ledger, precedents, and the guidelines beside the article."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.domain.change import Change
from annotator.domain.ids import PersonId, RecordId, SpanId
from annotator.domain.person import Role
from annotator.domain.record import Record
from annotator.domain.thread import Anchor, Comment, Precedent, Thread
from annotator.i18n import tr
from annotator.services import guidelines, people, precedents, threads
from annotator.services.guidelines import Guidelines
from annotator.services.precedents import KnownPrecedent
from annotator.services.threads import Talk
from annotator.ui.dialogs.pin import PinDialog
from annotator.ui.features import Desk
from annotator.ui.notify import Level, NoticeAction
from annotator.ui.panels.guidelines import GuidelinesPanel
from annotator.ui.panels.ledger import LedgerView
from annotator.ui.panels.precedent_strip import PrecedentStrip
from annotator.ui.panels.threads import ThreadsPanel
from annotator.ui.values import one_line, shortened

T = TypeVar("T")

_KINDS: Final = (Thread.kind, Comment.kind, Precedent.kind, threads.WAIVED)
_RESTING_MS: Final = 80  # a caret that runs on asks for no precedents


class ThreadCommands(QObject):
    """What people say to each other about the open article, and what was decided before."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._talks: list[Talk] = []
        self._known: list[KnownPrecedent] = []
        self._guidelines = Guidelines("", own=False)
        self._anchor = Anchor()
        self._panel: ThreadsPanel | None = None
        self._ledger: LedgerView | None = None
        self._page: GuidelinesPanel | None = None
        self._strip = PrecedentStrip()
        self._resting = QTimer(self, singleShot=True, interval=_RESTING_MS)
        self._resting.timeout.connect(self._look_up)
        desk.space.add_strip(self._strip)
        self._strip.opened.connect(self._open_precedent)
        desk.session.opened.connect(lambda _document: self._refresh())
        desk.session.changed.connect(self._changed)
        desk.work.tagging.current_moved.connect(lambda _span: self._resting.start())
        desk.space.view.selection_changed.connect(self._resting.start)
        self._read_precedents()
        self._refresh()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {
            "question": self._begin,
            "ledger": self._show_ledger,
            "guideline": self._show_clause,
            "pin_precedent": self.pin,
            "waive": self._waive,
        }

    def take(self, command: str) -> bool:
        """The single keys of questions and guidelines, which are commands of the menu too."""
        if command in ("question", "guideline"):
            self.handlers()[command]()
            return True
        return False

    def tab(self, name: str) -> QWidget:
        """The pane of one of the tabs."""
        return self.panel if name == "threads" else self.page

    def leave(self) -> None:
        """Nothing runs here."""
        self._resting.stop()

    def _ask(self, function: Callable[[], T], done: Callable[[T], Any] | None = None) -> None:
        self._desk.session.ask(function, done)

    # -- threads ---------------------------------------------------------------------------------------------------

    @property
    def panel(self) -> ThreadsPanel:
        """The tab with the questions, made when it is first wanted."""
        if self._panel is None:
            self._panel = panel = ThreadsPanel()
            panel.ask_wanted.connect(self._begin)
            panel.asked.connect(self._put)
            panel.answered.connect(lambda id_, text: self._say(lambda: threads.answer(self._project, id_, text)))
            panel.edited.connect(lambda id_, text: self._say(lambda: threads.edit(self._project, id_, text)))
            panel.removed.connect(lambda id_: self._do(lambda: threads.remove(self._project, id_)))
            panel.resolved.connect(lambda id_, yes: self._do(lambda: threads.resolve(self._project, id_, yes)))
            panel.place_chosen.connect(self._show_place)
            panel.left.connect(self._desk.space.view.setFocus)
            panel.show_talks(self._talks)
        return self._panel

    @property
    def _project(self) -> Any:
        return self._desk.session.project

    def _refresh(self) -> None:
        document, project = self._desk.session.document, self._project
        if document is None:
            self._show_talks([])
            return
        article = document.article.id

        def done(found: list[Talk]) -> None:
            now = self._desk.session.document
            if now is not None and now.article.id == article:
                self._show_talks(found)

        self._ask(lambda: threads.read(project, article), done)

    def _show_talks(self, talks: list[Talk]) -> None:
        self._talks = talks
        self._desk.space.side.set_count("threads", sum(one.open for one in talks))
        if self._panel is not None:
            self._panel.show_talks(talks)

    def _changed(self, changes: Sequence[Change]) -> None:
        """Undo may have taken back what was said or pinned."""
        if any(isinstance(change.state, Record) and change.state.kind in _KINDS for change in changes):
            self._refresh_all()

    def _refresh_all(self) -> None:
        self._refresh()
        self._read_precedents()
        if self._ledger is not None and self._desk.space.on_stage is self._ledger:
            self._read_ledger()

    def _begin(self) -> None:
        """Opens the field for a question about the current tag, the selection, or the whole article."""
        document = self._desk.session.document
        if document is None:
            return
        start, end, span = self._place()
        self._anchor = threads.anchor_of(document, start, end, span)
        quote = shortened(self._anchor.quote, 60)
        about = tr("About “{text}”", text=quote) if quote else tr("About the whole article")
        others = [person for person in self._project.people if person.id != self._project.person.id]
        self._desk.space.leave_stage()
        self._desk.space.side.show_tab("threads")
        self.panel.begin(about, others)

    def _place(self) -> tuple[int, int, SpanId | None]:
        current = self._desk.work.tagging.mark()
        chosen = self._desk.space.view.selection()
        if chosen is not None:
            return *chosen, None
        if current is not None:
            return current.start, current.end, current.id
        return 0, 0, None

    def _put(self, text: str, to: Sequence[PersonId]) -> None:
        document, project, anchor = self._desk.session.document, self._project, self._anchor
        if document is None:
            return
        article = document.article.id

        def done(id_: RecordId) -> None:
            self.panel.sent()
            self._refresh()
            self._desk.space.view.setFocus()
            del id_

        self._ask(lambda: threads.ask(project, article, text, anchor, to), done)

    def _say(self, say: Callable[[], object]) -> None:
        def done(_id: object) -> None:
            self.panel.sent()
            self._refresh()

        self._ask(say, done)

    def _do(self, change: Callable[[], object]) -> None:
        self._ask(change, lambda _done: self._refresh_all())

    def _show_place(self, talk: Talk) -> None:
        if talk.end > talk.start:
            self._desk.space.view.set_find_hits([(talk.start, talk.end)], 0)
            self._desk.space.view.reveal(talk.start, talk.end)

    # -- the ledger ------------------------------------------------------------------------------------------------

    def _show_ledger(self) -> None:
        project = self._project
        if self._ledger is None:
            self._ledger = LedgerView(project.person.id, project.people)
            self._ledger.place_chosen.connect(self._go)
        self._desk.space.stage.put(self._ledger, tr("Ledger of open points"))
        self._ledger.setFocus()
        self._read_ledger()

    def _read_ledger(self) -> None:
        project, ledger = self._project, self._ledger
        if ledger is not None:
            self._ask(lambda: threads.read(project), ledger.show_talks)

    def _go(self, talk: Talk) -> None:
        """Opens the article of a question, at its place, with the conversation beside it."""
        space, thread = self._desk.space, talk.thread

        def there() -> None:
            space.side.show_tab("threads")
            if talk.end > talk.start:
                self._desk.work.go_to_place(talk.start, talk.end)
            self._ask(lambda: None, lambda _done: self.panel.show_talk(thread.id))

        space.leave_stage()
        document = self._desk.session.document
        if document is not None and document.article.id == thread.article:
            there()
        else:
            self._desk.listing.open(thread.article, there)

    def _waive(self) -> None:
        """Lets the open article be done although points are open; for managers."""
        document, project = self._desk.session.document, self._project
        if document is not None:
            article = document.article.id
            self._do(lambda: threads.waive(project, article, ""))

    # -- precedents ------------------------------------------------------------------------------------------------

    def _read_precedents(self) -> None:
        project = self._project

        def done(found: list[KnownPrecedent]) -> None:
            self._known = found
            self._look_up()
            if self._page is not None:
                self._read_guidelines()

        self._ask(lambda: precedents.read(project), done)

    def _look_up(self) -> None:
        document = self._desk.session.document
        start, end, _ = self._place()
        string = document.text[start:end] if document is not None else ""
        found = precedents.fitting(self._known, string) if self._known else []
        self._strip.show_precedents(string, found, self._project.scheme)

    def _open_precedent(self, known: KnownPrecedent) -> None:
        """Shows the clause of a precedent; reviewers get the precedent itself, to change it."""
        self._desk.space.side.show_tab("guidelines")
        self.page.go_to(known.precedent.clause)
        if people.may(self._project, Role.REVIEWER):
            self._pin(known.precedent, known.id)

    def pin(self, case: Precedent | None = None) -> None:
        """Asks for the reason and pins a case; without one, the current tag or selection."""
        document = self._desk.session.document
        if case is None and document is not None:
            start, end, span = self._place()
            if start == end:
                self._desk.app.notifier.tell(tr("Select a tag or some words first."), Level.INFO)
                return
            key = self._project.scheme.label(document.span(span).label).key if span is not None else ""
            case = precedents.precedent_at(document, start, end, key, "")
        if case is not None:
            self._pin(case, None)

    def _pin(self, case: Precedent, known: RecordId | None) -> None:
        project = self._project

        def show(found: Guidelines) -> None:
            clauses = guidelines.headings(found.text)
            dialog = PinDialog(case, project.scheme, clauses, known is not None, self._desk.window)
            dialog.pinned.connect(lambda made: self._store(made, known))
            if known is not None:
                dialog.unpinned.connect(lambda: self._do(lambda: precedents.unpin(project, known)))
            dialog.present()

        self._ask(lambda: guidelines.read(project), show)

    def _store(self, case: Precedent, known: RecordId | None) -> None:
        """Stores a precedent, then says which tags contradict it."""
        project = self._project

        def pinned() -> int:
            precedents.pin(project, case, known)
            return len(precedents.contradicting(project, case))

        def done(against: int) -> None:
            self._read_precedents()
            if against:
                show = NoticeAction(tr("Show them"), lambda: self._show_contradicting(case))
                words = tr("{n} tags or places contradict the precedent for “{text}”.", n=against, text=case.string)
                self._desk.app.notifier.tell(one_line(words), Level.WARNING, actions=(show,))
            else:
                self._desk.app.notifier.tell(tr("Pinned: “{text}”", text=one_line(case.string)), Level.GOOD)

        self._ask(pinned, done)

    def _show_contradicting(self, case: Precedent) -> None:
        self._desk.window.run("board")
        board: Any = self._desk.window.features.named("BoardCommands") if self._desk.window.features else None
        if board is not None:
            board.look_at(case.string)

    # -- guidelines ------------------------------------------------------------------------------------------------

    @property
    def page(self) -> GuidelinesPanel:
        """The tab with the guidelines, made when it is first wanted."""
        if self._page is None:
            self._page = page = GuidelinesPanel()
            page.write_asked.connect(self._write)
            page.left.connect(self._desk.space.view.setFocus)
            self._read_guidelines()
        return self._page

    def _read_guidelines(self, then: Callable[[], object] | None = None) -> None:
        project, known = self._project, self._known

        def read() -> tuple[Guidelines, str]:
            found = guidelines.read(project)
            return found, guidelines.shown(found.text, project.scheme, guidelines.examples(project), known)

        def done(found: tuple[Guidelines, str]) -> None:
            self._guidelines, shown = found
            may = people.may(project, Role.MANAGER) and not project.read_only
            self.page.show_guidelines(self._guidelines.text, shown, self._guidelines.own, may)
            if then is not None:
                then()

        self._ask(read, done)

    def _show_clause(self) -> None:
        """Shows the clause of the current tag's label."""
        current, scheme = self._desk.work.tagging.mark(), self._project.scheme
        self._desk.space.side.show_tab("guidelines")

        def go() -> None:
            if current is not None:
                self.page.go_to(guidelines.clause_for(self._guidelines.text, scheme, current.label))

        self._read_guidelines(go)

    def _write(self, text: str) -> None:
        project = self._project

        def done(_done: None) -> None:
            self.page.stored()
            self._read_guidelines()

        self._ask(lambda: guidelines.write(project, text), done)
