"""Plots of the window. pyqtgraph and numpy load in half a second: this is imported when a plot is first shown."""

from collections.abc import Sequence
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from annotator.ui import fonts
from annotator.ui.palette import active, label_colours

_ROW: Final = 26
_LEAST: Final = 96


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A quiet plot in the window's colours: nothing moves, nothing opens."""

    def __init__(self, name: str) -> None:
        super().__init__(background=active().paper)
        self.setAccessibleName(name)
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(active().line))
            axis.setTextPen(pg.mkPen(active().secondary))
            axis.setStyle(tickLength=0)
            axis.setTickFont(fonts.secondary_font())

    def show_intervals(
        self,
        names: Sequence[str],
        values: Sequence[tuple[float, float | None, float | None] | None],
        colours: Sequence[str],
        before: Sequence[float | None] = (),
    ) -> None:
        """Values from 0 to 1 as points with their intervals, a row each, from above; `before` as hollow points."""
        self.clear()
        for row, (value, colour) in enumerate(zip(values, colours, strict=True)):
            self._point(-row, value, label_colours(active(), colour).line if colour else active().secondary)
        for row, old in enumerate(before):
            if old is not None:
                self._mark(old, -row, active().pale, hollow=True)
        self.getAxis("left").setTicks([[(-row, _cut(name)) for row, name in enumerate(names)]])
        self.getAxis("bottom").setTicks([[(k / 5, f"{k / 5:.1f}") for k in range(6)]])
        self.showGrid(x=True, y=False, alpha=0.12)
        self.setXRange(0, 1, padding=0.02)
        self.setYRange(-len(names) + 0.5, 0.5, padding=0)
        self.setFixedHeight(max(_LEAST, _ROW * len(names) + 36))

    def _point(self, y: float, value: tuple[float, float | None, float | None] | None, colour: str) -> None:
        if value is None:
            return
        middle, low, high = value
        if low is not None and high is not None:
            self.addItem(pg.PlotDataItem([low, high], [y, y], pen=pg.mkPen(colour, width=2)))
        self._mark(middle, y, colour)

    def _mark(self, x: float, y: float, colour: str, hollow: bool = False) -> None:
        brush: Any = pg.mkBrush(active().paper if hollow else colour)
        pen = pg.mkPen(colour, width=1.5)
        self.addItem(pg.ScatterPlotItem([x], [y], size=9, brush=brush, pen=pen))

    def show_bars(self, names: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> None:
        """Counts as upright bars, a group for each name and a colour for each series."""
        from annotator.ui.palette import OKABE_ITO

        self.clear()
        most = max([1, *(max(numbers, default=0) for _, numbers in series)])
        width = 0.8 / max(1, len(series))
        for k, (_, numbers) in enumerate(series):
            colour = QColor(label_colours(active(), OKABE_ITO[k % len(OKABE_ITO)]).line)
            places = [i + (k - (len(series) - 1) / 2) * width for i in range(len(numbers))]
            self.addItem(pg.BarGraphItem(x=places, height=list(numbers), width=width * 0.9, brush=colour, pen=colour))
        self.getAxis("bottom").setTicks([[(i, _cut(name)) for i, name in enumerate(names)]])
        step = max(1, most // 4)
        self.getAxis("left").setTicks([[(n, str(n)) for n in range(0, most + 1, step)]])
        self.showGrid(x=False, y=True, alpha=0.12)
        self.setXRange(-0.5, max(0, len(names) - 1) + 0.5, padding=0)
        self.setYRange(0, most * 1.08, padding=0)


def _cut(name: str) -> str:
    return name if len(name) <= 10 else f"{name[:9]}…"
