"""The actions of pages with several articles, reprints and pasting."""

from typing import Final

from annotator.ui.menus.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
