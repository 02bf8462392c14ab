"""The bounds that a key gives a suggestion before it is taken over."""

from typing import Final

from annotator.domain.scheme import Label
from annotator.services import assist
from annotator.services.assist import Bounds
from annotator.services.document import Document
from annotator.services.suggesting import Proposal
from annotator.ui.text.graphemes import step

_ENDS: Final = {"start_left": (-1, 0), "start_right": (1, 0), "end_left": (0, -1), "end_right": (0, 1)}


def mended_bounds(document: Document, proposal: Proposal, label: Label, command: str) -> Bounds | None:
    """The bounds after a command that moves an end by a character or climbs the ladder, as the same key does with a
    tag; None where it leads nowhere."""
    start, end = proposal.start, proposal.end
    if command in _ENDS:
        at_start, at_end = _ENDS[command]
        found = step(document.text, start, at_start), step(document.text, end, at_end)
        return found if found[0] < found[1] else None
    rungs = assist.ladder(document, start, end, label)
    return assist.climb(document, start, end, 1 if command == "larger" else -1, rungs)
