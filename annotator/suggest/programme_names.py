"""What is known of names of programmes in general: the lexicon, head nouns, categories."""

import re
from collections import Counter
from functools import cache
from typing import Final

from annotator.suggest.lexicon import sections, words_of

GENERAL: Final = "综合"
_NEARBY: Final = 150
_SET: Final = re.compile("[一二两三四五六七八九十].{1,4}")


WORKS: Final = 0.34
_WEIGHTS: Final = {"strong": 0.75, "middle": 0.55, "works": WORKS, "weak": 0.22}


@cache
def heads() -> dict[str, float]:
    """Head nouns with their weights."""
    return {word: _WEIGHTS[title] for title, words in sections("programme_heads").items() for word in words}


@cache
def head_pattern() -> re.Pattern[str]:
    """Finds the longest head noun at each place."""
    return re.compile("|".join(sorted(map(re.escape, heads()), key=len, reverse=True)))


@cache
def known_names() -> dict[str, str]:
    """The names of the lexicon with their categories."""
    return {name: category for category, names in sections("programmes").items() for name in names}


@cache
def known_pattern() -> re.Pattern[str]:
    """Finds the longest name of the lexicon at each place."""
    return re.compile("|".join(sorted(map(re.escape, known_names()), key=len, reverse=True)))


def generic_modifiers() -> frozenset[str]:
    """Words before a head noun that make no name of it."""
    return words_of("generic_modifiers")


@cache
def _clues() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (category, re.compile("|".join(map(re.escape, words)))) for category, words in sections("categories").items()
    ]


def category_of(text: str, start: int, end: int) -> str:
    """The category of a programme: from the lexicon, from words in its name, else from the words around it."""
    name = text[start:end]
    known = known_names().get(name.strip("“”"))
    if known:
        return known
    inside = known_pattern().search(name)
    if inside:
        return known_names()[inside[0]]
    for category, clue in _clues():
        if clue.search(name):
            return category
    if _SET.fullmatch(name):
        return GENERAL
    around = text[max(0, start - _NEARBY) : start] + text[end : end + _NEARBY]
    counts = Counter({category: len(clue.findall(around)) for category, clue in _clues()})
    (category, count), (_, second) = counts.most_common(2)
    return category if count >= 3 and count > 1.5 * second else GENERAL
