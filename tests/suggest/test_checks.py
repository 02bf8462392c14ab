"""The checks before submitting, the candidates for Tab, the read-back line, the narrow form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.bundled import bundled
from annotator.domain.folding import fold, fold_numbers
from annotator.domain.scheme import Bounding
from annotator.i18n import set_language, tr
from annotator.suggest.candidates import Covered, next_candidate
from annotator.suggest.checks import _MESSAGES, Check, Tagged, check
from annotator.suggest.marks import pairs
from annotator.suggest.numerals import amount
from annotator.suggest.readback import read_back
from annotator.suggest.regions import clause, region, regions

TEXT = "清溪县推行“三长联动”机制，2023年投资300万元。\r\n他说：“路修好了，日子也好了。”惠及500户。"


def span(part: str, bounding: Bounding, text: str = TEXT, **attributes: str) -> Tagged:
    start = text.index(part)
    return Tagged(start, start + len(part), bounding, attributes)


def test_untagged_numbers_and_quoted_names_are_found() -> None:
    found = check(TEXT, [])
    assert [(f.kind, TEXT[f.start : f.end]) for f in found] == [
        (Check.NAME, "三长联动"),
        (Check.NUMBER, "300万元"),
        (Check.NUMBER, "500户"),
    ]


def test_what_a_span_touches_is_not_missed() -> None:
    spans = [span("“三长联动”机制", Bounding.NAME), span("300万元", Bounding.QUANTITY, value="3000000", unit="元")]
    assert [TEXT[f.start : f.end] for f in check(TEXT, spans)] == ["500户"]


def test_a_mark_or_blank_at_an_edge_is_found_and_quotation_marks_are_not() -> None:
    text = "推行“三长”机制， 成效好"
    spans = [
        span("机制，", Bounding.NAME, text),
        span("“三长”", Bounding.NAME, text),
        span(" 成效", Bounding.WORD, text),
    ]
    found = check(text, spans)
    assert [(f.kind, text[f.start : f.end]) for f in found] == [(Check.EDGE, "机制，"), (Check.EDGE, " 成效")]


def test_a_value_without_its_unit_is_found() -> None:
    other = [span("三长联动", Bounding.NAME), span("500户", Bounding.QUANTITY)]
    found = check(TEXT, [span("300万元", Bounding.QUANTITY, value="3000000"), *other])
    assert [f.kind for f in found] == [Check.UNIT]
    assert found[0].values["unit"] == "元"
    assert check(TEXT, [span("300万元", Bounding.QUANTITY, value="3000000", unit="元"), *other]) == []


def test_each_message_has_its_chinese_and_takes_its_values() -> None:
    chinese = json.loads((bundled("resources") / "i18n" / "zh" / "suggest.json").read_text(encoding="utf-8"))
    for template in _MESSAGES.values():
        assert template in chinese
    for finding in check(TEXT, [span("300万元。", Bounding.QUANTITY, value="1")]):
        assert "{" not in tr(finding.message, **finding.values)


def test_tab_goes_from_candidate_to_candidate_and_back() -> None:
    forward = []
    at = -1
    while found := next_candidate(TEXT, at, 1):
        forward.append(found)
        at = found[0]
    assert [TEXT[slice(*bounds)] for bounds in forward] == ["清溪县", "三长联动", "300万元", "500户"]
    back = []
    at = len(TEXT)
    while found := next_candidate(TEXT, at, -1):
        back.append(found)
        at = found[0]
    assert back == forward[::-1]


def test_tab_passes_over_what_is_tagged() -> None:
    start = TEXT.index("联动")
    found = next_candidate(TEXT, 3, 1, [(start, start + 2)])
    assert found is not None
    assert TEXT[slice(*found)] == "300万元"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9))), st.integers(0, 30), st.integers(1, 9))
def test_covering_is_what_looking_at_each_span_says(spans: list[tuple[int, int]], start: int, length: int) -> None:
    bounds = [(low, low + size) for low, size in spans]
    expected = any(low < start + length and start < high for low, high in bounds)
    assert Covered(bounds).touches(start, start + length) == expected


@given(st.text(alphabet="清溪县“”《》路300万元，。\r\n 😀", max_size=60), st.integers(-5, 65), st.sampled_from([1, -1]))
def test_candidates_lie_in_their_direction(text: str, position: int, direction: int) -> None:
    found = next_candidate(text, position, direction)
    if found:
        assert 0 <= found[0] < found[1] <= len(text)
        assert (found[0] > position) if direction > 0 else (found[0] < position)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 9))
def test_checks_never_fail_on_any_text(text: str, start: int, length: int) -> None:
    spans = [Tagged(start, start + length, Bounding.QUANTITY, {"value": "1"})] if start + length <= len(text) else []
    for finding in check(text, spans):
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"),
    [
        (
            ("136000000", "元", "", "exact", "投入资金"),
            "投入资金 = 1.36 亿元 = 136,000,000 元",
            "投入资金 = 136 million 元 = 136,000,000 元",
        ),
        (("550", "亩", "", "exact", "流转土地面积"), "流转土地面积 = 550 亩", "流转土地面积 = 550 亩"),
        (("1..2", "户", "", "range", ""), "1 至 2 户", "1 to 2 户"),
        (
            ("10000", "元", "每亩", "approx", "净利润"),
            "净利润 = 每亩 约 1 万元 = 10,000 元",
            "净利润 = 每亩 about 10,000 元",
        ),
        (("95", "%", "", "min", ""), "不少于 95%", "at least 95%"),
        (("50", "平方米", "", "max", ""), "不超过 50 平方米", "at most 50 平方米"),
        (("-0.5", "百分点", "", "", ""), "-0.5 百分点", "-0.5 百分点"),
        (("", "元", "", "", "资金"), "", ""),
        (("1..2..3", "元", "", "", ""), "", ""),
        (("many", "元", "", "", ""), "", ""),
        (("1e999999", "元", "", "", ""), "", ""),
    ],
)
def test_a_metric_is_read_back(arguments: tuple[str, ...], chinese: str, english: str) -> None:
    assert read_back(*arguments) == chinese
    set_language("en")
    try:
        assert read_back(*arguments) == english
    finally:
        set_language("zh")


def test_folding_narrows_without_moving() -> None:
    assert fold("ＡＢ１２％（Ｘ），　ｙ") == "AB12%(X), y"
    assert fold_numbers("１２，３４５％，好；ａ") == "12,345%，好；a"


@given(st.text())
def test_folding_keeps_every_position(text: str) -> None:
    assert len(fold(text)) == len(fold_numbers(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "end", "low", "high"),
    [
        ("三万五", 3, 35000, 35000),
        ("十二万三千", 5, 123000, 123000),
        ("两亿三千万", 5, 230000000, 230000000),
        ("七八", 2, 7, 8),
        ("二三十", 3, 20, 30),
        ("一百零五", 4, 105, 105),
        ("1亿2000万", 7, 120000000, 120000000),
        ("3621余万", 6, 36210000, 36210000),
    ],
)
def test_numerals_have_their_values(text: str, end: int, low: int, high: int) -> None:
    found = amount(text, 0)
    assert found is not None
    assert (found.end, found.low, found.high) == (end, low, high)


def test_strings_of_numerals_that_are_no_number_have_none() -> None:
    for text in ("三万三万", "二百三百", "半"):
        found = amount(text, 0)
        assert found is None


@given(st.text(alphabet="a中，\r\n。", max_size=40), st.integers(0, 40))
def test_regions_and_clauses_hold_their_position(text: str, position: int) -> None:
    position = min(position, len(text))
    low, high = region(text, position)
    assert low <= position <= high
    assert not set(text[low:high]) & set("\r\n")
    start, end = clause(text, position)
    assert low <= start <= position <= end <= high


def test_regions_put_together_are_the_text_without_line_ends() -> None:
    text = "甲乙，" * 3000 + "\r\n\r\n丙\n" + "丁" * 9000
    assert "".join(text[low:high] for low, high in regions(text)) == text.replace("\r", "").replace("\n", "")
    assert max(high - low for low, high in regions(text)) <= 1401


def test_marks_are_paired_inside_out_and_lonely_ones_left() -> None:
    line = "”“甲‘乙’丙”《丁“戊》"
    assert [line[p.opening : p.closing + 1] for p in pairs(line)] == ["‘乙’", "“甲‘乙’丙”", "《丁“戊》"]
