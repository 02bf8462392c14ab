"""My effort: what a tag cost, how it changed, which suggestions were good, how ways of tagging compare."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from annotator.i18n import mark, tr
from annotator.services.deciding import OriginFigures
from annotator.services.effort import Decided, Effort, Point
from annotator.ui import fonts
from annotator.ui.dialogs.base import Dialog
from annotator.ui.palette import active
from annotator.ui.panels.suggest import engine_name
from annotator.ui.widgets import GRID, heading, hint, label, title

_WIDTH: Final = 560
_MOST: Final = 6  # engines, labels
_ORIGINS: Final = {
    "manual": mark("by hand"),
    "accepted": mark("accepted"),
    "mended": mark("mended"),
    "imported": mark("imported"),
    "control": mark("control articles"),
}


class EffortDialog(Dialog):
    """Figures for the person alone, with a switch to count no more and a button to forget."""

    switched = Signal(bool)
    forget_asked = Signal()

    def __init__(self, found: Effort, names: Mapping[str, str], counting: bool, parent: QWidget | None = None) -> None:
        super().__init__(tr("My effort"), parent, close=tr("Close"))
        self.setMinimumWidth(_WIDTH)
        self.body.addLayout(_figures(found))
        if len(found.curve) > 1:
            self.body.addWidget(heading(tr("Actions a tag, article by article")))
            self.body.addWidget(Curve(found.curve))
        self._tables = QHBoxLayout()
        self._tables.setSpacing(4 * GRID)
        engines = {engine_name(name): how for name, how in found.engines.items()}
        labels = {names.get(key, key): how for key, how in found.labels.items()}
        for name, decided in ((tr("Suggestions by engine"), engines), (tr("Suggestions by label"), labels)):
            if decided:
                self._tables.addLayout(_decided(name, decided))
        self.body.addLayout(self._tables)
        self._origins = QVBoxLayout()
        self.body.addLayout(self._origins)
        self.body.addWidget(hint(tr("Counted on this computer and for you alone; no project and no export has it.")))
        self._count = QCheckBox(tr("Count"))
        self._count.setChecked(counting)
        self._count.clicked.connect(self.switched)
        self.body.addWidget(self._count)
        self.body.addStretch(1)
        self.add_left_button(tr("Forget all"), self._forget, name="forget_effort")

    def _forget(self) -> None:
        self.forget_asked.emit()
        self.accept()

    def show_origins(self, found: Mapping[str, OriginFigures]) -> None:
        """Adds how tags fare against what was agreed on, by how they came to be."""
        known = {name: one for name, one in found.items() if one.tags}
        if not isValid(self) or not known:
            return
        grid = _grid(tr("Held against what was agreed on"), (tr("Tags"), tr("Right"), tr("Found")))
        for row, (name, one) in enumerate(known.items(), 1):
            cells = (tr(_ORIGINS[name]), str(one.tags), _percent(one.agreement), _percent(one.recall))
            _fill(grid, row + 1, cells)
        self._origins.addLayout(grid)


def _figures(found: Effort) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(5 * GRID)
    minutes = found.seconds / 60 / found.articles if found.articles else 0.0
    for value, words in (
        (_number(found.per_tag), tr("actions a tag")),
        (_number(found.per_whole_tag), tr("actions with attributes")),
        (f"{minutes:.1f}", tr("minutes an article")),
        (f"{found.tags:,}", tr("tags")),
    ):
        column = QVBoxLayout()
        column.setSpacing(0)
        big = title(value)
        big.setWordWrap(False)
        column.addWidget(big)
        column.addWidget(hint(words, wrap=False))
        row.addLayout(column)
    row.addStretch(1)
    return row


def _decided(name: str, found: Mapping[str, Decided]) -> QGridLayout:
    grid = _grid(name, (tr("Decided"), tr("Accepted")))
    for row, (key, how) in enumerate(list(found.items())[:_MOST], 1):
        _fill(grid, row + 1, (key, str(how.total), _percent(how.share)))
    return grid


def _grid(name: str, columns: Sequence[str]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * GRID)
    grid.setVerticalSpacing(GRID // 2)
    grid.addWidget(heading(name), 0, 0, 1, len(columns) + 1)
    for column, words in enumerate(columns, 1):
        grid.addWidget(hint(words, wrap=False), 1, column, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return grid


def _fill(grid: QGridLayout, row: int, cells: Sequence[str]) -> None:
    for column, words in enumerate(cells):
        cell: QLabel = label(words)
        if column:
            cell.setFont(fonts.tabular(fonts.interface_font()))
        grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.0f} %"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


class Curve(QWidget):
    """What a tag cost, article by article: with attributes as a line, without them as a paler one."""

    def __init__(self, points: Sequence[Point]) -> None:
        super().__init__()
        self._points = points
        last = datetime.fromtimestamp(points[-1].begun).astimezone()
        self.setAccessibleName(
            tr(
                "From {first} to {last} actions a tag",
                first=_number(points[0].per_whole_tag),
                last=_number(points[-1].per_whole_tag),
            )
        )
        self.setToolTip(tr("Last article: {time}", time=last.strftime("%Y-%m-%d")))

    @override
    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 14 * GRID)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(20 * GRID, 14 * GRID)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        palette, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.tabular(fonts.secondary_font()))
        top = max(one.per_whole_tag for one in self._points) or 1.0
        left = painter.fontMetrics().horizontalAdvance(f"{top:.1f}") + GRID
        box = QRectF(left, GRID, self.width() - left - GRID, self.height() - 2 * GRID)
        painter.setPen(QColor(palette.line))
        for share in (0.0, 0.5, 1.0):
            y = box.bottom() - share * box.height()
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(QColor(palette.secondary))
        for share in (0.0, 1.0):
            y = box.bottom() - share * box.height()
            words = QRectF(0, y - GRID, left - GRID // 2, 2 * GRID)
            painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{share * top:.1f}")
        step = box.width() / max(len(self._points) - 1, 1)
        for colour, values in (
            (palette.edge, [one.per_tag for one in self._points]),
            (palette.accent, [one.per_whole_tag for one in self._points]),
        ):
            line = [QPointF(box.left() + k * step, box.bottom() - v / top * box.height()) for k, v in enumerate(values)]
            painter.setPen(QPen(QColor(colour), 2))
            painter.drawPolyline(QPolygonF(line))
        painter.end()
