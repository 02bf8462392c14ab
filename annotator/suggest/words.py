"""Words of Chinese text by jieba's dictionary and algorithm, for word-wise movement, snapping and natural bounds.

The segmenter is rjieba, jieba's Rust build; jieba itself stands in where rjieba has no wheel. Either is loaded at the
first use. Only the paragraphs that are asked about are segmented.
"""

import re
import warnings
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final, Protocol

from annotator.domain.folding import fold_numbers
from annotator.suggest.lexicon import heads
from annotator.suggest.regions import LINE_ENDS, region, regions

_CACHED: Final = 256
_PLAIN: Final = re.compile(r"[!-~]+")
# Numbers with their decimals, thousands and percent sign; Latin words; each other sign by itself, equal ones together.
_ASCII_WORD: Final = re.compile(
    r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?%?|\d+(?:\.\d+)*%?|[A-Za-z]+(?:'[A-Za-z]+)?\d*|(.)\1*", re.DOTALL
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NARROW: Final = re.compile("[!-~\uff01-\uff5e]")
_JOINED: Final = re.compile("[\u0300-\u036f\u200d\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
_COMPOSED: Final = re.compile(f"{_JOINED.pattern}|{_FLAG.pattern}|——|……")

Bounds = tuple[int, int]


class Segmenter(Protocol):
    """Cuts a text into words that put together give the text again."""

    def cut(self, text: str) -> list[str]:
        """The words in their order, blanks and marks among them."""

    def add(self, word: str) -> None:
        """Makes a string a word."""

    def knows(self, word: str) -> bool:
        """Whether the dictionary has the word."""


class RustSegmenter:
    """jieba's algorithm in Rust; raises ImportError where it has no wheel."""

    def __init__(self) -> None:
        import rjieba

        self._jieba = rjieba.Jieba()

    def cut(self, text: str) -> list[str]:
        try:
            found: list[str] = self._jieba.cut(text)
        except UnicodeEncodeError:  # a lone surrogate: not text that Rust can take
            found = self._jieba.cut(_SURROGATE.sub("\ufffd", text))
        return found

    def add(self, word: str) -> None:
        self._jieba.add_word(word, None, None)

    def knows(self, word: str) -> bool:
        return bool(self._jieba.has_word(word))


class PythonSegmenter:
    """jieba itself, slower."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's own escapes and pkg_resources warn on new Pythons
            import jieba
        self._jieba = jieba.Tokenizer()
        # What initialize() does, without its cache: that is a file in a shared folder whose bytes it would trust.
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
        self._jieba.initialized = True

    def cut(self, text: str) -> list[str]:
        return list(self._jieba.cut(text))

    def add(self, word: str) -> None:
        self._jieba.add_word(word)

    def knows(self, word: str) -> bool:
        return bool(self._jieba.FREQ.get(word))


def load_segmenter() -> Segmenter:
    """rjieba where it is installed, else jieba."""
    try:
        return RustSegmenter()
    except ImportError:
        return PythonSegmenter()


class Words:
    """Word bounds in texts, in code points; segmented by paragraph and remembered.

    `user_words` count as words of the dictionary, for example the project's accepted names.
    """

    def __init__(self, user_words: Iterable[str] = (), segmenter: Segmenter | None = None) -> None:
        self._segmenter = segmenter
        self._user_words = tuple(word for word in user_words if word.strip())
        self._known = False
        self._cache: OrderedDict[str, list[int]] = OrderedDict()

    def _load(self) -> Segmenter:
        if self._segmenter is None:
            self._segmenter = load_segmenter()
        if not self._known:
            for word in (*(head for head in heads() if len(head) > 2), *self._user_words):
                self._segmenter.add(word)
            self._known = True
        return self._segmenter

    def warm(self) -> None:
        """Loads the dictionary now (0.2 s), for a moment when nobody waits."""
        self._load()

    def add(self, words: Iterable[str]) -> None:
        """Makes more strings words."""
        self._user_words += tuple(word for word in words if word.strip())
        self._known = False
        self._cache.clear()

    def is_word(self, text: str) -> bool:
        """Whether the dictionary or the user's words have this string."""
        return not _SURROGATE.search(text) and self._load().knows(text)

    def _ends(self, piece: str) -> list[int]:
        """The end of each word of a piece of text without line ends."""
        found = self._cache.get(piece)
        if found is not None:
            self._cache.move_to_end(piece)
            return found
        tokens = merged(self._load().cut(piece))
        if _COMPOSED.search(piece):
            tokens = composed(tokens)
        found = list(accumulate(len(token) for token in tokens))
        self._cache[piece] = found
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return found

    def spans(self, text: str) -> list[Bounds]:
        """The bounds of all words, blanks and marks of a text; they leave out nothing but line ends."""
        found: list[Bounds] = []
        for low, high in regions(text):
            found.extend(_bounds(self._ends(text[low:high]), low))
        return found

    def within(self, text: str, low: int, high: int) -> list[Bounds]:
        """The bounds of the words of a paragraph, or of a piece as `regions` gives them, that is known already."""
        return _bounds(self._ends(text[low:high]), low)

    def around(self, text: str, position: int) -> list[Bounds]:
        """The bounds of the words in the paragraph around a position (of a very long one, in the piece around it)."""
        low, high = region(text, position)
        return _bounds(self._ends(text[low:high]), low)

    def at(self, text: str, position: int) -> Bounds | None:
        """The word whose characters the position stands before or in; behind a paragraph's last one, that one."""
        low, high = region(text, position)
        if low == high:
            return None
        ends = self._ends(text[low:high])
        index = bisect_right(ends, min(max(position, low), high - 1) - low)
        return low + (ends[index - 1] if index else 0), low + ends[index]

    def next_boundary(self, text: str, position: int) -> int:
        """Where Ctrl+Right goes: behind this word and the blanks after it, at a paragraph's end to the next one."""
        low, high = region(text, position)
        if position >= high:
            if text.startswith("\r\n", position):
                return position + 2
            return min(len(text), position + 1)
        for start, end in _bounds(self._ends(text[low:high]), low):
            if end > position and not text[max(start, position) : end].isspace():
                return next((at for at in range(end, high) if not text[at].isspace()), high)
        return high

    def previous_boundary(self, text: str, position: int) -> int:
        """Where Ctrl+Left goes: before this word or the one before, at a paragraph's start to the last one's end."""
        low, high = region(text, position)
        if position <= low:
            if low > 0 and text[low - 1] not in LINE_ENDS:  # a piece of a very long paragraph
                low, high = region(text, low - 1)
            elif text.startswith("\r\n", max(0, position - 2)):
                return position - 2
            else:
                return max(0, position - 1)
        for start, end in reversed(_bounds(self._ends(text[low:high]), low)):
            if start < position and not text[start : min(end, position)].isspace():
                return start
        return low


SHARED: Final = Words()
"""For whoever has no words of a project's own; one dictionary for all of them."""


def _bounds(ends: list[int], offset: int) -> list[Bounds]:
    found: list[Bounds] = []
    start = offset
    for end in ends:
        found.append((start, end + offset))
        start = end + offset
    return found


def merged(tokens: Iterable[str]) -> Iterator[str]:
    """Tokens with the digits, letters and ASCII marks among them cut anew: both segmenters then agree on them."""
    run = ""
    for token in tokens:
        if _NARROW.match(token) and _PLAIN.fullmatch(fold_numbers(token)):
            run += token
            continue
        if run:
            yield from _latin(run)
            run = ""
        yield token
    if run:
        yield from _latin(run)


def _latin(run: str) -> Iterator[str]:
    for found in _ASCII_WORD.finditer(fold_numbers(run)):
        yield run[found.start() : found.end()]


def composed(tokens: Iterable[str]) -> Iterator[str]:
    """Tokens with combining marks, joined emoji, pairs of flag letters and of —— and …… kept in one."""
    held = ""
    for token in tokens:
        pair = len(held) == 1 and ((_FLAG.match(held) and _FLAG.match(token)) or (held == token and held in "—…"))
        if held and (pair or held[-1] == "\u200d" or _JOINED.match(token)):
            held += token
            continue
        if held:
            yield held
        held = token
    if held:
        yield held
