"""`annotator train`: learns from a project and says how well that goes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import add_article, label_id, new_project, open_document

from annotator.__main__ import main
from annotator.domain.article import Status
from annotator.i18n import set_language
from annotator.services import learning, tagging
from annotator.services.project import add_person, as_person

CRAFTS = ("竹编", "剪纸", "刺绣", "木雕")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv(learning.CACHE, str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    yield
    set_language("zh")


@pytest.fixture
def project(tmp_path: Path) -> str:
    """A project in which 王敏 submitted four articles and 李强 none."""
    path = str(tmp_path / "p.annotator")
    made = new_project(path)
    for number, craft in enumerate(CRAFTS, 1):
        text = f"村里推行{craft}顾问制，投入资金{number}万元。"
        document = open_document(made, add_article(made, text, number).id)
        at = text.index(craft)
        tagging.write(made, document.create(at, at + 5, label_id(made, "PROGRAMME")))
        at = text.index(f"{number}万元")
        tagging.write(made, document.create(at, at + 3, label_id(made, "METRIC")))
        tagging.write(made, document.set_status(Status.SUBMITTED))
    me = made.person
    as_person(made, add_person(made, "李强"))
    as_person(made, me)
    made.close()
    return path


def test_what_was_learned_is_measured_by_label_and_kept(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", project, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["articles"], said["folds"], said["trained"]) == (4, 4, True)
    metric = said["labels"]["METRIC"]
    assert (metric["precision"], metric["recall"], metric["f1"], metric["wanted"]) == (1.0, 1.0, 1.0, 4)
    assert metric["rules"]["f1"] == 1.0
    programme = said["labels"]["PROGRAMME"]
    assert programme["wanted"] == 4
    assert programme["right"] <= programme["found"]
    assert len(list((tmp_path / "cache").rglob("*.model"))) == 1


def test_without_json_each_label_is_a_line(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", project, "--lang", "zh"]) == 0
    first, *lines = capsys.readouterr().out.strip().split("\n")
    assert first.startswith("可供学习的文章 4 篇")
    assert [line.split("：")[0] for line in lines] == ["METRIC", "PROGRAMME"]


def test_who_submitted_nothing_learns_nothing_from_others(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", project, "--as", "李强"]) == 0
    assert "two articles" in capsys.readouterr().out
    assert main(["train", project, "--as", "李强", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"articles": 0, "folds": 0, "trained": False, "labels": {}}


def test_suggest_knows_what_was_tagged_in_the_project_by_whoever_asks(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("各村都有竹编顾问制，名声在外。\n", encoding="utf-8")

    def proposed(*more: str) -> list[str]:
        assert main(["suggest", "a.txt", "--json", *more]) == 0
        return [span["text"] for span in json.loads(capsys.readouterr().out)["spans"]]

    assert "竹编顾问制" in proposed("--project", project)
    assert proposed("--project", project, "--as", "李强") == proposed()
