"""An export: which articles, whose tags, into which file."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog, Form
from annotator.ui.values import shortened
from annotator.ui.widgets import GRID, ampersands, button, steady

SUFFIX: Final = ".jsonl"


class Scope(StrEnum):
    """Which articles are exported."""

    PROJECT = "project"
    SELECTION = "selection"
    ARTICLE = "article"
    SETTLED = "settled"  # what review has settled


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What is to be exported; `layer` is a person's name, `gold`, `all`, or None for the only one there is.

    With `sources` the source is written beside each text, and where tags lie in it.
    """

    scope: Scope
    layer: str | None
    path: str
    sources: bool = False


class ExportDialog(Dialog):
    """Asks what an export needs; the window writes it and closes the dialog, or shows what went wrong."""

    export_asked = Signal(object)  # ExportWish

    def __init__(
        self,
        people: Sequence[str],
        me: str,
        path: str,
        *,
        articles: int,
        selected: int = 0,
        title: str = "",
        settled: int = 0,
        scope: Scope = Scope.PROJECT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Export"), parent, ok=tr("Export"))
        self.scopes = QButtonGroup(self)
        self.layer = steady(QComboBox(), 24)
        self.path = QLineEdit(path)
        form = Form()
        form.add(tr("Articles"), self._scopes(articles, selected, title, settled, scope), high=True)
        self._layer_line = form.add(
            tr("Whose tags"),
            self.layer,
            tr(
                "The agreed tags where there are any, else those of the only person at work. Where several are, choose."
            ),
        )
        self.sources = QCheckBox(ampersands(tr("Add the source, and where the tags lie in it")))
        form.add(tr("Source"), self.sources, tr("For comparing with the file; what was repaired is written too."))
        self._path_line = form.add(tr("File"), self._path_row(), checked=True)
        self.path.setAccessibleName(tr("File"))
        self.body.addLayout(form)
        self._fill_layers(people, me)
        self.layer.currentIndexChanged.connect(lambda _at: self._explain())
        self.path.textChanged.connect(lambda _text: self._path_line.setText(""))
        self.setMinimumWidth(66 * GRID)
        self._explain()

    def _scopes(self, articles: int, selected: int, title: str, settled: int, chosen: Scope) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        column.setSpacing(GRID // 2)
        offers = {
            Scope.PROJECT: (tr("The whole project, {n} articles", n=articles), True),
            Scope.SELECTION: (tr("The {n} selected articles", n=selected), selected > 1),
            Scope.ARTICLE: (tr("Only “{title}”", title=shortened(title)), bool(title)),
            Scope.SETTLED: (tr("The {n} articles that review has settled", n=settled), settled > 0),
        }
        for at, scope in enumerate(Scope):
            text, there = offers[scope]
            made = QRadioButton(ampersands(text))
            made.setVisible(there)
            self.scopes.addButton(made, at)
            column.addWidget(made)
            if scope is chosen and there:
                made.setChecked(True)
        if self.scopes.checkedId() < 0:
            self.scopes.button(0).setChecked(True)
        return part

    def _path_row(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.path, 1)
        row.addWidget(button(tr("Browse…"), self._browse, name="browse_path"))
        part.setFocusProxy(self.path)
        return part

    def _fill_layers(self, people: Sequence[str], me: str) -> None:
        self.layer.addItem(tr("Agreed, else the only ones"), None)
        self.layer.addItem(tr("Mine ({name})", name=me), me)
        for name in people:
            if name != me:
                self.layer.addItem(name, name)
        self.layer.addItem(tr("The agreed ones (gold) only"), "gold")
        self.layer.addItem(tr("All, one line for each person"), "all")

    def _explain(self) -> None:
        self._layer_line.setVisible(self.layer.currentData() is None)

    @override
    def first_field(self) -> QWidget:
        return self.layer

    def scope(self) -> Scope:
        """Which articles are chosen."""
        return list(Scope)[self.scopes.checkedId()]

    def _browse(self) -> None:
        chooser = QFileDialog(self, tr("Export"), self.path.text(), tr("JSON Lines (*.jsonl)"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(SUFFIX[1:])
        chooser.fileSelected.connect(self.path.setText)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.open()

    def _path_problem(self, path: Path) -> str:
        if not self.path.text().strip():
            return tr("Choose a file.")
        if path.is_dir():
            return tr("This is a folder; add a file name.")
        if not path.parent.is_dir():
            return tr("There is no such folder.")
        return ""

    @override
    def commit(self) -> None:
        path = Path(self.path.text().strip()).expanduser()
        wrong = self._path_problem(path)
        self._path_line.setText(wrong)
        if wrong:
            self.path.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not path.suffix:
            path = path.with_name(path.name + SUFFIX)
        self.set_busy()
        self.export_asked.emit(ExportWish(self.scope(), self.layer.currentData(), str(path), self.sources.isChecked()))
