"""The tables of the view of agreement."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.models.rows import RowsModel
from annotator.ui.models.table import Column, Index
from annotator.ui.palette import active, mixed
from annotator.ui.panels.agreement_rows import ArticleRow, Cell, LabelRow, meanings
from annotator.ui.values import one_line
from annotator.ui.widgets import tooltip

_NOWHERE: Final = QModelIndex()
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_STRONGEST: Final = 0.35  # of the accent behind the largest number

Name = Callable[[str], str]


class LabelModel(QAbstractTableModel):
    """A row for each label: its name, its tags, a figure for each measure, how many tags differ."""

    def __init__(self, name: Name) -> None:
        super().__init__()
        self._name = name
        self._rows: list[LabelRow] = []
        self._measures: list[tuple[str, str]] = []

    def show(self, rows: Sequence[LabelRow], measures: Sequence[tuple[str, str]]) -> None:
        """Shows other figures; measures by `view.measure`, with what they are called."""
        self.beginResetModel()
        self._rows, self._measures = list(rows), list(measures)
        self.endResetModel()

    def row(self, number: int) -> LabelRow:
        """A row."""
        return self._rows[number]

    def measure(self, column: int) -> str | None:
        """What a column measures."""
        return self._measures[column - 2][0] if 2 <= column < len(self._measures) + 2 else None

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._measures) + 3

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        cell = row.cells[column - 2] if self.measure(column) is not None else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column, cell)
            case Qt.ItemDataRole.TextAlignmentRole if column:
                return _RIGHT
            case Qt.ItemDataRole.ForegroundRole if cell is not None and cell.value is None:
                return QColor(active().pale)
            case Qt.ItemDataRole.ToolTipRole if cell is not None and cell.why:
                return tooltip(cell.why)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column, cell)
        return None

    def _text(self, row: LabelRow, column: int, cell: Cell | None) -> str:
        if cell is not None:
            return cell.text()
        if column == 0:
            return one_line(self._name(row.label))
        return row.tags if column == 1 else str(row.differing)

    def _spoken(self, row: LabelRow, column: int, cell: Cell | None) -> str:
        title = self.headerData(column, Qt.Orientation.Horizontal)
        why = f" {cell.why}" if cell is not None and cell.why else ""
        return f"{self._name(row.label)} {title} {self._text(row, column, cell)}{why}"

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        measure = self.measure(section)
        if role == Qt.ItemDataRole.ToolTipRole and measure is not None:
            return tooltip(meanings()[measure])
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return _RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if measure is not None:
            return self._measures[section - 2][1]
        return {0: tr("Label"), 1: tr("Tags")}.get(section, tr("Differing"))


Row = TypeVar("Row")


class FigureRows(RowsModel[Row]):
    """Rows of figures: the titles of their columns stand to the right too."""

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and 0 <= section < len(self._columns):
            return _RIGHT if self._columns[section].number else None
        return super().headerData(section, orientation, role)


class ArticleModel(FigureRows[ArticleRow]):
    """A row for each article."""

    def __init__(self) -> None:
        super().__init__(
            (
                Column(tr("No."), lambda row: str(row.number), number=True),
                Column(tr("Article"), lambda row: one_line(row.title)),
                Column(tr("Exact F1"), lambda row: row.exact.text(), number=True),
                Column(tr("Partial F1"), lambda row: row.partial.text(), number=True),
                Column(tr("Differing"), lambda row: str(row.differing), number=True),
            )
        )


class ConfusionModel(QAbstractTableModel):
    """A square of labels; the more often two met, the stronger the ground. The last row and column mean no tag."""

    def __init__(self, name: Name) -> None:
        super().__init__()
        self._name = name
        self._labels: list[str | None] = []
        self._cells: dict[tuple[str | None, str | None], int] = {}
        self._sides = ("", "")

    def set_cells(
        self, labels: Sequence[str], cells: Mapping[tuple[str | None, str | None], int], sides: tuple[str, str]
    ) -> None:
        """Shows other numbers; `sides` names who stands at the left and who above."""
        self.beginResetModel()
        self._labels, self._cells, self._sides = [*labels, None], dict(cells), sides
        self.endResetModel()

    def labels_of(self, index: Index) -> tuple[str | None, str | None]:
        """The two labels of a cell."""
        return self._labels[index.row()], self._labels[max(0, index.column() - 1)]

    def cell_title(self, index: Index) -> str:
        """A cell in words."""
        a, b = self.labels_of(index)
        return f"{self._words(a)} → {self._words(b)}"

    def _words(self, label: str | None) -> str:
        return tr("no tag there") if label is None else one_line(self._name(label))

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._labels)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._labels) + 1

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.column() == 0:
            return self._words(self._labels[index.row()]) if role == Qt.ItemDataRole.DisplayRole else None
        a, b = self.labels_of(index)
        n = self._cells.get((a, b), 0)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "" if a is None and b is None else str(n or "·")
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.BackgroundRole if n:
                return QColor(self._ground(n, a == b))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.cell_title(index)} {n}"
        return None

    def _ground(self, n: int, same: bool) -> str:
        most = max((m for (a, b), m in self._cells.items() if (a == b) == same), default=1)
        palette = active()
        return mixed(palette.good if same else palette.bad, palette.paper, _STRONGEST * (n / most) ** 0.5)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return f"{self._sides[0]} ↓  {self._sides[1]} →"
        return self._words(self._labels[section - 1]) if section <= len(self._labels) else None
