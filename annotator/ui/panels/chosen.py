"""What the tag form is given to edit."""

from collections.abc import Callable
from dataclasses import dataclass

from annotator.domain.ids import SpanId
from annotator.domain.scheme import Label
from annotator.domain.span import Span


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tags that edits go to, and as many of them as were read, with a label for each.

    `current` is the one that quotes are added to; `recheck` are those on the re-check list.
    """

    ids: tuple[SpanId, ...]
    spans: tuple[Span, ...]
    labels: tuple[Label, ...]
    current: SpanId | None
    recheck: tuple[SpanId, ...] = ()

    def shared(self, value: Callable[[Span], object | None]) -> tuple[object | None, bool]:
        """What all tags have in common, and whether they differ."""
        first, *others = [value(span) for span in self.spans]
        mixed = len(self.spans) < len(self.ids) or any(other != first for other in others)
        return (None, True) if mixed else (first, False)

    def attribute(self, key: str) -> tuple[object | None, bool]:
        """An attribute's common value; an empty one counts as none."""
        return self.shared(lambda span: None if span.attributes.get(key) in ("", []) else span.attributes.get(key))
