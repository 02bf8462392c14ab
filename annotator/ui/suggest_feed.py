"""The suggestions for the open article: computed piece by piece behind the window, the visible part first."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, SpanId
from annotator.domain.marks import Marks
from annotator.domain.record import Record
from annotator.domain.span import Span
from annotator.services.articles import furniture_places
from annotator.services.deciding import as_mark
from annotator.services.document import Document
from annotator.services.suggesting import Proposal, Proposer, chunks
from annotator.ui.session import Session

if TYPE_CHECKING:  # imported where it is first used: the window is painted before
    from annotator.suggest.learned import Model
    from annotator.suggest.protocol import Suggestion

_PIECE: Final = 1000  # characters; some 8 ms the first time, a millisecond after that
_PAUSE_MS: Final = 4  # between two pieces, so that keys come in between
_BUSY_MS: Final = 300  # after a decision, before more of the article is looked through
_AGAIN_MS: Final = 30
_MOST: Final = 60  # pieces that are looked through unasked; of a longer article, those around the person


class Feed(QObject):
    """Keeps the proposals for one article current with every decision.

    What engines find in a piece for the first time is computed on the database's thread, when nothing that a person did
    waits there; what follows from a decision is judged anew here at once, for the piece where it was made, and soon
    after for the others. `marks` stays one object as long as the article is open.
    """

    arrived = Signal(object)  # list[tuple[int, int]]: where proposals came or went

    def __init__(self, session: Session, threshold: Callable[[], float | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._threshold = threshold
        self._proposer = Proposer(session.project)
        self._loaded = False
        self._model: Model | None = None
        self._document: Document | None = None
        self._last: ArticleId | None = None  # the article that was open last, perhaps still
        self._run = 0
        self._again_count = 0  # how often everything was to be looked through again
        self._paused = False
        self._whole: list[tuple[int, int]] = []
        self._pieces: list[tuple[int, int]] = []
        self._known: dict[tuple[int, int], list[SpanId]] = {}
        self._stale: list[tuple[int, int]] = []
        self._proposals: dict[SpanId, Proposal] = {}
        self.marks = Marks()
        self._next = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._next.timeout.connect(self._ask)
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._again.timeout.connect(self._judge_next)

    # -- asking ----------------------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether the whole article was looked through."""
        return self._document is not None and not self._pieces and not self._stale

    def proposal(self, id_: SpanId) -> Proposal | None:
        """The proposal with an id."""
        return self._proposals.get(id_)

    def in_range(self, start: int, end: int) -> list[Proposal]:
        """The proposals that begin in a range, in their order."""
        return [self._proposals[one.id] for one in self.marks.in_range(start, end) if one.start >= start]

    def all(self) -> list[Proposal]:
        """All proposals in their order."""
        return [self._proposals[one.id] for one in self.marks]

    # -- articles --------------------------------------------------------------------------------------------------

    def open(self, document: Document, position: int) -> None:
        """Looks through an article, beginning where the person is."""
        again = self._last == document.article.id
        self.close()
        self._last = document.article.id
        self._paused = False
        self._document = document
        self._whole = sorted(chunks(document.text, position, _PIECE))
        self._pieces = self._nearest(position, _MOST)
        if again:  # read anew, because something was refused or changed elsewhere
            self._loaded = False
        self._ask()

    def look(self, position: int) -> None:
        """Looks through what is around a position, where that was not done yet: an article may be very long."""
        if self._document is None or self._pieces or len(self._known) == len(self._whole):
            return
        at = bisect_right(self._whole, (position, len(self._document.text))) - 1
        if any(piece not in self._known for piece in self._whole[max(at - 1, 0) : at + 2]):
            self._pieces = self._nearest(position, _MOST // 3)
            self._ask()

    def use(self, model: "Model") -> None:
        """Proposes from now on what a model finds that was trained just now."""
        self._model = model
        if self._loaded:
            self._session.worker.submit(
                lambda: self._proposer.use(model), lambda _none: self._look_again(), background=True
            )

    def answered(self, text: str, suggestions: "Sequence[Suggestion]", source: str) -> None:
        """Proposes for a text what some `source` says of it, in the place of what that said before."""
        self._proposer.answered(text, suggestions, source)
        if self._document is not None and self._document.text == text:
            self._look_again()

    def _look_again(self) -> None:
        """Looks through behind the window what was looked through before; it stays as it is until then."""
        self._again_count += 1
        self._pieces += [piece for piece in self._known if piece not in self._pieces]
        if self._pieces and not self._paused:
            self._next.start(_PAUSE_MS)

    def _nearest(self, position: int, most: int) -> list[tuple[int, int]]:
        """The pieces that were not looked through, those around a position first."""
        unknown = [piece for piece in self._whole if piece not in self._known]
        return sorted(unknown, key=lambda piece: max(piece[0] - position, position - piece[1], -1))[:most]

    def close(self) -> None:
        """Proposes nothing any more."""
        self._run += 1
        self._next.stop()
        self._again.stop()
        self._document = None
        self._whole, self._pieces, self._stale, self._known, self._proposals = [], [], [], {}, {}
        self.marks = Marks()

    def forget(self) -> None:
        """Has what is learned from read anew before the next piece: other names, or decisions in other articles."""
        self._loaded = False

    def pause(self) -> None:
        """Does nothing more until something happens."""
        self._paused = True
        self._next.stop()
        self._again.stop()

    def _ask(self) -> None:
        document, run, proposer = self._document, self._run, self._proposer
        if document is None or not self._pieces:
            return
        piece, again = self._pieces[0], self._again_count
        loaded, model, threshold = self._loaded, self._model, self._threshold()
        marks = document.marks.in_range(*piece)

        def work() -> list[Proposal]:
            if not loaded:
                proposer.load()
                if model is not None:
                    proposer.use(model)
            proposer.open(document.article.id, document.layer.id, document.revision.id, document.text)
            return proposer.propose(
                document.text, document.article.form.region, marks, start=piece[0], end=piece[1], threshold=threshold
            )

        def done(found: list[Proposal]) -> None:
            self._loaded = True
            if run != self._run or self._paused or not isValid(self):
                return
            if again == self._again_count and piece in self._pieces:  # else there is more to be found in it by now
                self._pieces.remove(piece)
            if document.marks.in_range(*piece) == marks:
                self._put(piece, found)
            else:  # something was decided meanwhile
                self._known.setdefault(piece, [])
                self._judge([piece])
            if self._pieces and not self._next.isActive():
                self._next.start(_PAUSE_MS)

        self._session.worker.submit(work, done, background=True)

    # -- following -------------------------------------------------------------------------------------------------

    def follow(self, changes: Sequence[Change]) -> None:
        """Follows decisions, whoever made them."""
        if self._paused:
            self._paused = False
            self._next.start()
        if not self._loaded:
            return
        self._proposer.note(changes)
        document = self._document
        if document is None:
            return
        if self._pieces and self._next.isActive():
            self._next.start(_BUSY_MS)  # who is tagging waits for nothing
        places = list(_places(changes))
        near = [piece for piece in self._known if any(start < piece[1] and end > piece[0] for start, end in places)]
        if any(change.after is None for change in changes):
            self._judge(near)  # what was taken back is open again at once
            near = []
        else:
            self._settle(changes)  # what was decided goes at once; what follows from it may take a moment
        quotes = {quote for change in changes if (quote := _quote(change))}
        same = [piece for piece in self._known if any(quote in document.text[slice(*piece)] for quote in quotes)]
        self._stale = list(dict.fromkeys([*near, *self._stale, *same]))
        if self._stale:
            self._again.start()

    def _settle(self, changes: Iterable[Change]) -> None:
        """Takes out what new tags and refusals have settled."""
        changed: list[tuple[int, int]] = []
        for change in changes:
            state = change.after
            for start, end in _places([change]):
                for one in self.marks.in_range(start, end):
                    same = (one.start, one.end) == (start, end)
                    if same if isinstance(state, Record) else isinstance(state, Span) and state.label == one.label:
                        self._take_out(one.id)
                        changed.append((one.start, one.end))
        if changed:
            self.arrived.emit(changed)

    def _take_out(self, id_: SpanId) -> None:
        gone = self.marks.remove(id_)
        del self._proposals[id_]
        for ids in (ids for piece, ids in self._known.items() if piece[0] <= gone.start < piece[1]):
            if id_ in ids:
                ids.remove(id_)

    def renew(self) -> None:
        """Judges everything anew, as where the threshold has changed."""
        self._judge(list(self._known))

    def _judge_next(self) -> None:
        if self._stale:
            self._judge([self._stale.pop(0)])
        else:
            self._again.stop()

    def _judge(self, pieces: Iterable[tuple[int, int]]) -> None:
        document = self._document
        if document is None:
            return
        for piece in pieces:
            start, end = piece
            marks = document.marks.in_range(start, end)
            found = self._proposer.propose(
                document.text,
                document.article.form.region,
                marks,
                start=start,
                end=end,
                threshold=self._threshold(),
            )
            self._put(piece, found)

    def _put(self, piece: tuple[int, int], found: Sequence[Proposal]) -> None:
        """Takes the proposals for a piece in the place of those before."""
        if self._document is not None:
            aside = furniture_places(self._document.revision)  # heads, page numbers, bylines: not tagged
            found = [one for one in found if not any(start < one.end and one.start < end for start, end in aside)]
        before = {id_: self._proposals.pop(id_) for id_ in self._known.get(piece, ())}
        after = {as_mark(one).id: one for one in found}
        self._known[piece] = list(after)
        changed = []
        for id_ in before.keys() - after.keys():
            gone = self.marks.remove(id_)
            changed.append((gone.start, gone.end))
        for id_, one in after.items():
            self._proposals[id_] = one
            if id_ not in before:
                self.marks.add(as_mark(one))
                changed.append((one.start, one.end))
        self.arrived.emit(changed)


def _quote(change: Change) -> str:
    """The string that a change says something of."""
    state = change.state
    if isinstance(state, Span):
        return state.quote
    return str(state.body.get("quote", "")) if isinstance(state, Record) else ""


def _places(changes: Iterable[Change]) -> Iterable[tuple[int, int]]:
    """Where changes say something: tags and notes that have bounds."""
    for change in changes:
        for state in (change.before, change.after):
            if isinstance(state, Span):
                yield state.start, state.end
            elif isinstance(state, Record):
                start, end = state.body.get("start"), state.body.get("end")
                if isinstance(start, int) and isinstance(end, int):
                    yield start, end
