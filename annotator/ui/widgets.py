"""Small parts that panels and dialogs are put together from, safe for text that comes from files and people."""

import html
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from annotator.ui.fonts import TITLE_SIZE, interface_font, secondary_font
from annotator.ui.icons import icon
from annotator.ui.palette import active

GRID = 8
"""All distances are halves, ones or multiples of this many pixels."""


def ampersands(text: str) -> str:
    """A text for buttons, menus and tabs, where a single & would underline the next letter."""
    return text.replace("&", "&&")


def tooltip(text: str) -> str:
    """A text for tooltips, which would take < for markup; line ends stay line ends."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>"


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


def stretchy(widget: QWidget) -> QWidget:
    """The widget, taking all the width there is and asking for none."""
    widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return widget


def struck(font: QFont, strike: bool) -> QFont:
    """The font, struck out or not."""
    copy = QFont(font)
    copy.setStrikeOut(strike)
    return copy
