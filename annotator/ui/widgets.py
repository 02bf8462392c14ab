"""Small parts that panels and dialogs are put together from, safe for text that comes from files and people."""

import html
import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.ui.fonts import TITLE_SIZE, interface_font, secondary_font
from annotator.ui.icons import SIZE, icon, pixmap
from annotator.ui.palette import active
from annotator.ui.values import one_line

GRID = 8
"""All distances are halves, ones or multiples of this many pixels."""

_ENDLESS: Final = re.compile(r"[!-.0-~]{48}")  # a label breaks a line after / and between Chinese characters


def ampersands(text: str) -> str:
    """A text for buttons, menus and tabs: one line, and no & that would underline the next letter."""
    return one_line(text).replace("&", "&&")


def tooltip(text: str) -> str:
    """A text for tooltips, which would take < for markup; line ends stay line ends."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>"


def breakable(text: str) -> str:
    """A text for labels that wrap, with places to break in words so long that they would widen the window."""
    return _ENDLESS.sub("\\g<0>\u200b", text)


def label(text: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label that shows its text as it is, whatever it holds."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return made


def title(text: str) -> QLabel:
    """The heading of a page."""
    made = label(text, wrap=True)
    made.setFont(interface_font(TITLE_SIZE))
    return made


def heading(text: str) -> QLabel:
    """The small heading of a group."""
    made = label(text)
    made.setFont(interface_font(bold=True))
    return made


def hint(text: str = "", *, wrap: bool = True) -> QLabel:
    """Small secondary text: counts, dates, explanations."""
    made = label(text, wrap=wrap)
    made.setFont(secondary_font())
    return coloured(made, active().secondary)


def problem(text: str = "") -> QLabel:
    """The line below a field that says what is wrong with it; it keeps its height when it is empty."""
    made = coloured(label(text, wrap=True), active().bad)
    made.setFont(secondary_font())
    made.setMinimumHeight(made.fontMetrics().height())
    return made


def coloured(widget: QLabel, colour: str) -> QLabel:
    """The label with its text in a colour of the palette."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
    widget.setPalette(palette)
    widget.setForegroundRole(QPalette.ColorRole.WindowText)  # inside a button it would be ButtonText
    return widget


def button(
    text: str, on_click: Callable[[], object] | None = None, *, name: str = "", picture: str = "", default: bool = False
) -> QPushButton:
    """A push button; `name` is its object name, `picture` an icon."""
    made = QPushButton(ampersands(text))
    made.setObjectName(name)
    if picture:
        made.setIcon(icon(picture))
    made.setAutoDefault(default)
    made.setDefault(default)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def tool(
    picture: str, about: str, on_click: Callable[[], object] | None = None, *, name: str = "", text: str = ""
) -> QToolButton:
    """A flat button with an icon; `about` is its tooltip and its name for screen readers."""
    made = QToolButton()
    made.setObjectName(name)
    made.setIcon(icon(picture))
    made.setToolTip(tooltip(about))
    made.setAccessibleName(about)
    if text:
        made.setText(ampersands(text))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def steady(box: QComboBox, characters: int = 12) -> QComboBox:
    """The box as wide as some characters, or as its place, however long its entries are."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(characters)
    return box


def line() -> QFrame:
    """A thin horizontal line."""
    made = QFrame()
    made.setFixedHeight(1)
    made.setAutoFillBackground(True)
    palette = made.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(active().line))
    made.setPalette(palette)
    return made


def filled(widget: QWidget, colour: str) -> QWidget:
    """The widget with a colour of the palette as its ground."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(colour))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)
    return widget


class Elided(QLabel):
    """One line of text that is cut where there is no room for it, and that asks for none; its tooltip has it all."""

    def __init__(self, text: str = "", where: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__()
        self._whole = ""
        self._where = where
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        """Shows a text."""
        self._whole = one_line(text)
        self.setToolTip(tooltip(text) if text else "")
        self.setAccessibleName(text)
        self._cut()

    def whole(self) -> str:
        """The text before it was cut."""
        return self._whole

    def _cut(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._whole, self._where, self.width()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()


class BigButton(QPushButton):
    """A button as large as what it does is important: an icon, a few words, and a line that explains them."""

    def __init__(self, text: str, about: str, picture: str, *, name: str = "", quiet: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setAccessibleDescription(about)
        self.setFlat(quiet)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words = Elided(text, Qt.TextElideMode.ElideRight)
        self.about = Elided(about)
        self.about.setFont(secondary_font())
        drawing = QLabel()
        density = self.devicePixelRatioF()
        drawing.setPixmap(pixmap(picture, active().secondary, density, SIZE + SIZE // 4))
        lines = QVBoxLayout()
        lines.setSpacing(GRID // 4)
        lines.addWidget(self._words)
        lines.addWidget(coloured(self.about, active().secondary))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(2 * GRID)
        row.addWidget(drawing)
        row.addLayout(lines, 1)
        for part in (drawing, self._words, self.about):  # a click on them is a click on the button
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        return super().sizeHint() if layout is None else layout.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            coloured(self._words, active().ink if self.isEnabled() else active().pale)
