"""The people of a project on the stage: who they are, what they have to do, how far they are; and how they work."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.domain.assignment import Standing
from annotator.domain.person import Person
from annotator.domain.scheme import Label
from annotator.i18n import tr
from annotator.services.assigning import Progress
from annotator.services.people import role_names
from annotator.ui.dialogs.base import table
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column
from annotator.ui.palette import active, label_colours
from annotator.ui.panels.people_parts import avatar
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.widgets import GRID, button, heading, hint, label, line, tooltip

_BAR: Final = 8
_NAME, _BARS, _OVERDUE = 0, 2, 4
_NUMBERS: Final = (3, 4, 5, 6)

_Index = QModelIndex | QPersistentModelIndex


def standing_looks() -> dict[Standing, tuple[str, str]]:
    """What the standings of assigned articles are called, and their colours."""
    palette = active()
    return {
        Standing.DONE: (tr("Done"), palette.good),
        Standing.WORKING: (tr("In progress"), palette.warning),
        Standing.OPEN: (tr("Not begun"), palette.edge),
    }


def parts(found: Progress) -> list[tuple[str, int, str]]:
    """The standings of a person's articles: what each is called, how many, and its colour."""
    return [(name, found.standings.get(one, 0), colour) for one, (name, colour) in standing_looks().items()]


class _Model(RowsModel[Progress]):
    """The rows of the table, each with all it says as its tooltip."""

    @override
    def tip(self, row: Progress) -> str:
        words = [row.person.name, *(f"{name}: {count}" for name, count, _ in parts(row))]
        words += [f"{key}: {count}" for key, count in row.labels.items()]
        return tooltip("\n".join(words))

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DecorationRole and index.isValid() and index.column() == _NAME:
            return avatar(self.row(index.row()).person)
        late = index.isValid() and index.column() == _OVERDUE
        if role == Qt.ItemDataRole.ForegroundRole and late:
            return QColor(active().bad)
        return super().data(index, role)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return super().headerData(section, orientation, role)


class _Bars(QStyledItemDelegate):
    """Paints how far somebody is as a bar: done, in progress, not begun."""

    def __init__(self, model: _Model, labels: Sequence[Label]) -> None:
        super().__init__()
        self._model = model
        self._labels = labels

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = active()
        row = self._model.row(index.row())
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(palette.selection))
        if index.column() == _BARS:
            shares = [(count, colour) for _, count, colour in parts(row)]
        else:
            colours = {one.key: label_colours(palette, one.colour).line for one in self._labels}
            shares = [(count, colours.get(key, palette.pale)) for key, count in row.labels.items()]
        self._bar(painter, option, shares)
        painter.restore()

    @staticmethod
    def _bar(painter: QPainter, option: QStyleOptionViewItem, shares: Sequence[tuple[int, str]]) -> None:
        whole = sum(count for count, _ in shares)
        if not whole:
            return
        room = QRectF(option.rect).adjusted(GRID, 0, -GRID, 0)
        at, top = room.x(), room.center().y() - _BAR / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for count, colour in shares:
            width = room.width() * count / whole
            painter.setBrush(QColor(colour))
            painter.drawRect(QRectF(at, top, max(0.0, width - 1), _BAR))
            at += width


class PeopleView(QWidget):
    """The table of people with what can be done about them, and the settings of working together."""

    member_asked = Signal()
    profile_asked = Signal(object)  # Person
    assign_asked = Signal()
    blind_chosen = Signal(bool)
    days_chosen = Signal(int)

    def __init__(self, labels: Sequence[Label]) -> None:
        super().__init__()
        self._manages = False
        self._me: Person | None = None
        self.model = _Model(
            (
                Column(tr("Full name"), lambda row: row.person.name),
                Column(tr("Role"), lambda row: role_names()[row.person.role]),
                Column(tr("Assigned articles"), lambda _row: ""),
                Column(tr("Done"), lambda row: _count(row.standings.get(Standing.DONE, 0), row.assigned), number=True),
                Column(tr("Overdue"), lambda row: str(row.overdue or ""), number=True),
                Column(tr("Lapsed"), lambda row: str(row.standings.get(Standing.LAPSED, 0) or ""), number=True),
                Column(tr("Tags"), lambda row: str(sum(row.labels.values()) or ""), number=True),
                Column(tr("By label"), lambda _row: ""),
            )
        )
        widths = {0: 22 * GRID, 1: 10 * GRID, 3: 11 * GRID, 4: 9 * GRID, 5: 9 * GRID, 6: 9 * GRID, 7: 24 * GRID}
        self.table = table(self.model, tr("People"), widths, stretched=_BARS)
        self.table.setIconSize(QSize(20, 20))
        self.table.verticalHeader().setDefaultSectionSize(4 * GRID + GRID // 2)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._bars = _Bars(self.model, labels)
        for column in (_BARS, 7):
            self.table.setItemDelegateForColumn(column, self._bars)
        self.table.doubleClicked.connect(lambda _index: self._edit())
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._enable())
        self.edit = button(tr("Edit profile…"), self._edit, name="people_edit", picture="pencil")
        self.add = button(tr("Add member…"), self.member_asked.emit, name="people_add", picture="plus")
        self.assign = button(tr("Assign articles…"), self.assign_asked.emit, name="people_assign", picture="list")
        self.blind = QCheckBox(tr("Annotators do not see each other's tags while both are at work"))
        self.blind.setObjectName("people_blind")
        self.days = QSpinBox(minimum=0, maximum=365, suffix=tr(" days"))
        self.days.setSpecialValueText(tr("never"))
        self.days.setObjectName("people_days")
        self.days.setKeyboardTracking(False)
        self.blind.clicked.connect(self.blind_chosen)
        self.days.valueChanged.connect(self.days_chosen)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for part in (self.assign, self.edit, self.add):
            buttons.addWidget(part)
        buttons.addStretch(1)
        for name, colour in standing_looks().values():
            dot = label()
            dot.setPixmap(colour_dot(colour).pixmap(12, 12))
            buttons.addWidget(dot)
            buttons.addWidget(hint(name, wrap=False))
        column.addLayout(buttons)
        column.addWidget(self.table, 1)
        column.addWidget(line())
        column.addWidget(heading(tr("Working together")))
        column.addWidget(self.blind)
        column.addWidget(
            hint(
                tr(
                    "Not in the window, in suggestions, search, boards, figures or exports. In a project file this is"
                    " courtesy among colleagues: whoever has the file can read it."
                )
            )
        )
        after = QHBoxLayout()
        after.setSpacing(GRID)
        after.addWidget(hint(tr("An assigned article that nobody touches is free for others after"), wrap=False))
        after.addWidget(self.days)
        after.addStretch(1)
        column.addLayout(after)
        self.days.setAccessibleName(tr("An assigned article that nobody touches is free for others after"))

    def show_people(
        self, found: Sequence[Progress], me: Person, *, manages: bool, writable: bool, blind: bool, days: int
    ) -> None:
        """Shows everybody, and what I may change."""
        at = self.table.currentIndex().row()
        self._me, self._manages = me, manages and writable
        self.model.set_rows(found)
        self.table.selectRow(at if 0 <= at < len(found) else 0)
        for field in (self.blind, self.days):
            field.blockSignals(True)
        self.blind.setChecked(blind)
        self.days.setValue(days)
        for field in (self.blind, self.days):
            field.blockSignals(False)
            field.setEnabled(self._manages)
        self.add.setEnabled(self._manages)
        self.assign.setEnabled(writable)
        self._enable()

    def chosen(self) -> Person | None:
        """The person of the current row."""
        row = self.table.currentIndex().row()
        return self.model.row(row).person if 0 <= row < self.model.count() else None

    def _enable(self) -> None:
        person = self.chosen()
        mine = person is not None and self._me is not None and person.id == self._me.id
        self.edit.setEnabled(person is not None and (self._manages or mine))

    def _edit(self) -> None:
        person = self.chosen()
        if person is not None and self.edit.isEnabled():
            self.profile_asked.emit(person)


def _count(done: int, of: int) -> str:
    return tr("{done} of {total}", done=done, total=of) if of else ""
