"""Engine 3: finds names of programmes by marks, head nouns and the lexicon, with their category."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suggest.marked import own_articles
from suggest.reference import articles

from annotator.i18n import tr
from annotator.suggest.engine import THRESHOLD
from annotator.suggest.programme_engine import ProgrammeEngine
from annotator.suggest.programme_names import known_names
from annotator.suggest.protocol import Suggester

ENGINE: Suggester = ProgrammeEngine()
CATEGORIES = {
    "产业",
    "就业",
    "消费",
    "教育",
    "健康",
    "住房",
    "饮水",
    "兜底保障",
    "金融",
    "党建",
    "生态",
    "基础设施",
    "综合",
}


def found(text: str) -> list[str]:
    """The names above the threshold."""
    return [text[s.start : s.end] for s in ENGINE.suggest(text) if s.score >= THRESHOLD]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # marks
        ("出台《全县水稻种植补贴实施办法》，", ["全县水稻种植补贴实施办法"]),
        ("全面启动“暖冬”专项行动，", ["“暖冬”专项行动"]),
        ("全面启动“暖冬专项行动”，", ["暖冬专项行动"]),
        ("推行“四访四问”机制，", ["“四访四问”机制"]),
        ("形成“一户一亩、一村一园”产业格局", ["一户一亩", "一村一园"]),
        ("打好“绿水”“青山”两大保卫战", ["“绿水”“青山”两大保卫战"]),
        ("扎实开展“项目攻坚年”活动", ["“项目攻坚年”活动"]),
        ("落实“五个到位”", ["五个到位"]),
        # head nouns
        ("大力实施农村校舍安全提升工程，", ["农村校舍安全提升工程"]),
        ("建立健全耕地质量监测和帮扶机制，", ["耕地质量监测和帮扶机制"]),
        ("昌邑市启动农机安全专项行动，", ["农机安全专项行动"]),
        ("农田灌溉节水工程建设指挥部", ["农田灌溉节水工程"]),
        ("推行林草长制，落实全过程监管制度，", ["林草长制", "全过程监管制度"]),
        ("落实渔民养老保险，渔民补贴已经到账", ["渔民养老保险"]),
        ("构建五重救助体系，实行双河长制，", ["五重救助体系", "双河长制"]),
        ("贯彻关于开展生态环境攻坚年行动的部署", ["生态环境攻坚年行动"]),
        ("建立“1+8+20”城市应急指挥体系", ["“1+8+20”城市应急指挥体系"]),
        ("开通“国培”计划", ["“国培”计划"]),
        # the lexicon, inside other names too
        ("建起就业扶贫车间和消费扶贫生活馆", ["就业扶贫", "消费扶贫"]),
        ("享受农村低保金的低保户", ["农村低保", "低保"]),
        ("易地扶贫搬迁工程顺利完工", ["易地扶贫搬迁工程"]),
    ],
)
def test_names_are_found_with_their_head_nouns(text: str, wanted: list[str]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "推进脱贫攻坚和乡村振兴，建设小康社会",
        "这项工程由工程师负责，主体工程完工",
        "采取“公司+基地+农户”模式，走好“最后一公里”",
        "他说：“今年的收成好，明年接着干。”",
        "改革开放以来，有关制度不断完善",
        "《人民日报》刊登了这条消息",
        "村里的“扶贫车间”和“四好”干部",
    ],
)
def test_aims_facilities_speech_and_bare_nouns_are_no_names(text: str) -> None:
    assert found(text) == []


def test_of_names_inside_one_another_only_the_longest_is_proposed() -> None:
    assert found("启动“百企联百村”消费扶贫行动计划") == ["“百企联百村”消费扶贫行动计划"]


def test_a_name_once_told_is_found_again_where_nothing_tells_it() -> None:
    text = "推行“三问三答”。如今，三问三答遍布各乡。"
    assert found(text) == ["三问三答", "三问三答"]
    assert found("如今，三问三答遍布各乡。") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("雨露计划", "教育"),
        ("大力实施农村校舍安全提升工程，", "教育"),
        ("启动“暖冬”就业援助专项行动，", "就业"),
        ("城乡居民大病保险", "兜底保障"),
        ("全面推行“四访四问”机制，", "综合"),
    ],
)
def test_the_category_is_told_by_the_name(text: str, wanted: str) -> None:
    (suggestion,) = ENGINE.suggest(text)
    assert suggestion.attributes == {"category": wanted}


def test_the_lexicon_is_large_and_has_categories_of_the_scheme_only() -> None:
    assert len(known_names()) >= 400
    assert set(known_names().values()) == CATEGORIES
    assert all(2 <= len(name) <= 30 for name in known_names())


def test_each_reason_can_be_read_in_chinese() -> None:
    text = "推行“三问三答”，启动“暖冬”行动，出台《灌溉用水办法》，实施雨露计划和校舍安全专项行动。三问三答好。"
    suggestions = list(ENGINE.suggest(text))
    assert len({s.reason for s in suggestions}) == 6
    assert all("\u4e00" <= tr(s.reason, **s.values)[0] <= "\u9fff" for s in suggestions)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="实施“一村一品”《方案》就业扶贫工程行动、和的\n😀建设机制五年", max_size=60))
def test_any_text_gives_sorted_names_that_do_not_overlap(text: str) -> None:
    last = 0
    for suggestion in ENGINE.suggest(text):
        assert last <= suggestion.start < suggestion.end <= len(text)
        assert suggestion.attributes["category"] in CATEGORIES
        last = suggestion.end


def test_programmes_of_our_own_articles_are_found() -> None:
    wanted = hits = proposed = 0
    for _, text, gold in own_articles():
        names = {(tag.start, tag.end) for tag in gold if tag.label == "PROGRAMME"}
        suggestions = {(s.start, s.end) for s in ENGINE.suggest(text) if s.score >= THRESHOLD}
        wanted, proposed, hits = wanted + len(names), proposed + len(suggestions), hits + len(names & suggestions)
    assert 2 * hits / (wanted + proposed) >= 0.75


def test_programmes_of_the_reference_are_found() -> None:
    for _, text, spans in articles():
        names = {(s["start"], s["end"]) for s in spans if s["label"] == "PROGRAMME"}
        suggestions = {(s.start, s.end) for s in ENGINE.suggest(text) if s.score >= THRESHOLD}
        assert 2 * len(names & suggestions) / (len(names) + len(suggestions)) >= 0.75
