"""Engine 4, memory: what was tagged, changed and refused before, by string and by the characters around it.

It is told lessons, one for each layer that may be learned from: a text, its tags, what was refused in it and which of
its paragraphs were read to the end. From them it proposes strings that were tagged before, and judges what the other
engines propose. Nothing depends on the order in which it was told.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from annotator.domain.learning import Alias, Refusal
from annotator.i18n import mark
from annotator.suggest.protocol import Suggestion
from annotator.suggest.words import Bounds

_SEEN: Final = mark("tagged {count} times before")
_ONCE: Final = mark("tagged once before")
_ALIAS: Final = mark("in the project's list of names: {name}")
_NEAR: Final = 2  # characters on each side that make two places alike
_SHORTEST: Final = 2
_LONGEST: Final = 60
_OLDEST: Final = 400  # lessons, the newest ones, in which untagged strings are counted
_LARGEST: Final = 100_000  # characters of such a lesson
_DIGITS: Final = re.compile("[0-9０-９一二三四五六七八九十百千万亿两零〇.,，]+")
_TRUST: Final = 2.0  # how many decisions the certainty of another engine weighs
_REFUSED: Final = 2.0
_REFUSED_HERE: Final = 3.0
_TAGGED_HERE: Final = 2.0
_ALIAS_SCORE: Final = 0.95
_LIKELY: Final = 0.5


class Tag(NamedTuple):
    """A tag of a lesson; `start` is -1 where it was made on another reading and only its string is known."""

    start: int
    end: int
    label: str
    quote: str
    attributes: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a layer teaches. `read` are the ranges in which whatever is untagged is so on purpose."""

    text: str
    tags: tuple[Tag, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    read: tuple[Bounds, ...] = ()


@dataclass(slots=True)
class _Known:
    """A lesson as it is kept: its tags in the order of the text."""

    text: str
    tags: list[Tag]
    refusals: list[Refusal]
    read: tuple[Bounds, ...]


class Evidence(NamedTuple):
    """What speaks for a string as a label and what against it; `_here` between the same characters."""

    tagged: int = 0
    tagged_here: int = 0
    refused: int = 0
    refused_here: int = 0
    left: int = 0

    @property
    def speaks(self) -> bool:
        """Whether anything is known."""
        return any(self)

    def certainty(self, prior: float, trust: float) -> float:
        """How likely it is the label, for an engine that says `prior` and weighs as much as `trust` decisions."""
        good = trust * prior + self.tagged + _TAGGED_HERE * self.tagged_here
        bad = trust * (1 - prior) + self.left + _REFUSED * self.refused + _REFUSED_HERE * self.refused_here
        return good / (good + bad)


@dataclass(slots=True)
class _Trace:
    """All that is known of one string as one label."""

    tagged: Counter[tuple[str, str]] = field(default_factory=Counter)  # by the characters around it
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    attributes: Counter[tuple[str, str]] = field(default_factory=Counter)
    values: dict[tuple[str, str], Any] = field(default_factory=dict)
    usual: dict[str, Any] | None = None  # of the attributes, as long as nothing changed

    @property
    def empty(self) -> bool:
        return not (self.tagged or self.refused)


@dataclass(slots=True)
class _Left:
    """How often a string was left untagged, by lesson, after so many changes (`seen`)."""

    total: int = 0
    counts: dict[Hashable, int] = field(default_factory=dict)
    seen: int = 0


class Memory:
    """Lessons by a key of the caller's, and what follows from them. `numbers` are keys of labels of quantities, which
    are never proposed by their strings and are refused with their digits left out."""

    name: Final = "memory"

    def __init__(self, numbers: Iterable[str] = ()) -> None:
        self._numbers = frozenset(numbers)
        self._lessons: dict[Hashable, _Known] = {}
        self._traces: dict[str, dict[str, _Trace]] = {}  # by string and label
        self._lengths: dict[str, Counter[int]] = {}  # of the strings that begin so
        self._left: dict[tuple[str, str], _Left] = {}  # by string and label
        self._log: list[Hashable] = []  # which lesson each change was in
        self._refusals: dict[tuple[str, str], list[Refusal]] = {}
        self._aliases: dict[str, Alias] = {}
        self._changes = 0

    @property
    def version(self) -> str:
        """Changes with every lesson."""
        return str(self._changes)

    @property
    def terms(self) -> frozenset[str]:
        """The strings that were tagged and are not numbers, and those of aliases."""
        tagged = {
            quote
            for quote, traces in self._traces.items()
            if any(trace.tagged and label not in self._numbers for label, trace in traces.items())
        }
        return frozenset(tagged | self._aliases.keys())

    def __contains__(self, key: Hashable) -> bool:
        return key in self._lessons

    # -- telling -------------------------------------------------------------------------------------------------

    def learn(self, key: Hashable, lesson: Lesson) -> None:
        """Takes a lesson in the place of the one of the same key."""
        self.forget(key)
        known = _Known(lesson.text, sorted(lesson.tags, key=_place), list(lesson.refusals), lesson.read)
        self._lessons[key] = known
        self._count(known, 1)
        self._changed(key)

    def forget(self, key: Hashable) -> None:
        """Takes a lesson out."""
        known = self._lessons.pop(key, None)
        if known is not None:
            self._count(known, -1)
            self._changed(key)

    def tag(self, key: Hashable, tag: Tag) -> None:
        """Adds a tag to a lesson."""
        known = self._lessons[key]
        insort(known.tags, tag, key=_place)
        self._count_tag(known.text, tag, 1)
        self._changed(key)

    def untag(self, key: Hashable, tag: Tag) -> None:
        """Takes a tag from a lesson that has it."""
        known = self._lessons[key]
        low, high = (side(known.tags, _place(tag), key=_place) for side in (bisect_left, bisect_right))
        del known.tags[known.tags.index(tag, low, high)]
        self._count_tag(known.text, tag, -1)
        self._changed(key)

    def refuse(self, key: Hashable, refusal: Refusal) -> None:
        """Adds a refusal to a lesson."""
        self._lessons[key].refusals.append(refusal)
        self._count_refusal(refusal, 1)
        self._changed(key)

    def unrefuse(self, key: Hashable, refusal: Refusal) -> None:
        """Takes a refusal from a lesson that has it."""
        self._lessons[key].refusals.remove(refusal)
        self._count_refusal(refusal, -1)
        self._changed(key)

    def read(self, key: Hashable, ranges: Sequence[Bounds]) -> None:
        """Says which ranges of a lesson were read to the end."""
        known = self._lessons[key]
        if known.read != tuple(ranges):
            known.read = tuple(ranges)
            self._changed(key)

    def name_aliases(self, aliases: Iterable[Alias]) -> None:
        """Takes the names of the project in the place of those told before."""
        told = {alias.string: alias for alias in aliases if alias.label}
        if told == self._aliases:
            return
        for alias in self._aliases.values():
            self._index(alias.string, alias.label, -1)
        for alias in told.values():
            self._index(alias.string, alias.label, 1)
        self._aliases = told
        self._changes += 1

    def _changed(self, key: Hashable) -> None:
        self._log.append(key)
        self._changes += 1

    def _count(self, known: "_Known", sign: int) -> None:
        for tag in known.tags:
            self._count_tag(known.text, tag, sign)
        for refusal in known.refusals:
            self._count_refusal(refusal, sign)

    def _count_tag(self, text: str, tag: Tag, sign: int) -> None:
        around = _around(text, tag.start, tag.end) if tag.start >= 0 else ("", "")
        self._trace(tag.quote, tag.label, sign, around, tag.attributes, refused=False)

    def _count_refusal(self, one: Refusal, sign: int) -> None:
        same = self._refusals.setdefault((one.quote, one.label), [])
        if sign > 0:
            same.append(one)
        else:
            same.remove(one)
        self._trace(one.quote, one.label, sign, (one.left[-_NEAR:], one.right[:_NEAR]), {}, refused=True)

    def _trace(
        self,
        quote: str,
        label: str,
        sign: int,
        around: tuple[str, str],
        attributes: Mapping[str, Any],
        *,
        refused: bool,
    ) -> None:
        folded = self._folded(quote, label)
        traces = self._traces.setdefault(folded, {})
        trace = traces.get(label)
        if trace is None:
            trace = traces[label] = _Trace()
        trace.usual = None
        counted = trace.refused if refused else trace.tagged
        counted[around] += sign
        if not counted[around]:
            del counted[around]
        for name, value in _kept(attributes):
            trace.attributes[name, repr(value)] += sign
            trace.values[name, repr(value)] = value
        if trace.empty:
            del traces[label]
            if not traces:
                del self._traces[folded]
        if not refused:
            self._index(quote, label, sign)

    def _index(self, quote: str, label: str, sign: int) -> None:
        """Notes that a string can be met, or can no longer."""
        if label in self._numbers or not _SHORTEST <= len(quote) <= _LONGEST or "\n" in quote:
            return
        lengths = self._lengths.setdefault(quote[:_SHORTEST], Counter())
        lengths[len(quote)] += sign
        if not lengths[len(quote)]:
            del lengths[len(quote)]

    def _folded(self, quote: str, label: str) -> str:
        return _DIGITS.sub("0", quote) if label in self._numbers else quote

    # -- asking --------------------------------------------------------------------------------------------------

    def evidence(self, text: str, start: int, end: int, label: str) -> Evidence:
        """What is known of a range as a label."""
        quote = self._folded(text[start:end], label)
        around = _around(text, start, end)
        trace = self._traces.get(quote, {}).get(label)
        number = label in self._numbers
        if trace is None:
            return Evidence(left=0 if number else self._left_over(quote, label))
        refused, refused_here = trace.refused.total(), trace.refused[around]
        if number:  # 12个 refused before 方面 says nothing of 12个 elsewhere
            return Evidence(0, 0, refused_here, refused_here, 0)
        return Evidence(
            trace.tagged.total(), trace.tagged[around], refused, refused_here, self._left_over(quote, label)
        )

    def refused(self, text: str, start: int, end: int, label: str) -> bool:
        """Whether this very range was refused."""
        same = self._refusals.get((text[start:end], label), ())
        return any(one.stands(text, start, end, label) for one in same)

    def judged(self, text: str, found: Suggestion) -> Suggestion:
        """A suggestion of another engine, as certain as what is known leaves it, with the attributes given before."""
        known = self.evidence(text, found.start, found.end, found.label)
        if not known.speaks:
            return found
        score = known.certainty(found.score, _TRUST)
        attributes = dict(found.attributes)
        if known.tagged and found.label not in self._numbers:
            for key, value in self.attributes(text[found.start : found.end], found.label).items():
                # Names of places have several bearers: the one that fits this text is the engine's word.
                if "adcode" not in found.attributes or key not in ("adcode", "path"):
                    attributes[key] = value
        return replace(found, score=score, attributes=attributes)

    def suggest(self, text: str, start: int = 0, end: int | None = None) -> list[Suggestion]:
        """The strings tagged before that stand in a range, in their order; of those inside one another the longest."""
        found: list[Suggestion] = []
        reach: dict[str, int] = {}
        likely: dict[str, int] = {}  # how far a likely one reaches, across which no other goes
        for low, high in self._met(text, start, len(text) if end is None else end):
            for label in self._labels_of(text[low:high]):
                if high <= reach.get(label, 0) or low < likely.get(label, 0):
                    continue
                one = self._named(text, low, high, label)
                if one is not None:
                    found.append(one)
                    reach[label] = high
                    if one.score >= _LIKELY:
                        likely[label] = high
        return found

    def _met(self, text: str, start: int, end: int) -> Iterator[Bounds]:
        """Where a known string stands, the longer first."""
        for at in range(start, end - 1):
            lengths = self._lengths.get(text[at : at + _SHORTEST])
            for length in sorted(lengths, reverse=True) if lengths else ():
                if at + length <= end:
                    yield at, at + length

    def _labels_of(self, quote: str) -> list[str]:
        """The labels that a string was given, by tags or as an alias."""
        labels = [label for label in self._traces.get(quote, ()) if label not in self._numbers]
        alias = self._aliases.get(quote)
        if alias is not None and alias.label not in labels:
            labels.append(alias.label)
        return sorted(labels)

    def _named(self, text: str, start: int, end: int, label: str) -> Suggestion | None:
        quote = text[start:end]
        known = self.evidence(text, start, end, label)
        alias = self._aliases.get(quote)
        if alias is not None and alias.label == label:
            score = known.certainty(_ALIAS_SCORE, 2 * _TRUST)
            named = {"name": alias.name or alias.adcode or alias.string}
            return Suggestion(start, end, label, score, self.name, _ALIAS, alias_attributes(alias), named)
        if not known.tagged:
            return None
        reason = _ONCE if known.tagged == 1 else _SEEN
        score = known.certainty(0.5, 1.0)
        count = {"count": known.tagged}
        return Suggestion(start, end, label, score, self.name, reason, self.attributes(quote, label), count)

    def attributes(self, quote: str, label: str) -> dict[str, Any]:
        """The value that each attribute was given most often with a string; places in an article are left out."""
        trace = self._traces.get(quote, {}).get(label)
        if trace is None:
            return {}
        if trace.usual is None:
            trace.usual = _usual(trace)
        return trace.usual

    def _left_over(self, quote: str, label: str) -> int:
        """How often a string stands in lessons without being tagged although somebody decided about it there.

        Counted once; after that only lessons that changed since are looked at again.
        """
        if len(quote) < _SHORTEST:
            return 0
        known = self._left.get((quote, label))
        if known is None:
            known = self._left[quote, label] = _Left()
            changed = set(list(self._lessons)[-_OLDEST:])
        elif known.seen == len(self._log):
            return known.total
        else:
            changed = set(self._log[known.seen :])
        for key in changed:
            lesson = self._lessons.get(key)
            count = 0 if lesson is None or len(lesson.text) > _LARGEST else _left_in(lesson, quote, label)
            known.total += count - known.counts.pop(key, 0)
            if count:
                known.counts[key] = count
        known.seen = len(self._log)
        return known.total


def _usual(trace: _Trace) -> dict[str, Any]:
    tags = trace.tagged.total()
    best: dict[str, tuple[int, str]] = {}
    for (name, value), count in trace.attributes.items():
        if (
            count > 0 and 2 * count >= tags
        ):  # what most have; of two halves the value decides, so that order is no matter
            best[name] = max(best.get(name, (0, "")), (count, value))
    return {name: trace.values[name, value] for name, (_, value) in sorted(best.items())}


def alias_attributes(alias: Alias) -> dict[str, Any]:
    """What a tag of an alias gets."""
    found = dict(alias.attributes)
    if alias.adcode:
        found["adcode"] = alias.adcode
    elif alias.name:
        found.setdefault("name", alias.name)
    return found


def _place(tag: Tag) -> tuple[int, int, str]:
    return tag.start, tag.end, tag.label


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - _NEAR) : start], text[end : end + _NEAR]


def _kept(attributes: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Attributes that say something of a string wherever it stands: no places in an article."""
    for name, value in attributes.items():
        if not isinstance(value, dict | list):
            yield name, value


def _left_in(lesson: _Known, quote: str, label: str) -> int:
    """How often a string is undecided no more in a lesson and yet not tagged: read over, or another range tagged."""
    count = 0
    at = lesson.text.find(quote)
    while at >= 0:
        count += _is_left(lesson, at, at + len(quote), label)
        at = lesson.text.find(quote, at + 1)
    return count


def _is_left(lesson: _Known, start: int, end: int, label: str) -> bool:
    crossing = False
    for tag in _touching(lesson.tags, start, end):
        if tag.label == label:
            if tag.start <= start and end <= tag.end:
                return False
            crossing = True
    return crossing or any(low <= start and end <= high for low, high in lesson.read)


def _touching(tags: Sequence[Tag], start: int, end: int) -> Iterator[Tag]:
    """The tags, sorted by start, that share a character with a range."""
    for tag in tags[: bisect_left(tags, end, key=lambda one: one.start)]:
        if tag.end > start and tag.start >= 0:
            yield tag
