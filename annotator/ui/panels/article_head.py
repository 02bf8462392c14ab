"""What stands above the list of articles: a field that filters, and what is shown in which order."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.icons import icon
from annotator.ui.models.article_model import COLUMNS, Show, show_word
from annotator.ui.palette import active
from annotator.ui.widgets import GRID, ampersands, tool

_GREATEST_FIRST = ("tags", "length")


class ArticleListHead(QWidget):
    """Says what is to be shown, and how; the list does it."""

    filtered = Signal(str, str)  # text, Show
    order_chosen = Signal(str, bool)  # id of the column, whether the greatest comes first
    fold_asked = Signal()
    left_down = Signal()  # the arrow key that goes from the field into the list
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._show = Show.ALL
        self._order = ("number", False)
        self.filter = QLineEdit(placeholderText=tr("Filter titles"), clearButtonEnabled=True)
        self.filter.setAccessibleName(tr("Filter titles"))
        self.filter.setToolTip(tr("Part of the title, or the pinyin initials of its characters"))
        self.filter.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.textChanged.connect(lambda _text: self._tell())
        self.filter.installEventFilter(self)
        self._show_button = tool("filter", tr("Show by state"), name="list_show")
        self._order_button = tool("sort", tr("Sort"), name="list_order")
        fold = tool("sidebar", tr("Fold the list"), self.fold_asked.emit, name="list_fold")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID, GRID // 2, GRID)
        row.setSpacing(GRID // 2)
        row.addWidget(self.filter, 1)
        for part in (self._show_button, self._order_button, fold):
            row.addWidget(part)
        shows = self._fill_shows()
        orders = self._fill_orders()
        for part, menu in ((self._show_button, shows), (self._order_button, orders)):
            part.setMenu(menu)
            part.setPopupMode(part.ToolButtonPopupMode.InstantPopup)
        self.set_order("number", False)

    def _fill_shows(self) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        self._shows: dict[Show, QAction] = {}
        for show in Show:
            action = self._shows[show] = _checkable(menu, group, show_word(show))
            action.setChecked(show is Show.ALL)
            action.triggered.connect(lambda _checked=False, show=show: self.set_show(show))
            if show in (Show.ALL, Show.SKIPPED, Show.EXCLUDED):
                menu.addSeparator()
        return menu

    def _fill_orders(self) -> QMenu:
        menu, columns, directions = QMenu(self), QActionGroup(self), QActionGroup(self)
        self._orders: dict[str, QAction] = {}
        for column in sorted(COLUMNS, key=lambda column: column.id != "number"):
            action = self._orders[column.id] = _checkable(menu, columns, tr(column.name))
            action.triggered.connect(lambda _checked=False, id_=column.id: self._choose_column(id_))
        menu.addSeparator()
        self._directions: dict[bool, QAction] = {}
        for descending, text in ((False, tr("Ascending")), (True, tr("Descending"))):
            action = self._directions[descending] = _checkable(menu, directions, text)
            action.triggered.connect(lambda _checked=False, down=descending: self._choose(self._order[0], down))
        return menu

    # -- what is shown -------------------------------------------------------------------------------------------

    def set_show(self, show: Show) -> None:
        """Limits the list to articles in a state; the button says that something may be hidden."""
        self._show = show
        self._shows[show].setChecked(True)
        self._show_button.setIcon(icon("filter", "" if show is Show.ALL else active().accent))
        self._tell()

    def clear(self) -> None:
        """Shows all articles again."""
        self.filter.clear()
        self.set_show(Show.ALL)

    def _tell(self) -> None:
        self.filtered.emit(self.filter.text(), self._show)

    # -- order ---------------------------------------------------------------------------------------------------

    def set_order(self, column: str, descending: bool) -> None:
        """Shows which order there is."""
        self._order = (column, descending)
        self._orders[column].setChecked(True)
        self._directions[descending].setChecked(True)

    def _choose_column(self, column: str) -> None:
        known, descending = self._order
        self._choose(column, descending if column == known else column in _GREATEST_FIRST)

    def _choose(self, column: str, descending: bool) -> None:
        self.set_order(column, descending)
        self.order_chosen.emit(column, descending)

    # -- keys ----------------------------------------------------------------------------------------------------

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field, the down key goes into the list, Enter opens its only article, Esc empties the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.filter:
            match event.key():
                case Qt.Key.Key_Down:
                    self.left_down.emit()
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self.entered.emit()
                    return True
                case Qt.Key.Key_Escape if self.filter.text():
                    self.filter.clear()
                    return True
        return False


def _checkable(menu: QMenu, group: QActionGroup, text: str) -> QAction:
    action = menu.addAction(ampersands(text))
    action.setCheckable(True)
    group.addAction(action)
    return action
