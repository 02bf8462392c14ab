"""Printed pages one below the other: their pictures as they come, the caret's line, tints where tags are."""

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame
from typing_extensions import override

from annotator.domain.pages import Box, Page, line_around, line_boxes, nearest
from annotator.i18n import tr
from annotator.ui.fonts import interface_font
from annotator.ui.palette import LIGHT, active, label_colours
from annotator.ui.panels.page_layout import PageLayout
from annotator.ui.widgets import GRID

CACHED: Final = 160_000_000
"""Bytes of pictures that are kept; those on the screen are kept in any case."""

_STEP: Final = 1.2
_SETTLE_MS: Final = 60  # after which a size or a place is the one that is wanted
_TINT: Final = 0.26
_CLICK: Final = 3  # pixels that a pressed mouse may move without scrolling the page


@dataclass(frozen=True, slots=True)
class Tint:
    """A tag on a page: its boxes, its label's colour, whether it is the current one."""

    boxes: tuple[Box, ...]
    colour: str
    current: bool = False


class PageView(QAbstractScrollArea):
    """Shows pages; it asks for pictures and boxes when they are to be seen. Places are those of the source."""

    wanted = Signal(object)  # list[tuple[number, pixels a unit]]: pictures, the most wanted first
    boxes_wanted = Signal(int)  # number of a page
    position_pressed = Signal(int)  # a character of the source
    page_changed = Signal(int)  # the number of the page in the middle
    scale_changed = Signal(float)
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = PageLayout()
        self._fits = True
        self._images: OrderedDict[int, tuple[float, QImage]] = OrderedDict()
        self._failed: set[int] = set()
        self._boxes: dict[int, Page] = {}
        self._asked: set[int] = set()
        self._tints: dict[int, list[Tint]] = {}
        self._tinter: Callable[[Page], list[Tint]] = lambda _page: []
        self._place: tuple[int, int] | None = None  # page number, index of the character on it
        self._follows: tuple[int, int] | None = None  # the place to bring into view once its boxes are there
        self._pressed: QPointF | None = None
        self._scrolls: QPointF | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._soon.timeout.connect(self._ask)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # its coming would change what fits
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Printed page"))
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    # What is shown

    def show_pages(self, sizes: Sequence[tuple[float, float]]) -> None:
        """Shows other pages of these widths and heights, without pictures yet."""
        self._images.clear()
        self._failed.clear()
        self._boxes.clear()
        self._asked.clear()
        self._tints.clear()
        self._place = self._follows = None
        self._layout.set_sizes(sizes)
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._ask_soon()

    @property
    def sizes(self) -> Sequence[tuple[float, float]]:
        """Width and height of each page."""
        return self._layout.sizes

    def set_tinter(self, tinter: Callable[[Page], list[Tint]]) -> None:
        """Takes what knows the tags of a page."""
        self._tinter = tinter
        self.forget_tints()

    def forget_tints(self) -> None:
        """Has tints made anew: tags have changed."""
        self._tints.clear()
        self.viewport().update()

    def put_image(self, number: int, scale: float, image: QImage) -> None:
        """Takes the picture of a page."""
        self._images[number] = (scale, image)
        self._images.move_to_end(number)
        seen = self.visible_pages()
        held = sum(one.sizeInBytes() for _, one in self._images.values())
        for other in list(self._images):
            if held <= CACHED:
                break
            if other not in seen:
                held -= self._images.pop(other)[1].sizeInBytes()
        self.viewport().update()

    def put_failed(self, number: int) -> None:
        """Notes that a page cannot be drawn."""
        self._failed.add(number)
        self.viewport().update()

    def put_boxes(self, page: Page) -> None:
        """Takes the boxes of the characters of a page."""
        self._boxes[page.number] = page
        self._tints.pop(page.number, None)
        if self._follows is not None and self._follows[0] == page.number:
            self._reveal()
        self.viewport().update()

    def image_of(self, number: int) -> QImage | None:
        """The picture of a page, where there is one."""
        found = self._images.get(number)
        return None if found is None else found[1]

    def set_place(self, number: int, index: int) -> None:
        """Marks the line of a character, counted on its page, and brings it into view."""
        if self._place == (number, index):
            return
        self._place = (number, index)
        self.bring(number, index)
        self.viewport().update()

    def bring(self, number: int, index: int) -> None:
        """Brings the line of a character into view; the line that is marked stays."""
        self._follows = (number, index)
        if number in self._boxes:
            self._reveal()
        else:
            self._want_boxes(number)
            if not self._is_seen(number):
                tops = self._layout.tops
                self._scroll_to(tops[number - 1] if 0 < number <= len(tops) else 0.0)

    def place_box(self) -> QRectF | None:
        """Where the line of the place stands in the viewport, None where that is not known."""
        return self._box_of(self._place)

    def _box_of(self, place: tuple[int, int] | None) -> QRectF | None:
        if place is None or (page := self._boxes.get(place[0])) is None:
            return None
        line = line_around(page.boxes, place[1])
        boxes = line_boxes(page.boxes, *line) if line else []
        return self._to_view(page.number, boxes[0]) if boxes else None

    # Size

    @property
    def scale(self) -> float:
        """Pixels a unit of the page."""
        return self._layout.scale

    def zoom(self, steps: float, at: QPointF | None = None) -> None:
        """Makes the pages larger or smaller; what is at a point of the viewport stays there."""
        at = at or QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        before = self.scale
        below = (self.verticalScrollBar().value() + at.y()) / before
        aside = (self.horizontalScrollBar().value() + at.x()) / before
        self._fits = False
        self._set_scale(before * _STEP**steps)
        self.verticalScrollBar().setValue(round(below * self.scale - at.y()))
        self.horizontalScrollBar().setValue(round(aside * self.scale - at.x()))

    def fit(self) -> None:
        """Makes the widest page as wide as the pane, and keeps it so."""
        self._fits = True
        top = self.verticalScrollBar().value() / self.scale
        self._lay_out()
        self.verticalScrollBar().setValue(round(top * self.scale))

    def _lay_out(self) -> None:
        room = self.viewport().width() - 2 * GRID
        fits = self._fits and self._layout.widest > 0 and room > 0
        self._set_scale(room / self._layout.widest if fits else self.scale)

    def _set_scale(self, scale: float) -> None:
        before = self.scale
        self._layout.set_scale(scale)
        self._measure()
        if self.scale != before:
            self.scale_changed.emit(self.scale)
            self._ask_soon()

    def _measure(self) -> None:
        """Tells the bars how much there is to scroll."""
        view = self.viewport()
        for bar, whole, part in (
            (self.verticalScrollBar(), self._layout.height, view.height()),
            (self.horizontalScrollBar(), self._layout.width, view.width()),
        ):
            bar.setRange(0, max(0, math.ceil(whole - part)))
            bar.setPageStep(part)
            bar.setSingleStep(3 * GRID)
        view.update()

    # Places on the screen

    def _page_rect(self, number: int) -> QRectF:
        rect = self._layout.rect(number, self.viewport().width())
        return rect.translated(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())

    def _to_view(self, number: int, box: Box) -> QRectF:
        return self._layout.inside(self._page_rect(number), box)

    def visible_pages(self) -> range:
        """The numbers of the pages on the screen."""
        top = self.verticalScrollBar().value()
        return self._layout.between(top, top + self.viewport().height())

    def _is_seen(self, number: int) -> bool:
        return number in self.visible_pages()

    def _reveal(self) -> None:
        place, self._follows = self._follows, None
        box = self._box_of(place)
        if box is None:
            return
        height, bar = self.viewport().height(), self.verticalScrollBar()
        if box.top() < height * 0.1 or box.bottom() > height * 0.9:
            self._scroll_to(bar.value() + box.center().y() - height * 0.4)
        width, aside = self.viewport().width(), self.horizontalScrollBar()
        if box.left() < 0 or box.left() > width * 0.8:
            aside.setValue(round(aside.value() + box.left() - GRID))

    def _scroll_to(self, y: float) -> None:
        self.verticalScrollBar().setValue(round(y))

    # What is asked for

    def _ask_soon(self) -> None:
        if self.isVisible():
            self._soon.start()

    def _ask(self) -> None:
        """Asks for the pictures that are to be seen, and for the next one."""
        seen = self.visible_pages()
        scale = round(self.scale * self.devicePixelRatioF(), 3)
        wishes = [
            (number, scale)
            for number in (*seen, seen.stop)
            if 0 < number <= len(self.sizes) and number not in self._failed and not self._has(number, scale)
        ]
        for number in seen:
            self._want_boxes(number)
        self.wanted.emit(wishes)
        if seen:
            middle = self.verticalScrollBar().value() + self.viewport().height() / 2
            self.page_changed.emit(self._layout.number_at(middle))

    def _has(self, number: int, scale: float) -> bool:
        return number in self._images and self._images[number][0] == scale

    def _want_boxes(self, number: int) -> None:
        if number not in self._asked:
            self._asked.add(number)
            self.boxes_wanted.emit(number)

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(active().ground))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in self.visible_pages():
            self._paint_page(painter, number)
        painter.end()

    def _paint_page(self, painter: QPainter, number: int) -> None:
        rect, palette = self._page_rect(number), active()
        found = self._images.get(number)
        if found is not None:
            painter.drawImage(rect, found[1])
        else:
            painter.fillRect(rect, QColor(LIGHT.paper))
            painter.setPen(QColor(LIGHT.pale))
            painter.setFont(interface_font())
            words = tr("This page cannot be drawn.") if number in self._failed else tr("Page {n}", n=number)
            seen = rect.intersected(QRectF(self.viewport().rect()))
            painter.drawText(seen, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)
        page = self._boxes.get(number)
        if page is not None:
            self._paint_marks(painter, page)
        if palette.dark:
            painter.fillRect(rect, QColor(0, 0, 0, 56))  # white paper would glare
        painter.setPen(QPen(QColor(palette.edge), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)

    def _paint_marks(self, painter: QPainter, page: Page) -> None:
        if page.number not in self._tints:
            self._tints[page.number] = self._tinter(page)
        box = self.place_box() if self._place is not None and self._place[0] == page.number else None
        if box is not None:
            ground = QColor(LIGHT.find_current)
            ground.setAlphaF(0.4)
            painter.fillRect(box.adjusted(-3, -1, 3, 1), ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tint in self._tints[page.number]:
            line = QColor(label_colours(LIGHT, tint.colour).line)
            ground = QColor(tint.colour)
            ground.setAlphaF(_TINT)
            for one in tint.boxes:
                where = self._to_view(page.number, one)
                painter.fillRect(where, ground)
                painter.fillRect(QRectF(where.left(), where.bottom() - 1, where.width(), 2), line)
                if tint.current:
                    painter.setPen(QPen(line, 1.5))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(where.adjusted(-2, -2, 2, 2), 3, 3)
        self._paint_caret(painter, page)

    def _paint_caret(self, painter: QPainter, page: Page) -> None:
        if self._place is None or self._place[0] != page.number:
            return
        index = self._place[1]
        boxes = page.boxes[index : index + 1]
        if boxes and boxes[0][2] > boxes[0][0]:
            at = self._to_view(page.number, boxes[0])
            painter.fillRect(QRectF(at.left() - 1, at.top() - 1, 2, at.height() + 2), QColor(LIGHT.accent))

    # Events

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        self._ask_soon()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()
        else:
            self._measure()
        self._ask_soon()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._scrolls = event.position()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._scrolls is None or self._pressed is None:
            return
        if (event.position() - self._pressed).manhattanLength() > _CLICK:
            moved = event.position() - self._scrolls
            self._scrolls = event.position()
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - round(moved.y()))
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - round(moved.x()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed, self._scrolls = self._pressed, None, None
        if pressed is not None and (event.position() - pressed).manhattanLength() <= _CLICK:
            found = self.character_at(event.position())
            if found is not None:
                self.position_pressed.emit(found)

    def character_at(self, point: QPointF) -> int | None:
        """The character of the source at a point of the viewport, or nearest to it."""
        for number in self.visible_pages():
            rect, page = self._page_rect(number), self._boxes.get(number)
            if page is not None and rect.contains(point):
                inside = (point - rect.topLeft()) / self.scale
                found = nearest(page.boxes, inside.x(), inside.y())
                return None if found is None else page.start + found
        return None

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(event.angleDelta().y() / 120, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1)
            case Qt.Key.Key_Minus:
                self.zoom(-1)
            case Qt.Key.Key_0:
                self.fit()
            case _:
                super().keyPressEvent(event)
