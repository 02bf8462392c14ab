"""The open project: which database, who I am, and how it is made, opened, copied and closed."""

import json
import os
import platform
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from annotator.domain.change import Change
from annotator.domain.ids import GroupId, PersonId, new_id
from annotator.domain.person import Person, Role
from annotator.domain.scheme import Scheme
from annotator.errors import RefusedError, StoreError
from annotator.services import backup
from annotator.store import imports, journal, labels, migrate, people, projects
from annotator.store.database import Database, file_of, is_url, open_database

SUFFIX: Final = ".annotator"
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
    return str(path if path.suffix or path.exists() else path.with_name(path.name + SUFFIX))


def create_project(target: str, scheme: Scheme, name: str, person_name: str) -> Project:
    """Makes a new project with its first person, who manages it, and opens it."""
    target = project_path(target)
    lock = _acquire(target)
    try:
        database = migrate.create(target)
    except BaseException:
        _release(lock, file_of(target))
        raise
    me = Person(PersonId(new_id()), person_name.strip(), initials(person_name), COLOURS[0], Role.MANAGER)
    writer = journal.Writer()
    changes: list[Change] = [Change(None, me), *(Change(None, label) for label in scheme.labels)]
    try:
        with database.write() as connection:
            projects.insert_project(connection, name, scheme)
            journal.record(connection, writer, me.id, changes, GroupId(new_id()), kind=None)
    except BaseException:
        database.close()
        _release(lock, file_of(target))
        raise
    return Project(target, database, name, scheme, (me,), me, writer, lock)


def open_project(target: str, person_name: str | None = None, read_only: bool = False) -> Project:
    """Opens a project for a person, who is added where the project does not know the name.

    Without a name, the only person of the project is meant; raises RefusedError naming the people where there are
    several. A project that another window has open raises RefusedError naming its owner, unless `read_only`.
    """
    target = project_path(target)
    lock = None if read_only else _acquire(target)
    try:
        database = _open_current(target, read_only)
    except BaseException:
        _release(lock, file_of(target))
        raise
    try:
        with database.read() as connection:
            info = projects.read_project(connection)
            scheme = labels.read_scheme(connection)
            known = people.read_people(connection)
        project = Project(target, database, info.name, scheme, known, known[0], journal.Writer(), lock)
        _choose_person(project, person_name)
        if not read_only:
            _discard_unfinished(database)
    except BaseException:
        database.close()
        _release(lock, file_of(target))
        raise
    return project


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


def _discard_unfinished(database: Database) -> None:
    """Takes out what an import left behind that was cut off by a crash."""
    while True:
        with database.read() as connection:
            waiting = imports.unfinished(connection)
        if not waiting:
            return
        with database.write() as connection:
            imports.discard(connection, None)


def _choose_person(project: Project, name: str | None) -> None:
    wanted = (name or "").strip()
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
        found = add_person(project, wanted)
    project.person = found


def add_person(project: Project, name: str, role: Role = Role.ANNOTATOR) -> Person:
    """Adds somebody to the project."""
    colour = COLOURS[len(project.people) % len(COLOURS)]
    person = Person(PersonId(new_id()), name.strip(), initials(name), colour, role)
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
    if path.exists():
        raise StoreError("{path} exists already; choose another name.", path=path)
    backup.checked_copy(project.database, path)


def move_project(project: Project, path: Path) -> Project:
    """Moves the project's file and its backups, and opens it again where it is now."""
    old = project.path
    if old is None:
        raise RefusedError("A project on a server cannot be moved as a file.")
    if path.exists():
        raise StoreError("{path} exists already; choose another name.", path=path)
    name = project.person.name
    backup.checked_copy(project.database, path)
    project.close()
    moved = open_project(str(path), name)
    old.unlink()
    backups = backup.folder(old)
    if backups.is_dir():
        shutil.move(backups, backup.folder(path))
    return moved


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
    return path.with_name(f".{path.name}.lock")


def _owner_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.owner")


def _acquire(target: str) -> FileLock | None:
    """Holds the project for this program; the operating system lets go when the program ends, however it ends."""
    path = file_of(target)
    if path is None or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        return None
    lock = FileLock(_lock_path(path))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise RefusedError(
            "{owner} has this project open.", "Close it there, or open it here for reading only.", owner=_owner(path)
        ) from error
    except OSError:
        return None
    note = {"pid": os.getpid(), "host": platform.node()}
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
    _owner_path(path).unlink(missing_ok=True)
    lock.release()  # its file stays: removing it would let two programs hold two files of the same name
