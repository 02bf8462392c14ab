"""The view of agreement with oneself: articles to be tagged again, drift by label and month, the tags behind it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.agreement.pairing import Kind, Pair
from annotator.agreement.report import Difference, PairAgreement
from annotator.agreement.tallies import ALL
from annotator.agreement.values import Reason, Undefined
from annotator.domain.scheme import Scheme
from annotator.i18n import tr
from annotator.services.agreeing_words import kind_names
from annotator.services.self_agreement import OLD, SHARE, Retest, SelfAgreement
from annotator.ui.dialogs.base import table
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.models.table import Column
from annotator.ui.palette import active
from annotator.ui.panels.agreement_models import FigureRows
from annotator.ui.panels.agreement_rows import cell_of
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.message import Message
from annotator.ui.values import named, one_line
from annotator.ui.widgets import GRID, button, filled, heading, hint, label, line, steady

_LEFT: Final = 360


class LabelDrift(NamedTuple):
    """A label with the agreement of each month, and of all."""

    key: str
    name: str
    whole: str
    months: tuple[str, ...]


class RetestView(QWidget):
    """Shows what it is given and asks by signals."""

    draw_asked = Signal(float, int)  # share, age in days
    retest_chosen = Signal(object)  # Retest
    given_up = Signal(object)  # Retest
    person_chosen = Signal(str)
    place_chosen = Signal(object, int, int)
    closed = Signal()

    def __init__(self, scheme: Scheme, people: Sequence[str], me: str, writable: bool) -> None:
        super().__init__()
        self._scheme = scheme
        self._found: SelfAgreement | None = None
        self._retests: list[Retest] = []
        self._open: LineModel[Retest] = LineModel(self._retest_line)
        self._lines: LineModel[Difference] = LineModel(self._line)
        self._rows: FigureRows[LabelDrift] = FigureRows((Column(tr("Label"), lambda row: row.name),))
        self._lay_out(people, me, writable)
        self.show_retests(())
        self.show_drift(None)

    # -- building --------------------------------------------------------------------------------------------------

    def _lay_out(self, people: Sequence[str], me: str, writable: bool) -> None:
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self._left(writable))
        both.addWidget(self._right(people, me))
        both.setStretchFactor(1, 1)
        both.setSizes([_LEFT, 800])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(both)
        filled(self, active().paper)

    def _left(self, writable: bool) -> QWidget:
        self.retests = LineList(self._open, tr("To be tagged again"))
        self.retests.delegate.in_context = False
        self.retests.clicked_row.connect(self._choose)
        self.retests.chosen.connect(self._choose)
        self.retests.escaped.connect(self.closed)
        self._none = Message(tr("Nothing is to be tagged again. Draw some of your old articles below."))
        self._left_pages = QStackedWidget()
        self._left_pages.addWidget(self.retests)
        self._left_pages.addWidget(self._none)
        self.share = QSpinBox()
        self.share.setRange(1, 100)
        self.share.setValue(round(SHARE * 100))
        self.share.setSuffix(" %")
        self.share.setAccessibleName(tr("Share of the old articles"))
        self.days = QSpinBox()
        self.days.setRange(0, 3650)
        self.days.setValue(OLD)
        self.days.setAccessibleName(tr("Days since they were submitted"))
        self._draw = button(
            tr("Draw"), lambda: self.draw_asked.emit(self.share.value() / 100, self.days.value()), name="draw_retests"
        )
        self.give_up = button(tr("Give up this one"), self._give_up, name="give_up_retest")
        for widget in (self.share, self.days, self._draw):
            widget.setEnabled(writable)
        self._writable = writable
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for part in (label(tr("Of articles older than")), self.days, label(tr("days")), self.share):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._draw)
        given_up = QHBoxLayout()
        given_up.addWidget(self.give_up)
        given_up.addStretch(1)
        below = QVBoxLayout()
        below.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID)
        below.setSpacing(GRID)
        below.addWidget(
            hint(
                tr(
                    "Your own tags of these articles are hidden. Tag them as if for the first time and submit; "
                    "nothing of it counts anywhere else."
                )
            )
        )
        below.addLayout(given_up)
        below.addLayout(row)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_above(tr("To be tagged again")))
        column.addWidget(line())
        column.addWidget(self._left_pages, 1)
        column.addWidget(line())
        column.addLayout(below)
        return left

    def _right(self, people: Sequence[str], me: str) -> QWidget:
        self.people = steady(QComboBox(), 10)
        self.people.setAccessibleName(tr("Person"))
        self.people.addItems(list(people))
        self.people.setCurrentText(me)
        self.people.setVisible(len(people) > 1)
        self.people.textActivated.connect(self.person_chosen)
        self._bar = QProgressBar()
        self._bar.setMaximumWidth(120)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, GRID, 0)
        head.addWidget(_above(tr("Drift by label and month")))
        head.addStretch(1)
        head.addWidget(self._bar)
        head.addWidget(self.people)
        self.table = table(self._rows, tr("Drift by label and month"), {}, 0)
        self.rows = LineList(self._lines, tr("Differences"))
        self.rows.delegate.in_context = False
        self.rows.clicked_row.connect(self._go)
        self.rows.chosen.connect(self._go)
        self._meaning = hint(
            tr("Exact F1 of the second tags against the first, as they were when the article was drawn.")
        )
        self._meaning.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID, GRID // 2)
        self._nothing = Message("")
        both = QWidget()
        inner = QVBoxLayout(both)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._meaning)
        inner.addWidget(self.table, 1)
        inner.addWidget(line())
        inner.addWidget(self.rows, 1)
        self._right_pages = QStackedWidget()
        self._right_pages.addWidget(both)
        self._right_pages.addWidget(self._nothing)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(line())
        column.addWidget(self._right_pages, 1)
        return right

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_retests(self, retests: Sequence[Retest]) -> None:
        """Shows what I am to tag again."""
        self._retests = list(retests)
        self.retests.delegate.measure([str(one.article.number) for one in retests])
        self._open.set_entries(self._retests)
        self._left_pages.setCurrentIndex(0 if retests else 1)
        self.give_up.setVisible(bool(retests) and self._writable)
        if retests and self.retests.current_row() < 0:
            self.retests.go_to(0)

    def show_working(self, working: bool) -> None:
        """Says that something is being calculated."""
        self._bar.setVisible(working)

    def show_drift(self, found: SelfAgreement | None) -> None:
        """Shows how a person agrees with itself."""
        self._found = found
        self.show_working(False)
        measured = found is not None and bool(found.whole.articles)
        self._right_pages.setCurrentIndex(0 if measured else 1)
        self._nothing.words.setText(tr("No article was tagged for a second time and submitted yet."))
        if found is None or not measured:
            return
        months = list(found.months)
        columns: list[Column[LabelDrift]] = [Column(tr("Label"), lambda row: one_line(row.name))]
        columns.append(Column(tr("All the time"), lambda row: row.whole, number=True))
        columns += [
            Column(month, lambda row, k=k: row.months[k], number=True)  # type: ignore[misc]  # bound now
            for k, month in enumerate(months)
        ]
        self._rows = FigureRows(columns, [self._drift(key, found) for key in (ALL, *found.labels)])
        self.table.setModel(self._rows)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for k in range(1, len(columns)):
            self.table.setColumnWidth(k, 156)
        self.table.selectionModel().currentChanged.connect(lambda now, _before: self._list(now))
        self.table.setCurrentIndex(self._rows.index(0, 1))

    def _drift(self, key: str, found: SelfAgreement) -> LabelDrift:
        known = self._scheme.by_key(key) if key else None
        name = named(known) if known is not None else key or tr("All labels")
        months = tuple(_figure(one, key) for one in found.months.values())
        return LabelDrift(key, name, _figure(found.whole, key), months)

    def _list(self, index: QModelIndex) -> None:
        """Lists the tags behind the current figure."""
        found = self._found
        if found is None or not index.isValid():
            return
        months = list(found.months.values())
        of = months[index.column() - 2] if index.column() >= 2 else found.whole
        behind = [one for one in of.behind(self._rows.row(index.row()).key) if isinstance(one.pair, Pair)]
        self.rows.delegate.measure([str(found.articles[one.article].number) for one in behind])
        self._lines.set_entries(behind)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _retest_line(self, one: Retest) -> Line:
        day = datetime.fromtimestamp(one.drawn).astimezone()
        title = one.article.title or tr("No title")
        return Line(title, lead=str(one.article.number), note=tr("drawn {day}", day=f"{day:%m-%d}"))

    def _line(self, one: Difference) -> Line:
        found = self._found
        assert found is not None  # noqa: S101 - lines are of something shown
        units = [unit for unit in (one.pair.a, one.pair.b) if unit is not None]
        words = [" ".join(found.quotes.get(unit.id, "").split()) for unit in units]
        known = self._scheme.by_key(units[0].label)  # type: ignore[union-attr]  # tags only
        note = kind_names()[one.pair.kind]
        if one.pair.kind is Kind.ONE_SIDED:
            note = tr("only then") if one.pair.a is not None else tr("only now")
        return Line(
            " → ".join(dict.fromkeys(words)),
            lead=str(found.articles[one.article].number),
            colour=known.colour if known is not None else "",
            note=note,
        )

    def _give_up(self) -> None:
        row = self.retests.current_row()
        if 0 <= row < len(self._retests):
            self.given_up.emit(self._retests[row])

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._retests):
            self.retest_chosen.emit(self._retests[row])

    def _go(self, row: int) -> None:
        if row < 0:
            return
        one = self._lines.entry(row)
        units = [unit for unit in (one.pair.a, one.pair.b) if unit is not None]
        start = min(unit.start for unit in units)  # type: ignore[union-attr]  # tags only
        end = max(unit.end for unit in units)  # type: ignore[union-attr]
        self.place_chosen.emit(one.article, start, end)


def _figure(pair: PairAgreement, key: str) -> str:
    known = pair.measures.get((key, "exact.f1"))
    return cell_of(known if known is not None else Undefined(Reason.NO_UNITS)).text()


def _above(words: str) -> QWidget:
    made = heading(words)
    made.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID)
    return made
