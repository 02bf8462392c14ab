"""Gives an article back to one of its people, saying what to mend."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.services.cases import Side
from annotator.ui.dialogs.base import Dialog, Form
from annotator.ui.widgets import GRID, hint


class GiveBackDialog(Dialog):
    """To whom, and why."""

    given = Signal(object, str)  # Side, the reason

    def __init__(self, sides: Sequence[Side], names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(tr("Give the article back"), parent, ok=tr("Give back"))
        self._sides = list(sides)
        self.who = QComboBox()
        self.who.addItems(list(names))
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(12 * GRID)
        self.words.textChanged.connect(lambda: self.set_ready(bool(self.words.toPlainText().strip())))
        form = Form()
        form.add(tr("To"), self.who)
        form.add(tr("What is to be mended"), self.words, high=True)
        self.body.addLayout(form)
        self.body.addWidget(hint(tr("Their tags stay as they are; it is theirs to change them and to submit again.")))
        self.setMinimumWidth(56 * GRID)
        self.set_ready(False)

    @override
    def first_field(self) -> QWidget | None:
        return self.words

    @override
    def commit(self) -> None:
        self.given.emit(self._sides[self.who.currentIndex()], self.words.toPlainText().strip())
        self.accept()
