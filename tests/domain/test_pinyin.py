"""Initials, matching and order by pinyin."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.pinyin import initials, matches, sort_key


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("政策项目", "zcxm"),
        ("指标值", "zbz"),
        ("地点", "dd"),
        ("啊澳芭怖擦错搭堕蛾贰发咐噶过哈祸", "aabbccddeeffgghh"),
        ("击骏喀阔垃络妈穆拿诺哦沤啪瀑期群", "jjkkllmmnnooppqq"),
        ("然弱撒所塌唾挖误昔迅压孕匝座", "rrssttwwxxyyzz"),
        ("《消费扶贫》 第2期 A", "xffpd2qa"),
        ("ＡＢ１", "ab1"),
        ("崀山", "*s"),
        ("", ""),
    ],
)
def test_initials_are_first_letters_and_rare_characters_stand_open(text: str, letters: str) -> None:
    assert initials(text) == letters


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("zb", "指标值", True),
        ("ZBZ", "指标值", True),
        ("标值", "指标值", True),
        ("bz", "指标值", True),
        ("zz", "指标值", False),
        ("", "指标值", True),
        ("metric", "指标值 METRIC", True),
        ("ls", "崀山", True),
        ("lq", "崀山", False),
        ("l", "崀", False),
        ("指标", "地点", False),
        ("c++", "c++ 程序", True),
        ("c+", "地点", False),
    ],
)
def test_a_query_finds_a_name_by_its_characters_or_its_initials(query: str, text: str, found: bool) -> None:
    assert matches(query, text) is found


@given(st.text(max_size=20), st.integers(0, 10), st.integers(1, 6))
def test_every_part_of_a_text_finds_it(text: str, start: int, length: int) -> None:
    assert matches(text[start : start + length], text + " ")


def test_titles_are_ordered_by_pinyin_and_by_the_value_of_their_numbers() -> None:
    assert sort_key("9" * 9999) < sort_key("1" * 10000)
    titles = ["走向胜利", "第10版", "安全饮水", "第009版", "民安产业兴", "3 期"]
    assert sorted(titles, key=sort_key) == ["3 期", "安全饮水", "第009版", "第10版", "民安产业兴", "走向胜利"]


@given(st.lists(st.text(max_size=8), max_size=8))
def test_any_titles_can_be_ordered(titles: list[str]) -> None:
    ordered = sorted(titles, key=sort_key)
    assert all(sort_key(one) <= sort_key(other) for one, other in pairwise(ordered))
