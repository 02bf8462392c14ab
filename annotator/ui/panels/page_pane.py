"""The pages beside the reading text: the view of them, where one is, how large they are, or why there are none."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.ui.palette import active
from annotator.ui.panels.message import Message
from annotator.ui.panels.page_view import PageView
from annotator.ui.widgets import GRID, Elided, filled, line, tool


class PagePane(QWidget):
    """The pages with a strip of their own; it passes on what the view tells."""

    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view = PageView()
        self.message = Message("")
        self._about = Elided()
        self._number = 1
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.message)
        self._strip = QWidget()
        row = QHBoxLayout(self._strip)
        row.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        row.setSpacing(GRID // 2)
        row.addWidget(self._about, 1)
        row.addWidget(tool("minus", tr("Smaller (−, Ctrl+wheel)"), lambda: self.view.zoom(-1), name="page_smaller"))
        row.addWidget(tool("plus", tr("Larger (+, Ctrl+wheel)"), lambda: self.view.zoom(1), name="page_larger"))
        row.addWidget(tool("columns", tr("As wide as the pane (0)"), self.view.fit, name="page_fit"))
        filled(self._strip, active().ground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._strip)
        whole.addWidget(line())
        whole.addWidget(self._stack, 1)
        self.setFocusProxy(self.view)
        self.view.escaped.connect(self.escaped)
        self.view.page_changed.connect(self._tell)
        self.view.scale_changed.connect(lambda _scale: self._tell(self._number))

    def show_pages(self, sizes: list[tuple[float, float]]) -> None:
        """Shows pages of these sizes."""
        self.view.show_pages(sizes)
        self._stack.setCurrentWidget(self.view)
        self._strip.setEnabled(True)
        self._tell(1)

    def show_message(self, text: str) -> None:
        """Says why there is nothing to be seen."""
        self.message.words.setText(text)
        self._stack.setCurrentWidget(self.message)
        self._strip.setEnabled(False)
        self._about.set_whole("")

    @property
    def words(self) -> str:
        """What is said in the place of pages, nothing where there are some."""
        return self.message.words.text() if self._stack.currentWidget() is self.message else ""

    def _tell(self, number: int) -> None:
        self._number = number
        count = len(self.view.sizes)
        percent = round(self.view.scale * 100)
        self._about.set_whole(tr("Page {n} of {count} · {percent} %", n=number, count=count, percent=percent))
