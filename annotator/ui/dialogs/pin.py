"""Pins a decided case as a precedent, or changes the ruling of one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget
from typing_extensions import override

from annotator.domain.scheme import Scheme
from annotator.domain.thread import Precedent
from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog, Form
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import named
from annotator.ui.widgets import GRID, breakable, hint, label

_HEIGHT: Final = 12 * GRID


class PinDialog(Dialog):
    """Asks what was decided, why, and under which clause of the guidelines it falls."""

    pinned = Signal(object)  # Precedent
    unpinned = Signal()

    def __init__(
        self,
        case: Precedent,
        scheme: Scheme,
        clauses: Sequence[str],
        known: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Precedent"), parent, ok=tr("Change") if known else tr("Pin"))
        self._case = case
        self.label = QComboBox()
        for one in scheme.active:
            self.label.addItem(colour_dot(one.colour), named(one), one.key)
        self.label.addItem(tr("not tagged"), "")
        self.label.setCurrentIndex(max(0, self.label.findData(case.label)))
        self.reason = QPlainTextEdit(case.reason)
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(_HEIGHT)
        self.clause = QComboBox()
        self.clause.addItem(tr("no clause"), "")
        for clause in clauses:
            self.clause.addItem(clause, clause)
        self.clause.setCurrentIndex(max(0, self.clause.findData(case.clause)))
        self.body.addWidget(label(breakable(tr("“{text}”", text=case.string)), wrap=True))
        if case.context:
            self.body.addWidget(hint(breakable(case.context)))
        form = Form()
        form.add(tr("Decision"), self.label)
        form.add(tr("Reason"), self.reason, high=True)
        form.add(tr("Clause"), self.clause)
        self.body.addLayout(form)
        if known:
            self.add_left_button(tr("Unpin"), self._unpin, name="unpin")
        self.resize(60 * GRID, 44 * GRID)
        self.reason.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        self.set_ready(bool(self.reason.toPlainText().strip()))

    def _unpin(self) -> None:
        self.unpinned.emit()
        self.accept()

    @override
    def first_field(self) -> QWidget:
        return self.reason

    @override
    def commit(self) -> None:
        label_key, clause = self.label.currentData(), self.clause.currentData()
        reason = self.reason.toPlainText().strip()
        self.pinned.emit(replace(self._case, label=label_key, reason=reason, clause=clause))
        self.accept()
