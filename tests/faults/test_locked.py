"""A project that somebody else holds: waited for, told, and written when it is free again."""

import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from faults import victims
from faults.killing import Victim
from faults.work import Work, make_project, sound_state
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from annotator.errors import RefusedError, StoreError
from annotator.services.project import open_project
from annotator.ui.session import Session
from annotator.ui.worker import Worker


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.annotator"
    make_project(made)
    return made


def _work(project: object) -> Work:
    import random

    return Work(project, random.Random(1))


def test_a_write_waits_for_another_program_that_is_done_soon(path: Path) -> None:
    project = open_project(str(path))
    work = _work(project)
    work.prepare()
    with Victim(victims.hold_locked, path, 1.0) as victim:
        victim.wait_for(1)
        work.write()
        victim.wait_for(2)
        assert ("done", "free") in victim.said
    assert sound_state(project) == work.state
    project.close()


def test_a_write_that_waits_in_vain_says_so_and_can_be_tried_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.store.database._BUSY_TIMEOUT_MS", 300)
    project = open_project(str(path))
    work = _work(project)
    work.prepare()
    with Victim(victims.hold_locked, path, 600.0) as victim:
        victim.wait_for(1)
        with pytest.raises(StoreError, match="Another program holds") as caught:
            work.write()
        assert "Retry" in str(caught.value)
        victim.kill()
        work.write()
    assert sound_state(project) == work.state
    project.close()


def test_the_window_goes_on_while_a_write_waits_and_tries_again_when_asked(
    path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("annotator.store.database._BUSY_TIMEOUT_MS", 1000)
    worker = Worker()
    project = worker.call(lambda: open_project(str(path)))
    session = Session(project, worker)
    article = worker.call(lambda: _work(project).article)
    session.open_article(article)
    qtbot.waitUntil(lambda: session.document is not None)
    label = project.scheme.active[0].id
    errors: list[StoreError] = []
    session.stalled.connect(errors.append)
    beats = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(session.unsaved))
    timer.start(10)
    with Victim(victims.hold_locked, path, 600.0) as victim:
        victim.wait_for(1)
        session.edit(lambda document: document.create(0, 4, label))
        session.edit(lambda document: document.create(6, 9, label))
        qtbot.waitUntil(lambda: bool(errors), timeout=10_000)
        assert len(beats) > 20, "the window stood still"
        assert "Another program holds" in str(errors[0])
        assert session.unsaved == 2
        assert worker.call(lambda: 1) == 1, "the thread of the database is gone"
        victim.kill()
    session.retry()
    qtbot.waitUntil(lambda: session.unsaved == 0)
    assert len(errors) == 1
    worker.call(project.close)
    worker.stop()
    timer.stop()
    project = open_project(str(path))
    sound_state(project)
    document = _work(project).document
    assert [(mark.start, mark.end) for mark in document.marks] == [(0, 4), (6, 9)]
    project.close()


def test_reading_is_refused_in_words_too_where_another_program_keeps_everybody_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.store.database._BUSY_TIMEOUT_MS", 100)
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("BEGIN EXCLUSIVE")
    for read_only in (True, False):
        with pytest.raises(StoreError, match="Another program holds"):
            open_project(str(path), read_only=read_only)
    raw.execute("ROLLBACK")
    raw.close()
    open_project(str(path)).close()


def test_a_second_window_is_told_whose_project_it_is_and_gets_it_when_that_one_is_killed(path: Path) -> None:
    with Victim(victims.hold_open, path) as victim:
        victim.wait_for(1)
        with pytest.raises(RefusedError) as caught:
            open_project(str(path))
        assert str(victim.last("done")) in str(caught.value)
        reading = open_project(str(path), read_only=True)
        assert reading.read_only
        reading.close()
        victim.kill()
    project = open_project(str(path))
    assert project.lock is not None
    project.close()


def test_one_project_under_two_names_is_one_project(path: Path) -> None:
    link = path.with_name("link.annotator")
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("no links here")
    project = open_project(str(path))
    for name in (str(link), str(path.parent / "." / path.name)):
        with pytest.raises(RefusedError):
            open_project(name)
    project.close()
    project = open_project(str(link))
    with pytest.raises(RefusedError):
        open_project(str(path))
    project.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of an open file")
def test_a_file_that_is_moved_away_while_it_is_open_is_missed_and_found_again(path: Path) -> None:
    project = open_project(str(path))
    work = _work(project)
    work.prepare()
    work.write()
    away = path.rename(path.with_name("away.annotator"))
    work.prepare()
    with pytest.raises(StoreError, match="moved, replaced or deleted"):
        work.write()
    away.rename(path)
    work.write()
    assert sound_state(project) == work.state == work.coming
    project.close()


def test_a_copy_made_by_hand_is_a_project_of_its_own(path: Path) -> None:
    project = open_project(str(path))
    copy = path.with_name("b.annotator")
    shutil.copy(path, copy)
    other = open_project(str(copy))
    other.close()
    project.close()
