"""What every suggestion engine speaks: a text in, suggestions out, each with its certainty and a reason to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A span that an engine proposes, in code points of the text it was given.

    `label` is a label's key, `score` the certainty between 0 and 1; `reason` is a template for `tr`, filled from
    `values`. Attributes have the shape that spans store: decimal strings, quotes as {"start", "end", "text"}.
    """

    start: int
    end: int
    label: str
    score: float
    engine: str
    reason: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a suggestion is not empty and starts at 0 or later: {self.start}..{self.end}")
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"certainty is between 0 and 1: {self.score}")


class Suggester(Protocol):
    """An engine; `version` changes whenever the same text may get other suggestions, so that caches can tell."""

    @property
    def name(self) -> str:
        """The engine's name in results."""

    @property
    def version(self) -> str:
        """What a cache of its results depends on besides the text."""

    def suggest(self, text: str, start: int = 0, end: int | None = None) -> Sequence[Suggestion]:
        """Suggestions for a range of whole paragraphs of a text, in their order."""
