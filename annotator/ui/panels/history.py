"""The tab of history: what was done to the open article or its current tag, step by step, and the way back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.article import Layer, LayerKind
from annotator.domain.ids import EventId, GroupId, LayerId, PersonId
from annotator.domain.person import Person
from annotator.domain.scheme import Scheme
from annotator.domain.span import Span
from annotator.i18n import tr
from annotator.services.timeline import Line as Told
from annotator.services.timeline import Page, Step, steps
from annotator.services.timeline_words import step_title, told
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.message import Message
from annotator.ui.widgets import GRID, button, filled, hint, line

Entry = str | Step | Told
_MORE: Final = "\u2026more"


class HistoryPanel(QWidget):
    """Shows what it is given, newest first, and asks by signals."""

    asked = Signal(bool)  # read anew: of the current tag only?
    more_asked = Signal(object)  # EventId: what lies before it
    view_asked = Signal(object)  # EventId: the article as it was after it
    restore_asked = Signal(object)  # EventId
    place_chosen = Signal(int, int)

    def __init__(self, scheme: Scheme, people: Sequence[Person]) -> None:
        super().__init__()
        self._scheme = scheme
        self._people: Mapping[PersonId, Person] = {person.id: person for person in people}
        self._lines: list[Told] = []
        self._layers: Mapping[LayerId, Layer] = {}
        self._open: set[GroupId] = set()
        self._more = False
        self._writable = True
        self._model: LineModel[Entry] = LineModel(self._line)
        self._lay_out()
        self.show_page(Page((), False), {}, True)

    def _lay_out(self) -> None:
        self.whole = _choice(tr("Article"))
        self.tag = _choice(tr("Current tag"))
        self._group = QButtonGroup(self)
        for made in (self.whole, self.tag):
            self._group.addButton(made)
        self.whole.setChecked(True)
        self._group.buttonClicked.connect(lambda _button: self.ask())
        top = QHBoxLayout()
        top.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        top.setSpacing(GRID // 2)
        top.addWidget(self.whole)
        top.addWidget(self.tag)
        top.addStretch(1)
        self.rows = LineList(self._model, tr("History"))
        self.rows.delegate.in_context = False
        self.rows.clicked_row.connect(self._choose)
        self.rows.chosen.connect(self._choose)
        self.rows.moved.connect(lambda _row: self._tell())
        self._empty = Message("")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.rows)
        self._pages.addWidget(self._empty)
        self._before = hint()
        self._after = hint()
        self._view = button(tr("As it was then"), self._ask_view, name="view_past")
        self._restore = button(tr("Back to this state"), self._ask_restore, name="restore_past")
        below = QVBoxLayout()
        below.setContentsMargins(GRID + GRID // 2, GRID, GRID + GRID // 2, GRID)
        below.setSpacing(GRID // 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self._view)
        buttons.addWidget(self._restore)
        for words in (self._before, self._after):
            below.addWidget(words)
        below.addLayout(buttons)
        self._below = QWidget()
        self._below.setLayout(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line())
        column.addWidget(self._pages, 1)
        column.addWidget(line())
        column.addWidget(self._below)
        filled(self, active().paper)
        self.setFocusProxy(self.rows)

    # -- showing ---------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Asks for the history anew."""
        self.asked.emit(self.tag.isChecked())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask()

    def show_page(self, page: Page, layers: Mapping[LayerId, Layer], writable: bool, further: bool = False) -> None:
        """Shows the newest lines of a history, or puts `further` ones behind them; `layers` are those they are of."""
        current = self._current()
        self._layers, self._writable = layers, writable
        self._lines = [*self._lines, *page.lines] if further else list(page.lines)
        self._more = page.more
        self._fill()
        at = next((k for k, one in enumerate(self._model.entries()) if _event(one) == current), -1) if current else -1
        if at >= 0:
            self.rows.go_to(at)
        self._empty.words.setText(
            tr("Nothing was done to this tag yet, or no tag is chosen.")
            if self.tag.isChecked()
            else tr("Open an article to see what was done to it.")
        )
        self._pages.setCurrentIndex(0 if self._lines else 1)
        self._tell()

    def _fill(self) -> None:
        entries: list[Entry] = []
        day = ""
        for step in steps(self._lines):
            today = _when(step.newest.time).strftime("%Y-%m-%d")
            if today != day:
                day = today
                entries.append(day)
            entries.append(step)
            if step.newest.group in self._open:
                entries += step.lines
        if self._more:
            entries.append(_MORE)
        self._model.set_entries(entries)

    def _line(self, entry: Entry) -> Line:
        if isinstance(entry, str):
            return Line(tr("Show older changes")) if entry == _MORE else Line(entry, heading=True)
        if isinstance(entry, Step):
            several = len(entry.lines) > 1
            first = entry.newest
            title = step_title(self._scheme, entry)
            if all(one.undoes for one in entry.lines):
                title = tr("Undo or redo: {what}", what=title)
            words = told(self._scheme, entry.lines[-1])
            return Line(
                title,
                colour=words.label.colour if words.label is not None and not several else "",
                note=f"{self._who(first)}  {_when(first.time):%H:%M}",
                expanded=(first.group in self._open) if several else None,
            )
        words = told(self._scheme, entry)
        said = " → ".join(part for part in (words.before, words.after) if part)
        return Line(f"{words.what} {said}".strip(), colour=words.label.colour if words.label else "", indented=True)

    def _who(self, one: Told) -> str:
        person = self._people.get(one.actor)
        name = person.name if person is not None else "?"
        layer = self._layers.get(one.layer) if one.layer is not None else None
        if layer is not None and layer.kind is LayerKind.GOLD:
            return tr("{name}, settled layer", name=name)
        if layer is not None and layer.person != one.actor and layer.person in self._people:
            return tr("{name}, layer of {owner}", name=name, owner=self._people[layer.person].name)
        return name

    # -- choosing --------------------------------------------------------------------------------------------------

    def _current(self) -> EventId | None:
        row = self.rows.current_row()
        entries = self._model.entries()
        return _event(entries[row]) if 0 <= row < len(entries) else None

    def _choose(self, row: int) -> None:
        entries = self._model.entries()
        entry = entries[row] if 0 <= row < len(entries) else ""
        if entry == _MORE:
            self.more_asked.emit(self._lines[-1].event)
        elif isinstance(entry, Step) and len(entry.lines) > 1:
            self._open ^= {entry.newest.group}
            self._fill()
            self.rows.go_to(row)
        elif not isinstance(entry, str):
            self._go(entry.newest if isinstance(entry, Step) else entry)
        self._tell()

    def _go(self, one: Told) -> None:
        state = one.change.state if one.change is not None else None
        if isinstance(state, Span):
            self.place_chosen.emit(state.start, state.end)

    def _tell(self) -> None:
        """Says what was before and after the current line, and offers the way back."""
        row = self.rows.current_row()
        entries = self._model.entries()
        entry = entries[row] if 0 <= row < len(entries) else ""
        one = None if isinstance(entry, str) else entry.newest if isinstance(entry, Step) else entry
        self._below.setVisible(one is not None)
        if one is None:
            return
        single = not isinstance(entry, Step) or len(entry.lines) == 1
        words = told(self._scheme, one)
        self._before.setText(tr("Before: {what}", what=words.before or "—"))
        self._after.setText(tr("After: {what}", what=words.after or "—"))
        for label in (self._before, self._after):
            label.setVisible(single and bool(words.before or words.after))
        self._restore.setEnabled(self._writable)

    def _ask_view(self) -> None:
        event = self._current()
        if event is not None:
            self.view_asked.emit(event)

    def _ask_restore(self) -> None:
        event = self._current()
        if event is not None:
            self.restore_asked.emit(event)


def _choice(text: str) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setCheckable(True)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    return made


def _event(entry: Entry) -> EventId | None:
    if isinstance(entry, str):
        return None
    return entry.newest.event if isinstance(entry, Step) else entry.event


def _when(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1_000_000).astimezone()
