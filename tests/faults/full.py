"""What a person does on a full disk, and what the program must answer."""

import random
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from faults.work import TEXT, Work, sound_state

from annotator.errors import StoreError
from annotator.services import articles, backup, importing
from annotator.services.exporting import export_file
from annotator.services.project import copy_project, open_project

MESSAGES = ("The disk is full", "The disk refused to write")


def live_through(path: Path, fill: Callable[[], None], free: Callable[[], None]) -> None:
    """Tags until the disk is full, is told, loses nothing, and goes on when there is room again."""
    project = open_project(str(path))
    work = Work(project, random.Random(1))
    work.prepare()
    work.write()
    fill()
    message = _work_until_told(work)
    assert message.startswith(MESSAGES)
    assert "Retry" in message
    assert sound_state(project) == work.state
    with pytest.raises(StoreError):
        work.write()
    free()
    work.write()
    assert sound_state(project) == work.state == work.coming
    project.close()


def _work_until_told(work: Work) -> str:
    for _ in range(10_000):
        work.prepare()
        try:
            work.write()
        except StoreError as error:
            return str(error)
    pytest.fail("the disk is never full")


def copy_and_export(path: Path, fill: Callable[[], None], free: Callable[[], None]) -> None:
    """Copies, backs up and exports on a full disk: told, nothing truncated left; all works when there is room."""
    project = open_project(str(path))
    state = sound_state(project)
    copy, out = path.with_name("copy.annotator"), path.with_name("out.jsonl")
    export_file(project, out)
    whole = out.read_bytes()
    fill()
    during = _files(path.parent)
    for attempt in (
        lambda: copy_project(project, copy),
        lambda: backup.back_up(project.database),
        lambda: export_file(project, out),
    ):
        with pytest.raises(StoreError, match=r"no room|No copy|cannot be written"):
            attempt()
        assert _files(path.parent) in (during, during | {backup.folder(path).name})
        assert out.read_bytes() == whole
        assert sound_state(project) == state
    assert backup.backups(backup.folder(path)) == []
    free()
    copy_project(project, copy)
    assert backup.back_up(project.database) is not None
    export_file(project, out)
    assert out.read_bytes() == whole
    project.close()
    for made in (copy, backup.backups(backup.folder(path))[0]):
        opened = open_project(str(made), read_only=True)
        assert sound_state(opened) == state
        opened.close()
        made.unlink()


def _files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def bring_in(path: Path, source: Path, fill: Callable[[], None], free: Callable[[], None]) -> None:
    """Imports onto a full disk: told, nothing of it to be seen; all comes in when there is room."""
    for number in range(20):
        (source / f"{number}.txt").write_text(f"第{number}号通知。\n{TEXT}", encoding="utf-8")
    project = open_project(str(path))
    before = articles.list_articles(project)
    fill()
    with pytest.raises(StoreError, match=r"^The disk "):
        importing.import_files(project, [source])
    assert articles.list_articles(project) == before
    project.close()
    free()
    project = open_project(str(path))
    assert articles.list_articles(project) == before
    sound_state(project)
    importing.import_files(project, [source])
    assert len(articles.list_articles(project)) == len(before) + 20
    sound_state(project)
    project.close()


def _limit(size: int | None = None) -> None:
    """Lets no file of this process grow beyond a size; none is no limit."""
    import resource  # not there on Windows

    resource.setrlimit(
        resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY if size is None else size, resource.RLIM_INFINITY)
    )


def with_limit(told: Connection, path: Path, source: Path) -> None:
    """All of the above in a process whose files cannot grow."""
    size = path.stat().st_size
    live_through(path, lambda: _limit(size + 16_384), _limit)
    copy_and_export(path, lambda: _limit(4096), _limit)
    size = path.stat().st_size
    bring_in(path, source, lambda: _limit(size + 16_384), _limit)
    told.send(("done", "all"))
