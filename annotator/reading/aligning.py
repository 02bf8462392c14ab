"""Where the characters of one text stand in another that is nearly the same."""

from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

_GRAM: Final = 6
"""Characters that, where they stand once in both texts, tie these places to one another."""
_MOST: Final = 400  # characters between two ties that are compared one by one


def aligned(first: str, second: str) -> list[int]:
    """For each character of the first text its place in the second, -1 where it is not there; places only grow."""
    found = [-1] * len(first)
    at = other = 0
    for low, high in (*_ties(first, second), (len(first), len(second))):
        if low < at or high < other:
            continue  # inside what was extended already
        start, begin = _extended(first, second, low, high, at, other, -1)
        _between(first, second, (at, start), (other, begin), found)
        end, stop = _extended(first, second, low, high, len(first), len(second), 1)
        found[start:end] = range(begin, stop)
        at, other = end, stop
    return found


def _ties(first: str, second: str) -> list[tuple[int, int]]:
    """Places of both texts with the same characters, which stand nowhere else, the longest series that grows."""
    here, there = _once(first), _once(second)
    pairs = sorted((at, there[gram]) for gram, at in here.items() if gram in there)
    tails: list[int] = []
    behind: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        rank = bisect_left(tails, place)
        if rank == len(tails):
            tails.append(place)
            behind.append(number)
        else:
            tails[rank], behind[rank] = place, number
        before.append(behind[rank - 1] if rank else -1)
    chain = []
    number = behind[-1] if behind else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _once(text: str) -> dict[str, int]:
    """The runs of characters that stand in a text once, with their places."""
    found: dict[str, int] = {}
    twice = set()
    for at in range(len(text) - _GRAM + 1):
        gram = text[at : at + _GRAM]
        if gram in found:
            twice.add(gram)
        found[gram] = at
    return {gram: at for gram, at in found.items() if gram not in twice}


def _extended(first: str, second: str, at: int, other: int, end: int, stop: int, step: int) -> tuple[int, int]:
    """How far two places go on with equal characters in one direction, up to two bounds."""
    if step > 0:
        while at < end and other < stop and first[at] == second[other]:
            at, other = at + 1, other + 1
    else:
        while at > end and other > stop and first[at - 1] == second[other - 1]:
            at, other = at - 1, other - 1
    return at, other


def _between(first: str, second: str, here: tuple[int, int], there: tuple[int, int], found: list[int]) -> None:
    """Ties the characters between two ties, where there are few."""
    if not (0 < here[1] - here[0] <= _MOST and 0 < there[1] - there[0] <= _MOST):
        return
    matcher = SequenceMatcher(None, first[slice(*here)], second[slice(*there)], autojunk=False)
    for block in matcher.get_matching_blocks():
        found[here[0] + block.a : here[0] + block.a + block.size] = range(
            there[0] + block.b, there[0] + block.b + block.size
        )


def moved(places: list[int], start: int, end: int) -> tuple[int, int] | None:
    """Where a range of the first text lies in the second, None where an end of it is not there."""
    low, high = places[start], places[end - 1]
    return None if low < 0 or high < low else (low, high + 1)


def differing(places: list[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of the second text between the places of a range that the first has not, or has otherwise."""
    last = places[start] - 1
    for at in range(start, end):
        if places[at] < 0:
            continue
        if places[at] > last + 1:
            yield last + 1, places[at]
        last = places[at]
