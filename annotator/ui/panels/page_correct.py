"""The field over the article in which characters are corrected: what stands there now, to be typed over."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.palette import active
from annotator.ui.widgets import GRID, button, hint

_LEAST = 20 * GRID


class CorrectField(QFrame):
    """A line to type in; Enter takes it, Esc and the loss of the keyboard leave all as it was."""

    corrected = Signal(int, int, str)  # the range and what is to be read there
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = parent
        self._range = (0, 0)
        self.setObjectName("correctField")
        palette = active()
        self.setStyleSheet(
            f"#correctField {{ background: {palette.raised}; border: 1px solid {palette.edge}; border-radius: 6px; }}"
        )
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("What is to be read here"))
        self.field.setMinimumWidth(_LEAST)
        self.field.returnPressed.connect(self._take)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID // 2, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(hint(tr("Correct to"), wrap=False))
        row.addWidget(self.field)
        row.addWidget(button(tr("Correct"), self._take, name="correct_take"))
        self.setFocusProxy(self.field)
        self.hide()

    def ask(self, start: int, end: int, text: str, below: QPoint) -> None:
        """Opens under a place of the article with what stands there."""
        self._range = (start, end)
        self.field.setText(text)
        self.field.selectAll()
        self.adjustSize()
        room = self._place.rect()
        x = max(0, min(below.x(), room.width() - self.width()))
        y = below.y() + GRID // 2
        if y + self.height() > room.height():
            y = max(0, below.y() - self.height() - 5 * GRID)
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        text = self.field.text()
        self.leave()
        self.corrected.emit(*self._range, text)

    def leave(self) -> None:
        """Closes."""
        if not self.isHidden():
            self.hide()
            self.left.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        # Letters, Esc and Enter are the field's own while it is open: no shortcut of the window may take them.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)
