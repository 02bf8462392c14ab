"""On a full disk the program says so, loses nothing, leaves nothing half, and goes on when there is room."""

import os
import sys
from pathlib import Path

import pytest
from faults.work import make_project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no limits and no mounts on Windows")


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


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_without_room_is_told_and_nothing_is_lost(tmp_path: Path, source: Path) -> None:
    from faults import full, mounts

    place = tmp_path / "disk"
    place.mkdir()
    ballast = place / "ballast"

    def fill() -> None:
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                return

    with mounts.small_disk(place, "3m"):
        path = place / "a.annotator"
        make_project(path)
        for scenario in (full.live_through, full.copy_and_export):
            scenario(path, fill, ballast.unlink)
        full.bring_in(path, source, fill, ballast.unlink)
        fill()
        _opens_and_closes(path)


def _opens_and_closes(path: Path) -> None:
    from faults.work import sound_state

    from annotator.services.project import open_project

    project = open_project(str(path))
    assert not project.read_only
    sound_state(project)
    project.close()
