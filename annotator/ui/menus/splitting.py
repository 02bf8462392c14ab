"""The actions of pages with several articles, reprints and pasting."""

from typing import Final

from annotator.i18n import mark
from annotator.ui.menus.action import ARTICLE_MENU, EDIT_MENU, EDITING, Action, Needs

_WRITING: Final = Needs.PROJECT | Needs.WRITABLE

ACTIONS: Final[tuple[Action, ...]] = (
    Action("paste_article", EDIT_MENU, mark("Paste as a new article"), ("Ctrl+V",), needs=_WRITING),
    Action("split_article", ARTICLE_MENU, mark("Split into articles…"), needs=EDITING, separator=True),
    Action("join_article", ARTICLE_MENU, mark("Join with the next article of the page"), needs=EDITING),
    Action("find_reprints", ARTICLE_MENU, mark("Find reprints"), needs=_WRITING),
    Action("not_reprint", ARTICLE_MENU, mark("This is no reprint"), needs=EDITING),
)
