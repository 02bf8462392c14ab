"""The right side of the window: the tags, and beside them, as tabs, whatever else there is to say of the article."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from annotator.ui.palette import active
from annotator.ui.widgets import ampersands, filled


class Side(QWidget):
    """Tabs whose panes are made when they are first shown; each may have a count behind its title."""

    shown = Signal(str)  # the name of the tab that is to be seen now

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []
        self._titles: dict[str, str] = {}
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._panes: dict[str, QWidget] = {}
        self._bar = QTabBar()
        self._bar.setObjectName("side_tabs")
        self._bar.setDrawBase(False)
        self._bar.setExpanding(True)
        self._bar.setUsesScrollButtons(False)
        self._bar.hide()
        self._stack = QStackedWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(filled(self._bar, active().ground))
        whole.addWidget(self._stack, 1)
        self._bar.currentChanged.connect(self._changed)

    def add_tab(self, name: str, title: str, maker: Callable[[], QWidget]) -> None:
        """Adds a tab behind the others; a single one shows no bar."""
        self._titles[name] = title
        self._makers[name] = maker
        self._names.append(name)
        self._bar.addTab(ampersands(title))
        self._bar.setVisible(len(self._names) > 1)

    def set_count(self, name: str, count: int) -> None:
        """Puts a number behind a tab's title; none for 0."""
        if name in self._titles:
            title = self._titles[name]
            self._bar.setTabText(self._names.index(name), ampersands(f"{title} {count}" if count else title))

    @property
    def current(self) -> str:
        """The name of the tab that is to be seen."""
        return self._names[self._bar.currentIndex()]

    def pane(self) -> QWidget | None:
        """The pane that is to be seen."""
        return self._stack.currentWidget()

    def show_tab(self, name: str) -> None:
        """Brings a tab to the front."""
        self._bar.setCurrentIndex(self._names.index(name))

    def _changed(self, index: int) -> None:
        name = self._names[index] if index < len(self._names) else ""
        if name not in self._panes:
            self._panes[name] = self._makers[name]()
            self._stack.addWidget(self._panes[name])
        self._stack.setCurrentWidget(self._panes[name])
        self.shown.emit(name)
