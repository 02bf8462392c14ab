"""Tables for Qt's views as a list of rows plus a table of columns, read-only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")

_NOWHERE: Final = QModelIndex()
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its title, already translated, and what it says of a row; `number` sets it to the right."""

    title: str
    text: Callable[[Row], str]
    number: bool = False


class TableModel(QAbstractTableModel, Generic[Row]):
    """A model whose cells come from a column table; what it lists is up to `row` and `count`."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self._columns = tuple(columns)

    def row(self, number: int) -> Row:
        """What stands in a row, 0 to `count() - 1`."""
        raise NotImplementedError

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def accessible_text(self, row: Row) -> str:
        """What a screen reader says of a row."""
        return " ".join(text for column in self._columns if (text := column.text(row)))

    def tip(self, row: Row) -> str:
        """A row's tooltip, as markup; empty for none."""
        del row
        return ""

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self.count()

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(self.row(index.row()))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.number else _LEFT
            case Qt.ItemDataRole.ToolTipRole:
                return self.tip(self.row(index.row())) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.accessible_text(self.row(index.row()))
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title if 0 <= section < len(self._columns) else None
        return None
