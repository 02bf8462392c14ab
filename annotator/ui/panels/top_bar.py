"""The line above the panes: where I am, how far I am, and the few switches that are used all day."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from annotator.domain.article import Status
from annotator.domain.person import Person
from annotator.i18n import tr
from annotator.ui import fonts
from annotator.ui.palette import active
from annotator.ui.text.label_bar import colour_dot


def status_words() -> dict[Status, str]:
    """The states of an article in the user's language."""
    return {
        Status.NEW: tr("Not started"),
        Status.WORKING: tr("In progress"),
        Status.SUBMITTED: tr("Submitted"),
        Status.SKIPPED: tr("Not to be annotated"),
    }


def status_colour(status: Status) -> str:
    """The colour of a state's dot."""
    palette = active()
    return {
        Status.NEW: palette.pale,
        Status.WORKING: palette.warning,
        Status.SUBMITTED: palette.good,
        Status.SKIPPED: palette.secondary,
    }[status]


class Elided(QLabel):
    """A line of text that ends in dots where it has no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(64, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(active().ink))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)


class TopBar(QWidget):
    """Previous and next, title, state, and on the right search, source, theme, palette and who I am."""

    status_chosen = Signal(object)  # Status

    def __init__(self, action: Callable[[str], QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self._action = action
        row.addWidget(self._tool("previous_article", "‹"))
        row.addWidget(self._tool("next_article", "›"))
        self._title = Elided()
        self._title.setFont(fonts.interface_font(15, bold=True))
        row.addWidget(self._title, 1)
        self._status = QToolButton()
        self._status.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._status.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._status.setAccessibleName(tr("My state of this article"))
        menu = QMenu(self._status)
        for status, words in status_words().items():
            made = menu.addAction(colour_dot(status_colour(status)), words)
            made.triggered.connect(lambda _checked=False, chosen=status: self.status_chosen.emit(chosen))
        self._status.setMenu(menu)
        row.addWidget(self._status)
        row.addSpacing(16)
        row.addWidget(self._tool("find", tr("Find")))
        row.addWidget(self._tool("source", tr("Source")))
        row.addWidget(self._tool("hide", tr("Hide marks")))
        row.addWidget(self._tool("palette", "Ctrl+K"))
        self._who = self._tool("who", "")
        self._who.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row.addWidget(self._who)
        self.show_article("", None, False)

    def _tool(self, id_: str, text: str) -> QToolButton:
        action = self._action(id_)
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setText(text)
        button.setCheckable(action.isCheckable())
        name = action.text().split("\t")
        keys = [key.toString() for key in action.shortcuts()] or name[1:]
        button.setToolTip(f"{name[0].replace('&&', '&')} ({' / '.join(keys)})" if keys else name[0])
        button.setAccessibleName(name[0])
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        action.toggled.connect(button.setChecked)
        return button

    def show_article(self, title: str, status: Status | None, editable: bool) -> None:
        """Shows which article is open and how far I am with it."""
        self._title.setText(title)
        self._title.setToolTip("")
        self._status.setVisible(status is not None)
        self._status.setEnabled(editable)
        if status is not None:
            self._status.setText(f"{status_words()[status]} ▾")
            self._status.setIcon(colour_dot(status_colour(status)))

    def show_person(self, person: Person | None) -> None:
        """Shows who I am."""
        self._who.setVisible(person is not None)
        if person is not None:
            self._who.setText(person.name.replace("&", "&&"))
            self._who.setIcon(colour_dot(person.colour))
