"""The actions of questions, the ledger, precedents and the guidelines."""

from typing import Final

from annotator.ui.menus.action import Action

ACTIONS: Final[tuple[Action, ...]] = ()
