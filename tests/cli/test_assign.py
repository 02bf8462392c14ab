"""`annotator assign` from the command line."""

import json
from pathlib import Path

import pytest
from builders import TEXT, add_articles, incoming, new_project

from annotator.cli.app import run
from annotator.domain.person import Profile, Role
from annotator.services import assigning, people
from annotator.services.project import open_project


@pytest.fixture
def target(tmp_path: Path) -> str:
    project = new_project(str(tmp_path / "a.annotator"))
    add_articles(project, *(incoming(f"{TEXT}第{n}", n, f"第{n}篇") for n in range(1, 11)))
    people.add_member(project, Profile("李静"))
    people.add_member(project, Profile("吴刚"), Role.REVIEWER)
    project.close()
    return project.target


def assigned(target: str) -> int:
    project = open_project(target, anyone=True)
    try:
        return len(assigning.tasks(project))
    finally:
        project.close()


def test_people_are_drawn_and_the_json_says_who_got_what(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["assign", target, "--people", "李静,吴刚", "--per-article", "2", "--overlap", "0.2", "--seed", "1"]
    assert run([*words, "--due", "2026-12-01", "--dry-run", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert not shown["stored"]
    assert assigned(target) == 0
    assert run([*words, "--due", "2026-12-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == shown | {"stored": True}
    assert found["loads"] == {"李静": 6, "吴刚": 6}
    assert sorted(len(one["people"]) for one in found["assignments"]) == [1] * 8 + [2] * 2
    assert assigned(target) == 12
    assert run(words) == 0
    assert "李静" in capsys.readouterr().out
    assert assigned(target) == 12


def test_shares_and_single_articles_are_kept(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["assign", target, "--people", "李静:2，吴刚", "--article", "1", "--article", "2", "--article", "3"]) == 0
    )
    assert assigned(target) == 3
    assert "2" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--people", "无名"],
        ["--people", "李静,李静"],
        ["--people", "李静:x"],
        ["--people", "李静:0"],
        ["--people", "李静", "--per-article", "2"],
        ["--people", "李静", "--due", "morgen"],
        ["--people", "吴刚", "--as", "李静"],
        ["--people", "李静", "--article", "99"],
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_stored(
    target: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["assign", target, *words]) == 1
    assert capsys.readouterr().err
    assert assigned(target) == 0
