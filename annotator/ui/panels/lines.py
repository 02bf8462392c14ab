"""The list that shows lines: found words one below the other with their context, headings, boxes to tick."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
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

from annotator.ui import fonts
from annotator.ui.icons import SIZE, pixmap
from annotator.ui.models.line_model import LINE_ROLE, Line, LineModel
from annotator.ui.palette import active, label_colours
from annotator.ui.values import one_line
from annotator.ui.widgets import GRID

HEIGHT: Final = 28
_BAR: Final = QSize(4, 16)
_BOX: Final = 14
_LEAD: Final = (24, 112)
_NOTE: Final = 0.34  # of the width, at most
_COLUMN: Final = 0.32  # of the width: where found words begin, unless too little is left before them
_LEAST: Final = 4 * GRID
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

_OWN: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

_Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """Paints a line: the found words stand below one another, what is before them ends there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._plain = fonts.interface_font()
        self._bold = fonts.interface_font(bold=True)
        self._small = fonts.secondary_font()
        self._figures = fonts.tabular(self._small)
        self._lead_width = 0
        self.in_context = True  # whether the found words stand in a column

    def measure(self, leads: list[str]) -> None:
        """Makes the column of leads as wide as these need."""
        metrics = QFontMetrics(self._small)
        widest = max((metrics.horizontalAdvance(lead) for lead in leads), default=0)
        self._lead_width = max(_LEAD[0], min(widest + 1, _LEAD[1])) if widest else 0

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, HEIGHT)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: Line = index.data(LINE_ROLE)
        palette = active()
        state: QStyle.StateFlag = option.state
        ground = palette.paper
        if state & QStyle.StateFlag.State_Selected:
            ground = palette.selection
        elif state & QStyle.StateFlag.State_MouseOver and not (line.heading and line.expanded is None):
            ground = palette.hover
        painter.save()
        painter.fillRect(option.rect, QColor(ground))
        room = option.rect.adjusted(GRID + GRID // 2, 0, -(GRID + GRID // 2), 0)
        room = self._paint_signs(painter, room.adjusted(self._indent() if line.indented else 0, 0, 0, 0), line)
        room = self._paint_note(painter, room, line)
        if line.heading:
            self._words(painter, room, line.text, self._bold, palette.ink)
        else:
            column = option.rect.x() + round(option.rect.width() * _COLUMN)
            self._paint_context(painter, room, line, max(column, room.x() + _LEAST))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(palette.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), 4, 4)
        painter.restore()

    def _paint_signs(self, painter: QPainter, room: QRect, line: Line) -> QRect:
        """Arrow, box, colour bar and lead; gives what room they leave."""
        palette = active()
        density = painter.device().devicePixelRatioF()
        if line.expanded is not None:
            name = "chevron-down" if line.expanded else "chevron-right"
            at = QPoint(room.x() - GRID // 2, room.center().y() + 1 - SIZE // 2)
            painter.drawPixmap(at, pixmap(name, palette.secondary, density))
            room = room.adjusted(SIZE, 0, 0, 0)
        if line.checked is not None:
            self._paint_box(painter, room, line.checked)
            room = room.adjusted(_BOX + GRID, 0, 0, 0)
        if line.colour:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(label_colours(palette, line.colour).line))
            bar = QRectF(room.x(), room.center().y() + 1 - _BAR.height() / 2, _BAR.width(), _BAR.height())
            painter.drawRoundedRect(bar, 2, 2)
            room = room.adjusted(_BAR.width() + GRID, 0, 0, 0)
        if line.lead:
            width = self._lead_width or QFontMetrics(self._small).horizontalAdvance(line.lead)
            ink = label_colours(palette, line.colour).text if line.colour else palette.secondary
            self._words(painter, QRect(room.x(), room.y(), width, room.height()), line.lead, self._small, ink)
            room = room.adjusted(width + GRID, 0, 0, 0)
        return room

    def _indent(self) -> int:
        """How far what stands under an opened row is moved: to where that row's words begin."""
        return SIZE + _BAR.width() + GRID + (self._lead_width + GRID if self._lead_width else 0)

    @staticmethod
    def _paint_box(painter: QPainter, room: QRect, checked: bool) -> None:
        palette = active()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(room.x() + 0.5, room.center().y() + 0.5 - _BOX / 2, _BOX, _BOX)
        painter.setPen(QPen(QColor(palette.accent if checked else palette.pale), 1))
        painter.setBrush(QColor(palette.accent if checked else palette.paper))
        painter.drawRoundedRect(box, 3, 3)
        if checked:
            tick = pixmap("check", palette.on_accent, painter.device().devicePixelRatioF(), 12)
            painter.drawPixmap(QPoint(round(box.x() + 1), round(box.y() + 1)), tick)

    def _paint_note(self, painter: QPainter, room: QRect, line: Line) -> QRect:
        if not line.note:
            return room
        widest = round(room.width() * _NOTE)
        note = QFontMetrics(self._figures).elidedText(one_line(line.note), Qt.TextElideMode.ElideRight, widest)
        painter.setFont(self._figures)
        painter.setPen(QColor(active().secondary))
        painter.drawText(room, _RIGHT, note)
        return room.adjusted(0, 0, -QFontMetrics(self._figures).horizontalAdvance(note) - 2 * GRID, 0)

    def _paint_context(self, painter: QPainter, room: QRect, line: Line, column: int) -> None:
        palette = active()
        pale = palette.pale if line.faded else palette.secondary
        ink = palette.secondary if line.faded else palette.ink
        left = room.x()
        if self.in_context and (line.before or line.after):
            before = QRect(left, room.y(), column - left, room.height())
            self._words(painter, before, line.before, self._plain, pale, _RIGHT, Qt.TextElideMode.ElideLeft)
            left = column
        bold = self._bold if line.before or line.after else self._plain
        used = self._words(painter, room.adjusted(left - room.x(), 0, 0, 0), line.text, bold, ink)
        behind = room.adjusted(left - room.x() + used, 0, 0, 0)
        if behind.width() > GRID:
            self._words(painter, behind, line.after, self._plain, pale)

    @staticmethod
    def _words(
        painter: QPainter,
        room: QRect,
        text: str,
        font: QFont,
        colour: str,
        align: int = _LEFT,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> int:
        """One line of text in a room; gives how wide it came out."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(one_line(text), mode, max(0, room.width()))
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(room, align | int(Qt.TextFlag.TextSingleLine), shown)
        return metrics.horizontalAdvance(shown)


class LineList(QTableView):
    """The list itself. A table, because QListView is slow to put one row in among tens of thousands."""

    chosen = Signal(int)  # row: Enter, or a double click
    clicked_row = Signal(int)
    moved = Signal(int)  # row that became the current one by key, click or step
    escaped = Signal()
    key_pressed = Signal(str)  # a letter, or "delete"
    menu_asked = Signal(int, QPoint)  # row, where on the screen

    def __init__(self, model: LineModel, name: str) -> None:  # type: ignore[type-arg]  # whatever it lists
        super().__init__()
        self.setObjectName("lines")
        self._lines = model
        self.delegate = LineDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QTableView.Shape.NoFrame)
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
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.moved.emit(index.row())

    def current_row(self) -> int:
        """The current row, -1 where there is none."""
        return self.currentIndex().row()

    def go_to(self, row: int) -> None:
        """Makes a row the current one and visible."""
        if 0 <= row < self._lines.rowCount():
            self.setCurrentIndex(self._lines.index(row, 0))

    def step(self, direction: int) -> bool:
        """To the next or previous row that is no heading; False at the end."""
        row = self.current_row() + direction if self.current_row() >= 0 or direction > 0 else -1
        while 0 <= row < self._lines.rowCount():
            if self._lines.flags(self._lines.index(row, 0)) & Qt.ItemFlag.ItemIsSelectable:
                self.go_to(row)
                return True
            row += direction
        return False

    def _toggle(self, row: int) -> None:
        checked = self._lines.line(row).checked if row >= 0 else None
        if checked is not None:
            state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
            self._lines.setData(self._lines.index(row, 0), state, Qt.ItemDataRole.CheckStateRole)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if not plain:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.current_row())
        elif key == Qt.Key.Key_Space:
            self._toggle(self.current_row())
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.key_pressed.emit("delete")
        elif event.text().isalpha():
            # By Shift and not by the letter's case, which Caps Lock changes too.
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.key_pressed.emit(event.text().upper() if shifted else event.text().lower())
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            if self._lines.line(index.row()).checked is not None and event.position().x() < GRID * 2 + _BOX + GRID:
                self._toggle(index.row())
            self.clicked_row.emit(index.row())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.chosen.emit(index.row())

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.currentIndex()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and index.isValid():
            place = self.viewport().mapToGlobal(self.visualRect(index).center())
        else:
            index, place = self.indexAt(event.pos()), event.globalPos()
        if index.isValid():
            self.menu_asked.emit(index.row(), place)

    @override
    def event(self, event: QEvent) -> bool:
        # Enter, Esc and letters are the list's own: no shortcut of the window may take them first.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            typed = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier and event.text().isprintable()
            if event.key() in _OWN or (typed and event.text()):
                event.accept()
                return True
        return super().event(event)
