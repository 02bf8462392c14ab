"""Names of programmes by their structure: marks around them, head nouns behind them, strings tagged before."""

from collections.abc import Collection, Iterator, Set
from typing import Final

from annotator.suggest.lexicon import function_words, heads, leading_verbs, scopes, stops
from annotator.suggest.marks import TITLES, Pair, enclosing, holds_name
from annotator.suggest.places import chains
from annotator.suggest.regions import clause, region
from annotator.suggest.words import Bounds, Words

_LONGEST_KNOWN: Final = 40
_MOST_WORDS: Final = 6
_LEAST: Final = 4
_SHORT_HEADS: Final = frozenset({"扶贫", "帮扶"})  # one word stands before them: 就业扶贫
_DOCUMENTS: Final = frozenset({"方案", "规划", "意见", "办法", "条例", "通知", "规定", "纲要", "细则", "公约"})


def pair_at(text: str, position: int) -> Pair | None:
    """The innermost marks that hold a name around a position, or on whose outer side it stands."""
    low, high = region(text, position)
    line, at = text[low:high], position - low
    for inner in (at, at + 1, at - 1):
        if 0 <= inner <= len(line):
            found = enclosing(line, inner, inner)
            if found is not None and holds_name(line, found):
                return Pair(found.opening + low, found.closing + low)
    return None


def marked_name(text: str, position: int, words: Words) -> Bounds | None:
    """The name in marks around a position: without them, unless it goes on behind them (“五化”攻坚战)."""
    found = pair_at(text, position)
    if found is None:
        return None
    end = continued(text, found, words)
    if end > found.closing + 1:
        return found.opening, end
    return _part(text, found, position)


def continued(text: str, pair: Pair, words: Words) -> int:
    """Where a name in quotation marks ends with the head noun that belongs to it; behind the mark if there is none."""
    best = pair.closing + 1
    inside = text[pair.opening + 1 : pair.closing]
    if text[pair.opening] in TITLES or inside.endswith(tuple(head for head in heads() if len(head) < len(inside))):
        return best
    tokens = [token for token in words.around(text, best) if token[0] >= best][: _MOST_WORDS + 1]
    for index, (start, end) in enumerate(tokens[:_MOST_WORDS]):
        word = text[start:end]
        if word in function_words() or not word.isalpha():
            break
        if _is_head(word) and not (index + 1 < len(tokens) and _goes_on(text, tokens[index + 1])):
            best = end
        elif best > pair.closing + 1:
            break
    return best


def _goes_on(text: str, token: Bounds) -> bool:
    """Whether a word makes another thing of the name before it: in “一村一品”扶贫产业 the name does not reach 扶贫."""
    word = text[slice(*token)]
    return word.isalpha() and word not in stops() and word not in heads()


def _is_head(word: str) -> bool:
    return word in heads()


def _part(text: str, pair: Pair, position: int) -> Bounds:
    """The content of marks; of two names of four characters or more between them (一乡一业、一村一品) the one there."""
    start, end = pair.opening + 1, pair.closing
    inside = text[start:end]
    parts = inside.split("、")
    if len(parts) < 2 or any(len(part) < _LEAST for part in parts) or len({len(part) for part in parts}) > 1:
        return start, end
    at = start
    for part in parts:
        if position <= at + len(part):
            return at, at + len(part)
        at += len(part) + 1
    return start, end


def known_at(text: str, position: int, known: Collection[str]) -> Bounds | None:
    """The longest known string around or next to a position."""
    return next(_known(text, position, known), None)


def known_within(text: str, position: int, known: Collection[str]) -> list[Bounds]:
    """All known strings around or next to a position, the longest first."""
    return list(_known(text, position, known))


def _known(text: str, position: int, known: Collection[str]) -> Iterator[Bounds]:
    if not known:
        return
    strings = known if isinstance(known, Set) else frozenset(known)
    low, high = region(text, position)
    low, high = max(low, position - _LONGEST_KNOWN), min(high, position + _LONGEST_KNOWN)
    for length in range(min(_LONGEST_KNOWN, high - low), 0, -1):
        for start in range(max(low, position - length), min(position, high - length) + 1):
            if text[start : start + length] in strings:
                yield start, start + length


def headed_name(text: str, position: int, words: Words) -> Bounds | None:
    """The name around a position that ends with a head noun (农村安全饮水工程), by the words of the clause."""
    low, high = clause(text, position)
    tokens = [(start, end) for start, end in words.around(text, position) if start >= low and end <= high]
    index = next((k for k, (start, end) in enumerate(tokens) if start <= position < end), len(tokens) - 1)
    if index < 0 or not _joins(text, tokens, index):
        return None
    last = _head_from(text, tokens, index)
    if last is None:
        return None
    first = _first_of(text, tokens, index, last)
    start, end = tokens[first][0], tokens[last][1]
    if text[slice(*tokens[last])] not in _DOCUMENTS:
        start = max([start, *(chain for _, chain in chains(text, tokens[first : last + 1]) if chain < end)])
    return (start, end) if end - start >= _LEAST and start <= position <= end else None


def _first_of(text: str, tokens: list[Bounds], index: int, last: int) -> int:
    """The word with which a name begins that ends with the word `last`."""
    least = last - 1 if text[slice(*tokens[last])] in _SHORT_HEADS else last - _MOST_WORDS
    first = min(index, max(least, 0)) if least > index else index
    while first > max(least, 0) and _joins(text, tokens, first - 1):
        first -= 1
    while first < last and _leads(text[slice(*tokens[first])]):
        first += 1
    return first


def _leads(word: str) -> bool:
    """Whether a word stands before a name: a verb (also 全面落实), or one that says where the name holds."""
    return word in leading_verbs() or word in scopes() or (len(word) > 3 and word[2:] in leading_verbs())


def _joins(text: str, tokens: list[Bounds], index: int) -> bool:
    """Whether a word can be part of a name; a verb only right before the head noun (巩固提升工程)."""
    word = text[slice(*tokens[index])]
    if word in function_words() or not word.isalpha():
        return False
    if word in heads() or not _leads(word):
        return True
    return index + 1 < len(tokens) and text[slice(*tokens[index + 1])] in heads()


def _head_from(text: str, tokens: list[Bounds], index: int) -> int | None:
    """The last head noun of the run of words from `index` on."""
    found: int | None = None
    for at in range(index, min(len(tokens), index + _MOST_WORDS)):
        if not _joins(text, tokens, at):
            break
        if _is_head(text[slice(*tokens[at])]):
            found = at
        elif found is not None:
            break
    return found
