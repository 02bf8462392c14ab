"""The line below: saved or not, how much is tagged, where the caret stands, and long work in progress."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from annotator.domain.person import Person
from annotator.i18n import tr
from annotator.services.document import Document
from annotator.services.people import role_names
from annotator.services.project import Project
from annotator.ui.fonts import secondary_font, tabular
from annotator.ui.palette import active
from annotator.ui.panels.progress import ProgressStrip
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import shortened
from annotator.ui.widgets import GRID, ampersands, coloured, hint, tooltip

_LONGEST: Final = 40  # characters of the project's name


class StateLine(QWidget):
    """What the person may want to know without asking."""

    cancel_asked = Signal()
    who_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._saved = self._part("state_saved")
        self._tags = self._part("state_tags")
        self._place = self._part("state_place")
        self._encoding = self._part("state_encoding")
        self._project = self._part("state_project")
        self._who = QToolButton()
        self._who.setObjectName("state_who")
        self._who.setFont(secondary_font())
        self._who.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._who.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the bar above has it too
        self._who.clicked.connect(self.who_asked)
        self._who.hide()
        self.progress = ProgressStrip()
        self.progress.cancel_asked.connect(self.cancel_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        row.setSpacing(2 * GRID)
        for part in (self._saved, self._tags, self._place, self._encoding):
            row.addWidget(part)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        row.addWidget(self._project)
        row.addWidget(self._who)
        self._row = row
        self._extra: dict[str, QLabel] = {}

    @staticmethod
    def _part(name: str) -> QLabel:
        part = hint(wrap=False)
        part.setFont(tabular(secondary_font()))
        part.setObjectName(name)
        return part

    def show_nothing(self) -> None:
        """No project is open."""
        for part in (self._saved, self._tags, self._place, self._encoding, self._project, *self._extra.values()):
            part.clear()
        self._who.hide()

    def show_person(self, person: Person) -> None:
        """Shows who I am and what I may do."""
        name = shortened(person.name, _LONGEST // 2)
        self._who.setIcon(colour_dot(person.colour))
        self._who.setText(ampersands(f"{name} · {role_names()[person.role]}"))
        about = tr("Who works here; click to change it")
        self._who.setToolTip(tooltip(about))
        self._who.setAccessibleName(about)
        self._who.show()

    def show_extra(self, name: str, text: str, tip: str = "") -> None:
        """Shows what a feature has to say of the article, in a part of its own; nothing takes it away."""
        part = self._extra.get(name)
        if part is None:
            part = self._extra[name] = self._part(f"state_{name}")
            self._row.insertWidget(self._row.indexOf(self._encoding), part)
        part.setText(text)
        part.setVisible(bool(text))
        part.setToolTip(tooltip(tip) if tip else "")

    def show_project(self, project: Project) -> None:
        """Shows where the project lies and whether it can only be read."""
        where = shortened(project.path.name if project.path is not None else project.name, _LONGEST)
        self._saved.setText("" if project.read_only else tr("All changes saved"))
        coloured(self._saved, active().secondary)
        self._project.setText(tr("{project} · read only", project=where) if project.read_only else where)
        self._project.setToolTip(tooltip(str(project.path) if project.path is not None else project.name))

    def show_saving(self, waiting: int) -> None:
        """Shows that something is on its way; a moment is not worth a word."""
        if waiting > 3:
            self._saved.setText(tr("Saving… {n}", n=waiting))

    def show_saved(self, when: datetime) -> None:
        """Shows when the last change was acknowledged by the database."""
        self._saved.setText(tr("Saved {time}", time=when.strftime("%H:%M:%S")))
        coloured(self._saved, active().secondary)

    def show_stalled(self, waiting: int) -> None:
        """Shows that changes are not in the database."""
        self._saved.setText(tr("Not saved: {n}", n=waiting))
        coloured(self._saved, active().bad)

    def show_article(self, document: Document | None, caret: int) -> None:
        """Shows how much is tagged and where the caret stands."""
        if document is None:
            self._tags.clear()
            self._place.clear()
            self._encoding.clear()
            return
        self._encoding.setText(document.encoding.upper())
        self._tags.setText(tr("Tags: {n}", n=len(document.marks)))
        self._place.setText(tr("Character {n} of {total}", n=f"{caret:,}", total=f"{len(document.text):,}"))
