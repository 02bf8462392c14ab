"""Which of a person's steps can be undone and redone, told from history alone."""

from collections.abc import Iterable
from typing import NamedTuple

from annotator.domain.ids import GroupId


class Step(NamedTuple):
    """A group of events: one step of one person. `undoes` names the step that it takes back."""

    group: GroupId
    undoes: GroupId | None


class Stacks(NamedTuple):
    """The steps that undo and redo would take next, last first to be taken at the end of each list.

    A step to redo is named by the step that undid it: redoing is taking that one back.
    """

    undo: list[GroupId]
    redo: list[GroupId]


def stacks(steps: Iterable[Step]) -> Stacks:
    """The undo and redo stacks after some steps, oldest first."""
    undo: list[GroupId] = []
    redo: list[GroupId] = []
    for step in steps:
        if step.undoes is None:
            undo.append(step.group)
            redo.clear()
        elif step.undoes in redo:
            redo.remove(step.undoes)
            undo.append(step.group)
        else:
            if step.undoes in undo:
                undo.remove(step.undoes)
            redo.append(step.group)
    return Stacks(undo, redo)
