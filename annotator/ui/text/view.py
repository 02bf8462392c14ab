"""The article: text with marks, a caret to read and select by, single keys as commands; it changes nothing itself."""

import html
from bisect import bisect_left, bisect_right
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
from annotator.ui.palette import active
from annotator.ui.text import moves
from annotator.ui.text.content import UNKNOWN, Doubtful, Looks, Shown, Tick
from annotator.ui.text.keys import DEFAULT, KeyMap
from annotator.ui.text.layout import Row
from annotator.ui.text.mouse import MouseGestures
from annotator.ui.text.painting import ArticlePainter, Scene, stack, tick_boxes
from annotator.ui.text.pane import PAINTED_BEYOND, ArticlePane

_AROUND: Final = 2000  # code points beyond the window whose marks count for lanes, so that scrolling changes none
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
    focused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._marks = Marks()
        self._suggestions = Marks()
        self._looks: Looks = {}
        self._ticks: tuple[Tick, ...] = ()
        self._doubts: tuple[Doubtful, ...] = ()
        self._subtitle = ""
        self._shown = Shown()
        self._keymap: KeyMap = DEFAULT
        self._snapper: moves.Snapper = moves.keep
        self._worder: moves.Worder = moves.one_character
        super().__init__(parent)
        self._mouse = MouseGestures(self)
        self.viewport().setMouseTracking(True)
        self.retranslate()

    def retranslate(self) -> None:
        """Says in the language of the moment what a screen reader calls this."""
        self.setAccessibleName(tr("Article"))
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
        self._marks, self._looks = marks, looks
        self._suggestions = Marks()
        self._ticks = tuple(sorted(ticks))
        self._doubts = tuple(sorted(doubts))
        self._subtitle = subtitle
        self._shown.current, self._shown.hits, self._shown.hit = None, (), -1
        self._mouse.forget()
        self.set_text(text, title_end=title_end, subtitle=bool(subtitle))

    def refresh_marks(self) -> None:
        """Draws the marks as they are now; the current one follows its id."""
        current = self._shown.current
        if current is not None:
            self._shown.current = self._marks.get(current.id) or self._suggestions.get(current.id)
        self.viewport().update()

    def set_looks(self, looks: Looks) -> None:
        """Takes the labels' colours and names after the scheme changed."""
        self._looks = looks
        self.viewport().update()

    def set_suggestions(self, suggestions: Marks) -> None:
        """Shows marks that are only proposed."""
        self._suggestions = suggestions
        self.refresh_marks()

    def set_notes(self, ticks: Sequence[Tick], doubts: Sequence[Doubtful]) -> None:
        """Takes the repairs and the doubtful characters anew."""
        self._ticks, self._doubts = tuple(sorted(ticks)), tuple(sorted(doubts))
        self.viewport().update()

    @property
    def current(self) -> Mark | None:
        """The mark with the ring."""
        return self._shown.current

    def set_current(self, mark: Mark | None) -> None:
        """Puts the ring around a mark, or takes it away, and says so to a screen reader."""
        changed = mark is not None and mark != self._shown.current
        self._shown.current = mark
        self.viewport().update()
        if changed and mark is not None and QAccessible.isActive():
            look = self._looks.get(mark.label, UNKNOWN)
            said = tr("{label}: {text}", label=look.name, text=self.text[mark.start : mark.end])
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    @property
    def marks_hidden(self) -> bool:
        """Whether no mark is drawn."""
        return self._shown.hidden

    def set_hidden(self, hidden: bool) -> None:
        """Hides all marks, or shows them again."""
        self._shown.hidden = hidden
        self.viewport().update()

    @property
    def only_label(self) -> LabelId | None:
        """The one label whose marks are drawn, if not all are."""
        return self._shown.only

    def set_only_label(self, label: LabelId | None) -> None:
        """Draws the marks of one label only, or of all."""
        self._shown.only = label
        self.viewport().update()

    def set_find_hits(self, hits: Sequence[tuple[int, int]], current: int = -1) -> None:
        """Shows what was found: sorted ranges that do not overlap, and which of them is looked at."""
        self._shown.hits, self._shown.hit = tuple(hits), current
        self.viewport().update()

    def marks_at(self, position: int) -> list[Mark]:
        """The visible marks and suggestions over a character, innermost first."""
        found = self._marks.at(position) + self._suggestions.at(position)
        return [mark for mark in found if self._shown.draws(mark)]

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
            super().keyPressEvent(event)
            if not self._selects_all(event):
                self.show_caret()
        else:
            event.ignore()
            return
        event.accept()

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
        for row, ticks in self._ticked_rows(point):
            boxes = tick_boxes(
                [row], [self.offsets.to_utf16(ticks[0].position)], self._left, self.article_layout.metrics
            )
            if any(box.translated(0, -self._scroll).contains(point) for box in boxes):
                return ticks[0].position
        return None

    def _ticked_rows(self, point: QPointF) -> list[tuple[Row, list[Tick]]]:
        if not self._ticks or point.x() >= self._left:
            return []
        row = self.article_layout.row_at(point.y() + self._scroll)
        start, end = self.offsets.to_points(row.start), self.offsets.to_points(row.end)
        ticks = [tick for tick in self._visible_ticks(start, end) if start <= tick.position <= end]
        return [(row, ticks)] if ticks else []

    def _tip_at(self, point: QPointF) -> str:
        if self.tick_at(point) is not None:
            return "\n".join(tick.tip for _, ticks in self._ticked_rows(point) for tick in ticks)
        at = self.character_at(point)
        if at is None:
            return ""
        return "\n".join(doubt.tip for doubt in self._doubts if doubt.start <= at < doubt.end)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self._tip_at(QPointF(event.pos()))
            plain = f'<p style="white-space:pre-wrap">{html.escape(tip)}</p>' if tip else ""
            QToolTip.showText(event.globalPos(), plain, self.viewport())
            return True
        return super().viewportEvent(event)

    # Painting

    @property
    def _left(self) -> float:
        return self.article_layout.left

    def _visible_ticks(self, start: int, end: int) -> Sequence[Tick]:
        first = bisect_left(self._ticks, start, key=lambda tick: tick.position)
        return self._ticks[first : bisect_right(self._ticks, end, key=lambda tick: tick.position)]

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.translate(0, -self._scroll)
        box = event.rect()
        top = box.top() + self._scroll - PAINTED_BEYOND
        bottom = box.bottom() + self._scroll + PAINTED_BEYOND
        rows = list(self.article_layout.rows(top, bottom))
        if rows:
            ArticlePainter(painter, self._scene(rows)).paint()
        painter.end()

    def _scene(self, rows: list[Row]) -> Scene:
        offsets, shown = self.offsets, self._shown
        start, end = offsets.to_points(rows[0].start), offsets.to_points(rows[-1].end) + 1
        marks, suggestions, current = self._drawn(start, end)
        near = [] if shown.hidden else self._around(start, end)
        hits = [shown.hits[k] for k in _within(shown.hits, start, end)]
        hit = shown.hits[shown.hit] if 0 <= shown.hit < len(shown.hits) else None
        chosen = self.selection()
        return Scene(
            palette=active(),
            metrics=self.article_layout.metrics,
            offsets=offsets,
            looks=self._looks,
            rows=rows,
            left=self._left,
            width=self.viewport().width(),
            marks=marks,
            suggestions=suggestions,
            stacked=stack(near),
            current=current,
            doubts=[self._units(*self._doubts[k][:2]) for k in _within(self._doubts, start, end)],
            hits=[self._units(*one) for one in hits],
            hit=self._units(*hit) if hit else None,
            selection=self._units(*chosen) if chosen else None,
            caret=self.textCursor().position(),
            focused=self.hasFocus(),
            ticked=[offsets.to_utf16(tick.position) for tick in self._visible_ticks(start, end)],
            numbers={row.block: self.article_layout.number(row.block) for row in rows},
            subtitle=self._subtitle,
            title_bottom=self.article_layout.title_bottom(),
        )

    def _units(self, start: int, end: int) -> tuple[int, int]:
        return self.offsets.to_utf16(start), self.offsets.to_utf16(end)

    def _drawn(self, start: int, end: int) -> tuple[list[Mark], list[Mark], Mark | None]:
        """The visible marks and suggestions, and the current one, with the bounds it is being dragged to."""
        shown = self._shown
        if shown.hidden:
            return [], [], None
        marks = [mark for mark in self._marks.in_range(start, end) if shown.draws(mark)]
        suggestions = [mark for mark in self._suggestions.in_range(start, end) if shown.draws(mark)]
        current, preview = shown.current, self._mouse.preview
        if current is not None and preview:
            dragged = Mark(*preview, current.label, current.id)
            marks = [mark for mark in marks if mark.id != current.id] + [dragged]
            current = dragged
        return marks, suggestions, current

    def _around(self, start: int, end: int) -> list[Mark]:
        low, high = start - _AROUND, end + _AROUND
        found = self._marks.in_range(low, high) + self._suggestions.in_range(low, high)
        return [mark for mark in found if self._shown.draws(mark)]


def _within(ranges: Sequence[tuple[int, int]] | Sequence[Doubtful], start: int, end: int) -> range:
    """Indices of those of some sorted ranges that share a character with another range."""
    first = bisect_right(ranges, start, key=lambda one: one[1])
    return range(first, bisect_left(ranges, end, key=lambda one: one[0]))
