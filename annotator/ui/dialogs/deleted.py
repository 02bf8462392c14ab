"""The articles that were deleted, to be brought back."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from annotator.i18n import tr
from annotator.services.articles import Listed
from annotator.ui.dialogs.base import Dialog
from annotator.ui.widgets import GRID, hint


class DeletedDialog(Dialog):
    """Lists deleted articles; those that are selected can be restored."""

    restore_asked = Signal(object)  # list[Article]

    def __init__(self, listed: Sequence[Listed], parent: QWidget | None = None) -> None:
        super().__init__(tr("Deleted articles"), parent, ok=tr("Restore"))
        self._listed = list(listed)
        self.rows = QListWidget()
        self.rows.setAccessibleName(tr("Deleted articles"))
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for one in self._listed:
            self.rows.addItem(QListWidgetItem(one.article.title))
        self.body.addWidget(
            hint(
                tr("Nothing of a deleted article is lost; its tags come back with it.")
                if self._listed
                else tr("No article was deleted.")
            )
        )
        self.body.addWidget(self.rows, 1)
        self.rows.itemSelectionChanged.connect(self._check)
        self.resize(64 * GRID, 48 * GRID)
        self._check()

    def _check(self) -> None:
        self.set_ready(bool(self.rows.selectedItems()))

    @override
    def first_field(self) -> QWidget:
        return self.rows

    @override
    def commit(self) -> None:
        chosen = sorted(index.row() for index in self.rows.selectedIndexes())
        self.restore_asked.emit([self._listed[row].article for row in chosen])
        self.accept()
