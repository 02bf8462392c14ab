"""Several layers of one article: the list of what differs, the text with all of it, or the texts side by side."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.agreement.pairing import Kind
from annotator.domain.scheme import Scheme
from annotator.i18n import mark, tr
from annotator.services.cases import Case, Filter, Item, TieItem
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.compare_card import CompareCard
from annotator.ui.panels.lines import LineList
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.text.view import ArticleView
from annotator.ui.values import named, one_line
from annotator.ui.widgets import GRID, Elided, button, coloured, filled, heading, hint, label, line, steady, tool

KINDS: Final = {
    Kind.LABEL: mark("Other label"),
    Kind.BOUNDS: mark("Other bounds"),
    Kind.ATTRIBUTES: mark("Other attributes"),
    Kind.ONE_SIDED: mark("Not tagged by all"),
    Kind.EQUAL: mark("All the same"),
}
_LETTERS: Final = mark("ABCDEFGH")
_LIST, _TEXT, _CARD = 300, 690, 376
Row = Item | TieItem


def letter(side: int) -> str:
    """What a side is called where names are hidden."""
    letters = tr(_LETTERS)
    return letters[side] if side < len(letters) else str(side + 1)


class CompareView(QWidget):
    """Lays out and lists; what is done with it is the feature's."""

    filter_changed = Signal()
    row_chosen = Signal(bytes)  # the key of an item
    names_toggled = Signal(bool)
    beside_toggled = Signal(bool)
    command = Signal(str)

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self.setObjectName("compare")
        self._scheme = scheme
        self._case: Case | None = None
        self._pending: Callable[[bytes], bool] = lambda _key: False
        self.names: Sequence[str] = ()
        self._model: LineModel[Row] = LineModel(self._shown)
        self.list = LineList(self._model, tr("Differences"))
        self.list.setObjectName("differences")
        self.list.delegate.in_context = False
        self.list.clicked_row.connect(self._choose)
        self.list.chosen.connect(self._choose)
        self.view = ArticleView()
        self.view.setObjectName("compare_text")
        self.card = CompareCard(scheme)
        self.sides: list[ArticleView] = []
        self._frames: list[tuple[QWidget, QLabel]] = []
        self._rolling = False
        self._build_bar()
        self._lay_out()
        self._say_empty = coloured(label(wrap=True), active().secondary)
        self._say_empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._say_empty.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self._lists.addWidget(self._say_empty)
        self.setFocusProxy(self.view)

    def _build_bar(self) -> None:
        self.kind = steady(QComboBox(), 13)
        self.kind.setAccessibleName(tr("Kind of difference"))
        self.kind.addItem(tr("Undecided"), "open")
        self.kind.addItem(tr("All differences"), "all")
        for kind, words in KINDS.items():
            self.kind.addItem(tr(words), str(kind))
        self.label = steady(QComboBox(), 8)
        self.label.setAccessibleName(tr("Label"))
        self.person = steady(QComboBox(), 8)
        self.person.setAccessibleName(tr("Person"))
        for box in (self.kind, self.label, self.person):
            box.activated.connect(lambda _index: self.filter_changed.emit())
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide_names = self._switch("eye-off", tr("Hide names and shuffle the sides"), self.names_toggled.emit)
        self.beside = self._switch("columns", tr("Side by side (S)"), self.beside_toggled.emit)
        self.agreed = button(tr("Take over what all agree on"), lambda: self.command.emit("take_agreed"), name="agreed")
        self.close_review = button(
            tr("Close the review"), lambda: self.command.emit("settle_article"), name="close_review"
        )
        self.more = tool("more", tr("More"), lambda: self.command.emit("compare_menu"), name="compare_more")
        self.about = Elided(where=Qt.TextElideMode.ElideRight)

    def _switch(self, picture: str, about: str, changed: Callable[[bool], object]) -> QToolButton:
        made = tool(picture, about)
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.toggled.connect(changed)
        return made

    def _lay_out(self) -> None:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        for widget in (self.kind, self.label, self.person):
            row.addWidget(widget)
        row.addWidget(self.about, 1)
        for push in (self.hide_names, self.beside, self.agreed, self.close_review, self.more):
            row.addWidget(push)
        for words in (self.agreed, self.close_review):
            words.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.list)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.count = coloured(hint(wrap=False), active().secondary)
        self.count.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID, GRID // 2)
        column.addWidget(self.count)
        column.addWidget(self._lists, 1)
        filled(left, active().paper)
        self.texts = QSplitter(Qt.Orientation.Horizontal)
        self.texts.addWidget(self.view)
        self.texts.setChildrenCollapsible(False)
        self.panes = QSplitter(Qt.Orientation.Horizontal)
        for pane in (left, self.texts, self.card):
            self.panes.addWidget(pane)
        self.panes.setChildrenCollapsible(False)
        self.panes.setStretchFactor(1, 1)
        self.panes.setSizes([_LIST, _TEXT, _CARD])
        left.setMinimumWidth(220)
        self.card.setMinimumWidth(320)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(filled(bar, active().ground))
        whole.addWidget(line())
        whole.addWidget(self.panes, 1)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def show_case(self, case: Case, names: Sequence[str], pending: Callable[[bytes], bool]) -> None:
        """Lists another case, or the same one after something was decided; the filter stays."""
        self._pending = pending
        people = list(names) != list(self.names)
        fresh = self._case is None or self._case.article.id != case.article.id
        self._case, self.names = case, names
        if people or fresh:
            self._fill_boxes(case, names)
        self.refill()

    def _fill_boxes(self, case: Case, names: Sequence[str]) -> None:
        chosen, side = self.label.currentData(), self.person.currentIndex() - 1
        self.label.clear()
        self.label.addItem(tr("All labels"), "")
        used = {unit.label for item in case.items for unit in item.members.values()}
        for one in self._scheme.active:
            if one.key in used:
                self.label.addItem(colour_dot(one.colour), named(one), one.key)
        self.label.setCurrentIndex(max(0, self.label.findData(chosen)))
        self.person.clear()
        self.person.addItem(tr("Everybody"), None)
        for at, name in enumerate(names):
            self.person.addItem(name, at)
        self.person.setCurrentIndex(side + 1 if 0 <= side < len(names) else 0)

    def filter(self) -> Filter:
        """Which items are listed."""
        kind = self.kind.currentData()
        differences = frozenset(Kind) - {Kind.EQUAL}
        kinds = differences if kind in ("open", "all") else frozenset({Kind(kind)})
        return Filter(kinds, self.label.currentData() or "", self.person.currentData(), kind == "open")

    def refill(self) -> None:
        """Lists what passes the filter; the row of the current item stays the current one where it is listed."""
        case = self._case
        if case is None:
            return
        wanted = self.filter()
        rows: list[Row] = [item for item in case.items if self._passes(wanted, item)]
        if not wanted.label and wanted.side is None:
            rows += [tie for tie in case.ties if tie.kind in wanted.kinds and (tie.open or not wanted.open_only)]
        self._model.set_entries(rows)
        self.list.delegate.measure([tr(words) for words in KINDS.values()])
        shown = bool(rows)
        self._lists.setCurrentIndex(0 if shown else 1)
        if not shown:
            self._say_empty.setText(self._nothing(case))
        self._tell(case)

    def _passes(self, wanted: Filter, item: Item) -> bool:
        if item.open and self._pending(item.key) and wanted.open_only:
            return False
        # What nobody tagged any more is not listed by its kind, and has to be looked at when it is open.
        return wanted.passes(item) or (item.open and item.stale and not item.members)

    def _nothing(self, case: Case) -> str:
        if len(case.sides) < 2:
            if not case.sides:
                return tr("Nobody has tagged this article yet.")
            return tr("Only one person has tagged this article: there is nothing to compare.")
        if self.kind.currentData() == "open" and not case.differences():
            if case.settled is not None and case.is_done:
                return tr("This article is settled.")
            return tr("All differences are decided. Close the review, or go on with Alt+↓.")
        return tr("No difference fits the filter.")

    def _tell(self, case: Case) -> None:
        left = sum(not self._pending(item.key) for item in case.differences())
        left += sum(tie.kind is not Kind.EQUAL for tie in case.open_ties())
        total = sum(item.kind is not Kind.EQUAL for item in case.items)
        agreed = len(case.agreed())
        self.count.setText(tr("{left} to decide · {total} differences", left=left, total=total))
        sides = " / ".join(self.names)
        state = tr("Settled by review") if case.settled is not None and case.is_done else ""
        self.about.set_whole(" · ".join(one for one in (sides, state) if one))
        self.agreed.setVisible(bool(agreed))
        self.agreed.setText(tr("Take over {n} that all agree on", n=agreed))
        self.close_review.setVisible(len(case.sides) > 1 and state == "")
        self.close_review.setEnabled(not left)

    def rows(self) -> Sequence[Row]:
        """What is listed."""
        return self._model.entries()

    def mark_row(self, key: bytes) -> None:
        """Makes an item's row the current one."""
        at = next((at for at, row in enumerate(self._model.entries()) if row.key == key), -1)
        if at >= 0:
            self.list.go_to(at)
        else:
            self.list.clearSelection()

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.row_chosen.emit(self._model.entry(row).key)
            QTimer.singleShot(0, self.view, self.view.setFocus)

    def _shown(self, row: Row) -> Line:
        case = self._case
        assert case is not None  # noqa: S101 - rows come with a case
        decided = "✓" if not row.open or self._pending(row.key) else ""
        if isinstance(row, TieItem):
            return Line(self._tie_words(case, row), lead=tr(KINDS[row.kind]), note=decided or tr("relation"))
        start, end = row.bounds
        keys = dict.fromkeys(variant.unit.label for variant in row.variants)
        labels = [found for key in keys if (found := self._scheme.by_key(key)) is not None]
        if not labels and row.gold:
            labels = [self._scheme.label(row.gold[0].label)]
        note = decided
        if row.open and not decided and row.kind is Kind.LABEL:
            note = " / ".join(named(one) for one in labels)
        return Line(
            case.text[start:end],
            lead=tr(KINDS[row.kind]),
            colour=labels[0].colour if labels else "",
            note=note,
            faded=bool(decided),
        )

    @staticmethod
    def _tie_words(case: Case, row: TieItem) -> str:
        tie = next(iter(row.members.values()), None)
        if tie is None:
            return row.gold[0].type if row.gold else ""
        ends = [case.item(end) for end in (tie.source, tie.target)]
        words = [case.text[slice(*item.bounds)] if item is not None else "?" for item in ends]
        return f"{words[0]} → {words[1]} ({tie.type})"

    # -- side by side ----------------------------------------------------------------------------------------------

    def show_beside(self, shown: bool, count: int) -> None:
        """Shows a text for each side instead of one with all."""
        while len(self.sides) < count and shown:
            made = ArticleView()
            self.sides.append(made)
            self._add_side(made)
            made.verticalScrollBar().valueChanged.connect(lambda _value, made=made: self._roll(made))
        self.view.setVisible(not shown)
        for at, (frame, _name) in enumerate(self._frames):
            frame.setVisible(shown and at < count)
        self.setFocusProxy(self.sides[0] if shown and self.sides else self.view)

    def _add_side(self, made: ArticleView) -> None:
        """Puts a text into the middle, with room for a name above it."""
        frame = QWidget()
        name = heading("")
        name.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID, GRID // 2)
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(filled(name, active().ground))
        column.addWidget(line())
        column.addWidget(made, 1)
        self._frames.append((frame, name))
        self.texts.addWidget(frame)

    def name_side(self, at: int, name: str) -> None:
        """Says whose text stands in one of the places."""
        self._frames[at][1].setText(one_line(name))

    def _roll(self, moved: ArticleView) -> None:
        """Keeps the same line at the top of all texts."""
        if self._rolling:
            return
        self._rolling = True
        state = moved.scroll_state()
        for one in self.sides:
            if one is not moved and one.isVisible():
                one.restore_scroll(state)
        self._rolling = False
