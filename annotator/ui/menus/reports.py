"""The actions of agreement, history and reports."""

from typing import Final

from annotator.i18n import mark
from annotator.ui.menus.action import REVIEW_MENU, VIEW_MENU, Action, Needs

ACTIONS: Final[tuple[Action, ...]] = (
    Action("agreement", REVIEW_MENU, mark("Agreement"), needs=Needs.PROJECT, separator=True),
    Action("week", REVIEW_MENU, mark("This week"), needs=Needs.PROJECT),
    Action("retest", REVIEW_MENU, mark("Agreement with oneself"), needs=Needs.PROJECT),
    Action("report", REVIEW_MENU, mark("Report…"), needs=Needs.PROJECT),
    Action("pane_history", VIEW_MENU, mark("Go to the history"), needs=Needs.ARTICLE),
)
