"""Engine 5, learned: a CRF over words with the findings of the other engines among its features.

It is trained anew each time from all that may be learned from, and says how sure it is as often as it was right on
articles that it had not seen.
"""

import math
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from annotator.i18n import mark
from annotator.suggest.features import VERSION as FEATURES
from annotator.suggest.features import Run, runs
from annotator.suggest.memory import Tag
from annotator.suggest.protocol import Suggestion
from annotator.suggest.words import SHARED, Bounds, Words

NAME: Final = "learned"
VERSION: Final = f"1-{FEATURES}"
_REASON: Final = mark("learned from {articles} articles: right in {share} of such cases")
_OUTSIDE: Final = "O"
_ROUNDS: Final = 10
_BESIDE: Final = 4  # characters on each side of a tag in an unread paragraph that are no part of it
_SURE: Final = 0.99
_PRIOR: Final = (-1.0, 0.5)  # of the calibration, before anything was measured: it errs on the side of silence
_WEIGHT: Final = 1.0  # how strongly that holds
_NEWTON: Final = 30


@dataclass(frozen=True, slots=True)
class Example:
    """A text to learn from: its tags, what was read of it to the end, and what the other engines find in it."""

    text: str
    tags: tuple[Tag, ...]
    read: tuple[Bounds, ...]
    found: tuple[Suggestion, ...] = ()


@dataclass(frozen=True)
class Model:
    """What was learned: the CRF as its library writes it, and how its certainty is to be taken (`calibration`).

    `version` changes with what it was trained from and with the program's way of training.
    """

    data: bytes
    labels: tuple[str, ...]
    articles: int
    calibration: tuple[float, float]
    version: str

    @cached_property
    def tagger(self) -> Any:
        """The CRF, ready to tag; one thread at a time."""
        import pycrfsuite

        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(self.data)
        return tagger


class Prepared(NamedTuple):
    """An example as the library takes it: the words of each run with their features, and their states."""

    items: list[Any]
    states: list[list[str]]


def prepare(example: Example, labels: Iterable[str], words: Words = SHARED) -> Prepared:
    """An example made ready to be learned from, as often as wanted; other labels are left out."""
    import pycrfsuite

    wanted = frozenset(labels)
    tags = outermost(tag for tag in example.tags if tag.label in wanted and tag.start >= 0)
    found = list(runs(example.text, words, example.found, ranges=_taught(example, tags)))
    return Prepared([pycrfsuite.ItemSequence(run.features) for run in found], [_states(run, tags) for run in found])


def train(lessons: Iterable[Prepared]) -> bytes:
    """The CRF as its library writes it; empty where there is nothing to learn."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="pa", verbose=False)
    trainer.set_params({"max_iterations": _ROUNDS, "feature.possible_transitions": True})
    known = False
    for lesson in lessons:
        for items, states in zip(*lesson, strict=True):
            known = known or any(state != _OUTSIDE for state in states)
            trainer.append(items, states)
    return _written(trainer) if known else b""


def _written(trainer: Any) -> bytes:
    handle, path = tempfile.mkstemp(prefix="annotator-", suffix=".crf")  # the library writes to files alone
    os.close(handle)
    try:
        trainer.train(path)
        with open(path, "rb") as file:  # noqa: PTH123 - a name that mkstemp gave
            return file.read()
    finally:
        os.unlink(path)  # noqa: PTH108 - the same


def outermost(tags: Iterable[Tag]) -> list[Tag]:
    """Of tags over one another the longest, in their order."""
    found: list[Tag] = []
    for tag in sorted(tags, key=lambda tag: (tag.start, -tag.end, tag.label)):
        if not found or tag.start >= found[-1].end:
            found.append(tag)
    return found


def _taught(example: Example, tags: Sequence[Tag]) -> list[Bounds]:
    """What of a text teaches: what was read, and tags elsewhere with the characters beside them."""
    loose = [
        (max(0, tag.start - _BESIDE), min(len(example.text), tag.end + _BESIDE))
        for tag in tags
        if not any(low <= tag.start and tag.end <= high for low, high in example.read)
    ]
    return [*example.read, *loose]


def _states(run: Run, tags: Sequence[Tag]) -> list[str]:
    """The state of each word: B and I with the label of the tag that it begins or lies in."""
    states = [_OUTSIDE] * len(run.words)
    low, high = run.words[0][0], run.words[-1][1]
    for tag in tags:
        if tag.end <= low or tag.start >= high:
            continue
        covered = [k for k, (start, end) in enumerate(run.words) if start < tag.end and end > tag.start]
        for rank, k in enumerate(covered):
            states[k] = f"{'I' if rank else 'B'}-{tag.label}"
    return states


def beside(found: Iterable[Suggestion], shown: Sequence[Suggestion]) -> list[Suggestion]:
    """What was learned, where it does not contradict suggestions that are shown: they overlap with none of its label,
    or are the same.
    """
    taken: dict[tuple[str, int], Bounds] = {}
    for one in shown:
        taken.update(((one.label, at), (one.start, one.end)) for at in range(one.start, one.end))
    kept = []
    for one in found:
        own = one.start, one.end
        if all(taken.get((one.label, at), own) == own for at in range(*own)):
            kept.append(one)
    return kept


def decode(
    model: bytes | Model,
    text: str,
    found: Sequence[Suggestion],
    words: Words = SHARED,
    start: int = 0,
    end: int | None = None,
) -> list[tuple[Bounds, str, float]]:
    """The spans that a CRF finds in a range of whole paragraphs: bounds, label, and the certainty of its own."""
    tagger = model.tagger if isinstance(model, Model) else Model(model, (), 0, _PRIOR, "").tagger
    spans: list[tuple[Bounds, str, float]] = []
    for run in runs(text, words, found, start, end):
        import pycrfsuite

        states = tagger.tag(pycrfsuite.ItemSequence(run.features))
        for first, last, label in _found_in(states):
            bounds = run.words[first][0], run.words[last][1]
            spans.append((bounds, label, _certainty(tagger, label, first, last, len(states))))
    return spans


def _found_in(states: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First and last word of each span, and its label."""
    at = 0
    while at < len(states):
        kind, _, label = states[at].partition("-")
        last = at
        if kind == "B":
            while last + 1 < len(states) and states[last + 1] == f"I-{label}":
                last += 1
            yield at, last, label
        at = last + 1


def _certainty(tagger: Any, label: str, first: int, last: int, count: int) -> float:
    """How sure the CRF is of the least sure word of a span, and of its end."""
    inside = [tagger.marginal(f"I-{label}", at) for at in range(first + 1, last + 1)]
    known = f"I-{label}" in tagger.labels()
    behind = [1 - tagger.marginal(f"I-{label}", last + 1)] if known and last + 1 < count else []
    return float(min([tagger.marginal(f"B-{label}", first), *inside, *behind]))


# -- calibration ------------------------------------------------------------------------------------------------------


def calibrated(seen: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """How a certainty becomes a share of right ones (Platt): offset and slope, from cases with their outcome.

    A prior holds them near where nothing was measured, so that two cases decide nothing.
    """
    offset, slope = _PRIOR
    for _ in range(_NEWTON):
        gradient = [_WEIGHT * (offset - _PRIOR[0]), _WEIGHT * (slope - _PRIOR[1])]
        aa, ab, bb = _WEIGHT, 0.0, _WEIGHT
        for certainty, right in seen:
            x = _logit(certainty)
            p = _sigmoid(offset + slope * x)
            gradient[0] += p - right
            gradient[1] += (p - right) * x
            w = p * (1 - p)
            aa, ab, bb = aa + w, ab + w * x, bb + w * x * x
        area = aa * bb - ab * ab
        step = ((bb * gradient[0] - ab * gradient[1]) / area, (aa * gradient[1] - ab * gradient[0]) / area)
        offset, slope = offset - step[0], slope - step[1]
        if max(map(abs, step)) < 1e-6:
            break
    return offset, max(slope, 0.0)


def taken_as(calibration: tuple[float, float], certainty: float) -> float:
    """The share of right ones among cases of a certainty."""
    return _sigmoid(calibration[0] + calibration[1] * _logit(certainty))


def _logit(p: float) -> float:
    p = min(max(p, 1 - _SURE), _SURE)
    return math.log(p / (1 - p))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


# -- the engine -------------------------------------------------------------------------------------------------------


class LearnedEngine:
    """Proposes what a model finds, beside what the other engines found."""

    name: Final = NAME

    def __init__(self, model: Model, words: Words | None = None) -> None:
        self._model = model
        self._words = words or SHARED
        self.version = f"{VERSION}-{model.version}"

    def suggest(
        self, text: str, found: Sequence[Suggestion], start: int = 0, end: int | None = None
    ) -> list[Suggestion]:
        """Suggestions for a range of whole paragraphs; `found` are those of the other engines in it."""
        if not self._model.data:
            return []
        made: list[Suggestion] = []
        for bounds, label, certainty in decode(self._model, text, found, self._words, start, end):
            score = taken_as(self._model.calibration, certainty)
            values = {"articles": self._model.articles, "share": f"{score:.0%}"}
            made.append(Suggestion(*bounds, label, score, self.name, _REASON, {}, values))
        return made
