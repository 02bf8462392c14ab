"""Suggestions in the window: what keys and clicks decide about them, and where the person goes next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from annotator.domain.article import LayerKind
from annotator.domain.change import Change
from annotator.domain.ids import SpanId
from annotator.domain.learning import Control, Refusal, Tick
from annotator.domain.record import Record
from annotator.domain.scheme import AttributeType
from annotator.domain.span import Mark, Origin, Span, mark_order
from annotator.i18n import tr
from annotator.services import deciding
from annotator.services.deciding import Bounds, Reading
from annotator.services.document import Document
from annotator.services.suggesting import Proposal
from annotator.ui.features import Desk
from annotator.ui.notify import Level, NoticeAction
from annotator.ui.suggest_bounds import mended_bounds
from annotator.ui.suggest_feed import Feed
from annotator.ui.text.content import ScrollState

if TYPE_CHECKING:
    from annotator.ui.panels.suggest import SuggestPanel

TAB: Final = "suggest"
_SEEN_MS: Final = 150  # after so long at one place of a long article it is looked through
_MENDING: Final = ("larger", "smaller", "start_left", "start_right", "end_left", "end_right")


class SuggestCommands(QObject):
    """Decides about the current suggestion and goes on to the next; the article, the tab and the line below follow."""

    decided = Signal(str, str, str)  # engine, key of the label, and accepted, mended or refused

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)  # and goes with it
        self._desk = desk
        self._view, self._tagging = desk.space.view, desk.work.tagging
        self._feed = Feed(desk.session, self._threshold, self)
        self._panel: SuggestPanel | None = None
        self._document: Document | None = None
        self._reading = Reading("")
        self._every = 0
        self._learning = ""
        self._away = False
        self._controlled = False
        self._current: Mark | None = None
        self._moving = False
        self._home: tuple[int, ScrollState] | None = None  # where the person was before the keys went along
        self._asked: object = None  # what a notice asks about: the same key again says yes
        self._shown = QTimer(self, singleShot=True, interval=0)
        self._shown.timeout.connect(self._show)
        self._seen = QTimer(self, singleShot=True, interval=_SEEN_MS)
        self._seen.timeout.connect(lambda: self._feed.look(self._view.scroll_state().position))
        self._keys: dict[str, Callable[[], bool]] = {
            "accept": self._accept_current,
            "refuse": self._refuse_current,
            "remove": self._refuse_current,
            "form": self._accept_and_edit,
            "indicator": self._accept_with_indicator,
            "next_undecided": lambda: self._go(1),
            "previous_undecided": lambda: self._go(-1),
            "next_mark": lambda: self._go_to_mark(1),
            "previous_mark": lambda: self._go_to_mark(-1),
            "same": self._same,
            "refuse_same": self._refuse_same,
            "drop": self._drop,
            **{command: partial(self._mend, command) for command in _MENDING},
        }
        # Paragraphs are ticked as read with these also where nothing is proposed, as in a control article.
        self._always: dict[str, Callable[[], bool]] = {
            "accept_paragraph": self._accept_paragraph,
            "accept_article": self._accept_article,
        }
        self._connect()
        desk.window.actions_["suggestions"].setChecked(desk.app.settings.suggest)
        self._opened(desk.session.document)

    def _connect(self) -> None:
        session, view = self._desk.session, self._view
        session.opened.connect(self._opened)
        session.changed.connect(self._changed)
        session.checks[TAB] = self._unticked
        view.caret_moved.connect(self._caret_moved)
        view.mark_clicked.connect(self._clicked)
        view.verticalScrollBar().valueChanged.connect(lambda _value: self._seen.start())
        self._tagging.current_moved.connect(self._tag_chosen)
        self._feed.arrived.connect(self._arrived)

    # -- what a feature is -----------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {
            "suggestions": lambda: self.switch(not self._desk.app.settings.suggest),
            "pane_suggest": self._show_tab,
            "untick": self._untick,
        }

    def take(self, command: str) -> bool:
        """Does a single key's command where it is about suggestions; else leaves it to tagging."""
        if self._document is None or self._desk.space.on_stage is not None:
            return False
        if command in self._always and self._desk.work.editable:
            return self._always[command]()
        if not self.active:
            return False
        if command.startswith("label:"):
            return self._label(command.removeprefix("label:"))
        action = self._keys.get(command)
        return action is not None and action()

    def tab(self, name: str) -> QWidget:
        """The list of suggestions."""
        from annotator.ui.panels.suggest import SuggestPanel

        assert name == TAB  # noqa: S101 - its line has one tab
        panel = self._panel = SuggestPanel(self._desk.session.project.scheme, self._desk.app.settings.keys)
        panel.chosen.connect(self._choose)
        panel.accepted.connect(self._accept_one)
        panel.refused.connect(self._refuse_one)
        panel.threshold_chosen.connect(self._set_threshold)
        panel.switched.connect(self.switch)
        panel.control_switched.connect(self._set_control_every)
        panel.shown_anyway.connect(self._show_anyway)
        panel.key_command.connect(self._desk.window.run)
        panel.left.connect(self._view.setFocus)
        self._show()
        return panel

    def leave(self) -> None:
        """Ends what runs; where the window stays after all, the next thing that happens goes on with it."""
        self._away = True
        self._feed.pause()
        self._shown.stop()
        self._seen.stop()

    # -- what is shown ---------------------------------------------------------------------------------------------

    @property
    def active(self) -> bool:
        """Whether there can be suggestions for the open article."""
        return self._document is not None and self._desk.app.settings.suggest and not self._controlled

    @property
    def feed(self) -> Feed:
        """The proposals."""
        return self._feed

    @property
    def current(self) -> Proposal | None:
        """The suggestion with the ring."""
        return self._feed.proposal(self._current.id) if self._current is not None else None

    def show_learning(self, words: str) -> None:
        """Says in the tab what is being learned, or was."""
        if words != self._learning:
            self._learning = words
            self._shown.start()

    def _threshold(self) -> float | None:
        percent = self._desk.app.settings.suggest_threshold
        return percent / 100 if percent else None

    def _opened(self, document: Document | None) -> None:
        self._feed.close()
        self._away = False
        self._document = document
        self._current = self._home = self._asked = None
        self._reading, self._controlled = Reading(document.text if document is not None else ""), False
        self._view.set_read(())
        self._view.set_suggestions(self._feed.marks)
        self._shown.start()
        if document is None:
            return
        project, article = self._desk.session.project, document.article.id

        def read(found: tuple[list[Record], int]) -> None:
            if not isValid(self) or not isValid(self._view) or self._away or self._document is not document:
                return  # the window is gone, or the person
            notes, self._every = found
            self._reading.take(notes)
            self._view.set_read(self._reading.read())
            self._controlled = deciding.is_control(article, self._every, notes)
            self._start()

        self._desk.session.ask(lambda: (deciding.read_notes(project, article), deciding.control_every(project)), read)

    def _start(self) -> None:
        """Has the open article looked through, if that is wanted."""
        self._feed.close()
        self._set(None)
        document = self._document
        hidden = document is not None and document.layer.kind is LayerKind.RETEST  # memory would tell the first tags
        if document is not None and self.active and self._desk.work.editable and not hidden:
            self._feed.open(document, self._view.caret)
        self._view.set_suggestions(self._feed.marks)
        self._shown.start()

    def _arrived(self, changed: Sequence[Bounds]) -> None:
        if self._current is not None and self._feed.proposal(self._current.id) is None:
            self._set(None)
        self._view.refresh_marks(changed)
        self._shown.start()

    def _show(self) -> None:
        """Shows in the tab and in the line below how much there is to decide."""
        if not isValid(self._view):
            return
        count = len(self._feed.marks)
        self._desk.space.side.set_count(TAB, count)
        read, whole = len(self._reading.read()), len(self._reading)
        said = tr("To confirm: {n}", n=count) if self.active else ""
        tip = tr("Paragraphs read: {n} of {total}", n=read, total=whole)
        self._desk.window.line.show_extra("suggest", said, tip)
        if self._panel is not None:
            self._panel.set_state(
                on=self._desk.app.settings.suggest,
                control=self._controlled,
                every=self._every,
                threshold=self._desk.app.settings.suggest_threshold,
                working=self.active and not self._feed.done,
            )
            self._panel.show_learning(self._learning)
            text = self._document.text if self._document is not None else ""
            self._panel.show_proposals(self._feed.all(), text)
            self._panel.show_current(self._current.id if self._current is not None else None)

    # -- following -------------------------------------------------------------------------------------------------

    def _changed(self, changes: Sequence[Change]) -> None:
        document = self._document
        if document is None:
            return
        self._follow_notes(changes)
        self._feed.follow(changes)
        if self._desk.work.editable != bool(self._feed.marks or self._feed.done):
            self._follow_state(changes)
        if not self._moving:
            back = [one for one in map(_taken_back, changes) if one is not None]
            if back:
                QTimer.singleShot(0, self, lambda: self._come_back(document, back))
        self._shown.start()

    def _follow_state(self, changes: Sequence[Change]) -> None:
        """Submitting ends suggestions, going back to work brings them again."""
        if any(not isinstance(change.state, Span | Record) for change in changes):
            self._start()

    def _follow_notes(self, changes: Sequence[Change]) -> None:
        document = self._document
        notes = [change for change in changes if isinstance(change.state, Record)]
        mine = [change for change in notes if document is not None and change.article == document.article.id]
        for change in mine:
            if isinstance(change.before, Record):
                self._reading.drop(change.before)
            if isinstance(change.after, Record):
                self._reading.take([change.after])
        if any(isinstance(one.state, Record) and one.state.kind == Tick.kind for one in mine):
            self._view.set_read(self._reading.read())
        if any(isinstance(one.state, Record) and one.state.kind == Control.kind for one in mine):
            self._opened(document)

    def _come_back(self, document: Document, places: Sequence[Bounds]) -> None:
        """A decision that was taken back is open again: its suggestion is the current one."""
        if document is not self._document:
            return
        for start, end in places:
            found = next((one for one in self._feed.in_range(start, end) if one.start == start), None)
            if found is not None:
                self._set(deciding.as_mark(found))
                return

    def _caret_moved(self, position: int) -> None:
        if self._moving:
            return
        self._home = None
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton or self._view.selection() is not None:
            return
        if self._tagging.mark() is None and (self._current is None or not _holds(self._current, position)):
            under = self._feed.marks.at(position)
            if under:
                self._set(under[0], goes=False)

    def _clicked(self, id_: bytes) -> None:
        mark = self._feed.marks.get(SpanId(id_))
        if mark is not None:
            self._set(mark, goes=False)

    def _tag_chosen(self, _span: SpanId | None) -> None:
        if not self._moving and self._current is not None:
            self._current = None
            self._shown.start()

    def _choose(self, id_: SpanId) -> None:
        mark = self._feed.marks.get(id_)
        if mark is not None:
            self._leave_home()
            self._set(mark)

    def _set(self, mark: Mark | None, goes: bool = True) -> None:
        """Makes a suggestion the current one, or none; `goes` takes caret and view there."""
        before, self._current = self._current, mark
        if mark is None:
            if before is not None and self._view.current is not None and self._view.current.id == before.id:
                self._view.set_current(None)
                self._desk.work.state_changed.emit()
            self._shown.start()
            return
        self._moving = True
        try:
            self._tagging.set_current(None)
            self._view.set_current(mark)
            if goes:
                self._view.set_caret(mark.start)
                self._view.reveal(mark.start, mark.end)
        finally:
            self._moving = False
        self._desk.work.state_changed.emit()
        self._shown.start()

    # -- deciding --------------------------------------------------------------------------------------------------

    def _edit(self, make: Callable[[Document], Sequence[Change]], run: object = None) -> None:
        """Makes a decision; what follows from it is not taken for somebody else's doing."""
        self._moving = True
        try:
            self._desk.session.edit(make, run)
        finally:
            self._moving = False

    def _tell(self, proposals: Sequence[Proposal], how: str) -> None:
        """Tells the effort meter what became of proposals."""
        scheme = self._desk.session.project.scheme
        for one in proposals:
            self.decided.emit(one.engine, scheme.label(one.label).key, how)

    def _accept_current(self) -> bool:
        if self.current is None:
            return self._go(1)
        self._accept_one(deciding.suggestion_id(self.current), None)
        return True

    def _accept_one(self, id_: SpanId, chosen: Mapping[str, Any] | None) -> None:
        proposal = self._feed.proposal(id_)
        if proposal is not None:
            self._edit(lambda d: deciding.accept(d, [deciding.taken(d, proposal, chosen)]))
            self._tell([proposal], "mended" if chosen else "accepted")
            self._go_on(proposal)

    def _refuse_current(self) -> bool:
        if self.current is None:
            return self._remove_accepted()
        self._refuse_one(deciding.suggestion_id(self.current))
        return True

    def _refuse_one(self, id_: SpanId) -> None:
        proposal = self._feed.proposal(id_)
        if proposal is not None:
            self._edit(lambda d: deciding.refuse(self._desk.session.project, d, [proposal]))
            self._tell([proposal], "refused")
            self._go_on(proposal)

    def _remove_accepted(self) -> bool:
        """Removes a tag that was taken over as it was proposed, and refuses the proposal with it: one step; else it
        would be proposed again on the spot. False where the current tag is none."""
        document, mark = self._document, self._tagging.mark()
        if document is None or mark is None or len(self._desk.space.tags.selected()) > 1:
            return False
        if document.span(mark.id).origin != Origin.ACCEPTED:
            return False
        self._edit(lambda d: deciding.refuse_tag(self._desk.session.project, d, mark.id))
        self._tagging.set_current(None)
        return True

    def _accept_with_indicator(self) -> bool:
        """Accepts the current suggestion with the selection as its first quote, one step."""
        proposal, document, selection = self.current, self._document, self._view.selection()
        if proposal is None or document is None or selection is None:
            return False
        label = self._desk.session.project.scheme.label(proposal.label)
        attribute = next((one for one in label.attributes if one.type is AttributeType.QUOTES), None)
        if attribute is None:
            return False
        start, end = selection
        quotes = {attribute.key: [{"start": start, "end": end, "text": document.text[start:end]}]}
        span = deciding.taken(document, proposal, quotes)
        self._edit(lambda d: deciding.accept(d, [span]))
        self._tell([proposal], "mended")
        if document.marks.get(span.id) is not None:
            self._tagging.set_current(span.id)
        return True

    def _label(self, shortcut: str) -> bool:
        proposal = self.current
        if proposal is None or self._view.selection() is not None:
            return False
        scheme = self._desk.session.project.scheme
        label = scheme.by_shortcut(shortcut)
        if label is None:
            return False
        same = label.id == scheme.label(proposal.label).id
        self._edit(
            lambda d: deciding.accept(
                d, [deciding.taken(d, proposal) if same else deciding.mended(d, proposal, scheme, label=label)]
            )
        )
        self._tell([proposal], "accepted" if same else "mended")
        self._go_on(proposal)
        return True

    def _accept_and_edit(self) -> bool:
        proposal, document = self.current, self._document
        if proposal is None or document is None:
            return False
        span = deciding.taken(document, proposal)
        self._edit(lambda d: deciding.accept(d, [span]))
        self._tell([proposal], "accepted")
        if document.marks.get(span.id) is not None:
            self._desk.space.side.show_tab("tags")
            self._tagging.set_current(span.id)
            self._tagging.form_asked.emit()
        return True

    def _mend(self, command: str) -> bool:
        proposal, document = self.current, self._document
        if proposal is None or document is None or self._view.selection() is not None:
            return False
        scheme = self._desk.session.project.scheme
        bounds = mended_bounds(document, proposal, scheme.label(proposal.label), command)
        if bounds is None or bounds == (proposal.start, proposal.end):
            return True
        span = deciding.mended(document, proposal, scheme, bounds)
        self._current = None
        self._tagging.current = span.id  # before the edit, so that the next key that moves an end is of the same step
        self._edit(lambda d: deciding.accept(d, [span]), run=("bounds", span.id))
        self._tell([proposal], "mended")
        if document.marks.get(span.id) is not None:
            self._tagging.set_current(span.id)
        return True

    # -- paragraphs ------------------------------------------------------------------------------------------------

    def _here(self) -> int:
        mark = self._current or self._tagging.mark()
        return mark.start if mark is not None else self._view.caret

    def _accept_paragraph(self) -> bool:
        here = self._reading.at(self._here())
        if here is None:
            return False
        self._leave_home()
        self._accept_in([here], self._feed.in_range(*here))
        behind = self._reading.behind(here)
        if behind is not None:
            self._go_to_paragraph(behind)
        elif not self._go(1):
            self._set(None)
        return True

    def _accept_in(self, which: Sequence[Bounds], proposals: Sequence[Proposal]) -> None:
        """Takes suggestions over and ticks paragraphs that are not ticked yet, as one step."""
        project, known = self._desk.session.project, set(self._reading.read())
        new = [one for one in which if one not in known]
        self._edit(
            lambda d: deciding.accept(d, [deciding.taken(d, one) for one in proposals], deciding.ticks(project, d, new))
        )

        self._tell(proposals, "accepted")

    def _go_to_paragraph(self, where: Bounds) -> None:
        first = next(iter(self._feed.in_range(*where)), None)
        if first is not None:
            self._set(deciding.as_mark(first))
            return
        self._set(None)
        self._moving = True
        try:
            self._tagging.set_current(None)
            self._view.set_caret(where[0])
            self._view.reveal(where[0], where[0] + 1)
        finally:
            self._moving = False

    def _accept_article(self) -> bool:
        document = self._document
        if document is None:
            return False
        left, unread = self._feed.all(), self._reading.unread()
        if not left and not unread:
            return True
        asked = (document.article.id, len(left), len(unread))

        def do() -> None:
            if self._document is document:
                self._asked = None
                self._accept_in(self._reading.unread(), self._feed.all())

        if asked == self._asked:
            self._desk.window.notices.clear()
            do()
            return True
        self._asked = asked
        self._desk.app.notifier.tell(
            tr(
                "Accept {n} suggestions and tick {paragraphs} paragraphs as read? Shift+A again says yes.",
                n=len(left),
                paragraphs=len(unread),
            ),
            Level.INFO,
            actions=(NoticeAction(tr("Accept all"), do),),
        )
        return True

    def _untick(self) -> None:
        here = self._reading.at(self._here())
        if here is not None:
            gone = self._reading.notes_of(here)
            self._edit(lambda d: d.decide((), (), gone))

    def tick(self, which: Sequence[Bounds]) -> None:
        """Notes that some ranges were read: all unread paragraphs that lie in them."""
        unread = [one for one in self._reading.unread() if any(s <= one[0] and one[1] <= e for s, e in which)]
        self._accept_in(unread, [])

    def _unticked(self) -> Any:
        """What the check before submitting is to say of paragraphs: all that were not ticked, and where nothing is
        proposed only if the person ticks at all."""
        return deciding.unticked if self.active else deciding.unticked_by_habit, self.tick

    # -- going -----------------------------------------------------------------------------------------------------

    def _go(self, direction: int) -> bool:
        """To the next or previous undecided, round the end of the article; False where there is none."""
        marks = self._feed.marks
        if not len(marks):
            return False
        here: Mark | int = self._current or self._tagging.mark() or self._view.caret
        if direction > 0:
            found = marks.next(here) or marks[0]
        else:
            found = marks.previous(here) or marks[len(marks) - 1]
        self._leave_home()
        self._set(found)
        return True

    def _go_on(self, decided: Proposal) -> None:
        """To the next undecided behind one that was decided; behind the last one to the first."""
        marks = self._feed.marks
        self._leave_home()
        if not len(marks):
            self._set(None)
            self._moving = True
            self._tagging.set_current(None)
            self._view.set_caret(decided.end)
            self._moving = False
            return
        self._set(marks.next(deciding.as_mark(decided)) or marks[0])

    def _go_to_mark(self, direction: int) -> bool:
        """To the next or previous tag or suggestion; False where there are no suggestions."""
        document = self._document
        if document is None or not len(self._feed.marks):
            return False
        here: Mark | int = self._current or self._tagging.mark() or self._view.caret
        both = (document.marks, self._feed.marks)
        found = [one.next(here) if direction > 0 else one.previous(here) for one in both]
        known = sorted((one for one in found if one is not None), key=mark_order)
        if not known:
            return True
        mark = known[0] if direction > 0 else known[-1]
        self._leave_home()
        if self._feed.marks.get(mark.id) is not None:
            self._set(mark)
            return True
        self._set(None)
        self._moving = True
        self._tagging.current = mark.id
        self._view.set_caret(mark.start)
        self._tagging.set_current(mark.id, reveal=True)
        self._moving = False
        return True

    def _leave_home(self) -> None:
        """Remembers where the person is before the keys go elsewhere."""
        if self._home is None:
            self._home = self._view.caret, self._view.scroll_state()

    def _drop(self) -> bool:
        """Lets go of the current suggestion and goes back to where the caret was."""
        if self._view.selection() is not None or (self._tagging.mark() is not None and self._current is None):
            return False
        home, self._home = self._home, None
        if self._current is None and home is None:
            return False
        self._set(None)
        if home is not None:
            self._moving = True
            self._view.set_caret(home[0])
            self._view.restore_scroll(home[1])
            self._moving = False
        return True

    # -- the same decision everywhere ------------------------------------------------------------------------------

    def _same(self) -> bool:
        proposal, document = self.current, self._document
        if proposal is None or document is None or self._view.selection() is not None:
            return False
        quote = document.text[proposal.start : proposal.end]
        self._desk.window.looks.show_same(quote, proposal.label, proposal.attributes, origin=Origin.ACCEPTED)
        return True

    def _refuse_same(self) -> bool:
        proposal, document = self.current, self._document
        if proposal is None or document is None:
            return False
        quote = document.text[proposal.start : proposal.end]
        self._desk.window.looks.show_same(quote, proposal.label, refusing=True)
        return True

    # -- settings --------------------------------------------------------------------------------------------------

    def switch(self, on: bool) -> None:
        """Shows suggestions, or shows none."""
        self._desk.app.change_settings(replace(self._desk.app.settings, suggest=on))
        self._desk.window.actions_["suggestions"].setChecked(on)
        self._start()

    def learn_anew(self) -> None:
        """Reads anew what suggestions follow, where that changed elsewhere, and looks through the article again."""
        self._feed.forget()
        if self._document is not None:
            self._start()

    def _set_threshold(self, percent: int) -> None:
        self._desk.app.change_settings(replace(self._desk.app.settings, suggest_threshold=percent))
        self._feed.renew()

    def _set_control_every(self, on: bool) -> None:
        project = self._desk.session.project
        self._every = deciding.CONTROL_EVERY if on else 0
        every = self._every
        self._desk.session.ask(lambda: deciding.set_control_every(project, every))

    def _show_anyway(self) -> None:
        project = self._desk.session.project
        self._edit(lambda d: deciding.set_control(project, d, False))

    def _show_tab(self) -> None:
        self._desk.space.side.show_tab(TAB)
        if self._panel is not None:
            self._panel.setFocus()


def _holds(mark: Mark, position: int) -> bool:
    return mark.start <= position <= mark.end


def _taken_back(change: Change) -> Bounds | None:
    """Where a decision is open again: a tag that came from a suggestion is gone, or a refusal."""
    before = change.before if change.after is None else None
    if isinstance(before, Span) and before.origin in ("accepted", "mended"):
        return before.start, before.end
    if isinstance(before, Record) and before.kind == Refusal.kind:
        refusal = Refusal.from_record(before)
        return refusal.start, refusal.end
    return None
