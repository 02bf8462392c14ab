"""How the panes of the window lie: list, article with what opens around it, tags."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.palette import active
from annotator.ui.panels.articles import ArticleListPanel
from annotator.ui.panels.tags import TagPanel
from annotator.ui.panels.top_bar import TopBar
from annotator.ui.side import Side
from annotator.ui.text.label_bar import LabelBar
from annotator.ui.text.view import ArticleView
from annotator.ui.widgets import filled, line

if TYPE_CHECKING:
    from annotator.ui.panels.find import FindBar
    from annotator.ui.panels.source import SourcePane
    from annotator.ui.stage import Stage

_LIST_WIDTH: Final = 264
_LIST_LEAST: Final = 200
_TAGS_WIDTH: Final = 376
_TAGS_NARROW: Final = 312
_DRAWER_HEIGHT: Final = 280
_ARTICLE_WIDTH: Final = 34 * 17 + 2 * 56 + 24  # 34 characters of 17 px with the margins of the article
_NARROW: Final = _LIST_WIDTH + _ARTICLE_WIDTH + _TAGS_WIDTH


class Workspace(QWidget):
    """The panes of an open project. It lays out and knows nothing of what they show."""

    source_made = Signal(object)  # SourcePane, when it is shown for the first time
    list_folded = Signal(bool)  # by the width of the window

    def __init__(self, action: Callable[[str], QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.top = TopBar(action)
        self.articles = ArticleListPanel()
        self.view = ArticleView()
        self.labels = LabelBar(self.view.viewport())
        self._find_bar: FindBar | None = None
        self._source: SourcePane | None = None
        self.tags = TagPanel()
        self.side = Side()
        self.side.add_tab("tags", tr("Tags"), lambda: self.tags)
        self._stage: Stage | None = None
        self.drawer = Drawer()
        self._folded_by_hand = False
        self._folded = False
        self._sizes: list[int] = []
        self._lay_out()

    def _lay_out(self) -> None:
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.addWidget(self.view)
        beside.setChildrenCollapsible(False)
        self._beside = beside
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._middle = column
        column.addWidget(beside, 1)
        over = QSplitter(Qt.Orientation.Vertical)
        over.addWidget(middle)
        over.addWidget(self.drawer)
        over.setChildrenCollapsible(False)
        over.setStretchFactor(0, 1)
        over.setSizes([600, _DRAWER_HEIGHT])
        self.panes = QSplitter(Qt.Orientation.Horizontal)
        self.panes.setObjectName("panes")
        for pane in (self.articles, over, self.side):
            self.panes.addWidget(pane)
        self.panes.setChildrenCollapsible(False)
        self.panes.setStretchFactor(1, 1)
        self.panes.setSizes([_LIST_WIDTH, _ARTICLE_WIDTH * 2, _TAGS_WIDTH])
        self.articles.setMinimumWidth(_LIST_LEAST)
        self.side.setMinimumWidth(300)
        self.body = QStackedWidget()
        self.body.addWidget(self.panes)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(filled(self.top, active().ground))
        whole.addWidget(line())
        whole.addWidget(self.body, 1)

    @property
    def stage(self) -> "Stage":
        """Where a view opens that needs the whole window."""
        from annotator.ui.stage import Stage

        if self._stage is None:
            self._stage = Stage()
            self._stage.opened.connect(lambda _view: self.body.setCurrentWidget(self.stage))
            self._stage.closed.connect(self.leave_stage)
            self.body.addWidget(self._stage)
        return self._stage

    @property
    def on_stage(self) -> QWidget | None:
        """The view that takes the whole window, None where the article is to be seen."""
        stage = self._stage
        return stage.view if stage is not None and self.body.currentWidget() is stage else None

    def leave_stage(self) -> None:
        """Back to the article."""
        if self.on_stage is not None:
            self.body.setCurrentWidget(self.panes)
            self.view.setFocus()

    @property
    def find_bar(self) -> "FindBar":
        """The bar above the article in which one looks for a string."""
        from annotator.ui.panels.find import FindBar

        if self._find_bar is None:
            self._find_bar = FindBar()
            self._find_bar.hide()
            self._middle.insertWidget(0, self._find_bar)
        return self._find_bar

    def add_strip(self, strip: QWidget) -> None:
        """Puts a line of its own above the article, below the find bar; it shows and hides itself."""
        self._middle.insertWidget(self._middle.count() - 1, strip)

    @property
    def source(self) -> "SourcePane":
        """The pane with the source, which few sessions need."""
        from annotator.ui.panels.source import SourcePane

        if self._source is None:
            self._source = SourcePane()
            self._source.hide()
            self._beside.addWidget(self._source)
            self._beside.setSizes([600, 400])
            self.source_made.emit(self._source)
        return self._source

    @property
    def source_shown(self) -> bool:
        """Whether the source stands beside the reading text."""
        return self._source is not None and not self._source.isHidden()

    def show_source(self, shown: bool) -> None:
        """Shows the source beside the reading text, or puts it away."""
        if shown or self._source is not None:
            self.source.setVisible(shown)

    @property
    def folded(self) -> bool:
        """Whether the list is folded to a strip."""
        return self._folded

    def fold_list(self, folded: bool) -> None:
        """Folds the list to a strip, or shows it again; the person's word holds until the window changes much."""
        self._folded_by_hand = True
        self._fold(folded)

    def _fold(self, folded: bool) -> None:
        if folded == self._folded:
            return
        self._folded = folded
        if folded:
            self._sizes = self.panes.sizes()
        self.articles.set_folded(folded)
        if folded and self.width() < _NARROW:
            self.panes.setSizes([0, self.width() - _TAGS_NARROW, _TAGS_NARROW])
        if not folded:
            self.articles.setMinimumWidth(_LIST_LEAST)
            if self._sizes:
                self.panes.setSizes(self._sizes)
        self.list_folded.emit(folded)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if event.oldSize().width() > 0 and narrow != (event.oldSize().width() < _NARROW):
            self._folded_by_hand = False
        if not self._folded_by_hand:
            self._fold(narrow)

    def pane_widgets(self) -> list[QWidget]:
        """What F6 goes through: those panes that are to be seen."""
        known: list[QWidget] = [*([] if self._folded else [self.articles]), self.view, self.drawer, self.side]
        return [pane for pane in known if not pane.isHidden()]


class Drawer(QStackedWidget):
    """The place below the article where one panel at a time opens."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(160)
        self.hide()

    def show_panel(self, panel: QWidget) -> None:
        """Opens a panel in the drawer, in the place of another."""
        if self.indexOf(panel) < 0:
            self.addWidget(panel)
        self.setCurrentWidget(panel)
        self.show()

    def focus_panel(self) -> None:
        """Puts the keyboard into what is open."""
        panel = self.currentWidget()
        if panel is not None:
            panel.setFocus()

    def shut(self) -> None:
        """Closes the drawer."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()
