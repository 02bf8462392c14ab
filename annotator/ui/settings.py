"""What the window remembers from one run to the next, in one JSON file of the person's own."""

import base64
import binascii
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import platformdirs

from annotator.errors import AnnotatorError
from annotator.i18n import LANGUAGES

FOLDER_VARIABLE: Final = "ANNOTATOR_CONFIG"
RECENT_KEPT: Final = 12
ZOOM_RANGE: Final = (50, 300)  # percent


class Theme(StrEnum):
    """Which palette the window takes."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Recent:
    """A project that was open here: path or URL, its name, when it was opened (Unix seconds), and as whom."""

    target: str
    name: str
    opened: float
    person: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `geometry` and `state` are what Qt's main window saves and restores.

    `keys` are the keys of commands where the person changed them; `person` is the name offered in new projects.
    """

    language: str = ""  # empty: the system's
    theme: Theme = Theme.SYSTEM
    zoom: int = 100
    person: str = ""
    last_project: str = ""
    recent: tuple[Recent, ...] = ()
    geometry: bytes = b""
    state: bytes = b""
    tags_state: bytes = b""  # how the list of tags and the form share the height
    list_folded: bool = False
    list_sort: str = "number"
    list_descending: bool = False
    suggest: bool = True
    suggest_threshold: int = 0  # percent; 0: the one that costs fewest keys
    show_effort: bool = True
    folder: str = ""  # where files were chosen last
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    split_pages: str = "ask"  # what becomes of imported pages of several articles: ask, always, never
    columns: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # of tables, by their headings


def settings_path() -> Path:
    """The file of the settings; its folder can be given by the environment."""
    own = os.environ.get(FOLDER_VARIABLE)
    folder = Path(own) if own else platformdirs.user_config_path("annotator", appauthor=False)
    return folder / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """The stored settings, or those of a fresh profile; a file that is broken is kept aside under another name.

    A single value that cannot be used is left out; the others hold.
    """
    path = path or settings_path()
    try:
        stored = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Settings()
    except OSError:
        return Settings()  # not ours to move: it may be readable tomorrow
    except ValueError:
        _keep_aside(path)
        return Settings()
    if not isinstance(stored, dict):
        _keep_aside(path)
        return Settings()
    return _settings(stored)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Stores the settings so that the file holds all of them or those before, never half.

    Raises AnnotatorError where the disk does not take them.
    """
    path = path or settings_path()
    text = json.dumps(_plain(settings), ensure_ascii=False, indent=2)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text.encode())
    except OSError as error:
        raise AnnotatorError(
            "The settings could not be stored in {path}: {reason}.", path=path, reason=error.strerror or error
        ) from error


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _keep_aside(path: Path) -> None:
    with suppress(OSError):
        path.replace(path.with_name(f"{path.stem}.broken{path.suffix}"))


def with_recent(settings: Settings, target: str, name: str, opened: float | None = None, person: str = "") -> Settings:
    """The settings after a project was opened: it comes first among the recent ones and is the last project."""
    newest = Recent(target, name, time.time() if opened is None else opened, person)
    others = [recent for recent in settings.recent if recent.target != target]
    return replace(settings, last_project=target, recent=(newest, *others)[:RECENT_KEPT])


def person_of(settings: Settings, target: str) -> str | None:
    """As whom a project was open here last, if it was."""
    return next((recent.person for recent in settings.recent if recent.target == target and recent.person), None)


def without_recent(settings: Settings, target: str) -> Settings:
    """The settings without a project that is to be forgotten."""
    last = "" if settings.last_project == target else settings.last_project
    return replace(
        settings, last_project=last, recent=tuple(recent for recent in settings.recent if recent.target != target)
    )


def _plain(settings: Settings) -> dict[str, Any]:
    """The settings as JSON values."""
    found = {item.name: getattr(settings, item.name) for item in fields(settings)}
    found["recent"] = [
        {"target": r.target, "name": r.name, "opened": r.opened, "person": r.person} for r in settings.recent
    ]
    found["keys"] = {command: list(keys) for command, keys in settings.keys.items()}
    found["columns"] = {heading: dict(columns) for heading, columns in settings.columns.items()}
    for name in ("geometry", "state", "tags_state"):
        found[name] = base64.b64encode(found[name]).decode()
    return found


def _settings(stored: Mapping[str, Any]) -> Settings:
    """The settings that JSON values mean, without what cannot be used."""
    found: dict[str, Any] = {}
    for item in fields(Settings):
        if item.name in stored:
            with suppress(ValueError, TypeError, KeyError):
                found[item.name] = _READERS.get(item.name, _same_kind(item.name))(stored[item.name])
    return Settings(**found)


def _same_kind(name: str) -> Callable[[Any], Any]:
    """A reader that takes only values of the default's kind."""
    kind = type(getattr(_DEFAULTS, name))

    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(name)
        return value

    return read


def _language(value: Any) -> str:
    if value and value not in LANGUAGES:
        raise ValueError(value)
    return str(value)


def _zoom(value: Any) -> int:
    low, high = ZOOM_RANGE
    return max(low, min(high, int(value)))


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError(value) from error


def _recent(value: Any) -> tuple[Recent, ...]:
    return tuple(
        Recent(str(one["target"]), str(one["name"]), float(one["opened"]), str(one.get("person", ""))) for one in value
    )[:RECENT_KEPT]


def _keys(value: Any) -> dict[str, tuple[str, ...]]:
    return {str(command): tuple(str(key) for key in keys) for command, keys in dict(value).items()}


def _split(value: Any) -> str:
    if value not in ("ask", "always", "never"):
        raise ValueError(value)
    return str(value)


def _columns(value: Any) -> dict[str, dict[str, int]]:
    return {
        str(heading): {str(kind): int(at) for kind, at in dict(one).items()} for heading, one in dict(value).items()
    }


_DEFAULTS: Final = Settings()
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "language": _language,
    "theme": Theme,
    "zoom": _zoom,
    "recent": _recent,
    "split_pages": _split,
    "columns": _columns,
    "geometry": _bytes,
    "state": _bytes,
    "tags_state": _bytes,
    "keys": _keys,
}
