"""Engine 2: finds places, and settles which place a name means."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suggest.marked import own_articles
from suggest.reference import articles

from annotator.domain.scheme import Bounding
from annotator.i18n import tr
from annotator.suggest.bounds import natural_bound
from annotator.suggest.gazetteer import gazetteer
from annotator.suggest.place_engine import PlaceEngine
from annotator.suggest.protocol import Suggester, Suggestion
from annotator.suggest.stand_ins import STAND_IN, stand_in

ENGINE: Suggester = PlaceEngine()


def found(text: str, engine: Suggester = ENGINE) -> dict[str, str]:
    """What is found in a text, each with its path."""
    return {text[s.start : s.end]: s.attributes.get("path", "") for s in engine.suggest(text)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("走进昌邑市龙池镇瓦西村看变化", {"昌邑市龙池镇瓦西村": "山东省/潍坊市/昌邑市/龙池镇/瓦西村"}),
        ("浙江义乌的客商", {"浙江义乌": "浙江省/金华市/义乌市"}),
        ("凉山州昭觉县的群众", {"凉山州昭觉县": "四川省/凉山彝族自治州/昭觉县"}),
        ("德江县稳坪乡通了公路", {"德江县稳坪乡": "贵州省/铜仁市/德江县/稳坪镇"}),
        ("邵东县改为市之前", {"邵东县": "湖南省/邵阳市/邵东市"}),
        ("宁都县黄坡镇的柑橘", {"宁都县黄坡镇": "江西省/赣州市/宁都县/黄陂镇"}),
        (
            "合肥经开区和邢台高新区",
            {"合肥经开区": "安徽省/合肥市/合肥经济技术开发区", "邢台高新区": "河北省/邢台市/邢台高新区"},
        ),
        ("昌邑市龙池镇新桥头村", {"昌邑市龙池镇新桥头村": "山东省/潍坊市/昌邑市/龙池镇/新桥头村"}),
    ],
)
def test_chains_short_and_changed_names_are_resolved(text: str, wanted: dict[str, str]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "广西资源丰富，平安创建和合作共赢，坚持公安为民",
        "大力发展乡村旅游，拿出真金白银，入选全国十佳县",
        "贫困村、先进村和全村的党员，该区各社区、街道社区",
        "朝阳产业前景光明，开封新瓶，来宾很多",
        "罗俊 张怀化 何金龙",
    ],
)
def test_everyday_words_and_people_are_no_places(text: str) -> None:
    found_here = set(found(text)) - {"广西"}
    assert not found_here


def test_an_everyday_word_is_a_place_in_a_list_of_places() -> None:
    assert "洞口" in found("邵阳市的隆回、洞口、绥宁三县")
    assert "洞口" not in found("邵阳市的一个洞口塌了")


def test_places_around_settle_a_name_that_hundreds_bear() -> None:
    text = "临洮县辛店镇今年大旱，前川村和五丰村打了井。"
    assert found(text)["前川村"] == "甘肃省/定西市/临洮县/辛店镇/前川村"
    assert found(text)["五丰村"] == "甘肃省/定西市/临洮县/太石镇/五丰村"


def test_the_region_of_the_article_settles_a_name() -> None:
    text = "和平村的群众来到鼓楼区办事。"
    here = found(text, PlaceEngine(region="福建省/福州市"))
    assert here["鼓楼区"] == "福建省/福州市/鼓楼区"
    there = found(text, PlaceEngine(region="320100000000"))
    assert there["鼓楼区"] == "江苏省/南京市/鼓楼区"


def test_a_name_that_stays_open_is_offered_with_all_its_paths() -> None:
    (suggestion,) = [s for s in ENGINE.suggest("记者来到鼓楼区采访") if s.start == 4]
    assert "adcode" not in suggestion.attributes
    candidates = suggestion.values["candidates"]
    assert isinstance(candidates, list)
    assert ("江苏省/南京市/鼓楼区", "320106000000") in candidates
    assert len(candidates) == suggestion.values["count"] == 4


def test_names_of_the_project_are_found_with_their_codes() -> None:
    engine = PlaceEngine(own={"银龟潭": "370786102224", "云上新城": ""})
    (first, second) = engine.suggest("在银龟潭和云上新城")
    assert first.attributes == {"path": "山东省/潍坊市/昌邑市/龙池镇/瓦西村", "adcode": "370786102224"}
    assert second.attributes == {"path": "云上新城"}
    assert engine.version != ENGINE.version


def test_a_county_that_no_list_has_is_told_by_standing_there_often() -> None:
    text = "望川县开会。望川县双河镇来人，望川县有钱。"
    assert found(text) == {"望川县": "望川县", "望川县双河镇": "望川县/双河镇"}
    assert found("望川县开会。") == {}


def test_a_county_of_two_characters_is_not_cut_out_of_a_longer_name() -> None:
    assert found("来到丰县开会") == {"丰县": "江苏省/徐州市/丰县"}
    assert found("来到禾丰县开会") == {}


def test_a_short_form_of_a_small_place_needs_its_full_name_in_the_article() -> None:
    assert "瓦窑塘" not in found("瓦窑塘的孩子上学了")
    text = "布拖县阿布洛哈村通了路。阿布洛哈的孩子上学了。"
    assert found(text)["阿布洛哈"].endswith("布拖县/拉果乡/阿布洛哈村")


@pytest.mark.parametrize(
    ("text", "position", "wanted"),
    [
        ("昌邑市龙池镇瓦西村。去年，该市投入", 13, "山东省/潍坊市/昌邑市"),
        ("昌邑市龙池镇瓦西村。去年，我省投入", 13, "山东省"),
        ("昌邑市龙池镇瓦西村。去年，全村投入", 13, "山东省/潍坊市/昌邑市/龙池镇/瓦西村"),
        ("昌邑市龙池镇瓦西村。去年，该镇投入", 13, "山东省/潍坊市/昌邑市/龙池镇"),
    ],
)
def test_stand_ins_are_resolved_but_not_tagged(text: str, position: int, wanted: str) -> None:
    meant = stand_in(text, position, position + 2)
    assert meant is not None
    assert meant.path == wanted
    assert text[position : position + 2] not in found(text)


def test_a_stand_in_before_any_name_takes_the_region() -> None:
    assert stand_in("全县上下", 0, 2) is None
    assert stand_in("上下全县", 0, 2) is None
    meant = stand_in("全县上下", 0, 2, "430528")
    assert meant is not None
    assert meant.adcode == "430528000000"
    assert STAND_IN.fullmatch("各乡") is None


def test_the_natural_bound_of_a_place_follows_the_gazetteer() -> None:
    text = "在沅陵明溪口镇开会"
    assert natural_bound(text, 4, Bounding.PLACE) == (1, 7)


def test_each_reason_can_be_read_in_chinese() -> None:
    text = "安徽合肥经开区、昌邑市龙池镇瓦西村、邵东县、鼓楼区、长三角、雄安新区、湖南、昌邑市龙池镇新桥头村"
    reasons = [tr(s.reason, **s.values) for s in ENGINE.suggest(text)]
    assert len(reasons) == 8
    assert all(any("\u4e00" <= char <= "\u9fff" for char in reason) and "{" not in reason for reason in reasons)


def test_a_text_that_cannot_be_encoded_is_read_all_the_same() -> None:
    assert found("\ud800在湖南省开会\udfff") == {"湖南省": "湖南省"}


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="昌邑市龙池镇瓦西村的湖南和平资源县区乡经开区、，\n😀 长沙在", max_size=60))
def test_any_text_gives_sorted_places_that_do_not_overlap(text: str) -> None:
    suggestions: list[Suggestion] = list(ENGINE.suggest(text))
    for one, other in pairwise(suggestions):
        assert one.end <= other.start
    for suggestion in suggestions:
        assert 0 <= suggestion.start < suggestion.end <= len(text)
        code = suggestion.attributes.get("adcode")
        assert code is None or gazetteer().name(code)


def test_places_of_our_own_articles_are_found_with_their_codes() -> None:
    wanted = hits = proposed = right = 0
    for _, text, gold in own_articles():
        places = {(tag.start, tag.end): tag.value for tag in gold if tag.label == "PLACE"}
        suggestions = {(s.start, s.end): s.attributes.get("adcode", "") for s in ENGINE.suggest(text)}
        both = set(places) & set(suggestions)
        wanted, proposed, hits = wanted + len(places), proposed + len(suggestions), hits + len(both)
        right += sum(suggestions[bounds] == places[bounds].ljust(12, "0") for bounds in both)
    assert 2 * hits / (wanted + proposed) >= 0.95
    assert right / hits >= 0.95


def test_places_of_the_reference_are_found_with_their_codes() -> None:
    for _, text, spans in articles():
        places = {(s["start"], s["end"]): s["attributes"]["adcode"] for s in spans if s["label"] == "PLACE"}
        suggestions = {(s.start, s.end): s.attributes.get("adcode") for s in ENGINE.suggest(text)}
        both = set(places) & set(suggestions)
        assert 2 * len(both) / (len(places) + len(suggestions)) >= 0.93
        coded = [bounds for bounds in both if places[bounds]]
        assert sum(suggestions[bounds] == places[bounds] for bounds in coded) >= 0.9 * len(coded)
