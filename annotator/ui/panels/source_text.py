"""The source as it was read, with what repair took out struck and the place that matches the article marked."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QToolTip
from typing_extensions import override

from annotator.domain.offsets import Offsets
from annotator.domain.text import Doubt, Edit, EditKind, ReadingText
from annotator.i18n import mark, tr
from annotator.ui import fonts
from annotator.ui.palette import active
from annotator.ui.widgets import GRID, ampersands, tooltip

KINDS: Final = {
    EditKind.JOIN: mark("Joined lines"),
    EditKind.DEDOUBLE: mark("Printed twice"),
    EditKind.SPACE: mark("Stray blank"),
    EditKind.BLANK: mark("Layout blank"),
    EditKind.DROP: mark("Taken out"),
    EditKind.SPLIT: mark("New paragraph"),
    EditKind.CORRECT: mark("Corrected"),
    EditKind.FURNITURE: mark("Head, page number or byline: not tagged"),
}
_SIZE: Final = 14
_AROUND: Final = 400  # characters beyond the visible ones that are formatted with them

_Selection = QTextEdit.ExtraSelection


class SourceText(QPlainTextEdit):
    """Shows the part of a source that an article was cut out of; positions given and told are of the whole source."""

    position_pressed = Signal(int)
    edit_pressed = Signal(object)  # Edit
    take_back_asked = Signal(object)  # Edit
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reading = ReadingText("")
        self._offsets = Offsets("")
        self._starts: list[int] = []
        self._marked = (0, 0)
        self._current: Edit | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QPlainTextEdit, QPlainTextEdit:focus { border: 0; border-radius: 0; padding: 0; }")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(tr("Source text"))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setFont(fonts.interface_font(_SIZE))
        self.document().setDocumentMargin(GRID + GRID // 2)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._format())

    def show_reading(self, reading: ReadingText) -> None:
        """Shows the source of a reading."""
        same = reading.source == self._reading.source and reading.start == self._reading.start
        scroll = self.verticalScrollBar().value() if same and reading.end == self._reading.end else 0
        self._reading = reading
        self._starts = [edit.start for edit in reading.edits]
        self._marked, self._current = (0, 0), None
        self._offsets = Offsets(reading.source[reading.start : reading.end])
        self.setPlainText(self._offsets.display)
        self.verticalScrollBar().setValue(scroll)
        self._format()

    def mark(self, start: int, end: int) -> None:
        """Marks a range and brings it into view."""
        self._marked = (start, end)
        self._reveal(start)
        self._format()

    def set_current(self, edit: Edit | None) -> None:
        """Sets off one repair from the others and brings it into view."""
        self._current = edit
        if edit is not None:
            self._reveal(edit.start)
        self._format()

    def edits_in(self, start: int, end: int) -> tuple[Edit, ...]:
        """The repairs that touch a range, in their order."""
        low = max(0, bisect_left(self._starts, start) - 1)
        high = bisect_right(self._starts, end)
        return tuple(edit for edit in self._reading.edits[low:high] if edit.end >= start and edit.start <= end)

    # -- positions -------------------------------------------------------------------------------------------------

    def _cursor(self, position: int) -> QTextCursor:
        inside = max(0, min(position - self._reading.start, self._offsets.length))
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._offsets.to_utf16(inside))
        return cursor

    def _at(self, point: QPoint) -> int:
        """The character under a point."""
        cursor = self.cursorForPosition(point)
        position = self._offsets.to_points(cursor.position())
        if position > 0 and point.x() < self.cursorRect(cursor).left():
            position -= 1  # the point is in the right half of the character before
        return self._reading.start + position

    def _edit_at(self, position: int) -> Edit | None:
        found = self.edits_in(position, position)
        inside = [edit for edit in found if edit.start <= position < max(edit.end, edit.start + 1)]
        return inside[0] if inside else None

    def _visible(self) -> tuple[int, int]:
        first = self._offsets.to_points(self.cursorForPosition(QPoint(0, 0)).position())
        corner = self.viewport().rect().bottomRight()
        last = self._offsets.to_points(self.cursorForPosition(corner).position())
        return self._reading.start + max(0, first - _AROUND), self._reading.start + last + _AROUND

    def _reveal(self, position: int) -> None:
        rect = self.cursorRect(self._cursor(position))
        if rect.top() < 0 or rect.bottom() > self.viewport().height():
            chosen = self.textCursor()
            self.setTextCursor(self._cursor(position))
            self.centerCursor()
            if chosen.hasSelection():
                self.setTextCursor(chosen)

    # -- looks -----------------------------------------------------------------------------------------------------

    def _format(self) -> None:
        """Formats what can be seen: a selection for every repair of a long text would take a second."""
        low, high = self._visible()
        made = [self._selection(*self._marked, self._place_format())] if self._marked[0] < self._marked[1] else []
        for edit in self.edits_in(low, high):
            made.append(self._selection(edit.start, edit.end, self._edit_format(edit)))
        for doubt in self._doubts(low, high):
            made.append(self._selection(doubt.start, doubt.end, _doubt_format()))
        self.setExtraSelections(made)
        self.viewport().update()

    def _doubts(self, low: int, high: int) -> Iterator[Doubt]:
        return (doubt for doubt in self._reading.doubts if doubt.start < high and doubt.end > low)

    def _selection(self, start: int, end: int, style: QTextCharFormat) -> _Selection:
        made = _Selection()
        cursor = self._cursor(start)
        cursor.setPosition(self._cursor(end).position(), QTextCursor.MoveMode.KeepAnchor)
        made.cursor = cursor
        made.format = style
        return made

    @staticmethod
    def _place_format() -> QTextCharFormat:
        style = QTextCharFormat()
        style.setBackground(QColor(active().find_current))
        return style

    def _edit_format(self, edit: Edit) -> QTextCharFormat:
        palette = active()
        style = QTextCharFormat()
        style.setForeground(QColor(palette.pale))
        if edit == self._current:
            style.setBackground(QColor(palette.selection))
        if edit.kind in (EditKind.CORRECT, EditKind.FURNITURE):
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        else:
            style.setFontStrikeOut(True)
        return style

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setFont(fonts.secondary_font())
        for edit in self.edits_in(*self._visible()):
            self._paint_signs(painter, edit)
        painter.end()

    def _paint_signs(self, painter: QPainter, edit: Edit) -> None:
        """Signs for what has no glyph of its own: a line end taken out, a paragraph put in."""
        palette = active()
        painter.setPen(QColor(palette.accent if edit == self._current else palette.pale))
        if edit.start == edit.end:
            painter.drawText(self._beside(edit.start), _PLACE, "¶")
            return
        first = self._offsets.to_utf16(edit.start - self._reading.start)
        last = self._offsets.to_utf16(edit.end - self._reading.start)
        block = self.document().findBlock(first)
        while block.isValid() and block.position() + block.length() - 1 < last:
            end = self._reading.start + self._offsets.to_points(block.position() + block.length() - 1)
            painter.drawText(self._beside(end), _PLACE, "⏎")
            block = block.next()

    def _beside(self, position: int) -> QRect:
        rect = self.cursorRect(self._cursor(position))
        return QRect(rect.left() + 2, rect.top(), 2 * GRID, rect.height())

    # -- events ----------------------------------------------------------------------------------------------------

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._format()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            position = self._at(event.position().toPoint())
            edit = self._edit_at(position)
            self.position_pressed.emit(position)
            if edit is not None:
                self.edit_pressed.emit(edit)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        edit = self._edit_at(self._at(event.pos()))
        if edit is not None:
            back = menu.addAction(ampersands(tr("Take back: {what}", what=told(self._reading, edit))))
            back.triggered.connect(lambda _checked=False: self.take_back_asked.emit(edit))
        menu.exec(event.globalPos())
        menu.deleteLater()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = self._at(event.pos())
            edit = self._edit_at(position)
            doubt = next((d for d in self._doubts(position, position + 1)), None)
            words = told(self._reading, edit) if edit else tr(doubt.reason) if doubt else ""
            QToolTip.showText(event.globalPos(), tooltip(words) if words else "", self.viewport())
            return True
        return super().viewportEvent(event)


_PLACE: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _doubt_format() -> QTextCharFormat:
    style = QTextCharFormat()
    style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    style.setUnderlineColor(QColor(active().warning))
    return style


def visible_form(text: str) -> str:
    """Characters without a glyph as signs: ⏎ for a line end, ␣ for a blank."""
    return text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎").replace("\u3000", "␣␣").replace(" ", "␣")


def told(reading: ReadingText, edit: Edit) -> str:
    """A repair in words: what kind, what was there, what is there now, and why."""
    old = visible_form(reading.source[edit.start : edit.end])
    change = f"{old} → {visible_form(edit.text)}" if edit.text else old
    parts = [tr(KINDS[edit.kind]), change[:40], tr(edit.reason) if edit.reason else ""]
    return " · ".join(part for part in parts if part)
