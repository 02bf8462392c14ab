"""A page with several articles is proposed to be cut where a reader would cut it."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading.prose import ENVIRONMENT, HEALTH, SCHOOLS, TRANSPORT
from reading.test_pdf import typeset
from reading.typeset import Setting

from annotator.bundled import bundled
from annotator.domain.text import ReadingText
from annotator.reading.reader import read_bytes
from annotator.reading.splitting import Proposal, propose

_SHARED = Path(__file__).parents[2].parent / "shared"

_BODIES = (HEALTH[3:], SCHOOLS[2:], TRANSPORT[1:], ENVIRONMENT[1:])
_TITLES = (HEALTH[0], SCHOOLS[0], TRANSPORT[0], ENVIRONMENT[0])
_BYLINES = ("周敏 何立群", "本报记者 宋雨晴 通讯员 马力", "□ 本报记者 方 远", "陈松 欧阳春晓")
_AUTHORS = (("周敏", "何立群"), ("宋雨晴", "马力"), ("方远",), ("陈松", "欧阳春晓"))


def proposed(articles: Sequence[Sequence[str]]) -> tuple[str, list[Proposal]]:
    text = "\n".join("\n".join(article) for article in articles) + "\n"
    return text, propose(ReadingText(text))


def check(articles: Sequence[Sequence[str]], titles: Sequence[str], authors: Sequence[Sequence[str]]) -> None:
    text, found = proposed(articles)
    assert [text[one.start : one.end] for one in found] == ["\n".join(article) for article in articles]
    assert [text[slice(*one.title)] if one.title else "" for one in found] == list(titles)
    assert [[author.name for author in one.authors] for one in found] == [list(names) for names in authors]
    for one in found:
        for author in one.authors:
            assert text[author.start : author.end].replace(" ", "") == author.name


def test_articles_with_their_headings_above_their_bylines() -> None:
    check([[t, b, *body] for t, b, body in zip(_TITLES, _BYLINES, _BODIES, strict=True)], _TITLES, _AUTHORS)


def test_articles_with_their_headings_below_their_bylines() -> None:
    check([[b, t, *body] for t, b, body in zip(_TITLES, _BYLINES, _BODIES, strict=True)], _TITLES, _AUTHORS)


def test_articles_with_their_bylines_below_the_text() -> None:
    check([[t, *body, b] for t, b, body in zip(_TITLES, _BYLINES, _BODIES, strict=True)], _TITLES, _AUTHORS)


def test_titles_that_were_moved_behind_the_text() -> None:
    plain = [[text for text in body if text.endswith(("。", "”"))] for body in _BODIES]
    check([[b, *body, t] for t, b, body in zip(_TITLES, _BYLINES, plain, strict=True)], _TITLES, _AUTHORS)


def test_reports_begin_with_their_paper_and_name_their_reporters() -> None:
    heads = (
        "本报1月6日讯（记者 周敏 通讯员 何立群）",
        "本报讯(记者宋雨晴)",
        "新华社北京1月6日电（记者方远）",
        "本报平川1月6日电 ",
    )
    articles = [[t, h + body[0], *body[1:]] for t, h, body in zip(_TITLES, heads, _BODIES, strict=True)]
    check(articles, _TITLES, [("周敏", "何立群"), ("宋雨晴",), ("方远",), ()])


def test_the_title_stands_between_the_name_of_the_series_and_the_subtitle() -> None:
    kicker = "走在前列——临江县乡村振兴系列报道(2)"
    first = [kicker, HEALTH[0], HEALTH[1], "周敏 何立群", *HEALTH[3:]]
    check([first, [SCHOOLS[0], _BYLINES[1], *SCHOOLS[2:]]], [HEALTH[0], SCHOOLS[0]], _AUTHORS[:2])


def test_a_title_with_its_subtitle_in_the_middle_of_a_sentence_is_no_heading_of_a_section() -> None:
    cut = HEALTH[4].index("，") + 1
    body = [HEALTH[3], HEALTH[5], HEALTH[4][:cut], HEALTH[0], HEALTH[1], HEALTH[4][cut:], *HEALTH[6:]]
    check([["周敏 何立群", *body]], [HEALTH[0]], _AUTHORS[:1])


def test_headings_captions_and_names_in_the_text_begin_no_article() -> None:
    body = [*HEALTH[:6], "▲医生上门为老人量血压。", "张三丰 摄", *HEALTH[6:]]
    _, found = proposed([body])
    assert len(found) == 1
    assert [author.name for author in found[0].authors] == ["周敏", "何立群"]


def test_a_headline_of_short_halves_is_no_byline() -> None:
    body = [*HEALTH[3:6], "一滴水 多打粮", *HEALTH[6:]]
    check([["山里娃 上好学", "周敏 何立群", *body]], ["山里娃 上好学"], _AUTHORS[:1])


def test_one_article_is_all_of_its_text() -> None:
    for article in (HEALTH, SCHOOLS, TRANSPORT, ENVIRONMENT):
        text, [found] = proposed([article])
        assert (found.start, found.end) == (0, len(text) - 1)
        assert found.title == (0, len(article[0]))


def test_nothing_is_proposed_for_no_text() -> None:
    assert propose(ReadingText("")) == []
    assert propose(ReadingText(" \n\n")) == []


def test_a_printed_page_of_two_articles_is_cut_in_two() -> None:
    data = typeset(
        [[SCHOOLS[0], SCHOOLS[1], *SCHOOLS[2:]], [HEALTH[0], HEALTH[2], *HEALTH[3:]]], Setting(columns=2, width=24)
    )
    reading = read_bytes("版.pdf", data).reading
    found = propose(reading)
    assert [reading.text[slice(*one.title)] for one in found if one.title] == [SCHOOLS[0], HEALTH[0]]


def test_a_short_report_is_an_article_where_a_headline_and_a_reporter_stand_above_it() -> None:
    short = ("灯塔修好了", "本报通讯员 郑小林", "海边的灯塔今天重新亮起。" * 6)
    long = (SCHOOLS[0], "本报记者 周敏", *SCHOOLS[2:])
    check([long, short], [long[0], short[0]], [["周敏"], ["郑小林"]])
    check([short, long], [short[0], long[0]], [["郑小林"], ["周敏"]])


def test_the_samples_that_come_with_the_program_are_cut_into_their_articles() -> None:
    for path in (bundled("resources") / "samples").glob("*.txt"):
        reading = read_bytes(path.name, path.read_bytes()).reading
        found = propose(reading)
        assert len(found) == (2 if path.name.startswith("03-") else 1)
        assert all(one.title for one in found)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*HEALTH, *SCHOOLS, *_BYLINES, "——副题", "本报讯（记者 甲乙）某事。", "", " "]), max_size=30
    )
)
def test_the_proposals_for_any_text_are_all_of_it_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    at = 0
    for one in propose(ReadingText(text)):
        assert at <= one.start < one.end <= len(text)
        assert not text[at : one.start].strip()
        assert one.title is None or one.start <= one.title[0] < one.title[1] <= one.end
        at = one.end
    assert not text[at:].strip()


@pytest.mark.skipif(not _SHARED.is_dir(), reason="the reference articles lie beside the repository only")
def test_the_reference_page_is_cut_as_people_did() -> None:
    wanted = json.loads((_SHARED / "reference" / "002.articles.json").read_text(encoding="utf-8"))["articles"]
    path = next((_SHARED / "articles").glob("002_*.txt"))
    reading = read_bytes(path.name, path.read_bytes()).reading
    found = propose(reading)
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert abs(one.start - other["start"]) <= 2
        assert abs(one.end - other["end"]) <= 2
        assert one.title is not None
        assert reading.text[slice(*one.title)] == other["title"]["text"]
        assert [author.name for author in one.authors] == [author["name"] for author in other["authors"]]
