"""Small parts that show people: a disc with initials, and the fields of a profile."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from annotator.domain.person import Person, Profile, Role
from annotator.i18n import tr
from annotator.services.people import COLOURS, INITIALS, LONGEST, role_names
from annotator.services.project import initials
from annotator.ui.dialogs.base import Form
from annotator.ui.dialogs.scheme_label import Swatch
from annotator.ui.fonts import interface_font
from annotator.ui.palette import contrast
from annotator.ui.widgets import GRID

_DENSITY: Final = 2
_INKS: Final = ("#FFFFFF", "#1F2328")


def avatar(person: Person, size: int = 20) -> QIcon:
    """A disc in a person's colour with his or her initials."""
    return _avatar(person.initials or initials(person.name), person.colour, size)


@lru_cache(maxsize=256)
def _avatar(letters: str, colour: str, size: int) -> QIcon:
    drawn = QPixmap(size * _DENSITY, size * _DENSITY)
    drawn.setDevicePixelRatio(_DENSITY)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(0, 0, size, size))
    painter.setPen(QColor(max(_INKS, key=lambda ink: contrast(ink, colour))))
    room = size * (0.6 if len(letters) == 1 else 0.5 if len(letters) == 2 else 0.36)
    painter.setFont(interface_font(max(7, round(room)), bold=True))
    painter.drawText(QRectF(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, letters)
    painter.end()
    made = QIcon(drawn)
    made.addPixmap(drawn, QIcon.Mode.Selected)
    return made


def described(person: Person) -> str:
    """Name and role of a person."""
    return f"{person.name} · {role_names()[person.role]}"


class ProfileFields(Form):
    """Name, initials and colour of a person."""

    changed = Signal()

    def __init__(self, profile: Profile, *, named: bool = True) -> None:
        super().__init__()
        self.name = QLineEdit(profile.name)
        self.name.setMaxLength(LONGEST)
        self.initials = QLineEdit(profile.initials)
        self.initials.setMaxLength(INITIALS)
        self.initials.setFixedWidth(10 * GRID)
        self._colour = profile.colour
        if named:
            self.add(tr("Full name"), self.name)
        self.add(tr("Initials"), self.initials, tr("Stand for the name where there is little room."))
        self.add(tr("Colour"), self._swatches())
        self.name.textChanged.connect(self._follow_name)
        self._follow_name(profile.name)

    def _swatches(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        row.setSpacing(GRID // 2)
        known = [*COLOURS, *([self._colour] if self._colour and self._colour not in COLOURS else [])]
        self._buttons = {colour: Swatch(colour) for colour in known}
        for colour, made in self._buttons.items():
            made.setChecked(colour == self._colour)
            made.clicked.connect(lambda _checked=False, chosen=colour: self._choose(chosen))
            row.addWidget(made)
        row.addStretch(1)
        return part

    def _choose(self, colour: str) -> None:
        self._colour = colour
        for one, made in self._buttons.items():
            made.setChecked(one == colour)

    def _follow_name(self, name: str) -> None:
        self.initials.setPlaceholderText(initials(name))
        self.changed.emit()

    def profile(self) -> Profile:
        """What stands in the fields."""
        return Profile(" ".join(self.name.text().split()), self.initials.text().strip(), self._colour)


def role_words(role: Role) -> str:
    """What a role allows, in a sentence."""
    return {
        Role.ANNOTATOR: tr("Tags articles; sees others' tags when both have submitted."),
        Role.REVIEWER: tr("Also sees everybody's tags, compares them and decides."),
        Role.MANAGER: tr("Also gives roles and articles, and sets how the project works."),
    }[role]
