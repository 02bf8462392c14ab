"""The label scheme of the project, edited in the window: each edit is made at once and can be undone."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from annotator.domain.ids import LabelId
from annotator.domain.scheme import Label, Scheme
from annotator.i18n import tr
from annotator.services import schemes
from annotator.services.schemes import Use
from annotator.ui.dialogs.scheme_label import LabelForm, SchemeEdit
from annotator.ui.dialogs.scheme_relations import RelationsPage
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.lines import LineList
from annotator.ui.values import named
from annotator.ui.widgets import GRID, button, filled, hint, label, problem, tool, tooltip

__all__ = ["SchemeEdit", "SchemeEditor"]

_LIST_WIDTH = 28 * GRID


class SchemeEditor(QDialog):
    """Labels at the left, the form of the current one at the right, relation types on a second page.

    Every wish is a function of the project, told by `edit_asked`; the window runs it and shows the scheme anew.
    """

    edit_asked = Signal(object)  # SchemeEdit
    use_asked = Signal(object)  # LabelId: whose tags have it? answered by `show_use`
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Label scheme"))
        self.resize(116 * GRID, 84 * GRID)
        self._scheme = Scheme("", ())
        self._name = QLineEdit()
        self._name.setAccessibleName(tr("Name of the scheme"))
        self._name.editingFinished.connect(self._rename)
        self._model: LineModel[Label] = LineModel(self._shown)
        self._labels = LineList(self._model, tr("Labels"))
        self._labels.moved.connect(lambda _row: self._on_current())
        self._form = LabelForm()
        self._form.edit_asked.connect(self.edit_asked)
        self._relations = RelationsPage()
        self._relations.edit_asked.connect(self.edit_asked)
        self._new = QLineEdit()
        self._new.setPlaceholderText(tr("New label"))
        self._new.setAccessibleName(tr("New label"))
        self._new.returnPressed.connect(self._add)
        self._undo = button(tr("Undo"), self.undo_asked.emit, picture="undo", name="undo_scheme")
        self._redo = button(tr("Redo"), self.redo_asked.emit, picture="redo", name="redo_scheme")
        self._problem = problem()
        self._lay_out()
        self.show_steps("", "")

    def _lay_out(self) -> None:
        pages = QTabWidget()
        pages.addTab(self._label_page(), tr("Labels"))
        pages.addTab(self._relations, tr("Relation types"))
        top = QHBoxLayout()
        top.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        top.setSpacing(GRID)
        top.addWidget(label(tr("Name of the scheme")))
        top.addWidget(self._name, 1)
        top.addStretch(1)
        top.addWidget(self._undo)
        top.addWidget(self._redo)
        ends = QHBoxLayout()
        ends.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        ends.setSpacing(GRID)
        ends.addWidget(self._problem, 1)
        ends.addWidget(hint(tr("Every change is saved at once."), wrap=False))
        ends.addWidget(button(tr("Close"), self.accept, name="close_scheme"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(pages, 1)
        column.addLayout(ends)

    def _label_page(self) -> QWidget:
        page = QWidget()
        tools = QHBoxLayout()
        tools.setContentsMargins(GRID, GRID, GRID, GRID)
        tools.setSpacing(GRID // 2)
        tools.addWidget(self._new, 1)
        for picture, words, action, name in (
            ("plus", tr("Add a label"), self._add, "add_label"),
            ("chevron-up", tr("Move up"), partial(self._move, -1), "label_up"),
            ("chevron-down", tr("Move down"), partial(self._move, 1), "label_down"),
        ):
            tools.addWidget(tool(picture, words, action, name=name))
        left = QWidget()
        left.setFixedWidth(_LIST_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._labels, 1)
        column.addLayout(tools)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._form)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(scroll, 1)
        return filled(page, active().ground)

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_scheme(self, scheme: Scheme) -> None:
        """Shows the scheme as it is now; the current label stays, a new one becomes the current one."""
        current = self._current()
        known = {one.id for one in self._scheme.labels}
        fresh = [one.id for one in scheme.labels if one.id not in known] if known else []
        wanted = fresh[0] if fresh else current.id if current is not None else None
        self._scheme = scheme
        self._problem.setText("")
        if self._name.text() != scheme.name:
            self._name.setText(scheme.name)
        in_use = list(scheme.active)
        rows = [*in_use, *(one for one in scheme.labels if one not in in_use)]
        self._model.set_entries(rows)
        self._labels.go_to(next((row for row, one in enumerate(rows) if one.id == wanted), 0))
        if not rows:
            self._on_current()
        self._relations.show_scheme(scheme)

    def _shown(self, one: Label) -> Line:
        words, note = named(one), one.shortcut
        if one.merged_into is not None:
            note = tr("merged into {name}", name=named(self._scheme.label(one.id)))
        elif one.retired:
            note = tr("retired")
        return Line(words, colour=one.colour, note=note, faded=one not in self._scheme.active)

    def show_steps(self, undo: str, redo: str) -> None:
        """Says what undo and redo would do; empty for nothing."""
        for what, words in ((self._undo, undo), (self._redo, redo)):
            what.setEnabled(bool(words))
            what.setToolTip(tooltip(words) if words else "")

    def show_problem(self, text: str) -> None:
        """Says why an edit was refused; what was typed stays to be put right."""
        self._problem.setText(text)

    def show_use(self, label_id: LabelId, uses: Sequence[Use]) -> None:
        """Says whose tags have a label."""
        self._form.show_use(label_id, uses)

    # -- telling ---------------------------------------------------------------------------------------------------

    def _current(self) -> Label | None:
        row = self._labels.current_row()
        return self._model.entry(row) if row >= 0 else None

    def _on_current(self) -> None:
        current = self._current()
        self._form.show_label(self._scheme, current)
        if current is not None:
            self.use_asked.emit(current.id)

    def _rename(self) -> None:
        name = self._name.text().strip()
        if name != self._scheme.name:
            self.edit_asked.emit(lambda project: schemes.rename_scheme(project, name))

    def _add(self) -> None:
        name = self._new.text().strip()
        if name:
            self._new.clear()
            self.edit_asked.emit(lambda project: schemes.add_label(project, name))
        else:
            self._new.setFocus()

    def _move(self, by: int) -> None:
        order = [one.id for one in self._model.entries()]
        row = self._labels.current_row()
        to = row + by
        if 0 <= row < len(self._scheme.active) and 0 <= to < len(self._scheme.active):
            order[row], order[to] = order[to], order[row]
            self.edit_asked.emit(lambda project: schemes.reorder_labels(project, order))
