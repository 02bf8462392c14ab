"""All engines together: what each finds in a text, merged into one list of suggestions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from annotator.suggest.metrics import QuantityEngine
from annotator.suggest.place_engine import PlaceEngine
from annotator.suggest.programme_engine import ProgrammeEngine
from annotator.suggest.protocol import Suggester, Suggestion
from annotator.suggest.words import SHARED, Words

THRESHOLD: Final = 0.35
"""The certainty from which a suggestion is shown: the one that costs fewest keys.

A wrong suggestion costs one, a missed span six. On our own articles and the two reference articles together that makes
170 keys at 0.2, 148 at 0.25, 124 from 0.3 to 0.4, 137 at 0.45, 154 at 0.5.
"""

LIKELY: Final = 0.5
"""The certainty from which a longer suggestion goes before those inside it."""
_LONGEST: Final = 100  # characters of a suggestion that has others inside


def rule_engines(words: Words | None = None, region: str = "", own: Mapping[str, str] | None = None) -> list[Suggester]:
    """The engines that need nothing but the text: quantities, places, programmes.

    `region` is the place that the article is about, `own` are the project's names of places with their codes.
    """
    shared = words or SHARED
    places = PlaceEngine(shared, own=own, region=region)
    return [QuantityEngine(shared), places, ProgrammeEngine(shared, places=places)]


def suggest(
    text: str,
    region: str = "",
    engines: Sequence[Suggester] | None = None,
    *,
    threshold: float = THRESHOLD,
    start: int = 0,
    end: int | None = None,
) -> list[Suggestion]:
    """The suggestions of all engines for a range of whole paragraphs, in the order of the text.

    Of two with one range and label the surer stays. Suggestions of one engine that hold one another are thinned out by
    the engine itself; a place inside a programme stays.
    """
    asked = rule_engines(region=region) if engines is None else engines
    return merged((one for engine in asked for one in engine.suggest(text, start, end)), threshold)


def merged(found: Iterable[Suggestion], threshold: float = THRESHOLD) -> list[Suggestion]:
    """What several engines found, put together: the surer of two that differ, nothing below the threshold."""
    best: dict[tuple[int, int, str], Suggestion] = {}
    for suggestion in found:
        key = suggestion.start, suggestion.end, suggestion.label
        if suggestion.score >= threshold and (key not in best or best[key].score < suggestion.score):
            best[key] = suggestion
    agreed = _without_rivals(list(best.values()))
    return sorted(_without_nested(agreed), key=lambda s: (s.start, -s.end, s.label))


def _without_rivals(found: Sequence[Suggestion]) -> list[Suggestion]:
    """Of suggestions of several engines that overlap with one label, the surest; one engine thins out its own.

    Of two inside one another the longer one counts as surer where it is likely at all: names are tagged whole.
    """
    if len({suggestion.engine for suggestion in found}) < 2:
        return list(found)
    taken: dict[tuple[str, int], str] = {}  # by label and character
    kept: list[Suggestion] = []
    ranks = _ranks(found)
    for suggestion in sorted(found, key=lambda s: (-ranks[s.start, s.end, s.label], s.start - s.end, s.start)):
        places = [(suggestion.label, at) for at in range(suggestion.start, suggestion.end)]
        if all(taken.get(place, suggestion.engine) == suggestion.engine for place in places):
            kept.append(suggestion)
            taken.update(dict.fromkeys(places, suggestion.engine))
    return kept


def _ranks(found: Sequence[Suggestion]) -> dict[tuple[int, int, str], float]:
    """How sure each suggestion is among the others: at least as much as those inside it, if it is likely."""
    ranks: dict[tuple[int, int, str], float] = {}
    inner: list[Suggestion] = []
    for one in sorted(found, key=lambda s: (s.end, -s.start)):  # those inside another come before it
        inside = [two for two in inner if two.label == one.label and two.start >= one.start and two.end > one.start]
        inner = [two for two in inner if two.end > one.start - _LONGEST]
        best = max((ranks[two.start, two.end, two.label] for two in inside), default=0.0)
        ranks[one.start, one.end, one.label] = max(one.score, best) if one.score >= LIKELY else one.score
        inner.append(one)
    return ranks


def _without_nested(found: Sequence[Suggestion]) -> list[Suggestion]:
    """Suggestions without those inside another one of their label, and without numbers inside names of programmes."""
    kept: list[Suggestion] = []
    reach: dict[str, Suggestion] = {}
    for suggestion in sorted(found, key=lambda s: (s.start, -s.end)):
        around = reach.get(suggestion.label)
        name = reach.get(ProgrammeEngine.name)
        if suggestion.engine == QuantityEngine.name and name is not None and suggestion.end <= name.end:
            continue
        if suggestion.engine == ProgrammeEngine.name and (name is None or suggestion.end > name.end):
            reach[ProgrammeEngine.name] = suggestion
        if around is not None and suggestion.end <= around.end:
            continue
        if around is None or suggestion.end > around.end:
            reach[suggestion.label] = suggestion
        kept.append(suggestion)
    return kept
