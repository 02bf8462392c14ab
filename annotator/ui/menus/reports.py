"""The actions of agreement, history and reports."""

from typing import Final

from annotator.ui.menus.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
