"""Turns what a reviewer presses into decisions: shown as made at once, written behind."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from annotator.agreement.units import Tie
from annotator.errors import AnnotatorError
from annotator.i18n import mark
from annotator.services import adjudicating, choosing
from annotator.services.adjudicating import Done
from annotator.services.cases import Case, Item, TieItem
from annotator.services.choosing import Choice, TieChoice
from annotator.ui.features import Desk

if TYPE_CHECKING:
    from annotator.ui.compare_commands import CompareCommands


class Deciding:
    """The decisions about the current difference."""

    def __init__(self, desk: Desk, commands: "CompareCommands") -> None:
        self._desk = desk
        self._commands = commands

    def take_side(self, number: int) -> None:
        case, item, tie = self._commands.case, self._commands.item, self._commands.tie
        if case is None:
            return
        if tie is not None:
            self._decide_tie(tie, self._commands.shown.tie_at(tie, number, len(case.sides)))
        elif item is not None and item.members:
            if len(case.sides) == 2:
                self.decide(lambda one: choosing.take_side(one, number))
            elif number < len(item.variants):
                self.decide(lambda one: choosing.take_variant(one, number))

    def take_box(self, box: int) -> None:
        number = self._commands.shown.variant_of(box)
        if number is None:
            self.decide(choosing.nothing_here)
        else:
            self.decide(lambda item: choosing.take_variant(item, number))

    def accept(self) -> None:
        """Takes what was mended, else what is proposed; what is decided stays, and the view goes on."""
        self._commands.view.card.form.flush()
        draft, item, tie = self._commands.draft, self._commands.item, self._commands.tie
        if tie is not None:
            self._decide_tie(tie, next(iter(tie.members.values()), None))
        elif draft is not None and draft.touched:
            self.decide(lambda _item: draft.choice())
        elif item is not None and not item.open:
            self._commands.go(1)
        elif item is not None:
            self.decide(choosing.proposed)

    def refuse(self) -> None:
        if self._commands.tie is not None:
            self._decide_tie(self._commands.tie, None)
        else:
            self.decide(choosing.nothing_here)

    def decide(self, make: Callable[[Item], Choice | None]) -> None:
        case, item = self._commands.case, self._commands.item
        if case is None or item is None or item.key in self._commands.pending:
            return
        try:
            choice = make(item)
        except AnnotatorError as error:
            self._desk.session.refused.emit(error)
            return
        if choice is None:
            self._commands.refuse_with(
                mark("Nothing is proposed here: take a side with F or J, both with B, or neither.")
            )
            return
        reason = self._commands.reason() or choice.reason
        made = Choice(choice.item, choice.outcome, choice.wanted, choice.way, reason)
        self.carry_out(case, [made])

    def _decide_tie(self, tie: TieItem, wanted: Tie | None) -> None:
        case = self._commands.case
        if case is not None and tie.key not in self._commands.pending:
            choice = TieChoice(tie, wanted, reason=self._commands.reason())
            self.carry_out(case, [], [choice])

    def carry_out(
        self, case: Case, choices: Sequence[Choice], ties: Sequence[TieChoice] = (), stay: bool = False
    ) -> None:
        """Has decisions written; shows them as made and goes on to what is open still."""
        project = self._desk.session.project
        keys = {choice.item.key for choice in choices if choice.item is not None} | {tie.item.key for tie in ties}
        self._commands.pending |= keys
        self._commands.view.card.reason.clear()
        self._commands.view.card.reason.clearFocus()

        def done(made: Done) -> None:
            self._commands.pending -= keys
            if made.decisions:
                self._commands.last = made.decisions[-1]
                if stay:
                    self._commands.wanted = made.decisions[-1].gold[0] if made.decisions[-1].gold else b""
            if not self._commands.pending:
                self._commands.read()

        self._commands.submit(
            lambda: adjudicating.decide(project, case, choices, ties), done, lambda: self._failed(keys)
        )
        if not stay:
            self._commands.go(1)
            self._commands.view.refill()
            self._commands.view.mark_row(self._commands.current)
        self._commands.view.setFocus()

    def _failed(self, keys: set[bytes]) -> None:
        self._commands.pending -= keys
        self._commands.current = next(iter(keys), self._commands.current)
        self._commands.read()
