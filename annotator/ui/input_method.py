"""Which input method Qt talks to: where fcitx is asked for and Qt has no plugin for it, its way for ibus programs."""

import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo

_ONE: Final = "QT_IM_MODULE"
_SEVERAL: Final = "QT_IM_MODULES"  # in order of preference; where it is set, Qt does not look at the other
_FCITX: Final = ("fcitx", "fcitx5")


def choose_input_method(environment: MutableMapping[str, str], plugins: Path | None = None) -> None:
    """Lets Qt reach fcitx5 as programs for ibus do, before the application is made.

    Qt's wheels have no plugin for fcitx, and that of a distribution fits the distribution's Qt only; without one nobody
    who uses fcitx5 could type Chinese. `plugins` is the folder of Qt's plugins.
    """
    if not sys.platform.startswith("linux") or _has_plugin(plugins):
        return
    if asked := [name for name in environment.get(_SEVERAL, "").split(";") if name]:
        environment[_SEVERAL] = ";".join(dict.fromkeys("ibus" if name in _FCITX else name for name in asked))
    elif environment.get(_ONE, "") in _FCITX or _is_for_all(environment):
        environment[_ONE] = "ibus"


def _is_for_all(environment: MutableMapping[str, str]) -> bool:
    """Whether nothing is said for Qt, but fcitx for X11. Under Wayland Qt then has a way of its own."""
    words = environment.get("XMODIFIERS", "")
    return not environment.get(_ONE) and words == "@im=fcitx" and not environment.get("WAYLAND_DISPLAY")


def _has_plugin(plugins: Path | None) -> bool:
    folder = plugins or Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    return any((folder / "platforminputcontexts").glob("*fcitx*"))
