"""`annotator read`: what it tells of files of all kinds as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from reading.office import paragraph, word
from reading.prose import HEALTH, SCHOOLS
from reading.test_pdf import typeset
from reading.typeset import Setting

from annotator.__main__ import main
from annotator.i18n import set_language


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    yield
    set_language("zh")


def told(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["read", str(path), "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


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
    assert pages[0] == 0
    assert pages == sorted(set(pages))
    assert len(pages) >= 2
    (tmp_path / "a.docx").write_bytes(word(paragraph("甲文。")))
    assert told(tmp_path / "a.docx", capsys)["text"] == "甲文。\n"


def test_a_table_is_not_read_as_one_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text("正文\n甲。\n", encoding="utf-8")
    assert main(["read", str(tmp_path / "a.csv")]) != 0
    assert "many articles" in capsys.readouterr().err
