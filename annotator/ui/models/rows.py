"""A table of plain rows that are given all at once."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from typing_extensions import override

from annotator.ui.models.table import Column, TableModel

Row = TypeVar("Row")


class RowsModel(TableModel[Row]):
    """Shows a list of rows by a table of columns."""

    def __init__(self, columns: Sequence[Column[Row]], rows: Iterable[Row] = ()) -> None:
        super().__init__(columns)
        self._rows: list[Row] = list(rows)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Shows these rows and no others."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    @override
    def row(self, number: int) -> Row:
        return self._rows[number]

    @override
    def count(self) -> int:
        return len(self._rows)
