"""Rows of one line each, as every list of places shows them: found words in their context under headings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from typing_extensions import override

from annotator.ui.models.table import Index
from annotator.ui.values import one_line
from annotator.ui.widgets import tooltip

Entry = TypeVar("Entry")

LINE_ROLE: Final = Qt.ItemDataRole.UserRole
_NOWHERE: Final = QModelIndex()
_TIP: Final = 400


@dataclass(frozen=True, slots=True)
class Line:
    """What a row shows: `text` between `before` and `after`, `lead` at the left in a label's `colour`, `note` right.

    A `heading` stands over the rows that follow it; `expanded` draws an arrow, `checked` a box to be ticked.
    """

    text: str
    before: str = ""
    after: str = ""
    lead: str = ""
    colour: str = ""
    note: str = ""
    heading: bool = False
    expanded: bool | None = None
    checked: bool | None = None
    faded: bool = False
    indented: bool = False

    def spoken(self) -> str:
        """What a screen reader says."""
        return " ".join(part for part in (self.lead, f"{self.before}{self.text}{self.after}", self.note) if part)


class LineModel(QAbstractTableModel, Generic[Entry]):
    """Entries of any kind and how each is shown; no line is made before it is looked at."""

    toggled = Signal(int, bool)  # row; a box was ticked or unticked by the person

    def __init__(self, shown: Callable[[Entry], Line]) -> None:
        super().__init__()
        self._shown = shown
        self._entries: list[Entry] = []

    def entries(self) -> Sequence[Entry]:
        """All entries; not to be changed."""
        return self._entries

    def entry(self, row: int) -> Entry:
        """The entry of a row."""
        return self._entries[row]

    def line(self, row: int) -> Line:
        """What a row shows."""
        return self._shown(self._entries[row])

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Shows other entries."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def insert(self, row: int, entries: Sequence[Entry]) -> None:
        """Puts entries in before a row."""
        if entries:
            self.beginInsertRows(_NOWHERE, row, row + len(entries) - 1)
            self._entries[row:row] = entries
            self.endInsertRows()

    def append(self, entries: Sequence[Entry]) -> None:
        """Puts entries in behind the last row."""
        self.insert(len(self._entries), entries)

    def remove(self, row: int, count: int) -> None:
        """Takes rows out."""
        if count:
            self.beginRemoveRows(_NOWHERE, row, row + count - 1)
            del self._entries[row : row + count]
            self.endRemoveRows()

    def refresh(self) -> None:
        """Shows the same entries anew, after what they depend on changed."""
        if self._entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._entries) - 1, 0))

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        line = self.line(index.row())
        if line.heading and line.expanded is None:
            return Qt.ItemFlag.ItemNeverHasChildren  # neither current nor selected: the keys pass over it
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags if line.checked is None else flags | Qt.ItemFlag.ItemIsUserCheckable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.line(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(f"{line.before}{line.text}{line.after}")
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.spoken()
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip("\n".join(part for part in (line.spoken()[:_TIP],) if part))
            case Qt.ItemDataRole.CheckStateRole if line.checked is not None:
                return Qt.CheckState.Checked if line.checked else Qt.CheckState.Unchecked
        return line if role == LINE_ROLE else None

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or self.line(index.row()).checked is None:
            return False
        self.toggled.emit(index.row(), Qt.CheckState(value) is Qt.CheckState.Checked)
        self.dataChanged.emit(index, index)
        return True
