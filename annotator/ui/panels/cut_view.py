"""The text of a page with the cuts that are to divide it, as lines that mouse and keys move."""

from bisect import bisect_right
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.fonts import article_font, secondary_font
from annotator.ui.models.cuts import Cuts
from annotator.ui.palette import OKABE_ITO, active, label_colours
from annotator.ui.widgets import GRID

MARGIN: Final = 6 * GRID
_NEAR: Final = 5  # pixels around a line in which the mouse takes it
_BREAKS: Final = str.maketrans(dict.fromkeys("\r\u2028\u2029\ufdd0\ufdd1", " "))  # Qt would begin a line at them
_FONT_SIZE: Final = 15


def part_colour(number: int) -> str:
    """The colour in which a part is shown; neighbours differ."""
    return OKABE_ITO[number % (len(OKABE_ITO) - 1)]


class CutView(QPlainTextEdit):
    """Shows the text with its cuts. Positions are code points of the text.

    Keys: up and down go from paragraph to paragraph, Enter cuts before the current one or takes the cut out, Ctrl+up
    and Ctrl+down move a cut. The mouse drags a cut by its line, and a click in the margin cuts.
    """

    current_changed = Signal(int)  # number of the part with the current paragraph

    def __init__(self, cuts: Cuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cuts = cuts
        self._starts = _line_starts(cuts.text)
        self._dragged: int | None = None
        self._hover: int | None = None  # start of the paragraph before which a click would cut
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFont(article_font(_FONT_SIZE))
        self.setPlainText(cuts.text.translate(_BREAKS))
        self.setViewportMargins(MARGIN, GRID, GRID, GRID)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setAccessibleName(tr("Text with cuts"))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._margin = _Margin(self)
        self.verticalScrollBar().valueChanged.connect(lambda _at: self._margin.update())
        self.cursorPositionChanged.connect(self._tell_current)
        cuts.changed.connect(self._follow)

    # -- places ----------------------------------------------------------------------------------------------------

    def _start_of(self, block: QTextBlock) -> int:
        return self._starts[block.blockNumber()]

    def block_at(self, start: int) -> QTextBlock:
        """The paragraph with a position."""
        return self.document().findBlockByNumber(bisect_right(self._starts, start) - 1)

    def current(self) -> int:
        """Where the current paragraph begins."""
        return self._start_of(self.textCursor().block())

    def go_to(self, start: int) -> None:
        """Makes a paragraph the current one and brings it into view."""
        block = self.block_at(start)
        cursor = QTextCursor(block)
        self.setTextCursor(cursor)
        top = self.top_of(block)
        high = self.viewport().height()
        if not high // 6 <= top < high * 3 // 4:
            self.centerCursor()

    def top_of(self, block: QTextBlock) -> int:
        """Where a paragraph begins, in pixels of the viewport; it need not be in view."""
        return round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())

    def line_at(self, y: int) -> int | None:
        """The cut whose line is at a height."""
        return next(
            (start for start in self._cuts.starts[1:] if abs(self.top_of(self.block_at(start)) - y) <= _NEAR), None
        )

    def nearest(self, y: int) -> int:
        """The start of the paragraph with text that begins nearest to a height."""
        block = self.cursorForPosition(QPoint(0, y)).block()
        near = [one for one in (block.previous(), block, block.next()) if one.isValid()]
        starts = [self._start_of(one) for one in near if one.text().strip()] or [self._start_of(block)]
        return min(starts, key=lambda start: abs(self.top_of(self.block_at(start)) - y))

    def _tell_current(self) -> None:
        self.viewport().update()
        self._margin.update()
        self.current_changed.emit(self._cuts.number_at(self.current()))

    def _follow(self) -> None:
        self.viewport().update()
        self._margin.update()
        self._tell_current()

    # -- keys and mouse --------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and control:
            self.go_to(self._cuts.step(self.current(), step))
        elif step:
            self._walk(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._cuts.toggle(self.current())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._cuts.remove(self.current())
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        block = self.textCursor().block()
        while True:
            block = block.next() if step > 0 else block.previous()
            if not block.isValid():
                return
            if block.text().strip():
                self.go_to(self._start_of(block))
                return

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        y = event.position().toPoint().y()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._dragged = self.line_at(y)
        self.go_to(
            self._dragged if self._dragged is not None else self._start_of(self.cursorForPosition(QPoint(0, y)).block())
        )

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        y = event.position().toPoint().y()
        if self._dragged is not None:
            self._dragged = self._cuts.move(self._dragged, self.nearest(y))
            return
        over = self.line_at(y) is not None
        self.viewport().setCursor(Qt.CursorShape.SplitVCursor if over else Qt.CursorShape.ArrowCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            self.go_to(self._dragged)
        self._dragged = None

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._cuts.toggle(self._start_of(self.cursorForPosition(event.position().toPoint()).block()))

    def hover(self, y: int | None) -> None:
        """Shows where a click in the margin would cut."""
        self._hover = None if y is None else self.nearest(y)
        self.viewport().update()
        self._margin.update()

    def click_margin(self, y: int) -> None:
        """Cuts at the paragraph that begins nearest to a height, or takes the cut there out."""
        start = self.nearest(y)
        self.go_to(start)
        self._cuts.toggle(start)

    # -- painting --------------------------------------------------------------------------------------------------

    def shown(self) -> list[QTextBlock]:
        """The paragraphs that are in view."""
        found = []
        block = self.firstVisibleBlock()
        while block.isValid() and self.top_of(block) <= self.viewport().height():
            found.append(block)
            block = block.next()
        return found

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        palette = active()
        width = self.viewport().width()
        if self.hasFocus():
            block = self.textCursor().block()
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            painter.fillRect(QRectF(0, box.top(), width, box.height()), QColor(palette.hover))
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for block in self.shown():
            start = self._start_of(block)
            y = max(1, self.top_of(block))
            if self._cuts.is_cut(start):
                colour = label_colours(palette, part_colour(self._cuts.number_at(start))).line
                painter.setPen(QPen(QColor(colour), 3 if start == self._dragged else 2))
                painter.drawLine(0, y, width, y)
            elif start == self._hover and start > self._starts[0]:
                painter.setPen(QPen(QColor(palette.accent), 1, Qt.PenStyle.DashLine))
                painter.drawLine(0, y, width, y)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._margin.setGeometry(QRect(inside.left(), inside.top() + GRID, MARGIN, inside.height() - 2 * GRID))

    def paint_margin(self, painter: QPainter) -> None:
        """Paints a bar in the colour of each part and its number where it begins."""
        palette = active()
        painter.setFont(secondary_font())
        high = QFontMetrics(secondary_font()).height()
        first = True
        for block in self.shown():
            start = self._start_of(block)
            number = self._cuts.number_at(start)
            shades = label_colours(palette, part_colour(number))
            top = self.top_of(block)
            box = round(self.blockBoundingRect(block).height())
            painter.fillRect(MARGIN - GRID - 3, top, 3, box, QColor(shades.line))
            if first or self._cuts.is_cut(start):
                painter.setPen(QColor(shades.text))
                area = QRect(0, max(0, top) + GRID // 4, MARGIN - 2 * GRID, high)
                painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, str(number + 1))
            first = False


class _Margin(QWidget):
    """The strip left of the text."""

    def __init__(self, view: CutView) -> None:
        super().__init__(view)
        self._view = view
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("Click to cut here, or to take the cut out"))

    @override
    def sizeHint(self) -> QSize:
        return QSize(MARGIN, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_margin(QPainter(self))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._view.hover(event.position().toPoint().y())

    @override
    def leaveEvent(self, event: object) -> None:
        self._view.hover(None)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._view.click_margin(event.position().toPoint().y())


def _line_starts(text: str) -> list[int]:
    """Where the lines of a text begin."""
    starts, at = [], 0
    for line in text.split("\n"):
        starts.append(at)
        at += len(line) + 1
    return starts
