"""A file is read by its name: decoded, repaired, with a title and the places to look at."""

import pytest
from reading.prose import ARTICLES, HEALTH

from annotator.errors import InputError
from annotator.i18n import set_language
from annotator.reading.reader import READERS, guess_title, read_bytes, suffixes


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("zh")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_file_is_decoded_and_repaired(encoding: str) -> None:
    found = read_bytes("稿.TXT", "\r\n\r\n".join(HEALTH).encode(encoding))
    assert found.reading.source == found.decoded.text
    assert found.reading.text == "\n".join(HEALTH)
    assert found.title == HEALTH[0]


@pytest.mark.parametrize("article", ARTICLES)
def test_the_title_is_the_first_heading(article: tuple[str, ...]) -> None:
    assert guess_title("\n".join(article)) == article[0]


def test_the_title_is_no_byline_and_no_subtitle() -> None:
    assert guess_title("周敏 何立群\n——见闻\n 山村小学的午饭 \n上午，铃声响了。") == "山村小学的午饭"


def test_without_a_heading_the_title_is_the_beginning_or_the_name() -> None:
    assert guess_title("孩" * 100 + "。") == "孩" * 59 + "…"
    assert guess_title("上午，铃声响了。") == "上午，铃声响了。"
    assert guess_title("") == ""


def test_flags_count_in_the_reading_text() -> None:
    found = read_bytes("a.txt", "\n\n　　改造旧房2929户。\n".encode())
    assert found.flags == [{"start": 4, "end": 8, "reason": "此处可能是重复提取。"}]
    assert found.reading.text[4:8] == "2929"


def test_a_file_that_no_reader_knows_is_refused_with_those_that_can_be_read() -> None:
    with pytest.raises(InputError, match=r"a\.xyz.*\.txt"):
        read_bytes("a.xyz", b"abc")


def test_a_chosen_encoding_is_used() -> None:
    assert read_bytes("a.txt", "學校".encode("big5"), "big5").decoded.text == "學校"


def test_no_two_readers_claim_one_ending() -> None:
    assert READERS
    assert len(set(suffixes())) == len(suffixes())
