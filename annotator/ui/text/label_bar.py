"""The bar of labels that appears at a selection made with the mouse; it never takes the focus."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from annotator.domain.scheme import Label
from annotator.i18n import language, tr
from annotator.ui.palette import active

_GAP = 8


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
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 4, 4, 4)
        self._row.setSpacing(2)
        self.hide()

    def set_labels(self, labels: Sequence[Label]) -> None:
        """Shows the first nine labels, and a button for the rest."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for label in labels[:9]:
            name = label.zh if language() == "zh" else label.en
            button = self._button(f"{name} {label.shortcut}".strip().replace("&", "&&"))
            button.setIcon(colour_dot(label.colour))
            button.clicked.connect(lambda _checked=False, id_=label.id: self.label_chosen.emit(id_))
        more = self._button("…")
        more.setAccessibleName(tr("All labels"))
        more.clicked.connect(self.more_asked)

    def _button(self, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setText(text)
        self._row.addWidget(button)
        return button

    def show_at(self, point: QPoint) -> None:
        """Appears below a point of the parent, or above it where there is no room below."""
        self.adjustSize()
        room = self._place.size()
        x = max(_GAP, min(point.x() - self.width() // 2, room.width() - self.width() - _GAP))
        y = point.y() + _GAP
        if y + self.height() > room.height() - _GAP:
            y = point.y() - self.height() - 4 * _GAP
        self.move(x, max(_GAP, y))
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
