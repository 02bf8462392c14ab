"""What programs do while they are killed. Each function runs in a process of its own and tells by a pipe how far it is:
`("will", what)` before a step, `("done", what)` once the program would tell its user that it is done.
"""

import os
import random
import signal
import sqlite3
import time
from multiprocessing.connection import Connection
from pathlib import Path

from alembic import command as _command  # noqa: F401 - loaded once, by the server that the victims are forked from
from builders import new_project
from faults.work import Work
from sqlalchemy import Engine, event

from annotator.errors import StoreError
from annotator.formats.files import settle
from annotator.services import articles, backup, importing
from annotator.services import project as project_service
from annotator.services.exporting import ExportRun
from annotator.services.project import copy_project, create_project, open_project

_NOBODY = 65534


def save(told: Connection, path: Path, seed: int) -> None:
    """Works on, step by step."""
    project = open_project(str(path))
    work = Work(project, random.Random(seed))
    told.send(("done", work.state))
    while True:
        work.prepare()
        told.send(("will", work.coming))
        work.write()
        told.send(("done", work.state))
        if seed % 3:
            continue
        for step in (work.undo, work.redo):
            told.send(("will", work.before))
            step()
            told.send(("done", work.state))


def bring_in(told: Connection, path: Path, source: Path) -> None:
    """Imports everything in a folder, in small batches."""
    project = open_project(str(path), "王敏")
    run = importing.ImportRun(project, [source], spawn=False, budget=0.002)
    told.send(("will", "import"))
    run.start()
    while not run.step().finished:
        told.send(("done", "step"))
    told.send(("done", "import"))
    project.close()


def back_up(told: Connection, path: Path) -> None:
    """Makes one backup and one copy after the other."""
    project = open_project(str(path))
    number = 0
    while True:
        number += 1
        told.send(("will", "backup"))
        made = backup.back_up(project.database)
        told.send(("done", str(made)))
        copy = path.with_name(f"copy-{random.randrange(10**12)}.annotator")
        copy_project(project, copy)
        told.send(("done", str(copy)))
        copy.unlink()


def write_out(told: Connection, path: Path, target: Path) -> None:
    """Exports again and again to the same file."""
    project = open_project(str(path))
    while True:
        told.send(("will", "export"))
        run = ExportRun(project, target)
        while not run.step(0.0).finished:
            pass
        told.send(("done", "export"))


def make(told: Connection, path: Path) -> None:
    """Makes a new project."""
    told.send(("will", "make"))
    new_project(str(path)).close()
    told.send(("done", "make"))


def make_and_die(told: Connection, path: Path, moment: int | None) -> None:
    """Makes a new project and is killed before a statement or a renaming of a file, whichever comes at `moment`;
    without one tells how many moments there are.
    """
    passed = 0

    def step(*_arguments: object) -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def renamed(part: Path, name: Path) -> None:
        step()
        settle(part, name)
        step()

    for what in ("before_cursor_execute", "commit"):
        event.listen(Engine, what, step)
    project_service.settle = renamed
    new_project(str(path)).close()
    told.send(("done", "make"))
    told.send(("moments", passed))


def begin(told: Connection, path: Path) -> None:
    """Is killed in a transaction that has changed the file: it leaves a journal that must be played back."""
    project = open_project(str(path))
    with project.database.write() as connection:
        connection.exec_driver_sql("PRAGMA cache_size=1")
        for _ in range(300):
            values = (os.urandom(16), os.urandom(16), "x" * 500)
            connection.exec_driver_sql("INSERT INTO dismissal VALUES (?, ?, ?)", values)
        told.send(("done", "begun"))
        os.kill(os.getpid(), signal.SIGKILL)


def hold_open(told: Connection, path: Path) -> None:
    """Has the project open."""
    project = open_project(str(path))
    told.send(("done", os.getpid()))
    signal.pause()
    project.close()


def hold_locked(told: Connection, path: Path, seconds: float) -> None:
    """Holds the database itself, as another program would that knows nothing of this one."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("BEGIN EXCLUSIVE")
    told.send(("done", "locked"))
    time.sleep(seconds)
    raw.execute("COMMIT")
    raw.close()
    told.send(("done", "free"))


def without_rights(told: Connection, folder: Path, file: Path, secret: Path) -> None:
    """Opens, as somebody who is not root, a project in a folder that cannot be written, one whose file cannot, and one
    that cannot even be read; and makes one in that folder.
    """
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    for path in (folder, file):
        project = open_project(str(path))
        told.send(("done", (project.read_only, project.lock is None, articles.list_articles(project)[0].spans)))
        scheme = project.scheme
        project.close()
    for attempt in (
        lambda: open_project(str(secret)),
        lambda: create_project(str(folder.with_name("new.annotator")), scheme, "新项目", "王敏"),
    ):
        try:
            attempt()
        except StoreError as error:
            told.send(("done", str(error)))
