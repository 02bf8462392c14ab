"""What to look at once more before an article is submitted: hints, never obstacles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from annotator.domain.scheme import Bounding
from annotator.i18n import mark
from annotator.suggest.bounds import trimmed
from annotator.suggest.candidates import Covered
from annotator.suggest.marks import holds_name, pairs
from annotator.suggest.quantities import find_quantities, quantity_at
from annotator.suggest.regions import regions
from annotator.suggest.sums import Metric, contradictions


class Check(StrEnum):
    """What a finding is about."""

    NUMBER = "number"
    NAME = "name"
    EDGE = "edge"
    UNIT = "unit"
    SUM = "sum"


_MESSAGES: Final = {
    Check.NUMBER: mark("The number “{text}” is not tagged."),
    Check.NAME: mark("The quoted name “{text}” is not tagged."),
    Check.EDGE: mark("“{text}” begins or ends with a blank or a punctuation mark."),
    Check.UNIT: mark("“{text}” has a value but no unit; the text says {unit}."),
}
_LONGEST_SHOWN: Final = 24


class Tagged(NamedTuple):
    """A span as the checks see it."""

    start: int
    end: int
    bounding: Bounding
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A place to look at: `message` is a template for `tr`, filled from `values`."""

    kind: Check
    start: int
    end: int
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


def check(text: str, spans: Sequence[Tagged]) -> list[Finding]:
    """All findings of an article in the order of the text."""
    covered = Covered([(span.start, span.end) for span in spans])
    found = [*_untagged_numbers(text, covered), *_untagged_names(text, covered)]
    for span in spans:
        found.extend(_of_span(text, span))
    metrics = [_metric(text, span) for span in spans if span.bounding is Bounding.QUANTITY]
    found += [Finding(Check.SUM, one.start, one.end, one.message, one.values) for one in contradictions(text, metrics)]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.kind))


def _metric(text: str, span: Tagged) -> Metric:
    def said(key: str) -> str:
        value = span.attributes.get(key)
        return "" if value is None else str(value)

    named = span.attributes.get("indicator")
    quotes = named if isinstance(named, list) else [named]
    indicator = "".join(str(one["text"]) if isinstance(one, dict) else str(one) for one in quotes if one)
    value, unit, per, bound, role, direction = map(said, ("value", "unit", "per", "bound", "role", "direction"))
    quote = text[span.start : span.end]
    return Metric(span.start, span.end, quote, value, unit, per, bound, role, direction, indicator)


def _finding(kind: Check, text: str, start: int, end: int, **values: object) -> Finding:
    shown = text[start:end] if end - start <= _LONGEST_SHOWN else text[start : start + _LONGEST_SHOWN - 1] + "…"
    return Finding(kind, start, end, _MESSAGES[kind], {"text": shown, **values})


def _untagged_numbers(text: str, covered: Covered) -> Iterator[Finding]:
    for quantity in find_quantities(text):
        if not covered.touches(quantity.start, quantity.end):
            yield _finding(Check.NUMBER, text, quantity.start, quantity.end)


def _untagged_names(text: str, covered: Covered) -> Iterator[Finding]:
    for low, high in regions(text):
        line = text[low:high]
        for pair in pairs(line):
            start, end = low + pair.opening + 1, low + pair.closing
            if holds_name(line, pair) and not covered.touches(start, end):
                yield _finding(Check.NAME, text, start, end)


def _of_span(text: str, span: Tagged) -> Iterator[Finding]:
    if trimmed(text, span.start, span.end) != (span.start, span.end):
        yield _finding(Check.EDGE, text, span.start, span.end)
    if span.bounding is Bounding.QUANTITY and span.attributes.get("value") and not span.attributes.get("unit"):
        quantity = quantity_at(text, span.start)
        if quantity and quantity.unit and quantity.start < span.end:
            yield _finding(Check.UNIT, text, span.start, span.end, unit=quantity.unit)
