"""The article: text with marks, a caret to read and select by, single keys as commands; it changes nothing itself."""

import html
import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from annotator.domain.ids import LabelId
from annotator.domain.marks import Marks
from annotator.domain.span import Mark
from annotator.i18n import tr
from annotator.ui.text import moves, notes
from annotator.ui.text.content import Content, Doubtful, Looks, Tick
from annotator.ui.text.keys import DEFAULT, KeyMap
from annotator.ui.text.mouse import MouseGestures
from annotator.ui.text.painting import ArticlePainter, Caret, cluster, scene_of
from annotator.ui.text.pane import PAINTED_BEYOND, ArticlePane

_NAVIGATION: Final = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_WINDOWS: Final = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class ArticleView(ArticlePane):
    """Shows an article and its marks, and tells what the person does there; all positions are code points."""

    mark_clicked = Signal(bytes)  # SpanId; further clicks at a place go outward
    key_command = Signal(str)  # a command of `keys.BINDINGS`
    bounds_dragged = Signal(bytes, int, int)  # SpanId and the bounds wanted
    selected_by_mouse = Signal(int, int)
    tick_clicked = Signal(int)  # the position of a repair
    context_menu_asked = Signal(QPoint)  # where on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        self._content = Content()
        self._keymap: KeyMap = DEFAULT
        self._snapper: moves.Snapper = moves.keep
        self._worder: moves.Worder = moves.one_character
        super().__init__(parent)
        self._mouse = MouseGestures(self)
        self.viewport().setMouseTracking(True)
        self.retranslate()

    def retranslate(self) -> None:
        """Says in the language of the moment what a screen reader calls this."""
        self.setAccessibleName(tr("Article text"))
        self.setAccessibleDescription(tr("The text to annotate. Arrow keys move the caret, Tab goes from tag to tag."))

    # What is shown

    def show_article(
        self,
        text: str,
        marks: Marks,
        looks: Looks,
        *,
        title_end: int = 0,
        subtitle: str = "",
        ticks: Sequence[Tick] = (),
        doubts: Sequence[Doubtful] = (),
    ) -> None:
        """Shows an article; `marks` stays the caller's, who says `refresh_marks` when it has changed."""
        old = self._content
        self._content = Content(
            marks=marks,
            looks=looks,
            ticks=tuple(sorted(ticks)),
            doubts=tuple(sorted(doubts)),
            subtitle=subtitle,
            hidden=old.hidden,
            only=old.only,
        )
        self._mouse.forget()
        self.set_text(text, title_end=title_end, subtitle=bool(subtitle))

    def refresh_marks(self, changed: Sequence[tuple[int, int]] | None = None) -> None:
        """Draws the marks as they are now; the current one follows its id.

        With `changed`, the ranges where something did, only those lines are painted anew.
        """
        current = self._content.current
        if current is not None:
            self._content.current = self._content.find(current.id)
        if changed is None:
            self.viewport().update()
            return
        for start, end in changed:
            near = cluster(self._content, start, end)  # a mark that comes or goes moves the lines of those it overlaps
            low = min([start, *(mark.start for mark in near)])
            self._update_lines(low, max([end, *(mark.end for mark in near)]))

    def _update_lines(self, start: int, end: int) -> None:
        """Has the lines of a range painted anew, and what stands below them."""
        boxes = self.rows_of(start, end)
        if boxes:
            top = math.floor(boxes[0].top()) - PAINTED_BEYOND
            height = math.ceil(boxes[-1].bottom()) + PAINTED_BEYOND - top
            self.viewport().update(0, top, self.viewport().width(), height)

    def set_looks(self, looks: Looks) -> None:
        """Takes the labels' colours and names after the scheme changed."""
        self._content.looks = looks
        self.viewport().update()

    def set_suggestions(self, suggestions: Marks) -> None:
        """Shows marks that are only proposed."""
        self._content.suggestions = suggestions
        self.refresh_marks()

    def set_read(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Shows in the margin which paragraphs were read to their end: sorted ranges that do not overlap."""
        if tuple(ranges) != self._content.read:
            self._content.read = tuple(ranges)
            self.viewport().update()

    def replace_marks(self, marks: Marks, suggestions: Marks) -> None:
        """Shows other marks over the same text; the current one follows its id."""
        self._content.marks, self._content.suggestions = marks, suggestions
        self.refresh_marks()

    @property
    def current(self) -> Mark | None:
        """The mark with the ring."""
        return self._content.current

    def set_current(self, mark: Mark | None) -> None:
        """Puts the ring around a mark, or takes it away, and says so to a screen reader."""
        before = self._content.current
        changed = mark is not None and mark != before
        self._content.current = mark
        if mark != before:
            for one in (before, mark):
                if one is not None:
                    self._update_lines(one.start, one.end)
        if changed and mark is not None and QAccessible.isActive():
            said = tr("{label}: {text}", label=self._content.look(mark).name, text=self.text[mark.start : mark.end])
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    @property
    def marks_hidden(self) -> bool:
        """Whether no mark is drawn."""
        return self._content.hidden

    def set_hidden(self, hidden: bool) -> None:
        """Hides all marks, or shows them again."""
        self._content.hidden = hidden
        self.viewport().update()

    @property
    def only_label(self) -> LabelId | None:
        """The one label whose marks are drawn, if not all are."""
        return self._content.only

    def set_only_label(self, label: LabelId | None) -> None:
        """Draws the marks of one label only, or of all."""
        self._content.only = label
        self.viewport().update()

    def set_find_hits(self, hits: Sequence[tuple[int, int]], current: int = -1) -> None:
        """Shows what was found: sorted ranges that do not overlap, and which of them is looked at."""
        self._content.hits, self._content.hit = tuple(hits), current
        self.viewport().update()

    def marks_at(self, position: int) -> list[Mark]:
        """The visible marks and suggestions over a character, innermost first."""
        return self._content.marks_at(position)

    def end_boxes(self, mark: Mark) -> tuple[QRectF, QRectF]:
        """Where the two ends of a mark stand in the viewport: boxes without width, empty where out of sight."""
        rows = self.rows_of(mark.start, mark.end)
        first = self.offsets.to_utf16(mark.start)
        last = self.offsets.to_utf16(mark.end)
        seen = self.visible_rows()
        if not rows or not seen:
            return QRectF(), QRectF()
        left = QRectF(rows[0].topLeft(), rows[0].bottomLeft()) if first >= seen[0].start else QRectF()
        right = QRectF(rows[-1].topRight(), rows[-1].bottomRight()) if last <= seen[-1].end else QRectF()
        return left, right

    # Words and keys

    def set_words(self, snapper: moves.Snapper, worder: moves.Worder) -> None:
        """Takes what knows words: `snapper` widens a range to whole ones, `worder` gives the one over a character."""
        self._snapper, self._worder = snapper, worder

    def set_keymap(self, keymap: KeyMap) -> None:
        """Takes the table of single keys."""
        self._keymap = keymap

    def snapped(self, start: int, end: int) -> tuple[int, int]:
        """A range widened to whole words."""
        return self._snapper(start, end)

    def word_at(self, position: int) -> tuple[int, int]:
        """The word over a character."""
        return self._worder(position)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Qt's own choice would take Ctrl+Z and others from the window.
            event.setAccepted(self._is_mine(event))
            return True
        return super().event(event)

    def _is_mine(self, event: QKeyEvent) -> bool:
        if self._keymap.command_for(event.text(), event.key(), event.modifiers()):
            return True
        plain = not event.modifiers() & _WINDOWS
        return plain and (event.key() in _NAVIGATION or self._selects_all(event))

    def _selects_all(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_A and event.modifiers() == _CTRL

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = self._keymap.command_for(event.text(), event.key(), event.modifiers())
        if command:
            self.key_command.emit(command)
        elif moves.is_move(event.key(), event.modifiers()):
            goes = moves.moved(event.key(), self.text, self.caret, self._worder)
            selects = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.set_caret(goes, self.anchor if selects else None)
            self.show_caret()
        elif self._is_mine(event):
            self._go(event)
        else:
            event.ignore()
            return
        event.accept()

    def _go(self, event: QKeyEvent) -> None:
        """Does what keys do that Qt knows how to do, but for what it does wrongly in Chinese."""
        selects = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() & _CTRL:
            self.go_in_line(to_end=event.key() == Qt.Key.Key_End, select=selects)
        else:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.leave_line_end(select=selects)
            super().keyPressEvent(event)
        if not self._selects_all(event):
            self.show_caret()

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Takes what an input method commits although it was not asked to work here for keys."""
        for character in event.commitString():
            if command := self._keymap.command_for_commit(character):
                self.key_command.emit(command)
        event.accept()

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        return False  # Tab goes from mark to mark, F6 from pane to pane

    # Mouse

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.press(event)
        event.accept()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)
        event.accept()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.release(event)
        event.accept()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.double(event)
        event.accept()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            where = self.viewport().mapToGlobal(self.cursorRect().bottomLeft())
        else:
            at = self.character_at(QPointF(event.pos()))
            chosen = self.selection()
            if at is not None and not (chosen and chosen[0] <= at < chosen[1]):
                self.set_caret(at)
                if under := self.marks_at(at):
                    self.mark_clicked.emit(under[0].id)
        self.context_menu_asked.emit(where)
        event.accept()

    def tick_at(self, point: QPointF) -> int | None:
        """The position of the first repair whose tick is under a point of the viewport."""
        ticks = notes.tick_at(self, self._content, point)
        return ticks[0].position if ticks else None

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = notes.tip_at(self, self._content, QPointF(event.pos()))
            plain = f'<p style="white-space:pre-wrap">{html.escape(tip)}</p>' if tip else ""
            QToolTip.showText(event.globalPos(), plain, self.viewport())
            return True
        return super().viewportEvent(event)

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.translate(0, -self._scroll)
        box = event.rect()
        top = box.top() + self._scroll - PAINTED_BEYOND
        bottom = box.bottom() + self._scroll + PAINTED_BEYOND
        rows = list(self.article_layout.rows(top, bottom))
        if rows:
            cursor = self.textCursor()
            scene = scene_of(
                self._content,
                self.offsets,
                self.article_layout,
                rows,
                caret=Caret(cursor.position(), cursor.anchor(), self.caret_row.start, self.hasFocus()),
                preview=self._mouse.preview,
            )
            ArticlePainter(painter, scene).paint()
        painter.end()
