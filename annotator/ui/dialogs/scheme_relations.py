"""The page of relation types in the scheme editor."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.domain.scheme import RelationType, Scheme
from annotator.i18n import language, tr
from annotator.services import schemes
from annotator.ui.dialogs.base import last_row, named_fields
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.panels.lines import LineList
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import named
from annotator.ui.widgets import GRID, hint, problem, steady, tool


class RelationDialog(QDialog):
    """Asks for a relation type. The key of a known one stays, since relations hold it."""

    entered = Signal(object)  # RelationType

    def __init__(self, scheme: Scheme, known: RelationType | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self.setWindowTitle(tr("Relation type"))
        self.setMinimumWidth(50 * GRID)
        self.zh, self.en, self.key, self.about = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.source, self.target = steady(QComboBox()), steady(QComboBox())
        for one in scheme.active:
            for end in (self.source, self.target):
                end.addItem(colour_dot(one.colour), named(one), one.key)
        self._problem = problem()
        if known is not None:
            self.zh.setText(known.zh)
            self.en.setText(known.en)
            self.key.setText(known.key)
            self.key.setEnabled(False)
            self.about.setText(known.description)
            self.source.setCurrentIndex(max(0, self.source.findData(known.source)))
            self.target.setCurrentIndex(max(0, self.target.findData(known.target)))
        form = named_fields(
            (tr("Name"), self.zh),
            (tr("English name"), self.en),
            (tr("Key"), self.key),
            (tr("From"), self.source),
            (tr("To"), self.target),
            (tr("Description"), self.about),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addLayout(last_row(self._problem, self.reject, self._enter))

    def _enter(self) -> None:
        zh, en, key = self.zh.text().strip(), self.en.text().strip(), self.key.text().strip()
        if not zh and not en:
            self._problem.setText(tr("A relation type needs a name."))
            return
        if not key or any(c.isspace() for c in key):
            self._problem.setText(tr("A key has no blanks."))
            return
        about_en = self._known.description_en if self._known else ""
        ends = (self.source.currentData() or "", self.target.currentData() or "")
        self.entered.emit(RelationType(key, zh or en, en or zh, *ends, self.about.text().strip(), about_en))
        self.accept()


class RelationsPage(QWidget):
    """The relation types as a table, with buttons to add, change and remove them."""

    edit_asked = Signal(object)  # SchemeEdit

    def __init__(self) -> None:
        super().__init__()
        self._scheme = Scheme("", ())
        self._model: LineModel[RelationType] = LineModel(self._shown)
        self._list = LineList(self._model, tr("Relation types"))
        self._list.delegate.in_context = False
        self._list.chosen.connect(lambda _row: self.change())
        self._list.key_pressed.connect(lambda key: self._remove() if key == "delete" else None)
        tools = QHBoxLayout()
        tools.setSpacing(GRID // 2)
        tools.addWidget(hint(tr("A relation goes from a tag of one label to a tag of another."), wrap=False))
        tools.addStretch(1)
        tools.addWidget(tool("plus", tr("Add a relation type"), self.add, name="add_relation"))
        tools.addWidget(tool("pencil", tr("Change the relation type"), self.change, name="change_relation"))
        tools.addWidget(
            tool("trash", tr("Remove the relation type; relations that are there stay"), self._remove, name="remove")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(tools)
        column.addWidget(self._list, 1)

    def show_scheme(self, scheme: Scheme) -> None:
        """Lists the relation types of a scheme."""
        self._scheme = scheme
        row = self._list.current_row()
        self._model.set_entries(scheme.relations)
        self._list.go_to(max(0, min(row, len(scheme.relations) - 1)))

    def _shown(self, relation: RelationType) -> Line:
        source, target = (
            named(found) if (found := self._scheme.by_key(key)) else key for key in (relation.source, relation.target)
        )
        return Line(named_relation(relation), after=f"    {source} → {target}", note=relation.key)

    def _current(self) -> RelationType | None:
        row = self._list.current_row()
        return self._model.entry(row) if row >= 0 else None

    def add(self) -> RelationDialog:
        """Opens an empty dialog for one more type."""
        return self._open(None, lambda made: lambda project: schemes.add_relation(project, made))

    def change(self) -> RelationDialog | None:
        """Opens the dialog of the current type."""
        known = self._current()
        if known is None:
            return None
        return self._open(known, lambda made: lambda project: schemes.change_relation(project, known.key, made))

    def _open(
        self, known: RelationType | None, edit: Callable[[RelationType], Callable[..., object]]
    ) -> RelationDialog:
        dialog = RelationDialog(self._scheme, known, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.entered.connect(lambda made: self.edit_asked.emit(edit(made)))
        dialog.open()
        return dialog

    def _remove(self) -> None:
        known = self._current()
        if known is not None:
            key = known.key
            self.edit_asked.emit(lambda project: schemes.remove_relation(project, key))


def named_relation(relation: RelationType) -> str:
    """The name of a relation type in the user's language."""
    return relation.zh if language() == "zh" else relation.en
