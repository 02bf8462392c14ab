"""`annotator report`: the same numbers on the screen, as HTML, as a workbook and as JSON; files are inert."""

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from builders import TEXT, add_articles, incoming, label_id, new_project, open_document
from jsonschema import Draft202012Validator

from annotator.__main__ import main
from annotator.bundled import bundled
from annotator.domain.article import Status
from annotator.i18n import set_language
from annotator.services import reports, reports_html, reports_xlsx, tagging, threads
from annotator.services.project import add_person, as_person

EVIL = '=HYPERLINK("http://x","<script>alert(1)</script>")'
MINE = ((0, 4, "PLACE"), (8, 14, "METRIC"), (22, 25, "METRIC"))
HERS = ((0, 3, "PLACE"), (8, 14, "METRIC"))


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    set_language("zh")
    yield
    set_language("zh")


@pytest.fixture
def target(tmp_path: Path) -> str:
    """Two articles that two people submitted, one of which has an evil title; a question is open on it."""
    project = new_project(str(tmp_path / "p.annotator"))
    titles = ("山区学校", EVIL)
    found = add_articles(project, *(incoming(f"{TEXT}{n}", n, title) for n, title in enumerate(titles, 1)))
    add_person(project, "=李+强")
    for name, tags in (("王敏", MINE), ("=李+强", HERS)):
        as_person(project, next(person for person in project.people if person.name == name))
        for article in found:
            document = open_document(project, article.id)
            for start, end, label in tags:
                tagging.write(project, document.create(start, end, label_id(project, label)))
            tagging.write(project, document.set_status(Status.SUBMITTED))
    threads.ask(project, found[0].id, "算不算？")
    project.close()
    return str(tmp_path / "p.annotator")


def call(*arguments: str) -> int:
    return main(list(arguments))


def plain(target: str, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    assert call("report", target, "--json", *options) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    schema = json.loads((bundled("resources") / "report.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(found)
    return found


def test_the_json_has_the_shape_that_is_written_down(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole = plain(target, capsys)
    assert whole["period"] is None
    assert whole["agreement"]["before"] is None
    assert whole["agreement"]["labels"]["METRIC"]["exact_f1"]["value"] == pytest.approx(2 / 3)
    assert whole["people"]["王敏"] == {"submitted": 2, "returned": 0, "settled": 0}
    assert [one["text"] for one in whole["disputed"]] == [TEXT[22:25], TEXT[:4]]
    assert [one["obstacles"] for one in whole["held"]] == [["not_settled", "open_points"], ["not_settled"]]
    assert whole["open_points"]["by_age"][0] == {"days": 1, "points": 1}
    assert whole["progress"]["weeks"][-1]["submitted"] == {"王敏": 2, "=李+强": 2}
    week = plain(target, capsys, "--week")
    assert date.fromisoformat(week["period"]["since"]).weekday() == 0
    assert week["agreement"]["before"]["all"]["exact_f1"] == {"value": None, "undefined": "one_person"}
    empty = plain(target, capsys, "--day", "2020-02-29")
    assert empty["period"] == {"since": "2020-02-24", "until": "2020-03-02"}
    assert (empty["agreement"]["articles"], empty["disputed"]) == (0, [])


def test_an_empty_project_has_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_project(str(tmp_path / "e.annotator")).close()
    assert plain(str(tmp_path / "e.annotator"), capsys)["held"] == []
    files = ("--html", str(tmp_path / "e.html"), "--xlsx", str(tmp_path / "e.xlsx"))
    assert call("report", str(tmp_path / "e.annotator"), *files) == 0
    assert "还没有两人都提交的文章" in (tmp_path / "e.html").read_text(encoding="utf-8")
    assert openpyxl.load_workbook(tmp_path / "e.xlsx").sheetnames[0] == "各人进展"


def test_the_screen_says_what_is_undefined_and_why(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("report", target) == 0
    said = capsys.readouterr().out
    assert "试点项目：进度与一致性" in said
    assert "无法计算（" in said
    assert re.search(r"县教育局 +2 ", said)


def test_a_day_that_is_none_is_refused(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("report", target, "--day", "2020-02") == 1
    assert "2020-02" in capsys.readouterr().err


class Tags(HTMLParser):
    """Notes which elements and attributes a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_needs_nothing_else_and_runs_nothing(target: str, tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    assert call("report", target, "--week", "--html", str(path)) == 0
    page = path.read_text(encoding="utf-8")
    read = Tags()
    read.feed(page)
    assert {"svg", "table", "circle", "rect"} <= read.tags
    assert not {"script", "link", "img", "iframe", "a", "object", "image", "use", "foreignobject"} & read.tags
    assert not {"href", "src", "xlink:href", "style"} & read.attributes
    assert not [name for name in read.attributes if name.startswith("on")]
    assert "url(" not in page
    assert "@import" not in page
    assert EVIL in read.texts
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(drawing)  # well-formed


def test_texts_of_the_workbook_are_no_formulas_and_no_links(target: str, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    assert call("report", target, "--xlsx", str(path)) == 0
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert EVIL in [cell.value for cell in cells if cell.data_type == "s"]
    assert "=李+强" in [cell.value for cell in cells if cell.data_type == "s"]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    agreement = book["各标签一致性"]
    header = [cell.value for cell in agreement[4]]
    assert header[:4] == ["标签", "精确 F1", "精确 F1下限", "精确 F1上限"]
    assert agreement.cell(5, 2).value == pytest.approx(0.4)


def test_any_text_can_be_written(target: str) -> None:
    from annotator.services.project import open_project

    project = open_project(target, "王敏")
    report = reports.collect(project)
    project.close()
    nasty = "a\x00\x0b\u2028\ud7ff\U00020000]]>&<>\"'\n=1+1"
    object.__setattr__(report, "project", nasty)
    page = reports_html.page(report)
    assert "\x00" not in page
    assert "&lt;&gt;&quot;" in page
    openpyxl.load_workbook(io.BytesIO(reports_xlsx.workbook(report)))


def test_a_file_that_cannot_be_written_is_told(target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("report", target, "--html", str(tmp_path / "none" / "r.html")) == 1
    assert "r.html" in capsys.readouterr().err
