"""Why an article is not to be annotated."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget
from typing_extensions import override

from annotator.i18n import mark, tr
from annotator.ui.dialogs.base import Dialog
from annotator.ui.widgets import GRID, ampersands, hint, label

REASONS: Final = (mark("Duplicate"), mark("Off the subject"), mark("Text incomplete"))


class SkipReasonDialog(Dialog):
    """Asks for a reason: one of a few, or the person's own words."""

    reason_given = Signal(str)

    def __init__(self, title: str, reason: str = "", parent: QWidget | None = None) -> None:
        super().__init__(tr("Not to be annotated"), parent, ok=tr("Set and go on"))
        self.choices = QButtonGroup(self)
        self.words = QLineEdit(placeholderText=tr("In your own words"))
        self.words.setMaxLength(500)
        self.words.setAccessibleName(tr("Reason in your own words"))
        self.body.addWidget(label(tr("Why is “{title}” not to be annotated?", title=title), wrap=True))
        for at, text in enumerate((*map(tr, REASONS), tr("Something else"))):
            made = QRadioButton(ampersands(text))
            self.choices.addButton(made, at)
            self.body.addWidget(made)
        self.body.addWidget(self.words)
        self.body.addWidget(hint(tr("Tags that are there stay; the state can be set back at any time.")))
        self.body.setSpacing(GRID)
        self.choices.idToggled.connect(lambda _at, _on: self._chosen())
        self.words.textEdited.connect(lambda _text: self.choices.button(len(REASONS)).setChecked(True))
        self.words.textChanged.connect(lambda _text: self._check())
        self._take(reason)
        self.setMinimumWidth(48 * GRID)
        self._chosen()

    def _take(self, reason: str) -> None:
        """Shows the reason given before."""
        known = [tr(text) for text in REASONS]
        if reason and reason not in known:
            self.words.setText(reason)
        self.choices.button(known.index(reason) if reason in known else len(known) if reason else 0).setChecked(True)

    @override
    def first_field(self) -> QWidget | None:
        return self.choices.checkedButton()

    def _chosen(self) -> None:
        other = self.choices.checkedId() == len(REASONS)
        if other and self.isVisible():
            self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        self._check()

    def reason(self) -> str:
        """The reason, in the language of whoever gives it."""
        at = self.choices.checkedId()
        return tr(REASONS[at]) if 0 <= at < len(REASONS) else self.words.text().strip()

    def _check(self) -> None:
        self.set_ready(bool(self.reason()))

    @override
    def commit(self) -> None:
        if self.reason():
            self.reason_given.emit(self.reason())
            self.accept()
