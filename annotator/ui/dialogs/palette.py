"""The command palette: actions, articles and labels, found by a part of their name or by pinyin initials."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.pinyin import matches
from annotator.i18n import tr
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
        self._shown: list[Entry] = []
        self.field = QLineEdit(placeholderText=tr("Action, article or label; pinyin initials will do"))
        self.field.setAccessibleName(tr("What to do"))
        self.rows = QListWidget()
        self.rows.setAccessibleName(tr("What fits"))
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
        self.rows.itemClicked.connect(lambda _item: self._choose())
        self._show("")

    def present(self) -> None:
        """Shows the palette; it is deleted when it is closed."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open()
        self.field.setFocus()

    def _show(self, wanted: str) -> None:
        self._shown = [entry for entry in self._entries if not wanted.strip() or matches(wanted, entry.name)][:_MOST]
        self.rows.clear()
        for entry in self._shown:
            key = f"    {entry.key}" if entry.key else ""
            self.rows.addItem(QListWidgetItem(f"{entry.kind} · {entry.name}{key}"))
        if self._shown:
            self.rows.setCurrentRow(0)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lets the arrow keys move in the list while the field keeps the typing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
            if event.key() in _MOVES:
                step = {_MOVES[0]: -1, _MOVES[1]: 1, _MOVES[2]: -10, _MOVES[3]: 10}[Qt.Key(event.key())]
                row = max(0, min(self.rows.count() - 1, self.rows.currentRow() + step))
                self.rows.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def _choose(self) -> None:
        row = self.rows.currentRow()
        if 0 <= row < len(self._shown):
            entry = self._shown[row]
            self.accept()
            self.chosen.emit(entry)
