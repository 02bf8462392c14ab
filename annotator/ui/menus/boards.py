"""The actions of the boards: strings tagged in several ways, other names."""

from typing import Final

from annotator.ui.menus.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
