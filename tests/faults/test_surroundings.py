"""Clocks that are set back, and files with odd names."""

import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import new_project
from faults.work import Work, make_project, sound_state

from annotator.domain import ids
from annotator.errors import StoreError
from annotator.services import articles, backup
from annotator.services.exporting import export_file
from annotator.services.project import copy_project, move_project, open_project
from annotator.store import journal


def _start_program(monkeypatch: pytest.MonkeyPatch, shift: int) -> None:
    """Makes this process one that has just been started, its clock wrong by some seconds."""
    real = time.time_ns
    monkeypatch.setattr("annotator.domain.ids.time.time_ns", lambda: real() + shift * 10**9)
    monkeypatch.setattr(ids, "_clock", ids._Clock())


def test_history_stays_in_its_order_though_the_clock_is_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.annotator"
    make_project(path)
    known: list[bytes] = []
    for start, shift in enumerate((0, -3600, -365 * 24 * 3600, 3600, -60)):
        with monkeypatch.context() as moved:
            _start_program(moved, shift)
            project = open_project(str(path))
            work = Work(project, random.Random(start))
            for _ in range(4):
                work.prepare()
                work.write()
            work.undo()
            work.redo()
            assert sound_state(project) == work.state
            with project.database.read() as connection:
                events = [event.id for event in journal.read_all(connection)]
            assert events[: len(known)] == known, "something came before what was there"
            known = events
            project.close()


def test_a_backup_from_a_time_to_come_does_not_stop_all_others(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    place = backup.folder(tmp_path / "a.annotator")
    place.mkdir()
    future = (datetime.now(UTC) + timedelta(days=400)).strftime("%Y%m%d-%H%M%S")
    (place / f"{future}-daily.annotator").write_bytes(b"")
    assert backup.back_up_daily(project.database) is not None
    assert backup.back_up_daily(project.database) is None, "one a day is enough"
    project.close()


NAMES = [
    "扶贫 项目（2025）.annotator",
    "with\nnewline.annotator",
    "q?mode=ro#h%41&b;c.annotator",
    "' OR 1=1 --.annotator",
    "-x.annotator",
    "𠀀😀.annotator",
    "教育" * 35 + "文件.annotator",  # 228 bytes: as long as it can be
    "a.annotator.",
]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows few of these names")
@pytest.mark.parametrize("name", NAMES)
def test_a_project_lives_under_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "各 项目\n%"
    folder.mkdir()
    path = folder / name
    make_project(path)
    project = open_project(str(path))
    work = Work(project, random.Random(1))
    work.prepare()
    work.write()
    assert project.lock is not None
    assert backup.back_up(project.database) is not None
    copy_project(project, folder / f"b{name[1:]}")
    export_file(project, folder / f"{name[:20]}.jsonl")
    (tmp_path / "new").mkdir()
    project = move_project(project, tmp_path / "new" / name)
    assert sound_state(project) == work.state
    assert len(backup.backups(backup.folder(tmp_path / "new" / name))) == 1
    project.close()
    assert not path.exists()
    copy = open_project(str(folder / f"b{name[1:]}"))
    assert sound_state(copy) == work.state
    copy.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes names that are no text")
def test_a_name_that_is_no_text_works_too(tmp_path: Path) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/\xff\xfe.annotator"))
    make_project(path)
    project = open_project(str(path))
    copy_project(project, path.with_name("copy.annotator"))
    project.close()


def test_a_name_without_room_for_the_files_beside_it_is_refused_in_words(tmp_path: Path) -> None:
    long = tmp_path / ("长" * 81 + ".annotator")  # 253 bytes
    for name in (long, tmp_path / ("长" * 500)):
        with pytest.raises(StoreError, match="too long"):
            new_project(str(name))
        with pytest.raises(StoreError):
            open_project(str(name))
    short = tmp_path / "a.annotator"
    make_project(short)
    project = open_project(str(short))
    for attempt in (copy_project, move_project):
        with pytest.raises(StoreError, match="too long"):
            attempt(project, long)
    project.close()
    assert [file.name for file in tmp_path.glob("*.annotator")] == [short.name]


def test_a_file_that_was_given_such_a_name_is_opened_for_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    make_project(path)
    long = path.rename(tmp_path / ("长" * 81 + ".annotator"))
    project = open_project(str(long))
    assert project.read_only
    assert len(articles.list_articles(project)) == 2
    project.close()
