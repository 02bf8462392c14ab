"""The list of articles: found, sorted, chosen, and what can be done with one or several of them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.domain.ids import ArticleId
from annotator.i18n import tr
from annotator.services.articles import Listed
from annotator.ui.models.article_model import RANDOM, ArticleModel, Badge, Show
from annotator.ui.palette import active
from annotator.ui.panels.article_head import ArticleListHead
from annotator.ui.panels.article_row import ArticleList, ArticleRows
from annotator.ui.widgets import GRID, ampersands, button, filled, hint, label, line, tool

if TYPE_CHECKING:  # the window is painted before anything is noticed
    from annotator.services.reprints import Notes

FOLDED_WIDTH: Final = 5 * GRID


class ArticleListPanel(QWidget):
    """The list with its filter, order, menu and counts.

    It changes nothing itself: every wish is a signal, and what came of it is shown by `set_articles` or `update_one`.
    """

    article_chosen = Signal(object)  # ArticleId
    rename_asked = Signal(object, str)  # ArticleId, title
    form_asked = Signal(object)  # ArticleId
    exclude_asked = Signal(object, bool)  # list[ArticleId], whether they are to be excluded
    delete_asked = Signal(object)  # list[ArticleId]
    export_asked = Signal(object)  # list[ArticleId]
    assign_asked = Signal(object)  # list[ArticleId]
    unassign_asked = Signal(object)  # list[ArticleId]
    import_asked = Signal()
    files_dropped = Signal(object)  # list[str]: paths of files and folders
    order_chosen = Signal(str, bool)  # id of the column, whether the greatest comes first
    fold_asked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._read_only = False
        self._dragged_over = False
        self._weighing = ""
        self.model = ArticleModel(self)
        self._rows = ArticleRows(self)
        self._rows.renamed.connect(self.rename_asked)
        self.list = ArticleList()
        self.list.setAcceptDrops(False)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._rows)
        self.list.key_pressed.connect(self._key_pressed)
        self.list.menu_asked.connect(self._show_menu)
        self.list.row_clicked.connect(lambda row: self.article_chosen.emit(self.model.listed(row).article.id))
        self.head = ArticleListHead()
        self.filter = self.head.filter
        self.head.filtered.connect(self._filter)
        self.head.order_chosen.connect(self._choose_order)
        self.head.fold_asked.connect(lambda: self.fold_asked.emit(True))
        self.head.left_down.connect(self.focus_list)
        self.head.entered.connect(self._choose_only)
        self._footer = hint(wrap=False)
        self._clear = tool("close", tr("Show all"), self.clear_filter, name="list_clear", text=tr("Show all"))
        self._import = button(tr("Import files…"), self.import_asked.emit, name="list_import", picture="import")
        self._empty = label(wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._unfold = tool("sidebar", tr("Unfold the list"), lambda: self.fold_asked.emit(False), name="list_unfold")
        self._lay_out()
        self.setAcceptDrops(True)
        self._show_counts()

    # -- parts ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty_page())
        bottom = QHBoxLayout()
        bottom.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        bottom.addWidget(self._footer, 1)
        bottom.addWidget(self._clear)
        bottom.addStrut(self._clear.sizeHint().height())  # the same height with and without the button
        self._open = QWidget()
        column = QVBoxLayout(self._open)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._pages, 1)
        column.addWidget(line())
        column.addLayout(bottom)
        self._strip = QWidget()
        narrow = QVBoxLayout(self._strip)
        narrow.setContentsMargins(0, GRID, 0, GRID)
        narrow.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignHCenter)
        narrow.addStretch(1)
        self._strip.hide()
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self._open)
        both.addWidget(self._strip)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        filled(page, active().paper)
        column = QVBoxLayout(page)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addStretch(1)
        column.addWidget(self._empty)
        column.addWidget(self._import, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return page

    # -- data down -----------------------------------------------------------------------------------------------

    def set_articles(self, articles: Iterable[Listed]) -> None:
        """Shows these articles; what was selected stays selected where it is still there."""
        with _Kept(self):
            self.model.set_articles(articles)
        self._show_counts()

    def update_one(self, listed: Listed) -> None:
        """Follows a change of one article."""
        self.model.update(listed)
        self._show_counts()

    def set_badges(self, badges: Mapping[ArticleId, Badge]) -> None:
        """Shows what is known of articles beside my own states."""
        with _Kept(self):
            self.model.set_badges(badges)
        self._show_counts()

    def set_notes(self, notes: "Mapping[ArticleId, Notes]") -> None:
        """Shows what was noticed of articles: pages of several, reprints."""
        with _Kept(self):
            self.model.set_notes(notes)
        self._show_counts()

    def set_gains(self, gains: Mapping[ArticleId, float]) -> None:
        """Takes what a minute of work is likely to bring in each article, by which the list can be sorted."""
        with _Kept(self):
            self.model.set_gains(gains)
        self.show_weighing("")

    def show_weighing(self, words: str) -> None:
        """Says that the articles are being weighed, and how far; nothing ends it."""
        self._weighing = words
        self._show_counts()

    def remove(self, articles: Sequence[ArticleId]) -> None:
        """Takes articles off the list."""
        self.model.remove(articles)
        self._show_counts()

    def set_open(self, article: ArticleId | None) -> None:
        """Marks the article that is open in the window, and brings it into view."""
        self._rows.open_article = article
        row = None if article is None else self.model.row_of(article)
        if row is not None and row not in {index.row() for index in self.list.selectedIndexes()}:
            self.list.setCurrentIndex(self.model.index(row, 0))
        if row is not None:
            self.list.scrollTo(self.model.index(row, 0))
        self.list.viewport().update()

    def set_order(self, column: str, descending: bool) -> None:
        """Sorts by a column (its id)."""
        with _Kept(self):
            self.model.set_order(column, descending)
        self.head.set_order(column, descending)
        self._rows.show_length = column == "length"

    def set_show(self, show: Show) -> None:
        """Shows only articles in a state."""
        self.head.set_show(show)

    def clear_filter(self) -> None:
        """Shows all articles again."""
        self.head.clear()

    def set_read_only(self, read_only: bool) -> None:
        """Takes away what would change the project."""
        self._read_only = read_only
        self._import.setEnabled(not read_only)

    def set_folded(self, folded: bool) -> None:
        """Makes the panel a narrow strip with one button, or a list again."""
        self._open.setVisible(not folded)
        self._strip.setVisible(folded)
        self.setFixedWidth(FOLDED_WIDTH) if folded else self.setMaximumWidth(0xFFFFFF)
        if not folded:
            self.setMinimumWidth(0)

    # -- questions -----------------------------------------------------------------------------------------------

    def selected(self) -> list[ArticleId]:
        """The selected articles in the order of the list."""
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        return [self.model.listed(row).article.id for row in rows]

    def neighbour(self, step: int, undone: bool = False) -> ArticleId | None:
        """The article before (-1) or behind (1) the open one, as the list stands, or the next that is not done."""
        return self.model.neighbour(self._rows.open_article, step, undone)

    def focus_list(self) -> None:
        """Puts the keyboard into the list, on the open article where nothing is current."""
        if not self.list.currentIndex().isValid() and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0, 0))
        hidden = self._pages.currentIndex() == 1
        wanted = self.list if not hidden else self._import if self._import.isVisibleTo(self) else self.head.filter
        wanted.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- news up -------------------------------------------------------------------------------------------------

    def _key_pressed(self, key: str) -> None:
        chosen = self.selected()
        if key == "choose" and self.list.currentIndex().isValid():
            self.article_chosen.emit(self.model.listed(self.list.currentIndex().row()).article.id)
        elif key == "rename":
            self.rename()
        elif key == "delete" and chosen and not self._read_only:
            self.delete_asked.emit(chosen)

    def rename(self) -> None:
        """Lets the title of the current article be edited in its row."""
        if self.list.currentIndex().isValid() and not self._read_only:
            self.list.edit(self.list.currentIndex())

    def _choose_only(self) -> None:
        if self.model.rowCount() == 1:
            self.article_chosen.emit(self.model.listed(0).article.id)

    def _choose_order(self, column: str, descending: bool) -> None:
        if column == RANDOM == self.model.order[0] and descending == self.model.order[1]:
            self.model.seed += 1  # chosen once more: another order
        self.set_order(column, descending)
        self.order_chosen.emit(column, descending)

    def menu(self) -> QMenu:
        """What can be done with the selected articles."""
        chosen = self.selected()
        one, some = len(chosen) == 1, bool(chosen)
        writable = not self._read_only
        known = [listed for article in chosen if (listed := self.model.known(article)) is not None]
        excluded = some and all(listed.article.excluded for listed in known)
        made = QMenu(self)
        exclude = tr("Include again") if excluded else tr("Exclude from export")
        delete = tr("Delete") if len(chosen) < 2 else tr("Delete {n} articles", n=len(chosen))
        entries = (
            (tr("Open"), "", one, lambda: self.article_chosen.emit(chosen[0])),
            ("", "", False, None),
            (tr("Rename…"), "F2", one and writable, self.rename),
            (tr("Article details…"), "", one and writable, lambda: self.form_asked.emit(chosen[0])),
            (exclude, "", some and writable, lambda: self.exclude_asked.emit(chosen, not excluded)),
            (tr("Assign to…"), "", some and writable, lambda: self.assign_asked.emit(chosen)),
            (tr("Take back the assignment"), "", some and writable, lambda: self.unassign_asked.emit(chosen)),
            (tr("Export selection…"), "", some, lambda: self.export_asked.emit(chosen)),
            ("", "", False, None),
            (delete, tr("Backspace"), some and writable, lambda: self.delete_asked.emit(chosen)),
        )
        for text, key, enabled, run in entries:
            if run is None:
                made.addSeparator()
                continue
            action = made.addAction(ampersands(text) + (f"\t{key}" if key else ""))
            action.setEnabled(enabled)
            action.triggered.connect(lambda _checked=False, run=run: run())
        return made

    def _show_menu(self, at: QPoint) -> None:
        made = self.menu()
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.popup(at)

    # -- what the parts do together ------------------------------------------------------------------------------

    def _filter(self, text: str, show: str) -> None:
        with _Kept(self):
            self.model.set_filter(text, Show(show))
        self._show_counts()

    def _show_counts(self) -> None:
        total, done, excluded = self.model.counts()
        shown = self.model.rowCount()
        if self.model.filtering:
            text = tr("{shown} of {total} articles shown", shown=shown, total=total + excluded)
        else:
            text = tr("{total} articles · {done} done", total=total, done=done)
            if excluded:
                text += tr(" · {n} excluded", n=excluded)
        empty = not total and not excluded
        self._footer.setText("" if empty else self._weighing or text)
        self._clear.setVisible(self.model.filtering)
        self._import.setVisible(empty)
        self._empty.setText(
            tr("No articles yet. Drop files or a folder here, or press Ctrl+O to import.")
            if empty
            else tr("Nothing is assigned to you that you have not done.")
            if self.model.show is Show.MINE
            else tr("No article fits the filter.")
        )
        self._pages.setCurrentIndex(0 if shown else 1)

    # -- drag and drop -------------------------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()) and not self._read_only:
            event.acceptProposedAction()
            self._set_dragged_over(True)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_dragged_over(False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._set_dragged_over(False)
        event.acceptProposedAction()
        self.files_dropped.emit(local_paths(event.mimeData()))

    def _set_dragged_over(self, over: bool) -> None:
        self._dragged_over = over
        self.setContentsMargins(*([2] * 4 if over else [0] * 4))  # room for the frame that the list would cover
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._dragged_over:
            painter = QPainter(self)
            painter.setPen(QPen(QColor(active().accent), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))


class _Kept:
    """Keeps current article, selection and view while the rows of a panel are put in anew."""

    def __init__(self, panel: ArticleListPanel) -> None:
        self._panel = panel
        index = panel.list.currentIndex()
        self._current = panel.model.listed(index.row()).article.id if index.isValid() else None
        self._selected = panel.selected()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_failed: object) -> None:
        view, model = self._panel.list, self._panel.model
        rows = sorted(row for article in self._selected if (row := model.row_of(article)) is not None)
        selection = QItemSelection()
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            neighbours = [row for _, row in run]
            selection.select(model.index(neighbours[0], 0), model.index(neighbours[-1], 0))
        chosen = view.selectionModel()
        current = None if self._current is None else model.row_of(self._current)
        if current is not None:
            chosen.setCurrentIndex(model.index(current, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
            view.scrollTo(model.index(current, 0))
        chosen.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def local_paths(data: QMimeData) -> list[str]:
    """The files and folders of this machine that are being dragged."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
