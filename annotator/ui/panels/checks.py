"""The check before submitting: what to look at once more, to be walked and dismissed; never an obstacle."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal

from annotator.i18n import mark, tr
from annotator.services.assist import Finding
from annotator.services.deciding import UNTICKED
from annotator.services.search import place
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.panels.head import ListPanel
from annotator.ui.panels.lines import LineList
from annotator.ui.widgets import ampersands, button, tooltip

_KINDS: Final = {
    "number": mark("Number"),
    "name": mark("Name"),
    "edge": mark("Bounds"),
    "unit": mark("Unit"),
    "sum": mark("Does not add up"),
    "recheck": mark("Text changed"),
    UNTICKED: mark("Not read"),
}


class ChecksPanel(ListPanel):
    """The findings in the order of the text. Going to one shows its place; the keys stay in the list."""

    place_shown = Signal(int, int)  # start, end: bring it into view, the list keeps the focus
    place_chosen = Signal(object)  # Finding: go there and work on it
    dismissed = Signal(object)  # Finding
    submit_asked = Signal()
    settle_asked = Signal(object)  # list[Finding]: the paragraphs that are to count as read

    def __init__(self) -> None:
        self._model: LineModel[Finding] = LineModel(self._shown)
        self._list = LineList(self._model, tr("To be looked at before submitting"))
        super().__init__(tr("To be looked at before submitting"), self._list)
        self._text = ""
        self._submitting = False
        self._list.moved.connect(self._on_moved)
        self._list.chosen.connect(self._choose)
        self._list.key_pressed.connect(self._on_key)
        self._list.delegate.measure([tr(words) for words in _KINDS.values()])
        self._dismiss = button(tr("Do not show again"), self.dismiss_current, name="dismiss")
        self._dismiss.setToolTip(tooltip(tr("Take this off the list of this article for good (Delete)")))
        self._next = button(tr("Next"), lambda: self._list.step(1), name="next_finding")
        self._next.setToolTip(tooltip(tr("Next (N), previous (Shift+N), go there (Enter)")))
        self._submit = button(tr("Submit"), self.submit_asked.emit, name="submit", default=True)
        self._read = button(tr("All were read"), self._settle, name="all_read")
        self._read.setToolTip(tooltip(tr("Tick all paragraphs of the list as read")))
        for widget in (self._read, self._next, self._dismiss, self._submit):
            self.head.add(widget)
        self._tell()

    def show_findings(self, findings: Sequence[Finding], text: str, submitting: bool = False) -> None:
        """Lists the findings of an article; after an edit it goes on at the place where the person was.

        `submitting` says that the person is about to submit and only has to say so once more.
        """
        at = self._list.current_row()
        before = self._model.entry(at) if 0 <= at < self._model.rowCount() else None
        self._text, self._submitting = text, submitting
        self._model.set_entries(list(findings))
        self._tell()
        if before is None:
            self._list.go_to(0)
        else:
            self._list.go_to(
                next((row for row, one in enumerate(findings) if one.start >= before.start), len(findings) - 1)
            )

    @property
    def submitting(self) -> bool:
        """Whether the person is about to submit."""
        return self._submitting

    def _unread(self) -> list[Finding]:
        return [one for one in self._model.entries() if one.kind == UNTICKED]

    def _settle(self) -> None:
        self.settle_asked.emit(self._unread())

    def current(self) -> Finding | None:
        """The finding that the list is at."""
        row = self._list.current_row()
        return self._model.entry(row) if row >= 0 else None

    def dismiss_current(self) -> None:
        """Takes the current finding off the list, for good."""
        row = self._list.current_row()
        if row < 0:
            return
        finding = self._model.entry(row)
        self._model.remove(row, 1)
        self._tell()
        self.dismissed.emit(finding)
        self._list.go_to(min(row, self._model.rowCount() - 1))

    def _on_moved(self, row: int) -> None:
        finding = self._model.entry(row)
        self.place_shown.emit(finding.start, finding.end)

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.place_chosen.emit(self._model.entry(row))

    def _on_key(self, key: str) -> None:
        if key == "n":
            self._list.step(1)
        elif key == "N":
            self._list.step(-1)
        elif key == "delete":
            self.dismiss_current()

    def _shown(self, finding: Finding) -> Line:
        around = place(self._text, finding.start, finding.end)
        lead = tr(_KINDS[finding.kind]) if finding.kind in _KINDS else finding.kind
        return Line(around.text, around.before, around.after, lead=lead, note=tr(finding.message, **finding.values))

    def _tell(self) -> None:
        count = self._model.rowCount()
        self.head.about.set_whole(tr("{n} places", n=count) if count else "")
        for widget in (self._next, self._dismiss):
            widget.setVisible(count > 0)
        self._submit.setText(ampersands(tr("Submit anyway") if count else tr("Submit")))
        self._submit.setVisible(self._submitting)
        self._read.setVisible(bool(self._unread()))
        nothing = tr("Nothing to be looked at: every number and every quoted name is tagged.")
        self.show_rows(count > 0, nothing if self._text else tr("Open an article to check it."))
