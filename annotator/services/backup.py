"""Copies of the project that are checked when they are made, and kept beside it."""

import os
import re
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from annotator.errors import StoreError
from annotator.formats.files import settle
from annotator.store.database import Database, connect, open_database

KEEP_DAILY: Final = 14
_NAME: Final = re.compile(r"(\d{8}-\d{6})-([a-z-]+)\.annotator")
_DAY: Final = timedelta(days=1)


def folder(path: Path) -> Path:
    """Where the backups of a project file lie."""
    return path.with_name(f"{path.stem}.backups")


def checked_copy(database: Database, path: Path) -> None:
    """Writes a copy to a new file: whole and sound, or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        _remove(part)
        _copy(database, part, path)
        found = _problems_of(part)
        if found:
            if database.problems():
                raise StoreError(
                    "The project file is damaged: {detail}",
                    "Keep it, and restore the newest backup from the folder beside it.",
                    detail=found[0],
                )
            raise StoreError("The copy at {path} is not sound: {detail}", path=path, detail=found[0])
        settle(part, path)
    except OSError as error:
        raise StoreError("{path} cannot be written: {detail}", path=path, detail=error.strerror) from error
    finally:
        _remove(part)


def _copy(database: Database, part: Path, path: Path) -> None:
    try:
        database.backup_to(part)
    except StoreError as error:
        # The error's own words are about the project and its last change, which are as safe as they were.
        if getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise StoreError(
                "There is no room for a copy at {path}.", "Free some space, or choose another disk.", path=path
            ) from error
        raise StoreError("No copy was made at {path}: {detail}", path=path, detail=error.__cause__ or error) from error


def _problems_of(path: Path) -> list[str]:
    copy = connect(str(path), read_only=True)
    try:
        return copy.problems()
    finally:
        copy.close()


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


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
        made = _made(last)
        changed = datetime.fromtimestamp(database.path.stat().st_mtime, UTC)
        if changed <= made or datetime.now(UTC) - made < _DAY:
            return None
    return back_up(database)


def _newest(place: Path) -> Path | None:
    """The newest backup; one from a time when the computer's clock was ahead would stop all others until then."""
    now = datetime.now(UTC)
    return next((found for found in reversed(backups(place)) if _made(found) <= now), None)


def _made(path: Path) -> datetime:
    return datetime.strptime(path.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)


def backups(place: Path) -> list[Path]:
    """The backups in a folder, oldest first."""
    if not place.is_dir():
        return []
    return sorted(path for path in place.iterdir() if _NAME.fullmatch(path.name))


def restore(path: Path, copy: Path) -> Path | None:
    """Puts a backup in the place of a project's file, which nobody has open; returns where that file is kept now.

    What SQLite left beside the old file goes with it: a journal of one database would spoil another.
    """
    open_database(str(copy), read_only=True).close()
    part = path.with_name(f".{path.name}.part")
    kept = _free_name(path)
    try:
        _remove(part)
        shutil.copyfile(copy, part)
        found = _problems_of(part)
        if found:
            raise StoreError("The copy at {path} is not sound: {detail}", path=copy, detail=found[0])
        _sync(part)
        journal = path.with_name(f"{path.name}-journal")
        if journal.exists():
            journal.rename(kept.with_name(f"{kept.name}-journal"))
        if path.exists():
            path.rename(kept)
        settle(part, path)
    except OSError as error:
        raise StoreError("{path} cannot be written: {detail}", path=path, detail=error.strerror) from error
    finally:
        _remove(part)
    return kept if kept.exists() else None


def _free_name(path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    names = (f"{path.stem}.damaged-{stamp}{n or ''}{path.suffix}" for n in range(1000))
    return next(found for name in names if not (found := path.with_name(name)).exists())


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def move_folder(old: Path, new: Path) -> None:
    """Moves the backups of a project that lies elsewhere now."""
    source, target = folder(old), folder(new)
    if source == target or not source.is_dir():
        return
    try:
        target.mkdir(exist_ok=True)
        for found in backups(source):
            shutil.move(found, target / found.name)
        source.rmdir()
    except OSError as error:
        raise StoreError(
            "The project was moved, but not all of its backups: {detail}",
            "They are still in {path}.",
            detail=error.strerror,
            path=source,
        ) from error


def _thin(place: Path) -> None:
    for part in place.glob(".*.part*"):  # left by a program that was killed while it made a backup
        part.unlink(missing_ok=True)
    daily = [path for path in backups(place) if path.name.endswith("-daily.annotator")]
    for path in daily[:-KEEP_DAILY]:
        path.unlink(missing_ok=True)
