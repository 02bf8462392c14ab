"""Weighs the articles for the order of work, when the list is sorted by where a minute pays most."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.domain.ids import ArticleId
from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services import order
from annotator.services.background import Broken, Task
from annotator.ui.features import Desk
from annotator.ui.models.article_model import GAIN

_POLL_MS: Final = 100


class OrderCommands(QObject):
    """Runs the engines over all articles in a process of its own, and hands the weights to the list."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._task: Task[dict[ArticleId, float]] | None = None
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._look)
        desk.space.articles.order_chosen.connect(lambda column, _down: self._chosen(column))
        self._chosen(desk.space.articles.model.order[0])

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The menu of the list is all that is needed."""
        return {}

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Ends the weighing."""
        self._poll.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _chosen(self, column: str) -> None:
        if column != GAIN:
            self.leave()
            self._desk.space.articles.show_weighing("")
        elif self._task is None:
            self._desk.space.articles.show_weighing(tr("Weighing the articles …"))
            self._desk.session.ask(lambda: None, lambda _done: self._start())  # when everything is written

    def _start(self) -> None:
        project = self._desk.session.project
        if self._task is None and self._desk.space.articles.model.order[0] == GAIN:
            self._task = Task(order.gains, project.target, project.person.name, watched=True)
            self._poll.start()

    def _look(self) -> None:
        task, listed = self._task, self._desk.space.articles
        if task is None:
            return
        if not task.poll():
            done, total = task.progress
            if total:
                listed.show_weighing(tr("Weighing the articles: {done} of {total}", done=done, total=total))
            return
        self._poll.stop()
        self._task = None
        listed.show_weighing("")
        try:
            listed.set_gains(task.result())
        except AnnotatorError as error:
            self._desk.app.notifier.tell_error(error)
        except Broken as error:
            raise RuntimeError(str(error)) from error
