"""The open project: which database, who I am, and how it is made, opened, copied and closed."""

import json
import os
import platform
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from annotator.domain.change import Change
from annotator.domain.ids import GroupId, PersonId, new_id, seconds_of
from annotator.domain.person import Person, Profile, Role
from annotator.domain.scheme import Scheme
from annotator.errors import RefusedError, StoreError
from annotator.formats.files import settle
from annotator.services import backup
from annotator.services.lock import FileLock
from annotator.store import imports, journal, labels, migrate, people, projects
from annotator.store.database import Database, file_of, is_url, open_database

SUFFIX: Final = ".annotator"
_LONGEST: Final = 255  # bytes of a file's name
_ROOM: Final = 13  # bytes that ".NAME.new-journal" has beyond NAME: no file beside it has a longer name
_LONGEST_IMPORT: Final = 24 * 60 * 60  # seconds
COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


@dataclass(slots=True)
class Project:
    """An open project. One thread at a time uses it; `person` is None only until somebody said who they are."""

    target: str
    database: Database
    name: str
    scheme: Scheme
    people: tuple[Person, ...]
    person: Person
    writer: journal.Writer = field(default_factory=journal.Writer)
    lock: FileLock | None = None

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written here: another window has the project, or the place is read-only."""
        return self.database.read_only

    @property
    def path(self) -> Path | None:
        """The project's file, None on a server."""
        return self.database.path

    def close(self) -> None:
        """Ends the work with the project."""
        self.database.close()
        _release(self.lock, self.path)
        self.lock = None

    def reload(self) -> None:
        """Reads scheme and people again after a change to them."""
        with self.database.read() as connection:
            self.scheme = labels.read_scheme(connection)
            self.people = people.read_people(connection)
        self.person = next(found for found in self.people if found.id == self.person.id)


def project_path(target: str) -> str:
    """The target as the program names it: a path without a suffix gets the program's own."""
    if is_url(target):
        return target
    path = Path(target).expanduser()
    return str(path if path.suffix or _exists(path) else path.with_name(path.name + SUFFIX))


def _exists(path: Path) -> bool:
    """Whether there is something; not, where the name is longer than a name can be."""
    return os.path.lexists(path)


def create_project(target: str, scheme: Scheme, name: str, person_name: str) -> Project:
    """Makes a new project with its first person, who manages it, and opens it: the whole of it or nothing."""
    target = project_path(target)
    path = file_of(target)
    if path is not None:
        _check_place(path)
    lock = _acquire(target)
    me = Person(PersonId(new_id()), person_name.strip(), initials(person_name), COLOURS[0], Role.MANAGER)
    writer = journal.Writer()
    changes: list[Change] = [Change(None, me), *(Change(None, label) for label in scheme.labels)]

    def fill(database: Database) -> None:
        with database.write() as connection:
            projects.insert_project(connection, name, scheme)
            journal.record(connection, writer, me.id, changes, GroupId(new_id()), kind=None)

    try:
        database = _made(target, path, fill)
    except BaseException:
        _release(lock, path)
        raise
    return Project(target, database, name, scheme, (me,), me, writer, lock)


def _made(target: str, path: Path | None, fill: Callable[[Database], None]) -> Database:
    """A new database, filled. A file gets its name only when all is in it: what a crash cuts off is in nobody's way."""
    if path is None:
        database = migrate.create(target)
        try:
            fill(database)
        except BaseException:
            database.close()
            raise
        return database
    part = path.with_name(f".{path.name}.new")
    _remove(part)
    try:
        database = migrate.create(str(part))
        try:
            fill(database)
        finally:
            database.close()
        settle(part, path)
    except OSError as error:
        raise StoreError("{path} cannot be written: {detail}", path=path, detail=error.strerror) from error
    finally:
        _remove(part)
    return open_database(target)


def _remove(path: Path) -> None:
    """Removes a database of ours that nobody has open, and what SQLite may have left beside it."""
    for name in (path.name, f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


def _check_place(path: Path) -> None:
    """Raises StoreError where no project can be made at a path."""
    if _too_long(path):
        raise StoreError("The name “{name}” is too long.", "Choose one of at most 70 characters.", name=path.name)
    if _exists(path):
        raise StoreError("{path} exists already; choose another name.", path=path)
    if not path.parent.is_dir():
        raise StoreError("The folder {path} does not exist.", path=path.parent)
    if not os.access(path.parent, os.W_OK):
        raise StoreError("You may not write in the folder {path}.", "Choose another folder.", path=path.parent)


def _too_long(path: Path) -> bool:
    """Whether there is no room behind a file's name for those of the files that are kept beside it for a while."""
    return len(os.fsencode(path.name)) + _ROOM > _LONGEST


def open_project(
    target: str, person_name: str | Profile | None = None, read_only: bool = False, anyone: bool = False
) -> Project:
    """Opens a project for a person, who is added where the project does not know the name.

    Without a name, the only person of the project is meant; raises RefusedError naming the people where there are
    several, unless it does not matter who (`anyone`). A project that another window has open raises RefusedError
    naming its owner, unless `read_only`. Where nothing can be written it is opened for reading.
    """
    target = project_path(target)
    path = file_of(target)
    read_only = read_only or (path is not None and _exists(path) and not _writable(path))
    lock = None if read_only else _acquire(target)
    try:
        database = _open_current(target, read_only)
    except BaseException:
        _release(lock, path)
        raise
    try:
        if not read_only:
            _take_out_unfinished(database)
        with database.read() as connection:
            info = projects.read_project(connection)
            scheme = labels.read_scheme(connection)
            known = people.read_people(connection)
        project = Project(target, database, info.name, scheme, known, known[0], journal.Writer(), lock)
        if not anyone:
            _choose_person(project, person_name)
    except BaseException:
        database.close()
        _release(lock, path)
        raise
    return project


def _writable(path: Path) -> bool:
    """Whether a project's file can be changed, for which SQLite needs a journal beside it."""
    return os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK) and not _too_long(path)


def _open_current(target: str, read_only: bool) -> Database:
    database = open_database(target, read_only)
    if migrate.needs_upgrade(database):
        if read_only:
            database.close()
            raise StoreError(
                "The project was made by an older version and cannot be brought up to date while it is read-only."
            )
        backup.back_up(database, "before-migration")
        migrate.upgrade(database)
    return database


def _take_out_unfinished(database: Database) -> None:
    """Takes out what an import left behind that was cut off by a crash.

    On a server it may be another's that is running now, unless it is old.
    """
    with database.read() as connection:
        journal.follow_history(connection)
        batches = imports.under_way(connection)
    if database.path is None:
        batches = [batch for batch in batches if time.time() - seconds_of(batch) > _LONGEST_IMPORT]
    try:
        for batch in batches:
            left = True
            while left:
                with database.write() as connection:
                    left = imports.take_out(connection, batch)
    except StoreError:  # no space, most likely: articles stay hidden, and all goes at the next opening
        return


def _choose_person(project: Project, who: str | Profile | None) -> None:
    profile = who if isinstance(who, Profile) else Profile(who or "")
    wanted = profile.name.strip()
    if not wanted:
        if len(project.people) > 1:
            raise RefusedError(
                "Several people work in this project: {names}.",
                "Say who you are with --as NAME.",
                names=", ".join(person.name for person in project.people),
            )
        return
    found = next((person for person in project.people if person.name == wanted), None)
    if found is None:
        if project.read_only:
            return
        found = add_person(project, profile)
    project.person = found


def add_person(project: Project, who: str | Profile, role: Role = Role.ANNOTATOR) -> Person:
    """Adds somebody to the project, by a name or with a profile."""
    profile = who if isinstance(who, Profile) else Profile(who)
    name = profile.name.strip()
    colour = profile.colour or COLOURS[len(project.people) % len(COLOURS)]
    person = Person(PersonId(new_id()), name, profile.initials.strip() or initials(name), colour, role)
    with project.database.write() as connection:
        journal.record(connection, project.writer, person.id, [Change(None, person)], GroupId(new_id()))
    project.people = (*project.people, person)
    return person


def initials(name: str) -> str:
    """What stands for a name where there is little room: the surname in Chinese, initials elsewhere."""
    words = name.split()
    if not words:
        return ""
    if words[0][0] > "\u2e7f":
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


def rename_project(project: Project, name: str) -> None:
    """Gives the project another name; its file keeps its own."""
    with project.database.write() as connection:
        info = projects.read_project(connection)
        projects.put_project(connection, name.strip(), info.settings)
    project.name = name.strip()


def copy_project(project: Project, path: Path) -> None:
    """Writes a complete, checked copy of the project to another file."""
    _check_place(path)
    backup.checked_copy(project.database, path)


def move_project(project: Project, path: Path) -> Project:
    """Moves the project's file and its backups, and opens it again where it is now."""
    old = project.path
    if old is None:
        raise RefusedError("A project on a server cannot be moved as a file.")
    _check_place(path)
    name = project.person.name
    backup.checked_copy(project.database, path)
    project.close()
    moved = open_project(str(path), name)
    _remove(old)
    backup.move_folder(old, path)
    return moved


def restore_project(target: str, copy: Path) -> Path | None:
    """Puts a backup in the place of a project that is damaged or lost; returns where the damaged file is kept.

    Raises RefusedError where a window has the project open.
    """
    path = file_of(target)
    if path is None:
        raise RefusedError("A project on a server is restored there.")
    lock = _acquire(target)
    try:
        return backup.restore(path, copy)
    finally:
        _release(lock, path)


def members(project: Project, names: Iterable[str]) -> tuple[Person, ...]:
    """The people with these names; raises RefusedError for a name that the project does not know."""
    known = {person.name: person for person in project.people}
    found = []
    for name in names:
        if name not in known:
            raise RefusedError(
                "Nobody in this project is called {name}; there are: {names}.", name=name, names=", ".join(known)
            )
        found.append(known[name])
    return tuple(found)


def as_person(project: Project, person: Person) -> None:
    """Goes on as somebody else of the project."""
    project.person = replace(person)


def _lock_path(path: Path) -> Path:
    path = path.resolve()  # two names of one file must not be two locks
    return path.with_name(f".{path.name}.lock")


def _owner_path(path: Path) -> Path:
    path = path.resolve()
    return path.with_name(f".{path.name}.owner")


def _acquire(target: str) -> FileLock | None:
    """Holds the project for this program; the operating system lets go when the program ends, however it ends."""
    path = file_of(target)
    if path is None or not os.access(path.resolve().parent, os.W_OK):
        return None
    lock = FileLock(_lock_path(path))
    try:
        held = lock.acquire()
    except OSError:
        return None
    if not held:
        raise RefusedError(
            "{owner} has this project open.", "Close it there, or open it here for reading only.", owner=_owner(path)
        )
    note = {"pid": os.getpid(), "host": platform.node()}
    with suppress(OSError):  # on a full disk the lock holds without it
        _owner_path(path).write_text(json.dumps(note), encoding="utf-8")
    return lock


def _owner(path: Path) -> str:
    try:
        note = json.loads(_owner_path(path).read_text(encoding="utf-8"))
        return f"{note['host']} (process {note['pid']})"
    except (OSError, ValueError, KeyError):
        return "Another program"


def _release(lock: FileLock | None, path: Path | None) -> None:
    if lock is None or path is None:
        return
    with suppress(OSError):
        _owner_path(path).unlink(missing_ok=True)
    lock.release()  # its file stays: removing it would let two programs hold two files of the same name
