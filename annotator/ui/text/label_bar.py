"""The bar of labels that appears at a selection made with the mouse; it never takes the focus."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from annotator.domain.scheme import Label
from annotator.i18n import tr
from annotator.ui.palette import active
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.values import named, shortened
from annotator.ui.widgets import GRID, ampersands, tooltip

_MOST: Final = 9  # as many as there are digits for them
_LONGEST: Final = 16  # characters of a name


class LabelBar(QFrame):
    """One button a label, with its colour and key, floating over the article."""

    label_chosen = Signal(object)  # LabelId
    more_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = parent
        self.setObjectName("labelBar")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Labels"))
        palette = active()
        self.setStyleSheet(
            f"#labelBar {{ background: {palette.raised}; border: 1px solid {palette.edge}; border-radius: 6px; }}"
        )
        self._flow = FlowLayout(self, gap=GRID // 4)
        self._flow.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        self.hide()

    def set_labels(self, labels: Sequence[Label]) -> None:
        """Shows the first nine labels, and a button for the rest."""
        for old in self._flow.take_all():
            old.hide()
            old.deleteLater()
        for label in labels[:_MOST]:
            name = named(label)
            button = self._button(f"{shortened(name, _LONGEST)} {label.shortcut}".strip())
            button.setIcon(colour_dot(label.colour))
            button.setToolTip(tooltip(name))
            button.clicked.connect(lambda _checked=False, id_=label.id: self.label_chosen.emit(id_))
        more = self._button("…")
        more.setAccessibleName(tr("All labels"))
        more.setToolTip(tooltip(tr("All labels")))
        more.clicked.connect(self.more_asked)

    def _button(self, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setText(ampersands(text))
        self._flow.addWidget(button)
        return button

    def show_at(self, point: QPoint) -> None:
        """Appears below a point of the parent, or above it where there is no room below."""
        room = self._place.size()
        width = min(self._flow.whole_width(), room.width() - 2 * GRID)
        self.resize(width, self._flow.heightForWidth(width))
        x = max(GRID, min(point.x() - self.width() // 2, room.width() - self.width() - GRID))
        y = point.y() + GRID
        if y + self.height() > room.height() - GRID:
            y = point.y() - self.height() - 4 * GRID
        self.move(x, max(GRID, y))
        self.show()
        self.raise_()


def colour_dot(colour: str, size: int = 12) -> QIcon:
    """A round spot of a label's colour."""
    pixmap = QPixmap(size * 2, size * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(1, 1, size - 2, size - 2)
    painter.end()
    return QIcon(pixmap)
