"""The rows of the tag panel: one line a tag, many can be selected, single keys are commands as in the article."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from annotator.domain.ids import SpanId
from annotator.i18n import tr
from annotator.ui import fonts
from annotator.ui.icons import pixmap
from annotator.ui.models.tag_model import TagModel, TagRow
from annotator.ui.palette import Palette, active, label_colours
from annotator.ui.text.keys import DEFAULT, KeyMap
from annotator.ui.values import named

HEIGHT: Final = 28
_MARGIN: Final = 8
_BAR: Final = QSize(4, 16)
_SIGN: Final = 14
_NAME: Final = (32, 80)  # width of the labels' column, least and most
_SHARE: Final = 0.45  # of what a row has for words, at most for the attribute
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class TagDelegate(QStyledItemDelegate):
    """Paints a tag as one line: colour bar, label, words, signs, main attribute; a ring around the current one."""

    def __init__(self, model: TagModel, view: "TagRows") -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._words = fonts.interface_font()
        self._small = fonts.secondary_font()
        self._figures = fonts.tabular(self._small)
        self._name_width = _NAME[0]

    def measure(self, names: Iterable[str]) -> None:
        """Makes the labels' column as wide as it needs to be for some names."""
        metrics = QFontMetrics(self._small)
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        self._name_width = max(_NAME[0], min(widest + 1, _NAME[1]))

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, HEIGHT)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        palette = active()
        row = self._model.row(index.row())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        ground = _ground(palette, state)
        painter.save()
        painter.fillRect(rect, QColor(ground))
        self._paint_label(painter, rect, row, replace(palette, paper=ground))
        left = rect.left() + 2 * _MARGIN + _BAR.width() + self._name_width + _MARGIN
        right = self._paint_right(painter, rect, row, palette, left)
        painter.setFont(self._words)
        painter.setPen(QColor(palette.ink))
        room = QRect(left, rect.top(), right - left, rect.height())
        painter.drawText(room, _LEFT, self._fit(row.quote, room.width(), self._words, Qt.TextElideMode.ElideMiddle))
        if row.mark.id == self._view.current():
            self._paint_ring(painter, rect, palette)
        painter.restore()

    def _paint_label(self, painter: QPainter, rect: QRect, row: TagRow, palette: Palette) -> None:
        colours = label_colours(palette, row.label.colour)
        bar = QRectF(rect.left() + _MARGIN, rect.center().y() + 1 - _BAR.height() / 2, _BAR.width(), _BAR.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setFont(self._small)
        painter.setPen(QColor(colours.text))
        left = int(bar.right()) + _MARGIN
        name = self._fit(named(row.label), self._name_width, self._small, Qt.TextElideMode.ElideRight)
        painter.drawText(QRect(left, rect.top(), self._name_width, rect.height()), _LEFT, name)

    def _paint_right(self, painter: QPainter, rect: QRect, row: TagRow, palette: Palette, left: int) -> int:
        """Paints attribute and signs from the right; gives where the room for the words ends."""
        right = rect.right() + 1 - _MARGIN - _MARGIN // 2
        most = int((right - left) * _SHARE)
        words = tr("to be re-checked") if row.recheck else row.main
        font = self._small if row.recheck else self._figures
        if words:
            words = self._fit(words, most, font, Qt.TextElideMode.ElideLeft)
            width = QFontMetrics(font).horizontalAdvance(words)
            painter.setFont(font)
            painter.setPen(QColor(palette.warning if row.recheck else palette.secondary))
            painter.drawText(QRect(right - width, rect.top(), width, rect.height()), _RIGHT, words)
            right -= width + _MARGIN
        signs = [("warning", palette.warning)] * row.recheck + [("discussion", palette.secondary)] * bool(row.note)
        for name, colour in signs:
            right -= _SIGN
            at = QPoint(right, rect.center().y() + 1 - _SIGN // 2)
            painter.drawPixmap(at, pixmap(name, colour, self._view.devicePixelRatioF(), _SIGN))
            right -= _MARGIN // 2
        return right

    def _paint_ring(self, painter: QPainter, rect: QRect, palette: Palette) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = 2 if self._view.hasFocus() else 1
        inset = 1 + width / 2  # so that the line falls on whole pixels
        painter.setPen(QPen(QColor(palette.accent), width))
        painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset - 1, -inset, 1 - inset), 4, 4)

    @staticmethod
    def _fit(text: str, width: int, font: QFont, mode: Qt.TextElideMode) -> str:
        return QFontMetrics(font).elidedText(text, mode, width)


def _ground(palette: Palette, state: QStyle.StateFlag) -> str:
    if state & QStyle.StateFlag.State_Selected:
        return palette.selection
    return palette.hover if state & QStyle.StateFlag.State_MouseOver else palette.paper


class TagRows(QTableView):
    """The rows. What the person does is told by signals; what the program does by methods is told by none.

    A table and not a list view: among 40,000 rows QListView takes 90 ms to put one in, this one 1.5 ms.
    """

    current_moved = Signal(object)  # SpanId
    selection_moved = Signal()
    key_command = Signal(str)
    form_asked = Signal()
    filter_asked = Signal()
    menu_asked = Signal(QPoint)  # where on the screen

    def __init__(self, model: TagModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags = model
        self._keymap: KeyMap = DEFAULT
        self._quiet = 0
        self._current: SpanId | None = None
        self.setModel(model)
        self._delegate = TagDelegate(model, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Tags"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(HEIGHT)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(HEIGHT)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, model.columnCount()):
            self.hideColumn(column)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.doubleClicked.connect(lambda _index: self.form_asked.emit())

    def set_keymap(self, keymap: KeyMap) -> None:
        """Takes the table of single keys."""
        self._keymap = keymap

    def measure(self, names: Iterable[str]) -> None:
        """Makes room for some labels' names."""
        self._delegate.measure(names)

    # -- current and selection ---------------------------------------------------------------------------------------

    def current(self) -> SpanId | None:
        """The current tag; it need not be among the rows."""
        return self._current

    def selected(self) -> list[SpanId]:
        """The selected tags in their order."""
        ranges = self.selectionModel().selection()
        rows = {row for part in ranges.toList() for row in range(part.top(), part.bottom() + 1)}
        return [self._tags.mark_at(row).id for row in sorted(rows)]

    def go_to(self, span: SpanId | None) -> None:
        """Makes a tag current, alone selected and visible; None lets go of all."""
        self._current = span
        row = self._tags.row_of(span) if span is not None else None
        with self.quiet():
            if row is None:
                self.selectionModel().clear()
            else:
                index = self._tags.index(row, 0)
                if not self.visualRect(index).isValid() or not self.viewport().rect().contains(self.visualRect(index)):
                    self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
                self.selectionModel().setCurrentIndex(
                    index,
                    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
                )
        self.viewport().update()

    def select(self, spans: Iterable[SpanId], current: SpanId | None) -> None:
        """Selects those of some tags that are listed, and makes one current, without scrolling."""
        self._current = current
        flags = QItemSelectionModel.SelectionFlag
        chosen = QItemSelection()
        for span in spans:
            row = self._tags.row_of(span)
            if row is not None:
                chosen.select(self._tags.index(row, 0), self._tags.index(row, self._tags.columnCount() - 1))
        row = self._tags.row_of(current) if current is not None else None
        with self.quiet():
            if row is None:
                self.selectionModel().clearCurrentIndex()
            else:
                self.selectionModel().setCurrentIndex(self._tags.index(row, 0), flags.NoUpdate)
            self.selectionModel().select(chosen, flags.ClearAndSelect)
        self.viewport().update()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What happens inside is not told."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1

    def _on_current(self, index: QModelIndex) -> None:
        if self._quiet or not index.isValid():
            return
        self._current = self._tags.mark_at(index.row()).id
        self.viewport().update()
        self.current_moved.emit(self._current)

    def _on_selection(self) -> None:
        if not self._quiet:
            self.selection_moved.emit()

    # -- keys and mouse ----------------------------------------------------------------------------------------------

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._command(event):
            event.accept()
            return True
        return super().event(event)

    def _command(self, event: QKeyEvent) -> str | None:
        return self._keymap.command_for(event.text(), event.key(), event.modifiers())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if command := self._command(event):
            self.key_command.emit(command)
            event.accept()
        elif (
            event.text().isprintable() and event.text() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if event.text() == "/":
                self.filter_asked.emit()  # Tab is taken, so nothing else would lead there
            event.accept()  # Qt would look for a row that begins so
        else:
            super().keyPressEvent(event)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        for character in event.commitString():
            if command := self._keymap.command_for_commit(character):
                self.key_command.emit(command)
        event.accept()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt would make the first row current where none is."""
        with self.quiet():
            super().focusInEvent(event)
            if self._current is None:
                self.selectionModel().clearCurrentIndex()
        self.viewport().update()

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        return False  # Tab goes from mark to mark, F6 from pane to pane

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self._choose_for_menu(event.position().toPoint())
            return
        super().mousePressEvent(event)

    def _choose_for_menu(self, point: QPoint) -> None:
        """A right click on one of several selected rows keeps them all."""
        index = self.indexAt(point)
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.currentIndex()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and index.isValid():
            self.menu_asked.emit(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))
        elif self.indexAt(event.pos()).isValid():
            self.menu_asked.emit(event.globalPos())
