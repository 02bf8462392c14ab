"""Finding: the bar above the article, and the list of what was found in the whole project."""

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.ids import ArticleId
from annotator.i18n import tr
from annotator.services.search import Batch, FoundIn, Place
from annotator.ui.fonts import secondary_font, tabular
from annotator.ui.icons import icon
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.head import ListPanel
from annotator.ui.panels.lines import LineList
from annotator.ui.widgets import GRID, button, coloured, filled, hint, line, tool, tooltip

_FIELD_WIDTH = 280


class FindField(QLineEdit):
    """The field: Enter goes on, Shift+Enter back, Esc leaves; what an input method composes is not looked for yet."""

    stepped = Signal(int)
    escaped = Signal()
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._composing = False
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(tr("Find in this article"))
        self.setAccessibleName(tr("Find in this article"))
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.setFixedWidth(_FIELD_WIDTH)
        self.textChanged.connect(self._on_text)

    def _on_text(self, text: str) -> None:
        if not self._composing:
            self.wanted.emit(text)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class FindBar(QWidget):
    """Field, count, next and previous. The window finds; the bar says what is wanted and shows how much there is."""

    wanted_changed = Signal(str)  # what to mark in the article; empty for nothing
    step_asked = Signal(int)  # +1 to the next hit, -1 to the previous
    project_asked = Signal(str)  # look in the whole project
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._field = FindField()
        self._count = hint(wrap=False)
        self._count.setFont(tabular(secondary_font()))
        self._count.setMinimumWidth(8 * GRID)
        previous = tool("chevron-up", tr("Previous hit (Shift+Enter)"), lambda: self.step_asked.emit(-1))
        following = tool("chevron-down", tr("Next hit (Enter)"), lambda: self.step_asked.emit(1))
        self._steps = (previous, following)
        self._project = button(tr("In the project"), self._ask_project, name="find_project")
        self._project.setToolTip(tooltip(tr("Look in all articles of the project (Ctrl+F again)")))
        row = QHBoxLayout()
        row.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(self._field)
        row.addWidget(self._count)
        row.addWidget(previous)
        row.addWidget(following)
        row.addWidget(self._project)
        row.addStretch(1)
        row.addWidget(tool("close", tr("Close"), self.close_bar, name="close_find"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line())
        filled(self, active().ground)
        self.setFocusProxy(self._field)
        self._field.wanted.connect(self.wanted_changed)
        self._field.stepped.connect(self.step_asked)
        self._field.escaped.connect(self.close_bar)
        self.show_hits(None, 0)

    @property
    def wanted(self) -> str:
        """What is looked for."""
        return self._field.text()

    def start(self, text: str = "") -> None:
        """Ctrl+F: opens the bar, with a selection of the article to look for; once more, asks for the whole project."""
        if not self.isHidden() and self._field.hasFocus() and not text:
            self._ask_project()
            return
        known = self.wanted
        self.show()
        if text:
            self._field.setText(text)
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        if self.wanted == known:  # what was looked for before is marked again
            self.wanted_changed.emit(known)

    def show_hits(self, current: int | None, total: int) -> None:
        """Shows which hit is the current one (from 0, None for none) and how many there are."""
        colour = active().secondary
        if not self.wanted:
            self._count.setText("")
        elif total:
            self._count.setText(f"{'–' if current is None else current + 1}/{total}")
        else:
            self._count.setText(tr("not found"))
            colour = active().bad
        coloured(self._count, colour)
        for step in self._steps:
            step.setEnabled(total > 0)
        self._project.setEnabled(bool(self.wanted))

    def close_bar(self) -> None:
        """Puts the bar away; nothing is marked any more."""
        self.hide()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.closed.emit()

    def _ask_project(self) -> None:
        if self.wanted:
            self.project_asked.emit(self.wanted)


class _Hit(NamedTuple):
    """A row of the results: an article, or (with `place`) a hit in it."""

    article: FoundIn
    place: Place | None = None


class FindResults(ListPanel):
    """What was found in the project, article by article, with the words around each hit."""

    place_chosen = Signal(object, int, int)  # ArticleId, start, end
    cancel_asked = Signal()

    def __init__(self) -> None:
        self._model: LineModel[_Hit] = LineModel(_shown)
        self._list = LineList(self._model, tr("Found in the project"))
        super().__init__(tr("Found in the project"), self._list)
        self._wanted = ""
        self._articles = 0
        self._hits = 0
        self._cancel = button(tr("Cancel"), self.cancel_asked.emit, name="cancel_search")
        self.head.add(self._cancel)
        self._list.chosen.connect(self._choose)
        self._list.clicked_row.connect(self._choose)
        self.start("")

    def start(self, wanted: str) -> None:
        """Begins a new list for another string."""
        self._wanted, self._articles, self._hits = wanted, 0, 0
        self._model.set_entries([])
        self._cancel.setVisible(bool(wanted))
        self._tell(0, 0)

    def add(self, batch: Batch) -> None:
        """Shows what a batch of the search found."""
        first = self._model.rowCount() == 0
        for found in batch.found:
            self._articles += 1
            self._hits += found.count
            self._model.append([_Hit(found), *(_Hit(found, place) for place in found.places)])
        if first and self._model.rowCount():
            self._list.go_to(1)
        if batch.done >= batch.total:
            self.finish()
        self._tell(batch.done, batch.total)

    def finish(self) -> None:
        """Says that nothing more is to come."""
        self._cancel.hide()
        self._tell(0, 0)

    def _tell(self, done: int, total: int) -> None:
        running = not self._cancel.isHidden()
        self.head.title.setText(tr("“{text}” in the project", text=self._wanted[:40]))
        parts = [tr("{hits} hits in {articles} articles", hits=self._hits, articles=self._articles)]
        if running and total:
            parts.append(tr("{done} of {total} articles looked through", done=done, total=total))
        self.head.about.set_whole(" · ".join(parts))
        nothing = tr("No article has this string. Upper and lower case and full width do not matter; blanks do.")
        self.show_rows(self._model.rowCount() > 0, tr("Looking …") if running else nothing)

    def _choose(self, row: int) -> None:
        if row < 0:
            return
        hit = self._model.entry(row)
        if hit.place is not None:
            self.place_chosen.emit(ArticleId(hit.article.article), hit.place.start, hit.place.end)

    @override
    def close_panel(self) -> None:
        """Leaves the list."""
        self.cancel_asked.emit()
        super().close_panel()


def _shown(hit: _Hit) -> Line:
    if hit.place is not None:
        return Line(hit.place.text, hit.place.before, hit.place.after)
    more = hit.article.count - len(hit.article.places)
    note = tr("{n} hits", n=hit.article.count)
    if more:
        note = tr("{n} hits, the first {shown} shown", n=hit.article.count, shown=len(hit.article.places))
    return Line(hit.article.title, note=note, heading=True)
