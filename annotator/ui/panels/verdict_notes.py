"""What reviewers said of my tags, in the drawer: before, after and reason; one key takes it over, one objects."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.scheme import Scheme
from annotator.i18n import tr
from annotator.services.verdict_words import changed, judgement_names
from annotator.services.verdicts import Matter
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.lines import LineList
from annotator.ui.widgets import GRID, button, filled, heading, hint, label, line, tool


class _Notes(LineList):
    """The list; Space takes a matter over."""

    taken = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class NotesPanel(QWidget):
    """Lists what waits for me; it stores nothing itself."""

    take_asked = Signal(object)  # list[Matter]
    objected = Signal(object, str)  # Matter, why
    place_chosen = Signal(object)  # Matter
    closed = Signal()

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self.model: LineModel[Matter] = LineModel(self._line)
        self.list = _Notes(self.model, tr("What reviewers said of my tags"))
        self.list.delegate.in_context = False
        self.title = heading("")
        self.detail = label(wrap=True, selectable=True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.why = QLineEdit(placeholderText=tr("Why not? Goes to the reviewer as a question at the tag."))
        self.why.setAccessibleName(tr("Why not"))
        self.take = button(tr("Take over (Space)"), self._take, name="note_take", default=True)
        self.object = button(tr("Object (Q)"), self._ask_why, name="note_object")
        self.take_all = button(tr("Take over all"), self._take_all, name="note_take_all")
        self._lay_out()
        self.list.taken.connect(self._take)
        self.list.key_pressed.connect(lambda key: self._ask_why() if key in ("q", "Q") else None)
        self.list.moved.connect(self._moved)
        self.list.chosen.connect(lambda _row: self._go())
        self.list.clicked_row.connect(lambda _row: self._go())
        self.list.escaped.connect(self.closed)
        self.why.returnPressed.connect(self._object)
        self.setFocusProxy(self.list)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(GRID * 3 // 2, GRID // 2, GRID // 2, GRID // 2)
        top.setSpacing(GRID)
        top.addWidget(self.title, 1)
        top.addWidget(self.take_all)
        top.addWidget(tool("close", tr("Close (Esc)"), self.closed.emit, name="notes_close"))
        self._card = QWidget()
        card = QVBoxLayout(self._card)
        card.setContentsMargins(GRID * 3 // 2, GRID, GRID * 3 // 2, GRID)
        card.setSpacing(GRID)
        card.addWidget(self.detail, 1)
        card.addWidget(self.why)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.take)
        row.addWidget(self.object)
        row.addStretch(1)
        card.addLayout(row)
        self._empty = hint(tr("Nothing waits for you. What a reviewer changes or asks will be told here."))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QWidget()
        middle = QHBoxLayout(self._body)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.list, 3)
        middle.addWidget(filled(self._card, active().ground), 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        column.addLayout(top)
        column.addWidget(self._body, 1)
        column.addWidget(self._empty, 1)

    # -- showing -------------------------------------------------------------------------------------------------------

    def show_matters(self, matters: Sequence[Matter]) -> None:
        """Shows what waits; the current row stays where it was."""
        row = max(0, self.list.current_row())
        self.model.set_entries(list(matters))
        self.list.delegate.measure([*judgement_names().values()])
        for part in (self._body, self.take_all):
            part.setVisible(bool(matters))
        self._empty.setVisible(not matters)
        self.title.setText(tr("Review of my tags: {n} wait for you", n=len(matters)))
        self.list.go_to(min(row, len(matters) - 1))
        self._show_detail()

    def _line(self, matter: Matter) -> Line:
        said = judgement_names()[matter.verdict.judgement]
        parts = [f"{old} → {new}" if new else old for _, old, new in changed(self._scheme, matter.verdict)]
        words = tr("; ").join(parts)
        one = self._scheme.label(matter.verdict.before.label)
        return Line(words, lead=said, colour=one.colour, note=f"{matter.title} · {matter.reviewer}")

    @property
    def current(self) -> Matter | None:
        """The matter of the current row."""
        row = self.list.current_row()
        return self.model.entry(row) if 0 <= row < self.model.rowCount() else None

    def _moved(self, _row: int) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        matter = self.current
        self.why.clear()
        if matter is None:
            self.detail.setText("")
            return
        verdict = matter.verdict
        lines = [tr("{name}: {said}", name=matter.reviewer, said=judgement_names()[verdict.judgement])]
        for name, old, new in changed(self._scheme, verdict):
            whole = bool(new) or verdict.after is not None
            lines.append(f"{name}  {old or '—'} → {new or '—'}" if whole else f"{name}  {old}")
        if verdict.reason:
            lines.append(tr("Reason: {reason}", reason=verdict.reason))
        self.detail.setText("\n".join(lines))

    # -- what is done --------------------------------------------------------------------------------------------------

    def _go(self) -> None:
        if self.current is not None:
            self.place_chosen.emit(self.current)

    def _take(self) -> None:
        if self.current is not None:
            self.take_asked.emit([self.current])

    def _take_all(self) -> None:
        self.take_asked.emit(list(self.model.entries()))

    def _ask_why(self) -> None:
        if self.current is not None:
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)
            if self.why.text().strip():
                self._object()

    def _object(self) -> None:
        if self.current is not None and self.why.text().strip():
            self.objected.emit(self.current, self.why.text())
            self.list.setFocus()
