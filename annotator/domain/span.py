"""Spans: labelled ranges of a reading text, in code points, half-open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from annotator.domain.ids import LabelId, LayerId, RelationId, RevisionId, SpanId

Attributes = Mapping[str, Any]
"""Values by attribute key: JSON values; a quote is {"start", "end", "text"}; what is missing is not there."""


class Origin(StrEnum):
    """How a span came to be."""

    MANUAL = "manual"
    ACCEPTED = "accepted"
    MENDED = "mended"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Span:
    """A span as its owner made it: bounds count in the reading text of `revision`, whose characters `quote` repeats.

    `parts` lists the ranges of a span that has gaps, else it is empty; `start` and `end` are the outer bounds.
    """

    id: SpanId
    layer: LayerId
    revision: RevisionId
    start: int
    end: int
    label: LabelId
    quote: str
    attributes: Attributes = field(default_factory=dict)
    note: str = ""
    origin: str = Origin.MANUAL
    parts: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span is not empty and starts at 0 or later: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed, directed tie between two spans of one layer."""

    id: RelationId
    layer: LayerId
    type: str
    source: SpanId
    target: SpanId
    attributes: Attributes = field(default_factory=dict)
    note: str = ""


class Mark(NamedTuple):
    """A span as the window lists and paints it: bounds in the current reading text, label and id, nothing more."""

    start: int
    end: int
    label: LabelId
    id: SpanId


def mark_order(mark: Mark) -> tuple[int, int, bytes, bytes]:
    """The one order of spans: by start, then the longer first, then label, then id."""
    return mark.start, -mark.end, mark.label, mark.id
