"""What the program does in places that are too small or cannot be written; run by `faults.mounts.run`."""

import sqlite3
from pathlib import Path

import pytest
from faults import full
from faults.mounts import read_only, small_disk
from faults.work import make_project, sound_state, state_of

from annotator.errors import StoreError
from annotator.services import articles, backup
from annotator.services.project import copy_project, open_project


def on_small_disk(place: Path, source: Path) -> None:
    """All that a person does on a full disk, on a disk that is full."""
    ballast = place / "ballast"

    def fill() -> None:
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                return

    with small_disk(place, "3m"):
        path = place / "a.annotator"
        make_project(path)
        full.live_through(path, fill, ballast.unlink)
        full.copy_and_export(path, fill, ballast.unlink)
        full.bring_in(path, source, fill, ballast.unlink)
        fill()
        project = open_project(str(path))
        assert not project.read_only
        sound_state(project)
        project.close()


def on_read_only_medium(path: Path) -> None:
    """Reading is done, writing refused in words, nothing touched."""
    state = state_of(path)
    before = {file.name for file in path.parent.iterdir()}
    with read_only(path.parent):
        project = open_project(str(path))
        assert project.read_only
        assert sound_state(project) == state
        article = articles.list_articles(project)[0].article
        articles.open_article(project, article.id)
        articles.note_place(project, article.id, 3, 0)
        assert backup.back_up_daily(project.database) is None
        with pytest.raises(StoreError, match="reading only"):
            articles.rename(project, article, "别的")
        with pytest.raises(StoreError, match="may not write"):
            copy_project(project, path.with_name("copy.annotator"))
        copy_project(project, path.parent.parent / "copy.annotator")
        project.close()
        assert {file.name for file in path.parent.iterdir()} == before
    project = open_project(str(path))
    assert not project.read_only
    project.close()
    assert state_of(path.parent.parent / "copy.annotator") == state


def with_hot_journal(path: Path) -> None:
    """A journal that would have to be played back where nothing can be written is named."""
    with read_only(path.parent):
        for wanted in (True, False):
            with pytest.raises(StoreError, match="cut off") as caught:
                open_project(str(path), read_only=wanted)
            assert "-journal" in str(caught.value)
    state_of(path)


def in_wal_mode(path: Path) -> None:
    """What another program put into WAL mode cannot be read where nothing can be written."""
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    with read_only(path.parent), pytest.raises(StoreError, match="cannot be opened"):
        open_project(str(path))
    state_of(path)
