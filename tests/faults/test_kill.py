"""A program that is killed loses nothing that it had acknowledged, and leaves nothing that is in the way."""

import json
import random
from pathlib import Path

import pytest
from builders import new_project
from faults import victims
from faults.killing import Victim, anywhen
from faults.work import TEXT, make_project, state_of, tagged_project, times

from annotator.errors import StoreError
from annotator.services import articles, backup, doctor, importing
from annotator.services.exporting import export_file
from annotator.services.project import create_project, open_project
from annotator.store.database import open_database

KILLS = times(30, 300)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.annotator"
    make_project(made)
    return made


def test_a_kill_in_a_save_loses_nothing_acknowledged_and_leaves_no_half_step(path: Path) -> None:
    chance = random.Random(1)
    hot = 0
    for kill in range(KILLS):
        with Victim(victims.save, path, kill) as victim:
            victim.wait_for(chance.randint(1, 20))
            victim.kill(anywhen(chance))
        journal = path.with_name(f"{path.name}-journal")
        hot += journal.exists() and journal.stat().st_size > 0
        assert victim.last("done") is not None
        assert state_of(path) in {victim.last("done"), victim.last("will")}
    assert hot, "no kill hit a transaction: the test would see nothing"


def test_a_kill_in_an_import_leaves_all_or_nothing(path: Path, tmp_path: Path) -> None:
    chance = random.Random(2)
    folder = tmp_path / "source"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.txt").write_text(f"第{number}号通知。\n{TEXT}", encoding="utf-8")
    before = _titles(path)
    broken_off = 0
    for _ in range(times(10, 100)):
        with Victim(victims.bring_in, path, folder) as victim:
            victim.wait_for(chance.randint(1, 12))
            victim.kill(anywhen(chance))
        if ("done", "import") in victim.said:
            break
        after = _titles(path)
        assert len(after) in (len(before), len(before) + 60)
        broken_off += after == before
    assert broken_off
    project = open_project(str(path))
    importing.import_files(project, [folder])
    assert len(articles.list_articles(project)) == len(before) + 60
    assert doctor.check_project(project) == []
    project.close()


def _titles(path: Path) -> list[str]:
    """What a program finds that opens the project now; the project is checked whole, hidden rows too."""
    project = open_project(str(path))
    assert doctor.check_project(project) == []
    titles = [one.article.title for one in articles.list_articles(project)]
    with project.database.read() as connection:
        hidden = connection.exec_driver_sql("SELECT count(*) FROM article WHERE batch IS NOT NULL").scalar()
        sources = connection.exec_driver_sql("SELECT count(*) FROM source").scalar()
    assert (hidden, sources) == (0, len(titles))
    project.close()
    return titles


def test_a_kill_in_a_backup_or_copy_leaves_only_whole_ones(path: Path, tmp_path: Path) -> None:
    chance = random.Random(3)
    place = backup.folder(path)
    for _ in range(KILLS):
        with Victim(victims.back_up, path) as victim:
            victim.wait_for(chance.randint(1, 4))
            victim.kill(anywhen(chance))
        found = [*backup.backups(place), *tmp_path.glob("copy-*.annotator")]
        for copy in found:
            database = open_database(str(copy), read_only=True)
            assert database.problems() == []
            database.close()
        for copy in found:
            copy.unlink()
    project = open_project(str(path))
    made = backup.back_up(project.database)
    project.close()
    assert list(place.iterdir()) == [made], "what killed programs left is still there"


def test_a_kill_in_an_export_leaves_the_old_file_or_the_new_one(path: Path, tmp_path: Path) -> None:
    chance = random.Random(4)
    target = tmp_path / "out.jsonl"
    project = open_project(str(path))
    export_file(project, target)
    project.close()
    whole = target.read_bytes()
    for _ in range(KILLS):
        with Victim(victims.write_out, path, target) as victim:
            victim.wait_for(chance.randint(1, 8))
            victim.kill(anywhen(chance))
        assert target.read_bytes() == whole
    assert len([json.loads(line) for line in whole.splitlines()]) == 2
    project = open_project(str(path))
    export_file(project, target)
    project.close()
    assert sorted(file.name for file in tmp_path.glob("*out.jsonl*")) == ["out.jsonl"]


def test_a_kill_at_any_statement_of_making_a_project_leaves_it_whole_or_free_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    said = Victim(victims.make_and_die, path, None).run()
    moments = said[-1][1]
    assert moments > 20
    path.unlink()
    whole = 0
    for moment in range(1, moments + 1, times(2, 1)):
        with Victim(victims.make_and_die, path, moment) as victim:
            victim.wait_for(1_000_000)
        assert ("done", "make") not in victim.said
        if path.exists():
            whole += 1
        else:
            new_project(str(path)).close()
        _check_new(path)
    assert whole, "the last moment is behind the end"


def test_a_kill_at_random_while_a_project_is_made_leaves_it_whole_or_free_to_be_made(tmp_path: Path) -> None:
    chance = random.Random(5)
    path = tmp_path / "a.annotator"
    for _ in range(KILLS):
        with Victim(victims.make, path) as victim:
            victim.wait_for(1)
            victim.kill(chance.uniform(0.0, 0.15))
        if not path.exists():
            new_project(str(path)).close()
        _check_new(path)


def _check_new(path: Path) -> None:
    project = open_project(str(path))
    assert project.people[0].name == "王敏"
    assert len(project.scheme.labels) > 2
    assert doctor.check_project(project) == []
    project.close()
    with pytest.raises(StoreError, match="exists already"):
        create_project(str(path), project.scheme, "另一个", "李强")
    for file in path.parent.iterdir():
        assert file.name in {path.name, f".{path.name}.lock"}
    path.unlink()


def test_a_kill_in_an_import_of_tags_to_known_articles_leaves_all_or_nothing(tmp_path: Path) -> None:
    chance = random.Random(6)
    path, lines = tmp_path / "a.annotator", tmp_path / "tagged.jsonl"
    tagged_project(path, lines, articles=40)
    before = _layers(path)
    broken_off = 0
    for _ in range(times(10, 100)):
        with Victim(victims.bring_in, path, lines) as victim:
            victim.wait_for(chance.randint(1, 12))
            victim.kill(anywhen(chance))
        if ("done", "import") in victim.said:
            break
        after = _layers(path)
        assert after in (before, (before[0] + 40, before[1] + 1))
        broken_off += after == before
    assert broken_off
    project = open_project(str(path), "王敏")
    importing.import_files(project, [lines])
    project.close()
    assert _layers(path) == (before[0] + 40, before[1] + 1)


def _layers(path: Path) -> tuple[int, int]:
    """How many layers and people a program finds that opens the project now; the project is checked whole."""
    project = open_project(str(path), "王敏")
    assert doctor.check_project(project) == []
    with project.database.read() as connection:
        layers = connection.exec_driver_sql("SELECT count(*) FROM layer").scalar()
    people = len(project.people)
    project.close()
    return layers, people
