"""The review of another's tags on the stage: the article with that person's tags, a list of them, a form, a verdict."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from annotator.domain.ids import PersonId, SpanId
from annotator.domain.marks import Marks
from annotator.domain.scheme import Scheme
from annotator.domain.span import Mark
from annotator.domain.verdict import Judgement
from annotator.i18n import tr
from annotator.services import assist
from annotator.services.document import Document
from annotator.services.verdict_words import outcome
from annotator.services.verdicts import Judged, Work
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.chosen import Chosen
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.people_parts import avatar
from annotator.ui.panels.tag_form import TagForm
from annotator.ui.text.view import ArticleView
from annotator.ui.values import named, one_line
from annotator.ui.widgets import GRID, button, filled, hint, label, line, steady

_SIDE: Final = 376


class ReviewView(QWidget):
    """Shows what is reviewed and tells what the reviewer does; it stores nothing itself."""

    person_chosen = Signal(object)  # PersonId
    judged = Signal(object, str)  # Judgement, reason
    command_given = Signal(str)  # a single key's command

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._document: Document | None = None
        self._known: Mapping[SpanId, Judged] = {}
        self.current: SpanId | None = None
        self.view = ArticleView()
        self.who = steady(QComboBox(), 14)
        self.who.setAccessibleName(tr("Whose tags are reviewed"))
        self.count = hint(wrap=False)
        self.model: LineModel[Mark] = LineModel(self._line)
        self.list = LineList(self.model, tr("Tags"))
        self.form = TagForm()
        self.form.set_scheme(scheme)
        self.form.read_back = assist.read_back
        self.said = label(wrap=True, selectable=True)
        self.reason = QLineEdit(placeholderText=tr("Reason, for the person whose tag it is (Enter)"))
        self.reason.setAccessibleName(tr("Reason"))
        self.empty = label(wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.accept = button(tr("Right (Space)"), lambda: self._say(Judgement.ACCEPT), name="verdict_accept")
        self.reject = button(tr("Not a tag (Backspace)"), lambda: self._say(Judgement.REJECT), name="verdict_reject")
        self.query = button(tr("Query (Q)"), lambda: self.focus_reason(Judgement.QUERY), name="verdict_query")
        self._pending: Judgement | None = None  # what the reason that is being typed is for
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(GRID * 3 // 2, GRID, GRID * 3 // 2, GRID)
        top.setSpacing(GRID)
        top.addWidget(self.who)
        top.addWidget(self.count, 1)
        card = QVBoxLayout()
        card.setContentsMargins(GRID * 3 // 2, GRID, GRID * 3 // 2, GRID)
        card.setSpacing(GRID)
        card.addWidget(self.said)
        card.addWidget(self.reason)
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        for part in (self.accept, self.reject, self.query):
            row.addWidget(part)
        card.addLayout(row)
        rows = QSplitter(Qt.Orientation.Vertical)
        rows.addWidget(self.list)
        rows.addWidget(self.form)
        rows.setChildrenCollapsible(False)
        rows.setSizes([300, 260])
        self._work = QWidget()
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rows, 1)
        column.addWidget(line())
        column.addLayout(card)
        side = QWidget()
        whole = QVBoxLayout(side)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(line())
        whole.addWidget(self._work, 1)
        whole.addWidget(self.empty, 1)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.view)
        both.addWidget(filled(side, active().ground))
        both.setChildrenCollapsible(False)
        both.setStretchFactor(0, 1)
        both.setSizes([1000, _SIDE])
        side.setMinimumWidth(_SIDE - 4 * GRID)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(both)

    def _connect(self) -> None:
        self.who.activated.connect(lambda at: self.person_chosen.emit(PersonId(self.who.itemData(at))))
        self.view.key_command.connect(self.command_given)
        self.view.mark_clicked.connect(lambda id_: self.go_to(SpanId(id_), reveal=False))
        self.list.clicked_row.connect(self._row_clicked)
        self.list.chosen.connect(self._row_clicked)
        self.list.escaped.connect(self.view.setFocus)
        self.reason.returnPressed.connect(self._reason_given)
        self.form.left.connect(self.view.setFocus)
        self.form.quote_asked.connect(lambda _span, key: self.add_quote(key))

    # -- showing -------------------------------------------------------------------------------------------------------

    def show_works(self, works: Sequence[Work], chosen: PersonId | None) -> None:
        """Offers the people whose tags of the article can be reviewed."""
        self.who.clear()
        for work in works:
            self.who.addItem(avatar(work.person, 16), work.person.name, work.person.id)
            if work.person.id == chosen:
                self.who.setCurrentIndex(self.who.count() - 1)
        self.who.setVisible(bool(works))
        self._work.setVisible(bool(works))
        self.count.setVisible(bool(works))
        self.empty.setVisible(not works)
        self.empty.setText(tr("Nobody else has begun this article yet; there is nothing to go through."))

    def show_document(self, document: Document, known: Mapping[SpanId, Judged]) -> None:
        """Shows another's tags and what was said of them; the marks are the document's own."""
        self._document, self._known = document, known
        self.form.set_limit(len(document.text))
        self.model.set_entries(list(document.marks))
        self.list.delegate.measure([named(one) for one in self._scheme.active])
        self._show_count()

    def show_nothing(self, text: str) -> None:
        """Shows an article of which there is nothing to review."""
        self._document, self._known = None, {}
        self.view.show_article(text, Marks(), {})
        self.model.set_entries([])
        self.go_to(None)

    def follow(self, known: Mapping[SpanId, Judged]) -> None:
        """Shows verdicts and proposals as they are now; the current tag stays."""
        self._known = known
        if self._document is not None:
            self.model.set_entries(list(self._document.marks))
            self.view.refresh_marks()
            self.go_to(self.current, reveal=False)
            self._show_count()

    def _show_count(self) -> None:
        total = self.model.rowCount()
        done = sum(mark.id in self._known for mark in self.model.entries())
        self.count.setText(tr("{done} of {total} tags judged", done=done, total=total))

    def _line(self, mark: Mark) -> Line:
        document = self._document
        found = self._known.get(mark.id)
        one = self._scheme.label(mark.label)
        text = "" if document is None else one_line(document.text[mark.start : mark.end])
        note = outcome(found) if found is not None else ""
        faded = found is not None and found.verdict.judgement is Judgement.REJECT
        return Line(text, lead=named(one), colour=one.colour, note=note, faded=faded)

    def go_to(self, span: SpanId | None, reveal: bool = True) -> None:
        """Makes a tag the current one."""
        document = self._document
        mark = None if document is None or span is None else document.marks.get(span)
        self.current = None if mark is None else mark.id
        self.view.set_current(mark)
        for part in (self.accept, self.reject, self.query, self.reason):
            part.setEnabled(mark is not None)
        if mark is None or document is None:
            self.form.clear()
            self.said.setText("")
            self.reason.clear()
            return
        if reveal:
            self.view.reveal(mark.start, mark.end)
        row = next((at for at, one in enumerate(self.model.entries()) if one.id == mark.id), -1)
        self.list.go_to(row)
        shown = document.span(mark.id)
        chosen = Chosen((mark.id,), (shown,), (self._scheme.label(mark.label),), mark.id)
        self.form.show_tags(chosen, editable=True)
        self._show_said(self._known.get(mark.id))

    def _show_said(self, found: Judged | None) -> None:
        self.reason.setText(found.verdict.reason if found is not None else "")
        if found is None:
            self.said.setText(tr("Not judged yet. Change label, bounds or attributes to mend it."))
        elif found.reply is not None and found.reply.text:
            self.said.setText(tr("{outcome}: “{text}”", outcome=outcome(found), text=found.reply.text))
        else:
            self.said.setText(outcome(found))

    # -- what is done --------------------------------------------------------------------------------------------------

    def next_open(self, direction: int, judged_too: bool = False) -> bool:
        """To the next or previous tag that is not judged, or any; whether there is one."""
        entries = self.model.entries()
        at = next((row for row, mark in enumerate(entries) if mark.id == self.current), -1 if direction > 0 else 0)
        order = range(at + 1, len(entries)) if direction > 0 else range(at - 1, -1, -1)
        for row in order:
            if judged_too or entries[row].id not in self._known:
                self.go_to(entries[row].id)
                return True
        return False

    def focus_reason(self, judgement: Judgement | None = None) -> None:
        """Puts the keyboard into the reason, for what was said of the tag or (`judgement`) is to be said."""
        self._pending = judgement
        if self.current is not None:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            self.reason.selectAll()

    def add_quote(self, key: str | None = None) -> bool:
        """Adds the selected words to an attribute of the current tag; whether there were any and room for them."""
        selection = self.view.selection()
        if selection is None or self._document is None:
            return False
        start, end = selection
        return self.form.add_quote(start, end, self._document.text[start:end], key)

    def _reason_given(self) -> None:
        found = self._known.get(self.current) if self.current is not None else None
        self._say(self._pending or (found.verdict.judgement if found is not None else Judgement.QUERY))

    def _row_clicked(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            self.go_to(self.model.entry(row).id)
            self.view.setFocus()

    def _say(self, judgement: Judgement) -> None:
        self._pending = None
        self.judged.emit(judgement, self.reason.text())
        self.view.setFocus()
