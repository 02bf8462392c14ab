"""A source is repaired to paragraphs one a line, and every reading character is one of the source."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading.pages import Manner, make_page
from reading.prose import ARTICLES, HEALTH, TRANSPORT

from annotator.domain.text import EditKind, ReadingText, carry
from annotator.i18n import catalogue
from annotator.reading import blanks, furniture, joining, readings
from annotator.reading import repair as repair_module
from annotator.reading.repair import BREAKS_OFF, RUN_TOGETHER, UNREADABLE, repair

_PIECES = st.sampled_from(
    [
        *"中文学校，。、：“”《》（）—…0123456789Aab \u3000\t\n\r\u2028\x0b😀𠮷\u0301▲%",
        "\r\n",
        "\n\n",
        "——",
        "……",
        "2020",
        "学校学校",
        "　　",
    ]
)
_TEXTS = st.lists(_PIECES, max_size=120).map("".join) | st.text(max_size=200)


def _sound(found: ReadingText) -> None:
    """Every reading character equals the source character it comes from, and they keep their order."""
    text, places = found.text, found.source_map()
    assert len(places) == len(text)
    known = [(at, place) for at, place in enumerate(places) if place is not None]
    assert all(text[at] == found.source[place] for at, place in known)
    assert all(one < other for (_, one), (_, other) in pairwise(known))
    assert all(text[at] == "\n" for at, place in enumerate(places) if place is None)


@given(_TEXTS)
@settings(max_examples=120)
def test_every_reading_character_is_one_of_the_source_in_order(source: str) -> None:
    _sound(repair(source))


@given(_TEXTS)
def test_paragraphs_stand_one_a_line_without_blanks_around_them(source: str) -> None:
    text = repair(source).text
    assert "\r" not in text
    if text.strip():
        lines = text.removesuffix("\n").split("\n")
        assert all(line and line == line.strip() for line in lines)
    else:
        assert text == ""


@given(_TEXTS)
def test_only_blanks_and_second_copies_are_taken_out(source: str) -> None:
    found = repair(source)
    for edit in found.edits:
        if edit.kind == EditKind.SPLIT:
            assert edit.text == "\n"
        elif edit.kind != EditKind.DEDOUBLE:
            assert source[edit.start : edit.end].isspace()
            assert edit.text == ""
        assert edit.reason


@given(_TEXTS, st.data())
def test_taking_decisions_back_restores_what_they_took(source: str, data: st.DataObject) -> None:
    found = repair(source)
    if found.edits:
        gone = data.draw(st.lists(st.sampled_from(found.edits), unique=True))
        less = found.edited(remove=gone)
        _sound(less)
        kept = set(range(len(source)))
        for edit in less.edits:
            kept -= set(range(edit.start, edit.end))
        assert [place for place in less.source_map() if place is not None] == sorted(kept)
        assert less.edited(add=gone).text == found.text
    assert found.edited(remove=found.edits).text == source


@given(_TEXTS, st.data())
def test_a_span_keeps_its_characters_when_decisions_are_taken_back(source: str, data: st.DataObject) -> None:
    found = repair(source)
    if not found.text or not found.edits:
        return
    start = data.draw(st.integers(0, len(found.text) - 1))
    end = data.draw(st.integers(start + 1, len(found.text)))
    less = found.edited(remove=data.draw(st.lists(st.sampled_from(found.edits), unique=True)))
    low, high = carry(start, end, found, less)
    characters = [place for place in found.source_map()[start:end] if place is not None]
    inside = [place for place in less.source_map()[low:high] if place is not None]
    assert set(characters) <= set(inside)
    if characters:
        assert inside[0] == characters[0]
        assert inside[-1] == characters[-1]


@given(_TEXTS, st.data())
def test_an_article_cut_out_of_its_source_is_repaired_alike(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    found = repair(source, start, end)
    _sound(found)
    assert found.text == repair(source[start:end]).text


@pytest.mark.parametrize("article", ARTICLES)
def test_a_text_of_paragraphs_one_a_line_needs_no_edit(article: tuple[str, ...]) -> None:
    text = "\n".join(article) + "\n"
    found = repair(text)
    assert found.text == text
    assert {edit.kind for edit in found.edits} <= {EditKind.FURNITURE}
    assert found.doubts == ()
    assert repair(text.removesuffix("\n")).edits == found.edits


def test_empty_lines_between_paragraphs_are_the_only_thing_taken_out() -> None:
    found = repair("\n\n".join(HEALTH))
    assert {edit.kind for edit in found.edits} == {EditKind.BLANK}
    assert found.text == "\n".join(HEALTH)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_other_line_ends_read_as_line_feeds(end: str) -> None:
    found = repair(end.join(TRANSPORT))
    assert found.text == "\n".join(TRANSPORT)
    _sound(found)


def test_blanks_alone_read_as_nothing() -> None:
    assert repair(" \n\u3000\r\n").text == ""
    assert repair("").text == ""


@pytest.mark.parametrize(
    "text",
    [
        "家门口看病 心里有底气",
        "周敏 何立群",
        "本报记者 宋雨晴 通讯员 马力",
        "方志远 摄",
        "□ 本报记者 方志远",
        "“两山”之路 “绿色”答卷",
        "本报讯（记者 宋雨晴 通讯员 马力）昨日，学校开学。",
        "序号\t32\t青石镇",
        "Open the door",
    ],
)
def test_blanks_that_separate_stay(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("2018 年以来，全县建成 205.6 公里公路。", "2018年以来，全县建成205.6公里公路。"),
        ("新 校 舍 落成了。", "新校舍落成了。"),
        ("运 用 网 络 平 台 为 7 5 1 户 服 务", "运用网络平台为751户服务"),
        ("投资 ，建设 。", "投资，建设。"),
        ("全县学校已经全部接通 光纤网络，孩子们高兴。", "全县学校已经全部接通光纤网络，孩子们高兴。"),
        ("家 门 口 看 病　　心 里 有 底 气", "家门口看病　心里有底气"),
        ("率达 97.3 %。", "率达97.3%。"),
    ],
)
def test_stray_blanks_go(text: str, reading: str) -> None:
    found = repair(text)
    assert found.text == reading
    assert {edit.kind for edit in found.edits} == {EditKind.SPACE}


def test_lists_titles_and_salutations_of_a_letter_stay_lines_of_their_own() -> None:
    text = (
        "关于做好开学工作的通知\n各乡镇中心学校，县直各学校：\n现将有关事项通知如下：\n一、加强领导\n（一）校长负责\n"
        "（二）专人值守\n1. 食堂\n2. 校车\n二、严格检查\n平川市教育局\n2021年8月6日\n"
    )
    assert repair(text).edits == ()


def test_captions_bylines_and_subtitles_begin_a_paragraph() -> None:
    body = "孩子们排着队，端着餐盘，\n脸上带着笑，今天的菜是土\n豆烧牛肉、清炒白菜和番茄\n蛋汤，米饭管够，都高兴。\n"
    page = body + "——云溪乡小学见闻\n宋雨晴 马力\n▲孩子们在食堂\n打饭。\n◀新食堂外景\n方志远 摄\n"
    assert repair(page).text.split("\n")[1:] == [
        "——云溪乡小学见闻",
        "宋雨晴 马力",
        "▲孩子们在食堂打饭。",
        "◀新食堂外景",
        "方志远 摄",
        "",
    ]


def test_a_sentence_that_a_page_cut_goes_on_behind_an_empty_line() -> None:
    first = "上午第四节课的铃声刚响，食堂里已经飘出了饭菜香。孩子们排着队，端着餐盘，脸上带着幸福的"
    assert repair(f"{first}\n\n笑容，谁也不挤。\n").text == f"{first}笑容，谁也不挤。\n"
    assert repair(f"{first}\n\n山村小学的午饭\n").text == f"{first}\n山村小学的午饭\n"


def test_a_paragraph_that_breaks_off_is_flagged() -> None:
    source = "上午第四节课的铃声刚响，食堂里已经飘出了饭菜香。孩子们排着队，\n\n山村小学的午饭\n"
    assert [(source[d.start : d.end], d.reason) for d in repair(source).doubts] == [("，", BREAKS_OFF)]


def test_private_and_lost_characters_are_flagged() -> None:
    assert [(d.start, d.end, d.reason) for d in repair("白鹭\ue123湾\ufffd。").doubts] == [
        (2, 3, UNREADABLE),
        (4, 5, UNREADABLE),
    ]


def test_latin_lines_stay_and_words_that_meet_in_a_join_are_flagged() -> None:
    text = "This is a paragraph of English\nthat goes on in the next line.\n"
    assert repair(text).text == text
    page = (
        "学校为孩子们买了新电脑，装上了Windows\nOffice软件，孩子们很高兴地学习了起来\n"
        "，老师们也都说好，家长们也来看，都说这\n是一件好事，村里人也都来看，学校里热热\n闹闹。\n"
    )
    assert [d.reason for d in repair(page).doubts if d.reason == RUN_TOGETHER] == [RUN_TOGETHER]


def test_decisions_that_are_less_certain_say_so() -> None:
    page = make_page(HEALTH, Manner(gap=False), 2)
    certainty = {edit.reason: edit.certainty for edit in repair(page.source).edits}
    assert certainty[joining.FULL_LINE] > certainty[joining.FULL_SENTENCE]
    assert all(0.5 <= value <= 1 for value in certainty.values())


def test_every_reason_has_its_chinese() -> None:
    reasons = {
        value
        for module in (blanks, furniture, joining, readings, repair_module)
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str) and value.endswith(".")
    }
    assert len(reasons) >= 18
    assert reasons <= catalogue("zh").keys()


def test_a_long_text_is_repaired_in_parts_as_if_it_were_one() -> None:
    rng = Random(5)
    pages = [make_page(rng.choice(ARTICLES), Manner(indent="　　", gap=False), seed) for seed in range(500)]
    source = "".join(page.source for page in pages)
    found = repair(source)
    _sound(found)
    wanted = "".join(page.reading for page in pages)
    assert found.text.replace("\n", "") == wanted.replace("\n", "")
    assert abs(found.text.count("\n") - wanted.count("\n")) < 0.03 * wanted.count("\n")
