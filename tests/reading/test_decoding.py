"""From bytes to characters: the encoding is found, or the file is refused with a reason."""

import codecs
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading.prose import ARTICLES, TRADITIONAL

from annotator.errors import InputError
from annotator.i18n import explain
from annotator.reading.decoding import ENCODINGS, decode

_SIMPLIFIED = "\n".join("\n".join(article) for article in ARTICLES)
_TRADITIONAL = "\n".join(TRADITIONAL)


def _snippets(text: str, length: int, count: int) -> list[str]:
    rng = Random(length)
    found = []
    while len(found) < count:
        at = rng.randrange(max(len(text) - length, 1))
        snippet = text[at : at + length]
        if sum("\u4e00" <= ch <= "\u9fff" for ch in snippet) * 2 > len(snippet):
            found.append(snippet)
    return found


@pytest.mark.parametrize("length", [12, 40, 1000])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (_SIMPLIFIED, "gb18030"),
        (_SIMPLIFIED, "utf-8"),
        (_SIMPLIFIED, "utf-16-le"),
        (_SIMPLIFIED, "utf-16-be"),
        (_TRADITIONAL, "big5"),
        (_TRADITIONAL, "gb18030"),
        (_TRADITIONAL, "utf-16-le"),
    ],
)
def test_every_snippet_is_decoded_as_it_was_written(text: str, encoding: str, length: int) -> None:
    wrong = [
        (snippet, found.encoding)
        for snippet in _snippets(text, length, 300 if length < 1000 else 5)
        if (found := decode(snippet.encode(encoding), "a.txt")).text != snippet
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(mark: bytes, encoding: str) -> None:
    found = decode(mark + "等水来𠮷😀\r\n好".encode(encoding), "a.txt")
    assert (found.text, found.encoding, found.bom, found.certain) == ("等水来𠮷😀\r\n好", encoding, True, True)


def test_line_ends_stay_as_they_were() -> None:
    assert decode("一\r\n二\r三\n".encode(), "a.txt").text == "一\r\n二\r三\n"


def test_plain_english_is_utf8_although_its_bytes_could_be_chinese_in_utf16() -> None:
    assert decode(b"this app can break", "a.txt").text == "this app can break"


def test_gbk_and_gb2312_are_read_as_gb18030() -> None:
    for name in ("gbk", "gb2312", "GBK"):
        assert decode("镕基㐂".encode("gb18030"), "a.txt", name).encoding == "gb18030"


def test_characters_beyond_plain_big5_are_read() -> None:
    text = "裏面粧點著" + _TRADITIONAL[:40]
    assert decode(text.encode("cp950", "ignore"), "a.txt").text == text.encode("cp950", "ignore").decode("cp950")


def test_short_traditional_text_names_the_other_encoding_it_could_be_in() -> None:
    found = decode("中學".encode("big5"), "a.txt")
    assert not found.certain
    assert "gb18030" in (found.encoding, *found.alternatives)


def test_a_chosen_encoding_wins() -> None:
    data = "学校".encode("gb18030")
    assert decode(data, "a.txt", "gb18030").text == "学校"
    assert decode(data, "a.txt", "big5").text == data.decode("big5")


@given(st.sampled_from(ENCODINGS), st.text(min_size=1, alphabet=st.characters(blacklist_categories=("Cs", "Cc"))))
def test_a_text_comes_back_from_the_encoding_it_was_written_in(encoding: str, text: str) -> None:
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return
    if not text.strip() or text.startswith("\ufeff") or data.startswith((b"%PDF-", b"PK\x03\x04", b"GIF8")):
        return
    if any(data.startswith(start) for start in (b"{\\rtf", b"MM\x00*", b"II*\x00")):
        return
    assert decode(data, "a.txt", encoding).text == text


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    found = refusal = None
    try:
        found = decode(data, "a.txt")
    except InputError as error:
        refusal = error
    if found is None:
        assert refusal is not None
        assert "a.txt" in str(refusal)
        assert explain(refusal)
    else:
        assert "\x00" not in found.text
        assert not any("\ud800" <= ch <= "\udfff" for ch in found.text)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "no text"),
        (b"%PDF-1.7\n...", "a PDF document"),
        (b"PK\x03\x04\x14\x00", "Office"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture"),
        (b"SQLite format 3\x00", "a database"),
        (bytes(range(256)), "zero bytes"),
        ("第一行\n第二\x00行\n".encode(), "line 2: a NUL"),
        (b"\x01\x02\x03\x04\x05text", "control characters"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, part: str) -> None:
    with pytest.raises(InputError, match=part) as caught:
        decode(data, "稿件.txt")
    assert "稿件.txt" in str(caught.value)
    assert explain(caught.value) != str(caught.value)


def test_bytes_of_no_encoding_are_named_with_their_line() -> None:
    data = "第一行\n第二行\n".encode() + b"\xff\xff" + "结束\n".encode()
    with pytest.raises(InputError, match="line 3: the bytes FF do not belong to UTF-8"):
        decode(data, "a.txt")


def test_a_lone_surrogate_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match="line 2"):
        decode("好\n".encode() + b"\xed\xa0\x80", "a.txt", "utf-8")
    with pytest.raises(InputError, match="line 2: the bytes 00 D8"):
        decode(codecs.BOM_UTF16_LE + "好\n".encode("utf-16-le") + b"\x00\xd8\x41\x00", "a.txt")


def test_an_encoding_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError, match="utf-8, gb18030"):
        decode(b"abc", "a.txt", "klingon")
