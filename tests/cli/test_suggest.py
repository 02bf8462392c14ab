"""`annotator suggest`: what the machine would tag in text files."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from suggest.reference import FOLDER

from annotator.__main__ import main
from annotator.i18n import set_language
from annotator.services.project import open_project

TEXT = "山东昌邑龙池镇落实雨露计划，投入资金1.36亿元。\n鼓楼区也来学习。\n"
KEYS = ["start", "end", "label", "text", "attributes", "score", "engine", "reason"]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    yield
    set_language("zh")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="gb18030")
    return path


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]


def test_each_file_is_one_line_of_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "a.txt", str(file), "--json"]) == 0
    first, second = lines(capsys)
    assert (first["source"], second["source"]) == ("a.txt", str(file))
    assert list(first) == ["source", "text", "spans"]
    assert first["text"] == TEXT.rstrip("\n") or first["text"] == TEXT
    spans = first["spans"]
    assert isinstance(spans, list)
    assert all(list(span) == KEYS for span in spans)
    assert [(span["label"], span["text"]) for span in spans] == [
        ("PLACE", "山东昌邑龙池镇"),
        ("PROGRAMME", "雨露计划"),
        ("METRIC", "1.36亿元"),
        ("PLACE", "鼓楼区"),
    ]
    assert spans[0]["attributes"] == {"path": "山东省/潍坊市/昌邑市/龙池镇", "adcode": "370786102000"}
    assert spans[1]["attributes"] == {"category": "教育"}
    assert spans[2]["attributes"]["value"] == "136000000"
    assert TEXT[spans[2]["start"] : spans[2]["end"]] == "1.36亿元"
    assert "adcode" not in spans[3]["attributes"]


def test_the_region_settles_names_that_many_places_bear(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("鼓楼区新建学校。", encoding="utf-8")
    assert main(["suggest", "a.txt", "--region", "福建省/福州市", "--json"]) == 0
    (line,) = lines(capsys)
    spans = line["spans"]
    assert isinstance(spans, list)
    assert spans[0]["attributes"]["path"] == "福建省/福州市/鼓楼区"


def test_a_region_that_is_no_place_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "a.txt", "--region", "火星"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "火星" in said.err


def test_without_json_each_suggestion_is_a_line_with_its_reason(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "a.txt", "--lang", "zh"]) == 0
    said = capsys.readouterr().out.split("\n")
    assert said[0] == "a.txt：推荐标注 4 处"
    assert "地名库" in said[1]


def test_a_project_gives_its_own_labels_and_their_attributes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "p", "--scheme", "entities", "--as", "王敏"]) == 0
    capsys.readouterr()
    assert main(["suggest", "a.txt", "--project", "p", "--json"]) == 0
    (line,) = lines(capsys)
    spans = line["spans"]
    assert isinstance(spans, list)
    project = open_project("p.annotator", read_only=True, anyone=True)
    labels = {label.key: {attribute.key for attribute in label.attributes} for label in project.scheme.active}
    project.close()
    assert spans
    assert all(span["label"] in labels and set(span["attributes"]) <= labels[span["label"]] for span in spans)


def test_a_missing_file_is_one_line_on_standard_error(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "none.txt", "--json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count(os.linesep) == 1


def test_the_source_of_a_reference_article_is_read_and_proposed_as_its_reading_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sources = sorted((FOLDER.parent / "articles").glob("000*.txt")) if FOLDER.is_dir() else []
    if not sources:
        pytest.skip("no ../shared/articles beside this checkout")
    assert main(["suggest", str(sources[0]), "--json"]) == 0
    (line,) = lines(capsys)
    gold = [json.loads(row) for row in (FOLDER / "000.gold.jsonl").read_text(encoding="utf-8").split("\n") if row]
    spans = line["spans"]
    assert isinstance(spans, list)
    wanted = {(span["label"], span["text"]) for span in gold}
    found = {(span["label"], span["text"]) for span in spans}
    assert len(wanted & found) >= 0.9 * len(wanted)
