"""What the learned engine sees of a text: words with their neighbours, and what the other engines found there."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from annotator.suggest.protocol import Suggestion
from annotator.suggest.regions import regions
from annotator.suggest.words import Bounds, Words

VERSION: Final = "1"
_EDGE: Final = "#"
_STEPS: Final = 5  # of certainty
_KINDS: Final = (
    ("d", re.compile("[0-9０-９.．%％]")),
    ("l", re.compile("[A-Za-zＡ-Ｚａ-ｚ]")),
    ("q", re.compile("[“‘《「『〈\"'”’》」』〉]")),
    ("p", re.compile(r"[\W_]")),
    ("n", re.compile("[一二三四五六七八九十百千万两双零]")),
)
_LONG: Final = 4

Features = list[str]


class Run(NamedTuple):
    """A run of words of one paragraph and the features of each."""

    words: list[Bounds]
    features: list[Features]


def runs(
    text: str,
    words: Words,
    found: Sequence[Suggestion],
    start: int = 0,
    end: int | None = None,
    ranges: Sequence[Bounds] | None = None,
) -> Iterator[Run]:
    """The paragraphs between `start` and `end`, or what of them lies in some ranges, as words with their features.

    `found` are the suggestions of the other engines; words end where these begin or end as well.
    """
    marks = _Marks(found)
    for low, high in regions(text, start, end):
        inside = [(low, high)] if ranges is None else [(max(low, a), min(high, b)) for a, b in ranges]
        wanted = [(a, b) for a, b in inside if a < b]
        known = words.within(text, low, high) if wanted else []
        for a, b in wanted:
            cut = list(_cut(known, marks.edges, a, b))
            yield Run(cut, _features(text, cut, marks))


class _Marks:
    """What stands at each place by the word of the other engines."""

    def __init__(self, found: Sequence[Suggestion]) -> None:
        self.edges = sorted({edge for one in found for edge in (one.start, one.end)})
        self.ends = {(one.engine, one.end) for one in found}
        self._covers: dict[int, dict[str, str]] = {}
        for one in sorted(found, key=lambda one: one.score):
            mark = f"{one.engine}{one.label}{int(one.score * _STEPS)}"
            for at in range(one.start, one.end):
                self._covers.setdefault(at, {})[one.engine] = ("B" if at == one.start else "I") + mark

    def at(self, position: int) -> list[str]:
        """The findings over a character, one for each engine."""
        found = self._covers.get(position)
        return sorted(found.values()) if found else []

    def closed(self, end: int, engines: Iterable[str]) -> Iterator[str]:
        """The engines that have a finding which ends here."""
        return (engine for engine in engines if (engine, end) in self.ends)


def _cut(words: Sequence[Bounds], edges: Sequence[int], low: int, high: int) -> Iterator[Bounds]:
    for first, last in words:
        at, end = max(first, low), min(last, high)
        if at < end:
            inner = edges[bisect_left(edges, at + 1) : bisect_left(edges, end)]
            yield from pairwise([at, *inner, end])


def _features(text: str, words: Sequence[Bounds], marks: _Marks) -> list[Features]:
    said = [_EDGE, _EDGE, *(text[start:end] for start, end in words), _EDGE, _EDGE]
    shapes = [_shape(word) for word in said]
    found = [[], *(marks.at(start) for start, _ in words), []]
    engines = sorted({engine for engine, _ in marks.ends})
    made: list[Features] = []
    for at, (_, end) in enumerate(words, 2):
        word, before, after = said[at], said[at - 1], said[at + 1]
        one = [
            f"w={word}",
            f"p={before}",
            f"n={after}",
            f"pw={before}|{word}",
            f"wn={word}|{after}",
            f"p2={said[at - 2]}",
            f"n2={said[at + 2]}",
            f"b={word[0]}",
            f"e={word[-1]}",
            f"e2={word[-2:]}",
            f"pe={before[-1]}",
            f"nb={after[0]}",
            f"s={shapes[at]}",
            f"ss={shapes[at - 1]}{shapes[at]}{shapes[at + 1]}",
        ]
        one += [f"f={mark}" for mark in found[at - 1]]
        one += [f"fp={mark}" for mark in found[at - 2]]
        one += [f"fn={mark}" for mark in found[at]]
        one += [f"fe={engine}" for engine in marks.closed(end, engines)]
        made.append(one)
    return made


@lru_cache(maxsize=10_000)
def _shape(word: str) -> str:
    kind = next((kind for kind, pattern in _KINDS if pattern.match(word)), "c")
    return f"{kind}{min(len(word), _LONG)}"
