"""The dialog in which one attribute of a label is described: its names, type and, for a choice, its values."""

import re
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.scheme import Attribute, AttributeType, Choice
from annotator.i18n import tr
from annotator.ui.dialogs.base import last_row, named_fields
from annotator.ui.widgets import GRID, hint, problem

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}")


class AttributeDialog(QDialog):
    """Asks for an attribute. The key of a known one stays, since tags hold their values under it."""

    entered = Signal(object)  # Attribute

    def __init__(self, known: Attribute | None, types: Mapping[AttributeType, str], parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(tr("Attribute") if known is None else tr("Attribute “{key}”", key=known.key))
        self.setMinimumWidth(60 * GRID)
        self.zh, self.en, self.key = QLineEdit(), QLineEdit(), QLineEdit()
        self.about, self.about_en = QLineEdit(), QLineEdit()
        self.key.setEnabled(known is None)
        self.type = QComboBox()
        for key, words in types.items():
            self.type.addItem(tr(words), key)
        self.type.currentIndexChanged.connect(self._show_choices)
        self.main = QCheckBox(tr("Shown in the row of the tag"))
        self.choices = QTableWidget(0, 3)
        self.choices.setAccessibleName(tr("Values"))
        self.choices.setHorizontalHeaderLabels([tr("Key"), tr("Name"), tr("English name")])
        self.choices.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.choices.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.choices.verticalHeader().hide()
        self.choices.itemChanged.connect(lambda _item: self._keep_empty_row())
        self._choices_hint = hint(tr("One value a row; an empty row is left out. Without a key, the name is the key."))
        self._problem = problem()
        self._fill(known)
        self._lay_out()
        self._show_choices()

    def _fill(self, known: Attribute | None) -> None:
        self.choices.blockSignals(True)
        if known is not None:
            self.zh.setText(known.zh)
            self.en.setText(known.en)
            self.key.setText(known.key)
            self.about.setText(known.description)
            self.about_en.setText(known.description_en)
            for field in (self.about, self.about_en):
                field.setCursorPosition(0)  # a long text shows its beginning
            self.type.setCurrentIndex(self.type.findData(known.type))
            self.main.setChecked(known.main)
        for choice in known.choices if known else ():
            self._add_row(choice.key, choice.zh, choice.en)
        self.choices.blockSignals(False)
        self._keep_empty_row()

    def _lay_out(self) -> None:
        form = named_fields(
            (tr("Name"), self.zh),
            (tr("English name"), self.en),
            (tr("Key"), self.key),
            (tr("Type"), self.type),
            (tr("Description"), self.about),
            (tr("English description"), self.about_en),
        )
        form.addRow("", self.main)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(form)
        column.addWidget(self.choices, 1)
        column.addWidget(self._choices_hint)
        column.addStretch(0)
        column.addLayout(last_row(self._problem, self.reject, self._enter))

    def _show_choices(self) -> None:
        chosen = self.type.currentData() == AttributeType.CHOICE
        self.choices.setVisible(chosen)
        self._choices_hint.setVisible(chosen)

    def _add_row(self, *texts: str) -> None:
        row = self.choices.rowCount()
        self.choices.insertRow(row)
        for column, text in enumerate(texts):
            self.choices.setItem(row, column, QTableWidgetItem(text))

    def _cell(self, row: int, column: int) -> str:
        item = self.choices.item(row, column)
        return item.text().strip() if item is not None else ""

    def _keep_empty_row(self) -> None:
        last = self.choices.rowCount() - 1
        if last < 0 or any(self._cell(last, column) for column in range(3)):
            self.choices.blockSignals(True)
            self._add_row("", "", "")
            self.choices.blockSignals(False)

    def _values(self) -> tuple[Choice, ...]:
        if self.type.currentData() != AttributeType.CHOICE:
            return ()
        rows = [[self._cell(row, column) for column in range(3)] for row in range(self.choices.rowCount())]
        return tuple(
            Choice(key or zh or en, zh or en or key, en or zh or key) for key, zh, en in rows if key or zh or en
        )

    def _enter(self) -> None:
        zh, en, key = self.zh.text().strip(), self.en.text().strip(), self.key.text().strip()
        key = key or (en.lower().replace(" ", "_") if _KEY.fullmatch(en.replace(" ", "_")) else "")
        values = self._values()
        if not zh and not en:
            self._problem.setText(tr("An attribute needs a name."))
        elif not _KEY.fullmatch(key):
            self._problem.setText(tr("A key begins with a letter and has letters, digits and _ only."))
        elif self.type.currentData() == AttributeType.CHOICE and not values:
            self._problem.setText(tr("A choice needs at least one value to choose."))
        else:
            type_ = AttributeType(self.type.currentData())
            texts = (self.about.text().strip(), self.about_en.text().strip())
            made = Attribute(key, type_, zh or en, en or zh, values, texts[0], self.main.isChecked(), texts[1])
            self.entered.emit(made)
            self.accept()
