"""The article's text in a scrolling window: where characters stand, the caret, size of type; nothing of marks.

The canonical text and all positions are outside of Qt's document, in code points; the document holds a display copy.
"""

from typing import Final

from PySide6.QtCore import QMimeData, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QResizeEvent,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLine,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget
from typing_extensions import override

from annotator.domain.offsets import Offsets
from annotator.ui import fonts
from annotator.ui.text.content import ScrollState
from annotator.ui.text.layout import ArticleLayout, Metrics, Row

SMALLEST: Final = 11
LARGEST: Final = 40
PAINTED_BEYOND: Final = 6  # pixels above and below what is seen, from where something may reach into it

_EXACT: Final = 200_000  # up to so many characters, what is not seen is laid out while nobody waits
_SLICE: Final = 12  # paragraphs laid out at a time, about 1 ms
_KEYBOARD: Final = Qt.TextInteractionFlag.TextSelectableByKeyboard
_MOUSE: Final = Qt.TextInteractionFlag.TextSelectableByMouse
_FUZZY: Final = Qt.HitTestAccuracy.FuzzyHit


class CopiedText(QMimeData):
    """Words of the article on the clipboard, known as such until the program ends."""


class ArticlePane(QTextEdit):
    """A read-only text with a caret, in one column of at most 40 characters, that opens and scrolls at any length."""

    caret_moved = Signal(int)
    selection_changed = Signal()
    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(_KEYBOARD | _MOUSE)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # single keys must come as keys
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(False)  # files are dropped on the window
        self.viewport().setAcceptDrops(False)
        self._serif = True
        self._metrics = Metrics.of(fonts.ARTICLE_SIZE)
        self._at_end = (
            False  # where a line breaks, the caret's position is the end of one line and the start of another
        )
        self._held: int | None = None  # the block that must not move while scrolling goes on
        self._next_block = 0
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._settle_slice)
        self._text = ""
        self._title_end = 0
        self._offsets = Offsets("")
        self._layout: ArticleLayout
        self._document: QTextDocument | None = None
        self.set_text("")
        self.cursorPositionChanged.connect(self._tell_caret)
        self.selectionChanged.connect(self.selection_changed)

    # The text

    def set_text(self, text: str, *, title_end: int = 0, subtitle: bool = False) -> None:
        """Shows a text, caret and scroll at its start; its paragraphs before `title_end` are the title."""
        self._idle.stop()
        self._text, self._title_end = text, title_end
        policy = Qt.ScrollBarPolicy  # with an article always: its coming must not move the text
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn if text else policy.ScrollBarAlwaysOff)
        offsets = self._offsets = Offsets(text)
        document = QTextDocument(self)
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setDefaultFont(self._metrics.font)
        title = offsets.display[:title_end]
        cursor = QTextCursor(document)
        if title:
            cursor.insertText(title, self._title_format())
        cursor.insertText(offsets.display[title_end:], QTextCharFormat())
        lines = offsets.display.split("\n")
        lengths = list(map(len, lines))
        if offsets.length16 != offsets.length:
            lengths = [len(line) if line.isascii() else len(line.encode("utf-16-le")) // 2 for line in lines]
        titles = title.rstrip("\n").count("\n") + 1 if title.strip() else 0
        self._layout = ArticleLayout(document, lengths, titles, self._metrics, subtitle=subtitle)
        self._layout.resize(QSizeF(self.viewport().size()))
        document.setDocumentLayout(self._layout)
        self.setDocument(document)
        self.setFont(self._metrics.font)
        if self._document is not None:
            self._document.deleteLater()
        self._document = document
        self.verticalScrollBar().setSingleStep(round(self._metrics.line / 2))
        self.verticalScrollBar().setValue(0)
        self._settle_soon()

    @property
    def text(self) -> str:
        """The text as it is, whatever the widget shows for some of its characters."""
        return self._text

    @property
    def offsets(self) -> Offsets:
        """Code points against the document's positions."""
        return self._offsets

    @property
    def article_layout(self) -> ArticleLayout:
        """Where everything stands."""
        return self._layout

    def _title_format(self) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(self._metrics.title_font)
        return made

    # Caret and selection

    @property
    def caret(self) -> int:
        """Where the caret stands."""
        return self._offsets.to_points(self.textCursor().position())

    @property
    def anchor(self) -> int:
        """Where the selection began; the caret where there is none."""
        return self._offsets.to_points(self.textCursor().anchor())

    def set_caret(self, position: int, anchor: int | None = None, *, at_end: bool = False) -> None:
        """Moves the caret, selecting from `anchor` if given; scrolls nothing.

        Where a line breaks, `at_end` shows the caret at the end of the line and not at the start of the next one.
        """
        there = self._offsets.to_utf16(min(max(position, 0), self._offsets.length))
        cursor = self.textCursor()
        if anchor is None:
            cursor.setPosition(there)
        else:
            cursor.setPosition(self._offsets.to_utf16(min(max(anchor, 0), self._offsets.length)))
            cursor.setPosition(there, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._at_end = at_end
        self.viewport().update()

    @property
    def caret_row(self) -> Row:
        """The line in which the caret is shown."""
        position = self.textCursor().position()
        row = self._layout.row_of(position)
        if self._at_end and position == row.start > row.base:
            return self._layout.row_of(position - 1)
        return row

    def go_in_line(self, *, to_end: bool, select: bool) -> None:
        """Moves the caret to the start or end of its line; Qt would go on to the next line in text without blanks."""
        row = self.caret_row
        there = self._offsets.to_points(row.end if to_end else row.start)
        self.set_caret(there, self.anchor if select else None, at_end=to_end and not row.last)

    def leave_line_end(self, *, select: bool) -> None:
        """Steps back into the line at whose end the caret is shown, so that Qt goes up and down from that line."""
        row = self.caret_row
        if self._at_end and row.end == self.textCursor().position() > row.start:
            self.set_caret(self._offsets.to_points(row.end - 1), self.anchor if select else None)

    def selection(self) -> tuple[int, int] | None:
        """The bounds of what is selected, if anything is."""
        one, other = self.caret, self.anchor
        return None if one == other else (min(one, other), max(one, other))

    def selected_text(self) -> str:
        """What is selected, as it stands in the text."""
        chosen = self.selection()
        return self._text[slice(*chosen)] if chosen else ""

    @override
    def createMimeDataFromSelection(self) -> QMimeData:
        data = CopiedText()
        data.setText(self.selected_text())
        return data

    def _tell_caret(self) -> None:
        self._at_end = False
        self.viewport().update()
        self.caret_moved.emit(self.caret)

    # Places on the screen (viewport coordinates)

    def position_at(self, point: QPointF) -> int:
        """The position between characters nearest a point."""
        return self._offsets.to_points(self.document().documentLayout().hitTest(self._to_page(point), _FUZZY))

    def is_line_end(self, point: QPointF) -> bool:
        """Whether the position nearest a point is where its line breaks."""
        page = self._to_page(point)
        row = self._layout.row_at(page.y())
        return not row.last and row.position_near(page.x()) == row.end

    def character_at(self, point: QPointF) -> int | None:
        """The character under a point, if there is one."""
        page = self._to_page(point)
        row = self._layout.row_at(page.y())
        if not row.top <= page.y() < row.top + row.height or not row.x <= page.x() < row.x_at(row.end):
            return None
        inside = row.line.xToCursor(page.x() - row.x, QTextLine.CursorPosition.CursorOnCharacter)
        return self._offsets.to_points(row.base + inside)

    def rows_of(self, start: int, end: int) -> list[QRectF]:
        """The boxes of a range, a box a line, as far as they are on the screen."""
        first, last = self._offsets.to_utf16(start), self._offsets.to_utf16(end)
        found = []
        for row in self.visible_rows():
            if row.start < last and max(row.end, row.start + 1) > first:  # a row of an empty paragraph too
                left, right = row.x_at(first), row.x_at(last)
                found.append(QRectF(left, row.top - self._scroll, right - left, row.height))
        return found

    def visible_rows(self) -> list[Row]:
        """The lines of text on the screen."""
        return list(self._layout.rows(self._scroll, self._scroll + self.viewport().height()))

    @property
    def _scroll(self) -> int:
        return self.verticalScrollBar().value()

    def _to_page(self, point: QPointF) -> QPointF:
        return QPointF(point.x(), point.y() + self._scroll)

    # Scrolling

    def scroll_state(self) -> ScrollState:
        """What stands at the top of the window."""
        row = self._layout.row_at(self._scroll)
        return ScrollState(self._offsets.to_points(row.start), (self._scroll - row.top) / row.height)

    def restore_scroll(self, state: ScrollState) -> None:
        """Scrolls so that the same line stands at the top again."""
        row = self._row_of(state.position)
        self._scroll_to(row.top + state.offset * row.height, row.block)

    def reveal(self, start: int, end: int) -> None:
        """Brings a range into the middle third of the window, moving nothing where it is there."""
        row = self._row_of(start)
        last = self._row_of(max(end - 1, start))
        third = self.viewport().height() / 3
        top, bottom = row.top - self._scroll, last.top + last.height - self._scroll
        if top < third or bottom > 2 * third:
            # The start of what is longer than a third counts; a little above the middle there is most to read on.
            self._scroll_to(row.top - min(third * 1.2, max(2 * third - (bottom - top), third)), row.block)

    def show_caret(self) -> None:
        """Scrolls as little as brings the caret's line and one beside it into the window."""
        row = self.caret_row
        height, beside = self.viewport().height(), self._metrics.line
        if row.top - beside < self._scroll:
            self._scroll_to(row.top - beside, row.block)
        elif row.top + row.height + beside > self._scroll + height:
            self._scroll_to(row.top + row.height + beside - height, row.block)

    def _row_of(self, position: int) -> Row:
        return self._layout.row_of(self._offsets.to_utf16(min(max(position, 0), self._offsets.length)))

    def _scroll_to(self, y: float, block: int) -> None:
        """Scrolls to a height that was reckoned from the place of a block, wherever that turns out to be."""
        bar = self.verticalScrollBar()
        below = y - self._layout.top(block)
        self._held = block
        for _ in range(4):  # what comes into the window may be higher than guessed, and the end farther away
            bar.setValue(round(self._layout.top(block) + below))
            value = bar.value()
            self._settle_window(block)
            if bar.value() == value == round(self._layout.top(block) + below):
                break
        self._held = None
        self.viewport().update()

    def _settle_window(self, anchor: int) -> None:
        """Makes exact what is in the window; where guesses were wrong, scrolls so that a block stays in its place."""
        for _ in range(4):  # what comes into the window by it must be made exact too
            top, height = self._scroll, self.viewport().height()
            moved = self._layout.settle_between(top - PAINTED_BEYOND, top + height + PAINTED_BEYOND, anchor)
            if not moved:
                return
            self.verticalScrollBar().setValue(self._scroll + round(moved))

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._held is None:
            near = 0 < dy < self.viewport().height()
            self._held = self._layout.block_at(self._scroll + dy if near else self._scroll)
            self._settle_window(self._held)
            self._held = None
        self.viewport().update()

    def _settle_soon(self) -> None:
        self._next_block = 0
        if self.isVisible() and self._offsets.length <= _EXACT:
            self._idle.start()

    def _settle_slice(self) -> None:
        anchor = self._layout.block_at(self._scroll)
        self._next_block, moved = self._layout.settle_some(self._next_block, _SLICE, anchor)
        if moved:
            self._held = anchor
            self.verticalScrollBar().setValue(self._scroll + round(moved))
            self._held = None
        if self._next_block == self._layout.blocks:
            self._idle.stop()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle_soon()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        state = self.scroll_state()
        changed = self._layout.resize(QSizeF(self.viewport().size()))
        super().resizeEvent(event)
        if changed:
            self.restore_scroll(state)
            self._settle_soon()

    # Size of type

    @property
    def type_size(self) -> int:
        """The size of the article's type in pixels."""
        return self._metrics.size

    def zoom(self, steps: int) -> None:
        """Makes the type larger or smaller by some pixels."""
        self.set_type(self._metrics.size + steps)

    def set_type(self, size: int, *, serif: bool | None = None) -> None:
        """Sets size and face of the type; what stands at the top of the window stays there."""
        size = min(max(size, SMALLEST), LARGEST)
        serif = self._serif if serif is None else serif
        if (size, serif) == (self._metrics.size, self._serif):
            return
        state = self.scroll_state()
        self._serif = serif
        self._metrics = Metrics.of(size, serif=serif)
        document = self.document()
        document.setDefaultFont(self._metrics.font)
        self.setFont(self._metrics.font)
        if self._layout.titles:
            cursor = QTextCursor(document)
            cursor.setPosition(self._offsets.to_utf16(self._title_end), QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(self._title_format())
        self._layout.set_metrics(self._metrics)
        self._layout.documentSizeChanged.emit(self._layout.documentSize())
        self.restore_scroll(state)
        self._settle_soon()
        self.zoomed.emit(size)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y()
            if steps:
                self.zoom(1 if steps > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)
