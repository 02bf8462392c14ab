"""Electronic books: chapters in their order, an article each."""

import pytest
from reading.books import CONTAINER, book, chapter
from reading.office import packed
from reading.prose import HEALTH, SCHOOLS, TRANSPORT

from annotator.errors import InputError
from annotator.reading.reader import ReadFile, Unread, read_all, read_bytes


def read(data: bytes) -> list[ReadFile]:
    found = list(read_all("文选.epub", data))
    assert all(isinstance(one, ReadFile) for one in found)
    return [one for one in found if isinstance(one, ReadFile)]


def test_each_chapter_is_an_article_in_the_order_of_the_book() -> None:
    pages = {"z.xhtml": chapter(HEALTH), "text/a.xhtml": chapter(SCHOOLS), "text/%E4%BA%A4.xhtml": chapter(TRANSPORT)}
    found = read(book(pages))
    assert [one.reading.text for one in found] == ["\n".join(each) + "\n" for each in (HEALTH, SCHOOLS, TRANSPORT)]
    assert [one.title for one in found] == [HEALTH[0], SCHOOLS[0], TRANSPORT[0]]
    assert [one.name for one in found] == ["文选.epub#1", "文选.epub#2", "文选.epub#3"]
    assert {(one.form.paper, one.extractor) for one in found} == {("临江文选", "epub 1")}


def test_covers_and_what_stands_outside_of_the_order_are_left_out() -> None:
    cover = '<html xmlns="http://www.w3.org/1999/xhtml"><body><img src="cover.jpg"/></body></html>'
    pages = {"cover.xhtml": cover, "a.xhtml": chapter(SCHOOLS)}
    aside = '<itemref idref="c1" linear="no"/><itemref idref="gone"/>'
    assert [one.title for one in read(book(pages, spine=aside))] == [SCHOOLS[0]]


def test_readings_above_the_characters_are_left_out() -> None:
    page = "<html><body><p>他住在<ruby>邙<rt>máng</rt></ruby>山下，已经三十年了。</p></body></html>"
    assert [one.reading.text for one in read(book({"a.html": page}))] == ["他住在邙山下，已经三十年了。\n"]


def test_a_chapter_that_is_missing_is_told_and_the_rest_is_read() -> None:
    data = book({"a.xhtml": chapter(SCHOOLS), "b.xhtml": chapter(HEALTH)})
    broken = data.replace(b"OEBPS/a.xhtml", b"OEBPS/x.xhtml")
    first, second = read_all("文选.epub", broken)
    assert isinstance(first, Unread)
    assert "OEBPS/a.xhtml is missing" in str(first.error)
    assert isinstance(second, ReadFile)


def test_a_book_that_is_protected_is_refused_and_one_with_protected_fonts_is_read() -> None:
    lock = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><CipherReference URI="{}"/></encryption>'
    )
    pages = {"a.xhtml": chapter(SCHOOLS)}
    with pytest.raises(InputError, match="protected against copying"):
        read(book(pages, more={"META-INF/encryption.xml": lock.format("OEBPS/a.xhtml")}))
    assert read(book(pages, more={"META-INF/encryption.xml": lock.format("OEBPS/font.otf")}))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"no archive", "damaged or no ZIP"),
        (packed({"a.txt": "甲。"}), "no electronic book"),
        (packed({"META-INF/container.xml": CONTAINER}), "no electronic book"),
        (packed({"META-INF/container.xml": CONTAINER.replace("OEBPS/", "../../")}), "no electronic book"),
        (packed({"META-INF/container.xml": CONTAINER, "OEBPS/content.opf": "<package/>"}), "no text"),
        (packed({"META-INF/container.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "document type"),
        (book({"cover.xhtml": "<html><body/></html>"}), "no text"),
    ],
)
def test_what_is_no_book_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(read_all("坏.epub", data))


def test_a_book_holds_many_articles() -> None:
    with pytest.raises(InputError, match="many articles"):
        read_bytes("文选.epub", book({"a.xhtml": chapter(SCHOOLS)}))
