"""Every action of the window as data: its menu, words, keys and what it needs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Flag, auto
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from annotator.i18n import mark, tr


class Needs(Flag):
    """What has to be there for an action to make sense."""

    NOTHING = 0
    PROJECT = auto()
    WRITABLE = auto()
    ARTICLE = auto()
    TAG = auto()


_EDIT: Final = Needs.PROJECT | Needs.WRITABLE | Needs.ARTICLE
_TAG: Final = _EDIT | Needs.TAG


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


_FILE: Final = mark("File")
_EDIT_MENU: Final = mark("Edit")
_TAG_MENU: Final = mark("Tag")
_ARTICLE: Final = mark("Article")
_VIEW: Final = mark("View")
_HELP: Final = mark("Help")

MENUS: Final = (_FILE, _EDIT_MENU, _TAG_MENU, _ARTICLE, _VIEW, _HELP)

ACTIONS: Final[tuple[Action, ...]] = (
    Action("new_project", _FILE, mark("New project…"), ("Ctrl+N",)),
    Action("open_project", _FILE, mark("Open project…"), ("Ctrl+P",)),
    Action("start", _FILE, mark("Start page")),
    Action("copy_project", _FILE, mark("Copy project…"), needs=Needs.PROJECT, separator=True),
    Action("move_project", _FILE, mark("Move project…"), needs=Needs.PROJECT | Needs.WRITABLE),
    Action("rename_project", _FILE, mark("Rename project…"), needs=Needs.PROJECT | Needs.WRITABLE),
    Action("back_up", _FILE, mark("Back up now"), needs=Needs.PROJECT),
    Action("import", _FILE, mark("Import files…"), ("Ctrl+O",), needs=Needs.PROJECT | Needs.WRITABLE, separator=True),
    Action("import_folder", _FILE, mark("Import folder…"), needs=Needs.PROJECT | Needs.WRITABLE),
    Action("export", _FILE, mark("Export…"), ("Ctrl+S",), needs=Needs.PROJECT),
    Action("quit", _FILE, mark("Quit"), ("Ctrl+Q",), separator=True),
    Action("undo", _EDIT_MENU, mark("Undo"), ("Ctrl+Z",), needs=_EDIT),
    Action("redo", _EDIT_MENU, mark("Redo"), ("Ctrl+Y",), needs=_EDIT),
    Action("copy", _EDIT_MENU, mark("Copy (a tag as a citation)"), ("Ctrl+C",), needs=Needs.ARTICLE, separator=True),
    Action("find", _EDIT_MENU, mark("Find, again: in the project"), ("Ctrl+F",), needs=Needs.PROJECT, separator=True),
    Action("all_tags", _EDIT_MENU, mark("All tags of the project…"), ("Ctrl+T",), needs=Needs.PROJECT),
    Action("palette", _EDIT_MENU, mark("Command palette…"), ("Ctrl+K",)),
    Action("labels", _TAG_MENU, mark("Choose a label…"), ("Alt+0",), "0", _EDIT),
    Action("larger", _TAG_MENU, mark("Larger bounds"), ("Alt+=",), "=", _EDIT, separator=True),
    Action("smaller", _TAG_MENU, mark("Smaller bounds"), ("Alt+-",), "-", _EDIT),
    Action("start_left", _TAG_MENU, mark("Start one character left"), (), "[", _TAG),
    Action("end_right", _TAG_MENU, mark("End one character right"), (), "]", _TAG),
    Action("start_right", _TAG_MENU, mark("Start one character right"), (), "Shift+[", _TAG),
    Action("end_left", _TAG_MENU, mark("End one character left"), (), "Shift+]", _TAG),
    Action("form", _TAG_MENU, mark("Edit attributes"), ("Ctrl+E",), "Enter", Needs.ARTICLE | Needs.TAG, separator=True),
    Action("indicator", _TAG_MENU, mark("Take the selection as indicator"), (), "I", _TAG),
    Action("repeat", _TAG_MENU, mark("Repeat the last label and attributes"), ("Ctrl+R",), ".", _EDIT),
    Action("same", _TAG_MENU, mark("Same string elsewhere…"), ("Ctrl+D",), "D", _EDIT),
    Action("split", _TAG_MENU, mark("Split at the caret"), (), "X", _TAG),
    Action("merge", _TAG_MENU, mark("Merge with the next tag"), (), "M", _TAG),
    Action("remove", _TAG_MENU, mark("Remove"), ("Ctrl+Backspace",), "Backspace", _TAG, separator=True),
    Action("next_mark", _TAG_MENU, mark("Next mark"), (), "Tab", Needs.ARTICLE, separator=True),
    Action("previous_mark", _TAG_MENU, mark("Previous mark"), (), "Shift+Tab", Needs.ARTICLE),
    Action("next_undecided", _TAG_MENU, mark("Next place to look at"), (), "N", Needs.ARTICLE),
    Action("previous_undecided", _TAG_MENU, mark("Previous place to look at"), (), "Shift+N", Needs.ARTICLE),
    Action("drop", _TAG_MENU, mark("Drop the current tag or selection"), (), "Esc", Needs.ARTICLE),
    Action("next_article", _ARTICLE, mark("Next article"), ("Alt+Down",), needs=Needs.PROJECT),
    Action("previous_article", _ARTICLE, mark("Previous article"), ("Alt+Up",), needs=Needs.PROJECT),
    Action(
        "submit",
        _ARTICLE,
        mark("Submit and next"),
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        needs=_EDIT,
        separator=True,
    ),
    Action("working", _ARTICLE, mark("Set back to “In progress”"), needs=_EDIT),
    Action("skip", _ARTICLE, mark("Not to be annotated…"), needs=_EDIT),
    Action("checks", _ARTICLE, mark("Check before submitting"), ("Ctrl+L",), needs=Needs.ARTICLE),
    Action("article_form", _ARTICLE, mark("Article details…"), ("Ctrl+I",), needs=_EDIT, separator=True),
    Action("rename_article", _ARTICLE, mark("Rename…"), needs=_EDIT),
    Action("exclude_article", _ARTICLE, mark("Exclude from export"), needs=_EDIT),
    Action("delete_article", _ARTICLE, mark("Delete"), needs=_EDIT),
    Action("deleted_articles", _ARTICLE, mark("Deleted articles…"), needs=Needs.PROJECT),
    Action("source", _VIEW, mark("Source beside"), (), "S", Needs.ARTICLE, checkable=True),
    Action("hide", _VIEW, mark("Hide marks"), (), "H", Needs.ARTICLE, checkable=True),
    Action("only", _VIEW, mark("Show one label only"), (), "V", Needs.ARTICLE, checkable=True),
    Action("fold_list", _VIEW, mark("Fold the list"), ("Ctrl+B",), needs=Needs.PROJECT, checkable=True),
    Action("pane_list", _VIEW, mark("Go to the list"), ("Ctrl+1",), needs=Needs.PROJECT, separator=True),
    Action("pane_article", _VIEW, mark("Go to the article"), ("Ctrl+2",), needs=Needs.PROJECT),
    Action("pane_tags", _VIEW, mark("Go to the tags"), ("Ctrl+3",), needs=Needs.PROJECT),
    Action("next_pane", _VIEW, mark("Next pane"), ("F6",), needs=Needs.PROJECT),
    Action("previous_pane", _VIEW, mark("Previous pane"), ("Shift+F6",), needs=Needs.PROJECT),
    Action("zoom_in", _VIEW, mark("Larger type"), ("Ctrl++", "Ctrl+="), needs=Needs.ARTICLE, separator=True),
    Action("zoom_out", _VIEW, mark("Smaller type"), ("Ctrl+-",), needs=Needs.ARTICLE),
    Action("zoom_reset", _VIEW, mark("Normal type"), ("Ctrl+0",), needs=Needs.ARTICLE),
    Action("dark", _VIEW, mark("Dark theme"), checkable=True, separator=True),
    Action("language", _VIEW, mark("Interface in English"), checkable=True),
    Action("scheme", _TAG_MENU, mark("Label scheme…"), needs=Needs.PROJECT | Needs.WRITABLE, separator=True),
    Action("who", _FILE, mark("Work as somebody else…"), needs=Needs.PROJECT | Needs.WRITABLE),
    Action("keys", _HELP, mark("Keys"), ("F1",), "?"),
    Action("help", _HELP, mark("Help")),
    Action("logs", _HELP, mark("Open the folder of logs"), separator=True),
    Action("about", _HELP, mark("About")),
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
            menu = bar.addMenu(tr(name))
            self.fill_menu(menu, (action.id for action in ACTIONS if action.menu == name))

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
