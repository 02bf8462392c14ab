"""Natural bounds, the ladder, snapping, trimming."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suggest.reference import articles

from annotator.domain.scheme import Bounding
from annotator.suggest.bounds import ladder, larger, natural_bound, smaller, snap, trimmed

BOUNDING = {"METRIC": Bounding.QUANTITY, "PLACE": Bounding.PLACE, "PROGRAMME": Bounding.NAME}
MIXED = st.text(alphabet="全省粮食产量双清区两塘村在的实施“”《》工程机制，。、 \r\n36.5万元a𠀀中😀é", max_size=50)


def around(text: str, part: str, bounding: Bounding, known: set[str] | None = None) -> str:
    """What is bounded at the middle of a part of the text."""
    found = natural_bound(text, text.index(part) + len(part) // 2, bounding, known or set())
    return text[slice(*found)] if found else ""


@pytest.mark.parametrize(
    ("text", "part", "bound"),
    [
        ("共投入资金近1.36亿元，用于修路", "1.36", "近1.36亿元"),
        ("面积达10万亩以上。", "万亩", "10万亩以上"),
        ("建于2018年的水渠", "2018", "2018年"),
        ("电话是12345", "234", "12345"),
        ("增收两万元。", "万", "两万元"),
        ("这里没有数字", "数字", "数字"),
    ],
)
def test_a_quantity_is_bounded_with_approximator_multiplier_and_classifier(text: str, part: str, bound: str) -> None:
    assert around(text, part, Bounding.QUANTITY) == bound


@pytest.mark.parametrize(
    ("text", "part", "bound"),
    [
        ("走进清溪县白石镇红星村，看变化", "白石", "清溪县白石镇红星村"),
        ("在江口区农业农村局", "江口", "江口区"),
        ("云岭市委召开会议", "云岭", "云岭市"),
        ("地处青山苗族自治县城北", "青山", "青山苗族自治县"),
        ("他是贫困村的村民", "贫困村", "贫困村"),
        ("该区全面推行", "该区", "该区"),
    ],
)
def test_a_place_is_bounded_as_its_unbroken_chain(text: str, part: str, bound: str) -> None:
    assert around(text, part, Bounding.PLACE) == bound


def test_a_finder_of_places_is_asked_before_the_suffixes() -> None:
    text = "驶向怀阳的列车"
    assert natural_bound(text, 3, Bounding.PLACE, places=lambda _text, _position: (2, 4)) == (2, 4)


@pytest.mark.parametrize(
    ("text", "part", "bound"),
    [
        ("打响“五净”攻坚战，建设家园", "五净", "“五净”攻坚战"),
        ("举行“千企入村”帮扶行动启动仪式。", "千企", "“千企入村”帮扶行动"),
        ("打造“一镇一特”产业格局", "一镇", "一镇一特"),
        ("形成“一镇一特、一户一品”格局", "一户", "一户一品"),
        ("落实“两免、三补”政策", "三补", "两免、三补"),
        ("出台《清溪县养老服务实施方案》，明确", "养老", "清溪县养老服务实施方案"),
        ("统筹农村供水保障工程，", "供水", "农村供水保障工程"),
        ("大力开展科技扶贫工作", "科技", "科技扶贫"),
        ("他说：“今天很高兴，明天再来。”", "高兴", "高兴"),
    ],
)
def test_a_name_is_bounded_by_its_marks_or_its_head_noun(text: str, part: str, bound: str) -> None:
    assert around(text, part, Bounding.NAME) == bound


def test_a_string_tagged_before_is_bounded_whole() -> None:
    text = "落实阳光助残政策以后"
    assert around(text, "助", Bounding.NAME, {"阳光助残", "助残"}) == "阳光助残"
    assert around(text, "助", Bounding.WORD, {"阳光助残"}) == "阳光助残"


def test_blanks_and_marks_alone_have_no_bound() -> None:
    for bounding in Bounding:
        assert natural_bound("，。 \r\n", 2, bounding) is None
        assert natural_bound("", 0, bounding) is None


def test_the_ladder_goes_from_the_word_over_the_compound_to_the_clause() -> None:
    text = "今年，全省粮食产量增长到1200万吨，创历史新高"
    start = text.index("粮食")
    rungs = [text[slice(*rung)] for rung in ladder(text, start, start + 2, anchor=start)]
    wanted = ["粮", "粮食", "粮食产量", "全省粮食产量", "全省粮食产量增长到1200万吨"]
    assert [rung for rung in rungs if rung in wanted] == wanted


def test_the_ladder_knows_marks_quantities_and_strings_tagged_before() -> None:
    text = "推行“三长联动”机制，投资近300万元修路"
    start = text.index("联动")
    rungs = [text[slice(*rung)] for rung in ladder(text, start, start + 2, Bounding.NAME, {"三长联动"})]
    wanted = ["联动", "三长联动", "“三长联动”", "“三长联动”机制"]
    assert [rung for rung in rungs if rung in wanted] == wanted
    number = text.index("300")
    rungs = [text[slice(*rung)] for rung in ladder(text, number, number + 3, Bounding.QUANTITY)]
    assert {"300万", "近300万元"} <= set(rungs)


def test_going_larger_and_smaller_walks_the_same_rungs() -> None:
    text = "全省粮食产量持续增长"
    rungs = ladder(text, 2, 4, anchor=2)
    bounds: tuple[int, int] | None = rungs[0]
    up = []
    while bounds:
        up.append(bounds)
        bounds = larger(*bounds, rungs)
    assert up == rungs
    bounds = rungs[-1]
    down = []
    while bounds:
        down.append(bounds)
        bounds = smaller(*bounds, rungs)
    assert down == rungs[::-1]


@pytest.mark.parametrize(
    ("start", "end", "bound"),
    [
        (2, 4, "通村"),
        (2, 5, "通村公路"),
        (3, 6, "通村公路"),
        (4, 7, "公路"),
        (4, 8, "公路，改善"),
        (7, 8, "改善"),
        (8, 7, "改善"),
        (0, 12, "修建通村公路，改善出行条件"),
    ],
)
def test_a_drag_snaps_to_the_nearest_word_bounds_without_marks(start: int, end: int, bound: str) -> None:
    text = "修建通村公路，改善出行条件"
    assert text[slice(*snap(text, start, end))] == bound


def test_a_drag_within_one_long_word_gives_the_word() -> None:
    text = "学习中华人民共和国历史"
    assert text[slice(*snap(text, 4, 5))] == "中华人民共和国"


def test_a_drag_over_paragraphs_keeps_both_ends() -> None:
    text = "第一段话。\r\n第二段话。"
    start, end = snap(text, 1, len(text))
    assert (start, text[end - 1]) == (0, "话")


def test_trimming_takes_blanks_and_marks_from_the_edges() -> None:
    text = " ，“两不”工程。 "
    found = trimmed(text, 0, len(text))
    assert found is not None
    assert text[slice(*found)] == "“两不”工程"
    assert trimmed("，。 ", 0, 3) is None


@given(MIXED | st.text(max_size=50), st.integers(0, 50), st.sampled_from(Bounding))
def test_natural_bounds_lie_in_one_paragraph_of_any_text(text: str, position: int, bounding: Bounding) -> None:
    found = natural_bound(text, position, bounding, {"粮食产量", "村在"})
    if found:
        assert 0 <= found[0] < found[1] <= len(text)
        assert not set(text[slice(*found)]) & set("\r\n")
        assert found[0] <= min(position, len(text)) <= found[1]


@given(MIXED | st.text(max_size=50), st.integers(0, 50), st.integers(1, 20), st.sampled_from(Bounding))
def test_rungs_are_strictly_nested_inside_one_paragraph(text: str, start: int, length: int, bounding: Bounding) -> None:
    end = min(start + length, len(text))
    rungs = ladder(text, start, end, bounding, {"粮食产量"})
    for inner, outer in pairwise(rungs):
        assert outer[0] <= inner[0] < inner[1] <= outer[1]
        assert inner != outer
    for rung in rungs:
        assert 0 <= rung[0] < rung[1] <= len(text)
        assert "\n" not in text[slice(*rung)]


@given(MIXED | st.text(max_size=50), st.integers(0, 50), st.integers(0, 50))
def test_snapping_stays_inside_any_text(text: str, start: int, end: int) -> None:
    low, high = snap(text, start, end)
    assert 0 <= low <= high <= len(text)


def test_reference_spans_are_bounded_at_once_or_reached_in_three_steps() -> None:
    """The share that is wanted leaves room for what needs a gazetteer or a decision; places and metrics need less."""
    wanted = {"METRIC": 0.99, "PLACE": 0.85, "PROGRAMME": 0.8}
    reached: dict[str, list[bool]] = {}
    for _, text, spans in articles():
        for span in spans:
            target = (span["start"], span["end"])
            bounding = BOUNDING[span["label"]]
            first = natural_bound(text, sum(target) // 2, bounding)
            rungs = ladder(text, *first, bounding) if first else []
            near = first is not None and target in rungs and abs(rungs.index(target) - rungs.index(first)) <= 3
            reached.setdefault(span["label"], []).append(near)
    for label, hits in reached.items():
        assert sum(hits) >= wanted[label] * len(hits), label
