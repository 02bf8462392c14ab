"""What the program has acknowledged outlives a power cut, under the settings that its own code makes."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from faults import power
from faults.work import Work, make_project, sound_state, state_of, times

from annotator.errors import AnnotatorError, StoreError
from annotator.services.project import Project, open_project
from annotator.store import database


def campaign(
    folder: Path, cuts: int, seed: int, until: Callable[[Counter[str]], bool] = lambda _: False
) -> Counter[str]:
    """Works on through power cuts; counts what each did to the project.

    The project goes on in the state in which the cut left it, so that many a cut hits the recovery from the one before.
    """
    chance = random.Random(seed)
    pristine, path, check = (folder / f"{name}.annotator" for name in ("pristine", "a", "check"))
    make_project(pristine)
    _copy(pristine, check)
    checking = open_project(str(check))  # one for all checks, since its statements are compiled then
    found: Counter[str] = Counter()
    state = None
    for cut in range(cuts):
        if state is None or cut % 20 == 0:
            _copy(pristine, path)
            state = state_of(path)
        disk = power.Disk(chance, chance.choice((chance.randint(1, 15), chance.randint(1, 200))))
        possible = _work_until_cut(path, disk, chance, state)
        found["syncs"] += disk.synced
        disk.settle()
        found["hot"] += _journal(path).exists() and _journal(path).stat().st_size > 0
        checking.database.close()
        _copy(path, check)
        try:
            state = sound_state(checking)
        except (AnnotatorError, AssertionError, ValueError, LookupError):
            state = None
            found["corrupt"] += 1
        else:
            found["lost" if state not in possible else "kept"] += 1
        if until(found):
            break
    checking.close()
    return found


def _work_until_cut(path: Path, disk: power.Disk, chance: random.Random, state: str) -> set[str]:
    """The states of which one must be found after the cut."""
    possible = {state}
    project: Project | None = None
    with power.on(disk):
        try:
            project = open_project(str(path))
            work = Work(project, chance)
            assert work.state == state
            while True:
                work.prepare()
                possible = {work.state, work.coming}
                work.write()
                possible = {work.state}
        except StoreError:
            assert disk.off
        finally:
            if project is not None:
                with suppress(StoreError):
                    project.close()
    return possible


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _copy(old: Path, new: Path) -> None:
    """Copies a database with its journal, which belongs to it."""
    for source, target in ((old, new), (_journal(old), _journal(new))):
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, target)


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Adds statements to the settings that the program makes on each connection."""
    own = database._settings

    def change(*statements: str) -> None:
        def settings(connection: Any, record: object) -> None:
            own(connection, record)
            for statement in statements:
                connection.execute(statement)

        monkeypatch.setattr(database, "_settings", settings)

    return change


def test_no_power_cut_spoils_the_project_or_loses_what_was_acknowledged(tmp_path: Path) -> None:
    cuts = times(200, 2000)
    found = campaign(tmp_path, cuts, seed=1)
    assert found["kept"] == cuts, dict(found)
    assert found["hot"] > cuts / 10, "the cuts hit no transaction: the test would see nothing"


def test_the_simulated_disk_spoils_a_project_that_is_never_synced(tmp_path: Path, changed: Callable[..., None]) -> None:
    changed("PRAGMA synchronous=OFF")
    found = campaign(tmp_path, 200, 2, until=lambda found: found["corrupt"] > 0)
    assert found["corrupt"], dict(found)


def test_the_simulated_disk_forgets_a_commit_that_is_the_removal_of_a_file(
    tmp_path: Path, changed: Callable[..., None]
) -> None:
    changed("PRAGMA journal_mode=DELETE")
    found = campaign(tmp_path, 200, 3, until=lambda found: found["lost"] > 0)
    assert found["lost"], dict(found)
    assert not found["corrupt"], dict(found)


def test_the_simulated_disk_keeps_such_a_commit_where_the_folder_is_synced(
    tmp_path: Path, changed: Callable[..., None]
) -> None:
    changed("PRAGMA journal_mode=DELETE", "PRAGMA synchronous=EXTRA")
    cuts = times(60, 600)
    found = campaign(tmp_path, cuts, 3)
    assert found["kept"] == cuts, dict(found)
