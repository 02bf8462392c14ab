"""Copies of the project that are checked when they are made, and kept beside it."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from annotator.errors import StoreError
from annotator.store.database import Database, connect

KEEP_DAILY: Final = 14
_NAME: Final = re.compile(r"(\d{8}-\d{6})-([a-z-]+)\.annotator")
_DAY: Final = timedelta(days=1)


def folder(path: Path) -> Path:
    """Where the backups of a project file lie."""
    return path.with_name(f"{path.stem}.backups")


def checked_copy(database: Database, path: Path) -> None:
    """Writes a copy to a new file: whole and sound, or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        database.backup_to(part)
        copy = connect(str(part), read_only=True)
        try:
            found = copy.problems()
        finally:
            copy.close()
        if found:
            raise StoreError("The copy at {path} is not sound: {detail}", path=path, detail=found[0])
        os.replace(part, path)  # noqa: PTH105 - both names are ours, on one file system
    except OSError as error:
        raise StoreError("{path} cannot be written: {detail}", path=path, detail=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)


def back_up(database: Database, reason: str = "daily") -> Path | None:
    """Makes a backup beside the project now; None for a project on a server, which has its own."""
    if database.path is None:
        return None
    place = folder(database.path)
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError("{path} cannot be written: {detail}", path=place, detail=error.strerror) from error
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    path = place / f"{stamp}-{reason}.annotator"
    checked_copy(database, path)
    _thin(place)
    return path


def back_up_daily(database: Database) -> Path | None:
    """Makes a backup if the project changed since the last one and that one is older than a day."""
    if database.path is None or database.read_only:
        return None
    last = _newest(folder(database.path))
    if last is not None:
        made = datetime.strptime(last.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
        changed = datetime.fromtimestamp(database.path.stat().st_mtime, UTC)
        if changed <= made or datetime.now(UTC) - made < _DAY:
            return None
    return back_up(database)


def _newest(place: Path) -> Path | None:
    found = backups(place)
    return found[-1] if found else None


def backups(place: Path) -> list[Path]:
    """The backups in a folder, oldest first."""
    if not place.is_dir():
        return []
    return sorted(path for path in place.iterdir() if _NAME.fullmatch(path.name))


def _thin(place: Path) -> None:
    daily = [path for path in backups(place) if path.name.endswith("-daily.annotator")]
    for path in daily[:-KEEP_DAILY]:
        path.unlink(missing_ok=True)
