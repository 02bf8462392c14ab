"""What a reviewer does with more than one difference, or with the article as a whole."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from annotator.domain.review import Decision
from annotator.errors import RefusedError
from annotator.i18n import mark, tr
from annotator.services import adjudicating, choosing, equal_differences, precedents, review_rules, settling
from annotator.services.cases import Case, Side
from annotator.services.choosing import Choice, TieChoice
from annotator.services.equal_differences import Equal
from annotator.services.review_rules import ReviewRules
from annotator.ui.features import Desk
from annotator.ui.widgets import ampersands

if TYPE_CHECKING:
    from annotator.ui.compare_commands import CompareCommands


class CompareMore:
    """Commands beside those of the current difference."""

    def __init__(self, desk: Desk, commands: "CompareCommands") -> None:
        self._desk = desk
        self._commands = commands
        self._pinning = False

    # -- many at once ----------------------------------------------------------------------------------------------

    def take_agreed(self) -> None:
        """Takes over all that enough sides say."""
        case = self._commands.case
        if case is None:
            return
        choices = choosing.all_agreed(case)
        if not choices:
            self._refuse(mark("There is nothing open on which enough of them agree."))
            return
        self._commands.deciding.carry_out(case, choices)
        self._commands.tell(tr("{n} taken over on which they agree.", n=len(choices)))

    def take_person(self) -> None:
        """Asks for a person whose tags are all taken."""
        case = self._commands.case
        if case is None or not case.sides:
            return
        menu = QMenu(self._commands.view)
        menu.setObjectName("take_person_menu")
        for at, name in enumerate(self._commands.view.names):
            menu.addAction(ampersands(name), partial(self._take_all, case, at))
        menu.popup(QCursor.pos())

    def _take_all(self, case: Case, side: int) -> None:
        choices = choosing.all_of_side(case, side)
        ties = [TieChoice(tie, tie.members.get(side)) for tie in case.open_ties() if tie.members]
        if choices or ties:
            self._commands.deciding.carry_out(case, choices, ties)

    def same(self) -> None:
        """Offers the decision on the current difference, else the one made last, for all that are equal."""
        decision = self._decision()
        if decision is None or not decision.signature:
            self._refuse(mark("Decide a difference first; then its equals can be decided the same way."))
            return
        project, shuffled = self._desk.session.project, self._commands.shuffled
        self._commands.submit(
            lambda: equal_differences.equal_differences(project, decision, shuffled),
            lambda found: self._offer(decision, found),
        )

    def _decision(self) -> Decision | None:
        item = self._commands.item
        if item is not None and item.decisions and not item.open:
            return item.decisions[0]
        return self._commands.last

    def _offer(self, decision: Decision, found: Sequence[Equal]) -> None:
        from annotator.ui.dialogs.equal_differences import EqualDifferencesDialog

        if not found:
            self._commands.tell(tr("No other open difference is equal to “{what}”.", what=decision.quote))
            return
        scheme = self._desk.session.project.scheme
        dialog = EqualDifferencesDialog(decision.quote, found, scheme, self._desk.window)
        dialog.chosen.connect(self._decide_equal)
        dialog.finished.connect(lambda _result: self._commands.view.setFocus())
        dialog.present()

    def _decide_equal(self, chosen: Sequence[Equal]) -> None:
        project = self._desk.session.project
        by_article: dict[bytes, tuple[Case, list[Choice], Sequence[TieChoice]]] = {}
        for one in chosen:
            by_article.setdefault(one.case.article.id, (one.case, [], ()))[1].append(one.choice)
        self._commands.submit(
            lambda: adjudicating.decide_all(project, list(by_article.values())),
            lambda done: self._done(tr("{n} differences decided the same way.", n=len(done.decisions))),
        )

    def _done(self, said: str) -> None:
        self._commands.tell(said)
        self._commands.read()

    # -- reasons and precedents ------------------------------------------------------------------------------------

    def reason_given(self, reason: str) -> None:
        """A reason was typed: a decision that is there gets it, and what was to be pinned is pinned."""
        item = self._commands.item
        if item is not None and item.decisions and not item.open and reason != item.reason:
            project, decision = self._desk.session.project, item.decisions[0]
            self._commands.submit(
                lambda: adjudicating.set_reason(project, decision, reason), lambda _done: self._commands.read()
            )
        if self._pinning:
            self._pinning = False
            self.pin()

    def pin(self) -> None:
        """Pins the current difference, as it is decided, as a precedent; it needs a reason."""
        case, item, document = self._commands.case, self._commands.item, self._desk.session.document
        reason = self._commands.view.card.reason.text().strip()
        decision = self._decision()
        if case is None or document is None or decision is None:
            self._refuse(mark("Decide a difference first; then it can be pinned as a precedent."))
            return
        reason = reason or decision.reason or (item.reason if item is not None else "")
        if not reason:
            self._pinning = True
            self._commands.view.card.reason.setFocus()
            self._commands.tell(tr("A precedent needs its reason: type it and press Enter."))
            return
        known = case.item(next(iter(decision.judged), b"")) or case.item(next(iter(decision.gold), b""))
        if known is None:
            return
        project = self._desk.session.project
        start, end, label = *known.bounds, ""
        if known.gold:
            stands = known.gold[0]
            start, end, label = stands.start, stands.end, project.scheme.label(stands.label).key
        made = precedents.precedent_at(document, start, end, label, reason)
        self._commands.submit(
            lambda: precedents.pin(project, made),
            lambda _id: self._commands.tell(tr("“{what}” is pinned as a precedent.", what=case.text[start:end])),
        )

    # -- the article -----------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Closes the review of the article."""
        article, project = self._commands.article(), self._desk.session.project
        if article is not None:
            self._commands.submit(
                lambda: settling.settle(project, article),
                lambda _settled: self._done(tr("The review is closed; Alt+↓ goes on to the next article.")),
            )

    def reopen(self) -> None:
        """Takes the review up again."""
        article, project = self._commands.article(), self._desk.session.project
        if article is not None:
            self._commands.submit(
                lambda: settling.reopen(project, article), lambda _none: self._done(tr("The review is open again."))
            )

    def give_back(self) -> None:
        """Asks to whom the article is given back, and why."""
        from annotator.ui.dialogs.give_back import GiveBackDialog

        case = self._commands.case
        if case is None or not case.sides:
            return
        dialog = GiveBackDialog(case.sides, self._commands.view.names, self._desk.window)
        dialog.given.connect(self._give)
        dialog.finished.connect(lambda _result: self._commands.view.setFocus())
        dialog.present()

    def _give(self, side: Side, reason: str) -> None:
        project = self._desk.session.project
        self._commands.submit(
            lambda: settling.send_back(project, side.layer, reason),
            lambda _made: self._done(tr("The article is given back.")),
        )

    def show_rules(self) -> None:
        """Shows how the project reviews, to be changed."""
        project = self._desk.session.project

        def read() -> ReviewRules:
            with project.database.read() as connection:
                return review_rules.rules_of(connection)

        self._commands.submit(read, self._show_rules)

    def _show_rules(self, rules: ReviewRules) -> None:
        from annotator.ui.dialogs.review_rules import ReviewRulesDialog

        project = self._desk.session.project
        dialog = ReviewRulesDialog(rules, project.scheme, self._desk.window)

        def store(new: ReviewRules) -> None:
            self._commands.submit(lambda: review_rules.set_rules(project, new), lambda _none: self._commands.read())

        dialog.rules_set.connect(store)
        dialog.present()

    def _refuse(self, message: str) -> None:
        self._desk.session.refused.emit(RefusedError(message))
