"""What cannot be written is opened for reading, and says why where it cannot even be read."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults import mounts, places, victims
from faults.killing import Victim
from faults.work import make_project, state_of

from annotator.services import doctor
from annotator.services.project import open_project

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and mounts are other ones on Windows")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "medium").mkdir()
    made = tmp_path / "medium" / "a.annotator"
    make_project(made)
    return made


@pytest.fixture
def cut_off(path: Path) -> Path:
    """A project with the journal of a program that was killed."""
    with Victim(victims.begin, path) as victim:
        victim.wait_for(100)
    assert path.with_name(f"{path.name}-journal").stat().st_size > 0
    return path


def test_a_project_on_a_medium_that_cannot_be_written_is_opened_for_reading(path: Path) -> None:
    mounts.run(places.on_read_only_medium, path)


def test_a_journal_that_cannot_be_played_back_is_named(cut_off: Path) -> None:
    mounts.run(places.with_hot_journal, cut_off)


def test_a_journal_is_played_back_before_a_project_is_opened_for_reading(cut_off: Path) -> None:
    project = open_project(str(cut_off), read_only=True)
    assert doctor.check_project(project) == []
    project.close()
    state_of(cut_off)


def test_a_project_that_another_program_put_into_wal_mode_is_refused_where_it_cannot_be_written(path: Path) -> None:
    mounts.run(places.in_wal_mode, path)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that anybody may enter, unlike pytest's own."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    for folder in place.iterdir():
        folder.chmod(0o755)
    shutil.rmtree(place)


@posix
def test_without_the_right_to_write_a_project_is_opened_for_reading(open_place: Path) -> None:
    paths = []
    for name in ("folder", "file", "secret"):
        (open_place / name).mkdir(mode=0o777)
        paths.append(open_place / name / "a.annotator")
        make_project(paths[-1])
    folder, file, secret = paths
    file.parent.chmod(0o777)
    file.chmod(0o444)
    secret.chmod(0)
    folder.chmod(0o666)
    folder.parent.chmod(0o555)
    said = [what for _, what in Victim(victims.without_rights, folder, file, secret).run()]
    assert said[:2] == [(True, True, 0)] * 2
    assert "cannot be read" in said[2]
    assert "may not write" in said[3]
    assert len(said) == 4
