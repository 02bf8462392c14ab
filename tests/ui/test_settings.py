"""Settings: kept whole, forgiving to what stands in the file."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from annotator.ui.settings import (
    FOLDER_VARIABLE,
    RECENT_KEPT,
    Recent,
    Settings,
    Theme,
    load_settings,
    save_settings,
    settings_path,
    with_recent,
    without_recent,
)

FULL = Settings(
    language="en",
    theme=Theme.DARK,
    zoom=125,
    person="王晓 & <b>",
    last_project="/data/双清区.annotator",
    recent=(Recent("/data/双清区.annotator", "双清区 𠀀", 12.5),),
    geometry=bytes(range(256)),
    tags_state=b"\x00\xff",
    state=b"\0",
    list_folded=True,
    list_sort="title",
    list_descending=True,
    suggest=False,
    suggest_threshold=50,
    show_effort=False,
    folder="/data",
    keys={"labels": ("0", "L"), "merge": ()},
    split_pages="always",
    columns={"标题\t正文": {"title": 0, "text": 1, "header": 1}},
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "profile"))
    return tmp_path / "profile"


def test_every_setting_comes_back_as_it_was_stored(folder: Path) -> None:
    assert all(getattr(FULL, item.name) != getattr(Settings(), item.name) for item in fields(Settings))
    save_settings(FULL)
    assert load_settings() == FULL
    assert [path.name for path in folder.iterdir()] == ["settings.json"]


def test_a_fresh_profile_has_the_defaults_and_no_file(folder: Path) -> None:
    assert load_settings() == Settings()
    assert not folder.exists()
    assert settings_path() == folder / "settings.json"


def test_without_the_variable_the_settings_lie_where_the_system_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    assert settings_path().parts[-2:] == ("annotator", "settings.json")


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff\xfe", b"[1]", b'"x"', b"null"])
def test_a_broken_file_gives_the_defaults_and_is_kept_aside(folder: Path, broken: bytes) -> None:
    folder.mkdir()
    settings_path().write_bytes(broken)
    assert load_settings() == Settings()
    assert (folder / "settings.broken.json").read_bytes() == broken
    assert not settings_path().exists()


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("language", "fr", ""),
        ("split_pages", "maybe", "ask"),
        ("columns", [5], {}),
        ("columns", {"a": 7}, {}),
        ("columns", {"a": {"text": "first"}}, {}),
        ("language", ["zh"], ""),
        ("theme", "pink", Theme.SYSTEM),
        ("theme", [], Theme.SYSTEM),
        ("zoom", 10, 50),
        ("zoom", 4000, 300),
        ("zoom", "big", 100),
        ("person", 5, ""),
        ("list_folded", "yes", False),
        ("geometry", "%%%", b""),
        ("geometry", 7, b""),
        ("recent", [{"target": "a"}], ()),
        ("recent", 3, ()),
        ("keys", 4, {}),
        ("keys", {"merge": 4}, {}),
        ("unheard_of", 1, None),
    ],
)
def test_one_value_that_cannot_be_used_costs_only_itself(folder: Path, name: str, value: object, read: object) -> None:
    save_settings(replace(Settings(), folder="/data"))
    stored = json.loads(settings_path().read_text(encoding="utf-8"))
    settings_path().write_text(json.dumps({**stored, name: value}), encoding="utf-8")
    loaded = load_settings()
    assert loaded.folder == "/data"
    assert getattr(loaded, name, None) == read


def test_a_disk_that_refuses_leaves_the_settings_of_before(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(FULL)

    def refuse(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("annotator.ui.settings.os.fsync", refuse)
    with pytest.raises(AnnotatorError, match="No space left"):
        save_settings(Settings())
    assert load_settings() == FULL
    assert [path.name for path in folder.iterdir()] == ["settings.json"]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AnnotatorError, match="settings could not be stored"):
        save_settings(Settings(), tmp_path / "file" / "settings.json")


def test_the_project_opened_last_comes_first_once_and_old_ones_fall_off() -> None:
    settings = Settings()
    for number in range(RECENT_KEPT + 3):
        settings = with_recent(settings, f"/{number}", f"Project {number}", float(number))
    settings = with_recent(settings, "/5", "Renamed", 99.0)
    assert settings.recent[0] == Recent("/5", "Renamed", 99.0)
    assert settings.last_project == "/5"
    assert len(settings.recent) == len({recent.target for recent in settings.recent}) == RECENT_KEPT


def test_a_forgotten_project_is_neither_recent_nor_last() -> None:
    settings = with_recent(with_recent(Settings(), "/a", "A"), "/b", "B")
    assert [recent.target for recent in without_recent(settings, "/b").recent] == ["/a"]
    assert without_recent(settings, "/b").last_project == ""
    assert without_recent(settings, "/a").last_project == "/b"
