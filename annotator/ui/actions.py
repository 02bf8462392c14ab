"""Every action of the window as Qt objects, from the tables of `annotator.ui.menus`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from annotator.i18n import tr
from annotator.ui.menus import boards, compare, main, pages, people, reports, splitting, suggest, threads
from annotator.ui.menus.action import MENUS, Action, Needs

ACTIONS: Final[tuple[Action, ...]] = (
    *main.ACTIONS,
    *suggest.ACTIONS,
    *pages.ACTIONS,
    *splitting.ACTIONS,
    *compare.ACTIONS,
    *threads.ACTIONS,
    *people.ACTIONS,
    *boards.ACTIONS,
    *reports.ACTIONS,
)

LABEL_KEYS: Final = tuple(f"Alt+{digit}" for digit in range(1, 10))


def lasting(keys: Iterable[str]) -> list[str]:
    """The keys that may work everywhere: a single character would fire while somebody types."""
    return [
        key
        for key in keys
        if ("+" in key[:-1] and not key.startswith("Shift+")) or (key[0] == "F" and key[1:].isdigit())
    ]


class Actions:
    """The actions of one window as Qt objects."""

    def __init__(
        self, parent: QWidget, run: Callable[[str], None], changed: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Makes the actions; `changed` are the keys that a person's settings give to some of them instead."""
        own = changed or {}
        self._known: dict[str, tuple[Action, QAction]] = {}
        self._state: Needs | None = None
        for action in ACTIONS:
            made = QAction(tr(action.text).replace("&", "&&"), parent)
            made.setShortcuts([QKeySequence(key) for key in lasting(own.get(action.id, ())) or action.keys])
            made.setCheckable(action.checkable)
            made.setShortcutVisibleInContextMenu(True)
            if action.id == "quit":
                made.setMenuRole(QAction.MenuRole.QuitRole)
            made.triggered.connect(lambda _checked=False, id_=action.id: run(id_))
            parent.addAction(made)
            self._known[action.id] = (action, made)
        for digit, key in enumerate(LABEL_KEYS, 1):
            made = QAction(parent)
            made.setShortcut(QKeySequence(key))
            made.triggered.connect(lambda _checked=False, id_=f"label:{digit}": run(id_))
            parent.addAction(made)

    def __getitem__(self, id_: str) -> QAction:
        return self._known[id_][1]

    def __contains__(self, id_: str) -> bool:
        return id_ in self._known

    def enabled(self) -> list[tuple[str, str, str]]:
        """The actions that make sense now: id, name, key."""
        return [
            (id_, tr(action.text), (*action.keys, action.single)[0])
            for id_, (action, made) in self._known.items()
            if made.isEnabled() and id_ != "palette"
        ]

    def allows(self, id_: str) -> bool:
        """Whether an action makes sense now, but for the tag that it may need."""
        return (self._known[id_][0].needs & ~Needs.TAG) in (self._state or Needs.NOTHING)

    def refresh(self, state: Needs) -> None:
        """Enables what makes sense in a state."""
        if state == self._state:
            return
        self._state = state
        for action, made in self._known.values():
            made.setEnabled(action.needs in state)

    def fill(self, bar: QMenuBar) -> None:
        """Puts the actions into the menus they belong to; the single keys stand beside their words."""
        for name in MENUS:
            ids = [action.id for action in ACTIONS if action.menu == name]
            if ids:
                self.fill_menu(bar.addMenu(tr(name)), ids)

    def fill_menu(self, menu: QMenu, ids: Iterable[str]) -> None:
        """Puts some actions into a menu."""
        for id_ in ids:
            action, made = self._known[id_]
            if action.separator and not menu.isEmpty():
                menu.addSeparator()
            menu.addAction(made)
            if action.single and not action.keys:
                made.setText(f"{made.text().split(chr(9))[0]}\t{action.single}")


def key_table() -> list[tuple[str, str, str]]:
    """All actions that have keys: what they do, the key in the article and rows, the key from everywhere."""
    labels = (tr("Label 1 to 9"), "1-9", "Alt+1-9")
    rows = [(tr(a.text), a.single, " / ".join(a.keys)) for a in ACTIONS if a.single or a.keys]
    moves = [
        (tr("By word; with Shift selects"), "Ctrl+← →", ""),
        (tr("By paragraph; with Shift selects"), "Ctrl+↑ ↓", ""),
    ]
    return [labels, *rows, *moves]
