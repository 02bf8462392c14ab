"""Where Tab and N go in an article without marks: the next number, quoted name or place that nobody has tagged."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from annotator.suggest.marks import holds_name, pairs
from annotator.suggest.places import chains
from annotator.suggest.quantities import find_quantities
from annotator.suggest.regions import region
from annotator.suggest.words import SHARED, Bounds, Words


class Covered:
    """Answers whether a range is touched by one of some spans, in any order."""

    def __init__(self, spans: Sequence[Bounds]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach: list[int] = []
        for _, end in ordered:
            self._reach.append(max(end, self._reach[-1]) if self._reach else end)

    def touches(self, start: int, end: int) -> bool:
        """Whether a span shares a character with the range."""
        before = bisect_right(self._starts, end - 1)
        return before > 0 and self._reach[before - 1] > start


def paragraph_candidates(text: str, low: int, high: int, words: Words = SHARED) -> list[Bounds]:
    """What may deserve a tag in a paragraph: quantities, quoted names and chains of places, in their order."""
    line = text[low:high]
    found = {(quantity.start, quantity.end) for quantity in find_quantities(text, low, high)}
    found |= {(pair.opening + 1 + low, pair.closing + low) for pair in pairs(line) if holds_name(line, pair)}
    found |= {(start + low, end + low) for start, end in chains(line, words.spans(line))}
    return sorted(found, key=lambda bounds: (bounds[0], -bounds[1]))


def next_candidate(
    text: str, position: int, direction: int, taken: Sequence[Bounds] = (), *, words: Words = SHARED
) -> Bounds | None:
    """The next (`direction` > 0) or previous candidate from a position that no span of `taken` touches.

    The one that begins at the position is passed over going on, so that the key can be repeated; paragraphs are looked
    at one after another until one has a candidate.
    """
    covered = Covered(taken)
    for low, high in _paragraphs(text, position, direction):
        found = [bounds for bounds in paragraph_candidates(text, low, high, words) if not covered.touches(*bounds)]
        if direction > 0:
            ahead = next((bounds for bounds in found if bounds[0] > position), None)
        else:
            ahead = next((bounds for bounds in reversed(found) if bounds[0] < position), None)
        if ahead:
            return ahead
    return None


def _paragraphs(text: str, position: int, direction: int) -> Iterator[Bounds]:
    """The paragraph around a position and the ones behind or before it."""
    at = max(0, min(position, len(text)))
    while True:
        low, high = region(text, at)
        if low < high:
            yield low, high
        if direction > 0:
            if high >= len(text):
                return
            at = high + 1 if (low <= at and high == at) or text[high] in "\r\n\u2028\u2029\x85" else high
        else:
            if low <= 0:
                return
            at = low - 1
