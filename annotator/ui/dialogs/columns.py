"""Which column of a table is what: asked once for each kind of table, with its first rows to look at."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHeaderView, QTableView, QWidget
from typing_extensions import override

from annotator.i18n import mark, tr
from annotator.services.tables import KINDS, Columns, Head
from annotator.ui.dialogs.base import Dialog
from annotator.ui.palette import active
from annotator.ui.values import one_line, shortened
from annotator.ui.widgets import GRID, ampersands, hint, label, steady

_KIND_NAMES: Final = {
    "text": mark("Text"),
    "title": mark("Title"),
    "date": mark("Date"),
    "paper": mark("Paper"),
    "page": mark("Page"),
    "region": mark("Region"),
}
_NARROW: Final = 10 * GRID
_TEXT_WIDTH: Final = 44 * GRID

_Index = QModelIndex | QPersistentModelIndex


class _Preview(QAbstractTableModel):
    """The first rows, each column under what it is taken for."""

    def __init__(self, head: Head, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = head.rows
        self._columns = Columns(-1)

    def set_columns(self, columns: Columns) -> None:
        """Shows what the columns are taken for; the row of names is pale."""
        self._columns = columns
        if self.columnCount():
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def _kind(self, column: int) -> str:
        return next((kind for kind in KINDS if getattr(self._columns, kind) == column), "")

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or not self._rows else len(self._rows[0])

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        text = self._rows[index.row()][index.column()] if index.column() < len(self._rows[index.row()]) else ""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(text)
            case Qt.ItemDataRole.ForegroundRole:
                named = self._columns.header and index.row() == 0
                unused = not self._kind(index.column())
                return QColor(active().pale if named or unused else active().ink)
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        kind = self._kind(section)
        return tr(_KIND_NAMES[kind]) if kind else "—"


class ColumnsDialog(Dialog):
    """Lets a person say which column is the text, the title and so on."""

    columns_chosen = Signal(object)  # Columns

    def __init__(self, head: Head, parent: QWidget | None = None) -> None:
        super().__init__(tr("Columns of the table"), parent, ok=tr("Import"))
        self._head = head
        proposed = head.proposed or Columns(-1, header=False)
        self.header = QCheckBox(ampersands(tr("The first row has the names of the columns")))
        self.header.setChecked(proposed.header)
        self.header.toggled.connect(lambda _on: self._follow())
        self.fields: dict[str, QComboBox] = {}
        self._preview = _Preview(head, self)
        self.body.addWidget(label(tr("{file}: which column is what?", file=shortened(head.name, 60)), wrap=True))
        self.body.addLayout(self._grid(proposed))
        self.body.addWidget(self.header)
        self.body.addWidget(self._table(), 1)
        self.body.addWidget(hint(tr("Tables with the same columns are read like this from now on.")))
        self._follow()
        self.resize(100 * GRID, 66 * GRID)

    def _grid(self, proposed: Columns) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        for number, kind in enumerate(sorted(_KIND_NAMES, key=list(_KIND_NAMES).index)):
            box = steady(QComboBox(), 14)
            box.setObjectName(f"column_{kind}")
            box.setAccessibleName(tr(_KIND_NAMES[kind]))
            box.addItem(tr("none") if kind != "text" else tr("Choose…"), -1)
            for column, name in enumerate(self._names()):
                box.addItem(name, column)
            box.setCurrentIndex(box.findData(getattr(proposed, kind)))
            box.currentIndexChanged.connect(lambda _at: self._follow())
            self.fields[kind] = box
            row, place = divmod(number, 3)
            words = label(tr(_KIND_NAMES[kind]))
            words.setBuddy(box)
            grid.addWidget(words, row, 2 * place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(box, row, 2 * place + 1)
            grid.setColumnStretch(2 * place + 1, 1)
        return grid

    def _names(self) -> Sequence[str]:
        """What the columns are called: by the first row where that has names, always with their number."""
        first = self._head.rows[0] if self._head.rows else ()
        return [f"{at + 1} · {shortened(name, 18)}" if name else str(at + 1) for at, name in enumerate(first)]

    def _table(self) -> QTableView:
        self.table = QTableView()
        self.table.setModel(self._preview)
        self.table.setAccessibleName(tr("First rows of the table"))
        self.table.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setStyleSheet(
            f"QTableView::item {{ padding: 0 {GRID - 3}px; }}"
        )  # the style adds 3: as in the header
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(4 * GRID)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in range(self._preview.columnCount()):
            self.table.setColumnWidth(column, self._width(column))
        return self.table

    def _width(self, column: int) -> int:
        """Room for a column: most for texts, little for numbers and dates."""
        longest = max((len(row[column]) for row in self._head.rows if column < len(row)), default=0)
        return min(_TEXT_WIDTH, max(_NARROW, 2 * GRID + 13 * longest))

    def columns(self) -> Columns:
        """The columns as they are chosen."""
        chosen = {kind: int(box.currentData()) for kind, box in self.fields.items()}
        return Columns(header=self.header.isChecked(), **chosen)

    def _follow(self) -> None:
        chosen = self.columns()
        self._preview.set_columns(chosen)
        used = [getattr(chosen, kind) for kind in KINDS if getattr(chosen, kind) >= 0]
        twice = len(used) != len(set(used))
        self.show_problem(tr("A column is chosen twice.") if twice else "")
        self.set_ready(chosen.text >= 0 and not twice)

    @override
    def first_field(self) -> QWidget:
        return self.fields["text"]

    @override
    def commit(self) -> None:
        self.columns_chosen.emit(self.columns())
        self.accept()
