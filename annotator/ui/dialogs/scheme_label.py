"""The form of one label in the scheme editor; what is entered is told as an edit of the project's scheme."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.domain.ids import LabelId
from annotator.domain.scheme import Attribute, AttributeType, Bounding, Label, Scheme
from annotator.i18n import mark, tr
from annotator.services import schemes
from annotator.services.project import Project
from annotator.services.schemes import COLOURS, Use
from annotator.ui.dialogs.scheme_attribute import AttributeDialog
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.lines import HEIGHT, LineList
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import named, shortened
from annotator.ui.widgets import GRID, ampersands, button, heading, hint, label, steady, tool, tooltip

SchemeEdit = Callable[[Project], object]
"""An edit of the scheme, to be run where the database is."""

BOUNDS: Final = {
    Bounding.WORD: mark("The word"),
    Bounding.QUANTITY: mark("The number with its unit"),
    Bounding.PLACE: mark("The chain of places"),
    Bounding.NAME: mark("The quoted or known name"),
}
TYPES: Final = {
    AttributeType.TEXT: mark("Text"),
    AttributeType.NUMBER: mark("Number"),
    AttributeType.CHOICE: mark("Choice"),
    AttributeType.CODE: mark("Code"),
    AttributeType.QUOTES: mark("Quotes"),
}
_SWATCH: Final = 3 * GRID


class Lines(QPlainTextEdit):
    """A few lines of text; tells when it is left after a change."""

    finished = Signal()

    def __init__(self, name: str, lines: int = 3) -> None:
        super().__init__()
        self.setProperty("field", True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 2 * GRID)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finished.emit()


class Swatch(QAbstractButton):
    """A colour to choose: a dot, ringed where it is chosen."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour = colour
        self.setCheckable(True)
        self.setAccessibleName(colour)
        self.setToolTip(colour)
        self.setFixedSize(_SWATCH, _SWATCH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawEllipse(whole.adjusted(5, 5, -5, -5))
        if self.isChecked() or self.hasFocus():
            palette = active()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.accent if self.hasFocus() else palette.ink), 2))
            painter.drawEllipse(whole.adjusted(2, 2, -2, -2))


class LabelForm(QWidget):
    """Names, key, colour, digit, natural bound, description and attributes of a label."""

    edit_asked = Signal(object)  # SchemeEdit

    def __init__(self) -> None:
        super().__init__()
        self._scheme = Scheme("", ())
        self._label: Label | None = None
        self._dialog: AttributeDialog | None = None
        self._zh, self._en, self._key = (self._line(name) for name in (tr("Name"), tr("English name"), tr("Key")))
        self._key.setToolTip(tooltip(tr("What stands for the label in exported files")))
        self._digit = self._choice(tr("Digit"), [("", tr("none")), *((d, d) for d in "123456789")])
        self._digit.activated.connect(self._set_digit)
        self._bounding = self._choice(tr("At the caret takes"), [(key, tr(words)) for key, words in BOUNDS.items()])
        self._bounding.activated.connect(self._set_bounding)
        self._about, self._about_en = Lines(tr("Description")), Lines(tr("English description"), 2)
        for lines in (self._about, self._about_en):
            lines.finished.connect(self._set_description)
        self._model: LineModel[Attribute] = LineModel(_shown)
        self._list = LineList(self._model, tr("Attributes"))
        self._list.setMinimumHeight(3 * HEIGHT)
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._list.delegate.measure([tr(words) for words in TYPES.values()])
        self._list.chosen.connect(lambda _row: self.change_attribute())
        self._list.key_pressed.connect(lambda key: self._remove() if key == "delete" else None)
        self._use = hint()
        self._merge = button(tr("Merge into"), name="merge")
        self._retire = button(tr("Retire"), self._on_retire, name="retire")
        self._restore = button(tr("Take into use again"), self._on_restore, name="restore")
        self._lay_out()

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        pairs: tuple[tuple[tuple[str, QWidget], tuple[str, QWidget]], ...] = (
            ((tr("Name"), self._zh), (tr("English name"), self._en)),
            ((tr("Key"), self._key), (tr("Digit"), self._digit)),
            ((tr("At the caret takes"), self._bounding), (tr("Colour"), self._swatches())),
        )
        for row, pair in enumerate(pairs):
            for half, (words, field) in enumerate(pair):
                form.addWidget(label(words), row, 2 * half)
                form.addWidget(field, row, 2 * half + 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, (words, lines) in enumerate(
            ((tr("Description"), self._about), (tr("English description"), self._about_en)), len(pairs)
        ):
            form.addWidget(label(words), row, 0, top)
            form.addWidget(lines, row, 1, 1, 3)
        form.setColumnStretch(1, 1)
        form.setColumnStretch(3, 1)
        tools = QHBoxLayout()
        tools.setSpacing(GRID // 2)
        tools.addWidget(heading(tr("Attributes")))
        tools.addStretch(1)
        for picture, words, action, name in (
            ("plus", tr("Add an attribute"), self.add_attribute, "add_attribute"),
            ("pencil", tr("Change the attribute"), self.change_attribute, "change_attribute"),
            ("chevron-up", tr("Move up"), partial(self._move, -1), "attribute_up"),
            ("chevron-down", tr("Move down"), partial(self._move, 1), "attribute_down"),
            ("trash", tr("Take the attribute out; values that tags have stay"), self._remove, "remove_attribute"),
        ):
            tools.addWidget(tool(picture, words, action, name=name))
        ends = QHBoxLayout()
        ends.setSpacing(GRID)
        ends.addStretch(1)
        ends.addWidget(self._merge)
        ends.addWidget(self._retire)
        ends.addWidget(self._restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(form)
        column.addLayout(tools)
        column.addWidget(self._list, 1)
        column.addWidget(self._use)
        column.addLayout(ends)

    # -- making ----------------------------------------------------------------------------------------------------

    def _line(self, name: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.editingFinished.connect(self._rename)
        return made

    @staticmethod
    def _choice(name: str, items: Sequence[tuple[str, str]]) -> QComboBox:
        made = steady(QComboBox(), 8)
        made.setAccessibleName(name)
        for key, words in items:
            made.addItem(words, key)
        return made

    def _swatches(self) -> QWidget:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._colours: dict[str, Swatch] = {}
        for colour in COLOURS:
            made = Swatch(colour)
            made.clicked.connect(lambda _checked=False, chosen=colour: self._set_colour(chosen))
            self._colours[colour] = made
            row.addWidget(made)
        self._own = tool("more", tr("Other colour…"), self._ask_colour, name="other_colour")
        row.addWidget(self._own)
        row.addStretch(1)
        return place

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_label(self, scheme: Scheme, shown: Label | None) -> None:
        """Shows a label, or nothing to fill in."""
        self._scheme, self._label = scheme, shown
        self.setEnabled(shown is not None)
        self._use.setText("")
        if shown is None:
            return
        for field, text in ((self._zh, shown.zh), (self._en, shown.en), (self._key, shown.key)):
            if field.text() != text:
                field.setText(text)
        for lines, text in ((self._about, shown.description), (self._about_en, shown.description_en)):
            if lines.toPlainText() != text:
                lines.setPlainText(text)
        for colour, swatch in self._colours.items():
            swatch.setChecked(colour == shown.colour.upper())
        self._digit.setCurrentIndex(self._digit.findData(shown.shortcut))
        for at in range(1, self._digit.count()):
            holder = scheme.by_shortcut(self._digit.itemData(at))
            taken = holder is not None and holder.id != shown.id
            digit = self._digit.itemData(at)
            self._digit.setItemText(
                at, f"{digit}  ⇄ {shortened(named(holder))}" if holder is not None and taken else digit
            )
        self._bounding.setCurrentIndex(self._bounding.findData(shown.bounding))
        self._show_attributes(shown)
        self._show_state(shown)

    def _show_attributes(self, label: Label) -> None:
        row = self._list.current_row()
        self._model.set_entries(label.attributes)
        self._list.go_to(max(0, min(row, len(label.attributes) - 1)))

    def _show_state(self, label: Label) -> None:
        in_use = not label.retired and label.merged_into is None
        self._merge.setVisible(in_use)
        self._retire.setVisible(in_use)
        self._restore.setVisible(not in_use)
        menu = QMenu(self._merge)
        for other in self._scheme.active:
            if other.id != label.id:
                made = menu.addAction(colour_dot(other.colour), ampersands(shortened(named(other))))
                made.triggered.connect(lambda _checked=False, into=other.id: self._on_merge(into))
        self._merge.setMenu(menu)
        self._merge.setEnabled(not menu.isEmpty())

    def show_use(self, label: LabelId, uses: Sequence[Use]) -> None:
        """Says whose tags have the label, which is what merging and retiring concern."""
        if self._label is None or self._label.id != label:
            return
        if not uses:
            self._use.setText(tr("No tag has this label."))
            return
        whose = tr(", ").join(
            tr("{name} {tags} in {articles} articles", name=use.person.name, tags=use.tags, articles=use.articles)
            for use in uses
        )
        total = sum(use.tags for use in uses)
        self._use.setText(
            tr("{n} tags have this label: {whose}. They stay when it is merged or retired.", n=total, whose=whose)
        )

    # -- telling ---------------------------------------------------------------------------------------------------

    def _ask(self, edit: Callable[..., object], *values: object) -> None:
        if self._label is not None:
            label = self._label.id
            self.edit_asked.emit(lambda project: edit(project, label, *values))

    def _rename(self) -> None:
        label = self._label
        names = (self._zh.text().strip(), self._en.text().strip(), self._key.text().strip())
        if label is not None and names != (label.zh, label.en, label.key):
            self._ask(schemes.rename_label, *names)

    def _set_description(self) -> None:
        label = self._label
        texts = (self._about.toPlainText().strip(), self._about_en.toPlainText().strip())
        if label is not None and texts != (label.description, label.description_en):
            self._ask(schemes.describe_label, *texts)

    def _set_colour(self, colour: str) -> None:
        self._ask(schemes.recolour_label, colour)

    def _ask_colour(self) -> None:
        label = self._label
        if label is not None:
            chosen = QColorDialog.getColor(QColor(label.colour), self, tr("Colour of “{name}”", name=named(label)))
            if chosen.isValid():
                self._set_colour(chosen.name().upper())

    def _set_digit(self) -> None:
        self._ask(schemes.set_shortcut, self._digit.currentData())

    def _set_bounding(self) -> None:
        self._ask(schemes.set_bounding, Bounding(self._bounding.currentData()))

    def _on_merge(self, into: LabelId) -> None:
        self._ask(schemes.merge_labels, into)

    def _on_retire(self) -> None:
        self._ask(schemes.retire_label)

    def _on_restore(self) -> None:
        self._ask(schemes.restore_label)

    # -- attributes ------------------------------------------------------------------------------------------------

    def _current(self) -> Attribute | None:
        row = self._list.current_row()
        return self._model.entry(row) if row >= 0 else None

    def add_attribute(self) -> AttributeDialog:
        """Opens an empty dialog for one more attribute."""
        return self._open(AttributeDialog(None, TYPES, self), lambda made: self._ask(schemes.add_attribute, made))

    def change_attribute(self) -> AttributeDialog | None:
        """Opens the dialog of the current attribute."""
        known = self._current()
        if known is None:
            return None
        dialog = AttributeDialog(known, TYPES, self)
        return self._open(dialog, lambda made: self._ask(schemes.change_attribute, known.key, made))

    def _open(self, dialog: AttributeDialog, then: Callable[[Attribute], None]) -> AttributeDialog:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.entered.connect(then)
        dialog.open()
        return dialog

    def _move(self, by: int) -> None:
        known = self._current()
        if known is None or self._label is None:
            return
        keys = [one.key for one in self._label.attributes]
        at = keys.index(known.key)
        to = at + by
        if 0 <= to < len(keys):
            keys[at], keys[to] = keys[to], keys[at]
            self._list.go_to(to)
            self._ask(schemes.reorder_attributes, keys)

    def _remove(self) -> None:
        known = self._current()
        if known is not None:
            self._ask(schemes.remove_attribute, known.key)


def _shown(attribute: Attribute) -> Line:
    values = "、".join(named(choice) for choice in attribute.choices)
    name = tr("{name} (shown in the row)", name=named(attribute)) if attribute.main else named(attribute)
    return Line(name, lead=tr(TYPES[attribute.type]), note=" · ".join(p for p in (attribute.key, values) if p))
