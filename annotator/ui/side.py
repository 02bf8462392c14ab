"""The right side of the window: the tags, and beside them, as tabs, whatever else there is to say of the article."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.ui.icons import icon
from annotator.ui.palette import active
from annotator.ui.widgets import ampersands, filled, tooltip

_ICONS: Final = {"tags": "tag", "suggest": "check", "threads": "discussion", "guidelines": "book", "history": "clock"}


class Side(QWidget):
    """Tabs whose panes are made when they are first shown; each may have a count behind its title.

    Where the titles do not fit side by side, all but that of the current tab are icons, with their titles as tooltips.
    """

    shown = Signal(str)  # the name of the tab that is to be seen now

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []
        self._titles: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._short = False  # whether tabs are icons
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._panes: dict[str, QWidget] = {}
        self._bar = QTabBar()
        self._bar.setObjectName("side_tabs")
        self._bar.setDrawBase(False)
        self._bar.setExpanding(True)
        self._bar.setUsesScrollButtons(False)
        self._bar.setElideMode(Qt.TextElideMode.ElideRight)
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
        self._bar.setTabToolTip(len(self._names) - 1, tooltip(title))
        self._bar.setAccessibleTabName(len(self._names) - 1, title)
        self._bar.setVisible(len(self._names) > 1)
        self._fit()

    def set_count(self, name: str, count: int) -> None:
        """Puts a number behind a tab's title; none for 0."""
        if name in self._titles and self._counts.get(name, 0) != count:
            self._counts[name] = count
            self._fit()

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
        if self._short:
            self._fit()
        self.shown.emit(name)

    # -- titles ----------------------------------------------------------------------------------------------------

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Writes the titles, as icons where there is no room for all of them."""
        self._write(short=False)
        if len(self._names) > 1 and self._bar.sizeHint().width() > self.width():
            self._write(short=True)

    def _write(self, *, short: bool) -> None:
        self._short = short
        for index, name in enumerate(self._names):
            small = short and name in _ICONS and index != self._bar.currentIndex()
            count = str(self._counts[name]) if self._counts.get(name) else ""
            title = "" if small else self._titles[name]
            self._bar.setTabText(index, ampersands(f"{title} {count}".strip()))
            self._bar.setTabIcon(index, icon(_ICONS[name]) if small else QIcon())
