"""Glyph runs that extraction printed twice: which of the repetitions of a text are its own, and which are to go.

Extraction doubles run by run (`培训培训 30003000 多人多人`) or glyph by glyph (`培培训训`). A number is never decided
by itself: over each stretch of repetitions a Viterbi search chooses between three states, COPY (one copy stands), RUNS
(squares XX, of which the first X stays) and GLYPHS (squares of one character). A square counts by how unlikely it is
as plain text; a change of state is cheap at a line end and dear inside a line. Blanks do not count at all.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from annotator.reading.evidence import FILLERS, HAN_GLYPH, evidence, glyph_evidence
from annotator.reading.lines import MARKS, Line

COPY, RUNS, GLYPHS = range(3)

_LONGEST: Final = 200  # characters in a doubled run
_MOST_COPIES: Final = 6  # what stands there more often is ornament or a pattern, not doubling
_WINDOW: Final = 8192  # characters searched at once
_FEWEST: Final = 24  # different characters in a window of text; ornament and patterns have fewer
_LONGEST_STRETCH: Final = 20_000  # ink characters decided at once

_AT_LINE_END: Final = 9.0
_IN_DOUBLED: Final = 5.0  # the same in a text that is known to have doubled lines
_DOUBLED_LINES: Final = 3  # so many make it known
_IN_LINE: Final = 17.0
_ONE_MORE_SQUARE: Final = 0.3  # of two readings the one with fewer, longer squares
_COPY_MARK: Final = 4.0  # a mark that stands once among doubled runs
_COPY_NUMBER: Final = 8.0  # a number or Latin word that stands once among doubled runs

_PAIR_TWICE = re.compile(r"(..)\1", re.DOTALL)
_TWICE = re.compile(r"(.)\1+", re.DOTALL)
_DASH = re.compile(r"([—…])\1+")
_NUMBER = re.compile(r"[0-9A-Za-z.%]{1,12}")
_COPYABLE = re.compile(rf"(?:[{MARKS}\W_]|[0-9A-Za-z]){{1,12}}")


class Repeat(NamedTuple):
    """Ink characters k from `start` to before `end` each equal the one at k + `period`; end - start >= period."""

    period: int
    start: int
    end: int


class Drop(NamedTuple):
    """The second copy of a run, `start` to `end` in ink, and the evidence (in nats) that it is one.

    `glyph` where the text around it is doubled character by character.
    """

    start: int
    end: int
    evidence: float
    glyph: bool = False


@dataclass(slots=True)
class Ink:
    """A line without its blanks: `at` gives the place in the line's text of each character, None if it had none."""

    line: Line
    text: str
    at: Sequence[int] | None
    repeats: list[Repeat]

    def source(self, position: int) -> int:
        """The source position of an ink character."""
        return self.line.first + (position if self.at is None else self.at[position])


@dataclass(slots=True)
class _Stretch:
    """A part of a line in which repetitions follow one another, and what is found out about it."""

    ink: Ink
    low: int
    high: int
    repeats: list[Repeat]
    costs: tuple[float, float]  # of a change to and from RUNS and GLYPHS at a line end
    follows: bool = False  # a doubled run may go on from the stretch before

    def switch(self, position: int, state: int) -> float:
        """What a change between COPY and another state costs at a position of the line."""
        return self.costs[state - RUNS] if position in (0, len(self.ink.text)) else _IN_LINE


def ink_of(line: Line) -> Ink:
    """A line without blanks, with its repetitions."""
    text = line.text
    pieces = text.split()
    if len(pieces) == 1:
        return Ink(line, text, None, repeats(text))
    ink = "".join(pieces)
    return Ink(line, ink, array("q", (k for k, ch in enumerate(text) if not ch.isspace())), repeats(ink))


def repeats(text: str) -> list[Repeat]:
    """All stretches of a line in which a run of up to 200 characters is followed by itself."""
    found: list[Repeat] = []
    reached: dict[int, int] = {}
    for low in range(0, len(text), _WINDOW):
        part = text[low : low + _WINDOW + _LONGEST]
        if len(part) < _WINDOW or len(set(part)) >= _FEWEST:
            found += _repeats_in(text, low, part, reached)
    found.sort(key=lambda r: (r.start, r.end))
    return found


def _repeats_in(text: str, low: int, part: str, reached: dict[int, int]) -> Iterator[Repeat]:
    """The repetitions that begin in a part of a text; `reached` is how far those of each period are known."""
    for m in _TWICE.finditer(part, 0, _WINDOW):
        if m.end() - m.start() <= _MOST_COPIES:
            yield Repeat(1, low + m.start(), low + m.end() - 1)
    places = [(m.start(), 2) for m in _PAIR_TWICE.finditer(part)]
    triples = list(zip(part, part[1:], part[2:], strict=False))
    last = dict(zip(triples, range(len(triples)), strict=True))
    if len(last) < len(triples):  # some three characters come again, as they do in every run that stands twice
        again = [at for at, triple in enumerate(triples) if last[triple] != at]
        places += [(at, part.find(part[at : at + 3], at + 1, at + _LONGEST + 3) - at) for at in again]
    for place, period in places:
        if 1 < period <= _LONGEST and reached.get(period, -1) <= low + place:
            start, end = _extended(text, low + place, period)
            reached[period] = end
            if period <= end - start < period * _MOST_COPIES and not (period == 2 and text[start] == text[start + 1]):
                yield Repeat(period, start, end)


def _extended(text: str, at: int, period: int) -> tuple[int, int]:
    """How far to both sides of `at` each character equals the one a period later."""
    low = high = at
    while low and text[low - 1] == text[low - 1 + period]:
        low -= 1
    while high + period < len(text) and text[high] == text[high + period]:
        high += 1
    return low, high


def _bound(repeat: Repeat, text: str) -> float:
    """At most so much evidence lies in a repetition."""
    each = glyph_evidence(text[repeat.start]) if repeat.period == 1 else 4.6
    return each * (repeat.end - repeat.start)


def drops(inks: Sequence[Ink]) -> list[tuple[Ink, list[Drop]]]:
    """The second copies to take out, line by line; lines without any are not named.

    Where some lines of a text are doubled, one more takes less evidence: a name or a heading of four characters.
    """
    found: dict[int, list[Drop]] = {}
    block: list[Ink] = []
    for ink in [*inks, None]:
        if ink is not None and ink.repeats:
            block.append(ink)
        if ink is None or not ink.repeats or sum(len(each.text) for each in block[-64:]) > _LONGEST_STRETCH:
            _decide_block(block, (_AT_LINE_END, _AT_LINE_END), found)
            block = []
    kinds = Counter(any(drop.glyph for drop in each) for each in found.values())
    if kinds:
        costs = tuple(_IN_DOUBLED if kinds[glyph] >= _DOUBLED_LINES else _AT_LINE_END for glyph in (False, True))
        for ink in inks:
            if ink.repeats and id(ink) not in found:
                _decide_block([ink], (costs[0], costs[1]), found)
    return [(ink, found[id(ink)]) for ink in inks if id(ink) in found]


def _decide_block(block: list[Ink], costs: tuple[float, float], found: dict[int, list[Drop]]) -> None:
    """Decides lines that follow one another and all have repetitions; adds to `found` what goes from each."""
    if sum(_bound(repeat, ink.text) for ink in block for repeat in ink.repeats) <= 2 * min(costs):
        return
    chain: list[_Stretch] = []
    for number, ink in enumerate(block):
        for stretch in _stretches(ink, costs):
            joined = bool(chain) and stretch.low == 0 and number > 0 and _ends_line(chain[-1], block[number - 1])
            if not joined and chain:
                _collect(chain, found)
                chain = []
            stretch.follows = joined
            chain.append(stretch)
    if chain:
        _collect(chain, found)


def _ends_line(stretch: _Stretch, ink: Ink) -> bool:
    return stretch.ink is ink and stretch.high == len(ink.text)


def _stretches(ink: Ink, costs: tuple[float, float]) -> Iterator[_Stretch]:
    """The parts of a line that repetitions cover, with the marks and numbers between them."""
    text = ink.text
    low = high = -1
    inside: list[Repeat] = []
    for repeat in ink.repeats:
        if low < 0:
            low = 0 if repeat.start == 0 or _COPYABLE.fullmatch(text, 0, repeat.start) else repeat.start
        elif high - low > _LONGEST_STRETCH or (
            repeat.start > high and not _COPYABLE.fullmatch(text, high, repeat.start)
        ):
            yield _Stretch(ink, low, high, inside, costs)
            low, high, inside = max(repeat.start, high), -1, []
        inside.append(repeat)
        high = max(high, repeat.end + repeat.period)
    if low >= 0:
        high = len(text) if _COPYABLE.fullmatch(text, high) else high
        yield _Stretch(ink, low, high, inside, costs)


def _collect(chain: list[_Stretch], found: dict[int, list[Drop]]) -> None:
    for stretch, drop in _Search(chain).best():
        found.setdefault(id(stretch.ink), []).append(drop)


class _Move(NamedTuple):
    """A step of the search from `at`: it costs or gains `gain` and drops `drop`."""

    to: int
    gain: float
    drop: Drop | None


_NEVER: Final = float("-inf")


class _Search:
    """Viterbi over a chain of stretches that follow one another; before and behind it every state but COPY ends."""

    def __init__(self, chain: list[_Stretch]) -> None:
        self.chain = chain

    def best(self) -> list[tuple[_Stretch, Drop]]:
        """The drops of the best way through the chain."""
        carried = [0.0, _NEVER, _NEVER]
        trails = []
        for stretch in self.chain:
            if not stretch.follows:
                carried = [max(carried), _NEVER, _NEVER]
            trail = _Trail(stretch)
            carried = trail.run(carried)
            trails.append(trail)
        found: list[tuple[_Stretch, Drop]] = []
        state = COPY
        for trail in reversed(trails):
            state, dropped = trail.back(state)
            found += [(trail.stretch, drop) for drop in dropped]
        found.reverse()
        return found


class _Trail:
    """The search through one stretch: for each state and position the best score and how it came about."""

    def __init__(self, stretch: _Stretch) -> None:
        self.stretch = stretch
        self.size = stretch.high - stretch.low
        self.score = [[_NEVER] * (self.size + 1) for _ in range(3)]
        self.came: list[list[tuple[int, Drop | None]]] = [[(-1, None)] * (self.size + 1) for _ in range(3)]
        self.switched = [[-1] * (self.size + 1) for _ in range(3)]

    def run(self, carried: list[float]) -> list[float]:
        """The scores behind the stretch, from those before it."""
        score = self.score
        for state in range(3):
            score[state][0] = carried[state]
        periods = self._periods()
        for at in range(self.size + 1):
            self._switch(at, periods[at])
            if at == self.size:
                break
            self._advance(COPY, at, _Move(at + 1, 0.0, None))
            if score[RUNS][at] > _NEVER:
                for move in self._run_moves(at, periods[at]):
                    self._advance(RUNS, at, move)
            if score[GLYPHS][at] > _NEVER:
                for move in self._glyph_moves(at, 1 in periods[at]):
                    self._advance(GLYPHS, at, move)
        return [score[state][self.size] for state in range(3)]

    def back(self, state: int) -> tuple[int, list[Drop]]:
        """The state at the start of the stretch of the best way that ends in `state`, and what it drops, last first."""
        at = self.size
        found: list[Drop] = []
        while True:
            if self.switched[state][at] >= 0:
                state = self.switched[state][at]
            if at == 0:
                return state, found
            at, drop = self.came[state][at]
            if drop:
                found.append(drop)

    def _periods(self) -> list[list[int]]:
        """For each position the lengths of the runs that begin there and stand twice."""
        low = self.stretch.low
        found: list[list[int]] = [[] for _ in range(self.size + 1)]
        for period, start, end in self.stretch.repeats:
            for copies in range(
                1, (end - start + period) // (2 * period) + 1
            ):  # XXXX is also a run XX that stands twice
                run = copies * period
                last = min(end - low - run - (copies - 1) * period, self.size - 2 * run)
                for at in range(max(start - low, 0), last + 1):
                    found[at].append(run)
        return found

    def _switch(self, at: int, periods: list[int]) -> None:
        """Changes of state at a position: into doubling only where something stands twice from here on."""
        score = self.score
        if not periods and score[RUNS][at] == score[GLYPHS][at] == _NEVER:
            return
        copy = score[COPY][at]
        for state in (RUNS, GLYPHS):
            cost = self.stretch.switch(self.stretch.low + at, state)
            value = score[state][at]
            begins = periods if state == RUNS else 1 in periods
            if begins and copy - cost > value:
                score[state][at] = copy - cost
                self.switched[state][at] = COPY
            if value - cost > score[COPY][at]:
                score[COPY][at] = value - cost
                self.switched[COPY][at] = state

    def _advance(self, state: int, at: int, move: _Move) -> None:
        value = self.score[state][at] + move.gain
        if value > self.score[state][move.to]:
            self.score[state][move.to] = value
            self.came[state][move.to] = (at, move.drop)

    def _run_moves(self, at: int, periods: list[int]) -> Iterator[_Move]:
        low, text = self.stretch.low, self.stretch.ink.text
        place = low + at
        dash = _DASH.match(text, place, self.stretch.high)
        if dash:
            yield self._dash(at, dash.end() - place)
            return
        for period in periods:
            worth = evidence(text[place : place + period])
            drop = Drop(place + period, place + 2 * period, worth)
            yield _Move(at + 2 * period, worth - _ONE_MORE_SQUARE, drop)
        yield from self._copy_moves(at)

    def _glyph_moves(self, at: int, twice: bool) -> Iterator[_Move]:
        place, text = self.stretch.low + at, self.stretch.ink.text
        if twice:
            worth = glyph_evidence(text[place])
            yield _Move(at + 2, worth, Drop(place + 1, place + 2, worth, glyph=True))
        yield from self._copy_moves(at)

    def _dash(self, at: int, length: int) -> _Move:
        """A dash or an ellipsis has two signs: from four on it stands twice."""
        place = self.stretch.low + at
        if length < 4 or length % 2:
            return _Move(at + length, 0.0, None)
        return _Move(at + length, 0.0, Drop(place + length // 2, place + length, 1.0))

    def _copy_moves(self, at: int) -> Iterator[_Move]:
        """What may stand once among doubled runs: a mark, a number, a Latin word."""
        place, text = self.stretch.low + at, self.stretch.ink.text
        before = text[place - 1] if place else ""
        if text[place].isalnum():
            number = _NUMBER.match(text, place, self.stretch.high)
            if number and not (before.isascii() and before.isalnum()):
                yield _Move(number.end() - self.stretch.low, -_COPY_NUMBER, None)
        else:
            yield _Move(at + 1, -_COPY_MARK, None)


_FAR: Final = 1 << 60
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_YEAR = re.compile(r"(?:19|20)(?:19|20)(?=年|[-/.．、—~～]|[1-9]|$)")
_DOUBLE_MARK = re.compile(r"([，。、；：“”《》])\1")


def doubtful(ink: Ink, gone: list[Drop]) -> Iterator[tuple[int, int]]:
    """The ink ranges of repetitions that stay although they may be doubled: for a person to look at."""
    taken = iter([*((drop.start - (drop.end - drop.start), drop.end) for drop in gone), (_FAR, _FAR)])
    low, high = next(taken)
    at = 0
    for period, start, end in ink.repeats:
        last = end + period
        while high <= start:
            low, high = next(taken)
        if start >= at and low >= last and _suspicious(ink.text, start, last, period):
            yield start, last
            at = last


def _suspicious(text: str, start: int, end: int, period: int) -> bool:
    """Whether a repetition that stays is not the way of plain text."""
    run = text[start : start + period]
    if _DOUBLE_MARK.match(text, start):
        return True
    if period == 1:
        return False
    if set(run) <= FILLERS:
        return False
    if run[0].isdigit() and run[-1].isdigit():
        number = _PLAIN_NUMBER.fullmatch(text, start, end)
        whole = not (start and text[start - 1].isdigit()) and not (end < len(text) and text[end].isdigit())
        return number is not None and whole and end - start == 2 * period and not _YEAR.match(text, start)
    return period >= 3 and evidence(run) >= 9 and sum(map(len, HAN_GLYPH.findall(run))) >= 3
