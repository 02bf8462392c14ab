"""The board of strings that are tagged in several ways: all of them at the left, the places of one at the right."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.article import Status
from annotator.domain.ids import LabelId
from annotator.domain.rule import Rule, Ruling
from annotator.domain.scheme import Scheme
from annotator.i18n import mark, tr
from annotator.services.boards import Board, Hit, KnownRule, Row
from annotator.ui.dialogs.base import table
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column
from annotator.ui.palette import active
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.message import Message
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import named, shortened
from annotator.ui.widgets import GRID, Elided, ampersands, button, filled, hint, line, steady, tooltip

_TYPING_MS: Final = 150
_LONGEST: Final = 24
_NOTHING: Final = "nothing"
_DEPENDS: Final = "depends"

_RULINGS: Final = {Ruling.NOTHING: mark("not tagged"), Ruling.DEPENDS: mark("depends on the place")}


class BoardView(QWidget):
    """Shows what it is given and asks by signals; counting, reading and changing is done elsewhere."""

    closed = Signal()
    count_asked = Signal()
    cancel_asked = Signal()
    string_chosen = Signal(str)
    place_chosen = Signal(object, int, int)  # ArticleId, start, end
    apply_asked = Signal(object, object)  # list[Hit], LabelId or None to take the tags away
    rule_set = Signal(object)  # Rule
    rule_dropped = Signal(object)  # KnownRule

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._board = Board()
        self._hits: list[Hit] = []
        self._ticked: set[int] = set()
        self._string = ""
        self._model: RowsModel[Row] = RowsModel(
            (
                Column(tr("String"), lambda row: row.string),
                Column(tr("Tagged as"), self._ways),
                Column(tr("Untagged"), lambda row: str(row.untagged or ""), number=True),
                Column(tr("Longer and shorter"), _variants),
                Column(tr("Rule"), self._rule_words),
            )
        )
        self._lines: LineModel[int] = LineModel(self._shown)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._lay_out()
        self._connect()
        self.show_hits("", ())
        self._filter()

    # -- building --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Filter"))
        self.words.setAccessibleName(tr("Filter"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(240)
        self.only = QCheckBox(tr("Only what differs"))
        self.only.setChecked(True)
        self._about = Elided(where=Qt.TextElideMode.ElideRight)
        self._bar = QProgressBar()
        self._bar.setMaximumWidth(160)
        self._bar.setTextVisible(False)
        self._cancel = button(tr("Cancel"), self.cancel_asked.emit, name="cancel_count")
        self._again = button(tr("Count again"), self.count_asked.emit, name="count_again")
        top = QHBoxLayout()
        top.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID)
        top.setSpacing(GRID)
        for widget in (self.words, self.only):
            top.addWidget(widget)
        top.addWidget(self._about, 1)
        for behind in (self._bar, self._cancel, self._again):
            top.addWidget(behind)
        self.table = table(self._model, tr("Strings"), {0: 200, 1: 220, 2: 64, 4: 128}, 3)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._empty = Message("")
        self._pages.addWidget(self._empty)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self._pages)
        both.addWidget(self._right())
        both.setSizes([680, 560])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line())
        column.addWidget(both, 1)
        filled(self, active().paper)

    def _right(self) -> QWidget:
        self.places = LineList(self._lines, tr("Places"))
        self._ruling = steady(QComboBox(), 16)
        self._ruling.setAccessibleName(tr("Rule"))
        self._reason = QLineEdit()
        self._reason.setPlaceholderText(tr("Reason"))
        self._reason.setAccessibleName(tr("Reason"))
        self._propose = QCheckBox(tr("propose to the others"))
        self._propose.setToolTip(tooltip(tr("The others of the project see the rule beside the string.")))
        self._keep = button(tr("Keep the rule"), self._on_keep, name="keep_rule")
        self._drop = button(tr("Take the rule back"), self._on_drop, name="drop_rule")
        self._do = button("", self._on_apply, name="apply_rule")
        self._others = hint()
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(GRID)
        first.addWidget(self._ruling)
        first.addWidget(self._reason, 1)
        second.addWidget(self._propose)
        second.addStretch(1)
        for widget in (self._drop, self._keep, self._do):
            second.addWidget(widget)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._title = Elided(where=Qt.TextElideMode.ElideRight)
        self._title.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID)
        column.addWidget(self._title)
        column.addWidget(line())
        self._right_pages = QStackedWidget()
        self._right_pages.addWidget(self.places)
        self._choose = Message(tr("Choose a string to see all its places."))
        self._right_pages.addWidget(self._choose)
        column.addWidget(self._right_pages, 1)
        column.addWidget(line())
        below = QVBoxLayout()
        below.setContentsMargins(GRID + GRID // 2, GRID, GRID, GRID)
        below.setSpacing(GRID)
        below.addWidget(self._others)
        below.addLayout(first)
        below.addLayout(second)
        column.addLayout(below)
        return right

    def _connect(self) -> None:
        self._typing.timeout.connect(self._filter)
        self.words.textChanged.connect(lambda _text: self._typing.start())
        self.only.toggled.connect(lambda _on: self._filter())
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self._lines.toggled.connect(self._toggle)
        self.places.chosen.connect(self._go)
        self.places.escaped.connect(self.closed)
        self.places.delegate.measure([named(one) for one in self._scheme.labels])
        self._ruling.currentIndexChanged.connect(lambda _index: self._ruling_changed())

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_progress(self, done: int, total: int) -> None:
        """Says that counting is under way, and how far."""
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        for widget in (self._bar, self._cancel):
            widget.setVisible(True)
        self._again.setVisible(False)
        if not self._board.rows:
            self._empty.words.setText(tr("Counting …"))

    def show_board(self, board: Board) -> None:
        """Shows what was counted; the chosen string stays."""
        self._board = board
        for widget in (self._bar, self._cancel):
            widget.setVisible(False)
        self._again.setVisible(True)
        self._filter()
        self._show_rule()

    def show_hits(self, string: str, hits: Sequence[Hit]) -> None:
        """Shows the places of a string, those ticked that the chosen rule would change."""
        other = string != self._string
        self._string, self._hits = string, list(hits)
        self._right_pages.setCurrentIndex(0 if self._hits else 1)
        shown = string if len(string) <= _LONGEST else f"{string[: _LONGEST - 1]}…"
        articles = len({hit.article for hit in hits})
        words = tr("“{text}”: {n} places in {articles} articles", text=shown, n=len(hits), articles=articles)
        self._title.set_whole(words if string else "")
        if other:
            self._offer()
        self._ruling_changed()
        self._show_rule()

    def string(self) -> str:
        """The string that was chosen, "" where none is."""
        return self._string

    def rows(self) -> list[Row]:
        """The rows that are listed."""
        return [self._model.row(number) for number in range(self._model.count())]

    # -- the left side ---------------------------------------------------------------------------------------------

    def _filter(self) -> None:
        self._typing.stop()
        rows = self._board.open_rows() if self.only.isChecked() else list(self._board.rows)
        words = self.words.text().strip()
        shown = [row for row in rows if words in row.string]
        self.table.selectionModel().blockSignals(True)
        self._model.set_rows(shown)
        at = next((k for k, row in enumerate(shown) if row.string == self._string), -1)
        if at >= 0:
            self.table.setCurrentIndex(self._model.index(at, 0))
        self.table.selectionModel().blockSignals(False)
        self.table.viewport().update()
        at_work = self.table.hasFocus() or self._empty.hasFocus()
        self._pages.setCurrentIndex(0 if shown else 1)
        if at_work:
            (self.table if shown else self._empty).setFocus()
        if not shown:
            self._empty.words.setText(self._nothing())
        self._about.set_whole(tr("{n} of {total} strings", n=len(shown), total=len(self._board.rows)))

    def _nothing(self) -> str:
        if not self._board.rows:
            return tr("No tags yet: the board compares your tags and the settled ones over all articles.")
        if self.words.text().strip():
            return tr("No string fits the filter.")
        return tr("Nothing differs: every string is treated in one way.")

    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.string_chosen.emit(self._model.row(current.row()).string)

    def _ways(self, row: Row) -> str:
        return " · ".join(f"{shortened(named(self._scheme.label(label)))} {number}" for label, number in row.tags)

    def _rule_words(self, row: Row) -> str:
        known = self._board.rules.get(row.string, ())
        return self._said(known[0]) if known else ""

    def _said(self, known: KnownRule) -> str:
        rule = known.rule
        label = self._scheme.by_key(rule.label) if rule.label else None
        words = named(label) if label is not None else rule.label or tr(_RULINGS[rule.ruling])
        return words if known.mine else tr("{person}: {rule}", person=known.author, rule=words)

    # -- the right side --------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """What can be ruled, the most frequent way first."""
        row = next((one for one in self._board.rows if one.string == self._string), None)
        used = [label for label, _ in row.tags] if row is not None else []
        rest = [one.id for one in self._scheme.active if one.id not in used]
        self._ruling.blockSignals(True)
        self._ruling.clear()
        for id_ in (*used, *rest):
            one = self._scheme.label(id_)
            self._ruling.addItem(colour_dot(one.colour), named(one), one.id)
        self._ruling.addItem(tr(_RULINGS[Ruling.NOTHING]), _NOTHING)
        self._ruling.addItem(tr(_RULINGS[Ruling.DEPENDS]), _DEPENDS)
        mine = self._mine()
        if mine is not None:
            label = self._scheme.by_key(mine.rule.label) if mine.rule.label else None
            data = label.id if label is not None else str(mine.rule.ruling)
            self._ruling.setCurrentIndex(max(0, self._ruling.findData(data)))
        elif row is not None and row.untagged > max((number for _, number in row.tags), default=0):
            self._ruling.setCurrentIndex(self._ruling.findData(_NOTHING))
        self._ruling.blockSignals(False)
        self._reason.setText(mine.rule.reason if mine is not None else "")
        self._propose.setChecked(mine is not None and mine.rule.proposed)

    def _mine(self) -> KnownRule | None:
        return next((one for one in self._board.rules.get(self._string, ()) if one.mine), None)

    def _show_rule(self) -> None:
        others = [one for one in self._board.rules.get(self._string, ()) if not one.mine]
        told = [f"{self._said(one)}{'：' + one.rule.reason if one.rule.reason else ''}" for one in others]
        self._others.setText("\n".join(told))
        self._others.setVisible(bool(told))
        self._drop.setVisible(self._mine() is not None)
        for widget in (self._ruling, self._reason, self._propose, self._keep):
            widget.setEnabled(bool(self._string))

    def _wanted(self) -> LabelId | None:
        data = self._ruling.currentData()
        return LabelId(data) if isinstance(data, bytes) else None

    def _depends(self) -> bool:
        return self._ruling.currentData() in (_DEPENDS, None)

    def _ruling_changed(self) -> None:
        """Ticks what the rule would change, where it is mine and lies in no longer tag; hits in gold cannot be."""
        wanted = self._wanted()
        changed = [k for k, hit in enumerate(self._hits) if hit.mine and not hit.settled(wanted)]
        self._ticked = set() if self._depends() else {k for k in changed if not self._hits[k].over}
        order = sorted(range(len(self._hits)), key=lambda k: (k not in changed, bool(self._hits[k].over)))
        self._lines.set_entries(order)
        self._tell()

    def _shown(self, number: int) -> Line:
        hit = self._hits[number]
        label = self._scheme.label(hit.label) if hit.label is not None else None
        can = hit.mine and not self._depends() and not hit.settled(self._wanted())
        return Line(
            hit.place.text,
            hit.place.before,
            hit.place.after,
            lead=named(label) if label is not None else "",
            colour=label.colour if label is not None else "",
            note=_note(hit),
            checked=(number in self._ticked) if can else None,
            faded=bool(hit.over),
        )

    def _toggle(self, row: int, ticked: bool) -> None:
        number = self._lines.entry(row)
        (self._ticked.add if ticked else self._ticked.discard)(number)
        self._tell()

    def _tell(self) -> None:
        n = len(self._ticked)
        words = tr("Tag {n} places", n=n) if self._wanted() is not None else tr("Remove {n} tags", n=n)
        self._do.setText(ampersands(words))
        self._do.setEnabled(n > 0)
        self._do.setVisible(not self._depends() and bool(self._hits))

    def _go(self, row: int) -> None:
        if row >= 0:
            hit = self._hits[self._lines.entry(row)]
            self.place_chosen.emit(hit.article, hit.place.start, hit.place.end)

    def _on_apply(self) -> None:
        chosen = [self._hits[k] for k in sorted(self._ticked)]
        if chosen:
            self.apply_asked.emit(chosen, self._wanted())

    def _on_keep(self) -> None:
        data = self._ruling.currentData()
        if not self._string or data is None:
            return
        ruling = Ruling.LABEL if isinstance(data, bytes) else Ruling(data)
        key = self._scheme.label(LabelId(data)).key if isinstance(data, bytes) else ""
        self.rule_set.emit(
            Rule(self._string, ruling, key, self._reason.text().strip(), proposed=self._propose.isChecked())
        )

    def _on_drop(self) -> None:
        mine = self._mine()
        if mine is not None:
            self.rule_dropped.emit(mine)


def _variants(row: Row) -> str:
    shown = [f"{one.string} {one.tags}" for one in (*row.longer, *row.shorter)]
    return "、".join(shown)


def _note(hit: Hit) -> str:
    if hit.gold:
        return tr("settled")
    if hit.over:
        return tr("in “{text}”", text=hit.over)
    if hit.status is Status.SUBMITTED:
        return tr("{title} · submitted", title=hit.title)
    return hit.title
