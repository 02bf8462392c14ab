"""The table of keys, searchable."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from annotator.domain.pinyin import matches
from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog, table
from annotator.ui.icons import icon
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column
from annotator.ui.widgets import GRID, hint


class KeyRow(NamedTuple):
    """An action: what it does, its key in the article and the rows, its keys from everywhere."""

    title: str
    single: str
    everywhere: str


class KeysDialog(Dialog):
    """Shows what the keys do; stays open beside the work."""

    def __init__(self, rows: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(tr("Keys"), parent, close=tr("Close"))
        self._rows = [KeyRow(*row) for row in rows]
        self.filter = QLineEdit(placeholderText=tr("What it does, or the key"), clearButtonEnabled=True)
        self.filter.setAccessibleName(tr("What it does, or the key"))
        self.filter.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.textChanged.connect(self._filter)
        columns: tuple[Column[KeyRow], ...] = (
            Column(tr("Action"), lambda row: row.title),
            Column(tr("In the article and the rows"), lambda row: row.single),
            Column(tr("Everywhere"), lambda row: row.everywhere),
        )
        self.model = RowsModel(columns, self._rows)
        self.table = table(self.model, tr("Keys"), {1: 24 * GRID, 2: 24 * GRID}, stretched=0)
        self.body.setSpacing(GRID)
        self.body.addWidget(self.filter)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(
            hint(tr("Single keys work while a Chinese input method is on, too; in fields they are typed as text."))
        )
        self.resize(80 * GRID, 75 * GRID)

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        self.model.set_rows(
            row
            for row in self._rows
            if matches(wanted, row.title) or wanted in f"{row.single} {row.everywhere}".casefold()
        )

    @override
    def first_field(self) -> QWidget:
        return self.filter
