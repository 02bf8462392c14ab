"""Newspaper pages as PDF with what stands on them besides articles: heads, page numbers, captions, overprints."""

from collections.abc import Sequence

import pytest
from reading.pages import breaks, ink
from reading.prose import ARTICLES, ENVIRONMENT, HEALTH, SCHOOLS, TRANSPORT
from reading.typeset import Press, Setting, set_article

from annotator.domain.text import EditKind
from annotator.reading import pdf
from annotator.reading.furniture import RUNNING_HEAD
from annotator.reading.reader import ReadFile, read_bytes
from annotator.reading.splitting import propose

_CAPTION = "▲志愿者在村口为候车的老人量血压。"


def paper(pages: Sequence[Sequence[str]], setting: Setting, caption: str = "") -> bytes:
    """Pages of one article each under a running head, with a page number below, and a caption under the columns."""
    press = Press(setting)
    for number, article in enumerate(pages, 1):
        furnish(press, number)
        low = set_article(press, article, 790)
        if caption:
            press.draw(40, low - 40, setting.size, caption)
        press.end_page()
    return press.finished()


def furnish(press: Press, number: int) -> None:
    press.draw(40, 838, 8, "综合新闻")
    press.draw(240, 838, 8, "2021年3月5日 星期五")
    press.draw(560, 838, 8, "临江日报")
    press.draw(310, 18, 8, f"{number}")


def f1(found: str, wanted: str) -> float:
    one, other = breaks(found), breaks(wanted)
    return 2 * len(one & other) / (len(one) + len(other))


def heads(read: ReadFile) -> list[tuple[int, int]]:
    """The ranges of running heads and page numbers in the reading text."""
    found = [edit for edit in read.reading.edits if edit.kind is EditKind.FURNITURE and edit.reason == RUNNING_HEAD]
    return [read.reading.reading_range(edit.start, edit.end) for edit in found]


def without_heads(read: ReadFile) -> str:
    text, at = [], 0
    for start, end in heads(read):
        text.append(read.reading.text[at:start])
        at = end + 1
    return "".join([*text, read.reading.text[at:]])


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article[0])
@pytest.mark.parametrize(
    "setting",
    [
        Setting(columns=2, width=24, overprinted=((0.5, -0.5), (1.0, -1.0))),
        Setting(columns=3, overprinted=((2.0, -2.0),), bold=True),
        Setting(columns=4, width=12, gutter=12, level=False),
        Setting(columns=5, width=10, size=8, leading=11, gutter=12, headline=20),
    ],
    ids=["two columns", "three columns", "four columns", "five columns"],
)
def test_heads_page_numbers_and_captions_do_not_disturb_an_article(setting: Setting, article: tuple[str, ...]) -> None:
    found = read_bytes("版.pdf", paper([article], setting, _CAPTION))
    text = without_heads(found)
    assert f"\n{_CAPTION}\n" in text  # a paragraph of its own, which parts no other
    text = text.replace(f"{_CAPTION}\n", "")
    assert ink(text) == ink("".join(article))
    assert f1(text, "\n".join(article) + "\n") >= 0.97
    marked = [found.reading.text[start:end] for start, end in heads(found)]
    assert marked[0] == "综合新闻 2021年3月5日 星期五 临江日报"
    assert marked[-1] == "1"


def test_an_article_goes_on_over_pages_as_if_they_had_no_heads() -> None:
    setting = Setting(columns=2, width=24, height=80)
    press = Press(setting)
    number = 1
    original = press.end_page

    def end_page() -> None:
        nonlocal number
        furnish(press, number)
        number += 1
        original()

    press.end_page = end_page  # type: ignore[method-assign]
    set_article(press, HEALTH, 790)
    press.end_page()
    found = read_bytes("版.pdf", press.finished())
    assert len(found.pages) >= 3
    text = without_heads(found)
    assert ink(text) == ink("".join(HEALTH))
    assert f1(text, "\n".join(HEALTH) + "\n") >= 0.97
    source = found.reading.source
    assert found.extraction
    assert [source[start:end] for start, end in found.extraction.furniture] == [
        text for page in range(1, len(found.pages) + 1) for text in ("综合新闻 2021年3月5日 星期五 临江日报", str(page))
    ]


def test_a_head_without_any_sign_is_known_by_coming_back() -> None:
    press = Press(Setting(columns=2, width=24))
    for article in (HEALTH, SCHOOLS, TRANSPORT):
        press.draw(40, 838, 8, "临江县教育志")
        set_article(press, article, 790)
        press.end_page()
    found = read_bytes("志.pdf", press.finished())
    marked = [found.reading.text[start:end] for start, end in heads(found)]
    assert marked == ["临江县教育志"] * 3
    assert ink(found.reading.text).count("临江县教育志") == 3


def test_the_same_headline_on_one_page_alone_is_no_head() -> None:
    press = Press(Setting(columns=2, width=24))
    set_article(press, HEALTH, 790)
    press.end_page()
    assert pdf.extract("版.pdf", press.finished()).furniture == ()


def test_several_articles_of_a_page_are_told_apart_with_titles_under_a_head() -> None:
    press = Press(Setting(columns=4, width=12, gutter=12, size=8, leading=11, headline=20, paper=(640, 900)))
    furnish(press, 5)
    top = 800.0
    for article in (
        SCHOOLS,
        (TRANSPORT[0], "□ 本报记者 林晓", *TRANSPORT[1:]),
        (ENVIRONMENT[0], "□ 本报记者 郑楠", *ENVIRONMENT[1:]),
    ):
        top = set_article(press, article, top) - 36
    press.end_page()
    found = read_bytes("版.pdf", press.finished())
    assert found.title == SCHOOLS[0]
    proposed = propose(found.reading)
    assert [found.reading.text[slice(*one.title)] for one in proposed if one.title] == [
        SCHOOLS[0],
        TRANSPORT[0],
        ENVIRONMENT[0],
    ]


def test_the_first_page_of_many_is_there_before_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = paper([HEALTH] * 40, Setting(columns=3))
    read = 0
    glyphs = pdf._glyphs

    def counted(page: object) -> object:
        nonlocal read
        read += 1
        return glyphs(page)

    monkeypatch.setattr(pdf, "_glyphs", counted)
    first = next(pdf.pages("版.pdf", data))
    assert first.lines
    assert read <= 3
