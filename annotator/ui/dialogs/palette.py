"""The command palette: actions, articles and labels, found by a part of their name or by pinyin initials."""

from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.pinyin import matches
from annotator.i18n import tr
from annotator.ui.dialogs.base import table
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column
from annotator.ui.palette import active
from annotator.ui.widgets import GRID, filled

_MOST: Final = 200
_MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Entry(NamedTuple):
    """Something that can be chosen: what kind it is, its name, its key, and what the window does with it."""

    kind: str
    name: str
    key: str
    value: object


class CommandPalette(QDialog):
    """A field and a list; Enter does what is marked."""

    chosen = Signal(object)  # Entry

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Command palette"))
        self._entries = list(entries)
        self.field = QLineEdit(placeholderText=tr("Action, article or label; pinyin initials will do"))
        self.field.setAccessibleName(tr("What to do"))
        self.model: RowsModel[Entry] = RowsModel(
            (
                Column("", lambda entry: entry.name),
                Column("", lambda entry: entry.kind),
                Column("", lambda entry: entry.key),
            )
        )
        self.rows = table(self.model, tr("What fits"), {1: 10 * GRID, 2: 17 * GRID}, stretched=0)
        self.rows.horizontalHeader().hide()
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.field)
        column.addWidget(self.rows, 1)
        self.resize(72 * GRID, 52 * GRID)
        filled(self, active().ground)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.rows.clicked.connect(lambda _index: self._choose())
        self._show("")

    def present(self) -> None:
        """Shows the palette; it is deleted when it is closed."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open()
        self.field.setFocus()

    def _show(self, wanted: str) -> None:
        fitting = (entry for entry in self._entries if not wanted.strip() or matches(wanted, entry.name))
        self.model.set_rows(islice(fitting, _MOST))
        self._go_to(0)

    def _go_to(self, row: int) -> None:
        last = self.model.count() - 1
        if last >= 0:
            self.rows.setCurrentIndex(self.model.index(max(0, min(last, row)), 0))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lets the arrow keys move in the list while the field keeps the typing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
            if event.key() in _MOVES:
                step = {_MOVES[0]: -1, _MOVES[1]: 1, _MOVES[2]: -10, _MOVES[3]: 10}[Qt.Key(event.key())]
                self._go_to(self.rows.currentIndex().row() + step)
                return True
        return super().eventFilter(watched, event)

    def _choose(self) -> None:
        index = self.rows.currentIndex()
        if index.isValid():
            entry = self.model.row(index.row())
            self.accept()
            self.chosen.emit(entry)
