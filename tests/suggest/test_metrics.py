"""Engine 1: roles, directions, indicators, suggestions."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suggest.reference import articles
from suggest.sentences import SENTENCES, plain

from annotator.bundled import bundled
from annotator.i18n import tr
from annotator.suggest.metrics import QuantityEngine
from annotator.suggest.protocol import Suggester, Suggestion
from annotator.suggest.quantities import find_quantities
from annotator.suggest.roles import roles

ENGINE: Suggester = QuantityEngine()
ALPHABET = "共投入资金3亿元，由15至20%增长到、和分别人户(幼儿园)“扶贫”》的了\r\n一两😀 "


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("产值由15亿元增长到19亿元", ["from up", "to up"]),
        ("死亡率从2015年的3.5%下降到0.3%", ["from down", "to down"]),
        ("床位、医师分别由600张、80人增加到900张、150人", ["from up", "from up", "to up", "to up"]),
        ("森林覆盖率提高到69%", ["to up"]),
        ("收入从2014年的2300元增加到2019年的10800元", ["from up", "to up"]),
        ("占比由10%至20%", ["from up", "to up"]),
        ("办理时限由15天压缩至3天", ["from down", "to down"]),
        ("新增学位300个，累计投入2亿元", ["change up", "level "]),
        ("新增护士30人、医师12人", ["change up", "change up"]),
        ("门诊量同比增长12%", ["change up"]),
        ("化肥用量减少5000吨", ["change down"]),
        ("新增1000万元以上项目12个", ["level ", "change up"]),
        ("新建卫生室12所，达到300所", ["level ", "level "]),
    ],
)
def test_roles_and_directions_follow_the_verbs(text: str, wanted: list[str]) -> None:
    metrics = find_quantities(text)
    assert [f"{role} {direction}" for role, direction in roles(text, metrics)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("全县共投入资金3亿元", [["投入资金"]]),
        ("建成30公里通组公路", [["建成", "通组公路"]]),
        ("幼儿园、小学分别达到11所、31所", [["幼儿园"], ["小学"]]),
        ("外贸出口额由3亿元增长到5亿元", [["外贸出口额"], ["外贸出口额"]]),
        ("发放临时救助金8万人次2.5亿元", [["发放临时救助金"], ["发放临时救助金"]]),
    ],
)
def test_the_indicator_is_quoted_from_the_text(text: str, wanted: list[list[str]]) -> None:
    found = ENGINE.suggest(text)
    assert [[quote["text"] for quote in s.attributes["indicator"]] for s in found] == wanted


def test_a_suggestion_says_what_it_is_and_why() -> None:
    text = "去年，每亩净利润近1万元。"
    (found,) = ENGINE.suggest(text)
    assert (found.label, found.engine, text[found.start : found.end]) == ("METRIC", "quantities", "近1万元")
    assert {k: v for k, v in found.attributes.items() if k != "indicator"} == {
        "value": "10000",
        "unit": "元",
        "per": "每亩",
        "bound": "approx",
        "role": "level",
    }
    assert 0 < found.score <= 1
    assert "元" in tr(found.reason, **found.values)


def test_numerals_in_chinese_are_less_certain_than_digits() -> None:
    digits, written = ENGINE.suggest("培训30人，举办了两场招聘会")
    assert digits.score > written.score


def test_each_reason_has_its_chinese() -> None:
    chinese = json.loads((bundled("resources") / "i18n" / "zh" / "suggest.json").read_text(encoding="utf-8"))
    text = "\n".join(plain(line)[0] for line in SENTENCES.strip().split("\n")) + "\n覆盖12镇；优良天数300天；浏览1.2亿"
    reasons = {found.reason for found in ENGINE.suggest(text)}
    assert len(reasons) == 6
    assert reasons <= chinese.keys()


def test_a_range_of_paragraphs_gives_the_same_suggestions_as_the_whole() -> None:
    text = "产值由15亿元增长到19亿元。\n新增学位300个。\n培训3000多人。"
    cut = text.index("\n") + 1
    whole = ENGINE.suggest(text)
    assert [*ENGINE.suggest(text, 0, cut), *ENGINE.suggest(text, cut)] == whole


def test_a_suggestion_is_valid_from_birth() -> None:
    with pytest.raises(ValueError, match="empty"):
        Suggestion(3, 3, "METRIC", 0.5, "quantities", "")
    with pytest.raises(ValueError, match="between 0 and 1"):
        Suggestion(3, 4, "METRIC", 1.5, "quantities", "")


@given(
    st.text(alphabet="共投入资金3亿元，由15至20%增长到、和分别人户(幼儿园)“扶贫”》的了\r\n一两😀 ", max_size=60)
    | st.text(max_size=60)
)
def test_suggestions_on_any_text_lie_in_it_with_quotes_of_it(text: str) -> None:
    for found in ENGINE.suggest(text):
        assert 0 <= found.start < found.end <= len(text)
        for quote in found.attributes.get("indicator", []):
            assert text[quote["start"] : quote["end"]] == quote["text"]
            assert quote["text"].strip()


def test_reference_metrics_are_suggested_with_their_attributes() -> None:
    for stem, text, spans in articles():
        gold = {(s["start"], s["end"]): s["attributes"] for s in spans if s["label"] == "METRIC"}
        found = {(s.start, s.end): s.attributes for s in ENGINE.suggest(text)}
        hits = gold.keys() & found.keys()
        assert 2 * len(hits) / (len(gold) + len(found)) >= 0.97, stem
        right = [
            (gold[k]["role"], gold[k]["direction"] or "") == (found[k]["role"], found[k].get("direction", ""))
            for k in hits
        ]
        assert sum(right) >= 0.95 * len(hits), stem
        quoted = [
            any(q["text"] in w["text"] or w["text"] in q["text"] for q in found[k].get("indicator", []) for w in quotes)
            for k in hits
            if (quotes := gold[k]["indicator"])
        ]
        assert sum(quoted) >= 0.9 * len(quoted), stem
