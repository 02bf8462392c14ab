"""Tables with an article a row: CSV and Excel."""

import csv
import datetime
import io
from collections.abc import Iterable

import openpyxl
import pytest
from reading.office import packed, workbook
from reading.prose import ENVIRONMENT, HEALTH, SCHOOLS, TRANSPORT

from annotator.errors import InputError
from annotator.i18n import explain
from annotator.reading.columns import Columns, propose
from annotator.reading.csvfile import read_csv
from annotator.reading.reader import ReadFile, Unread, read_all, read_bytes

_STORIES = tuple((story[0], "\n".join(story[1:])) for story in (HEALTH, SCHOOLS, TRANSPORT, ENVIRONMENT))


def written(rows: Iterable[Iterable[object]], delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def excel(rows: Iterable[Iterable[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def good(name: str, data: bytes, encoding: str | None = None) -> list[ReadFile]:
    found = list(read_all(name, data, encoding))
    assert not [one for one in found if isinstance(one, Unread)]
    return [one for one in found if isinstance(one, ReadFile)]


@pytest.mark.parametrize(
    "names",
    [("编号", "标题", "正文", "发布日期", "报纸", "版次"), ("id", "Title", "Full Text", "pub_date", "Source", "Page")],
)
@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx"])
def test_columns_are_found_by_their_names(names: tuple[str, ...], kind: str) -> None:
    rows = [(n, title, text, f"2021-01-0{n}", "某某日报", f"0{n}") for n, (title, text) in enumerate(_STORIES, 1)]
    separator = "\t" if kind == "tsv" else ","
    data = excel([names, *rows]) if kind == "xlsx" else written([names, *rows], separator).encode("gb18030")
    found = good(f"表.{kind}", data)
    assert [one.title for one in found] == [title for title, _ in _STORIES]
    assert [one.reading.text for one in found] == [f"{title}\n{text}\n" for title, text in _STORIES]
    assert [one.name for one in found] == [f"表.{kind}#{n}" for n in range(2, 6)]
    assert (found[0].form.date, found[0].form.paper, found[0].form.page) == ("2021-01-01", "某某日报", "01")
    assert all(one.data == one.decoded.text.encode() and one.extractor for one in found)


def test_without_known_names_the_longest_column_is_the_text() -> None:
    rows = [("a", "段", "乙"), *((str(n), text, "一") for n, (_, text) in enumerate(_STORIES))]
    found = good("表.csv", written(rows).encode())
    assert [one.reading.text for one in found] == [f"{text}\n" for _, text in _STORIES]


def test_a_table_without_a_head_begins_with_its_first_row() -> None:
    assert len(good("表.csv", written((n, text) for n, (_, text) in enumerate(_STORIES)).encode())) == len(_STORIES)


def test_the_title_is_not_repeated_where_the_text_begins_with_it() -> None:
    [found] = good("表.csv", written([("标题", "正文"), ("一江 清水", "一江清水\n水清了。")]).encode())
    assert found.reading.text == "一江清水\n水清了。\n"


def test_chosen_columns_count_more_than_names() -> None:
    text = written([("正文", "备注"), ("甲。", "乙。")])
    [found] = read_csv("表.csv", text.encode(), columns=Columns(text=1))
    assert isinstance(found, ReadFile)
    assert found.reading.text == "乙。\n"


def test_nothing_is_proposed_for_an_empty_table() -> None:
    assert propose([]) is None
    assert propose([(1, {0: "", 1: " "})]) is None


def test_rows_without_text_are_told_and_empty_ones_passed_over() -> None:
    data = written([("标题", "正文"), ("甲", "甲的正文。"), ("乙", " "), (), ("", ""), ("丁", "丁的正文。")]).encode()
    found = list(read_all("表.csv", data))
    assert [one.title for one in found if isinstance(one, ReadFile)] == ["甲", "丁"]
    assert [(one.name, one.line) for one in found if isinstance(one, Unread)] == [("表.csv", 3)]


def test_a_separator_is_found_or_named() -> None:
    for separator in ",;\t|":
        assert len(good("表.csv", written([("标题", "正文"), *_STORIES], separator).encode())) == len(_STORIES)
    assert good("表.csv", "sep=;\r\n标题;正文\r\n甲,乙;丙,丁。\r\n".encode())[0].title == "甲,乙"


def test_quotation_marks_that_do_not_match_are_told_and_what_came_before_is_read() -> None:
    data = '标题,正文\n甲,"甲的正文。"\n乙,"乙的正文。\n丙,丙的正文。\n'.encode()
    first, *rest = read_all("表.csv", data)
    assert isinstance(first, ReadFile)
    assert first.title == "甲"
    assert [type(one) for one in rest] == [Unread]
    assert isinstance(rest[0], Unread)
    assert "引号" in explain(rest[0].error)


def test_a_cell_that_looks_like_a_formula_is_text() -> None:
    [found] = good("表.csv", written([("正文",), ("=1+1，@甲，是这样写的。",)]).encode())
    assert found.reading.text == "=1+1，@甲，是这样写的。\n"


def test_dates_of_a_workbook_are_shown_as_dates() -> None:
    rows = [
        ("日期", "正文"),
        (datetime.date(2021, 1, 7), "甲文。"),
        (datetime.datetime(2021, 1, 7, 9, 30), "乙文。"),  # noqa: DTZ001 - a workbook knows no zones
        ("1月7日", "丙文。"),
        (44203, "丁文。"),
    ]
    assert [one.form.date for one in good("表.xlsx", excel(rows))] == [
        "2021-01-07",
        "2021-01-07 09:30",
        "1月7日",
        "44203",
    ]


def test_dates_may_count_from_1904_and_formats_be_their_own() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m"/>'
        '<numFmt numFmtId="177" formatCode="0&quot;日&quot;"/>'
        '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="176"/><xf numFmtId="177"/>'
        '<xf numFmtId="31"/></cellXfs>'
    )
    rows = '<row r="1"><c t="inlineStr"><is><t>日期</t></is></c><c t="inlineStr"><is><t>正文</t></is></c></row>'
    for style in "012":
        rows += f'<row><c s="{style}"><v>1</v></c><c t="str"><v>文{style}。</v></c></row>'
    found = good("表.xlsx", workbook(rows, styles=styles, about='<workbookPr date1904="1"/>'))
    assert [one.form.date for one in found] == ["1904-01-02", "1", "1904-01-02"]
    assert [one.name for one in found] == ["表.xlsx#2", "表.xlsx#3", "表.xlsx#4"]


def test_readings_of_characters_errors_and_false_references_are_no_text() -> None:
    strings = "<si><r><t>学</t></r><r><t>校。</t></r><rPh><t>ガッコウ</t></rPh></si>"
    rows = '<row r="1"><c r="B1" t="s"><v>0</v></c></row>'
    rows += '<row r="5"><c r="B5" t="s"><v>9</v></c><c t="e"><v>#REF!</v></c></row>'
    rows += '<row r="7"><c r="B7" t="s"><v>0</v></c><c r="ZZZ7" t="str"><v>太远</v></c></row>'
    found = good("表.xlsx", workbook(rows, strings=strings))
    assert [(one.name, one.reading.text) for one in found] == [("表.xlsx#1", "学校。\n"), ("表.xlsx#7", "学校。\n")]


def test_all_sheets_that_are_shown_are_read() -> None:
    one = '<row><c t="inlineStr"><is><t>正文</t></is></c></row><row><c t="inlineStr"><is><t>甲文。</t></is></c></row>'
    found = good("表.xlsx", workbook(one, "", one))
    assert [each.name for each in found] == ["表.xlsx#表0#2", "表.xlsx#表2#2"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (b"", "ZIP"),
        (packed({"a": "b"}), "no Excel workbook"),
        (workbook(""), "no text"),
        (workbook("<row><c"), "damaged"),
        (workbook("", head="<!DOCTYPE a [<!ENTITY b 'c'>]>"), "document type"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        list(read_all("表.xlsx", data))
    assert "表.xlsx" in str(caught.value)


def test_a_long_text_that_all_cells_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.reading.columns._MAX_TOTAL", 10_000)
    rows = '<row><c t="s"><v>0</v></c></row>' * 200
    with pytest.raises(InputError, match="too much text"):
        list(read_all("表.xlsx", workbook(rows, strings=f"<si><t>{'长文。' * 100}</t></si>")))


def test_a_table_is_not_read_as_one_article() -> None:
    with pytest.raises(InputError, match="many articles"):
        read_bytes("表.csv", "正文\n甲。".encode())
