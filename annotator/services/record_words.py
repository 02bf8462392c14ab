"""What changes of records are called where a person takes them back or looks at history.

A new kind of record gets its line in `_VERBS`; what it is about is said by `quote` or `title` in its body, or its key.
"""

from collections.abc import Mapping
from typing import Final

from annotator.domain.change import Change
from annotator.domain.record import Record
from annotator.i18n import mark

_LONGEST: Final = 20

_ADDED: Final = mark("Note “{what}”")
_REMOVED: Final = mark("Take back the note “{what}”")
_CHANGED: Final = mark("Change the note “{what}”")

_VERBS: Final[Mapping[str, tuple[str, str, str]]] = {
    "thread": (mark("Ask “{what}”"), mark("Take back the question “{what}”"), mark("Change the question “{what}”")),
    "comment": (mark("Answer “{what}”"), mark("Take back the answer “{what}”"), mark("Change the answer “{what}”")),
    "precedent": (mark("Pin “{what}”"), mark("Unpin “{what}”"), mark("Change the precedent “{what}”")),
    "waived": (mark("Let open points be"), mark("Open points count again"), mark("Let open points be")),
    "guidelines": (mark("Write guidelines"), mark("Take back the guidelines"), mark("Change the guidelines")),
    "alias": (mark("Other name “{what}”"), mark("Remove other name “{what}”"), mark("Change other name “{what}”")),
    "assignment": (
        mark("Assign to {what}"),
        mark("Take the assignment back from {what}"),
        mark("Change the assignment of {what}"),
    ),
    "divided": (
        mark("Split “{what}” into articles"),
        mark("Take back the split of “{what}”"),
        mark("Split “{what}” into articles"),
    ),
    "joined": (
        mark("Join “{what}” with the next article"),
        mark("Take back the joining of “{what}”"),
        mark("Join “{what}” with the next article"),
    ),
    "reprint": (
        mark("Note a reprint"),
        mark("Not a reprint"),
        mark("Note a reprint"),
    ),
    "refusal": (mark("Refuse “{what}”"), mark("Take back the refusal of “{what}”"), mark("Change “{what}”")),
    "tick": (mark("Read a paragraph"), mark("Take back that a paragraph was read"), mark("Change “{what}”")),
    "control": (mark("Control article"), mark("Take back the control article"), mark("Change “{what}”")),
    "decision": (mark("Decide “{what}”"), mark("Take back the decision on “{what}”"), mark("Decide “{what}” anew")),
    "return": (mark("Give the article back"), mark("Take back giving it back"), mark("Give the article back")),
    "settled": (mark("Close the review"), mark("Reopen the review"), mark("Close the review")),
    "rule": (mark("Rule for “{what}”"), mark("Take back the rule for “{what}”"), mark("Change the rule for “{what}”")),
    "reply": (mark("Answer on “{what}”"), mark("Take back the answer on “{what}”"), mark("Answer on “{what}”")),
    "verdict": (mark("Verdict on “{what}”"), mark("Withdraw the verdict on “{what}”"), mark("Verdict on “{what}”")),
}
"""By kind: the words for one that is added, removed, changed."""


def verb(change: Change) -> str:
    """The template, with `{what}`, that says what a change of a record did."""
    added, removed, changed = _VERBS.get(_kind(change), (_ADDED, _REMOVED, _CHANGED))
    if change.before is None:
        return added
    return removed if change.after is None else changed


def _kind(change: Change) -> str:
    return change.state.kind if isinstance(change.state, Record) else ""


def words(found: Record) -> str:
    """What a record is about, in a few characters."""
    about = str(found.body.get("quote") or found.body.get("title") or found.key)
    return about if len(about) <= _LONGEST else f"{about[: _LONGEST - 2]}……"
