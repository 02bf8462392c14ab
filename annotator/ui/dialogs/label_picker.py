"""All labels of a scheme, chosen by name or by the initials of its pinyin."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.domain.pinyin import initials, matches
from annotator.domain.scheme import Label
from annotator.i18n import tr
from annotator.ui.dialogs.base import table
from annotator.ui.icons import swatch
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column, Index
from annotator.ui.palette import active
from annotator.ui.values import described, named
from annotator.ui.widgets import GRID, filled, tooltip

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_MOST_ROWS = 10


def fitting(labels: Sequence[Label], query: str) -> list[Label]:
    """The labels that a query means: those whose name, key or initials begin with it first."""
    wanted = query.strip().casefold()

    def begins(label: Label) -> bool:
        names = (label.zh, label.en, label.key, label.shortcut)
        return initials(label.zh).startswith(wanted) or any(name.casefold().startswith(wanted) for name in names)

    found = [
        label
        for label in labels
        if wanted == label.shortcut or any(matches(wanted, name) for name in (label.zh, label.en, label.key))
    ]
    return sorted(found, key=lambda label: not begins(label))


class _Model(RowsModel[Label]):
    """Labels with their colours."""

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DecorationRole and index.isValid() and index.column() == 0:
            return swatch(self.row(index.row()).colour)
        return super().data(index, role)

    @override
    def tip(self, row: Label) -> str:
        text = described(row)
        return tooltip(text) if text else ""


class LabelPicker(QDialog):
    """A small list that opens beside the text, takes typing at once, and goes when something else is clicked."""

    label_chosen = Signal(object)  # LabelId

    def __init__(self, labels: Sequence[Label], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(tr("Choose a label"))
        self._labels = tuple(labels)
        self._was_active = False
        self.filter = QLineEdit(placeholderText=tr("Name or pinyin initials"))
        self.filter.setAccessibleName(tr("Name or pinyin initials"))
        self.filter.textChanged.connect(self._show)
        self.filter.installEventFilter(self)
        self.model = _Model(
            (Column("", named), Column("", lambda label: label.key), Column("", lambda label: label.shortcut, True))
        )
        self.table = table(self.model, tr("Labels"), {1: 15 * GRID, 2: 4 * GRID}, stretched=0)
        self.table.clicked.connect(self._clicked)
        self._lay_out()
        self._show("")

    def _lay_out(self) -> None:
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.horizontalHeader().hide()
        self.table.setFixedHeight(min(len(self._labels), _MOST_ROWS) * 4 * GRID + 2)
        frame = QFrame()
        filled(frame, active().raised)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(GRID, GRID, GRID, GRID)
        inner.setSpacing(GRID)
        inner.addWidget(self.filter)
        inner.addWidget(self.table)
        filled(self, active().edge)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)  # the edge is what shows of the ground
        outer.addWidget(frame)
        self.setFixedWidth(46 * GRID)

    def popup(self, at: QPoint) -> None:
        """Opens with its corner at a place on the screen, or as near as it fits there; deleted when it closes."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.adjustSize()
        screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        x = max(room.left(), min(at.x(), room.right() - self.width()))
        y = max(room.top(), min(at.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.activateWindow()
        self.filter.setFocus(Qt.FocusReason.PopupFocusReason)

    def current(self) -> Label | None:
        """The label that Enter would take."""
        index = self.table.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def _show(self, query: str) -> None:
        self.model.set_rows(fitting(self._labels, query))
        if self.model.count():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(self.model.row(index.row()))

    def _choose(self, label: Label | None) -> None:
        if label is not None:
            self.label_chosen.emit(label.id)
            self.accept()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the list that reach the field: Enter chooses, arrows move; the rest is typing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.current())
                return True
            if event.key() in _MOVES:
                QGuiApplication.sendEvent(self.table, event)
                return True
        return False

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            if self._was_active and not self.isActiveWindow():
                self.reject()
            self._was_active = self.isActiveWindow()
