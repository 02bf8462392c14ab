"""Damaged files: a typed error or a finding of the check, never a crash; what is refused is not touched."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from faults.work import Work, make_project, sound_state, state_of, times

from annotator.errors import AnnotatorError, StoreError
from annotator.services import articles, backup, doctor
from annotator.services.project import Project, open_project, restore_project

_PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a project with some work in it."""
    path = tmp_path_factory.mktemp("sound") / "a.annotator"
    make_project(path)
    project = open_project(str(path))
    work = Work(project, random.Random(1))
    for _ in range(8):
        work.prepare()
        work.write()
    project.close()
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.annotator"


def use(project: Project) -> None:
    """What a person does first."""
    found = articles.list_articles(project)
    for one in found:
        articles.open_article(project, one.article.id)
    if not found:  # the damage may be that they are hidden
        return
    work = Work(project, random.Random(1))
    work.prepare()
    work.write()


def seen(path: Path) -> bool:
    """Whether opening, using or checking a project shows that it is damaged; only a typed error may come of it."""
    shown = False
    try:
        project = open_project(str(path))
    except AnnotatorError:
        return True
    try:
        use(project)
    except AnnotatorError:
        shown = True
    shown = bool(doctor.check_project(project)) or shown
    project.close()
    return shown


def truncated(data: bytes, size: int) -> bytes:
    return data[:size]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: "这不是项目".encode(), id="text"),
        pytest.param(lambda data: bytes(100) + data[100:], id="header zeroed"),
        pytest.param(lambda data: data[:16] + bytes(84) + data[100:], id="header zeroed but for its first word"),
        pytest.param(lambda data: data[:50], id="cut off in the header"),
        pytest.param(lambda data: data[:68] + b"ABCD" + data[72:], id="of another program"),
        pytest.param(lambda data: data[:60] + (99).to_bytes(4, "big") + data[64:], id="of a newer program"),
        pytest.param(
            lambda data: data[:18] + b"\x02\x02" + data[20:60] + (99).to_bytes(4, "big") + data[64:],
            id="of a newer program in another journal mode",
        ),
        pytest.param(lambda data: data[:_PAGE], id="cut off behind the first page"),
    ],
)
def test_what_cannot_be_opened_is_refused_and_left_as_it_was(
    sound: bytes, path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path.write_bytes(damage(sound))
    for read_only in (True, False):
        with pytest.raises(StoreError) as caught:
            open_project(str(path), read_only=read_only)
        assert "{" not in str(caught.value)
        assert path.read_bytes() == damage(sound)
    assert {file.name for file in path.parent.iterdir()} <= {path.name, f".{path.name}.lock"}


def test_the_version_of_a_newer_project_is_named(sound: bytes, path: Path) -> None:
    path.write_bytes(sound[:60] + (99).to_bytes(4, "big") + sound[64:])
    with pytest.raises(StoreError, match="99"):
        open_project(str(path))


def test_a_project_cut_off_anywhere_is_seen(sound: bytes, path: Path) -> None:
    for size in range(_PAGE, len(sound), _PAGE * times(3, 1)):
        path.write_bytes(sound[:size])
        assert seen(path), size


def test_any_page_that_is_zeroed_is_seen(sound: bytes, path: Path) -> None:
    for page in range(0, len(sound), _PAGE):
        path.write_bytes(sound[:page] + bytes(_PAGE) + sound[page + _PAGE :])
        assert seen(path), page // _PAGE


def test_random_damage_ends_in_typed_errors_alone(sound: bytes, path: Path) -> None:
    chance = random.Random(7)
    for _ in range(times(60, 1000)):
        data = bytearray(sound)
        for _ in range(chance.choice((1, 20))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        seen(path)  # what a test of a whole page finds is not asked of a single byte, which may lie in free space


def test_bytes_behind_the_end_are_found(sound: bytes, path: Path) -> None:
    path.write_bytes(sound + b"x" * 100)
    project = open_project(str(path))
    assert [finding.kind for finding in doctor.check_project(project)] == [doctor.Kind.FILE]
    project.close()


def test_a_changed_byte_in_a_text_is_found_though_the_database_is_sound(sound: bytes, path: Path) -> None:
    at = sound.index("流转土地550亩".encode()) + len("流转土地".encode())
    path.write_bytes(sound[:at] + b"9" + sound[at + 1 :])
    project = open_project(str(path))
    assert project.database.problems() == []
    first = articles.list_articles(project)[0].article
    found = doctor.check_texts(project)
    assert [(finding.kind, finding.article) for finding in found] == [
        (doctor.Kind.TEXT, first.id),
        (doctor.Kind.SOURCE, None),
    ]
    assert set(found) <= set(doctor.check_project(project))
    project.close()


def test_a_copy_of_a_damaged_project_is_not_taken_for_a_backup(sound: bytes, path: Path) -> None:
    at = len(sound) - _PAGE
    while True:  # the last page that, zeroed, leaves the project to be opened
        path.write_bytes(sound[:at] + bytes(_PAGE) + sound[at + _PAGE :])
        project = open_project(str(path))
        if project.database.problems():
            break
        project.close()
        at -= _PAGE
    with pytest.raises(StoreError, match="project file is damaged"):
        backup.back_up(project.database)
    assert backup.backups(backup.folder(path)) == []
    project.close()


def test_a_backup_takes_the_place_of_a_damaged_project_which_is_kept_with_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    make_project(path)
    project = open_project(str(path))
    work = Work(project, random.Random(1))
    work.prepare()
    work.write()
    made = backup.back_up(project.database)
    assert made is not None
    with pytest.raises(AnnotatorError, match="has this project open"):
        restore_project(str(path), made)
    project.close()
    broken = path.read_bytes()[: 5 * _PAGE]
    path.write_bytes(broken)
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    kept = restore_project(str(path), made)
    assert state_of(path) == work.state
    assert kept is not None
    assert kept.read_bytes() == broken
    assert kept.with_name(f"{kept.name}-journal").exists()
    assert not journal.exists()


def test_nothing_is_restored_from_what_is_no_sound_project(sound: bytes, path: Path) -> None:
    path.write_bytes(sound)
    bad = path.with_name("bad.annotator")
    for data in (b"", sound[: len(sound) // 2], sound[:68] + b"ABCD" + sound[72:]):
        bad.write_bytes(data)
        with pytest.raises(StoreError):
            restore_project(str(path), bad)
        assert path.read_bytes() == sound
    assert not list(path.parent.glob(".*.part*"))


def dump(path: Path) -> list[str]:
    """Everything in a database, in words."""
    raw = sqlite3.connect(path)
    lines = list(raw.iterdump())
    raw.close()
    return lines


def test_a_restored_backup_says_the_same_as_the_project_did(tmp_path: Path) -> None:
    for seed in range(times(3, 30)):
        path = tmp_path / f"{seed}.annotator"
        make_project(path)
        project = open_project(str(path))
        work = Work(project, random.Random(seed))
        for _ in range(10):
            work.prepare()
            work.write()
        before = dump(path)
        made = backup.back_up(project.database)
        assert made is not None
        for _ in range(3):
            work.prepare()
            work.write()
        project.close()
        assert dump(path) != before
        restore_project(str(path), made)
        assert dump(path) == before
        project = open_project(str(path))
        sound_state(project)
        project.close()


def test_a_lost_project_is_restored_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    make_project(path)
    copy = tmp_path / "copy.annotator"
    shutil.copy(path, copy)
    path.unlink()
    assert restore_project(str(path), copy) is None
    state_of(path)
