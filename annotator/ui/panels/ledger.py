"""The ledger: all open points of the project, who asked whom, what, since when and where."""

import time
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from annotator.domain.ids import PersonId
from annotator.domain.person import Person
from annotator.i18n import mark, tr
from annotator.services.threads import Talk
from annotator.ui.dialogs.base import table
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column
from annotator.ui.palette import active
from annotator.ui.panels.message import Message
from annotator.ui.panels.threads import when
from annotator.ui.values import one_line
from annotator.ui.widgets import GRID, Elided, filled, line, steady

_DAY: Final = 24 * 60 * 60
_TYPING_MS: Final = 150
_WHOSE: Final = {
    "all": mark("Everybody’s"),
    "to_me": mark("Put to me"),
    "mine": mark("Asked by me"),
    "nobody": mark("Put to nobody"),
}


class LedgerView(QWidget):
    """A table with filters; a row leads to its place."""

    place_chosen = Signal(object)  # Talk
    refresh_asked = Signal()

    def __init__(self, me: PersonId, people: Sequence[Person]) -> None:
        super().__init__()
        self._me = me
        self._talks: list[Talk] = []
        self._model: RowsModel[Talk] = RowsModel(
            (
                Column(tr("State"), lambda one: tr("open") if one.open else tr("resolved")),
                Column(tr("Asked by"), lambda one: one.said[0].name),
                Column(tr("Put to"), lambda one: "、".join(one.to)),
                Column(tr("Question"), lambda one: one_line(one.thread.text)),
                Column(tr("About"), lambda one: one_line(one.thread.anchor.quote)),
                Column(tr("Article"), lambda one: one.title),
                Column(tr("Since"), lambda one: when(one.since)),
                Column(tr("Days"), lambda one: str(_days(one)), number=True),
                Column(tr("Answers"), lambda one: str(len(one.said) - 1), number=True),
            )
        )
        self.table = table(
            self._model,
            tr("Open points"),
            {0: 72, 1: 88, 2: 88, 4: 160, 5: 200, 6: 136, 7: 56, 8: 56},
            3,
        )
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Filter"))
        self.words.setAccessibleName(tr("Filter"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(240)
        self.whose = QComboBox()
        for key, words in _WHOSE.items():
            self.whose.addItem(tr(words), key)
        self.person = steady(QComboBox(), 10)
        self.person.addItem(tr("All people"), None)
        for one in people:
            self.person.addItem(one_line(one.name), one.id)
        self.all = QCheckBox(tr("Resolved ones too"))
        self._about = Elided()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._lay_out()
        self._typing.timeout.connect(self._filter)
        self.words.textChanged.connect(lambda _text: self._typing.start())
        self.whose.activated.connect(lambda _index: self._filter())
        self.person.activated.connect(lambda _index: self._filter())
        self.all.toggled.connect(lambda _on: self._filter())
        self.table.activated.connect(self._go)
        self.table.clicked.connect(self._go)
        self.setFocusProxy(self.table)
        self._filter()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID)
        top.setSpacing(GRID)
        for widget in (self.words, self.whose, self.person, self.all):
            top.addWidget(widget)
        top.addWidget(self._about, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._empty = Message("")
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line())
        column.addWidget(self._pages, 1)
        filled(self, active().paper)

    def show_talks(self, talks: Sequence[Talk]) -> None:
        """Shows all threads that there are to be seen."""
        self._talks = list(talks)
        self._filter()

    def rows(self) -> list[Talk]:
        """The threads that are listed."""
        return [self._model.row(k) for k in range(self._model.count())]

    def _filter(self) -> None:
        self._typing.stop()
        shown = [one for one in self._talks if self._fits(one)]
        shown.sort(key=lambda one: (not one.open, one.since))  # what has waited longest comes first
        self._model.set_rows(shown)
        self._pages.setCurrentIndex(0 if shown else 1)
        open_ = sum(one.open for one in self._talks)
        self._about.set_whole(tr("{n} of {total} · {open} open", n=len(shown), total=len(self._talks), open=open_))
        nothing = tr("Nothing is open. Q asks a question about the current tag or selection.")
        self._empty.words.setText(tr("No question fits the filter.") if open_ else nothing)

    def _fits(self, talk: Talk) -> bool:
        thread, chosen = talk.thread, self.person.currentData()
        whose = self.whose.currentData()
        words = self.words.text().strip()
        fits = {
            "all": True,
            "to_me": self._me in thread.to,
            "mine": thread.author == self._me,
            "nobody": not thread.to,
        }
        part = {thread.author, *thread.to, *(said.author for said in talk.said)}
        text = "\n".join((talk.title, thread.anchor.quote, *(said.text for said in talk.said)))
        return (
            (talk.open or self.all.isChecked())
            and fits[whose]
            and (chosen is None or chosen in part)
            and (not words or words in text)
        )

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self.place_chosen.emit(self._model.row(index.row()))


def _days(talk: Talk) -> int:
    return max(0, int((time.time() - talk.since) / _DAY))
