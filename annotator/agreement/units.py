"""What is compared: the tags and relations of one person on one article, in plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.domain.span import Attributes

_NONE: Attributes = {}


class Unit(NamedTuple):
    """A tag: bounds in code points, half-open; `parts` lists its ranges where it has gaps."""

    start: int
    end: int
    label: str
    id: bytes = b""
    attributes: Attributes = _NONE
    note: str = ""
    parts: tuple[tuple[int, int], ...] = ()


class Tie(NamedTuple):
    """A relation: `source` and `target` are ids of units of the same layer."""

    type: str
    source: bytes
    target: bytes
    id: bytes = b""
    attributes: Attributes = _NONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """All that one person tagged in one article."""

    units: Sequence[Unit] = ()
    ties: Sequence[Tie] = field(default=())


def unit_order(unit: Unit) -> tuple[int, int, str, tuple[tuple[int, int], ...], bytes]:
    """The order of units: by start, then the longer first, then label."""
    return unit.start, -unit.end, unit.label, unit.parts, unit.id


def common(a: Unit, b: Unit) -> int:
    """How many characters two units have in common."""
    if a.parts or b.parts:
        return sum(
            max(0, min(one[1], other[1]) - max(one[0], other[0]))
            for one in a.parts or ((a.start, a.end),)
            for other in b.parts or ((b.start, b.end),)
        )
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def size(unit: Unit) -> int:
    """How many characters a unit has."""
    return sum(end - start for start, end in unit.parts) if unit.parts else unit.end - unit.start
