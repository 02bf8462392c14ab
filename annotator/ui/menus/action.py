"""What an action of the window is, and the menus there are; the areas beside this module list theirs."""

from dataclasses import dataclass
from enum import Flag, auto
from typing import Final

from annotator.i18n import mark


class Needs(Flag):
    """What has to be there for an action to make sense."""

    NOTHING = 0
    PROJECT = auto()
    WRITABLE = auto()
    ARTICLE = auto()
    TAG = auto()


EDITING: Final = Needs.PROJECT | Needs.WRITABLE | Needs.ARTICLE
ON_TAG: Final = EDITING | Needs.TAG


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    `single` is the key in the article and in the rows of the panel, for the table of keys; `keys` work everywhere.
    """

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    single: str = ""
    needs: Needs = Needs.NOTHING
    checkable: bool = False
    separator: bool = False  # a line stands before it in the menu


FILE_MENU: Final = mark("File")
EDIT_MENU: Final = mark("Edit")
TAG_MENU: Final = mark("Tag")
ARTICLE_MENU: Final = mark("Article")
REVIEW_MENU: Final = mark("Review")
VIEW_MENU: Final = mark("View")
HELP_MENU: Final = mark("Help")

MENUS: Final = (FILE_MENU, EDIT_MENU, TAG_MENU, ARTICLE_MENU, REVIEW_MENU, VIEW_MENU, HELP_MENU)
