"""What the same decision would become for equal differences: to be looked through before it is made."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from annotator.domain.scheme import Scheme
from annotator.i18n import tr
from annotator.services.choosing import Stay
from annotator.services.equal_differences import Equal
from annotator.ui.dialogs.base import Dialog
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.panels.lines import LineList
from annotator.ui.values import named
from annotator.ui.widgets import GRID, ampersands, label


class _Row(NamedTuple):
    heading: str = ""
    at: int = -1


class EqualDifferencesDialog(Dialog):
    """Lists them in their context, article by article, all ticked."""

    chosen = Signal(object)  # list[Equal]

    def __init__(self, what: str, found: Sequence[Equal], scheme: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Same decision for equal differences"), parent, ok=tr("Decide"))
        self._found = list(found)
        self._scheme = scheme
        self._ticked = set(range(len(found)))
        self._model: LineModel[_Row] = LineModel(self._shown)
        self._model.toggled.connect(self._toggle)
        self.list = LineList(self._model, tr("Equal differences"))
        self.list.escaped.connect(self.reject)
        self.list.chosen.connect(lambda _row: self._commit())
        self.body.addWidget(label(tr("As “{what}” was decided, so these would be:", what=what), wrap=True))
        self.body.addWidget(self.list, 1)
        rows: list[_Row] = []
        last: object = None
        for at, one in enumerate(self._found):
            if one.case.article.id != last:
                rows.append(_Row(tr("This article") if one.here else one.case.article.title or tr("No title")))
                last = one.case.article.id
            rows.append(_Row(at=at))
        self._model.set_entries(rows)
        self.list.go_to(1 if rows else -1)
        self.setMinimumSize(90 * GRID, 50 * GRID)
        self._tell()

    @override
    def first_field(self) -> QWidget | None:
        return self.list

    def _shown(self, row: _Row) -> Line:
        if row.at < 0:
            return Line(row.heading, heading=True)
        one = self._found[row.at]
        before, words, after = one.context
        return Line(words, before, after, note=self._result(one), checked=row.at in self._ticked)

    def _result(self, one: Equal) -> str:
        """What it would become."""
        wanted = one.choice.wanted
        if isinstance(wanted, Stay) or not wanted:
            return tr("nothing here")
        found = []
        for tag in wanted:
            known = self._scheme.by_key(tag.label)
            found.append(f"{named(known) if known is not None else tag.label} {one.case.text[tag.start : tag.end]}")
        return "、".join(found)

    def _toggle(self, row: int, ticked: bool) -> None:
        (self._ticked.add if ticked else self._ticked.discard)(self._model.entry(row).at)
        self._tell()

    def _tell(self) -> None:
        if self.ok_button is not None:
            self.ok_button.setText(ampersands(tr("Decide {n} differences", n=len(self._ticked))))
        self.set_ready(bool(self._ticked))

    @override
    def commit(self) -> None:
        self.chosen.emit([one for at, one in enumerate(self._found) if at in self._ticked])
        self.accept()
