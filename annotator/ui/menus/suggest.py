"""The actions of suggestions."""

from typing import Final

from annotator.ui.menus.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
