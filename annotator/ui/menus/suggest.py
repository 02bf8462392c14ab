"""The actions of suggestions."""

from typing import Final

from annotator.i18n import mark
from annotator.ui.menus.action import EDITING, HELP_MENU, REVIEW_MENU, TAG_MENU, Action, Needs

ACTIONS: Final[tuple[Action, ...]] = (
    Action(
        "accept",
        TAG_MENU,
        mark("Accept the suggestion"),
        ("Ctrl+Return", "Ctrl+Enter"),
        "Space",
        EDITING,
        separator=True,
    ),
    Action("refuse", TAG_MENU, mark("Refuse the suggestion"), (), "Backspace", EDITING),
    Action("refuse_same", TAG_MENU, mark("Refuse the same string everywhere…"), (), "Shift+D", EDITING),
    Action("accept_paragraph", TAG_MENU, mark("Accept the rest of the paragraph and go on"), (), "A", EDITING),
    Action("accept_article", TAG_MENU, mark("Accept the rest of the article"), (), "Shift+A", EDITING),
    Action("untick", TAG_MENU, mark("Take back that the paragraph was read"), needs=EDITING),
    Action("suggestions", REVIEW_MENU, mark("Suggestions"), needs=Needs.PROJECT, checkable=True),
    Action("pane_suggest", REVIEW_MENU, mark("Go to the suggestions"), needs=Needs.PROJECT),
    Action("train", REVIEW_MENU, mark("Train on my articles now…"), needs=Needs.PROJECT),
    Action("ask_model", REVIEW_MENU, mark("Ask the language model about this article…"), needs=EDITING),
    Action("model_settings", REVIEW_MENU, mark("Settings of the language model…"), needs=Needs.PROJECT),
    Action("effort", HELP_MENU, mark("My effort…"), needs=Needs.PROJECT),
)
