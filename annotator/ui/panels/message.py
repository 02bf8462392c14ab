"""What stands in a panel where there is nothing to show."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from annotator.ui.palette import active
from annotator.ui.widgets import GRID, coloured, label


class Message(QWidget):
    """Why there is nothing, what to do next, and perhaps a button that does it."""

    def __init__(self, text: str, action: QWidget | None = None) -> None:
        super().__init__()
        self.words: QLabel = coloured(label(text, wrap=True), active().secondary)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if action is not None else Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(GRID)
        column.addStretch(1)
        column.addWidget(self.words)
        if action is not None:
            self.setFocusProxy(action)
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
