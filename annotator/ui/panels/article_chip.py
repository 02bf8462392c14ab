"""The small words in a row of the list that say what was noticed of an article."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from annotator.i18n import tr
from annotator.ui.palette import Palette
from annotator.ui.widgets import GRID

if TYPE_CHECKING:
    from annotator.services.reprints import Notes

_NAMED: Final = 3  # other articles of a group that a tooltip names


def chip_words(notes: "Notes | None") -> str:
    """What the chip of an article says; "" where nothing was noticed."""
    if notes is None:
        return ""
    if notes.several > 1:
        return tr("{n} articles?", n=notes.several)
    if notes.alike:
        return tr("reprinted") if notes.first else tr("reprint")
    return ""


def chip_about(notes: "Notes | None") -> list[str]:
    """The same at length, for the tooltip."""
    told = []
    if notes is not None and notes.several > 1:
        told.append(tr("{n} articles on this page? See “Split into articles…”.", n=notes.several))
    if notes is not None and notes.alike:
        names = "、".join(f"“{title}”" for title in notes.alike[:_NAMED])
        more = len(notes.alike) - _NAMED
        told.append(tr("Nearly the same as {names}", names=names + (f" +{more}" if more > 0 else "")))
    return told


def paint_chip(painter: QPainter, room: QRect, words: str, font: QFont, palette: Palette) -> QRect:
    """Paints a chip at the right end of the room of a title; gives what room it leaves."""
    metrics = QFontMetrics(font)
    width, height = metrics.horizontalAdvance(words) + GRID, metrics.height() + 2
    if width > room.width() // 2:
        return room
    box = QRect(room.right() - width, room.y() + (room.height() - height) // 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(palette.edge), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(font)
    painter.setPen(QColor(palette.secondary))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)
    return room.adjusted(0, 0, -width - GRID // 2, 0)
