"""Agreement with oneself: draws old articles, opens them with their tags hidden, shows drift."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.domain.article import LayerKind, Status
from annotator.domain.ids import ArticleId
from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services import measuring, self_agreement, sight
from annotator.services.document import Document
from annotator.services.self_agreement import Retest
from annotator.ui.calculating import Calculation
from annotator.ui.features import Desk
from annotator.ui.notify import Level
from annotator.ui.panels.retest import RetestView


class RetestCommands(QObject):
    """Opens retests as articles of the window; what is tagged there goes to a layer of its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        project = desk.session.project
        names = [person.name for person in project.people] if sight.sees_all(project) else [project.person.name]
        self.view = RetestView(project.scheme, names, project.person.name, not project.read_only)
        self._work = Calculation(desk.session, self)
        self._work.advanced.connect(lambda _done, _total: self.view.show_working(True))
        self._work.finished.connect(self.view.show_drift)
        self._work.failed.connect(self._failed)
        self._work.stopped.connect(lambda: self.view.show_working(False))
        self.view.draw_asked.connect(self._draw)
        self.view.retest_chosen.connect(self._open)
        self.view.given_up.connect(self._give_up)
        self.view.person_chosen.connect(self._measure)
        self.view.place_chosen.connect(self._go)
        self.view.closed.connect(desk.space.leave_stage)
        desk.session.opened.connect(self._opened)
        desk.session.saved.connect(lambda _when: self._after_saving())

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"retest": self.show_retests}

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Ends what is being calculated."""
        self._work.cancel(quietly=True)

    def show_retests(self) -> None:
        """Shows what I am to tag again and how I agree with myself."""
        self._desk.space.stage.put(self.view, tr("Agreement with oneself"))
        self.view.retests.setFocus()
        self._read()
        self._measure(self.view.people.currentText() or self._desk.session.project.person.name)

    def _read(self) -> None:
        project = self._desk.session.project
        self._desk.session.ask(lambda: self_agreement.open_retests(project), self.view.show_retests)

    def _measure(self, person: str) -> None:
        self._work.begin(measuring.drift, person, watched=False)

    def _failed(self, error: AnnotatorError) -> None:
        self._desk.app.notifier.tell_error(error)

    def _draw(self, share: float, days: int) -> None:
        project = self._desk.session.project

        def done(drawn: list[ArticleId]) -> None:
            self._desk.app.notifier.tell(tr("{n} articles were drawn to be tagged again.", n=len(drawn)), Level.GOOD)
            self._read()

        self._desk.session.ask(lambda: self_agreement.draw(project, share, old=days), done)

    def _give_up(self, retest: Retest) -> None:
        project, session = self._desk.session.project, self._desk.session

        def done(_none: None) -> None:
            document = session.document
            if document is not None and document.layer.id == retest.layer.id:
                session.open_article(retest.article.id)  # my own tags of it stand there again
            self._read()

        session.ask(lambda: self_agreement.give_up(project, retest), done)

    def _open(self, retest: Retest) -> None:
        self._desk.space.leave_stage()
        self._desk.session.open_article(retest.article.id, kind=LayerKind.RETEST)

    def _opened(self, document: Document | None) -> None:
        if document is not None and document.layer.kind is LayerKind.RETEST:
            self._desk.app.notifier.tell(
                tr("Second tagging: your first tags are hidden. Submit when you are done.")
                if document.layer.status in (Status.NEW, Status.WORKING)
                else tr("Second tagging: submitted.")
            )

    def _after_saving(self) -> None:
        document = self._desk.session.document
        on_stage = self._desk.space.on_stage is self.view
        if on_stage or (document is not None and document.layer.kind is LayerKind.RETEST):
            self._read()

    def _go(self, article: ArticleId, start: int, end: int) -> None:
        self._desk.space.leave_stage()
        self._desk.window.looks.go_to_place(article, start, end)
