"""The actions of people: profiles, assignment, layers as files."""

from typing import Final

from annotator.ui.menus.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
