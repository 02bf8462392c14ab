"""The actions of pages and repairs."""

from typing import Final

from annotator.i18n import mark
from annotator.ui.menus.action import EDIT_MENU, EDITING, VIEW_MENU, Action, Needs

ACTIONS: Final[tuple[Action, ...]] = (
    Action("correct_text", EDIT_MENU, mark("Correct characters…"), ("Ctrl+H",), needs=EDITING, separator=True),
    Action("drop_text", EDIT_MENU, mark("Take out the selected characters"), needs=EDITING),
    Action("join_text", EDIT_MENU, mark("Join the paragraphs"), ("Ctrl+J",), needs=EDITING),
    Action("split_text", EDIT_MENU, mark("Split the paragraph at the caret"), needs=EDITING),
    Action("keep_text", EDIT_MENU, mark("Read as in the source"), needs=EDITING),
    Action("decisions", VIEW_MENU, mark("All repairs of the text"), needs=Needs.ARTICLE, separator=True),
    Action("page", VIEW_MENU, mark("Printed page beside"), (), "Shift+S", Needs.ARTICLE, checkable=True),
)

REPAIRS: Final = ("correct_text", "drop_text", "join_text", "split_text", "keep_text", "decisions")
"""What the menu of the article offers for repairing its text."""
