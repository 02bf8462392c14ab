"""The CRF: what it learns, what it leaves alone, how sure it says it is."""

import pytest

from annotator.suggest.features import runs
from annotator.suggest.learned import (
    Example,
    LearnedEngine,
    Model,
    beside,
    calibrated,
    decode,
    outermost,
    prepare,
    taken_as,
    train,
)
from annotator.suggest.memory import Tag
from annotator.suggest.protocol import Suggestion
from annotator.suggest.words import SHARED

CRAFTS = ("竹编", "剪纸", "刺绣", "木雕", "陶艺", "泥塑", "漆器", "年画")


def example(text: str, *quotes: str, read: bool = True, label: str = "CRAFT") -> Example:
    tags = tuple(Tag(text.index(quote), text.index(quote) + len(quote), label, quote) for quote in quotes)
    return Example(text, tags, ((0, len(text)),) if read else ())


def lessons(read: bool = True) -> list[Example]:
    return [
        example(f"村民王大妈学会了{craft}手艺，{craft}卖得很好。\n天气不错。", f"{craft}手艺", read=read)
        for craft in CRAFTS
    ]


def model(*examples: Example, calibration: tuple[float, float] = (0.0, 1.0)) -> Model:
    data = train(prepare(one, ["CRAFT"]) for one in examples)
    return Model(data, ("CRAFT",), len(examples), calibration, "1")


def found(text: str, *examples: Example) -> list[str]:
    return [text[start:end] for (start, end), _, _ in decode(model(*examples), text, [])]


def test_what_stands_in_the_same_surroundings_is_found_where_it_was_never_tagged() -> None:
    assert found("李大爷学会了石刻手艺，很高兴。", *lessons()) == ["石刻手艺"]
    assert found("天气不错，石刻馆开门。", *lessons()) == []


def test_paragraphs_that_nobody_read_teach_no_negatives() -> None:
    text = "学会了竹编手艺，也学会了剪纸手艺，还学会了刺绣手艺。"
    half_read = example(text, "竹编手艺")
    unread = example(text, "竹编手艺", read=False)
    taught = list(prepare(half_read, ["CRAFT"]).states)
    windows = list(prepare(unread, ["CRAFT"]).states)
    assert sum(map(len, windows)) < sum(map(len, taught)) / 2
    assert [state for states in windows for state in states if state != "O"] == [
        state for states in taught for state in states if state != "O"
    ]


def test_labels_that_are_not_learned_are_left_out_and_without_any_there_is_no_model() -> None:
    assert train([prepare(example("来到竹编村。", "竹编村", label="PLACE"), ["CRAFT"])]) == b""
    assert train([]) == b""
    assert LearnedEngine(Model(b"", (), 0, (0.0, 1.0), "")).suggest("学会了石刻手艺", []) == []


def test_words_end_where_findings_of_other_engines_begin_or_end() -> None:
    text = "开展扶贫车间建设"
    finding = Suggestion(3, 7, "CRAFT", 0.9, "rules", "because")
    (plain,) = runs(text, SHARED, [])
    (cut,) = runs(text, SHARED, [finding])
    edges = {edge for bounds in cut.words for edge in bounds}
    assert {3, 7} <= edges
    assert edges >= {edge for bounds in plain.words for edge in bounds}
    assert "".join(text[start:end] for start, end in cut.words) == text
    assert any("rules" in feature for features in cut.features for feature in features)


def test_a_range_gives_what_the_whole_gives_there() -> None:
    text = "\n".join(f"张三学会了{craft}手艺。" for craft in ("石刻", "扎染", "皮影", "风筝"))
    engine = LearnedEngine(model(*lessons()))
    cut = text.index("\n", len(text) // 2) + 1
    whole = engine.suggest(text, [])
    assert len(whole) == 4
    assert engine.suggest(text, [], 0, cut) + engine.suggest(text, [], cut) == whole


def test_of_tags_inside_one_another_the_longest_is_learned() -> None:
    tags = [Tag(0, 4, "A", "abcd"), Tag(0, 2, "B", "ab"), Tag(2, 3, "A", "c"), Tag(5, 6, "A", "f")]
    assert outermost(tags) == [tags[0], tags[3]]


def test_certainty_becomes_the_share_of_right_ones() -> None:
    seen = [(0.9, k % 10 < 8) for k in range(200)] + [(0.4, k % 10 < 2) for k in range(200)]
    fitted = calibrated(seen)
    assert taken_as(fitted, 0.9) == pytest.approx(0.8, abs=0.03)
    assert taken_as(fitted, 0.4) == pytest.approx(0.2, abs=0.03)


def test_a_few_cases_decide_nothing_and_more_certainty_is_never_taken_for_less() -> None:
    untaught = taken_as(calibrated([]), 0.9)
    assert taken_as(calibrated([(0.9, False)]), 0.9) > untaught / 3
    perverse = calibrated([(0.95, False)] * 50 + [(0.1, True)] * 50)
    assert taken_as(perverse, 0.95) >= taken_as(perverse, 0.1)


def test_what_was_learned_fills_gaps_and_contradicts_nobody() -> None:
    shown = [Suggestion(0, 4, "A", 0.9, "rules", ""), Suggestion(10, 12, "B", 0.9, "rules", "")]
    same, longer, gap, other = (
        Suggestion(*bounds, "A", 0.8, "learned", "") for bounds in ((0, 4), (0, 6), (6, 9), (10, 12))
    )
    assert beside([same, longer, gap, other], shown) == [same, gap, other]
