"""Imports of files that are no plain text: their articles, what the project keeps of them, what it tells."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import new_project
from reading.office import packed, paragraph, word, workbook
from reading.prose import HEALTH, SCHOOLS

from annotator.domain.article import Article, Source
from annotator.errors import RefusedError
from annotator.i18n import set_language
from annotator.services import articles, doctor, import_feed, import_report, importing
from annotator.services.project import Project


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh")


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


def stored(project: Project) -> list[tuple[Article, Source]]:
    found = [one.article for one in articles.list_articles(project)]
    return [(one, articles.source_of(project, articles.open_article(project, one.id).revision)) for one in found]


def test_a_folder_of_all_kinds_is_imported(project: Project, tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes("甲文。".encode("gb18030"))
    (tmp_path / "2.md").write_text("# 乙\n\n乙文。", encoding="utf-8")
    (tmp_path / "3.html").write_bytes("<meta charset=gb2312><h1>丙</h1><p>丙文，在此。</p>".encode("gb18030"))
    (tmp_path / "4.DOCX").write_bytes(word(paragraph("丁") + paragraph("丁文。")))
    (tmp_path / "5.csv").write_text("标题,正文,日期\n戊,戊文。,2021-01-07\n己,,\n", encoding="utf-8")
    (tmp_path / "6.zip").write_bytes(packed({"里/庚.txt": "庚文。", "坏.docx": b"x"}))
    (tmp_path / "7.mp4").write_bytes(b"x")
    report = importing.import_files(project, [tmp_path])
    assert [one.title for one, _ in stored(project)] == ["甲文。", "乙", "丙", "丁", "戊", "庚文。"]
    assert [source.extractor for _, source in stored(project)] == ["", "markdown 1", "html 1", "docx 1", "csv 1", ""]
    assert [source.name for _, source in stored(project)][-2:] == ["5.csv#2", "6.zip/里/庚.txt"]
    told = [import_report.place(one) for one in report.refused]
    assert told[0].startswith("5.csv, line 3: ")
    assert "6.zip/坏.docx" in told[1]
    assert len(told) == 2


def test_the_bytes_of_a_file_are_kept_with_its_text_and_the_project_is_sound(project: Project, tmp_path: Path) -> None:
    data = word("".join(map(paragraph, HEALTH)))
    (tmp_path / "a.docx").write_bytes(data)
    (tmp_path / "b.csv").write_text("正文\n" + SCHOOLS[2], encoding="gb18030")
    importing.import_files(project, [tmp_path])
    [(_, word_source), (_, row_source)] = stored(project)
    assert word_source.raw == data
    assert word_source.sha256 == hashlib.sha256(data).digest()
    assert word_source.text == "\n".join(HEALTH) + "\n"
    assert row_source.raw is None
    assert doctor.check_project(project) == []


def test_what_a_table_says_of_an_article_is_in_its_form(project: Project, tmp_path: Path) -> None:
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'.format
    rows = (("标题", "内容", "日期", "来源", "版次"), ("甲", "甲文。", "2021-01-07", "某某日报", "03"))
    markup = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    (tmp_path / "a.xlsx").write_bytes(workbook(markup))
    importing.import_files(project, [tmp_path / "a.xlsx"])
    [(article, source)] = stored(project)
    assert (article.form.date, article.form.paper, article.form.page) == ("2021-01-07", "某某日报", "03")
    assert (article.title, source.text) == ("甲", "甲\n甲文。\n")


def test_a_page_can_be_read_in_another_encoding_and_a_document_has_none(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes("<p>學校開學了，學生回來了。</p>".encode("big5"))
    (tmp_path / "b.docx").write_bytes(word(paragraph("甲文。")))
    importing.import_files(project, [tmp_path], encoding=None)
    (page, _), (document, _) = stored(project)
    again = importing.reread(project, page, "big5")
    source = articles.source_of(project, articles.open_article(project, again.id).revision)
    assert (source.text, source.extractor) == ("學校開學了，學生回來了。\n", "html 1")
    assert importing.origin(project, document.id)[2] is not None
    with pytest.raises(RefusedError, match="no encoding"):
        importing.reread(project, document, "gb18030")


def test_the_file_dialog_offers_what_can_be_imported() -> None:
    assert {"*.txt", "*.docx", "*.html", "*.xlsx", "*.zip", "*.jsonl"} <= set(importing.PATTERNS.split())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a file over which reading waits")
def test_a_file_over_which_the_reading_dies_is_refused_and_the_others_come_in(project: Project, tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("甲文，写在前面。", encoding="utf-8")
    os.mkfifo(tmp_path / "2.txt")
    (tmp_path / "3.txt").write_text("丙文，写在后面。", encoding="utf-8")
    run = importing.ImportRun(project, [tmp_path])
    run.start()
    feed = run._feed
    assert isinstance(feed, import_feed._ProcessFeed)
    while feed._place.value != 1:
        run.step()
        feed.wait()
    feed._process.kill()
    while not (progress := run.step()).finished:
        if progress.waiting:
            feed.wait()
    assert [article.title for article, _ in stored(project)] == ["甲文，写在前面。", "丙文，写在后面。"]
    [refused] = run.report.refused
    assert refused.name == "2.txt"
    assert "ended the program that reads" in str(refused.error)
