"""The view of agreement: figures by label and article, the confusion of labels, and the tags behind each figure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.agreement.pairing import Kind
from annotator.domain.ids import ArticleId
from annotator.domain.scheme import Scheme
from annotator.i18n import mark, tr
from annotator.services.agreeing import Agreement, Named
from annotator.services.agreeing_words import kind_names
from annotator.services.measuring import Gamma
from annotator.ui.dialogs.base import table
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.agreement_models import ArticleModel, ConfusionModel, LabelModel
from annotator.ui.panels.agreement_rows import (
    VIEWS,
    Behind,
    Shown,
    cell_of,
    column_names,
    kinds,
    meanings,
    person_name,
    shown,
)
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.message import Message
from annotator.ui.values import named, shortened
from annotator.ui.widgets import GRID, Elided, button, filled, hint, line, steady, tooltip

if TYPE_CHECKING:
    from annotator.ui.panels.plots import Plot

PERIODS: Final = {
    "all": mark("All the time"),
    "week": mark("This week"),
    "last_week": mark("Last week"),
    "month": mark("This month"),
    "last_month": mark("Last month"),
}
_PAGES: Final = (mark("By label"), mark("By article"), mark("Labels taken for each other"))


class AgreementView(QWidget):
    """Shows what it is given and asks by signals."""

    measure_asked = Signal(str)  # a key of PERIODS
    gamma_asked = Signal(object, object)  # names, list[ArticleId]
    cancel_asked = Signal()
    report_asked = Signal()
    place_chosen = Signal(object, int, int)  # ArticleId, start, end
    closed = Signal()

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._shown: Shown | None = None
        self._behind: list[Behind] = []
        self._plot: Plot | None = None
        self._labels = LabelModel(self._name)
        self._articles = ArticleModel()
        self._confusion = ConfusionModel(self._name)
        self._lines: LineModel[Behind | str] = LineModel(self._line)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._draw)
        self._lay_out()
        self._connect()
        self.show_agreement(None)

    # -- building --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self._left())
        both.addWidget(self._right())
        both.setStretchFactor(0, 1)
        both.setSizes([720, 420])
        self._empty = Message("", button(tr("Calculate"), self.measure, name="measure_first"))
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
        self.people = steady(QComboBox(), 16)
        self.people.setAccessibleName(tr("People"))
        self.period = QComboBox()
        self.period.setAccessibleName(tr("Period"))
        for key, words in PERIODS.items():
            self.period.addItem(tr(words), key)
        self.view = QComboBox()
        self.view.setAccessibleName(tr("What is measured"))
        for key, (words, _) in VIEWS.items():
            self.view.addItem(tr(words), key)
        self._about = Elided(where=Qt.TextElideMode.ElideRight)
        self._bar = QProgressBar()
        self._bar.setMaximumWidth(160)
        self._bar.setTextVisible(False)
        self._cancel = button(tr("Cancel"), self.cancel_asked.emit, name="cancel_measure")
        self._gamma = button(tr("Gamma"), self._ask_gamma, name="gamma")
        self._gamma.setToolTip(
            tooltip(
                tr(
                    "Agreement on place and label at once, over the best alignment (Mathet 2015). It takes long; "
                    "articles that are too large for an exact answer are left out."
                )
            )
        )
        self._again = button(tr("Measure again"), self.measure, name="measure_again")
        self._report = button(tr("Report…"), self.report_asked.emit, name="agreement_report")
        row = QHBoxLayout()
        row.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID)
        row.setSpacing(GRID)
        for box in (self.people, self.period, self.view):
            row.addWidget(box)
        row.addWidget(self._about, 1)
        for widget in (self._bar, self._cancel, self._gamma, self._again, self._report):
            row.addWidget(widget)
        return row

    def _left(self) -> QWidget:
        self.pages = QTabBar()
        self.pages.setDrawBase(False)
        self.pages.setExpanding(False)
        for words in _PAGES:
            self.pages.addTab(tr(words))
        self.label_table = table(self._labels, tr("By label"), {0: 132, 1: 88}, 0)
        self.article_table = table(self._articles, tr("By article"), {0: 56, 2: 88, 3: 88, 4: 64}, 1)
        self.confusion_table = table(self._confusion, tr("Labels taken for each other"), {}, 0)
        self.confusion_table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.confusion_table.setSelectionBehavior(QTableView.SelectionBehavior.SelectItems)
        self._tables = QStackedWidget()
        for made in (self.label_table, self.article_table, self.confusion_table):
            self._tables.addWidget(made)
        self._meaning = hint()
        self._meaning.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID)
        self._meaning.setMinimumHeight(3 * self._meaning.fontMetrics().lineSpacing() + 2 * GRID)
        self._meaning.setAlignment(Qt.AlignmentFlag.AlignTop)
        left = QWidget()
        self._column = column = QVBoxLayout(left)
        column.setContentsMargins(0, GRID // 2, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages)
        column.addWidget(line())
        column.addWidget(self._tables, 1)
        column.addWidget(line())
        column.addWidget(self._meaning)
        return left

    def _right(self) -> QWidget:
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Kind of difference"))
        for kind, words in kinds():
            self.kind.addItem(words, kind)
        self._title = Elided(where=Qt.TextElideMode.ElideRight)
        head = QHBoxLayout()
        head.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID, GRID // 2)
        head.setSpacing(GRID)
        head.addWidget(self._title, 1)
        head.addWidget(self.kind)
        self.places = LineList(self._lines, tr("Differences"))
        self.places.delegate.in_context = False
        self._none = Message(tr("Nothing differs here."))
        self._right_pages = QStackedWidget()
        self._right_pages.addWidget(self.places)
        self._right_pages.addWidget(self._none)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(line())
        column.addWidget(self._right_pages, 1)
        return right

    def _connect(self) -> None:
        self.people.activated.connect(lambda _index: self._choose_people())
        self.period.activated.connect(lambda _index: self.measure())
        self.view.activated.connect(lambda _index: self._fill())
        self.kind.activated.connect(lambda _index: self._list())
        self.pages.currentChanged.connect(self._turn)
        for made in (self.label_table, self.article_table, self.confusion_table):
            made.selectionModel().currentChanged.connect(lambda _now, _before: self._list())
        self.places.chosen.connect(self._go)
        self.places.clicked_row.connect(self._go)
        self.places.escaped.connect(self.closed)

    # -- showing ---------------------------------------------------------------------------------------------------

    def measure(self) -> None:
        """Asks for the figures of the chosen period."""
        self.measure_asked.emit(self.period.currentData())

    def show_progress(self, done: int, total: int) -> None:
        """Says that something is being calculated, and how far."""
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        self._working(True)
        if self._shown is None:
            self._empty.words.setText(tr("Comparing …"))

    def show_stopped(self) -> None:
        """Nothing is calculated any more."""
        self._working(False)
        if self._shown is None:
            self._empty.words.setText(tr("Nothing was measured yet."))

    def _working(self, working: bool) -> None:
        for widget in (self._bar, self._cancel):
            widget.setVisible(working)
        self._again.setVisible(not working)
        self._gamma.setEnabled(not working and self._shown is not None)

    def show_agreement(self, found: Agreement | None) -> None:
        """Shows the figures; the people chosen stay where they are among them."""
        chosen = self.people.currentData()
        self.people.clear()
        self.people.addItem(tr("All together"), None)
        pairs = [pair for pair in found.report.pairs if pair.articles] if found is not None else []
        gold = list(found.against_gold) if found is not None else []
        for pair in (*pairs, *gold):
            words = f"{shortened(person_name(pair.a))} – {shortened(person_name(pair.b))}"
            self.people.addItem(words, (pair.a, pair.b))
        at = next((k for k in range(self.people.count()) if self.people.itemData(k) == chosen), 0)
        self.people.setCurrentIndex(at if at or pairs else min(1, len(gold)))
        self._found = found
        if found is None or not (pairs or gold):
            self._shown = None
            self._working(False)
            self._empty.words.setText(
                tr("Nothing was measured yet.")
                if found is None
                else tr("In this period no article was tagged by two people who may be compared.")
            )
            self._whole.setCurrentIndex(1)
            self._about.set_whole("")
            return
        self._whole.setCurrentIndex(0)
        self._choose_people()
        self._working(False)

    def show_gamma(self, found: Gamma) -> None:
        """Says what gamma is."""
        self._working(False)
        cell = cell_of(found.mean)
        words = tr("Gamma {value}, mean of {n} articles", value=cell.text(), n=len(found.articles) - found.too_large)
        if cell.value is None:
            words = tr("Gamma cannot be calculated: {reason}.", reason=cell.why)
        elif found.too_large:
            words = tr("{words}; {n} were too large", words=words, n=found.too_large)
        self._about.set_whole(words)

    def behind(self) -> Sequence[Behind]:
        """The differences that are listed."""
        return self._behind

    # -- inside ----------------------------------------------------------------------------------------------------

    def _name(self, key: str) -> str:
        label = self._scheme.by_key(key)
        return named(label) if label is not None else key or tr("All labels")

    def _choose_people(self) -> None:
        found, chosen = self._found, self.people.currentData()
        if found is None:
            return
        every = (*found.report.pairs, *found.against_gold)
        pair = next((one for one in every if chosen is not None and (one.a, one.b) == tuple(chosen)), None)
        self._shown = shown(found, pair)
        self._articles.set_rows(self._shown.articles())
        self._confusion.set_cells(list(self._shown.labels), self._shown.confusion(), self._sides(pair is not None))
        n = self._articles.count()
        self._about.set_whole(tr("{n} articles were done by both", n=n) if pair else tr("{n} articles", n=n))
        self._fill()

    def _sides(self, pair: bool) -> tuple[str, str]:
        chosen = self.people.currentData()
        return (person_name(chosen[0]), person_name(chosen[1])) if pair else (tr("one"), tr("other"))

    def _fill(self) -> None:
        """Shows the measures of the chosen view."""
        if self._shown is None:
            return
        view = self.view.currentData()
        names = column_names()
        columns = self._shown.measures(view)
        self._labels.show(self._shown.rows(view), [(name, names[name]) for name in columns])
        for k in range(len(columns)):
            self.label_table.setColumnWidth(k + 2, 156)
        self.label_table.setColumnWidth(len(columns) + 2, 64)
        for made in (self.label_table, self.article_table):
            made.setCurrentIndex(made.model().index(0, min(2, made.model().columnCount() - 1)))
        self._list()
        self._later.start()

    def _turn(self, page: int) -> None:
        self._tables.setCurrentIndex(page)
        if self._plot is not None:
            self._plot.setVisible(page == 0)
        self._list()

    def _list(self) -> None:
        """Lists the tags behind the current figure, and says what it means."""
        shown_ = self._shown
        if shown_ is None:
            return
        tables = (self.label_table, self.article_table, self.confusion_table)
        index: QModelIndex = tables[self.pages.currentIndex()].currentIndex()
        kind: Kind | None = self.kind.currentData()
        title, meaning, found = "", "", []
        if self.pages.currentIndex() == 0 and index.isValid():
            row = self._labels.row(index.row())
            title, meaning = self._name(row.label), self._told(index)
            found = shown_.behind(label=row.label, kind=kind)
        elif self.pages.currentIndex() == 1 and index.isValid():
            article = self._articles.row(index.row())
            title = article.title
            found = shown_.behind(article=article.article, kind=kind)
            meaning = meanings()["exact.f1"]
        elif self.pages.currentIndex() == 2:
            meaning = tr(
                "How often a label of one met a label of the other at about the same place. Click on a number."
            )
            if index.isValid():
                title, labels = self._confusion.cell_title(index), self._confusion.labels_of(index)
                found = shown_.behind(labels=labels, kind=kind)
        self._behind = found
        self._title.set_whole(f"{title}  {len(found)}" if title else "")
        self._meaning.setText(meaning)
        self._lines.set_entries(_with_headings(found, shown_.found.articles))
        self._right_pages.setCurrentIndex(0 if found else 1)

    def _told(self, index: QModelIndex) -> str:
        """What the measure of a column means, and why it has no value where it has none."""
        measure = self._labels.measure(index.column())
        if measure is None:
            return tr("In brackets: the interval of 95 %, from drawing the articles again.")
        row = self._labels.row(index.row())
        cell = row.cells[index.column() - 2]
        told = f"{column_names()[measure]}: {meanings()[measure]}"
        return f"{told}\n{tr('It cannot be calculated here: {reason}.', reason=cell.why)}" if cell.why else told

    def _draw(self) -> None:
        """Draws the first measure that is shown; the library for it is loaded now."""
        shown_ = self._shown
        if shown_ is None:
            return
        from annotator.ui.panels.plots import Plot

        if self._plot is None:
            self._plot = Plot(tr("Agreement by label"))
            self._column.insertWidget(3, self._plot)
            self._plot.setVisible(self.pages.currentIndex() == 0)
        rows = [row for row in shown_.rows(self.view.currentData()) if any(c.value is not None for c in row.cells)]
        cells = [next(cell for cell in row.cells if cell.value is not None) for row in rows]
        colours = [label.colour if (label := self._scheme.by_key(row.label)) else "" for row in rows]
        values = [(cell.value or 0.0, cell.low, cell.high) for cell in cells]
        self._plot.show_intervals([self._name(row.label) for row in rows], values, colours)

    def _line(self, one: Behind | str) -> Line:
        if isinstance(one, str):
            return Line(one, heading=True)
        assert self._shown is not None  # noqa: S101 - lines are of something shown
        quotes = self._shown.found.quotes
        words = [" ".join(quotes.get(unit.id, "").split()) for unit in one.units()]
        label = self._scheme.by_key(one.units()[0].label)
        kind = one.difference.pair.kind
        note = kind_names()[kind]
        mine = one.difference.pair.a is not None
        if kind is Kind.LABEL:
            note = " → ".join(self._name(unit.label) for unit in one.units())
        elif kind is Kind.ONE_SIDED:
            note = tr("only {name}", name=person_name(one.a if mine else one.b))
        if self._shown.pair is None and kind is not Kind.ONE_SIDED:
            note = f"{shortened(person_name(one.a), 6)}–{shortened(person_name(one.b), 6)}  {note}"
        elif self._shown.pair is None:
            both = (person_name(one.a), person_name(one.b))
            note = tr("only {name}, not {other}", name=both[0 if mine else 1], other=both[1 if mine else 0])
        text = " → ".join(dict.fromkeys(words))
        return Line(text, colour=label.colour if label is not None else "", note=note)

    def _go(self, row: int) -> None:
        entry = self._lines.entry(row) if row >= 0 else ""
        if not isinstance(entry, str):
            self.place_chosen.emit(entry.difference.article, entry.start, entry.end)

    def _ask_gamma(self) -> None:
        shown_ = self._shown
        if shown_ is not None:
            names = list(dict.fromkeys(name for pair in shown_.pairs for name in (pair.a, pair.b)))
            articles: list[ArticleId] = [row.article for row in shown_.articles()]
            self.gamma_asked.emit(names, articles)


def _with_headings(found: Sequence[Behind], titles: Mapping[ArticleId, Named]) -> list[Behind | str]:
    """Differences under the title of their article."""
    result: list[Behind | str] = []
    last = None
    for one in found:
        if one.difference.article != last:
            last = one.difference.article
            result.append(f"{one.number}  {titles[last].title or tr('No title')}")
        result.append(one)
    return result
