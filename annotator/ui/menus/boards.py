"""The actions of the boards: strings tagged in several ways, other names."""

from typing import Final

from annotator.i18n import mark
from annotator.ui.menus.action import REVIEW_MENU, TAG_MENU, Action, Needs

ACTIONS: Final[tuple[Action, ...]] = (
    Action("aliases", TAG_MENU, mark("Other names…"), needs=Needs.PROJECT | Needs.WRITABLE),
    Action("board", REVIEW_MENU, mark("Strings tagged in several ways"), needs=Needs.PROJECT),
)
