"""The actions of questions, the ledger, precedents and the guidelines."""

from typing import Final

from annotator.i18n import mark
from annotator.ui.menus.action import EDITING, REVIEW_MENU, TAG_MENU, VIEW_MENU, Action, Needs

ACTIONS: Final[tuple[Action, ...]] = (
    Action("question", TAG_MENU, mark("Ask a question…"), (), "Q", EDITING, separator=True),
    Action("pin_precedent", TAG_MENU, mark("Pin as precedent…"), needs=EDITING),
    Action("guideline", VIEW_MENU, mark("Clause of the guidelines"), (), "G", Needs.ARTICLE),
    Action("ledger", REVIEW_MENU, mark("Ledger of open points"), needs=Needs.PROJECT),
    Action("waive", REVIEW_MENU, mark("Let this article be done with open points"), needs=EDITING),
)
