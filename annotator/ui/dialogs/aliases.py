"""The table of other names: what strings of this project stand for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from annotator.domain.ids import RecordId
from annotator.domain.learning import Alias
from annotator.domain.scheme import Bounding, Scheme
from annotator.i18n import tr
from annotator.services.aliases import KnownAlias
from annotator.ui.dialogs.base import Dialog, Form, table
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import named
from annotator.ui.widgets import GRID, button, hint


class AliasesDialog(Dialog):
    """Lists other names; the fields below add one or change the chosen one. What is asked for is done elsewhere."""

    put_asked = Signal(object, object)  # Alias, RecordId of the one it replaces or None
    remove_asked = Signal(object)  # list[RecordId]

    def __init__(self, scheme: Scheme, string: str = "", label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(tr("Other names"), parent, close=tr("Close"))
        self._scheme = scheme
        self._model: RowsModel[KnownAlias] = RowsModel(
            (
                Column(tr("String"), lambda one: one.alias.string),
                Column(tr("Label"), self._label_of),
                Column(tr("Stands for"), lambda one: one.alias.name),
                Column(tr("Area code"), lambda one: one.alias.adcode),
            )
        )
        self.rows = table(self._model, tr("Other names"), {0: 160, 1: 96, 3: 128}, 2)
        self.string = QLineEdit(string)
        self.label = QComboBox()
        for one in scheme.active:
            self.label.addItem(colour_dot(one.colour), named(one), one.key)
        self.label.setCurrentIndex(max(0, self.label.findData(label)))
        self.name = QLineEdit()
        self.adcode = QLineEdit()
        self.adcode.setMaxLength(12)
        self.adcode.setPlaceholderText(tr("12 digits, of a place"))
        self._add = button(tr("Add"), self._put_new, name="add_alias")
        self._change = button(tr("Change"), self._put_chosen, name="change_alias")
        self._remove = button(tr("Remove"), self._remove_chosen, name="remove_alias")
        self._lay_out()
        self.rows.selectionModel().currentRowChanged.connect(lambda now, _before: self._show(now.row()))
        for field in (self.string, self.name, self.adcode):
            field.textChanged.connect(lambda _text: self._check())
        self.label.currentIndexChanged.connect(lambda _index: self._check())
        self._check()

    def _lay_out(self) -> None:
        self.body.addWidget(
            hint(tr("Strings that in this project stand for something else. Suggestions know them at once."))
        )
        self.body.addWidget(self.rows, 1)
        form = Form()
        form.add(tr("String"), self.string)
        form.add(tr("Label"), self.label)
        form.add(tr("Stands for"), self.name)
        form.add(tr("Area code"), self.adcode)
        self.body.addLayout(form)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._remove)
        row.addStretch(1)
        row.addWidget(self._change)
        row.addWidget(self._add)
        self.body.addLayout(row)
        self.resize(72 * GRID, 64 * GRID)

    def show_aliases(self, known: Sequence[KnownAlias]) -> None:
        """Shows the table as it is stored."""
        chosen = self._chosen()
        self._model.set_rows(known)
        at = next((k for k, one in enumerate(known) if chosen is not None and one.id == chosen.id), -1)
        if at >= 0:
            self.rows.setCurrentIndex(self._model.index(at, 0))
        self.show_problem("")
        self._check()

    def _label_of(self, one: KnownAlias) -> str:
        label = self._scheme.by_key(one.alias.label)
        return named(label) if label is not None else one.alias.label

    def _chosen(self) -> KnownAlias | None:
        row = self.rows.currentIndex().row()
        return self._model.row(row) if 0 <= row < self._model.count() else None

    def _show(self, row: int) -> None:
        if 0 <= row < self._model.count():
            alias = self._model.row(row).alias
            self.string.setText(alias.string)
            self.label.setCurrentIndex(max(0, self.label.findData(alias.label)))
            self.name.setText(alias.name)
            self.adcode.setText(alias.adcode)
        self._check()

    def _alias(self) -> Alias | None:
        string = self.string.text().strip()
        if not string or self.label.currentData() is None:
            return None
        return Alias(string, self.label.currentData(), self.name.text().strip(), self.adcode.text().strip())

    def _check(self) -> None:
        label = self._scheme.by_key(self.label.currentData() or "")
        self.adcode.setEnabled(label is not None and label.bounding is Bounding.PLACE)
        ready, chosen = self._alias() is not None, self._chosen() is not None
        self._add.setEnabled(ready)
        self._change.setEnabled(ready and chosen)
        self._remove.setEnabled(chosen)

    def _put_new(self) -> None:
        self._put(None)

    def _put_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._put(chosen.id)

    def _put(self, known: RecordId | None) -> None:
        alias = self._alias()
        if alias is not None:
            self.show_problem("")
            self.put_asked.emit(alias, known)

    def _remove_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.rows.setCurrentIndex(self._model.index(-1, 0))
            self.remove_asked.emit([chosen.id])

    @override
    def first_field(self) -> QWidget:
        self.string.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.string
