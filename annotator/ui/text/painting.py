"""Draws the part of an article that is on the screen: tints, text, underlines, names, the ring, the margin."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from annotator.domain.ids import SpanId
from annotator.domain.marks import lanes
from annotator.domain.offsets import Offsets
from annotator.domain.span import Mark
from annotator.ui import fonts
from annotator.ui.palette import LabelColours, Palette, active, label_colours
from annotator.ui.text.content import Content
from annotator.ui.text.layout import ArticleLayout, Metrics, Row

_AROUND: Final = 2000  # code points beyond the window whose marks count for lanes, so that scrolling changes none
_READ: Final = 0.65  # how strong the column of what was read stands in the margin
_ROOMY: Final = 3  # lanes that fit below a line at full thickness


class Piece(NamedTuple):
    """The part of a range that lies on one row; it may go on in the row before (`opens` false) or behind."""

    row: Row
    left: float
    right: float
    opens: bool
    closes: bool


class Lane(NamedTuple):
    """Where an underline lies: its level from 0 nearest the text, of so many levels at this place."""

    level: int
    depth: int


class Caret(NamedTuple):
    """Where the caret stands, in UTF-16 units; `row` is the start of the line in which it is shown."""

    position: int
    anchor: int
    row: int
    focused: bool


@dataclass(slots=True)
class Scene:
    """All that one painting needs; ranges are UTF-16, positions of marks code points."""

    palette: Palette
    metrics: Metrics
    offsets: Offsets
    content: Content
    rows: list[Row]
    left: float
    width: float
    marks: list[Mark]
    suggestions: list[Mark]
    stacked: Mapping[SpanId, Lane]
    current: Mark | None  # with the bounds it is being dragged to
    doubts: list[tuple[int, int]]
    hits: list[tuple[int, int]]
    hit: tuple[int, int] | None
    selection: tuple[int, int] | None
    caret: Caret
    ticked: list[int]  # UTF-16 positions
    read: list[tuple[int, int]]  # paragraphs
    numbers: Mapping[int, int | None]  # paragraph number of each block that has one
    title_bottom: float


def stack(marks: Iterable[Mark]) -> dict[SpanId, Lane]:
    """The lane of each mark and how many lanes there are where it lies."""
    ordered = sorted(marks)
    level = lanes(ordered)
    found: dict[SpanId, Lane] = {}
    group: list[Mark] = []
    reach = -1
    for mark in [*ordered, None]:
        if group and (mark is None or mark.start >= reach):
            depth = 1 + max(level[one.id] for one in group)
            found.update((one.id, Lane(level[one.id], depth)) for one in group)
            group = []
        if mark is not None:
            group.append(mark)
            reach = max(reach, mark.end)
    return found


def cluster(content: Content, start: int, end: int) -> list[Mark]:
    """The marks and suggestions of a range with all that they overlap, directly or through others: together they
    settle each other's lanes. Beyond `_AROUND` code points nobody looks."""
    low, high = start, end
    while True:
        found = content.marks_in(low, high) + content.suggestions_in(low, high)
        first = max(min((mark.start for mark in found), default=low), start - _AROUND)
        last = min(max((mark.end for mark in found), default=high), end + _AROUND)
        if first >= low and last <= high:
            return found
        low, high = min(low, first), max(high, last)


def scene_of(
    content: Content,
    offsets: Offsets,
    layout: ArticleLayout,
    rows: list[Row],
    *,
    caret: Caret,
    preview: tuple[int, int] | None,
) -> Scene:
    """What some rows show; `preview` are the bounds that the current mark is being dragged to."""

    def units(start: int, end: int) -> tuple[int, int]:
        return offsets.to_utf16(start), offsets.to_utf16(end)

    start, end = offsets.to_points(rows[0].start), offsets.to_points(rows[-1].end) + 1
    around = cluster(content, start, end)
    marks = content.marks_in(start, end)
    current = None if content.hidden else content.current
    if current is not None and preview:
        dragged = Mark(*preview, current.label, current.id)
        marks = [mark for mark in marks if mark.id != dragged.id] + [dragged]
        current = dragged
    chosen = (min(caret.position, caret.anchor), max(caret.position, caret.anchor))
    return Scene(
        palette=active(),
        metrics=layout.metrics,
        offsets=offsets,
        content=content,
        rows=rows,
        left=layout.left,
        width=layout.documentSize().width(),
        marks=marks,
        suggestions=content.suggestions_in(start, end),
        stacked=stack(around),
        current=current,
        doubts=[units(doubt.start, doubt.end) for doubt in content.doubts_in(start, end)],
        hits=[units(*hit) for hit in content.hits_in(start, end)],
        hit=units(*content.hits[content.hit]) if 0 <= content.hit < len(content.hits) else None,
        selection=chosen if caret.position != caret.anchor else None,
        caret=caret,
        ticked=[offsets.to_utf16(tick.position) for tick in content.ticks_in(start, end)],
        read=[units(*one) for one in content.read_in(start, end)],
        numbers={row.block: layout.number(row.block) for row in rows},
        title_bottom=layout.title_bottom(),
    )


class ArticlePainter:
    """Paints one scene; made anew for each paint event."""

    def __init__(self, painter: QPainter, scene: Scene) -> None:
        self._painter = painter
        self._scene = scene
        self._starts = [row.start for row in scene.rows]
        self._size = scene.metrics.size
        self._unit = scene.metrics.size / 17
        self._name_font = fonts.interface_font(max(round(9.5 * self._unit), 8))
        self._taken: dict[int, list[tuple[float, float]]] = {}  # what stands below each row, by its start

    def paint(self) -> None:
        """Paints everything, from what lies behind the text to what lies over it."""
        scene, painter = self._scene, self._painter
        if not scene.rows:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = [(mark, self._pieces_of(mark)) for mark in scene.marks]
        for hit in scene.hits:
            self._block_out(hit, scene.palette.find_current if hit == scene.hit else scene.palette.find)
        for mark, pieces in sorted(shown, key=lambda pair: pair[0].start - pair[0].end):
            self._tint(mark, pieces)
        if scene.selection:
            self._block_out(scene.selection, scene.palette.selection)
        painter.setPen(QColor(scene.palette.ink))
        for row in scene.rows:
            row.draw(painter)
        offered = [(mark, self._pieces_of(mark)) for mark in scene.suggestions]
        for mark, pieces in shown:
            self._underline(mark, pieces, Qt.PenStyle.SolidLine)
        for mark, pieces in offered:
            self._underline(mark, pieces, Qt.PenStyle.DashLine)
        for doubt in scene.doubts:
            self._dots(doubt)
        self._ring_and_names(shown, offered)
        self._margin()
        self._caret()

    # Places

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        for row in self._scene.rows[max(bisect_right(self._starts, start) - 1, 0) :]:
            if row.start >= end:
                return
            if start <= row.end and (start < row.end or row.start == row.end):
                yield Piece(row, row.x_at(start), row.x_at(end), start >= row.start, end <= row.end)

    def _pieces_of(self, mark: Mark) -> list[Piece]:
        offsets = self._scene.offsets
        return list(self._pieces(offsets.to_utf16(mark.start), offsets.to_utf16(mark.end)))

    def _line(self, row: Row, lane: Lane) -> tuple[float, float]:
        """Top and thickness of an underline."""
        below = row.baseline + round(4 * self._unit)
        thick = max(round(2 * self._unit), 1)
        if lane.depth <= _ROOMY:
            return below + lane.level * (thick + max(round(self._unit), 1)), float(thick)
        room = row.top + row.height - below
        step = room / lane.depth  # more than fit: thinner lines, each still to be seen
        return float(round(below + lane.level * step)), max(min(thick, step - 1.0), 1.0)

    def _lane(self, mark: Mark) -> Lane:
        return self._scene.stacked.get(mark.id, Lane(0, 1))

    def _colours(self, mark: Mark) -> LabelColours:
        return label_colours(self._scene.palette, self._scene.content.look(mark).colour)

    # Behind the text

    def _block_out(self, reach: tuple[int, int], colour: str) -> None:
        for piece in self._pieces(*reach):
            row = piece.row
            right = piece.right if piece.closes else piece.right + self._size * 0.3  # the line feed is in it too
            box = QRectF(piece.left, row.top + 1, right - piece.left, row.height - 2)
            self._painter.fillRect(box, QColor(colour))

    def _tint(self, mark: Mark, pieces: Sequence[Piece]) -> None:
        colour = QColor(self._scene.content.look(mark).colour)
        colour.setAlphaF(self._scene.palette.tint)
        for piece in pieces:
            top = piece.row.baseline - piece.row.size * 0.98
            line, thick = self._line(piece.row, self._lane(mark))
            self._painter.fillRect(QRectF(QPointF(piece.left, top), QPointF(piece.right, line + thick)), colour)

    # Below the text

    def _underline(self, mark: Mark, pieces: Sequence[Piece], style: Qt.PenStyle) -> None:
        painter, colour = self._painter, QColor(self._colours(mark).line)
        inset = 0.75 * self._unit
        for piece in pieces:
            top, thick = self._line(piece.row, self._lane(mark))
            left = piece.left + (inset if piece.opens else 0)
            right = max(piece.right - (inset if piece.closes else 0), left + 1)
            self._taken.setdefault(piece.row.start, []).append((left, right))
            if style == Qt.PenStyle.SolidLine:
                painter.fillRect(QRectF(left, top, right - left, thick), colour)
                continue
            pen = QPen(colour, thick, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([2.5, 1.5])
            painter.setPen(pen)
            painter.drawLine(QPointF(left, top + thick / 2), QPointF(right, top + thick / 2))

    def _dots(self, doubt: tuple[int, int]) -> None:
        size, step = max(round(2 * self._unit), 2), max(round(4 * self._unit), 4)
        colour = QColor(self._scene.palette.warning)
        for piece in self._pieces(*doubt):
            top = round(piece.row.baseline + 4 * self._unit)
            self._taken.setdefault(piece.row.start, []).append((piece.left, piece.right))
            for left in range(round(piece.left) + 1, round(piece.right) - size, step):
                self._painter.fillRect(left, top, size, size, colour)

    def _ring_and_names(
        self, shown: Sequence[tuple[Mark, list[Piece]]], offered: Sequence[tuple[Mark, list[Piece]]]
    ) -> None:
        """The ring and the name of the current mark; other tags' names where there is room, of suggestions none."""
        current = self._scene.current
        for mark, pieces in [*shown, *offered]:
            if current is not None and mark.id == current.id and pieces:
                self._ring(mark, pieces)
                if pieces[-1].closes:
                    self._name(mark, pieces[-1], always=True)
        for mark, pieces in shown:
            if pieces and pieces[-1].closes and (current is None or mark.id != current.id):
                self._name(mark, pieces[-1], always=False)

    def _name(self, mark: Mark, piece: Piece, *, always: bool) -> None:
        """Writes the label's name behind the underline where nothing else stands there."""
        row = piece.row
        name = self._scene.content.look(mark).name
        metrics = QFontMetricsF(self._name_font)
        left = piece.right + (5 if always else 3) * self._unit
        right = left + metrics.horizontalAdvance(name)
        taken = self._taken.setdefault(row.start, [])
        free = all(right + 2 <= one or left >= other for one, other in taken)
        if right > self._scene.width or not (free or always):
            return
        taken.append((left, right))
        baseline = row.top + row.height - metrics.descent() + 2 * self._unit
        if always and not free:
            box = QRectF(left - 2, baseline - metrics.ascent() + 2, right - left + 4, metrics.height() - 2)
            self._painter.fillRect(box, QColor(self._scene.palette.paper))
        self._painter.setFont(self._name_font)
        self._painter.setPen(QColor(self._colours(mark).text))
        self._painter.drawText(QPointF(left, baseline), name)

    def _ring(self, mark: Mark, pieces: Sequence[Piece]) -> None:
        """Draws the line around the current mark, open where it goes on in another row, and grips at its ends."""
        painter, unit = self._painter, self._unit
        colour = QColor(self._scene.palette.accent)
        pen = QPen(colour, 1.5 * unit)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        for piece in pieces:
            line, thick = self._line(piece.row, self._lane(mark))
            box = QRectF(
                QPointF(piece.left - 1.5 * unit, piece.row.baseline - piece.row.size * 0.98 - 1.5 * unit),
                QPointF(piece.right + 1.5 * unit, line + thick + 1.5 * unit),
            )
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(open_box(box, 3 * unit, left=piece.opens, right=piece.closes))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for there, x in ((piece.opens, box.left()), (piece.closes, box.right())):
                if there:
                    grip = QRectF(x - 1.5 * unit, box.center().y() - 4.5 * unit, 3 * unit, 9 * unit)
                    painter.drawRoundedRect(grip, 1.5 * unit, 1.5 * unit)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    # Margin and caret

    def _margin(self) -> None:
        scene, painter = self._scene, self._painter
        painter.setFont(fonts.interface_font(max(round(11 * self._unit), 9)))
        painter.setPen(QColor(scene.palette.pale))
        for row in scene.rows:
            number = scene.numbers.get(row.block)
            if number is not None and row.base == row.start:  # the first line of its paragraph
                box = QRectF(0, row.baseline - row.height, scene.left - 18 * self._unit, row.height)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, str(number))
        if scene.content.subtitle:
            painter.setPen(QColor(scene.palette.secondary))
            below = scene.title_bottom + scene.metrics.line * 0.55
            room = int(scene.width - 2 * scene.left)
            cut = painter.fontMetrics().elidedText(scene.content.subtitle, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(scene.left, below), cut)
        self._read_columns()
        for box in tick_boxes(scene.rows, scene.ticked, scene.left, scene.metrics):
            mark = QRectF(box.left() + 2 * self._unit, box.center().y() - self._unit, 7 * self._unit, 2 * self._unit)
            painter.fillRect(mark, QColor(scene.palette.edge))

    def _read_columns(self) -> None:
        """A thin column beside the paragraphs that were read to their end."""
        colour = QColor(self._scene.palette.good)
        colour.setAlphaF(_READ)
        width = max(round(2 * self._unit), 2)
        left = self._scene.left - round(16 * self._unit)
        for start, end in self._scene.read:
            rows = [row for row in self._scene.rows if row.start < end and row.end > start]
            if rows:
                height = rows[-1].top + rows[-1].height - rows[0].top
                inset = self._unit * 3
                self._painter.fillRect(QRectF(left, rows[0].top + inset, width, height - 2 * inset), colour)

    def _caret(self) -> None:
        caret = self._scene.caret
        row = next((row for row in self._scene.rows if row.start == caret.row), None)
        if row is None or not self._scene.offsets.length:  # without an article there is no place in it
            return
        colour = self._scene.palette.accent if caret.focused else self._scene.palette.edge
        width = max(round(2 * self._unit), 2)
        top = row.baseline - row.size * 1.02
        box = QRectF(row.x_at(caret.position) - width / 2, top, width, row.size * 1.28)
        self._painter.fillRect(box, QColor(colour))


def tick_boxes(rows: Sequence[Row], ticked: Sequence[int], left: float, metrics: Metrics) -> list[QRectF]:
    """Where ticks stand in the margin, one a row at most: a box that is easy to hit."""
    width = metrics.size * 0.65
    found = []
    for row in rows:
        if any(row.start <= position <= row.end for position in ticked):
            found.append(QRectF(left - width - 4, row.baseline - metrics.size, width, metrics.size * 1.2))
    return found


def open_box(box: QRectF, radius: float, *, left: bool, right: bool) -> QPainterPath:
    """The outline of a rounded box, its left or right side left out where it is not closed."""
    path = QPainterPath()
    if left and right:
        path.addRoundedRect(box, radius, radius)
        return path
    if not left and not right:
        path.moveTo(box.topLeft())
        path.lineTo(box.topRight())
        path.moveTo(box.bottomLeft())
        path.lineTo(box.bottomRight())
        return path
    near, far = (box.left(), box.right()) if left else (box.right(), box.left())
    bend = radius if left else -radius
    path.moveTo(far, box.top())
    path.lineTo(near + bend, box.top())
    path.quadTo(near, box.top(), near, box.top() + radius)
    path.lineTo(near, box.bottom() - radius)
    path.quadTo(near, box.bottom(), near + bend, box.bottom())
    path.lineTo(far, box.bottom())
    return path
