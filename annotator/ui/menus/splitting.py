"""The actions of pages with several articles, reprints and pasting."""

from typing import Final

from annotator.i18n import mark
from annotator.ui.menus.action import ARTICLE_MENU, EDITING, Action

ACTIONS: Final[tuple[Action, ...]] = (
    Action("split_article", ARTICLE_MENU, mark("Split into articles…"), needs=EDITING, separator=True),
    Action("join_article", ARTICLE_MENU, mark("Join with the next article of the page"), needs=EDITING),
)
