"""The head of the tag panel: how many tags there are, and which of them are listed."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.ids import LabelId
from annotator.domain.scheme import Scheme
from annotator.i18n import tr
from annotator.ui import fonts
from annotator.ui.icons import icon
from annotator.ui.models.tag_model import TagFilter
from annotator.ui.palette import active
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import named, shortened
from annotator.ui.widgets import GRID, ampersands, heading, hint, tooltip

_SIDE: Final = GRID * 3 // 2
_DOT: Final = QSize(12, 12)


class FilterInput(QLineEdit):
    """What the listed tags hold. Enter and Down go to the rows, Esc empties it and then leaves."""

    entered = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Escape):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


class TagHeader(QWidget):
    """Counts, the filter by words, and a chip for each label; several chips list the tags of any of them."""

    filter_changed = Signal(object)  # TagFilter
    rows_asked = Signal()  # the person goes on to the rows
    drafts_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chips: dict[LabelId, QToolButton] = {}
        self._scheme = Scheme("", ())
        self._count = hint(wrap=False)
        self._draft = QToolButton()
        self._draft.setIcon(icon("warning", active().bad))
        self._draft.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._draft.setToolTip(tooltip(tr("Shows the tag where something was typed that cannot be stored.")))
        self._draft.clicked.connect(lambda _checked=False: self.drafts_asked.emit())
        self._draft.hide()
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(GRID)
        head.addWidget(heading(tr("Tags")))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._draft)
        self.words = FilterInput()
        self.words.setPlaceholderText(tr("Filter by words"))
        self.words.setAccessibleName(tr("Filter by words"))
        self.words.setToolTip(tooltip(tr("Press / in the rows to come here.")))
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.textChanged.connect(lambda _text: self._changed())
        self.words.entered.connect(self.rows_asked)
        self._place = QWidget()
        self._flow = FlowLayout(self._place, gap=4)
        palette = active()
        self._place.setStyleSheet(
            # The height keeps the ends round in every typeface: Qt draws corners larger than half of it square.
            "QToolButton { border-radius: 12px; padding: 2px 7px; min-height: 19px; }"
            f"QToolButton {{ border: 1px solid {palette.line}; }}"
            f"QToolButton:checked {{ border-color: {palette.accent}; background: {palette.selection}; }}"
            f"QToolButton:focus {{ border: 2px solid {palette.accent}; padding: 1px 6px; }}"
        )
        self._recheck = self._chip(tr("To be re-checked"), icon("warning", active().warning))
        self._flow.addWidget(self._recheck)
        self._recheck.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, GRID, _SIDE, GRID // 2)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self._place)

    def _chip(self, text: str, picture: QIcon) -> QToolButton:
        chip = QToolButton()
        chip.setText(ampersands(text))
        chip.setIcon(picture)
        chip.setIconSize(_DOT)
        chip.setCheckable(True)
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setFont(fonts.tabular(fonts.secondary_font()))
        chip.toggled.connect(lambda _on: self._changed())
        return chip

    @property
    def chips(self) -> Mapping[LabelId, QToolButton]:
        """The chips of the labels."""
        return self._chips

    @property
    def recheck(self) -> QToolButton:
        """The chip of the re-check list."""
        return self._recheck

    @property
    def count(self) -> str:
        """What it says of the number of tags."""
        return self._count.text()

    # -- the filter --------------------------------------------------------------------------------------------------

    def wanted(self) -> TagFilter:
        """Which tags are to be listed."""
        labels = frozenset(id_ for id_, chip in self._chips.items() if chip.isChecked())
        return TagFilter(self.words.text().strip(), labels, self._recheck.isChecked())

    def show_all(self) -> None:
        """Takes all filters off."""
        self.words.clear()
        for chip in (*self._chips.values(), self._recheck):
            chip.setChecked(False)

    def _changed(self) -> None:
        self.filter_changed.emit(self.wanted())

    # -- what is shown -----------------------------------------------------------------------------------------------

    def set_scheme(self, scheme: Scheme) -> None:
        """Makes a chip for each label; those that were on stay on."""
        checked = self.wanted().labels
        self._scheme = scheme
        self._flow.take_all()
        for chip in self._chips.values():
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for label in scheme.labels:
            if label.merged_into is None:
                chip = self._chip(shortened(named(label)), colour_dot(label.colour))
                chip.setToolTip(tooltip(named(label)))
                chip.setChecked(label.id in checked)
                self._chips[label.id] = chip
                self._flow.addWidget(chip)
        self._flow.addWidget(self._recheck)
        if checked != self.wanted().labels:
            self._changed()

    def show_counts(self, shown: int, total: int, labels: Mapping[LabelId, int], recheck: int) -> None:
        """Says how many tags are listed, how many there are, and of which labels."""
        self._count.setText(
            tr("{n} tags", n=f"{total:,}")
            if shown == total
            else tr("{shown} of {n} tags", shown=f"{shown:,}", n=f"{total:,}")
        )
        for id_, chip in self._chips.items():
            label, number = self._scheme.label(id_), labels.get(id_, 0)
            name = shortened(named(label))
            chip.setText(ampersands(f"{name} {number:,}" if number else name))
            chip.setAccessibleName(tr("List {label} only: {n} tags", label=named(label), n=number))
            chip.setVisible(bool(number) or chip.isChecked() or not label.retired)
        self._recheck.setText(ampersands(f"{tr('To be re-checked')} {recheck:,}"))
        self._recheck.setVisible(bool(recheck) or self._recheck.isChecked())

    def show_drafts(self, count: int) -> None:
        """Says in how many tags something was typed that cannot be stored."""
        self._draft.setText(ampersands(tr("{n} not stored", n=count)))
        self._draft.setVisible(count > 0)

    def set_open(self, opened: bool) -> None:
        """Shows what only makes sense with tags."""
        for part in (self._count, self.words, self._place):
            part.setVisible(opened)
