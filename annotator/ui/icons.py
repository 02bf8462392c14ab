"""The outline icons of the window: 16 px drawings of our own, tinted by the palette in use."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from annotator.bundled import bundled
from annotator.ui.palette import active, label_colours, mixed

SIZE: Final = 16
_FADED: Final = 0.4
_SWATCH: Final = 12


def _file(name: str) -> Path:
    return bundled("resources") / "icons" / f"{name}.svg"


def icon(name: str, colour: str = "", pressed: str = "") -> QIcon:
    """An icon by the name of its file, in a colour (#RRGGBB) or that of secondary text; paler where disabled.

    On a button that stays pressed in, it has the colour `pressed` then.
    """
    palette = active()
    tint = colour or palette.secondary
    made = QIcon(pixmap(name, tint, _density()))
    made.addPixmap(pixmap(name, tint, _density()), QIcon.Mode.Selected)  # else Qt tints it in selected rows
    made.addPixmap(pixmap(name, mixed(tint, palette.ground, _FADED), _density()), QIcon.Mode.Disabled)
    if pressed:
        made.addPixmap(pixmap(name, pressed, _density()), QIcon.Mode.Normal, QIcon.State.On)
    return made


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, density: float = 1.0, size: int = SIZE) -> QPixmap:
    """One drawing of an icon: `size` in pixels of the window, `density` in device pixels for each of them."""
    drawing = _file(name).read_text(encoding="utf-8").replace("currentColor", colour)
    made = QPixmap(QSize(size, size) * density)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    # The logical size times the density is rounded for pixmaps; drawing into all of it keeps strokes sharp.
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(density)
    return made


def swatch(colour: str) -> QIcon:
    """A small square in the colour of a label or a person, as it is legible on the palette's paper."""
    drawn = QPixmap(QSize(_SWATCH, _SWATCH) * _density())
    drawn.setDevicePixelRatio(_density())
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(label_colours(active(), colour).line))
    painter.drawRoundedRect(QRectF(0, 0, _SWATCH, _SWATCH), 2, 2)
    painter.end()
    made = QIcon(drawn)
    made.addPixmap(drawn, QIcon.Mode.Selected)  # else Qt tints it in selected rows
    return made


def _density() -> float:
    """Device pixels a pixel on the densest screen; Qt scales down for others."""
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
