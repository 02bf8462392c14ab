"""Who is at work: one of the people of a project, or somebody new."""

import getpass
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from annotator.domain.person import Person, Profile
from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog
from annotator.ui.icons import icon
from annotator.ui.panels.people_parts import ProfileFields, avatar, described
from annotator.ui.widgets import GRID, hint, label

_NAME: Final = int(Qt.ItemDataRole.UserRole)


def system_name() -> str:
    """The name under which the person is known to the system: the full one where there is one, else the account's."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):  # what it raises differs by system and version
        return ""
    try:
        from pwd import getpwnam  # not on Windows

        full = getpwnam(account).pw_gecos.split(",")[0].strip()
    except (ImportError, KeyError):
        full = ""
    return full or account


class WhoDialog(Dialog):
    """Lets the person choose a name of the project or type a new one."""

    person_chosen = Signal(str)  # name

    def __init__(
        self, people: Sequence[Person | str], suggested: str = "", project: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Who are you?"), parent, ok=tr("Go on"))
        self.people = QListWidget()
        self.people.setSpacing(3)
        self.people.setIconSize(QSize(20, 20))
        self.people.setAccessibleName(tr("People of the project"))
        for person in people:
            item = QListWidgetItem(
                icon("person") if isinstance(person, str) else avatar(person),
                person if isinstance(person, str) else described(person),
            )
            item.setData(_NAME, person if isinstance(person, str) else person.name)
            self.people.addItem(item)
        self._fields = QWidget()
        self._profile = ProfileFields(Profile(""), named=False)
        self._profile.setContentsMargins(0, 0, 0, 0)
        self._fields.setLayout(self._profile)
        self.new_name = self._profile.name
        self.new_name.setPlaceholderText(tr("Name of a new member"))
        self.new_name.setAccessibleName(tr("Name of a new member"))
        self.body.addWidget(
            label(tr("Who works in “{project}”?", project=project) if project else tr("Who works here?"), wrap=True)
        )
        self.people.setFixedHeight(min(max(self.people.count(), 2), 8) * 9 * GRID // 2)
        self.people.setVisible(self.people.count() > 0)
        self.body.addWidget(self.people)
        self.body.addWidget(self.new_name)
        self.body.addWidget(self._fields)
        self.body.addWidget(hint(tr("Each person's tags are kept apart, under this name.")))
        self.people.itemSelectionChanged.connect(self._selected)
        self.people.itemActivated.connect(lambda _item: self._commit())
        self.new_name.textChanged.connect(self._typed)
        self.setMinimumWidth(45 * GRID)
        self._suggest(suggested)
        self._check()

    def _suggest(self, name: str) -> None:
        found = self._row_of(name)
        if found >= 0:
            self.people.setCurrentRow(found)
        else:
            self.new_name.setText(name)
            self.new_name.selectAll()

    def _row_of(self, name: str) -> int:
        wanted = name.strip()
        return next((row for row in range(self.people.count()) if self.people.item(row).data(_NAME) == wanted), -1)

    @override
    def first_field(self) -> QWidget:
        return self.people if self.people.selectedItems() else self.new_name

    def name(self) -> str:
        """The name that is chosen or typed."""
        chosen = self.people.selectedItems()
        return str(chosen[0].data(_NAME)) if chosen else self.new_name.text().strip()

    def profile(self, name: str) -> Profile:
        """The profile that was given to a name that was typed; of others only the name is known here."""
        typed = self._profile.profile()
        return typed if typed.name == name else Profile(name)

    def _selected(self) -> None:
        if self.people.selectedItems() and self.new_name.text():
            self.new_name.clear()
        self._check()

    def _typed(self, text: str) -> None:
        """A typed name takes the place of a chosen one."""
        if text.strip():
            self.people.clearSelection()
        self._check()

    def _check(self) -> None:
        self._fields.setVisible(bool(self.new_name.text().strip()))
        self.set_ready(bool(self.name()))

    @override
    def commit(self) -> None:
        if self.name():
            self.person_chosen.emit(self.name())
            self.accept()
