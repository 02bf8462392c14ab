"""The actions of people: profiles, assignment, layers as files, the review of another's tags."""

from typing import Final

from annotator.i18n import mark
from annotator.ui.menus.action import ARTICLE_MENU, FILE_MENU, REVIEW_MENU, Action, Needs

_WRITING: Final = Needs.PROJECT | Needs.WRITABLE

ACTIONS: Final[tuple[Action, ...]] = (
    Action("export_mine", FILE_MENU, mark("Export my layer…"), needs=Needs.PROJECT, separator=True),
    Action("bring_in", FILE_MENU, mark("Bring in a colleague's file…"), needs=_WRITING),
    Action("my_profile", FILE_MENU, mark("My profile…"), needs=_WRITING),
    Action("assign", ARTICLE_MENU, mark("Assign to…"), needs=_WRITING, separator=True),
    Action("unassign", ARTICLE_MENU, mark("Take back the assignment"), needs=_WRITING),
    Action("my_queue", ARTICLE_MENU, mark("Show my queue"), ("Ctrl+U",), needs=Needs.PROJECT),
    Action(
        "review_tags", REVIEW_MENU, mark("Go through another's tags…"), needs=Needs.ARTICLE | _WRITING, separator=True
    ),
    Action("review_notes", REVIEW_MENU, mark("What reviewers said of my tags"), needs=_WRITING),
    Action("people", REVIEW_MENU, mark("People and progress"), needs=Needs.PROJECT, separator=True),
)
