"""`annotator agree` and `annotator diff`, called as functions on a project with two people's tags."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from annotator.__main__ import main
from annotator.bundled import bundled
from annotator.i18n import set_language

TEXT = "县教育局投入资金1.36亿元，建成寄宿制学校12所，惠及学生3000多人。"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    yield
    set_language("zh")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Two articles that 王敏 and 李强 did, with one difference of each kind in the first and none in the second."""
    monkeypatch.chdir(tmp_path)
    first = [(0, 4, "PLACE"), (8, 14, "METRIC"), (22, 25, "METRIC"), (15, 17, "PLACE"), (29, 34, "METRIC")]
    second = [(0, 4, "PROGRAMME"), (8, 14, "METRIC"), (22, 24, "METRIC"), (18, 20, "PLACE"), (29, 34, "METRIC")]
    assert call("new", "p", "--as", "王敏") == 0
    for name, ranges in (("王敏", first), ("李强", second)):
        lines = []
        for number, found in ((1, ranges), (2, first)):
            spans = [{"start": s, "end": e, "label": label} for s, e, label in found]
            spans[-1]["attributes"] = {"value": "3000" if name == "王敏" or number == 2 else "3001"}
            lines.append(json.dumps({"text": f"{TEXT}第{number}篇", "spans": spans}, ensure_ascii=False))
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert call("import", "p", "王敏.jsonl", "--as", "王敏") == 0
    assert call("export", "p", "-o", "one.jsonl") == 0
    own = [json.loads(line) for line in (tmp_path / "one.jsonl").read_text(encoding="utf-8").split("\n") if line]
    foreign = (tmp_path / "李强.jsonl").read_text(encoding="utf-8").split("\n")
    for line, other in zip(own, [json.loads(line) for line in foreign if line], strict=True):
        line["layer"] = "李强"
        line["spans"] = [
            {
                "id": f"{line['id'][:24]}{k:08x}",
                "text": line["text"][span["start"] : span["end"]],
                "attributes": {},
                "note": "",
                "origin": "manual",
                **span,
            }
            for k, span in enumerate(other["spans"])
        ]
    out = "\n".join(json.dumps(line, ensure_ascii=False) for line in own)
    (tmp_path / "two.jsonl").write_text(out + "\n", encoding="utf-8")
    assert call("import", "p", "two.jsonl", "--as", "王敏") == 0
    capsys.readouterr()
    return "p"


def call(*words: str) -> int:
    return main(list(words))


def printed(capsys: pytest.CaptureFixture[str], schema: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    Draft202012Validator(json.loads((bundled("resources") / schema).read_text(encoding="utf-8"))).validate(found)
    return found


def test_diff_prints_every_kind_of_difference(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("diff", project, "--a", "王敏", "--b", "李强", "--json") == 0
    found = printed(capsys, "diff.schema.json")
    assert found["counts"] == {"equal": 6, "label": 1, "bounds": 1, "attributes": 1, "one_sided": 2}
    kinds = [one["kind"] for one in found["articles"][0]["differences"]]
    assert kinds == ["label", "one_sided", "one_sided", "bounds", "attributes"]
    assert found["articles"][1]["differences"] == []
    assert call("diff", project, "--a", "王敏", "--b", "李强") == 0
    said = capsys.readouterr().out
    assert "labels differ: 王敏 PLACE 0–4 县教育局 | 李强 PROGRAMME 0–4 县教育局" in said
    assert "attributes differ: 王敏 METRIC 29–34" in said
    assert said.count("tagged by one only: ") == 2
    assert call("diff", project, "--a", "王敏", "--b", "李强", "--article", "2", "--json") == 0
    assert printed(capsys, "diff.schema.json")["counts"]["equal"] == 5


def test_agree_prints_measures_and_the_tags_behind_them(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("agree", project, "--json", "--draws", "30") == 0
    found = printed(capsys, "agree.schema.json")
    [pair] = found["pairs"]
    f1 = pair["all"]["measures"]["exact"]["f1"]
    assert f1["value"] == pytest.approx(7 / 10)
    assert f1["low"] <= f1["value"] <= f1["high"]
    assert len(pair["differences"]) == 5
    assert call("agree", project, "--json", "--draws", "30") == 0
    assert printed(capsys, "agree.schema.json") == found
    assert call("agree", project, "--draws", "0") == 0
    said = capsys.readouterr().out
    assert "王敏 and 李强: 2 articles, 10 and 10 tags, 7 with the same bounds and label" in said
    assert "0.700" in said
    assert "[" not in said.split("All labels")[1].split("\n")[0]


def test_what_is_undefined_is_said_so_with_its_reason(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("agree", project, "--article", "2", "--person", "王敏", "--person", "李强", "--json") == 0
    found = printed(capsys, "agree.schema.json")
    nothing = found["pairs"][0]["all"]["measures"]["relations"]["f1"]
    assert nothing == {"value": None, "undefined": "no_units"}
    assert call("agree", project, "--person", "王敏", "--person", "gold") == 0
    assert "王敏 and gold: 0 articles" in capsys.readouterr().out
    assert call("import", project, "more.jsonl") == 1


def test_what_cannot_be_compared_is_refused_in_one_line(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ("diff", project, "--a", "王敏", "--b", "无名"),
        ("diff", project, "--a", "王敏", "--b", "王敏"),
        ("agree", project, "--person", "无名"),
        ("agree", project, "--article", "9"),
        ("agree", "none"),
    ):
        assert call(*words) == 1, words
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1, words
    assert call("diff", project, "--a", "王敏") == 2


def test_chinese_tables_are_aligned(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("agree", project, "--draws", "0", "--lang", "zh") == 0
    table = [line for line in capsys.readouterr().out.split("\n") if line.startswith("  ")]
    from annotator.cli.agreeing import _width

    heads = [_width(line[: line.index(cell)]) for line, cell in ((table[0], "精确"), (table[1], "0.7"))]
    assert heads[0] == heads[1]
