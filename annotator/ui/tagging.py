"""What the tagging keys, the label bar and the panel do to the open article."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from annotator import i18n
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.scheme import AttributeType
from annotator.domain.span import Mark, Span
from annotator.errors import RefusedError
from annotator.services import assist
from annotator.services.document import Document
from annotator.ui.session import Session
from annotator.ui.text.graphemes import step

_MOST_QUOTES: Final = 3


class View(Protocol):
    """What tagging asks of the article view; positions are code points."""

    @property
    def caret(self) -> int: ...
    @property
    def current(self) -> Mark | None: ...  # a tag, or something only proposed
    def selection(self) -> tuple[int, int] | None: ...
    def set_caret(self, position: int, anchor: int | None = None) -> None: ...
    def set_current(self, mark: Mark | None) -> None: ...
    def reveal(self, start: int, end: int) -> None: ...


class Tagging(QObject):
    """Turns commands into edits of the open document, and keeps which tag is the current one."""

    current_moved = Signal(object)  # SpanId | None
    label_choice_asked = Signal()
    form_asked = Signal()
    same_asked = Signal(str, object)  # the string, and the LabelId it would get or None

    def __init__(self, session: Session, view: View, rows: Callable[[], Sequence[SpanId]]) -> None:
        super().__init__()
        self._session = session
        self._view = view
        self._rows = rows
        self.current: SpanId | None = None
        self._last: Span | None = None  # for repeating label and attributes
        self._rungs: list[assist.Bounds] = []  # the ladder that was climbed last
        self._climbed: object = None  # and the rung that was reached, with what climbed
        self._commands: dict[str, Callable[[], None]] = {
            "labels": self.label_choice_asked.emit,
            "larger": lambda: self._climb(1),
            "smaller": lambda: self._climb(-1),
            "start_left": lambda: self._move_end(-1, 0),
            "start_right": lambda: self._move_end(1, 0),
            "end_left": lambda: self._move_end(0, -1),
            "end_right": lambda: self._move_end(0, 1),
            "form": self._form,
            "indicator": self._indicator,
            "repeat": self._repeat,
            "same": self._same,
            "split": self._split,
            "merge": self._merge,
            "remove": self._remove,
            "refuse": self._remove,
            "accept": lambda: self._go(1),
            "next_mark": lambda: self._go(1),
            "previous_mark": lambda: self._go(-1),
            "next_undecided": lambda: self._candidate(1),
            "previous_undecided": lambda: self._candidate(-1),
            "drop": self.drop,
        }

    def run(self, command: str) -> bool:
        """Does what a command says; False where it is not one of tagging, or there is no article."""
        if self._document is None:
            return False
        if command.startswith("label:"):
            label = self._session.project.scheme.by_shortcut(command.removeprefix("label:"))
            if label is not None:
                self.give(label.id)
            return True
        action = self._commands.get(command)
        if action is None:
            return False
        action()
        return True

    @property
    def _document(self) -> Document | None:
        return self._session.document

    def mark(self) -> Mark | None:
        """The current tag's mark."""
        if self._document is None or self.current is None:
            return None
        return self._document.marks.get(self.current)

    def set_current(self, span: SpanId | None, reveal: bool = False) -> None:
        """Makes a tag the current one, or none."""
        if span != self.current:
            self._session.end_run()
        self.current = span
        mark = self.mark()
        self._view.set_current(mark)
        if mark is not None and reveal:
            self._view.reveal(mark.start, mark.end)
        self.current_moved.emit(span if mark is not None else None)

    def follow_caret(self, position: int) -> None:
        """Makes the innermost tag at the caret the current one, unless text is being selected."""
        if self._document is None or self._view.selection() is not None:
            return
        mark = self.mark() or self._view.current
        if mark is not None and mark.start <= position <= mark.end:
            return
        at = self._document.marks.at(position)
        self.set_current(at[0].id if at else None)

    # -- giving labels -------------------------------------------------------------------------------------------

    def give(self, label_id: LabelId) -> None:
        """Tags the selection, else relabels the current tag or the chosen rows, else tags the natural bound here."""
        document = self._document
        if document is None:
            return
        chosen = list(self._rows())
        selection = self._view.selection()
        if selection is not None:
            self._create(*selection, label_id)
        elif len(chosen) > 1:
            self._session.edit(lambda d: d.relabel(chosen, label_id))
        elif self.mark() is not None:
            current = self.current
            assert current is not None  # noqa: S101 - its mark is there
            self._session.edit(lambda d: d.relabel([current], label_id))
            self._last = document.span(current)
        else:
            label = self._session.project.scheme.label(label_id)
            bound = assist.natural_bound(document, self._view.caret, label)
            if bound is None:
                self._refuse(i18n.mark("There is nothing to tag at the caret."))
            else:
                self._create(*bound, label_id)

    def _create(self, start: int, end: int, label: LabelId, like: Span | None = None) -> None:
        document = self._document
        assert document is not None  # noqa: S101 - every caller has it
        start, end = _without_blanks(document.text, start, end)
        if start >= end:
            self._refuse(i18n.mark("There is nothing to tag at the caret."))
            return
        self._session.edit(lambda d: d.create(start, end, label, like.attributes if like else None))
        twin = next((m for m in document.marks.in_range(start, end) if m[:3] == (start, end, label)), None)
        if twin is not None:
            self._view.set_caret(end)
            self.set_current(twin.id)
            self._last = document.span(twin.id)

    def _repeat(self) -> None:
        last, document = self._last, self._document
        if last is None or document is None:
            self._refuse(i18n.mark("There is no tag to repeat yet."))
            return
        selection = self._view.selection()
        mark = self.mark()
        if selection is None and mark is not None:
            self._session.edit(
                lambda d: [*d.relabel([mark.id], last.label), *d.set_attributes([mark.id], last.attributes)]
            )
            return
        if selection is None:
            label = self._session.project.scheme.label(last.label)
            selection = assist.natural_bound(document, self._view.caret, label)
        if selection is None:
            self._refuse(i18n.mark("There is nothing to tag at the caret."))
        else:
            self._create(*selection, last.label, last)

    # -- bounds --------------------------------------------------------------------------------------------------

    def _climb(self, direction: int) -> None:
        """To the next larger or smaller bound on the ladder; without a tag the selection climbs."""
        document = self._document
        if document is None:
            return
        mark = self.mark()
        selection = self._view.selection()
        if selection is not None:
            mark = None
        start, end = (mark.start, mark.end) if mark is not None else selection or (self._view.caret, self._view.caret)
        bound = assist.climb(document, start, end, direction, self._rungs_at(document, start, end, mark))
        if bound is None:
            return
        self._climbed = (bound, document.revision.id, mark and (mark.id, mark.label))
        if mark is not None:
            self._set_bounds(mark.id, *bound)
        else:
            self._view.set_caret(bound[1], bound[0])

    def _rungs_at(self, document: Document, start: int, end: int, mark: Mark | None) -> list[assist.Bounds]:
        """The ladder at a range: that of the key press before where it ended here, so that the way down is the way
        up."""
        if not self._rungs or self._climbed != ((start, end), document.revision.id, mark and (mark.id, mark.label)):
            label = self._session.project.scheme.label(mark.label) if mark is not None else None
            self._rungs = assist.ladder(document, start, end, label)
        return self._rungs

    def _move_end(self, at_start: int, at_end: int) -> None:
        document, mark = self._document, self.mark()
        if document is None or mark is None:
            self._refuse(i18n.mark("Choose a tag first: click it, or go to it with Tab."))
            return
        start = step(document.text, mark.start, at_start)
        end = step(document.text, mark.end, at_end)
        if start < end:
            self._set_bounds(mark.id, start, end)

    def _set_bounds(self, span: SpanId, start: int, end: int) -> None:
        self._session.edit(lambda d: d.set_bounds(span, start, end), run=("bounds", span))
        self.set_current(span)

    def drag_bounds(self, span: SpanId, start: int, end: int) -> None:
        """Takes over bounds that were drawn with the mouse or typed in the form."""
        self._session.edit(lambda d: d.set_bounds(span, start, end))
        self.set_current(span)

    # -- the current tag -----------------------------------------------------------------------------------------

    def _form(self) -> None:
        if self.mark() is not None:
            self.form_asked.emit()

    def _indicator(self) -> None:
        """Adds the selection as a quote to the first attribute of the current tag that takes quotes."""
        document, span, selection = self._document, self._current_span(), self._view.selection()
        if document is None or span is None:
            self._refuse(i18n.mark("Choose a tag first: click it, or go to it with Tab."))
            return
        label = self._session.project.scheme.label(span.label)
        attribute = next((a for a in label.attributes if a.type is AttributeType.QUOTES), None)
        if attribute is None:
            self._refuse(i18n.mark("This label has no attribute that takes quotes."))
        elif selection is None:
            self._refuse(i18n.mark("Select the words of the article first."))
        else:
            self.add_quote(span.id, attribute.key, selection)

    def add_quote(self, span_id: SpanId, key: str, selection: tuple[int, int] | None = None) -> None:
        """Adds a quote of the article, by default the selection, to an attribute; three are the most."""
        document = self._document
        selection = selection or self._view.selection()
        if document is None or selection is None:
            self._refuse(i18n.mark("Select the words of the article first."))
            return
        start, end = selection
        quotes = [q for q in document.span(span_id).attributes.get(key) or [] if isinstance(q, dict)]
        quote = {"start": start, "end": end, "text": document.text[start:end]}
        if quote in quotes:
            return
        if len(quotes) >= _MOST_QUOTES:
            self._refuse(i18n.mark("An indicator has three quotes at most; remove one first."))
            return
        self._session.edit(lambda d: d.set_attribute([span_id], key, [*quotes, quote]))
        self.set_current(span_id)

    def _current_span(self) -> Span | None:
        document = self._document
        return document.span(self.current) if document is not None and self.current and self.mark() else None

    def _same(self) -> None:
        document, mark, selection = self._document, self.mark(), self._view.selection()
        if document is None:
            return
        if selection is not None:
            self.same_asked.emit(document.text[selection[0] : selection[1]], mark.label if mark else None)
        elif mark is not None:
            self.same_asked.emit(document.text[mark.start : mark.end], mark.label)
        else:
            self._refuse(i18n.mark("Choose a tag or select some text first."))

    def _split(self) -> None:
        mark = self.mark()
        if mark is not None:
            self._session.edit(lambda d: d.split(mark.id, self._view.caret))
            self.set_current(mark.id)

    def _merge(self) -> None:
        document, mark = self._document, self.mark()
        chosen = list(self._rows())
        if document is None or mark is None:
            return
        if len(chosen) < 2:
            follower = document.marks.next(mark)
            while follower is not None and follower.label != mark.label:
                follower = document.marks.next(follower)
            if follower is None:
                self._refuse(i18n.mark("There is no further tag of this label to merge with."))
                return
            chosen = [mark.id, follower.id]
        self._session.edit(lambda d: d.merge(chosen))
        self.set_current(next((id_ for id_ in chosen if document.marks.get(id_) is not None), None))

    def _remove(self) -> None:
        chosen = list(self._rows())
        mark = self.mark()
        if len(chosen) < 2:
            chosen = [mark.id] if mark is not None else []
        if not chosen:
            return
        document = self._document
        behind = document.marks.next(mark) if document is not None and mark is not None else None
        self._session.edit(lambda d: d.delete(chosen))
        self.set_current(None)
        if behind is not None and behind.id not in chosen and mark is not None and behind.start < mark.end:
            self.set_current(behind.id)

    def drop(self) -> None:
        """Lets go of the selection, else of the current tag."""
        if self._view.selection() is not None:
            self._view.set_caret(self._view.caret)
        else:
            self.set_current(None)

    # -- going -----------------------------------------------------------------------------------------------------

    def _go(self, direction: int) -> None:
        document = self._document
        if document is None:
            return
        here: Mark | int = self.mark() or self._view.caret
        found = document.marks.next(here) if direction > 0 else document.marks.previous(here)
        if found is not None:
            self._view.set_caret(found.start)
            self.set_current(found.id, reveal=True)

    def _candidate(self, direction: int) -> None:
        document = self._document
        if document is None:
            return
        found = assist.next_candidate(document, self._view.caret, direction)
        if found is None:
            self._refuse(i18n.mark("There is no further number or name to look at."))
            return
        self.set_current(None)
        self._view.set_caret(found[0])
        self._view.reveal(*found)

    def _refuse(self, message: str) -> None:
        self._session.refused.emit(RefusedError(message))


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
