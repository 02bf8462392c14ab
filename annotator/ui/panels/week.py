"""The view of a week: who did what, how far people agree, what is in dispute, open and held up."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from annotator.agreement.tallies import ALL
from annotator.agreement.values import Reason, Undefined
from annotator.domain.ids import ArticleId
from annotator.domain.scheme import Scheme
from annotator.i18n import language, mark, tr
from annotator.services import weekly
from annotator.services.agreeing_words import kind_names
from annotator.services.reports import age_names, obstacle_names
from annotator.services.weekly import Disputed, Held, PersonWeek, Point, Week
from annotator.ui.dialogs.base import table
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column
from annotator.ui.palette import active
from annotator.ui.panels.agreement_models import FigureRows
from annotator.ui.panels.agreement_rows import Cell, cell_of
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.message import Message
from annotator.ui.values import named, one_line
from annotator.ui.widgets import GRID, Elided, button, filled, heading, hint, label, line, tool

if TYPE_CHECKING:
    from annotator.ui.panels.plots import Plot

_PAGES: Final = (mark("Most disputed strings"), mark("Open points"), mark("Held up"))
_SOME: Final = 0.005  # a change that is worth a sign


class LabelWeek(NamedTuple):
    """The agreement on a label, this week and the week before."""

    name: str
    colour: str
    now: Cell
    before: Cell
    tags: int

    def change(self) -> str:
        """Up or down against the week before."""
        if self.now.value is None or self.before.value is None:
            return ""
        difference = self.now.value - self.before.value
        if abs(difference) < _SOME:
            return "="
        return f"{'▲' if difference > 0 else '▼'} {abs(difference):.3f}"


class Person(NamedTuple):
    """What a person did."""

    name: str
    did: PersonWeek


Place = tuple[ArticleId, int, int]
Entry = str | Disputed | Place | Point | Held


class WeekView(QWidget):
    """Shows what it is given and asks by signals."""

    week_asked = Signal(object)  # date: a day of the week
    cancel_asked = Signal()
    export_asked = Signal(object)  # list[ArticleId]
    report_asked = Signal(object)  # date
    place_chosen = Signal(object, int, int)
    article_chosen = Signal(object)
    closed = Signal()

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self.day = datetime.now().astimezone().date()
        self._week: Week | None = None
        self._open: set[str] = set()
        self._plot: Plot | None = None
        self._people: RowsModel[Person] = FigureRows(
            (
                Column(tr("Person"), lambda row: one_line(row.name)),
                Column(tr("Submitted"), lambda row: str(row.did.submitted), number=True),
                Column(tr("Returned"), lambda row: str(row.did.returned), number=True),
                Column(tr("Settled"), lambda row: str(row.did.settled), number=True),
            )
        )
        self._labels: RowsModel[LabelWeek] = FigureRows(
            (
                Column(tr("Label"), lambda row: one_line(row.name)),
                Column(tr("Exact F1"), lambda row: row.now.text(), number=True),
                Column(tr("Week before"), lambda row: row.before.text(), number=True),
                Column(tr("Change of F1"), LabelWeek.change, number=True),
            )
        )
        self._lines: LineModel[Entry] = LineModel(self._line)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._draw)
        self._lay_out()
        self.show_week(None)

    # -- building --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self._left())
        both.addWidget(self._right())
        both.setSizes([660, 500])
        self._empty = Message("")
        self._whole = QStackedWidget()
        self._whole.addWidget(both)
        self._whole.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top())
        column.addWidget(line())
        column.addWidget(self._whole, 1)
        filled(self, active().paper)

    def _top(self) -> QHBoxLayout:
        self._title = label()
        self._bar = QProgressBar()
        self._bar.setMaximumWidth(160)
        self._bar.setTextVisible(False)
        self._cancel = button(tr("Cancel"), self.cancel_asked.emit, name="cancel_week")
        self._again = button(tr("Count again"), self.ask, name="week_again")
        self._report = button(tr("Report…"), lambda: self.report_asked.emit(self.day), name="week_report")
        self.export = button(tr("Export what is settled…"), self._ask_export, name="export_settled", picture="export")
        row = QHBoxLayout()
        row.setContentsMargins(GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(tool("chevron-left", tr("Week before"), lambda: self._go_weeks(-1), name="week_before"))
        row.addWidget(self._title)
        self._next = tool("chevron-right", tr("Week after"), lambda: self._go_weeks(1), name="week_after")
        row.addWidget(self._next)
        row.addStretch(1)
        for widget in (self._bar, self._cancel, self._again, self._report, self.export):
            row.addWidget(widget)
        return row

    def _left(self) -> QWidget:
        self.people_table = table(self._people, tr("Who did what"), {1: 96, 2: 96, 3: 96}, 0)
        self.label_table = table(self._labels, tr("Agreement by label"), {1: 164, 2: 164, 3: 96}, 0)
        self._agreement = hint(tr("All pairs of people together, of articles that were submitted in the week."))
        self._agreement.setContentsMargins(GRID + GRID // 2, 0, GRID, GRID)
        left = QWidget()
        self._column = column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_above(tr("Who did what")))
        column.addWidget(self.people_table, 2)
        column.addWidget(line())
        column.addWidget(_above(tr("Agreement by label")))
        column.addWidget(self._agreement)
        column.addWidget(self.label_table, 3)
        return left

    def _right(self) -> QWidget:
        self.pages = QTabBar()
        self.pages.setDrawBase(False)
        self.pages.setExpanding(False)
        for words in _PAGES:
            self.pages.addTab(tr(words))
        self.pages.currentChanged.connect(lambda _page: self._fill())
        self.rows = LineList(self._lines, tr("Places"))
        self.rows.delegate.in_context = False
        self.rows.clicked_row.connect(self._choose)
        self.rows.chosen.connect(self._choose)
        self.rows.escaped.connect(self.closed)
        self._nothing = Message("")
        self._lists = QStackedWidget()
        self._lists.addWidget(self.rows)
        self._lists.addWidget(self._nothing)
        self._sums = Elided(where=Qt.TextElideMode.ElideRight)
        self._sums.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID, GRID // 2)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, GRID // 2, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages)
        column.addWidget(line())
        column.addWidget(self._sums)
        column.addWidget(line())
        column.addWidget(self._lists, 1)
        return right

    # -- showing ---------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Asks for the numbers of the week."""
        self._show_title()
        self.week_asked.emit(self.day)

    def show_progress(self, done: int, total: int) -> None:
        """Says that something is being counted, and how far."""
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        self._working(True)
        if self._week is None:
            self._empty.words.setText(tr("Counting …"))

    def show_stopped(self) -> None:
        """Nothing is counted any more."""
        self._working(False)
        if self._week is None:
            self._empty.words.setText(tr("Nothing was counted yet."))

    def _working(self, working: bool) -> None:
        for widget in (self._bar, self._cancel):
            widget.setVisible(working)
        self._again.setVisible(not working)

    def show_week(self, week: Week | None) -> None:
        """Shows the numbers of a week."""
        self._week = week
        self._working(False)
        self._show_title()
        self._whole.setCurrentIndex(0 if week is not None else 1)
        ready = len(week.ready) if week is not None else 0
        self.export.setEnabled(ready > 0)
        self.export.setText(tr("Export what is settled ({n})…", n=ready) if ready else tr("Export what is settled…"))
        if week is None:
            return
        self._people.set_rows(Person(name, did) for name, did in week.people.items())
        self._labels.set_rows(self._label_rows(week))
        for page, (words, n) in enumerate(
            zip(_PAGES, (len(week.disputed), len(week.points), len(week.held)), strict=True)
        ):
            self.pages.setTabText(page, f"{tr(words)} {n}" if n else tr(words))
        self._fill()
        self._later.start()

    def _label_rows(self, week: Week) -> list[LabelWeek]:
        found = []
        for key in (ALL, *week.labels):
            known = self._scheme.by_key(key) if key else None
            now, before = week.agreement.get(key), week.before.get(key)
            found.append(
                LabelWeek(
                    named(known) if known is not None else key or tr("All labels"),
                    known.colour if known is not None else "",
                    cell_of(now.exact if now is not None else Undefined(Reason.NO_UNITS)),
                    cell_of(before.exact if before is not None else Undefined(Reason.NO_UNITS)),
                    now.counts.a + now.counts.b if now is not None else 0,
                )
            )
        return found

    def _show_title(self) -> None:
        period = weekly.week_of(self.day)
        first, last = weekly.day_of(period.since), weekly.day_of(period.until) - timedelta(days=1)
        words = f"{first:%Y-%m-%d} – {last:%m-%d}"
        today = datetime.now().astimezone().date()
        self._title.setText(f"{tr('This week')}  {words}" if first <= today <= last else words)
        self._next.setEnabled(last < today)

    def _go_weeks(self, weeks: int) -> None:
        self.day += timedelta(days=7 * weeks)
        self.ask()

    # -- the lists -------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        week = self._week
        if week is None:
            return
        page = self.pages.currentIndex()
        entries, sums, nothing = (self._disputed, self._points, self._held)[page](week)
        self.rows.delegate.measure([str(number) for number, _ in week.titles.values()] if page != 1 else [])
        self._lines.set_entries(entries)
        self._sums.set_whole(sums)
        self._nothing.words.setText(nothing)
        self._lists.setCurrentIndex(0 if entries else 1)

    def _disputed(self, week: Week) -> tuple[list[Entry], str, str]:
        entries: list[Entry] = []
        for one in week.disputed:
            entries.append(one)
            if one.text in self._open:
                entries += one.places
        words = tr("Strings about which people differ at most places.") if entries else ""
        return entries, words, tr("In this week nobody differed from anybody.")

    def _points(self, week: Week) -> tuple[list[Entry], str, str]:
        names = age_names()
        sums = " · ".join(f"{names[limit]} {n}" for limit, n in week.points_by_age() if n)
        return list(week.points), sums, tr("No point is open.")

    def _held(self, week: Week) -> tuple[list[Entry], str, str]:
        names = obstacle_names()
        entries: list[Entry] = []
        for what, words in names.items():
            found = [one for one in week.held if one.obstacles[0] is what]
            if found:
                entries += [f"{words[:1].upper()}{words[1:]}  {len(found)}", *found]
        sums = tr("{n} of {total} articles can be exported.", n=len(week.ready), total=len(week.ready) + len(week.held))
        return entries, sums, tr("Every article is settled.")

    def _line(self, entry: Entry) -> Line:
        if isinstance(entry, str):
            return Line(entry, heading=True)
        if isinstance(entry, Disputed):
            names = kind_names()
            known = self._scheme.by_key(entry.labels[0]) if entry.labels else None
            note = tr("{n} places", n=len(entry.places))
            kinds = ("、" if language() == "zh" else ", ").join(names[kind] for kind in entry.kinds)
            colour = known.colour if known is not None else ""
            return Line(entry.text, after=f"  {kinds}", colour=colour, note=note, expanded=entry.text in self._open)
        if isinstance(entry, Point):
            return Line(entry.text, note=f"{datetime.fromtimestamp(entry.seconds).astimezone():%m-%d %H:%M}")
        if isinstance(entry, Held):
            more = tr("{n} open points", n=entry.points) if entry.points else "、".join(entry.people)
            return Line(entry.title or tr("No title"), lead=str(entry.number), note=more)
        number, title = self._week.titles[entry[0]] if self._week is not None else (0, "")
        return Line(title or tr("No title"), lead=str(number), indented=True)

    def _choose(self, row: int) -> None:
        entry = self._lines.entry(row) if row >= 0 else ""
        if isinstance(entry, Disputed):
            self._open ^= {entry.text}
            self._fill()
            self.rows.go_to(row)
        elif isinstance(entry, Held):
            self.article_chosen.emit(entry.article)
        elif isinstance(entry, Point):
            if entry.start == entry.end:
                self.article_chosen.emit(entry.article)
            else:
                self.place_chosen.emit(entry.article, entry.start, entry.end)
        elif not isinstance(entry, str):
            self.place_chosen.emit(*entry)

    def _ask_export(self) -> None:
        if self._week is not None:
            self.export_asked.emit(list(self._week.ready))

    # -- the plot --------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Draws agreement by label beside that of the week before; the library for it is loaded now."""
        rows = [self._labels.row(k) for k in range(self._labels.count())]
        rows = [row for row in rows if row.now.value is not None]
        if not rows and self._plot is None:
            return
        from annotator.ui.panels.plots import Plot

        if self._plot is None:
            self._plot = Plot(tr("Agreement by label"))
            self._column.addWidget(self._plot)
        values = [(row.now.value or 0.0, row.now.low, row.now.high) for row in rows]
        before = [row.before.value for row in rows]
        self._plot.show_intervals([row.name for row in rows], values, [row.colour for row in rows], before)
        self._plot.setVisible(bool(rows))


def _above(words: str) -> QWidget:
    made = heading(words)
    made.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID // 2)
    return made
