"""Quantities: bounds, values, units, and what is none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suggest.reference import articles
from suggest.sentences import SENTENCES, plain

from annotator.suggest.doubts import Doubt
from annotator.suggest.quantities import Quantity, all_quantities, find_quantities, quantity_at

NUMERIC = st.text(
    alphabet="0123456789.,，。%多余近约超上下以至到-～—一二两三十百千万亿"
    "点几数元户人次个亩年月天第前每/“”《》 \n１２A+",
    max_size=60,
)


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, [quantity.text for quantity in found]
    return found[0]


@pytest.mark.parametrize("sentence", SENTENCES.strip().split("\n"))
def test_the_metrics_of_a_sentence_are_found_and_nothing_else(sentence: str) -> None:
    text, wanted = plain(sentence)
    found = [(q.start, q.end, q.value, q.unit, q.bound) for q in find_quantities(text)]
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("2018年以来", Doubt.PERIOD),
        ("6月20日", Doubt.PERIOD),
        ("近3年", Doubt.PERIOD),
        ("为期10天时间", Doubt.PERIOD),
        ("满1年以上", Doubt.PERIOD),
        ("2小时内到达", Doubt.PERIOD),
        ("56岁", Doubt.AGE),
        ("第3次会议", Doubt.ORDINAL),
        ("全省前10名", Doubt.ORDINAL),
        ("住在红星村5组", Doubt.ORDINAL),
        ("500强企业", Doubt.ORDINAL),
        ("“15分钟生活圈”建成", Doubt.NAME),
        ("15分钟医保服务圈", Doubt.NAME),
        ("《2020年500个岗位信息》", Doubt.NAME),
        ("落实1村1品", Doubt.PHRASE),
        ("落实一户一策", Doubt.PHRASE),
        ("下达四项指标", Doubt.PHRASE),
        ("四种慢性病", Doubt.PHRASE),
        ("万亩蔬菜基地", Doubt.PHRASE),
        ("一亩三分地", Doubt.PHRASE),
        ("最后一公里", Doubt.PHRASE),
        ("电话0745", Doubt.BARE),
        ("“1+15+6+7”", Doubt.BARE),
        ("型号A-12台", Doubt.CODE),
    ],
)
def test_numbers_that_are_no_metrics_are_named_with_the_reason(text: str, doubt: Doubt) -> None:
    assert find_quantities(text) == []
    assert doubt in {quantity.doubt for quantity in all_quantities(text)}


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("３，６００．５万元", "36005000", "元", "exact"),
        ("1,286,500人", "1286500", "人", "exact"),
        ("10-20%", "10..20", "%", "range"),
        ("10%—20%", "10..20", "%", "range"),
        ("3至5万元", "30000..50000", "元", "range"),
        ("8000至1万元", "8000..10000", "元", "range"),
        ("两三百人", "200..300", "人", "range"),
        ("数十家企业", "", "家", "approx"),
        ("百分之八十", "80", "%", "exact"),
        ("五分之一", "0.2", "", "exact"),
        ("三分之二", "", "", "exact"),
        ("一万亿元", "1000000000000", "元", "exact"),
        ("三点五公里", "3.5", "公里", "exact"),
        ("逾50吨", "50", "吨", "min"),
        ("500名", "500", "人", "exact"),
        ("1.2个百分点", "1.2", "百分点", "exact"),
        ("浏览量100万+", "1000000", "", "min"),
        ("10万+阅读", "100000", "", "min"),
        ("30 公里", "30", "公里", "exact"),
        ("50万千瓦", "500000", "千瓦", "exact"),
        ("3千米", "3", "千米", "exact"),
        ("0.50%", "0.5", "%", "exact"),
    ],
)
def test_values_are_decimal_strings_in_the_base_unit(text: str, value: str, unit: str, bound: str) -> None:
    found = only(text)
    assert (found.value, found.unit, found.bound) == (value, unit, bound)


@pytest.mark.parametrize(
    ("text", "bound", "span"),
    [
        ("不低于4000元", "min", "4000元"),
        ("至少有3户", "min", "3户"),
        ("不到50平方米", "max", "50平方米"),
        ("超过200人", "min", "200人"),
        ("接近200家", "approx", "200家"),
        ("节约20%", "exact", "20%"),
        ("大约20%", "approx", "大约20%"),
        ("最近200家", "exact", "200家"),
    ],
)
def test_words_of_limit_to_the_left_count_for_the_bound_but_stay_outside(text: str, bound: str, span: str) -> None:
    found = only(text)
    assert (found.bound, found.text) == (bound, span)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("每人每月补助213.35元", "每人每月"),
        ("户均增收5000元", "每户"),
        ("亩产稻谷500公斤", "每亩"),
        ("奖励5000元/亩", "每亩"),
        ("补贴1000元/人/年", "每人每年"),
        ("月工资3700元", "每月"),
        ("今年收入3700元", ""),
        ("人均可支配收入，共3700元", ""),
    ],
)
def test_the_denominator_is_read_from_the_clause(text: str, per: str) -> None:
    assert only(text).per == per


def test_a_change_from_one_value_to_another_is_no_range() -> None:
    assert [q.text for q in find_quantities("由10%至20%")] == ["10%", "20%"]


def test_the_quantity_at_a_position_may_be_one_that_is_no_metric() -> None:
    text = "建于2018年，投资300万元"
    found = quantity_at(text, 3)
    assert found is not None
    assert (found.text, found.doubt) == ("2018年", Doubt.PERIOD)
    assert quantity_at(text, 0) is None
    at_end = quantity_at(text, len(text))
    assert at_end is not None
    assert at_end.text == "300万元"


def test_positions_are_code_points_of_the_whole_text() -> None:
    text = "a𠀀中😀\r\n\r\n共有120户\r\n"
    found = only(text)
    assert text[found.start : found.end] == found.text == "120户"
    assert text[slice(*found.number)] == "120"


def test_reference_metrics_are_found_with_their_values_and_units() -> None:
    for stem, text, spans in articles():
        gold = {(s["start"], s["end"]): s["attributes"] for s in spans if s["label"] == "METRIC"}
        found = {(q.start, q.end): q for q in find_quantities(text)}
        hits = gold.keys() & found.keys()
        assert len(hits) >= 0.95 * len(gold), stem
        assert len(hits) >= 0.95 * len(found), stem
        right = sum((gold[k]["value"], gold[k]["unit"]) == (found[k].value, found[k].unit) for k in hits)
        assert right >= 0.98 * len(hits), stem
        bounds = sum(gold[k]["bound"] == found[k].bound for k in hits)
        assert bounds >= 0.98 * len(hits), stem


@given(st.text(max_size=80) | NUMERIC)
def test_any_text_gives_ordered_quantities_that_do_not_overlap(text: str) -> None:
    found = all_quantities(text)
    for quantity in found:
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.text == text[quantity.start : quantity.end]
        assert "\n" not in quantity.text
        assert quantity.start <= quantity.number[0] < quantity.number[1] <= quantity.end
    for before, after in pairwise(found):
        assert before.end <= after.start
