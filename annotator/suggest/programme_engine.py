"""Engine 3, programmes: finds names of programmes by marks, head nouns and a lexicon, with their category."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Final

from annotator.i18n import mark
from annotator.suggest.place_engine import PlaceEngine, parts
from annotator.suggest.place_links import Cuts
from annotator.suggest.programme_heads import headed, known, shaped
from annotator.suggest.programme_names import category_of
from annotator.suggest.programme_quotes import Proposal, quoted
from annotator.suggest.protocol import Suggestion
from annotator.suggest.regions import regions
from annotator.suggest.words import SHARED, Bounds, Words

_VERSION: Final = "1"
_REASONS: Final = {
    "title": mark("the title of a document"),
    "behind": mark("a name in marks that goes on to a head noun"),
    "quoted": mark("a name in quotation marks"),
    "known": mark("in the list of programmes"),
    "head": mark("words that a head noun makes a name of"),
    "again": mark("found elsewhere in this article"),
}
_LEAST: Final = 0.3
_REPEATED: Final = 0.6
_REMEMBERED: Final = 4


class ProgrammeEngine:
    """Finds programmes by rules; `label` is the key of the scheme's label with names.

    No name goes across a place that `places` finds, except the title of a document.
    """

    name: Final = "programmes"

    def __init__(self, words: Words | None = None, label: str = "PROGRAMME", places: PlaceEngine | None = None) -> None:
        self._words = words or SHARED
        self._label = label
        self._places = places or PlaceEngine(self._words)
        self.version = f"{_VERSION}-{self._places.version}"
        self._parts: OrderedDict[str, list[tuple[Bounds, Proposal]]] = OrderedDict()

    def suggest(self, text: str, start: int = 0, end: int | None = None) -> list[Suggestion]:
        """The programmes of a range of whole paragraphs, in their order; of names inside one another the longest."""
        stop = len(text) if end is None else end
        found: list[Suggestion] = []
        for low, high in parts(text, start, stop):
            part = text[low:high]
            asked = [(bounds, one) for bounds, one in self._part(part) if start <= bounds[0] + low < stop]
            found += [self._suggestion(part, bounds, one, low) for bounds, one in asked]
        return found

    def _part(self, text: str) -> list[tuple[Bounds, Proposal]]:
        """The names of a part of a text, in their order; the last few parts are remembered."""
        known = self._parts.get(text)
        if known is None:
            known = self._parts[text] = self._read(text)
            if len(self._parts) > _REMEMBERED:
                self._parts.popitem(last=False)
        return known

    def _read(self, text: str) -> list[tuple[Bounds, Proposal]]:
        reading = self._places.reading(text)
        places = [(place.start, place.end) for place in reading.found]
        found: dict[Bounds, Proposal] = {}
        for low, high in regions(text):
            for proposal in self._paragraph(text, low, high, places, reading.cuts):
                bounds = proposal.start + low, proposal.end + low
                if bounds not in found or found[bounds].score < proposal.score:
                    found[bounds] = proposal
        return sorted(_again(text, _longest(found), reading.cuts).items())

    def _paragraph(self, text: str, low: int, high: int, places: list[Bounds], cuts: Cuts) -> Iterable[Proposal]:
        line = text[low:high]
        spans = [(start - low, end - low) for start, end in cuts.between(low, high)]
        inside = [(start - low, end - low) for start, end in places if low <= start < high]
        yield from quoted(line, cuts, low)
        yield from known(line, cuts, low)
        yield from shaped(line, cuts, low)
        yield from headed(line, spans, inside, cuts, low)

    def _suggestion(self, text: str, bounds: Bounds, proposal: Proposal, offset: int) -> Suggestion:
        start, end = bounds[0] + offset, bounds[1] + offset
        attributes = {"category": category_of(text, *bounds)}
        return Suggestion(start, end, self._label, proposal.score, self.name, _REASONS[proposal.rule], attributes)


def _longest(found: Mapping[Bounds, Proposal]) -> dict[Bounds, Proposal]:
    """Of likely proposals over one another the longest."""
    chosen: dict[Bounds, Proposal] = {}
    likely = [bounds for bounds, proposal in found.items() if proposal.score >= _LEAST]
    for bounds in sorted(likely, key=lambda bounds: (bounds[0] - bounds[1], bounds)):
        if all(bounds[1] <= start or end <= bounds[0] for start, end in chosen):
            chosen[bounds] = found[bounds]
    return chosen


def _again(text: str, chosen: dict[Bounds, Proposal], cuts: Cuts) -> dict[Bounds, Proposal]:
    """The findings with other places where the same likely name stands."""
    names = {text[slice(*bounds)]: proposal for bounds, proposal in chosen.items() if proposal.score >= _REPEATED}
    taken = {at for bounds in chosen for at in range(*bounds)}
    for name, proposal in sorted(names.items(), key=lambda item: -len(item[0])):
        at = text.find(name) if len(name) >= 4 else -1
        while at >= 0:
            end = at + len(name)
            if taken.isdisjoint(range(at, end)) and not (cuts.splits_word(at) or cuts.splits_word(end)):
                chosen[at, end] = proposal._replace(rule="again", score=min(proposal.score, 0.7))
                taken.update(range(at, end))
            at = text.find(name, end)
    return chosen
