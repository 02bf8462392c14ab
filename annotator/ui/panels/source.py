"""The source beside the reading text, and the repairs of a paragraph, each of which can be taken back."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from annotator.domain.article import Source
from annotator.domain.text import Edit, ReadingText
from annotator.i18n import tr
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.head import PanelHead
from annotator.ui.panels.lines import HEIGHT, LineList
from annotator.ui.panels.source_text import KINDS, SourceText, visible_form
from annotator.ui.widgets import GRID, Elided, button, filled, line

_MOST: Final = 200  # repairs that are listed; a paragraph of a whole book would have thousands
_CONTEXT: Final = 12


class SourcePane(QWidget):
    """Shows where the article comes from. Positions given and told are those of the reading text."""

    edit_chosen = Signal(object)  # Edit: take this repair back
    position_chosen = Signal(int)  # the reading position that matches a click
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reading = ReadingText("")
        self._head = PanelHead(tr("Source"), self.closed.emit)
        self._text = SourceText()
        self._text.position_pressed.connect(self._on_position)
        self._text.edit_pressed.connect(self._choose_edit)
        self._text.take_back_asked.connect(self.edit_chosen)
        self._text.escaped.connect(self.closed)
        self._model: LineModel[Edit] = LineModel(self._shown)
        self._list = LineList(self._model, tr("Repairs of this paragraph"))
        self._list.delegate.measure([tr(words) for words in KINDS.values()])
        self._list.moved.connect(lambda row: self._text.set_current(self._model.entry(row)))
        self._list.chosen.connect(lambda _row: self._take_back())
        self._list.escaped.connect(self.closed)
        self._about = Elided()
        self._back = button(tr("Take back"), self._take_back, name="take_back")
        self._lay_out()
        self._tell()

    def _lay_out(self) -> None:
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        row.addWidget(self._about, 1)
        row.addWidget(self._back)
        filled(strip, active().ground)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (line(), strip, line(), self._list):
            column.addWidget(widget)
        parts = QSplitter()
        parts.setOrientation(parts.orientation().Vertical)
        parts.addWidget(self._text)
        parts.addWidget(below)
        parts.setChildrenCollapsible(False)
        parts.setStretchFactor(0, 1)
        parts.setSizes([400, 5 * HEIGHT])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(parts, 1)
        filled(self, active().paper)
        self.setFocusProxy(self._text)
        self.setMinimumWidth(30 * GRID)

    def show_reading(self, reading: ReadingText, source: Source | None = None) -> None:
        """Shows the source of a reading, and of the file it was in its name and encoding."""
        self._reading = reading
        self._text.show_reading(reading)
        self._model.set_entries([])
        parts = [] if source is None else [source.name, source.encoding.upper()]
        if (reading.start, reading.end) != (0, len(reading.source)):
            parts.append(tr("characters {start} to {end}", start=reading.start + 1, end=reading.end))
        self._head.about.set_whole(" · ".join(part for part in parts if part))
        self._tell()

    def mark(self, start: int, end: int) -> None:
        """Marks the source of a reading range, and lists the repairs of its paragraph."""
        length = len(self._reading.text)
        start, end = max(0, min(start, length)), max(0, min(end, length))
        edits = self._text.edits_in(*self._paragraph(start, end))
        current = self._current()
        if edits[:_MOST] != tuple(self._model.entries()):
            self._model.set_entries(edits[:_MOST])
            if current in edits[:_MOST]:
                self._list.go_to(edits.index(current))
            else:
                self._text.set_current(None)
        self._text.mark(*self._reading.source_range(start, end))
        self._tell()

    def _paragraph(self, start: int, end: int) -> tuple[int, int]:
        """The source range of the paragraph around a reading range, with what was dropped before and behind it."""
        text = self._reading.text
        low = text.rfind("\n", 0, start) + 1
        high = text.find("\n", end)
        high = len(text) if high < 0 else high
        first = self._reading.source_range(low - 1, low)[1] if low else self._reading.start
        last = self._reading.source_range(high, high + 1)[0] if high < len(text) else self._reading.end
        return first, max(first, last)

    def _current(self) -> Edit | None:
        row = self._list.current_row()
        return self._model.entry(row) if row >= 0 else None

    def _on_position(self, position: int) -> None:
        self.position_chosen.emit(self._reading.reading_position(position))

    def _choose_edit(self, edit: Edit) -> None:
        entries = list(self._model.entries())
        if edit not in entries:
            self._model.set_entries([edit])
            entries = [edit]
        self._list.go_to(entries.index(edit))
        self._text.set_current(edit)
        self._tell()

    def _take_back(self) -> None:
        edit = self._current()
        if edit is not None:
            self.edit_chosen.emit(edit)

    def _shown(self, edit: Edit) -> Line:
        source = self._reading.source
        old = visible_form(source[edit.start : edit.end])
        return Line(
            f"{old}→{visible_form(edit.text)}" if edit.text else old,
            source[max(0, edit.start - _CONTEXT) : edit.start],
            source[edit.end : edit.end + _CONTEXT],
            lead=tr(KINDS[edit.kind]),
            note=tr(edit.reason) if edit.reason else "",
        )

    def _tell(self) -> None:
        count = self._model.rowCount()
        self._about.set_whole(
            tr("{n} repairs in this paragraph", n=count)
            if count
            else tr("No repairs in this paragraph")
            if self._reading.edits
            else tr("This text was not repaired")
        )
        self._back.setEnabled(count > 0)
