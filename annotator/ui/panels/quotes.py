"""The editor of attributes whose value is words of the article."""

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.icons import icon
from annotator.ui.palette import active
from annotator.ui.panels.editors import Editor, several
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.inputs import LINE, LineInput
from annotator.ui.values import Entry, one_line, quote_items, quote_range, quote_text
from annotator.ui.widgets import GRID, ampersands, hint, tooltip

_MOST: Final = 3
_SHOWN: Final = 24  # characters of a quote on its chip


class Chip(QWidget):
    """A quote: a click shows it in the article, the cross takes it away."""

    clicked = Signal()
    removed = Signal()

    def __init__(self, text: str, *, linked: bool) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("chip")
        palette = active()
        self.setStyleSheet(
            f"#chip {{ background: {palette.hover}; border-radius: 4px; }}"
            f"#chip QToolButton {{ border: 0; padding: 2px 4px; color: {palette.ink}; background: transparent; }}"
            f"#chip QToolButton:focus {{ border: 2px solid {palette.accent}; padding: 0 2px; }}"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(0)
        self.words = QToolButton()
        short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 8]}…{text[-7:]}"
        self.words.setText(ampersands(one_line(short)))
        self.words.setToolTip(tooltip(text))
        self.words.setAccessibleName(tr("Show “{text}” in the article", text=text) if linked else text)
        self.words.setEnabled(linked)
        self.words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.words.clicked.connect(lambda _checked=False: self.clicked.emit())
        self.cross = QToolButton()
        self.cross.setIcon(icon("close"))
        self.cross.setIconSize(QSize(12, 12))
        self.cross.setAccessibleName(tr("Remove “{text}”", text=text))
        self.cross.setToolTip(tooltip(tr("Remove “{text}”", text=text)))
        self.cross.clicked.connect(lambda _checked=False: self.removed.emit())
        row.addWidget(self.words, 1)
        row.addWidget(self.cross)
        self.setFixedHeight(24)

    def set_editable(self, editable: bool) -> None:
        """Shows or hides the cross."""
        self.cross.setVisible(editable)


class QuotesEditor(Editor):
    """One to three quotes of the article as chips; what the article does not say can be written."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[object] = []
        self._chips: list[Chip] = []
        self._editable = True
        self._pickable = True
        self._several = hint(wrap=False)
        self._flow_place = QWidget()
        self._flow = FlowLayout(self._flow_place)
        self.pick = QToolButton()
        self.pick.setStyleSheet(
            f"QToolButton {{ border: 1px solid {active().edge}; padding: 3px 7px 3px 5px; }}"
            f"QToolButton:disabled {{ border-color: {active().line}; }}"
            f"QToolButton:focus {{ border: 2px solid {active().accent}; padding: 2px 6px 2px 4px; }}"
        )
        self.pick.setFixedHeight(LINE)
        self.pick.setText(ampersands(tr("Selection (I)")))
        self.pick.setToolTip(tooltip(tr("Adds the words selected in the article.")))
        self.pick.setIcon(icon("plus"))
        self.pick.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.pick.clicked.connect(lambda _checked=False: self.quote_asked.emit())
        self.input = LineInput()
        self.input.setPlaceholderText(tr("own words"))
        self.input.textEdited.connect(lambda _text: self.edited.emit())
        below = QHBoxLayout()
        below.setSpacing(GRID // 2)
        below.addWidget(self.pick)
        below.addWidget(self.input, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._several)
        column.addWidget(self._flow_place)
        column.addLayout(below)
        self.take(self.input)
        self.load(None)

    @override
    def load(self, value: object | None, mixed: bool = False) -> None:
        self.mixed = mixed
        items = [] if mixed else quote_items(value)
        # The last free text stands in the line below, where it can be changed; what else there is, on chips.
        own = str(items.pop()) if items and isinstance(items[-1], str) else ""
        self._items = items
        if self.input.text() != own:
            self.input.setText(own)
        self._several.setText(several() if mixed else "")
        self._several.setVisible(mixed)
        self._show_chips()

    def _show_chips(self) -> None:
        for gone in self._flow.take_all():
            gone.hide()
            gone.deleteLater()
        self._chips = []
        for number, item in enumerate(self._items):
            place = quote_range(item)
            chip = Chip(quote_text(item), linked=place is not None)
            chip.set_editable(self._editable)
            if place is not None:
                chip.clicked.connect(partial(self.quote_chosen.emit, *place))
            chip.removed.connect(partial(self._remove, number))
            self._flow.addWidget(chip)
            self._chips.append(chip)
            QWidget.setTabOrder(self.pick, chip.words)
            QWidget.setTabOrder(chip.words, chip.cross)
        self._flow_place.setVisible(bool(self._items))
        self._show_pick()

    def set_pickable(self, pickable: bool) -> None:
        """Offers the selection of the article, which goes to one tag only."""
        self._pickable = pickable
        self._show_pick()

    def _show_pick(self) -> None:
        self.pick.setVisible(self._editable and self._pickable and not self.mixed)
        self.pick.setEnabled(len(self._items) < _MOST)

    def _remove(self, number: int) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self._flow_place.isAncestorOf(focus):
            self.input.setFocus(Qt.FocusReason.OtherFocusReason)  # the chip with the focus is going
        del self._items[number]
        self._show_chips()
        self.chosen.emit()

    def add(self, quote: object) -> bool:
        """Adds a quote as if the person had picked it; False where it is there already or three are."""
        if quote in self._items or len(self._items) >= _MOST:
            return False
        self._items.append(quote)
        self._show_chips()
        self.chosen.emit()
        return True

    @override
    def stops(self) -> list[QWidget]:
        return [self.pick, *super().stops()]

    @override
    def draft(self) -> str:
        return self.input.text()

    @override
    def restore(self, draft: str) -> None:
        self.input.setText(draft)

    @property
    def chips(self) -> list[Chip]:
        """The chips that are shown."""
        return self._chips

    @override
    def entry(self) -> Entry:
        own = self.input.text().strip()
        items = [*self._items, own] if own else list(self._items)
        return Entry(items or None)

    @override
    def set_editable(self, editable: bool) -> None:
        super().set_editable(editable)
        self._editable = editable
        self.input.setVisible(editable or bool(self.input.text()))
        for chip in self._chips:
            chip.set_editable(editable)
        self._show_pick()
