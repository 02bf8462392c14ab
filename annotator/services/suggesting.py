"""What the machine proposes for a text, in the labels of a scheme."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypedDict

from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, LabelId, LayerId, RevisionId
from annotator.domain.marks import Marks
from annotator.domain.scheme import AttributeType, Bounding, Label, Scheme
from annotator.domain.span import Mark
from annotator.errors import RefusedError
from annotator.i18n import tr
from annotator.services import learning
from annotator.services.memory import ProjectMemory
from annotator.services.project import Project

if TYPE_CHECKING:  # imported where it is first used: the window is painted before
    from annotator.suggest.learned import LearnedEngine, Model
    from annotator.suggest.protocol import Suggester, Suggestion
    from annotator.suggest.words import Words


_KEPT: Final = 2000  # pieces of texts whose suggestions by rules are kept
_REGIONS: Final = 32


class SpanRecord(TypedDict):
    """A suggestion as the command line prints it; the reason is in the user's language."""

    start: int
    end: int
    label: str
    text: str
    attributes: dict[str, Any]
    score: float
    engine: str
    reason: str


def suggest_text(
    text: str, region: str = "", scheme: Scheme | None = None, words: "Words | None" = None
) -> "list[Suggestion]":
    """Suggestions above the default threshold, in the order of the text.

    `region` is the place the article is about (a path or code). With a scheme they have the labels, attributes and
    choices that the scheme has; what it has no label for is left out.
    """
    from annotator.suggest.engine import suggest

    found = suggest(text, engines=engines(region, scheme, words))
    if scheme is None:
        return found
    return [replace(one, attributes=_fitting(one, scheme.by_key(one.label))) for one in found]


def engines(
    region: str = "",
    scheme: Scheme | None = None,
    words: "Words | None" = None,
    own: Mapping[str, str] | None = None,
) -> "list[Suggester]":
    """The engines that work by rules, proposing the labels of a scheme, else those of the policy scheme.

    `own` are a project's names of places with their codes.
    """
    from annotator.suggest.metrics import QuantityEngine
    from annotator.suggest.place_engine import PlaceEngine
    from annotator.suggest.programme_engine import ProgrammeEngine
    from annotator.suggest.words import SHARED

    shared = words or SHARED
    metric, place, name = (
        _key(scheme, bounding, default)
        for bounding, default in (
            (Bounding.QUANTITY, "METRIC"),
            (Bounding.PLACE, "PLACE"),
            (Bounding.NAME, "PROGRAMME"),
        )
    )
    places = PlaceEngine(shared, place or "PLACE", own, region)
    found: list[Suggester] = []
    if metric:
        found.append(QuantityEngine(shared, metric))
    if place:
        found.append(places)
    if name:
        found.append(ProgrammeEngine(shared, name, places))
    return found


def _key(scheme: Scheme | None, bounding: Bounding, default: str) -> str:
    """The key of the label with a natural bound; empty where a scheme has none."""
    if scheme is None:
        return default
    named = next((label for label in scheme.active if label.bounding is bounding and label.key == default), None)
    found = named or next((label for label in scheme.active if label.bounding is bounding), None)
    return found.key if found else ""


def _fitting(suggestion: "Suggestion", label: Label | None) -> dict[str, Any]:
    """The attributes that a label has, with values that it allows."""
    known = {attribute.key: attribute for attribute in label.attributes} if label else {}
    kept: dict[str, Any] = {}
    for key, value in suggestion.attributes.items():
        attribute = known.get(key)
        if attribute is None:
            continue
        chosen = attribute.type is not AttributeType.CHOICE or value in {choice.key for choice in attribute.choices}
        if chosen:
            kept[key] = value
    return kept


def as_records(text: str, found: "Sequence[Suggestion]") -> list[SpanRecord]:
    """Suggestions as plain values."""
    return [
        SpanRecord(
            start=one.start,
            end=one.end,
            label=one.label,
            text=text[one.start : one.end],
            attributes=dict(one.attributes),
            score=round(one.score, 4),
            engine=one.engine,
            reason=tr(one.reason, **one.values),
        )
        for one in found
    ]


def check_region(region: str) -> None:
    """Raises RefusedError where no place is found that articles are said to be about."""
    from annotator.suggest.place_reading import codes_of_region

    if region.strip() and not codes_of_region(region):
        raise RefusedError(
            "The place “{place}” is not in the list of places.",
            "Give it as a path, such as 湖南省/怀化市, or as its code.",
            place=region,
        )


# -- in a project -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean: its path and code of twelve digits."""

    path: str
    adcode: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion for the open article, in the labels of the project; `reason` is in the user's language."""

    start: int
    end: int
    label: LabelId
    attributes: Mapping[str, Any]
    score: float
    engine: str
    reason: str
    candidates: tuple[Candidate, ...] = ()


class Proposer:
    """What the machine proposes in a project, for one person: all engines together, current with every decision.

    `load` reads the database, once and again after what does not come by `note` (an import, undo elsewhere). All else
    works in memory: `propose` takes as long as the engines do the first time that it sees a text and a few milliseconds
    after that. Each may be called from another thread.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lock = threading.Lock()
        self._working = threading.Lock()
        self._known = ProjectMemory(project)
        self._words: Words | None = None
        self._learned: _Settled | None = None
        self._open: ArticleId | None = None
        self._answers: dict[str, dict[str, tuple[Suggestion, ...]]] = {}  # by text, then by who answered
        self._engines: dict[tuple[str, str], list[Suggester]] = {}
        self._found: OrderedDict[tuple[object, ...], list[Suggestion]] = OrderedDict()

    def load(self) -> None:
        """Reads what is learned from: my layers and gold, refusals, ticks, aliases; and the model that was kept."""
        known = ProjectMemory(self._project)
        known.load()
        self.use(learning.kept(self._project))
        with self._lock:
            self._known = known
            self._words = None
            self._engines.clear()

    def open(self, article: ArticleId, layer: LayerId, revision: RevisionId, text: str) -> None:
        """Says which article is open, so that decisions in it count at once."""
        with self._lock:
            self._known.open(article, layer, revision, text)
            if article != self._open and self._learned is not None:
                self._learned.forget()
            self._open = article

    def note(self, changes: Iterable[Change]) -> None:
        """Follows changes: tags, refusals, ticks, aliases, submissions, and the inverse ones of undo."""
        with self._lock:
            self._known.note(changes)

    def use(self, model: "Model | None") -> None:
        """Proposes what a model finds as well, which `learning` trained; no model for None."""
        from annotator.suggest.learned import LearnedEngine

        with self._lock:
            self._learned = _Settled(LearnedEngine(model)) if model is not None and model.data else None

    def answered(self, text: str, suggestions: "Sequence[Suggestion]", source: str = "llm") -> None:
        """Proposes what a language model said about a text as well (`llm.ask`), or another `source`; what that one
        said before is forgotten."""
        with self._lock:
            self._answers.setdefault(text, {})[source] = tuple(suggestions)

    def propose(
        self,
        text: str,
        region: str = "",
        marks: Iterable[Mark] = (),
        *,
        start: int = 0,
        end: int | None = None,
        threshold: float | None = None,
    ) -> list[Proposal]:
        """The proposals for a range of whole paragraphs of a text, in their order.

        Left out are what overlaps with a tag of the same label among `marks`, numbers in a name that is tagged, and
        what was refused. `region` is the article's.
        """
        shown = self._shown(text, region, start, end, threshold)
        taken = _Taken(self._project.scheme, marks)
        proposals = (self._proposal(one) for one in shown if not taken.covers(one))
        return [one for one in proposals if one is not None]

    def suggestions(self, text: str, region: str = "") -> "list[Suggestion]":
        """The same for a text that need not be in the project, as the engines put it, in the labels of the project."""
        found = self._shown(text, region, 0, None, None)
        return [replace(one, attributes=_fitting(one, self._project.scheme.by_key(one.label))) for one in found]

    def _shown(
        self, text: str, region: str, start: int, end: int | None, threshold: float | None
    ) -> "list[Suggestion]":
        from annotator.suggest.engine import THRESHOLD
        from annotator.suggest.together import together

        found = self._by_rules(text, region, start, end)
        least = THRESHOLD if threshold is None else threshold
        with self._lock:
            memory = self._known.memory
            answers = self._answers.get(text, {}).values()
            last = len(text) if end is None else end
            found = [*found, *(one for said in answers for one in said if start <= one.start < last)]
            return together(text, found, memory, self._learned, threshold=least, start=start, end=end)

    def _proposal(self, one: "Suggestion") -> Proposal | None:
        label = self._project.scheme.by_key(one.label)
        if label is None or label.retired:
            return None
        listed = one.values.get("candidates")
        candidates = tuple(Candidate(*pair) for pair in listed) if isinstance(listed, list) else ()
        attributes = _fitting(one, label)
        reason = tr(one.reason, **one.values)
        return Proposal(one.start, one.end, label.id, attributes, one.score, one.engine, reason, candidates)

    def _by_rules(self, text: str, region: str, start: int, end: int | None) -> "list[Suggestion]":
        """What the engines find that depend on nothing but text, scheme and the project's names; kept for a while."""
        asked = self._asked(region)
        versions = tuple(engine.version for engine in asked)
        key = text, region, start, end, versions, tuple(label.key for label in self._project.scheme.active)
        with self._lock:
            known = self._found.get(key)
            if known is not None:
                self._found.move_to_end(key)
                return known
        with self._working:  # what engines and words remember is not made for two threads at once
            found = [one for engine in asked for one in engine.suggest(text, start, end)]
        with self._lock:
            self._found[key] = found
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return found

    def _asked(self, region: str) -> "list[Suggester]":
        with self._lock:
            own = self._known.places()
            key = region, repr(sorted(own.items()))
            if key not in self._engines:
                if len(self._engines) >= _REGIONS:
                    self._engines.clear()
                self._engines[key] = engines(region, self._project.scheme, None, own)
            return self._engines[key]

    def words(self) -> "Words":
        """Word bounds by which the strings that were accepted in the project, as it was loaded, are words.

        The engines go by the plain dictionary: a name that is one word has no head noun for them.
        """
        from annotator.suggest.words import Words

        with self._lock:
            if self._words is None:
                self._words = Words(sorted(self._known.memory.terms))
            return self._words

    def place_of(self, text: str, start: int, end: int, region: str = "") -> Candidate | None:
        """What 该区, 全市, 我省 at a range stand for; None where it is none of these or nothing named fits."""
        from annotator.suggest.stand_ins import stand_in

        found = stand_in(text, start, end, region)
        return None if found is None else Candidate(found.path, found.adcode)


class _Settled:
    """The learned engine, asked once for each piece of an article: what it says there does not change with every tag,
    which memory follows; the decisions made meanwhile count when another article is opened.
    """

    def __init__(self, engine: "LearnedEngine") -> None:
        self._engine = engine
        self._said: dict[tuple[str, int, int | None], Sequence[Suggestion]] = {}

    def suggest(
        self, text: str, found: "Sequence[Suggestion]", start: int = 0, end: int | None = None
    ) -> "Sequence[Suggestion]":
        """Suggestions for a range of whole paragraphs."""
        key = text, start, end
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = self._engine.suggest(text, found, start, end)
        return said

    def forget(self) -> None:
        """Asks anew from now on."""
        self._said.clear()


class _Taken:
    """Which proposals are settled by tags that are there."""

    def __init__(self, scheme: Scheme, marks: Iterable[Mark]) -> None:
        self._scheme = scheme
        self._marks = marks if isinstance(marks, Marks) else Marks(marks)

    def covers(self, one: "Suggestion") -> bool:
        """Whether a tag of its label shares a character with a proposal, or a tagged name holds the number."""
        for mark in self._marks.in_range(one.start, one.end):
            label = self._scheme.label(mark.label)
            if label.key == one.label:
                return True
            inside = mark.start <= one.start and one.end <= mark.end
            if inside and label.bounding is Bounding.NAME and self._is_number(one.label):
                return True
        return False

    def _is_number(self, key: str) -> bool:
        label = self._scheme.by_key(key)
        return label is not None and label.bounding is Bounding.QUANTITY


def chunks(text: str, position: int, size: int = 4000) -> list[tuple[int, int]]:
    """Ranges of whole paragraphs of about a size that make up a text, the one around a position first."""
    found: list[tuple[int, int]] = []
    low = 0
    while low < len(text):
        cut = text.find("\n", low + size) + 1
        high = cut or len(text)
        found.append((low, high))
        low = high
    return sorted(found, key=lambda bounds: not bounds[0] <= position < bounds[1])
