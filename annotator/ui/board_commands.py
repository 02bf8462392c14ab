"""The board of strings tagged in several ways, and the table of other names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.domain.ids import ArticleId, GroupId, LabelId, RecordId
from annotator.domain.learning import Alias
from annotator.domain.rule import Rule
from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services import aliases, boards
from annotator.services.background import Broken, Task
from annotator.services.boards import Board, Hit, KnownRule, Row
from annotator.ui.dialogs.aliases import AliasesDialog
from annotator.ui.features import Desk
from annotator.ui.notify import Level
from annotator.ui.panels.board import BoardView
from annotator.ui.suggest_commands import SuggestCommands

_POLL_MS: Final = 50


class BoardCommands(QObject):
    """Counts in a process of its own, shows the board on the stage, applies what is ruled there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._task: Task[list[Row]] | None = None
        self._rows: tuple[Row, ...] = ()
        self._view: BoardView | None = None
        self._dialog: AliasesDialog | None = None
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._look)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"board": self.show_board, "aliases": self.show_aliases}

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Ends the counting."""
        self._poll.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    # -- the board -------------------------------------------------------------------------------------------------

    @property
    def view(self) -> BoardView:
        """The board, made when it is first shown."""
        if self._view is None:
            self._view = view = BoardView(self._desk.session.project.scheme)
            view.closed.connect(self._desk.space.leave_stage)
            view.count_asked.connect(self.count)
            view.cancel_asked.connect(self._cancel)
            view.string_chosen.connect(self._read_hits)
            view.place_chosen.connect(self._go)
            view.apply_asked.connect(self._apply)
            view.rule_set.connect(self._set_rule)
            view.rule_dropped.connect(self._drop_rule)
        return self._view

    def show_board(self) -> None:
        """Shows the board and counts anew."""
        self._desk.space.stage.put(self.view, tr("Strings tagged in several ways"))
        self.view.table.setFocus()
        self.count()

    def look_at(self, string: str) -> None:
        """Shows the places of a string, whether or not they differ."""
        self.view.only.setChecked(False)
        self._read_hits(string)

    def count(self) -> None:
        """Counts all strings, as the database has them when everything is written."""
        if self._task is None:
            self.view.show_progress(0, 0)
            self._desk.session.ask(lambda: None, lambda _done: self._start())

    def _start(self) -> None:
        project = self._desk.session.project
        if self._task is None:
            self._task = Task(boards.count, project.target, project.person.name, watched=True)
            self._poll.start()

    def _look(self) -> None:
        task = self._task
        if task is None or not task.poll():
            if task is not None:
                self.view.show_progress(*task.progress)
            return
        self._poll.stop()
        self._task = None
        try:
            self._rows = tuple(task.result())
        except AnnotatorError as error:
            self._desk.app.notifier.tell_error(error)
        except Broken as error:
            self._show()
            raise RuntimeError(str(error)) from error
        self._show()

    def _cancel(self) -> None:
        self.leave()
        self._show()

    def _show(self) -> None:
        project, view = self._desk.session.project, self.view
        self._desk.session.ask(lambda: boards.rules(project), lambda known: view.show_board(Board(self._rows, known)))

    def _read_hits(self, string: str) -> None:
        project, view = self._desk.session.project, self.view
        self._desk.session.ask(lambda: boards.hits(project, string), lambda found: view.show_hits(string, found))

    def _go(self, article: ArticleId, start: int, end: int) -> None:
        self._desk.space.leave_stage()
        self._desk.window.looks.go_to_place(article, start, end)

    def _apply(self, chosen: Sequence[Hit], label: LabelId | None) -> None:
        project, session = self._desk.session.project, self._desk.session
        string = self.view.string()

        def done(group: GroupId | None) -> None:
            if group is not None:
                words = tr("{n} places changed; Ctrl+Z in one of their articles takes it back.", n=len(chosen))
                self._desk.app.notifier.tell(words, Level.GOOD)
                session.reload()
                self._learn_anew()
                self.count()
            self._read_hits(string)

        session.ask(lambda: boards.apply(project, chosen, label), done)

    def _set_rule(self, rule: Rule) -> None:
        project = self._desk.session.project
        self._desk.session.ask(lambda: boards.set_rule(project, rule), lambda _done: self._show())

    def _drop_rule(self, known: KnownRule) -> None:
        project = self._desk.session.project
        self._desk.session.ask(lambda: boards.drop_rule(project, known), lambda _done: self._show())

    # -- other names -----------------------------------------------------------------------------------------------

    def show_aliases(self) -> None:
        """Opens the table of other names, with the current tag or selection in its fields."""
        document, tagging = self._desk.session.document, self._desk.work.tagging
        string, label = "", ""
        current = tagging.mark()
        if document is not None and current is not None:
            string = document.text[current.start : current.end]
            label = self._desk.session.project.scheme.label(current.label).key
        elif document is not None:
            string = self._desk.space.view.selected_text()
        dialog = AliasesDialog(self._desk.session.project.scheme, string.replace("\n", ""), label, self._desk.window)
        self._dialog = dialog
        dialog.put_asked.connect(self._put_alias)
        dialog.remove_asked.connect(self._remove_aliases)
        dialog.destroyed.connect(self._forget)
        self._read_aliases()
        dialog.present(modal=False)

    def _forget(self) -> None:
        self._dialog = None

    def _read_aliases(self) -> None:
        project = self._desk.session.project

        def done(known: list[aliases.KnownAlias]) -> None:
            if self._dialog is not None:
                self._dialog.show_aliases(known)

        self._desk.session.ask(lambda: aliases.read(project), done)

    def _put_alias(self, alias: Alias, known: RecordId | None) -> None:
        project = self._desk.session.project

        def put() -> AnnotatorError | None:
            try:
                aliases.put(project, alias, known)
            except AnnotatorError as error:
                return error
            return None

        def done(error: AnnotatorError | None) -> None:
            if error is not None and self._dialog is not None:
                self._dialog.show_problem(str(error))
            else:
                self._follow_aliases()

        self._desk.session.ask(put, done)

    def _remove_aliases(self, which: Sequence[RecordId]) -> None:
        project = self._desk.session.project
        self._desk.session.ask(lambda: aliases.remove(project, which), lambda _done: self._follow_aliases())

    def _follow_aliases(self) -> None:
        self._read_aliases()
        self._learn_anew()

    def _learn_anew(self) -> None:
        """Has suggestions follow what was changed here."""
        features = self._desk.window.features
        suggestions = features.named("SuggestCommands") if features is not None else None
        if isinstance(suggestions, SuggestCommands):
            suggestions.learn_anew()
