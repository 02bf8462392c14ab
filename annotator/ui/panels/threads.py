"""The tab with the questions of the open article: a list, the conversation of one, and fields to ask and answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.domain.ids import PersonId, RecordId
from annotator.domain.person import Person
from annotator.i18n import tr
from annotator.services.threads import Said, Talk
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.palette import active
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.message import Message
from annotator.ui.values import shortened
from annotator.ui.widgets import (
    GRID,
    Elided,
    ampersands,
    breakable,
    button,
    coloured,
    filled,
    heading,
    hint,
    label,
    line,
    steady,
    tool,
)

_SIDE: Final = GRID * 3 // 2
_FIELD_HEIGHT: Final = 9 * GRID


class Field(QPlainTextEdit):
    """Some lines of text; Ctrl+Enter sends them, Esc gives up."""

    sent = Signal()
    left = Signal()

    def __init__(self, about: str) -> None:
        super().__init__()
        self.setPlaceholderText(about)
        self.setAccessibleName(about)
        self.setTabChangesFocus(True)
        self.setFixedHeight(_FIELD_HEIGHT)

    @override
    def event(self, event: QEvent) -> bool:
        # Ctrl+Enter is a shortcut of the window too; while somebody writes it sends what is written.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _sends(event):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _sends(event):
            self.sent.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ThreadsPanel(QWidget):
    """Shows the talks it is given; what a person asks for is told by signals."""

    asked = Signal(str, object)  # text, tuple[PersonId]: about what `begin` named
    answered = Signal(object, str)  # RecordId of the thread, text
    resolved = Signal(object, bool)  # RecordId of the thread
    edited = Signal(object, str)  # RecordId of what I said, text
    removed = Signal(object)  # RecordId of what I said
    place_chosen = Signal(object)  # Talk
    ask_wanted = Signal()  # the person wants to ask about what is current
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._talks: list[Talk] = []
        self._current: RecordId | None = None
        self._editing: RecordId | None = None
        self._model: LineModel[Talk] = LineModel(_shown)
        self.rows = LineList(self._model, tr("Questions of this article"))
        self.rows.delegate.in_context = False
        self._empty = Message(tr("No questions about this article. Q asks one about the current tag or selection."))
        self._lay_out()
        self.rows.moved.connect(self._on_moved)
        self.rows.chosen.connect(self._on_chosen)
        self.rows.clicked_row.connect(self._on_chosen)
        self.rows.escaped.connect(self.left)
        self.setFocusProxy(self.rows)
        self.show_talks(())

    def _lay_out(self) -> None:
        self._list = QStackedWidget()
        self._list.addWidget(self.rows)
        self._list.addWidget(self._empty)
        self._pages = QStackedWidget()
        self._pages.addWidget(QWidget())
        self._pages.addWidget(self._talk())
        self._pages.addWidget(self._ask())
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self._list)
        both.addWidget(self._pages)
        both.setSizes([220, 480])
        self._new = button(tr("Ask…"), self.ask_wanted.emit, name="ask", picture="plus")
        top = QHBoxLayout()
        top.setContentsMargins(_SIDE, GRID // 2, _SIDE, GRID // 2)
        self._about = Elided(where=Qt.TextElideMode.ElideRight)
        top.addWidget(self._about, 1)
        top.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line())
        column.addWidget(both, 1)
        filled(self, active().paper)

    def _talk(self) -> QWidget:
        self._said = QVBoxLayout()
        self._said.setContentsMargins(_SIDE, GRID, _SIDE, GRID)
        self._said.setSpacing(GRID)
        inside = filled(QWidget(), active().paper)
        inside.setLayout(self._said)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        self.reply = Field(tr("Answer; @name addresses somebody"))
        self.reply.sent.connect(self._on_reply)
        self.reply.left.connect(self.left)
        self._send = button(tr("Answer"), self._on_reply, name="answer")
        self._resolve = button("", self._on_resolve, name="resolve")
        return self._under(self._area, self.reply, [self._resolve], self._send)

    def _ask(self) -> QWidget:
        self.question = Field(tr("What is the question?"))
        self.question.sent.connect(self._on_ask)
        self.question.left.connect(self._give_up)
        self._anchor = label(wrap=True)
        self._to = steady(QComboBox(), 10)
        self._to.setAccessibleName(tr("Put to"))
        self._put = button(tr("Ask"), self._on_ask, name="put_question")
        top = QWidget()
        rows = QVBoxLayout(top)
        rows.setContentsMargins(_SIDE, GRID, _SIDE, GRID)
        rows.setSpacing(GRID)
        rows.addWidget(heading(tr("New question")))
        rows.addWidget(self._anchor)
        rows.addStretch(1)
        return self._under(
            top, self.question, [self._to, button(tr("Cancel"), self._give_up, name="give_up")], self._put
        )

    def _under(self, above: QWidget, field: Field, others: Sequence[QWidget], send: QWidget) -> QWidget:
        """A field under something, and a row of buttons under the field."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above, 1)
        column.addWidget(line())
        below = QVBoxLayout()
        below.setContentsMargins(_SIDE, GRID, _SIDE, GRID)
        below.setSpacing(GRID)
        below.addWidget(field)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for widget in others:
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(hint("Ctrl+Enter", wrap=False))
        row.addWidget(send)
        below.addLayout(row)
        column.addLayout(below)
        return whole

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_talks(self, talks: Sequence[Talk]) -> None:
        """Shows the questions of an article; the one at hand stays, and what was typed."""
        self._talks = list(talks)
        self._model.set_entries(self._talks)
        self._list.setCurrentIndex(0 if talks else 1)
        open_ = sum(one.open for one in talks)
        self._about.set_whole(tr("{open} open of {total}", open=open_, total=len(talks)) if talks else "")
        if self._pages.currentIndex() != 2:
            at = self._row_of(self._current)
            self._show(self._talks[max(at, 0)] if self._talks else None)

    def show_talk(self, thread: RecordId) -> None:
        """Brings a question to the front."""
        row = self._row_of(thread)
        if row >= 0:
            self._show(self._talks[row])
            self.rows.go_to(row)

    def begin(self, about: str, people: Sequence[Person]) -> None:
        """Opens the field for a new question: what it is about in words, and to whom it can be put."""
        self._anchor.setText(breakable(about))
        self._to.clear()
        self._to.addItem(tr("to anybody"), None)
        for person in people:
            self._to.addItem(tr("to {name}", name=shortened(person.name)), person.id)
        self._pages.setCurrentIndex(2)
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> bool:
        """Whether something was typed that is not sent."""
        return bool(self.question.toPlainText().strip() or self.reply.toPlainText().strip())

    def sent(self) -> None:
        """What was typed is stored: the fields are empty again."""
        self.question.clear()
        self.reply.clear()
        self._editing = None
        self._send.setText(ampersands(tr("Answer")))
        if self._pages.currentIndex() == 2:
            self._pages.setCurrentIndex(0)

    def _row_of(self, thread: RecordId | None) -> int:
        return next((k for k, one in enumerate(self._talks) if one.thread.id == thread), -1)

    def _show(self, talk: Talk | None) -> None:
        self._pages.setCurrentIndex(1 if talk is not None else 0)
        if talk is None:
            self._current = None
            return
        if talk.thread.id != self._current:
            self._editing = None
            self.reply.clear()
        self._current = talk.thread.id
        while (item := self._said.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if talk.thread.anchor.quote:
            words = tr("About “{text}”", text=shortened(talk.thread.anchor.quote, 60))
            gone = tr("{words} (no longer in the text)", words=words) if talk.gone else words
            self._said.addWidget(coloured(label(breakable(gone), wrap=True), active().secondary))
        for said in talk.said:
            self._said.addWidget(self._bubble(said))
        if talk.resolved_by:
            self._said.addWidget(coloured(label(tr("Resolved by {name}", name=talk.resolved_by)), active().good))
        self._said.addStretch(1)
        self._resolve.setText(ampersands(tr("Resolved") if talk.open else tr("Open again")))
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _bubble(self, said: Said) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(heading(shortened(said.name)))
        top.addWidget(hint(when(said.seconds), wrap=False))
        top.addStretch(1)
        if said.mine:
            top.addWidget(tool("pencil", tr("Change my words"), lambda: self._edit(said)))
            top.addWidget(tool("trash", tr("Take my words back"), lambda: self.removed.emit(said.id)))
        column.addLayout(top)
        words = label(breakable(said.text), wrap=True, selectable=True)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        column.addWidget(words)
        return made

    # -- what the person does --------------------------------------------------------------------------------------

    def _on_moved(self, row: int) -> None:
        if 0 <= row < len(self._talks) and self._talks[row].thread.id != self._current:
            self._show(self._talks[row])

    def _on_chosen(self, row: int) -> None:
        if 0 <= row < len(self._talks):
            self._show(self._talks[row])
            self.place_chosen.emit(self._talks[row])

    def _edit(self, said: Said) -> None:
        self._editing = said.id
        self.reply.setPlainText(said.text)
        self._send.setText(ampersands(tr("Change")))
        self.reply.setFocus()

    def _on_reply(self) -> None:
        text = self.reply.toPlainText().strip()
        if not text or self._current is None:
            return
        if self._editing is not None:
            self.edited.emit(self._editing, text)
        else:
            self.answered.emit(self._current, text)

    def _on_resolve(self) -> None:
        row = self._row_of(self._current)
        if row >= 0:
            self.resolved.emit(self._current, self._talks[row].open)

    def _on_ask(self) -> None:
        text = self.question.toPlainText().strip()
        if text:
            chosen = self._to.currentData()
            self.asked.emit(text, () if chosen is None else (PersonId(chosen),))

    def _give_up(self) -> None:
        self.question.clear()
        at = self._row_of(self._current)
        self._pages.setCurrentIndex(0)
        self._show(self._talks[max(at, 0)] if self._talks else None)
        self.left.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _sends(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def when(seconds: float) -> str:
    """A time as people read it."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")


def _shown(talk: Talk) -> Line:
    answers = len(talk.said) - 1
    note = tr("{name} · {n} answers", name=shortened(talk.said[0].name, 12), n=answers)
    return Line(
        talk.thread.text,
        lead=tr("open") if talk.open else tr("resolved"),
        colour=active().warning if talk.open else active().good,
        note=note if answers else shortened(talk.said[0].name, 12),
        faded=not talk.open,
    )
