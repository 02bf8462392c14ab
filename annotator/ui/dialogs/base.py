"""What all dialogs share: they open without blocking, say what is wrong where it is wrong, and tell by signals."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.widgets import GRID, button, hint, label, line, problem


class Dialog(QDialog):
    """A dialog with a body and a row of buttons; `commit` is what its main button does.

    `present` shows it and has it deleted when it is closed. While the window is at work on what was asked, `set_busy`
    keeps the main button off, and a dialog that is closed meanwhile waits, hidden, for the outcome: `accept`, or
    `show_problem`, which says what went wrong and lets the person try again.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, ok: str = "", close: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(name)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._busy = False
        self._presented = False
        self.body = QVBoxLayout()
        self.body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        self.body.setSpacing(2 * GRID)
        self._problem = problem()
        self._row = QHBoxLayout()
        self._row.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._problem, 1)
        self.cancel_button = self.add_button(close or tr("Cancel"), self.reject, name="dialog_cancel")
        self.ok_button: QPushButton | None = None
        if ok:
            self.ok_button = self.add_button(ok, self._commit, name="dialog_ok", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.body, 1)
        column.addWidget(line())
        column.addLayout(self._row)

    def add_button(
        self, text: str, on_click: Callable[[], object], *, name: str, picture: str = "", default: bool = False
    ) -> QPushButton:
        """Adds a button at the right end of the row."""
        made = button(text, on_click, name=name, picture=picture, default=default)
        self._row.addWidget(made)
        return made

    def add_left_button(
        self, text: str, on_click: Callable[[], object], *, name: str, picture: str = ""
    ) -> QPushButton:
        """Adds a button at the left end of the row, for what is not the purpose of the dialog."""
        made = button(text, on_click, name=name, picture=picture)
        self._row.insertWidget(self._row.indexOf(self._problem), made)
        return made

    def commit(self) -> None:
        """What the main button does."""
        self.accept()

    def _commit(self) -> None:
        self.show_problem("")
        self.commit()

    def set_busy(self, busy: bool = True) -> None:
        """Keeps the main button off while the window is at work."""
        self._busy = busy
        self.set_ready(not busy)

    def set_ready(self, ready: bool) -> None:
        """Switches the main button on or off: whether there is enough to go on with."""
        if self.ok_button is not None:
            self.ok_button.setEnabled(ready)

    def show_problem(self, text: str) -> None:
        """Says what went wrong; an empty text takes it back."""
        self._problem.setText(text)
        self.set_busy(False)
        if text and self._presented and self.isHidden():
            self.show()

    def problem_text(self) -> str:
        """What is said to be wrong."""
        return self._problem.text()

    def present(self, *, modal: bool = True) -> None:
        """Shows the dialog and returns at once; it is deleted when it is closed."""
        self._presented = True
        if modal:
            self.open()
        else:
            self.show()
            self.raise_()
            self.activateWindow()

    @override
    def done(self, result: int) -> None:
        super().done(result)
        if self._presented and (result == QDialog.DialogCode.Accepted or not self._busy):
            self.deleteLater()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def first_field(self) -> QWidget | None:
        """Where the keyboard starts; None leaves it to Qt."""
        return None


def table(model: QAbstractItemModel, name: str, widths: Mapping[int, int], stretched: int) -> QTableView:
    """A quiet table to read: `widths` of columns in pixels, one column takes what is left."""
    made = QTableView()
    made.setModel(model)
    made.setAccessibleName(name)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setTabKeyNavigation(False)
    made.setStyleSheet(f"QTableView::item {{ padding: 0 {GRID - 3}px; }}")  # the style adds 3: as in the header
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(4 * GRID)
    header = made.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    for column, width in widths.items():
        made.setColumnWidth(column, width)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    return made


class Form(QGridLayout):
    """Fields below one another, their names to the left, what is wrong with each right below it."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(2 * GRID)
        self.setVerticalSpacing(GRID // 2)
        self.setColumnStretch(1, 1)

    def add(self, name: str, field: QWidget, about: str = "", *, checked: bool = False, high: bool = False) -> QLabel:
        """Adds a field; gives the line below it, which explains it or, where `checked`, says what is wrong.

        The name of a `high` field stands beside its first line.
        """
        row = self.rowCount()
        words = label(name)
        words.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(name)
        if high:
            words.setContentsMargins(0, GRID // 2 + 1, 0, 0)
        middle = Qt.AlignmentFlag.AlignTop if high else Qt.AlignmentFlag.AlignVCenter
        self.addWidget(words, row, 0, Qt.AlignmentFlag.AlignRight | middle)
        self.addWidget(field, row, 1)
        below = problem() if checked else hint(about)
        if checked or about:
            self.addWidget(below, row + 1, 1)
        else:
            self.setRowMinimumHeight(row + 1, GRID // 2)
        return below


def named_fields(*fields: tuple[str, QWidget]) -> QFormLayout:
    """Fields below one another with their names to the left, which screen readers hear too."""
    form = QFormLayout()
    form.setHorizontalSpacing(2 * GRID)
    form.setVerticalSpacing(GRID)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for name, field in fields:
        field.setAccessibleName(name)
        form.addRow(name, field)
    return form


def last_row(wrong: QWidget, cancel: Callable[[], object], enter: Callable[[], object]) -> QHBoxLayout:
    """The last row of a small dialog: what is wrong, cancel, OK."""
    row = QHBoxLayout()
    row.setSpacing(GRID)
    row.addWidget(wrong, 1)
    row.addWidget(button(tr("Cancel"), cancel, name="cancel"))
    row.addWidget(button(tr("OK"), enter, name="ok", default=True))
    return row
