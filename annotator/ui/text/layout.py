"""How the article's text is laid out: one centred column, lines of one height, work only where someone looks.

Qt's own document layout lays out everything above a place before it can show it (480 ms to go to the end of 1,000,000
characters); this one guesses the heights of paragraphs nobody has seen, from their lengths, and corrects them when
they come near the window.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QTextBlock,
    QTextDocument,
    QTextFrame,
    QTextLine,
    QTextOption,
)
from typing_extensions import override

from annotator.ui import fonts
from annotator.ui.text.heights import Heights

MOST_CHARACTERS: Final = 40  # a line, where the window has room for them


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes of the article in pixels, which all follow from the size of its type."""

    size: int
    font: QFont
    title_font: QFont
    line: float
    title_line: float
    baseline: float  # below a line's top: little room above the glyphs, more below them for underlines
    title_baseline: float
    gap: float  # between paragraphs
    margin: float  # free on both sides of the column, for paragraph numbers and ticks

    @classmethod
    def of(cls, size: int, *, serif: bool = True) -> "Metrics":
        """The sizes that go with a size of type."""
        title = round(size * 1.42)
        return cls(
            size=size,
            font=fonts.article_font(size, serif=serif),
            title_font=fonts.article_font(title, serif=serif, bold=True),
            line=round(size * 1.9),
            title_line=round(title * 1.7),
            baseline=round(size * 1.12),
            title_baseline=round(title * 1.12),
            gap=round(size * 0.5),
            margin=round(size * 3.25),
        )


class Row(NamedTuple):
    """A line of text: UTF-16 positions, document coordinates."""

    start: int
    end: int  # behind its last character, before the line feed
    x: float
    top: float
    height: float
    baseline: float
    size: int  # of its type
    line: QTextLine
    block: int
    base: int  # UTF-16 position of the block
    block_top: float
    last: bool  # of its paragraph

    def x_at(self, position: int) -> float:
        """Where a UTF-16 position of the line stands."""
        found = self.line.cursorToX(min(max(position, self.start), self.end) - self.base)
        # PySide's two overloads give the place alone or with the position it belongs to.
        return self.x + float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]

    def position_near(self, x: float) -> int:
        """The UTF-16 position between characters that is nearest a place."""
        found = self.base + self.line.xToCursor(x - self.x)
        if self.last or found >= self.end:
            return found
        # Qt never gives the end of a line that goes on; without it its last character could not be selected.
        right = self.x_at(self.end)
        last = self.base + self.line.xToCursor(right - self.x - 1, QTextLine.CursorPosition.CursorOnCharacter)
        return self.end if found >= last and x > (self.x_at(last) + right) / 2 else found

    def draw(self, painter: QPainter) -> None:
        """Draws the characters."""
        self.line.draw(painter, QPointF(self.x, self.block_top))


class ArticleLayout(QAbstractTextDocumentLayout):
    """A document layout that is exact where it was asked to `settle` blocks and estimates the others."""

    def __init__(
        self, document: QTextDocument, lengths: Sequence[int], titles: int, metrics: Metrics, *, subtitle: bool = False
    ) -> None:
        """Takes each block's length in UTF-16 units; the first `titles` blocks are the title."""
        super().__init__(document)
        self._document = document
        self._lengths = lengths
        self._filled = list(compress(range(len(lengths)), lengths))
        self.titles = titles
        self.metrics = metrics
        self._subtitle = subtitle
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._viewport = QSizeF()
        self.column = -1.0  # its width
        self.left = 0.0
        self._settled: set[int] = set()
        self._heights = Heights((), 0)
        self.resize(QSizeF(0, 0))

    def set_metrics(self, metrics: Metrics) -> None:
        """Takes other sizes; everything is laid out anew when looked at."""
        self.metrics = metrics
        self.column = -1.0
        self.resize(self._viewport)

    def resize(self, viewport: QSizeF) -> bool:
        """Fits the column into a viewport; says whether lines break elsewhere now."""
        self._viewport = viewport
        em = QFontMetricsF(self.metrics.font).horizontalAdvance("中")
        room = max(viewport.width() - 2 * self.metrics.margin, 4 * em)
        characters = min(int(room / em), MOST_CHARACTERS)
        column = characters * em + 1  # one pixel more, since advances are rounded
        self.left = max(round((viewport.width() - column) / 2), 0.0)
        if column == self.column:
            return False
        self.column = column
        self._settled.clear()
        self._heights = Heights(self._guesses(characters), self.metrics.line)
        return True

    def _guesses(self, characters: int) -> list[float]:
        line, gap = self.metrics.line, self.metrics.gap
        heights = [(-(-length // characters) or 1) * line + gap for length in self._lengths]
        heights[: self.titles] = [self._title_height(block, 1) for block in range(self.titles)]
        return heights

    def _title_height(self, block: int, lines: int) -> float:
        below = 0.0
        if block == self.titles - 1:
            below = self.metrics.line * (1.25 if self._subtitle else 0.5)
        return lines * self.metrics.title_line + below

    def _line_height(self, block: int) -> float:
        return self.metrics.title_line if block < self.titles else self.metrics.line

    def _baseline(self, block: int) -> float:
        return self.metrics.title_baseline if block < self.titles else self.metrics.baseline

    # Blocks

    def number(self, block: int) -> int | None:
        """A paragraph's number, from 1; titles and empty ones have none."""
        if block < self.titles or not self._lengths[block]:
            return None
        return bisect_left(self._filled, block) - bisect_left(self._filled, self.titles) + 1

    def top(self, block: int) -> float:
        """Where a block starts."""
        return self._heights.top(block)

    def block_at(self, y: float) -> int:
        """The number of the block at a height."""
        return self._heights.at(y)

    def title_bottom(self) -> float:
        """Where the lines of the title end."""
        if not self.titles:
            return self._heights.head
        last = self.titles - 1
        lines = (self._heights[last] - self._title_height(last, 0)) / self.metrics.title_line
        return self.top(last) + lines * self.metrics.title_line

    def settle(self, number: int) -> float:
        """Lays a block out if it is not; gives by how much all behind it move."""
        if number in self._settled:
            return 0.0
        self._settled.add(number)
        height, baseline = self._line_height(number), self._baseline(number)
        layout = self._document.findBlockByNumber(number).layout()
        layout.setTextOption(self._option)
        layout.beginLayout()
        lines = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.column)
            line.setPosition(QPointF(0, lines * height + baseline - line.ascent()))
            lines += 1
        layout.endLayout()
        if number < self.titles:
            return self._heights.change(number, self._title_height(number, lines))
        return self._heights.change(number, lines * height + self.metrics.gap)

    def settle_between(self, top: float, bottom: float, anchor: int) -> float:
        """Lays out all between two heights; gives how far the block `anchor` moves by it."""
        number = self.block_at(top)
        before, moved = self.documentSize(), 0.0
        while number < len(self._heights) and self.top(number) <= bottom + moved:
            change = self.settle(number)
            if number < anchor:
                moved += change
            number += 1
        if self.documentSize() != before:
            self.documentSizeChanged.emit(self.documentSize())
        return moved

    def settle_some(self, first: int, count: int, anchor: int) -> tuple[int, float]:
        """Lays out `count` blocks from a number on; gives the next number and how far `anchor` moves."""
        moved = 0.0
        after = min(first + count, len(self._heights))
        for number in range(first, after):
            change = self.settle(number)
            if number < anchor:
                moved += change
        self.documentSizeChanged.emit(self.documentSize())
        return after, moved

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self._heights)

    # Rows

    def rows(self, top: float, bottom: float) -> Iterator[Row]:
        """The lines of text between two heights."""
        number = self.block_at(top)
        block = self._document.findBlockByNumber(number)
        while block.isValid():
            self.settle(number)
            if self.top(number) > bottom:
                return
            yield from self._rows_of(block, number, top, bottom)
            block = block.next()
            number += 1

    def _rows_of(self, block: QTextBlock, number: int, top: float, bottom: float) -> Iterator[Row]:
        layout = block.layout()
        height, baseline = self._line_height(number), self._baseline(number)
        block_top, base, count = self.top(number), block.position(), layout.lineCount()
        layout.setPosition(QPointF(self.left, block_top))  # for screen readers, which ask where a character is seen
        first = max(int((top - block_top) // height), 0)
        last = min(int((bottom - block_top) // height), count - 1)
        for k in range(first, last + 1):
            line = layout.lineAt(k)
            start = base + line.textStart()
            y = block_top + k * height
            yield Row(
                start=start,
                end=start + line.textLength(),
                x=self.left,
                top=y,
                height=height,
                baseline=y + baseline,
                size=self.metrics.title_font.pixelSize() if number < self.titles else self.metrics.size,
                line=line,
                block=number,
                base=base,
                block_top=block_top,
                last=k == count - 1,
            )

    def row_of(self, position: int) -> Row:
        """The line of text that a UTF-16 position stands in."""
        block = self._document.findBlock(position)
        number = block.blockNumber()
        self.settle(number)
        line = block.layout().lineForTextPosition(position - block.position())
        y = self.top(number) + (line.lineNumber() + 0.5) * self._line_height(number)
        return next(self._rows_of(block, number, y, y))

    def row_at(self, y: float) -> Row:
        """The line of text at a height, the nearest one where there is none."""
        number = self.block_at(y)
        self.settle(number)
        block = self._document.findBlockByNumber(number)
        height, top = self._line_height(number), self.top(number)
        y = min(max(y, top), top + (block.layout().lineCount() - 0.5) * height)
        return next(self._rows_of(block, number, y, y))

    # What Qt asks

    @override
    def documentChanged(self, from_: int, charsRemoved: int, charsAdded: int) -> None:
        """The text never changes; Qt calls this for the page size, which `resize` is told of by the view."""

    @override
    def pageCount(self) -> int:
        return 1

    @override
    def documentSize(self) -> QSizeF:
        height = self._heights.head + self._heights.total
        room = self._viewport.height()
        # Room below the end, so that the last lines can be read in the middle of the window.
        height += self.metrics.line if height + self.metrics.line <= room else room / 3
        return QSizeF(self._viewport.width(), height)

    @override
    def frameBoundingRect(self, frame: QTextFrame) -> QRectF:
        return QRectF(QPointF(0, 0), self.documentSize())

    @override
    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        number = block.blockNumber()
        self.settle(number)
        return QRectF(self.left, self.top(number), self.column, self._heights[number])

    @override
    def hitTest(self, point: QPointF | QPoint | QPainterPath.Element, accuracy: Qt.HitTestAccuracy) -> int:
        x, y = float(point.x()), float(point.y())  # type: ignore[operator, unused-ignore]
        return self.row_at(y).position_near(x)

    @override
    def draw(self, painter: QPainter, context: QAbstractTextDocumentLayout.PaintContext) -> None:
        for row in self.rows(context.clip.top(), context.clip.bottom()):
            row.draw(painter)
