"""What the tag form is put together from: a tag's label, its words, a page of attributes."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.ids import LabelId
from annotator.domain.scheme import Attribute, Label, Scheme
from annotator.i18n import tr
from annotator.ui.panels.editors import Editor, several
from annotator.ui.panels.fields import attribute_field
from annotator.ui.panels.inputs import LINE, ChoiceInput
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import Entry, named, one_line
from annotator.ui.widgets import GRID

_QUOTE_LINES: Final = 3
_QUOTE_MOST: Final = 2000  # characters laid out to find where three lines end


class LabelEditor(Editor):
    """The label of a tag, with its colour."""

    def __init__(self) -> None:
        super().__init__()
        self._ids: list[LabelId] = []
        self._scheme = Scheme("", ())
        self.input = ChoiceInput()
        self.input.setIconSize(QSize(12, 12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.input)
        self.take(self.input)
        self.input.activated.connect(lambda _at: self.chosen.emit())

    def set_scheme(self, scheme: Scheme) -> None:
        """Takes the labels there are."""
        self._scheme = scheme
        self._fill(list(scheme.active))

    def _fill(self, labels: list[Label]) -> None:
        self.input.clear()
        self._ids = [one.id for one in labels]
        for one in labels:
            words = named(one) if not one.retired else tr("{label} (no longer used)", label=named(one))
            self.input.addItem(colour_dot(one.colour), words)
        self.input.set_names([(one.zh, one.en, one.key) for one in labels])

    def offer(self, label: Label) -> None:
        """Offers a label that can be given no longer, because a tag has it."""
        if label.id not in self._ids:
            self._fill([*self._scheme.active, label])

    @override
    def load(self, value: object | None, mixed: bool = False) -> None:
        self.mixed = mixed
        self.input.setPlaceholderText(several() if mixed else "")
        known = LabelId(value) if isinstance(value, bytes) and not mixed else None
        self.input.setCurrentIndex(self._ids.index(known) if known in self._ids else -1)

    @override
    def entry(self) -> Entry:
        at = self.input.currentIndex()
        return Entry(self._ids[at] if at >= 0 else None)


class QuoteLabel(QLabel):
    """The words of a tag over three lines at most; they can be selected, and a click shows them in the article."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)

    def set_words(self, words: str) -> None:
        """Shows other words."""
        self._words = one_line(words)
        self.setAccessibleName(words)
        self._elide()

    def _elide(self) -> None:
        """Drops the middle of what does not fit into three lines; Chinese breaks anywhere, so widths add up."""
        metrics = self.fontMetrics()
        words = self._words
        if len(words) > _QUOTE_MOST:
            words = words[: _QUOTE_MOST // 2] + "…" + words[-_QUOTE_MOST // 2 :]
        widest = metrics.horizontalAdvance("国")
        line = max(self.width() - widest, widest)  # as much as surely stands in a line
        self.setText(metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, _QUOTE_LINES * line))
        lines = max(1, min(_QUOTE_LINES, -(-metrics.horizontalAdvance(self.text()) // line)))
        self.setFixedHeight(max(LINE, lines * metrics.lineSpacing() + 4))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._elide()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.hasSelectedText():
            self.clicked.emit()


class Page:
    """The fields of the attributes that a label has, or several labels share."""

    def __init__(self, attributes: Sequence[Attribute], name_width: int) -> None:
        self.widget = QWidget()
        self.fields = [attribute_field(attribute, name_width) for attribute in attributes]
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        for field in self.fields:
            column.addWidget(field.row)
