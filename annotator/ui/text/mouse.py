"""What the mouse does in the article: clicks through nested marks, selects, moves the bounds of the current mark."""

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent

from annotator.domain.ids import SpanId
from annotator.domain.span import Mark

if TYPE_CHECKING:
    from annotator.ui.text.view import ArticleView

_SLACK: Final = 4  # pixels that a click may tremble, and within which an end is taken hold of
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier


class Gesture(Enum):
    """What the pressed button is doing."""

    NONE = auto()
    CLICK = auto()
    SELECT = auto()
    START = auto()  # moves the start of the current mark
    END = auto()


class MouseGestures(QObject):
    """Turns presses, moves and releases into the view's signals."""

    def __init__(self, view: "ArticleView") -> None:
        super().__init__(view)
        self._view = view
        self._gesture = Gesture.NONE
        self._pressed = QPointF()
        self._anchor = (0, 0)  # the range a selection grows from: empty, or the word of a double click
        self._last: tuple[SpanId, ...] = ()  # the marks under the last click
        self._taken = 0  # which of them it took
        self._preview: tuple[int, int] | None = None
        self._point = QPointF()
        self._snaps = True
        self._scroller = QTimer(self, interval=40)
        self._scroller.timeout.connect(self._scroll_on)

    @property
    def preview(self) -> tuple[int, int] | None:
        """The bounds that the current mark would get if the button were released now."""
        return self._preview

    def forget(self) -> None:
        """Starts anew, for another article or when the marks under the pointer are no longer those clicked."""
        self._gesture, self._last, self._preview = Gesture.NONE, (), None
        self._scroller.stop()

    def press(self, event: QMouseEvent) -> None:
        """Begins a click, a selection, or the move of an end."""
        view = self._view
        point = event.position()
        self._pressed = self._point = point
        tick = view.tick_at(point)
        if tick is not None:
            self._gesture = Gesture.NONE
            view.tick_clicked.emit(tick)
            return
        position = view.position_at(point)
        self._gesture = self._grip_at(point)
        if self._gesture is not Gesture.NONE:
            return
        if event.modifiers() & _SHIFT:
            anchor = view.anchor
            self._anchor = (anchor, anchor)
            self._gesture = Gesture.SELECT
            self._follow(point, event.modifiers())
            return
        self._anchor = (position, position)
        self._gesture = Gesture.CLICK
        view.set_caret(position, at_end=view.is_line_end(point))

    def double(self, event: QMouseEvent) -> None:
        """Selects the word; moving on with the button down adds words."""
        view = self._view
        at = view.character_at(event.position())
        if at is None:
            self.press(event)
            return
        start, end = view.word_at(at)
        self._pressed = self._point = event.position()
        self._anchor = (start, end)
        self._gesture = Gesture.SELECT
        view.set_caret(end, start)

    def move(self, event: QMouseEvent) -> None:
        """Goes on with what was begun, or shows what could begin here."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._show_cursor(event.position())
            return
        far = (event.position() - self._pressed).manhattanLength() > _SLACK
        if self._gesture is Gesture.CLICK and far:
            self._gesture = Gesture.SELECT
        self._follow(event.position(), event.modifiers())
        outside = not self._view.viewport().rect().contains(event.position().toPoint())
        if outside and self._gesture is not Gesture.NONE:
            self._scroller.start()
        else:
            self._scroller.stop()

    def release(self, event: QMouseEvent) -> None:
        """Ends what was begun and says what came of it."""
        view, gesture = self._view, self._gesture
        self._gesture = Gesture.NONE
        self._scroller.stop()
        if gesture is Gesture.CLICK:
            self._click(event.position())
        elif gesture is Gesture.SELECT and (selected := view.selection()):
            self._last = ()
            view.selected_by_mouse.emit(*selected)
        elif gesture in (Gesture.START, Gesture.END):
            preview, self._preview = self._preview, None
            current = view.current
            view.viewport().update()
            if preview and current is not None and preview != (current.start, current.end):
                view.bounds_dragged.emit(current.id, *preview)

    def _click(self, point: QPointF) -> None:
        view = self._view
        at = view.character_at(point)
        under = [] if at is None else view.marks_at(at)
        ids = tuple(mark.id for mark in under)
        if not ids:
            self._last = ()
            return
        current = view.current
        if ids == self._last and current is not None and current.id == ids[self._taken]:
            self._taken = (self._taken + 1) % len(ids)
        else:
            self._taken = 0
        self._last = ids
        view.mark_clicked.emit(ids[self._taken])

    def _follow(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._point, self._snaps = point, not modifiers & _CTRL
        position = self._view.position_at(point)
        if self._gesture is Gesture.SELECT:
            self._select_to(position)
        elif self._gesture in (Gesture.START, Gesture.END) and self._view.current is not None:
            self._drag_to(position, self._view.current)

    def _select_to(self, position: int) -> None:
        view = self._view
        start, end = min(self._anchor[0], position), max(self._anchor[1], position)
        backwards = position < self._anchor[0]
        if self._snaps and start < end:
            start, end = view.snapped(start, end)
        if backwards:
            view.set_caret(start, end)
        else:
            view.set_caret(end, start)

    def _drag_to(self, position: int, current: Mark) -> None:
        view = self._view
        if self._gesture is Gesture.START:
            start = min(position, current.end - 1)
            if self._snaps:
                start = min(view.snapped(start, current.end)[0], current.end - 1)
            self._preview = (start, current.end)
        else:
            end = max(position, current.start + 1)
            if self._snaps:
                end = max(view.snapped(current.start, end)[1], current.start + 1)
            self._preview = (current.start, end)
        view.viewport().update()

    def _grip_at(self, point: QPointF) -> Gesture:
        """Which end of the current mark is near a point."""
        view = self._view
        if view.current is None or view.marks_hidden:
            return Gesture.NONE
        for gesture, box in zip((Gesture.START, Gesture.END), view.end_boxes(view.current), strict=True):
            if box.adjusted(-_SLACK, 0, _SLACK, 0).contains(point):
                return gesture
        return Gesture.NONE

    def _show_cursor(self, point: QPointF) -> None:
        shape = Qt.CursorShape.IBeamCursor
        if self._grip_at(point) is not Gesture.NONE:
            shape = Qt.CursorShape.SizeHorCursor
        elif self._view.tick_at(point) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)

    def _scroll_on(self) -> None:
        """Scrolls while the pointer is held above or below the window."""
        bar, height = self._view.verticalScrollBar(), self._view.viewport().height()
        y = self._point.y()
        beyond = y if y < 0 else max(y - height, 0)
        bar.setValue(bar.value() + round(beyond / 2))
        modifiers = Qt.KeyboardModifier.NoModifier if self._snaps else _CTRL
        self._follow(QPointF(self._point.x(), min(max(y, 0), height - 1)), modifiers)
        self._point.setY(y)
