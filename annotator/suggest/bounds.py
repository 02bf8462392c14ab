"""Where a span naturally begins and ends: at a position, around a span, under a mouse drag.

Every answer looks at the paragraph around the position alone (of a very long one, at a piece of it), lies inside it,
and neither begins nor ends with a blank or a mark unless the mark belongs to a name.
"""

import re
from collections.abc import Collection, Iterable
from typing import Final

from annotator.domain.scheme import Bounding
from annotator.suggest.lexicon import heads, stops
from annotator.suggest.names import continued, headed_name, known_at, known_within, marked_name, pair_at
from annotator.suggest.place_engine import PlaceEngine
from annotator.suggest.places import PlaceFinder, chain_at
from annotator.suggest.quantities import quantity_at
from annotator.suggest.regions import clause, region
from annotator.suggest.words import SHARED, Bounds, Words

_MOST_STEPS: Final = 8  # words that a compound grows on each side
_EDGE: Final = re.compile(r"[\s，。；：！？、,.;:!?…—·~～\-]")
_LONGEST: Final = 10  # characters of a word whose parts are looked up
_CHINESE: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_CONTENT: Final = re.compile(r"\w|[%％‰℃°㎡]")


def trimmed(text: str, start: int, end: int) -> Bounds | None:
    """A range without blanks and punctuation at its edges; quotation marks stay; None if nothing is left."""
    while start < end and _EDGE.match(text[start]):
        start += 1
    while start < end and _EDGE.match(text[end - 1]):
        end -= 1
    return (start, end) if start < end else None


def natural_bound(
    text: str,
    position: int,
    bounding: Bounding,
    known: Collection[str] = (),
    *,
    words: Words = SHARED,
    places: PlaceFinder | None = None,
) -> Bounds | None:
    """What a label's key tags at a caret without a selection; None where there is nothing but blanks and marks.

    `known` are strings tagged before (a set is fastest); `places` finds places, without it the gazetteer does.
    """
    position = max(0, min(position, len(text)))
    found: Bounds | None = None
    match bounding:
        case Bounding.QUANTITY:
            quantity = quantity_at(text, position)
            found = (quantity.start, quantity.end) if quantity else None
        case Bounding.PLACE:
            found = _longer(_place(text, position, words, places), known_at(text, position, known))
        case Bounding.NAME:
            found = (
                marked_name(text, position, words)
                or known_at(text, position, known)
                or headed_name(text, position, words)
            )
        case Bounding.WORD:
            found = known_at(text, position, known)
    return found or _word(text, position, words)


def _place(text: str, position: int, words: Words, places: PlaceFinder | None) -> Bounds | None:
    """The place that the gazetteer finds around a position, else what ends like one.

    What ends like one goes before it where it leads up to it: 清溪县 in 清溪县白石镇, although there is no 清溪县.
    """
    finder = places or PlaceEngine(words).bounds_at
    found = finder(text, position)
    guess = chain_at(text, position, words)
    if found is None or guess is None:
        return found or guess
    leads = guess[1] == found[1] and guess[0] < found[0] and text[found[0] - 1] in "省市州县区旗镇乡"
    return guess if leads else found


def _longer(first: Bounds | None, second: Bounds | None) -> Bounds | None:
    if first is None or second is None:
        return first or second
    return second if second[1] - second[0] > first[1] - first[0] else first


def _word(text: str, position: int, words: Words) -> Bounds | None:
    """The word at a position, or the one that ends there."""
    low, _ = region(text, position)
    for at in (position, position - 1):
        found = words.at(text, at) if at >= low else None
        if found and _CONTENT.search(text, *found):
            return found
    return None


def snap(text: str, start: int, end: int, *, words: Words = SHARED) -> Bounds:
    """A dragged range moved to the nearest word bounds, at a tie outward, without blanks and marks at its edges.

    It is never empty: within one word it is the word.
    """
    start, end = sorted((max(0, min(start, len(text))), max(0, min(end, len(text)))))
    first, last = words.at(text, start), words.at(text, max(start, end - 1))
    if first is None or last is None or start == end:
        return trimmed(text, start, end) or (start, end)
    low = first[0] if start - first[0] <= first[1] - start else first[1]
    high = last[1] if last[1] - end <= end - last[0] else last[0]
    if low >= high:  # one word, or less than half of each of two
        low, high = first if min(first[1], end) - start >= end - max(last[0], start) else last
    return trimmed(text, low, high) or (low, high)


def ladder(
    text: str,
    start: int,
    end: int,
    bounding: Bounding = Bounding.WORD,
    known: Collection[str] = (),
    *,
    anchor: int | None = None,
    words: Words = SHARED,
    places: PlaceFinder | None = None,
) -> list[Bounds]:
    """Candidates around a span, each strictly inside the next, from its smallest part to its clause, itself among them.

    Rungs inside the span hold the character at `anchor`; without one it is the span's last, because the head of a
    Chinese compound stands at its end: 全省粮食产量 shrinks to 粮食产量.
    """
    low, high = region(text, start)
    start, end = max(low, min(start, high)), max(low, min(end, high))
    if start >= end:
        return []
    at = anchor if anchor is not None and start <= anchor < end else end - 1
    candidates = [
        *_special(text, at, bounding, known, words, places),
        *_compounds(text, words.at(text, at) or (at, at + 1), bounding, words),
        *_compounds(text, (start, end), bounding, words),
        *_parts(text, at, words),
        clause(text, at),
    ]
    chain = [(start, end)]
    for candidate in candidates:
        found = trimmed(text, max(low, candidate[0]), min(high, candidate[1]))
        if found and found[0] <= at < found[1] and all(_nested(found, rung) for rung in chain):
            chain.append(found)
    return sorted(chain, key=lambda rung: rung[1] - rung[0])


def _nested(first: Bounds, second: Bounds) -> bool:
    """Whether one of two different ranges lies inside the other."""
    if first == second:
        return False
    return (first[0] <= second[0] and second[1] <= first[1]) or (second[0] <= first[0] and first[1] <= second[1])


def _special(
    text: str, at: int, bounding: Bounding, known: Collection[str], words: Words, places: PlaceFinder | None
) -> list[Bounds]:
    """What has bounds of its own around a character: the label's natural bound first."""
    found = [natural_bound(text, at, bounding, known, words=words, places=places)]
    quantity = quantity_at(text, at)
    if quantity and at < quantity.end:
        found += [(quantity.start, quantity.end), quantity.number]
    pair = pair_at(text, at)
    if pair and pair.opening < at < pair.closing:
        found += [(pair.opening + 1, pair.closing), (pair.opening, pair.closing + 1)]
        found.append((pair.opening, continued(text, pair, words)))
    found += known_within(text, at, known)
    found += [headed_name(text, at, words), _place(text, at, words, places)]
    return [bounds for bounds in found if bounds]


def _compounds(text: str, core: Bounds, bounding: Bounding, words: Words) -> list[Bounds]:
    """A range, then with one adjacent word more each time: to the right up to the head, then its modifiers to the left.

    粮食, 粮食产量, 全省粮食产量. Of a place, and of a name with no head noun to its right, the left comes first.
    Function words, verbs before a name, marks and blanks end it.
    """
    low, high = clause(text, core[0])
    tokens = [token for token in words.around(text, core[0]) if low <= token[0] and token[1] <= high]
    right = _run(text, [token for token in tokens if token[0] >= core[1]], core[1], 0)
    left = _run(text, [token for token in reversed(tokens) if token[1] <= core[0]], core[0], 1)
    if bounding is Bounding.NAME:
        last = max((k for k, token in enumerate(right) if text[slice(*token)] in heads()), default=-1)
        steps = [*right[: last + 1], *left, *right[last + 1 :]]
    else:
        steps = [*left, *right] if bounding is Bounding.PLACE else [*right, *left]
    found = [core]
    for start, end in steps:
        found.append((min(start, found[-1][0]), max(end, found[-1][1])))
    return found


def _run(text: str, tokens: list[Bounds], edge: int, near: int) -> list[Bounds]:
    """The words of a compound from an edge on; `near` is the index of the bound that touches what came before."""
    found: list[Bounds] = []
    for token in tokens[:_MOST_STEPS]:
        word = text[slice(*token)]
        if token[near] != edge or not (_joins(word) or (near == 0 and word in heads())):
            break
        found.append(token)
        edge = token[1 - near]
    return found


def _joins(word: str) -> bool:
    return word.isalnum() and word not in stops()


def _parts(text: str, at: int, words: Words) -> list[Bounds]:
    """The words inside the word at a position that hold its character, from the character itself upward."""
    word = words.at(text, at)
    if word is None or not _CHINESE.match(text[at]):
        return []
    start, end = word
    inside = [
        (a, b) for a in range(start, at + 1) for b in range(at + 1, end + 1) if 1 < b - a < end - start <= _LONGEST
    ]
    found = [bounds for bounds in inside if words.is_word(text[slice(*bounds)])]
    return [(at, at + 1), *sorted(found, key=lambda bounds: bounds[1] - bounds[0])]


def larger(start: int, end: int, rungs: Iterable[Bounds]) -> Bounds | None:
    """The next rung around a span, or None on the last."""
    return next((rung for rung in rungs if rung[0] <= start and end <= rung[1] and rung != (start, end)), None)


def smaller(start: int, end: int, rungs: Iterable[Bounds]) -> Bounds | None:
    """The next rung inside a span, or None on the first."""
    inside = [rung for rung in rungs if start <= rung[0] and rung[1] <= end and rung != (start, end)]
    return inside[-1] if inside else None
