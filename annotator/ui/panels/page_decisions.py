"""The decisions about a text: those of a paragraph or all of them, by kind, each with its reason; taken back here."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.text import Edit, EditKind, ReadingText
from annotator.i18n import tr
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.source_text import KINDS, visible_form
from annotator.ui.widgets import GRID, Elided, button, filled, line, steady

_CONTEXT: Final = 12
_PARAGRAPH: Final = 200  # repairs that are listed; a paragraph of a whole book would have thousands
_CERTAIN: Final = 0.995


class DecisionList(QWidget):
    """Rows of decisions under a strip with what to show and how to take back."""

    take_back_asked = Signal(object)  # list[Edit]
    moved = Signal(object)  # Edit: the row that became the current one
    place_chosen = Signal(object)  # Edit: show it in the article
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reading = ReadingText("")
        self._paragraph: tuple[Edit, ...] = ()
        self._model: LineModel[Edit] = LineModel(self._shown)
        self.rows = LineList(self._model, tr("Repairs of this paragraph"))
        self.rows.delegate.measure([tr(words) for words in KINDS.values()])
        self.rows.moved.connect(lambda row: self.moved.emit(self._model.entry(row)))
        self.rows.clicked_row.connect(lambda row: self.place_chosen.emit(self._model.entry(row)))
        self.rows.chosen.connect(lambda _row: self._take_back())
        self.rows.key_pressed.connect(lambda key: self._take_back() if key == "delete" else None)
        self.rows.escaped.connect(self.escaped)
        self.scope = steady(QComboBox(), 6)
        self.scope.setAccessibleName(tr("Which repairs"))
        self.scope.addItem(tr("This paragraph"))
        self.scope.addItem(tr("The whole text"))
        self.scope.currentIndexChanged.connect(lambda _index: self._fill())
        self.kinds = steady(QComboBox(), 6)
        self.kinds.setAccessibleName(tr("Kinds of repairs"))
        self.kinds.currentIndexChanged.connect(lambda _index: self._fill(kinds=False))
        self._about = Elided()
        self._back = button(tr("Take back"), self._take_back, name="take_back")
        self._all = button(tr("Take all back"), self._take_all_back, name="take_all_back")
        self._lay_out()
        self._fill()

    def _lay_out(self) -> None:
        strip = QWidget()
        column = QVBoxLayout(strip)
        column.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        column.setSpacing(GRID // 2)
        for widgets in ((self.scope, self.kinds), (self._about, self._back, self._all)):
            row = QHBoxLayout()
            row.setSpacing(GRID // 2)
            for widget in widgets:
                row.addWidget(widget, int(widget not in (self._back, self._all)))
            column.addLayout(row)
        filled(strip, active().ground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (line(), strip, line(), self.rows):
            whole.addWidget(part)

    def show_reading(self, reading: ReadingText) -> None:
        """Shows the decisions of another reading; which of them is kept."""
        self._reading, self._paragraph = reading, ()
        self._fill()

    def show_paragraph(self, edits: Sequence[Edit]) -> None:
        """Takes the decisions of the paragraph where the person is."""
        if tuple(edits) != self._paragraph:
            self._paragraph = tuple(edits)
            if not self.is_whole:
                self._fill()

    def show_whole(self) -> None:
        """Lists all decisions of the text."""
        self.scope.setCurrentIndex(1)

    @property
    def is_whole(self) -> bool:
        """Whether all decisions of the text are listed."""
        return self.scope.currentIndex() == 1

    def current(self) -> Edit | None:
        """The decision of the current row."""
        row = self.rows.current_row()
        return self._model.entry(row) if row >= 0 else None

    def choose(self, edit: Edit) -> None:
        """Makes a decision the current one; it is listed alone where it is not among the rows."""
        entries = list(self._model.entries())
        if edit not in entries:
            self._model.set_entries([edit])
            entries = [edit]
            self._tell()
        self.rows.go_to(entries.index(edit))

    def _fill(self, kinds: bool = True) -> None:
        """Lists what scope and kind say; the current row stays the current one."""
        base = self._reading.edits if self.is_whole else self._paragraph
        if kinds:
            self._fill_kinds(base)
        wanted = self.kinds.currentData()
        found = [edit for edit in base if wanted is None or edit.kind == wanted]
        shown = found if self.is_whole else found[:_PARAGRAPH]
        current = self.current()
        self._model.set_entries(shown)
        if current is not None and current in shown:
            self.rows.go_to(shown.index(current))
        self._tell()

    def _fill_kinds(self, edits: Sequence[Edit]) -> None:
        counts = Counter(edit.kind for edit in edits)
        before = self.kinds.currentData()
        with QSignalBlocker(self.kinds):
            self.kinds.clear()
            self.kinds.addItem(tr("All kinds"), None)
            for kind in EditKind:
                if counts[kind]:
                    self.kinds.addItem(tr("{kind} ({n})", kind=tr(KINDS[kind]), n=counts[kind]), str(kind))
            self.kinds.setCurrentIndex(max(0, self.kinds.findData(before)))

    def _take_back(self) -> None:
        edit = self.current()
        if edit is not None:
            self.take_back_asked.emit([edit])

    def _take_all_back(self) -> None:
        if self._model.rowCount():
            self.take_back_asked.emit(list(self._model.entries()))

    def _shown(self, edit: Edit) -> Line:
        source = self._reading.source
        old = visible_form(source[edit.start : edit.end])
        changed = edit.text and edit.kind is not EditKind.FURNITURE
        certainty = "" if edit.certainty > _CERTAIN else f"{edit.certainty:.0%}"
        return Line(
            f"{old}→{visible_form(edit.text)}" if changed else old,
            source[max(0, edit.start - _CONTEXT) : edit.start],
            source[edit.end : edit.end + _CONTEXT],
            lead=tr(KINDS[edit.kind]),
            note=" · ".join(part for part in (certainty, tr(edit.reason) if edit.reason else "") if part),
        )

    def _tell(self) -> None:
        count = self._model.rowCount()
        if count:
            one = tr("{n} repairs in the text", n=count) if self.is_whole else None
            words = one or tr("{n} repairs in this paragraph", n=count)
        else:
            some = bool(self._reading.edits)
            words = tr("No repairs in this paragraph") if some else tr("This text was not repaired")
        self._about.set_whole(words)
        self._back.setEnabled(count > 0)
        self._all.setEnabled(count > 1)
