"""Projects made, opened, copied, moved, backed up."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import add_article, label_id, new_project, open_document

from annotator.errors import RefusedError, StoreError
from annotator.services import articles, backup, tagging
from annotator.services.project import copy_project, initials, move_project, open_project, project_path


def test_a_path_without_a_suffix_gets_the_programs_own(tmp_path: Path) -> None:
    assert project_path(str(tmp_path / "扶贫")).endswith("扶贫.annotator")
    assert project_path("postgresql://host/x") == "postgresql://host/x"


def test_the_only_person_is_meant_where_no_name_is_given(database_url: str) -> None:
    new_project(database_url, "王敏").close()
    project = open_project(database_url)
    assert project.person.name == "王敏"
    project.close()
    second = open_project(database_url, "李强")
    assert [person.name for person in second.people] == ["王敏", "李强"]
    second.close()
    with pytest.raises(RefusedError) as caught:
        open_project(database_url)
    assert "王敏, 李强" in str(caught.value)


def test_initials_are_the_surname_in_chinese() -> None:
    assert initials("王敏") == "王"
    assert initials("Ada Lovelace") == "AL"
    assert initials("") == ""


def test_a_second_program_is_told_who_has_the_project_and_may_read_it(tmp_path: Path) -> None:
    path = str(tmp_path / "a.annotator")
    project = new_project(path)
    code = (
        "import sys\n"
        "from annotator.errors import RefusedError\n"
        "from annotator.services.project import open_project\n"
        "try:\n    open_project(sys.argv[1])\nexcept RefusedError as error:\n    print(error)\n"
        "print(open_project(sys.argv[1], read_only=True).name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert "process" in done.stdout
    assert "试点项目" in done.stdout
    project.close()
    open_project(path).close()


def test_a_project_left_by_a_killed_program_opens_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "a.annotator")
    new_project(path).close()
    code = (
        "import os, sys\n"
        "from annotator.services.project import open_project\n"
        "project = open_project(sys.argv[1])\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, path], check=False)
    open_project(path).close()


def test_a_copy_is_complete_and_a_project_of_its_own(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    article = add_article(project)
    document = open_document(project, article.id)
    tagging.write(project, document.create(0, 3, label_id(project, "PLACE")))
    copy_project(project, tmp_path / "b.annotator")
    with pytest.raises(StoreError):
        copy_project(project, tmp_path / "b.annotator")
    copy = open_project(str(tmp_path / "b.annotator"))
    assert [listed.spans for listed in articles.list_articles(copy)] == [1]
    copy.close()
    project.close()


def test_a_moved_project_goes_on_where_it_is_now_with_its_backups(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    add_article(project)
    assert backup.back_up(project.database) is not None
    (tmp_path / "new").mkdir()
    moved = move_project(project, tmp_path / "new" / "c.annotator")
    assert not (tmp_path / "a.annotator").exists()
    assert len(articles.list_articles(moved)) == 1
    assert len(backup.backups(backup.folder(tmp_path / "new" / "c.annotator"))) == 1
    moved.close()


def test_a_daily_backup_is_made_once_and_only_after_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = new_project(str(tmp_path / "a.annotator"))
    place = backup.folder(tmp_path / "a.annotator")
    assert backup.back_up_daily(project.database) is not None
    assert backup.back_up_daily(project.database) is None
    old = (datetime.now(UTC) - timedelta(days=3)).strftime("%Y%m%d-%H%M%S")
    only = backup.backups(place)[0]
    only.rename(only.with_name(f"{old}-daily.annotator"))
    assert backup.back_up_daily(project.database) is not None
    assert len(backup.backups(place)) == 2
    opened = open_project(str(backup.backups(place)[-1]), read_only=True)
    assert opened.name == "试点项目"
    opened.close()
    project.close()


def test_an_import_that_was_cut_off_is_gone_at_the_next_opening(tmp_path: Path) -> None:
    from builders import incoming

    from annotator.domain.ids import GroupId, new_id
    from annotator.store import imports

    path = str(tmp_path / "a.annotator")
    project = new_project(path)
    add_article(project)
    batch = GroupId(new_id())
    with project.database.write() as connection:
        imports.begin(connection, batch)
        imports.insert_articles(connection, project.writer, project.person.id, batch, [incoming("另一篇。", 2)])
    assert len(articles.list_articles(project)) == 1
    project.close()
    project = open_project(path)
    with project.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM article").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM source").scalar() == 1
    project.close()
