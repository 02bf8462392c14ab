"""A person's profile: name, initials, colour, and for managers the role."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from annotator.domain.person import Person, Profile, Role
from annotator.i18n import tr
from annotator.services.people import role_names
from annotator.ui.dialogs.base import Dialog
from annotator.ui.panels.people_parts import ProfileFields, role_words
from annotator.ui.widgets import GRID, hint


class ProfileDialog(Dialog):
    """Edits a profile, or makes one where `person` is None; the window stores it and closes the dialog."""

    profile_given = Signal(object, object)  # Profile, Role

    def __init__(self, person: Person | None, *, roles: bool, parent: QWidget | None = None) -> None:
        super().__init__(tr("New member") if person is None else tr("Profile"), parent, ok=tr("Store"))
        known = Profile("") if person is None else Profile(person.name, person.initials, person.colour)
        self.fields = ProfileFields(known)
        self.role = QComboBox()
        for role, name in role_names().items():
            self.role.addItem(name, role)
        self.role.setCurrentIndex(self.role.findData(Role.ANNOTATOR if person is None else person.role))
        self.role.setEnabled(roles)
        self._about = self.fields.add(tr("Role"), self.role, " ")
        self.body.addLayout(self.fields)
        if person is not None:
            self.body.addWidget(
                hint(tr("Files that this person exports carry the name, and are known by it elsewhere."))
            )
        self.role.currentIndexChanged.connect(lambda _at: self._explain())
        self.fields.changed.connect(self._check)
        self.setMinimumWidth(56 * GRID)
        self._explain()
        self._check()

    @override
    def first_field(self) -> QWidget:
        return self.fields.name

    def _explain(self) -> None:
        self._about.setText(role_words(Role(self.role.currentData())))

    def _check(self) -> None:
        self.set_ready(bool(self.fields.profile().name))

    @override
    def commit(self) -> None:
        self.set_busy()
        self.profile_given.emit(self.fields.profile(), Role(self.role.currentData()))
