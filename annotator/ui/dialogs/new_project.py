"""A new project: its name and place, its labels, and who makes it."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from annotator.domain.scheme import Scheme
from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog, Form
from annotator.ui.icons import swatch
from annotator.ui.palette import active
from annotator.ui.values import described, named
from annotator.ui.widgets import GRID, button, steady, tooltip

SUFFIX: Final = ".annotator"
_FORBIDDEN: Final = re.compile(r'[/\\:*?"<>|\x00-\x1f]+')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # device names on Windows
_LONGEST: Final = 60  # characters of a file name; 180 bytes in UTF-8, below every file system's limit


@dataclass(frozen=True, slots=True)
class NewProject:
    """What is needed to make a project; `target` is a path or a database URL."""

    target: str
    name: str
    scheme: Scheme
    person: str


def file_name(name: str) -> str:
    """The file of a project of this name, on every system."""
    plain = _FORBIDDEN.sub("_", name).strip(" .")[:_LONGEST].strip(" .")
    return f"_{plain}{SUFFIX}" if not plain or _RESERVED.fullmatch(plain) else f"{plain}{SUFFIX}"


class NewProjectDialog(Dialog):
    """Asks what a new project needs; the window makes it and closes the dialog, or shows what went wrong."""

    project_asked = Signal(object)  # NewProject
    scheme_file_chosen = Signal(str)  # path of a TOML file, to be answered by `add_scheme` or `show_problem`

    def __init__(self, schemes: Sequence[Scheme], folder: str, person: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("New project"), parent, ok=tr("Create"))
        self._schemes: list[Scheme] = []
        self.name = QLineEdit(placeholderText=tr("For example: the newspaper and the year"))
        self.name.setMaxLength(200)
        self.place = QLineEdit(folder)
        self.person = QLineEdit(person)
        self.person.setMaxLength(100)
        self.scheme = steady(QComboBox(), 24)
        self.labels = QListWidget()
        self.labels.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.labels.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.labels.setFixedHeight(14 * GRID)
        self.labels.setSpacing(3)
        self.labels.setAccessibleName(tr("Labels of the scheme"))
        form = Form()
        self._name_line = form.add(tr("Name"), self.name, checked=True)
        self._place_line = form.add(tr("Folder"), self._with(self.place, self._browse, "browse_place"), checked=True)
        self.place.setAccessibleName(tr("Folder"))
        form.add(tr("Label scheme"), self._with(self.scheme, self._browse_scheme, "browse_scheme"))
        self.scheme.setAccessibleName(tr("Label scheme"))
        form.addWidget(self.labels, form.rowCount(), 1)
        form.setRowMinimumHeight(form.rowCount(), GRID)
        self._person_line = form.add(tr("Your name"), self.person, checked=True)
        self.body.addLayout(form)
        self.scheme.currentIndexChanged.connect(self._show_labels)
        self.name.textChanged.connect(lambda _text: self._check())
        self.place.textChanged.connect(lambda _text: self._check())
        self.person.textChanged.connect(lambda _text: self._check())
        self.setMinimumWidth(70 * GRID)
        for scheme in schemes:
            self._add(scheme)
        self.scheme.setCurrentIndex(0)
        self._touched = False
        self._check()

    @staticmethod
    def _with(field: QWidget, browse: object, name: str) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(field, 1)
        row.addWidget(button(tr("Browse…"), browse, name=name))  # type: ignore[arg-type]  # a bound method of ours
        both.setFocusProxy(field)
        return both

    @override
    def first_field(self) -> QWidget:
        return self.name

    # -- label schemes -------------------------------------------------------------------------------------------

    def add_scheme(self, scheme: Scheme) -> None:
        """Adds a scheme that was read from a file, and chooses it."""
        self._add(scheme)
        self.scheme.setCurrentIndex(len(self._schemes) - 1)

    def _add(self, scheme: Scheme) -> None:
        self._schemes.append(scheme)
        self.scheme.addItem(tr("{name} ({n} labels)", name=scheme.name, n=len(scheme.active)))

    def _show_labels(self, at: int) -> None:
        self.labels.clear()
        for found in self._schemes[at].active if at >= 0 else ():
            item = QListWidgetItem(swatch(found.colour), f"{named(found)}  {found.key}")
            item.setToolTip(tooltip(described(found)))
            self.labels.addItem(item)

    def _browse_scheme(self) -> None:
        chooser = QFileDialog(self, tr("Label scheme"), "", tr("Label schemes (*.toml)"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.scheme_file_chosen)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.open()

    # -- place ---------------------------------------------------------------------------------------------------

    def _browse(self) -> None:
        chooser = QFileDialog(self, tr("Folder of the project"), self.place.text())
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(self.place.setText)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.open()

    def target(self) -> str:
        """Where the project will be: a file in the folder, or the address typed in its place."""
        place = self.place.text().strip()
        if "://" in place:
            return place
        return str(Path(place).expanduser() / file_name(self.name.text().strip()))

    # -- checking ------------------------------------------------------------------------------------------------

    def _place_problem(self) -> str:
        place = self.place.text().strip()
        if "://" in place:
            return ""
        if not place:
            return tr("Choose a folder.")
        folder = Path(place).expanduser()
        if not folder.is_dir():
            return tr("There is no such folder.")
        if not os.access(folder, os.W_OK):
            return tr("You may not write in this folder.")
        if self.name.text().strip() and Path(self.target()).exists():
            return tr("{file} exists there already.", file=Path(self.target()).name)
        return ""

    def problems(self) -> tuple[str, str, str]:
        """What is wrong with name, place and person; empty where nothing is."""
        return (
            "" if self.name.text().strip() else tr("The project needs a name."),
            self._place_problem(),
            "" if self.person.text().strip() else tr("Say who you are; your tags carry this name."),
        )

    def _check(self) -> None:
        """Shows what is wrong; that nothing was typed yet is no mistake before the first try."""
        name, place, person = self.problems()
        touched = self._touched
        self._name_line.setText(name if touched else "")
        self._person_line.setText(person if touched else "")
        self._place_line.setText(place)
        if not place and self.name.text().strip() and "://" not in self.place.text():
            self._explain(tr("Will be stored as {file}", file=file_name(self.name.text().strip())))
        else:
            self._colour(active().bad)

    def _explain(self, text: str) -> None:
        self._colour(active().secondary)
        self._place_line.setText(text)

    def _colour(self, colour: str) -> None:
        palette = self._place_line.palette()
        palette.setColor(palette.ColorRole.WindowText, QColor(colour))
        self._place_line.setPalette(palette)

    @override
    def commit(self) -> None:
        self._touched = True
        self._check()
        wrong = self.problems()
        for text, field in zip(wrong, (self.name, self.place, self.person), strict=True):
            if text:
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.set_busy()
        scheme = self._schemes[self.scheme.currentIndex()]
        name, person = self.name.text().strip(), self.person.text().strip()
        self.project_asked.emit(NewProject(self.target(), name, scheme, person))
