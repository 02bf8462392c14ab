"""The strip at the top of a panel that opens below the article: what it is, how much it found, what can be done."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.fonts import secondary_font
from annotator.ui.palette import active
from annotator.ui.panels.lines import LineList
from annotator.ui.widgets import GRID, Elided, coloured, filled, heading, label, line, tool


class PanelHead(QWidget):
    """Title, a few secondary words, room for buttons, and a cross that closes the panel."""

    def __init__(self, title: str, on_close: Callable[[], object]) -> None:
        super().__init__()
        self.title = heading(title)
        self.about = Elided(where=Qt.TextElideMode.ElideRight)
        self.about.setFont(secondary_font())
        coloured(self.about, active().secondary)
        self.row = QHBoxLayout()
        self.row.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        self.row.setSpacing(GRID)
        self.row.addWidget(self.title)
        self.row.addWidget(self.about, 1)
        close = tool("close", tr("Close"), on_close, name="close_panel")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.row)
        column.addWidget(line())
        filled(self, active().ground)

    def add(self, widget: QWidget) -> None:
        """Puts a button or a field before the cross."""
        self.row.insertWidget(self.row.count() - 1, widget)


class ListPanel(QWidget):
    """A panel of a head over a list, or over a few words in its place while the list is empty."""

    closed = Signal()

    def __init__(self, title: str, rows: LineList) -> None:
        super().__init__()
        self.head = PanelHead(title, self.close_panel)
        self._rows = rows
        self._rows.escaped.connect(self.close_panel)
        self._empty = coloured(label(wrap=True), active().secondary)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # it keeps the keyboard for the list that is to come
        self._pages = QStackedWidget()
        self._pages.addWidget(rows)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._pages, 1)
        filled(self, active().paper)
        self.setFocusProxy(rows)

    def show_rows(self, shown: bool, otherwise: str = "") -> None:
        """Shows the list, or what is to be said in its place."""
        self._empty.setText(otherwise)
        place = self._rows if shown else self._empty
        before, focus = self._pages.currentWidget(), QApplication.focusWidget()
        self._pages.setCurrentWidget(place)
        if self.focusProxy() in (self._rows, self._empty):
            self.setFocusProxy(place)
        if focus is not None and focus is before is not place:
            place.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel wherever one is in it; list and fields see it first."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def close_panel(self) -> None:
        """Tells that the person is done with the panel."""
        self.closed.emit()
