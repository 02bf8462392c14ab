"""Who is to do which articles: everybody chosen, or some who are drawn; until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.domain.ids import PersonId
from annotator.domain.person import Person
from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog, Form
from annotator.ui.panels.people_parts import avatar
from annotator.ui.widgets import GRID, ampersands, button, hint, label


@dataclass(frozen=True, slots=True)
class AssignWish:
    """What is to be assigned: the `selected` articles or those nobody has, to all of the people or to some drawn."""

    selected: bool
    people: tuple[PersonId, ...]
    drawn: bool
    per_article: int
    overlap: float
    seed: int
    due: str


class AssignDialog(Dialog):
    """Asks what an assignment needs; the window draws, shows what would come of it, and stores it."""

    preview_asked = Signal(object)  # AssignWish
    assign_asked = Signal(object)  # AssignWish
    free_asked = Signal()

    def __init__(
        self,
        people: Sequence[Person],
        waiting: Mapping[PersonId, int],
        *,
        selected: int,
        free: int,
        me: Person,
        others: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Assign articles"), parent, ok=tr("Assign"))
        self._me = me
        self.scopes = QButtonGroup(self)
        self.ways = QButtonGroup(self)
        self.people = QListWidget()
        self.per_article = QSpinBox(minimum=1, maximum=max(1, len(people)))
        self.overlap = QSpinBox(minimum=0, maximum=100, singleStep=5, suffix=" %", value=100)
        self.seed = QSpinBox(minimum=0, maximum=999_999)
        self.due = QLineEdit(placeholderText=tr("None, or as 2026-12-01"))
        self._fill(people if others else [me], waiting)
        form = Form()
        form.add(tr("Articles"), self._scopes(selected, free), high=True)
        form.add(tr("People"), self.people, high=True)
        form.add(tr("How"), self._ways(), high=True)
        self._draw_rows = self._drawing()
        form.addWidget(self._draw_rows, form.rowCount(), 1)
        self._due_line = form.add(tr("Due"), self.due, checked=True)
        self.body.addLayout(form)
        self.outcome = label(wrap=True)
        self.outcome.setMinimumHeight(3 * self.outcome.fontMetrics().height())
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.outcome)
        self._connect()
        self.setMinimumWidth(66 * GRID)
        self._changed()

    def _connect(self) -> None:
        self.people.itemChanged.connect(lambda _item: self._changed())
        self.scopes.idToggled.connect(lambda _id, _on: self._changed())
        self.ways.idToggled.connect(lambda _id, _on: self._changed())
        for spin in (self.per_article, self.overlap, self.seed):
            spin.valueChanged.connect(lambda _value: self._changed())
        self.due.textChanged.connect(lambda _text: self._due_line.setText(""))

    def _fill(self, people: Sequence[Person], waiting: Mapping[PersonId, int]) -> None:
        self.people.setIconSize(QSize(20, 20))
        self.people.setSpacing(2)
        self.people.setAccessibleName(tr("People"))
        for person in people:
            count = waiting.get(person.id, 0)
            words = tr("{name} · {n} to do", name=person.name, n=count) if count else person.name
            item = QListWidgetItem(avatar(person), words)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setData(Qt.ItemDataRole.UserRole, person.id)
            only = len(people) == 1
            item.setCheckState(Qt.CheckState.Checked if only else Qt.CheckState.Unchecked)
            self.people.addItem(item)
        self.people.setFixedHeight(min(max(len(people), 2), 7) * 4 * GRID + GRID)

    def _scopes(self, selected: int, free: int) -> QWidget:
        texts = {
            1: tr("The {n} selected articles", n=selected) if selected != 1 else tr("The selected article"),
            2: tr("All that nobody has yet, {n} articles", n=free),
        }
        part = _radios(self.scopes, texts, 1 if selected else 2)
        self.scopes.button(1).setVisible(bool(selected))
        return part

    def _ways(self) -> QWidget:
        texts = {1: tr("Each of the people gets all of them"), 2: tr("They are drawn evenly")}
        return _radios(self.ways, texts, 1)

    def _drawing(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(3 * GRID, 0, 0, GRID)
        column.setSpacing(GRID // 2)
        for name, field, about in (
            (tr("People an article"), self.per_article, tr("With two or more their agreement can be measured.")),
            (tr("Overlap"), self.overlap, tr("The share of the articles that go to as many; the others go to one.")),
            (tr("Seed"), self.seed, tr("The same number draws the same again.")),
        ):
            row = QHBoxLayout()
            row.setSpacing(GRID)
            words = label(name)
            words.setMinimumWidth(14 * GRID)
            words.setBuddy(field)
            field.setAccessibleName(name)
            field.setFixedWidth(11 * GRID)
            row.addWidget(words)
            row.addWidget(field)
            row.addWidget(hint(about), 1)
            column.addLayout(row)
        again = QHBoxLayout()
        again.addSpacing(15 * GRID)
        again.addWidget(button(tr("Draw again"), lambda: self.seed.setValue(self.seed.value() + 1), name="draw_again"))
        again.addStretch(1)
        column.addLayout(again)
        return part

    @override
    def first_field(self) -> QWidget:
        return self.people

    def chosen(self) -> tuple[PersonId, ...]:
        """The people that are ticked."""
        items = [self.people.item(row) for row in range(self.people.count())]
        return tuple(
            PersonId(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def wish(self) -> AssignWish:
        """What is asked for."""
        return AssignWish(
            self.scopes.checkedId() == 1,
            self.chosen(),
            self.ways.checkedId() == 2,
            self.per_article.value(),
            self.overlap.value() / 100,
            self.seed.value(),
            self.due.text().strip(),
        )

    def _changed(self) -> None:
        people = len(self.chosen())
        drawn = self.ways.checkedId() == 2
        self._draw_rows.setVisible(drawn)
        self.per_article.setMaximum(max(1, people))
        self.overlap.setEnabled(self.per_article.value() > 1)
        self.set_ready(people > 0)
        self.outcome.setText("" if people else tr("Tick who is to do them."))
        if people:
            self.preview_asked.emit(self.wish())

    def show_outcome(self, text: str, count: int) -> None:
        """Says what would come of it, which is that many assignments."""
        self.outcome.setText(text)
        self.set_ready(count > 0)

    def show_due_problem(self, text: str) -> None:
        """Says that the day is none."""
        self.set_busy(False)
        self._due_line.setText(text)
        self.due.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def commit(self) -> None:
        if self.chosen():
            self.set_busy()
            self.assign_asked.emit(self.wish())


def _radios(group: QButtonGroup, texts: Mapping[int, str], checked: int) -> QWidget:
    """Choices below one another."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, GRID // 2, 0, GRID // 2)
    column.setSpacing(GRID // 2)
    for id_, text in texts.items():
        made = QRadioButton(ampersands(text))
        made.setChecked(id_ == checked)
        group.addButton(made, id_)
        column.addWidget(made)
    return part
