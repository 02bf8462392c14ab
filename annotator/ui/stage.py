"""The place for views that need the whole window: comparing, boards, figures."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.palette import active
from annotator.ui.values import one_line
from annotator.ui.widgets import GRID, filled, heading, line, tool


class Stage(QWidget):
    """One view at a time under a line with its title and the way back; Esc goes back too."""

    closed = Signal()
    opened = Signal(QWidget)

    def __init__(self) -> None:
        super().__init__()
        self._title = heading("")
        self._views = QStackedWidget()
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(tool("chevron-left", tr("Back to the article (Esc)"), self.closed.emit, name="stage_back"))
        row.addWidget(self._title, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(filled(bar, active().ground))
        whole.addWidget(line())
        whole.addWidget(self._views, 1)

    @property
    def view(self) -> QWidget | None:
        """The view that was shown last."""
        return self._views.currentWidget()

    def put(self, view: QWidget, title: str) -> None:
        """Makes a view the one that is shown; views stay until the project goes."""
        if self._views.indexOf(view) < 0:
            self._views.addWidget(view)
        self._views.setCurrentWidget(view)
        self.set_title(title)
        self.opened.emit(view)

    def set_title(self, title: str) -> None:
        """Says what is shown."""
        self._title.setText(one_line(title))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.closed.emit()
        else:
            super().keyPressEvent(event)
