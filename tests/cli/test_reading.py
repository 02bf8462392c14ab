"""`annotator read`: what it tells of files of all kinds as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from reading.books import book, chapter
from reading.office import packed, paragraph, word
from reading.prose import HEALTH, SCHOOLS
from reading.scanned import needs_ocr, page, saved
from reading.test_pdf import typeset
from reading.typeset import Setting

from annotator.__main__ import main
from annotator.bundled import bundled
from annotator.domain.text import EditKind
from annotator.i18n import set_language
from annotator.reading import ocr


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    yield
    set_language("zh")


def told(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["read", str(path), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    check(found)
    return found


def check(found: dict[str, Any]) -> None:
    """Holds what was told against the schema that describes it."""
    schema = json.loads((bundled("resources") / "read.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema)
    assert len(found["map"]) == len(found["text"])


def test_a_page_is_told_with_its_articles_and_decisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "版.txt"
    path.write_text("\r\n".join([*SCHOOLS, HEALTH[0], *HEALTH[2:]]), encoding="gb18030")
    found = told(path, capsys)
    text = str(found["text"])
    assert text == "\n".join([*SCHOOLS, HEALTH[0], *HEALTH[2:]])
    assert found["articles"] == [
        {"title": SCHOOLS[0], "authors": ["宋雨晴", "马力"], "start": 0, "end": len("\n".join(SCHOOLS))},
        {"title": HEALTH[0], "authors": ["周敏", "何立群"], "start": len("\n".join(SCHOOLS)) + 1, "end": len(text)},
    ]
    assert found["pages"] == []
    decisions = found["decisions"]
    assert isinstance(decisions, list)
    assert decisions[0] == {
        "start": len(SCHOOLS[0]),
        "end": len(SCHOOLS[0]) + 1,
        "kind": "blank",
        "text": "",
        "reason": "A line end of another system.",
        "certainty": 1.0,
    }


def test_a_document_is_told_with_its_extractor_and_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(typeset([HEALTH], Setting(columns=1, width=30, height=200)))
    found = told(tmp_path / "a.pdf", capsys)
    assert str(found["extractor"]).startswith("pdfium ")
    pages = found["pages"]
    assert isinstance(pages, list)
    assert [page["number"] for page in pages] == list(range(1, len(pages) + 1))
    assert [(page["width"], page["height"]) for page in pages] == [(640, 860)] * len(pages)
    assert pages[0]["start"] == 0
    assert [page["start"] for page in pages[1:]] == [page["end"] for page in pages[:-1]]
    assert pages[-1]["end"] == len(str(found["text"]))
    assert len(pages) >= 2
    (tmp_path / "a.docx").write_bytes(word(paragraph("甲文。")))
    assert told(tmp_path / "a.docx", capsys)["text"] == "甲文。\n"


def test_all_articles_of_a_file_are_told_a_line_each_and_what_failed_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.zip").write_bytes(
        packed(
            {
                "甲.txt": "甲文。",
                "乙.docx": b"PK",
                "书.epub": book({"a.xhtml": chapter(SCHOOLS), "b.xhtml": chapter(HEALTH)}),
            }
        )
    )
    assert main(["read", str(tmp_path / "a.zip"), "--json"]) == 1
    printed = capsys.readouterr()
    lines = [json.loads(line) for line in printed.out.splitlines()]
    assert [line["source"] for line in lines] == ["a.zip/甲.txt", "a.zip/书.epub#1", "a.zip/书.epub#2"]
    assert lines[1]["text"] == "\n".join(SCHOOLS) + "\n"
    assert "乙.docx" in printed.err
    for line in lines:
        check(line)


def test_a_table_is_printed_row_by_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text("正文\n甲。\n乙。\n", encoding="utf-8")
    assert main(["read", str(tmp_path / "a.csv")]) == 0
    assert capsys.readouterr().out == "甲。\n乙。\n"


def test_heads_and_bylines_are_told_as_furniture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "版.txt"
    path.write_text("临江日报 2021年3月5日 星期五\n\n" + "\n".join(SCHOOLS), encoding="utf-8")
    found = told(path, capsys)
    ranges = found["furniture"]
    assert isinstance(ranges, list)
    text = str(found["text"])
    assert [text[one["start"] : one["end"]] for one in ranges] == ["临江日报 2021年3月5日 星期五", SCHOOLS[1]]


@needs_ocr
def test_a_scan_is_told_with_its_pages_and_how_certain_doubtful_characters_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(saved([page(HEALTH[:6], Setting(columns=2, width=24), sharp=1.05)], "PNG"))
    found = told(tmp_path / "a.png", capsys)
    assert str(found["extractor"]).startswith("rapidocr ")
    assert len(found["pages"]) == 1
    assert any("certainty" in flag for flag in found["flags"])
    ocr.end()


def test_the_schema_knows_every_kind_of_decision() -> None:
    schema = json.loads((bundled("resources") / "read.schema.json").read_text(encoding="utf-8"))
    kinds = schema["properties"]["decisions"]["items"]["properties"]["kind"]["enum"]
    assert set(kinds) == {str(kind) for kind in EditKind}
