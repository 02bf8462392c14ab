"""The source beside the reading text, as text or as the pages it was printed on, and the decisions about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QSplitter, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from annotator.domain.article import Source
from annotator.domain.text import Edit, ReadingText
from annotator.i18n import tr
from annotator.ui.palette import active
from annotator.ui.panels.head import PanelHead
from annotator.ui.panels.lines import HEIGHT
from annotator.ui.panels.page_decisions import DecisionList
from annotator.ui.panels.source_text import SourceText
from annotator.ui.widgets import GRID, ampersands, filled


class SourcePane(QWidget):
    """Shows where the article comes from. Positions given and told are those of the reading text."""

    edits_chosen = Signal(object)  # list[Edit]: take these repairs back
    position_chosen = Signal(int)  # the reading position that matches a click
    page_asked = Signal(bool)  # whether the printed page is to be shown in the place of the text
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reading = ReadingText("")
        self._head = PanelHead(tr("Source"), self.closed.emit)
        self._views = QButtonGroup(self)
        for at, (name, words) in enumerate((("source_as_text", tr("As text")), ("source_as_page", tr("As page")))):
            made = QToolButton()
            made.setObjectName(name)
            made.setText(ampersands(words))
            made.setCheckable(True)
            made.setChecked(at == 0)
            self._views.addButton(made, at)
            self._head.add(made)
        self._views.idClicked.connect(lambda at: self.page_asked.emit(at == 1))
        self._text = SourceText()
        self._text.position_pressed.connect(self._on_position)
        self._text.edit_pressed.connect(self._choose_edit)
        self._text.take_back_asked.connect(lambda edit: self.edits_chosen.emit([edit]))
        self._text.escaped.connect(self.closed)
        self.decisions = DecisionList()
        self.decisions.moved.connect(self._text.set_current)
        self.decisions.place_chosen.connect(self._on_place)
        self.decisions.take_back_asked.connect(self.edits_chosen)
        self.decisions.escaped.connect(self.closed)
        self._lay_out()

    def _lay_out(self) -> None:
        self._upper = QStackedWidget()
        self._upper.addWidget(self._text)
        parts = QSplitter()
        parts.setOrientation(parts.orientation().Vertical)
        parts.addWidget(self._upper)
        parts.addWidget(self.decisions)
        parts.setChildrenCollapsible(False)
        parts.setStretchFactor(0, 1)
        parts.setSizes([400, 6 * HEIGHT])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(parts, 1)
        filled(self, active().paper)
        self.setFocusProxy(self._text)
        self.setMinimumWidth(34 * GRID)

    def show_reading(self, reading: ReadingText, source: Source | None = None) -> None:
        """Shows the source of a reading, and of the file it was in its name and encoding."""
        self._reading = reading
        self._text.show_reading(reading)
        self.decisions.show_reading(reading)
        parts = [] if source is None else [source.name, source.encoding.upper()]
        if (reading.start, reading.end) != (0, len(reading.source)):
            parts.append(tr("characters {start} to {end}", start=reading.start + 1, end=reading.end))
        self._head.about.set_whole(" · ".join(part for part in parts if part))

    def show_page(self, page: QWidget | None) -> None:
        """Shows printed pages in the place of the text, or the text again for None."""
        if page is not None and self._upper.indexOf(page) < 0:
            self._upper.addWidget(page)
        self._upper.setCurrentWidget(page or self._text)
        self.setFocusProxy(page or self._text)
        self._views.button(int(page is not None)).setChecked(True)

    @property
    def page_shown(self) -> bool:
        """Whether printed pages stand in the place of the text."""
        return self._upper.currentWidget() is not self._text

    def mark(self, start: int, end: int) -> None:
        """Marks the source of a reading range, and lists the repairs of its paragraph."""
        length = len(self._reading.text)
        start, end = max(0, min(start, length)), max(0, min(end, length))
        self.decisions.show_paragraph(self._text.edits_in(*self._paragraph(start, end)))
        if self.decisions.current() is None:
            self._text.set_current(None)
        self._text.mark(*self._reading.source_range(start, end))

    def _paragraph(self, start: int, end: int) -> tuple[int, int]:
        """The source range of the paragraph around a reading range, with what was dropped before and behind it."""
        text = self._reading.text
        low = text.rfind("\n", 0, start) + 1
        high = text.find("\n", end)
        high = len(text) if high < 0 else high
        first = self._reading.source_range(low - 1, low)[1] if low else self._reading.start
        last = self._reading.source_range(high, high + 1)[0] if high < len(text) else self._reading.end
        return first, max(first, last)

    def _on_position(self, position: int) -> None:
        self.position_chosen.emit(self._reading.reading_position(position))

    def _on_place(self, edit: Edit) -> None:
        self.position_chosen.emit(self._reading.reading_position(edit.start))

    def _choose_edit(self, edit: Edit) -> None:
        self.decisions.choose(edit)
        self._text.set_current(edit)
