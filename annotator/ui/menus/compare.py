"""The actions of comparing and deciding."""

from typing import Final

from annotator.i18n import mark
from annotator.ui.menus.action import EDITING, REVIEW_MENU, Action, Needs

ACTIONS: Final[tuple[Action, ...]] = (
    Action("compare", REVIEW_MENU, mark("Compare and decide"), ("Ctrl+M",), needs=Needs.ARTICLE),
    Action("take_left", REVIEW_MENU, mark("Take the left side"), (), "F", EDITING, separator=True),
    Action("take_right", REVIEW_MENU, mark("Take the right side"), (), "J", EDITING),
    Action("take_both", REVIEW_MENU, mark("Take both"), (), "B", EDITING),
    Action("same_decision", REVIEW_MENU, mark("Same decision for equal differences…"), (), "Y", EDITING),
    Action("take_agreed", REVIEW_MENU, mark("Take over what all agree on"), needs=EDITING, separator=True),
    Action("take_person", REVIEW_MENU, mark("Take everything of one person…"), needs=EDITING),
    Action("settle_article", REVIEW_MENU, mark("Close the review"), needs=EDITING),
    Action("reopen_article", REVIEW_MENU, mark("Reopen the review"), needs=EDITING),
    Action("give_back", REVIEW_MENU, mark("Give the article back…"), needs=EDITING),
    Action("recall", REVIEW_MENU, mark("Take back that it was given back"), needs=EDITING),
    Action("review_rules", REVIEW_MENU, mark("How the project reviews…"), needs=Needs.PROJECT | Needs.WRITABLE),
)
