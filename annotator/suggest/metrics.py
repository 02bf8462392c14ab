"""Engine 1, quantities: proposes metrics with value, unit, denominator, bound, role, direction and indicator."""

from collections.abc import Sequence
from typing import Any, Final

from annotator.i18n import mark
from annotator.suggest.indicators import indicators
from annotator.suggest.protocol import Suggestion
from annotator.suggest.quantities import Quantity, find_quantities
from annotator.suggest.roles import Role, roles
from annotator.suggest.units import Kind
from annotator.suggest.words import SHARED, Words

_VERSION: Final = "1"
_MEASURED: Final = mark("a number with a unit of measure: {unit}")
_COUNTED: Final = mark("a number with a classifier: {unit}")
_WRITTEN: Final = mark("a number in Chinese characters with {unit}, of a counted result")
_LARGE: Final = mark("a number with a multiplier")
_DIVISION: Final = mark("a number of administrative units")
_TIME: Final = mark("a measured time")
# How often such a number is a metric where it was looked at.
_SCORES: Final = {
    Kind.MEASURE: 0.98,
    Kind.PERCENT: 0.98,
    Kind.COUNT: 0.95,
    Kind.NONE: 0.8,
    Kind.DIVISION: 0.7,
    Kind.DURATION: 0.7,
    Kind.PERIOD: 0.75,
}
_WRITTEN_SCORE: Final = 0.75


class QuantityEngine:
    """Finds metrics by rules; `label` is the key of the scheme's label with quantities."""

    name: Final = "quantities"
    version: Final = _VERSION

    def __init__(self, words: Words | None = None, label: str = "METRIC") -> None:
        self._words = words or SHARED
        self._label = label

    def suggest(self, text: str, start: int = 0, end: int | None = None) -> list[Suggestion]:
        """The metrics of a range of whole paragraphs, in their order."""
        metrics = find_quantities(text, start, end)
        described = zip(metrics, roles(text, metrics), indicators(text, metrics, self._words), strict=True)
        return [self._suggestion(text, metric, role, quotes) for metric, role, quotes in described]

    def _suggestion(
        self, text: str, metric: Quantity, role: Role, quotes: Sequence[dict[str, int | str]]
    ) -> Suggestion:
        written = not any(char.isdigit() for char in metric.text)
        attributes: dict[str, Any] = {
            "value": metric.value,
            "unit": metric.unit,
            "per": metric.per,
            "bound": metric.bound,
            "indicator": list(quotes),
            "role": role.role,
            "direction": role.direction,
        }
        return Suggestion(
            metric.start,
            metric.end,
            self._label,
            _WRITTEN_SCORE if written else _SCORES.get(metric.kind, 0.5),
            self.name,
            _reason(metric.kind, written=written),
            {key: value for key, value in attributes.items() if value},
            {"unit": metric.unit},
        )


def _reason(kind: Kind, *, written: bool) -> str:
    if written:
        return _WRITTEN
    match kind:
        case Kind.MEASURE | Kind.PERCENT:
            return _MEASURED
        case Kind.NONE:
            return _LARGE
        case Kind.DIVISION:
            return _DIVISION
        case Kind.DURATION | Kind.PERIOD:
            return _TIME
        case _:
            return _COUNTED
