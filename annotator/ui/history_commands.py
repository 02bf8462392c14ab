"""The history of the open article: its tab, the article as it was, and back to that."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.domain.article import Layer, LayerKind, Revision
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, EventId, LayerId, SpanId
from annotator.domain.marks import Marks
from annotator.i18n import tr
from annotator.services import timeline
from annotator.services.timeline import Page, Past
from annotator.ui.article_work import looks
from annotator.ui.features import Desk
from annotator.ui.notify import Level
from annotator.ui.panels.history import HistoryPanel
from annotator.ui.panels.history_past import PastView

_SOON_MS = 150


class HistoryCommands(QObject):
    """Reads history behind the window whenever its tab is to be seen and something changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        project = desk.session.project
        self.panel = HistoryPanel(project.scheme, project.people)
        self._past_view: PastView | None = None
        self._shown: tuple[ArticleId, EventId, Past] | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.panel.ask)
        self.panel.asked.connect(self._read)
        self.panel.more_asked.connect(lambda before: self._read(self.panel.tag.isChecked(), before))
        self.panel.view_asked.connect(self._view)
        self.panel.restore_asked.connect(self._restore)
        self.panel.place_chosen.connect(self._go)
        desk.session.opened.connect(lambda _document: self._changed())
        desk.session.saved.connect(lambda _when: self._changed())
        desk.work.tagging.current_moved.connect(lambda _span: self._changed(of_tag=True))

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"pane_history": self._show_tab}

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """The tab of history."""
        if name != "history":
            raise KeyError(name)
        return self.panel

    def leave(self) -> None:
        """Nothing is read any more."""
        self._soon.stop()

    def _show_tab(self) -> None:
        self._desk.space.side.show_tab("history")
        self.panel.rows.setFocus()

    def _changed(self, of_tag: bool = False) -> None:
        if self.panel.isVisible() and (not of_tag or self.panel.tag.isChecked()):
            self._soon.start()

    # -- reading ---------------------------------------------------------------------------------------------------

    def _read(self, of_tag: bool, before: EventId | None = None) -> None:
        document, project = self._desk.session.document, self._desk.session.project
        mark = self._desk.work.tagging.mark() if of_tag else None
        if document is None or (of_tag and mark is None):
            self.panel.show_page(Page((), False), {}, False)
            return
        article, span = document.article.id, mark.id if mark is not None else None

        def read() -> tuple[Page, dict[LayerId, Layer]]:
            page = timeline.read_page(project, article, before, span)
            return page, {layer.id: layer for layer in timeline.layers_of(project, article)}

        def done(found: tuple[Page, dict[LayerId, Layer]]) -> None:
            now = self._desk.session.document
            if now is not None and now.article.id == article:
                retest = now.layer.kind is LayerKind.RETEST
                self.panel.show_page(*found, not project.read_only and not retest, before is not None)

        self._desk.session.ask(read, done)

    def _go(self, start: int, end: int) -> None:
        document = self._desk.session.document
        if document is not None and end <= len(document.text):
            self._desk.space.view.set_find_hits([(start, end)], 0)
            self._desk.space.view.reveal(start, end)

    # -- the past --------------------------------------------------------------------------------------------------

    @property
    def past_view(self) -> PastView:
        """The view of the past, made when it is first shown."""
        if self._past_view is None:
            self._past_view = made = PastView()
            made.closed.connect(self._desk.space.leave_stage)
            made.layer_chosen.connect(self._show_layer)
            made.restore_asked.connect(self._restore_shown)
        return self._past_view

    def _view(self, event: EventId) -> None:
        document, project = self._desk.session.document, self._desk.session.project
        if document is None:
            return
        article = document.article.id

        def done(past: Past) -> None:
            self._shown = (article, event, past)
            mine = past.mine(project.person.id)
            names = {person.id: person.name for person in project.people}
            named = [
                (one, tr("settled layer") if one.kind is LayerKind.GOLD else names.get(one.person, "?"))
                for one in past.layers.values()
            ]
            writable = not project.read_only
            self.past_view.show_layers(named, mine.id if mine is not None else None, writable)
            self._show_layer(self.past_view.layers.currentData())
            self._desk.space.stage.put(self.past_view, tr("{title} as it was", title=past.article.title))
            self.past_view.setFocus()

        self._desk.session.ask(lambda: timeline.state_at(project, article, event), done)

    def _show_layer(self, layer: LayerId | None) -> None:
        if self._shown is None:
            return
        _, event, past = self._shown
        project = self._desk.session.project

        def done(found: tuple[Revision, Marks, dict[SpanId, object], int]) -> None:
            revision, marks, _, time = found
            self.past_view.show_past(revision.text, marks, looks(project.scheme), time)

        def read() -> tuple[Revision, Marks, dict[SpanId, object], int]:
            revision, marks, spans = timeline.view_of(project, past, layer)
            return revision, marks, dict[SpanId, object](spans), timeline.time_of(project, event)

        self._desk.session.ask(read, done)

    def _restore_shown(self) -> None:
        if self._shown is not None:
            self._restore(self._shown[1])

    def _restore(self, event: EventId) -> None:
        session, project = self._desk.session, self._desk.session.project
        document = session.document
        if document is None:
            return
        article = document.article.id
        session.end_run()

        def done(changes: Sequence[Change]) -> None:
            if not changes:
                self._desk.app.notifier.tell(tr("Your tags are as they were then already."))
                return
            self._desk.space.leave_stage()
            words = tr("Your tags are as they were then: {n} changes, which Ctrl+Z takes back.", n=len(changes))
            self._desk.app.notifier.tell(words, Level.GOOD)
            session.reload()
            self._desk.listing.read()

        session.ask(lambda: timeline.restore(project, article, event), done)
