"""What the person sees and how: panes, marks, size of type, look and language."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QWidget

from annotator.i18n import language
from annotator.ui.actions import lasting
from annotator.ui.palette import active
from annotator.ui.settings import Theme
from annotator.ui.text.keys import DEFAULT, KeyMap
from annotator.ui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.ui.app import App
    from annotator.ui.main_window import MainWindow

_STEP = 10  # percent of the size of type


class ViewCommands:
    """The commands of the menu View, and the settings that they change."""

    def __init__(self, app: "App", window: "MainWindow") -> None:
        self._app = app
        self._window = window
        window.actions_["dark"].setChecked(active().dark)
        window.actions_["language"].setChecked(language() == "en")

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {
            "source": self._source,
            "hide": self._hide,
            "only": self._only,
            "fold_list": self._fold_list,
            "pane_list": lambda: self._focus("articles"),
            "pane_article": lambda: self._focus("view"),
            "pane_tags": lambda: self._focus("tags"),
            "next_pane": lambda: self._next_pane(1),
            "previous_pane": lambda: self._next_pane(-1),
            "zoom_in": lambda: self._zoom(self._app.settings.zoom + _STEP),
            "zoom_out": lambda: self._zoom(self._app.settings.zoom - _STEP),
            "zoom_reset": lambda: self._zoom(100),
            "dark": self._dark,
            "language": self._language,
            "quit": self._window.close,
        }

    def apply(self, space: Workspace) -> None:
        """Gives a workspace what the settings say."""
        space.view.set_type(round(self._normal * self._app.settings.zoom / 100))
        space.view.zoomed.connect(self._zoomed)
        keymap = own_keys(self._app.settings.keys)
        space.view.set_keymap(keymap)
        space.tags.set_keymap(keymap)
        state = self._app.settings.state
        if state:
            space.panes.restoreState(state)
        if self._app.settings.tags_state:
            space.tags.restore_splitter(QByteArray(self._app.settings.tags_state))
        space.articles.set_order(self._app.settings.list_sort, self._app.settings.list_descending)
        if self._app.settings.list_folded:
            space.fold_list(True)
        self._window.actions_["fold_list"].setChecked(space.folded)

    def order_chosen(self, column: str, descending: bool) -> None:
        """Remembers how the list is sorted."""
        settings = replace(self._app.settings, list_sort=column, list_descending=descending)
        self._app.change_settings(settings)

    def remember(self, geometry: bytes) -> None:
        """Stores where the window and its panes are."""
        space = self._window.space
        state = bytes(space.panes.saveState().data()) if space is not None else self._app.settings.state
        tags = bytes(space.tags.splitter_state().data()) if space is not None else self._app.settings.tags_state
        self._app.change_settings(replace(self._app.settings, geometry=geometry, state=state, tags_state=tags))

    @property
    def _normal(self) -> int:
        from annotator.ui.fonts import ARTICLE_SIZE

        return ARTICLE_SIZE

    @property
    def _space(self) -> Workspace | None:
        return self._window.space if self._window.session is not None else None

    def _source(self) -> None:
        if self._space is not None and self._window.work is not None:
            self._window.work.toggle_source(not self._space.source_shown)
            self._window.refresh()

    def _hide(self) -> None:
        if self._space is not None:
            self._space.view.set_hidden(not self._space.view.marks_hidden)
            self._window.refresh()

    def _only(self) -> None:
        """Shows the marks of the current tag's label alone; again shows all."""
        space, work, session = self._space, self._window.work, self._window.session
        if space is None or work is None or session is None:
            return
        mark = work.tagging.mark()
        if space.view.only_label is not None:
            space.view.set_only_label(None)
        elif mark is not None:
            space.view.set_only_label(mark.label)
        elif session.project.scheme.active:
            space.view.set_only_label(session.project.scheme.active[0].id)
        self._window.refresh()

    def _fold_list(self) -> None:
        if self._space is not None:
            folded = not self._space.folded
            self._space.fold_list(folded)
            self._window.actions_["fold_list"].setChecked(folded)
            self._app.change_settings(replace(self._app.settings, list_folded=folded))

    def _focus(self, pane: str) -> None:
        space = self._space
        if space is None:
            return
        if pane == "articles":
            if space.folded:
                self._fold_list()
            space.articles.focus_list()
        elif pane == "tags":
            space.side.show_tab("tags")
            space.tags.focus_rows()
        else:
            space.view.setFocus()

    def _next_pane(self, step: int) -> None:
        space = self._space
        if space is None:
            return
        panes = space.pane_widgets()
        focus = QApplication.focusWidget()
        here = next((k for k, pane in enumerate(panes) if _holds(pane, focus)), 0)
        target = panes[(here + step) % len(panes)]
        if target is space.articles:
            space.articles.focus_list()
        elif target is space.side:
            _focus_side(space)
        elif target is space.drawer:
            space.drawer.focus_panel()
        else:
            target.setFocus()

    def _zoom(self, percent: int) -> None:
        if self._space is not None:
            percent = max(60, min(240, percent))
            self._app.change_settings(replace(self._app.settings, zoom=percent))
            self._space.view.set_type(round(self._normal * percent / 100))

    def _zoomed(self, size: int) -> None:
        percent = round(size * 100 / self._normal)
        if percent != self._app.settings.zoom:
            self._app.change_settings(replace(self._app.settings, zoom=percent))

    def _dark(self) -> None:
        theme = Theme.LIGHT if active().dark else Theme.DARK
        self._app.change_settings(replace(self._app.settings, theme=theme), rebuild=True)

    def _language(self) -> None:
        other = "zh" if language() == "en" else "en"
        self._app.change_settings(replace(self._app.settings, language=other), rebuild=True)


def own_keys(changed: Mapping[str, tuple[str, ...]]) -> KeyMap:
    """The single keys as the person's settings change them; settings that give a key to two commands change nothing."""
    single = {command: tuple(key for key in keys if key not in lasting(keys)) for command, keys in changed.items()}
    try:
        return KeyMap(changed={command: keys for command, keys in single.items() if keys})
    except ValueError as error:
        logging.getLogger(__name__).warning("keys in the settings: %s", error)
        return DEFAULT


def _focus_side(space: Workspace) -> None:
    pane = space.side.pane()
    if pane is space.tags:
        space.tags.focus_rows()
    elif pane is not None:
        pane.setFocus(Qt.FocusReason.TabFocusReason)


def _holds(pane: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (focus is pane or pane.isAncestorOf(focus))
