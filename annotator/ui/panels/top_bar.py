"""The line above the panes: where I am, how far I am, and the few switches that are used all day."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from annotator.domain.article import Status
from annotator.domain.person import Person
from annotator.i18n import tr
from annotator.ui import fonts
from annotator.ui.icons import SIZE, icon
from annotator.ui.palette import active
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.widgets import GRID, Elided, ampersands, tooltip

_HEIGHT: Final = 4 * GRID
_TITLE_SIZE: Final = 15
_NAME_WIDTH: Final = 16 * GRID  # a longer name is cut; its tooltip has it all


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


class TopBar(QWidget):
    """Previous and next, title, state, and on the right search, source, marks, theme, palette and who I am."""

    status_chosen = Signal(object)  # Status

    def __init__(self, action: Callable[[str], QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self._action = action
        self._title = Elided(where=Qt.TextElideMode.ElideRight)
        self._title.setFont(fonts.interface_font(_TITLE_SIZE, bold=True))
        self._title.setMinimumWidth(8 * GRID)
        self._status = self._status_button()
        self._who = self._tool("who", "")
        self._who.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID // 2)
        row.addWidget(self._tool("previous_article", "‹", "chevron-left"))
        row.addWidget(self._tool("next_article", "›", "chevron-right"))
        row.addSpacing(GRID // 2)
        row.addWidget(self._title, 1)
        row.addSpacing(GRID)
        row.addWidget(self._status)
        row.addSpacing(2 * GRID)
        row.addWidget(self._tool("find", tr("Find"), "search"))
        row.addWidget(self._tool("source", tr("Source"), "columns", words=True))
        row.addWidget(self._tool("hide", tr("Hide marks"), "eye-off"))
        row.addWidget(self._tool("dark", tr("Dark theme"), "moon"))
        row.addSpacing(GRID // 2)
        row.addWidget(self._tool("palette", _key(action("palette"))))
        row.addSpacing(GRID // 2)
        row.addWidget(self._who)
        self.show_article("", None, False)

    def _status_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("top_status")
        button.setFixedHeight(_HEIGHT)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(tr("My state of this article"))
        button.setToolTip(tooltip(tr("My state of this article")))
        menu = QMenu(button)
        for status, words in status_words().items():
            made = menu.addAction(colour_dot(status_colour(status)), words)
            made.triggered.connect(lambda _checked=False, chosen=status: self.status_chosen.emit(chosen))
        button.setMenu(menu)
        return button

    def _tool(self, id_: str, text: str, picture: str = "", words: bool = False) -> QToolButton:
        """A button for an action: a picture alone, with `words` beside it, or only text."""
        action = self._action(id_)
        button = QToolButton(self)
        button.setObjectName(f"top_{id_}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setText(text)
        button.setFixedHeight(_HEIGHT)
        button.setCheckable(action.isCheckable())
        button.setChecked(action.isChecked())
        button.setEnabled(action.isEnabled())
        if picture:
            button.setIcon(icon(picture, pressed=active().accent))
            button.setIconSize(QSize(SIZE, SIZE))
            style = Qt.ToolButtonStyle
            button.setToolButtonStyle(style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly)
            if not words:
                button.setFixedWidth(_HEIGHT)
        about = _about(action)
        button.setToolTip(tooltip(about))
        button.setAccessibleName(action.text().split("\t")[0])
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        action.toggled.connect(button.setChecked)
        return button

    def show_article(self, title: str, status: Status | None, editable: bool) -> None:
        """Shows which article is open and how far I am with it."""
        self._title.set_whole(title)
        self._status.setVisible(status is not None)
        self._status.setEnabled(editable)
        if status is not None:
            self._status.setText(status_words()[status])
            self._status.setIcon(colour_dot(status_colour(status)))

    def show_person(self, person: Person | None) -> None:
        """Shows who I am."""
        self._who.setVisible(person is not None)
        if person is not None:
            line = " ".join(person.name.split())
            cut = self._who.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
            self._who.setText(ampersands(cut))
            self._who.setIcon(colour_dot(person.colour))
            self._who.setToolTip(tooltip(f"{person.name}\n{_about(self._action('who'))}"))


def _key(action: QAction) -> str:
    """The first shortcut of an action as this system writes it, else its key in the article."""
    if keys := action.shortcuts():
        return keys[0].toString(QKeySequence.SequenceFormat.NativeText)
    return action.text().partition("\t")[2]


def _about(action: QAction) -> str:
    """What an action does, and its key."""
    name, key = action.text().partition("\t")[0].replace("&&", "&"), _key(action)
    return f"{name} ({key})" if key else name
