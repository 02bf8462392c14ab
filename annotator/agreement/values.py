"""Values of measures: a number, or why there is none."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a measure has no value."""

    ONE_PERSON = "one_person"  # fewer than two people did the same article
    NO_UNITS = "no_units"  # there is nothing that the measure could be taken on
    ONE_VALUE = "one_value"  # all is alike, so that chance would agree as well
    OVERLAPPING = "overlapping"  # one person's tags of one label overlap
    TOO_LARGE = "too_large"  # an exact answer would take too long


@dataclass(frozen=True, slots=True)
class Undefined:
    """No value, which is neither 0 nor 1."""

    reason: Reason


Value = float | Undefined
"""What a measure gives."""


def share(part: float, whole: float) -> Value:
    """A part of a whole; undefined where the whole is nothing."""
    return part / whole if whole else Undefined(Reason.NO_UNITS)
