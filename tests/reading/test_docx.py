"""Word documents: everything that is to be read, in its order, and nothing that is not."""

import io

import docx
import pytest
from reading.office import packed, paragraph, relations, table, word, word_parts
from reading.prose import ARTICLES, HEALTH

from annotator.errors import InputError
from annotator.reading.reader import read_bytes


def read(data: bytes) -> str:
    return read_bytes("稿.docx", data).reading.text


@pytest.mark.parametrize("article", ARTICLES)
def test_the_paragraphs_of_an_article_are_read_as_word_has_them(article: tuple[str, ...]) -> None:
    document = docx.Document()
    for text in article:
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    found = read_bytes("稿.docx", file.getvalue())
    assert found.reading.text == "\n".join(article) + "\n"
    assert found.title == article[0]
    assert found.extractor == "docx 1"
    assert found.decoded.text == found.reading.source


def test_tables_stand_where_they_are_and_a_row_is_a_line_that_is_not_repaired() -> None:
    document = docx.Document()
    document.add_paragraph(HEALTH[4])
    made = document.add_table(rows=0, cols=3)
    for row in (("县区", "床位", "医生"), ("临江县", "5.8", "131"), ("平川市", "", "212")):
        cells = made.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    document.add_paragraph(HEALTH[6])
    file = io.BytesIO()
    document.save(file)
    assert read(file.getvalue()) == f"{HEALTH[4]}\n县区\t床位\t医生\n临江县\t5.8\t131\n平川市\t\t212\n{HEALTH[6]}\n"


def test_a_table_that_is_the_layout_of_a_page_is_read_cell_by_cell() -> None:
    cell = paragraph(HEALTH[3]) + paragraph(HEALTH[4])
    body = table((cell, HEALTH[6])) + table((HEALTH[7],)) + table(((table(("甲", "乙")) + paragraph("丙丁")), "戊"))
    assert read(word(body)) == f"{HEALTH[3]}\n{HEALTH[4]}\n{HEALTH[6]}\n{HEALTH[7]}\n甲\t乙\n丙丁\n戊\n"


def test_text_in_smart_tags_insertions_links_fields_and_content_controls_is_read() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>".format
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('标题在控件里')}</w:sdtContent></w:sdt>"
        f'<w:p>{run("改革从")}<w:smartTag w:element="chsdate">{run("2018年3月")}</w:smartTag>'
        f"<w:ins>{run('开始')}</w:ins><w:hyperlink>{run('，见')}</w:hyperlink>"
        f"<w:r><w:fldChar/><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r>"
        f"<w:fldSimple>{run('公报')}</w:fldSimple>"
        f"<w:sdt><w:sdtContent>{run('。')}</w:sdtContent></w:sdt></w:p>"
    )
    assert read(word(body)) == "标题在控件里\n改革从2018年3月开始，见公报。\n"


def test_what_was_deleted_hidden_or_is_a_reading_of_a_character_is_left_out() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>删</w:delText><w:t>除</w:t></w:r></w:del><w:r><w:t>留下。</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>可见。</w:t></w:r>"
        "<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:ruby><w:rt><w:r><w:t>zhong</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>中</w:t></w:r></w:rubyBase></w:ruby><w:r><w:t>文。</w:t></w:r></w:p>"
    )
    assert read(word(body)) == "留下。可见。中文。\n"


def test_a_text_box_is_read_once_behind_the_paragraph_that_it_hangs_on() -> None:
    box = f"<w:txbxContent>{paragraph('框里的话。')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice><o:shape>{box}</o:shape></mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        f"<w:r><w:t>继续。</w:t></w:r></w:p>{paragraph('下一段。')}"
    )
    assert read(word(body)) == "正文继续。\n框里的话。\n下一段。\n"


def test_tabs_and_breaks_are_signs_but_not_where_they_are_settings() -> None:
    body = (
        "<w:p><w:pPr><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙。</w:t><w:br/>"
        "<w:t>丙</w:t><w:noBreakHyphen/><w:sym w:char='F0A7'/><w:sym w:char='xx'/><w:t>丁。</w:t></w:r></w:p>"
    )
    found = read_bytes("稿.docx", word(body))
    assert found.reading.source == "甲\t乙。\n丙-\uf0a7\ufffd丁。\n"
    assert found.flags, "a private character is to be looked at"


def test_notes_follow_the_text_without_their_separators() -> None:
    parts = word_parts(paragraph("正文。"))
    note = "<w:footnotes xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>{}</w:footnotes>"
    inside = (
        f"<w:footnote w:type='separator'>{paragraph('线')}</w:footnote><w:footnote>{paragraph('注一。')}</w:footnote>"
    )
    parts["word/footnotes.xml"] = note.format(inside)
    parts["word/_rels/document.xml.rels"] = relations(footnotes="footnotes.xml")
    assert read(packed(parts)) == "正文。\n注一。\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (b"plain", "ZIP"),
        (b"", "ZIP"),
        (packed({"readme.txt": "a"}), "no Word document"),
        (packed({"_rels/.rels": relations(officeDocument="xl/workbook.xml")}), "no Word document"),
        (packed({"word/document.xml": "<a><b>"}), "damaged"),
        (packed({"word/document.xml": b"\xff\xfe<\x00"}), "damaged"),
        (packed({"word/document.xml": "<?xml version='1.0' encoding='gb18030'?><a/>"}), "damaged"),
        (word(""), "no text"),
        (word(paragraph(" ")), "no text"),
        (word(paragraph("甲"), "<!DOCTYPE w:document>"), "document type"),
        (word("<o:a>" * 1000 + "</o:a>" * 1000), "nested"),
    ],
)
def test_what_is_no_word_document_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_bytes("稿.docx", data)
    assert "稿.docx" in str(caught.value)
