"""What the machine proposes for a text, in the labels of a scheme."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict

from annotator.domain.scheme import AttributeType, Bounding, Label, Scheme
from annotator.i18n import tr

if TYPE_CHECKING:  # imported where it is first used: the window is painted before
    from annotator.suggest.protocol import Suggester, Suggestion
    from annotator.suggest.words import Words


class SpanRecord(TypedDict):
    """A suggestion as the command line prints it; the reason is in the user's language."""

    start: int
    end: int
    label: str
    text: str
    attributes: dict[str, Any]
    score: float
    engine: str
    reason: str


def suggest_text(
    text: str, region: str = "", scheme: Scheme | None = None, words: "Words | None" = None
) -> "list[Suggestion]":
    """Suggestions above the default threshold, in the order of the text.

    `region` is the place the article is about (a path or code). With a scheme they have the labels, attributes and
    choices that the scheme has; what it has no label for is left out.
    """
    from annotator.suggest.engine import suggest

    found = suggest(text, engines=engines(region, scheme, words))
    if scheme is None:
        return found
    return [replace(one, attributes=_fitting(one, scheme.by_key(one.label))) for one in found]


def engines(region: str = "", scheme: Scheme | None = None, words: "Words | None" = None) -> "list[Suggester]":
    """The engines that work by rules, proposing the labels of a scheme, else those of the policy scheme."""
    from annotator.suggest.metrics import QuantityEngine
    from annotator.suggest.place_engine import PlaceEngine
    from annotator.suggest.programme_engine import ProgrammeEngine
    from annotator.suggest.words import SHARED

    shared = words or SHARED
    metric, place, name = (
        _key(scheme, bounding, default)
        for bounding, default in (
            (Bounding.QUANTITY, "METRIC"),
            (Bounding.PLACE, "PLACE"),
            (Bounding.NAME, "PROGRAMME"),
        )
    )
    places = PlaceEngine(shared, place or "PLACE", region=region)
    found: list[Suggester] = []
    if metric:
        found.append(QuantityEngine(shared, metric))
    if place:
        found.append(places)
    if name:
        found.append(ProgrammeEngine(shared, name, places))
    return found


def _key(scheme: Scheme | None, bounding: Bounding, default: str) -> str:
    """The key of the label with a natural bound; empty where a scheme has none."""
    if scheme is None:
        return default
    named = next((label for label in scheme.active if label.bounding is bounding and label.key == default), None)
    found = named or next((label for label in scheme.active if label.bounding is bounding), None)
    return found.key if found else ""


def _fitting(suggestion: "Suggestion", label: Label | None) -> dict[str, Any]:
    """The attributes that a label has, with values that it allows."""
    known = {attribute.key: attribute for attribute in label.attributes} if label else {}
    kept: dict[str, Any] = {}
    for key, value in suggestion.attributes.items():
        attribute = known.get(key)
        if attribute is None:
            continue
        chosen = attribute.type is not AttributeType.CHOICE or value in {choice.key for choice in attribute.choices}
        if chosen:
            kept[key] = value
    return kept


def as_records(text: str, found: "Sequence[Suggestion]") -> list[SpanRecord]:
    """Suggestions as plain values."""
    return [
        SpanRecord(
            start=one.start,
            end=one.end,
            label=one.label,
            text=text[one.start : one.end],
            attributes=dict(one.attributes),
            score=round(one.score, 4),
            engine=one.engine,
            reason=tr(one.reason, **one.values),
        )
        for one in found
    ]
