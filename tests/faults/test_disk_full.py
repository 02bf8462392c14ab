"""On a full disk the program says so, loses nothing, leaves nothing half, and goes on when there is room."""

import sys
from pathlib import Path

import pytest
from faults.work import make_project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limits")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    made = tmp_path / "source"
    made.mkdir()
    return made


def test_files_that_cannot_grow_are_told_and_nothing_is_lost(tmp_path: Path, source: Path) -> None:
    from faults import full
    from faults.killing import Victim

    path = tmp_path / "a.annotator"
    make_project(path)
    assert Victim(full.with_limit, path, source).run() == [("done", "all")]


def test_a_disk_without_room_is_told_and_nothing_is_lost(tmp_path: Path, source: Path) -> None:
    from faults import mounts, places

    place = tmp_path / "disk"
    place.mkdir()
    mounts.run(places.on_small_disk, place, source)
