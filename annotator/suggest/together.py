"""Rules, memory and what was learned, put together into what is shown."""

from collections.abc import Sequence
from typing import Final, Protocol

from annotator.suggest.engine import THRESHOLD, merged
from annotator.suggest.learned import beside
from annotator.suggest.memory import Memory
from annotator.suggest.protocol import Suggestion

FINDINGS: Final = 0.2
"""The certainty from which suggestions of the engines by rules are told to the learned one."""


class Learned(Protocol):
    """Proposes by what was learned, beside what the other engines found."""

    def suggest(
        self, text: str, found: Sequence[Suggestion], start: int = 0, end: int | None = None
    ) -> Sequence[Suggestion]:
        """Suggestions for a range of whole paragraphs of a text."""


def findings(raw: Sequence[Suggestion], remembered: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """What of the other engines' suggestions is told to the learned one; each engine's by itself."""
    return (*merged(raw, FINDINGS), *remembered)


def together(
    text: str,
    raw: Sequence[Suggestion],
    memory: Memory,
    learned: Learned | None = None,
    *,
    threshold: float = THRESHOLD,
    start: int = 0,
    end: int | None = None,
) -> list[Suggestion]:
    """What is to be shown for a range of whole paragraphs; `raw` is what the engines by rules found in it.

    Memory judges what the others say; what was learned goes into the gaps. What was refused is left out.
    """
    remembered = memory.suggest(text, start, end)
    known = [memory.judged(text, one) for one in raw] + remembered
    known = _without_refused(text, known, memory)
    shown = merged(known, threshold)
    if learned is None:
        return shown
    more = [memory.judged(text, one) for one in learned.suggest(text, findings(raw, remembered), start, end)]
    return merged([*known, *beside(_without_refused(text, more, memory), shown)], threshold)


def _without_refused(text: str, found: Sequence[Suggestion], memory: Memory) -> list[Suggestion]:
    return [one for one in found if not memory.refused(text, one.start, one.end, one.label)]
