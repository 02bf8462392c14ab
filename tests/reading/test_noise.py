"""What printing and extraction put between the words: heads, page numbers, bylines, readings, unseen characters."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading.pages import Manner, ink, make_page, set_lines
from reading.prose import ENVIRONMENT, HEALTH, SCHOOLS, TRADITIONAL, TRANSPORT

from annotator.domain.text import EditKind, ReadingText
from annotator.reading.furniture import BYLINE, RUNNING_HEAD, is_page_number, is_reporter, is_running_head
from annotator.reading.reader import read_bytes
from annotator.reading.readings import READING
from annotator.reading.repair import OVER_HEAD, UNREADABLE, UNSEEN, repair


def furniture(reading: ReadingText) -> list[str]:
    return [reading.text[start:end] for start, end in reading.furniture]


_HEADS = (
    "临江日报 2021年3月5日 星期五",
    "2021年3月5日 星期五 第3版",
    "责编：王一鸣 版式：李想 校对：赵敏",
    "本版责编/陈晨 美编/吴越",
    "綜合新聞 2021-03-05 A7",
    "要闻 03版",
    "国内统一刊号CN 43-0001 邮发代号41-1",
    "农历辛丑年正月廿二 2021年3月5日",
    "投稿邮箱：news@example.org 电话：0739-1234567 临江晚报",
)
_NUMBERS = ("— 3 —", "- 12 -", "·7·", "第3页", "第 3 页 共 10 页", "A03版", "（下转第4版）", "上接1版", "Page 2 of 9")
_NO_HEADS = (
    *HEALTH,
    *SCHOOLS[2:],
    *TRANSPORT,
    *ENVIRONMENT,
    "2021年3月5日，临江县召开会议。",
    "改造旧房",
    "一、总体要求",
    "3000多人",
    "2021年",
    "本报记者昨天来到这里，看到了变化。",
    "编辑部的故事",
)


@pytest.mark.parametrize("text", [*_HEADS, *_NUMBERS])
def test_heads_and_page_numbers_are_told_by_what_they_say(text: str) -> None:
    assert is_running_head(text) or is_page_number(text)
    found = repair(f"上午，铃声响了。\n\n{text}\n\n孩子们排着队。\n")
    assert "".join(furniture(found)) == text
    assert found.text == f"上午，铃声响了。\n{text}\n孩子们排着队。\n"
    assert {edit.reason for edit in found.edits if edit.kind is EditKind.FURNITURE} == {RUNNING_HEAD}


@pytest.mark.parametrize("text", _NO_HEADS)
def test_what_an_article_says_is_none(text: str) -> None:
    assert not is_running_head(text)
    assert not is_page_number(text)
    assert not is_reporter(text)
    assert not repair(f"上午，铃声响了。\n\n{text}\n\n孩子们排着队。\n").furniture


@pytest.mark.parametrize(
    "text",
    [
        "□ 本报记者 宋雨晴 通讯员 马力",
        "□本报记者 宋雨晴",
        "本報記者 陳大文 林小玲",
        "□ 記者 陳大文",
        "全媒体记者 周敏",
        "■ 周敏 何立群",
    ],
)
def test_a_byline_that_says_what_it_is_stays_and_is_not_tagged(text: str) -> None:
    found = repair(f"一所山村小学的午饭\n{text}\n上午，铃声响了。\n")
    assert furniture(found) == [text]
    assert [edit.reason for edit in found.edits if edit.kind is EditKind.FURNITURE] == [BYLINE]


def test_a_paragraph_goes_on_behind_the_foot_and_head_of_pages() -> None:
    lines = set_lines(HEALTH[4], 20, 2)
    source = "　　" + "\n".join(lines[:3]) + "\n— 3 —\n临江日报 2021年3月5日 星期五\n" + "\n".join(lines[3:]) + "\n"
    found = repair(source)
    assert found.text == HEALTH[4] + "\n"
    [over] = [edit for edit in found.edits if edit.reason == OVER_HEAD]
    assert source[over.start : over.end] == "\n— 3 —\n临江日报 2021年3月5日 星期五\n"
    back = found.edited(remove=[over])
    assert "临江日报 2021年3月5日 星期五" in back.text


def test_a_line_that_comes_back_on_every_page_and_counts_on_is_a_head() -> None:
    pages = []
    for number, article in enumerate((HEALTH, SCHOOLS, TRANSPORT, ENVIRONMENT), 7):
        body = make_page(article, Manner(indent="　　", gap=False), number).source
        pages.append(f"临江县年鉴（教育卷） {number}\n{body}")
    found = repair("".join(pages))
    assert sum(text.startswith("临江县年鉴（教育卷）") for text in found.text.split("\n")) == 4
    assert [text for text in furniture(found) if "记者" not in text] == [
        f"临江县年鉴（教育卷） {number}" for number in range(7, 11)
    ]


def test_numbers_where_pages_end_are_page_numbers_and_others_are_not() -> None:
    found = repair("上午，铃声响了。\n12\n\f食堂里飘出了香味。\n\n25\n\n孩子们排着队。\n13\n\f他们都笑了。\n")
    assert furniture(found) == ["12", "13"]


@given(
    st.lists(
        st.sampled_from(
            [*_HEADS, *_NUMBERS, "", "　　", "孩子们排着队，端着", "餐盘。", "□ 本报记者 周敏", "改造  改造", "\f"]
        )
    )
)
def test_furniture_never_changes_a_character(pieces: list[str]) -> None:
    source = "\n".join(pieces)
    found = repair(source)
    for at, origin in enumerate(found.source_map()):
        assert origin is None or found.text[at] == source[origin]
    for (_, before), (start, end) in pairwise([(0, 0), *found.furniture]):
        assert before <= start < end
    without = found.edited(remove=[edit for edit in found.edits if edit.kind is EditKind.FURNITURE])
    assert without.text == found.text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("發(fā)布會在臺北舉行。", "發布會在臺北舉行。"),
        ("邙（máng）山下的崀(làng)山。", "邙山下的崀山。"),
        ("新闻发布会（fā bù huì）开了。", "新闻发布会开了。"),
        ("崀（读làng）山镇。", "崀山镇。"),
        ("臺北（ㄊㄞˊ ㄅㄟˇ）的雨。", "臺北的雨。"),
    ],
)
def test_readings_set_into_the_text_are_taken_out_as_decisions(source: str, text: str) -> None:
    found = repair(source)
    assert found.text == text
    assert {(edit.kind, edit.reason) for edit in found.edits} == {(EditKind.DROP, READING)}
    assert found.edited(remove=found.edits).text == source


@pytest.mark.parametrize(
    "source",
    ["地区生产总值（GDP）增长。", "他（he）说。", "中欧班列（成渝）号。", "甲（a）乙（b）。", "Café(né)开了。"],
)
def test_other_brackets_stay(source: str) -> None:
    assert repair(source).text == source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("通 知 公 告\n", "通知公告\n"),
        ("关 于 召 开 2021 年 工 作 会 议 的 通 知\n", "关于召开2021年工作会议的通知\n"),
        ("家 门 口 看 病　　心 里 有 底 气\n", "家门口看病　心里有底气\n"),
        ("臨 江 縣 人 民 政 府\n", "臨江縣人民政府\n"),
    ],
)
def test_letter_spaced_lines_close_up(source: str, text: str) -> None:
    assert repair(source).text == text


def test_characters_that_cannot_be_seen_stay_and_are_doubts() -> None:
    source = "白\u200b鹭湾\u00ad的水\ufeff清了，\ue123鸟来了。\n"
    found = repair(source)
    assert found.text == source
    assert [(source[d.start : d.end], d.reason) for d in found.doubts] == [
        ("\u200b", UNSEEN),
        ("\u00ad", UNSEEN),
        ("\ufeff", UNSEEN),
        ("\ue123", UNREADABLE),
    ]


def test_lines_of_nothing_but_such_characters_are_empty_lines() -> None:
    assert (
        repair("上午，铃声响了。\n\u200b\n\u3000\u200b \n孩子们排着队。\n").text == "上午，铃声响了。\n孩子们排着队。\n"
    )


def test_joined_pictures_of_characters_and_variants_are_no_doubts() -> None:
    assert repair("👨\u200d👩\u200d👧来了，葛\U000e0100城。\n").doubts == ()


def test_full_width_digits_and_letters_stay_as_they_are() -> None:
    assert repair("投资３．１５亿元，约占ＧＤＰ的２％。\n").edits == ()


@pytest.mark.parametrize("doubled", [0.0, 1.0])
def test_traditional_text_is_joined_and_freed_of_doubling(doubled: float) -> None:
    page = make_page(TRADITIONAL, Manner(indent="　　", gap=False, doubled=doubled), 3)
    found = repair(page.source)
    assert ink(found.text) == ink(page.reading)
    assert abs(found.text.count("\n") - page.reading.count("\n")) <= 2


def test_ruby_of_web_pages_is_left_out() -> None:
    page = "<p>他住在<ruby>邙<rp>(</rp><rt>máng</rt><rp>)</rp></ruby>山下，已经三十年了。</p>"
    assert read_bytes("页.html", page.encode()).reading.text == "他住在邙山下，已经三十年了。\n"
