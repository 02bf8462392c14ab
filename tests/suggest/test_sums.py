"""Numbers that do not add up are told with their arithmetic, and those that do are left alone."""

import pytest

from annotator.suggest.sums import Metric, contradictions


def metric(text: str, quote: str, value: str, unit: str, **more: str) -> Metric:
    start = text.index(quote)
    return Metric(start, start + len(quote), quote, value, unit, **more)


def told(text: str, *metrics: Metric) -> list[str]:
    return [one.message.format(**one.values) for one in contradictions(text, metrics)]


def test_a_share_that_its_two_counts_do_not_make_is_told() -> None:
    text = "全县应接种2238人，已接种2227人，接种率达99.15%。"
    wrong = told(
        text,
        metric(text, "2238人", "2238", "人"),
        metric(text, "2227人", "2227", "人"),
        metric(text, "99.15%", "99.15", "%"),
    )
    assert wrong == ["2227人 ÷ 2238人 = 99.51 %, the text says 99.15%"]


@pytest.mark.parametrize("said", ["99.51%", "99.5%", "99.50%", "99%"])
def test_a_share_that_fits_as_far_as_it_is_printed_is_not(said: str) -> None:
    text = f"全县应接种2238人，已接种2227人，接种率达{said}。"
    known = [metric(text, "2238人", "2238", "人"), metric(text, "2227人", "2227", "人")]
    assert told(text, *known, metric(text, said, said[:-1], "%")) == []


def test_a_share_of_something_else_is_not_told() -> None:
    text = "全县有教师2238人，新聘120人，入学率达99%。"
    known = [metric(text, "2238人", "2238", "人"), metric(text, "120人", "120", "人")]
    assert told(text, *known, metric(text, "99%", "99", "%")) == []


def test_parts_that_make_more_or_a_little_less_than_their_total_are_told() -> None:
    text = "全市共建成水厂48座，其中东部30座、西部20座。"
    parts = [metric(text, "30座", "30", "座"), metric(text, "20座", "20", "座")]
    assert told(text, metric(text, "48座", "48", "座"), *parts) == [
        "The parts 30座、20座 make 50, more than the total 48座"
    ]
    text = "全市共建成水厂52座，其中东部30座、西部20座。"
    parts = [metric(text, "30座", "30", "座"), metric(text, "20座", "20", "座")]
    assert told(text, metric(text, "52座", "52", "座"), *parts) == ["The parts 30座、20座 make 50, the total is 52座"]


def test_parts_that_are_right_or_plainly_not_all_are_not_told() -> None:
    for total in ("50座", "90座"):
        text = f"全市共建成水厂{total}，其中东部30座、西部20座。"
        parts = [metric(text, "30座", "30", "座"), metric(text, "20座", "20", "座")]
        assert told(text, metric(text, total, total[:-1], "座"), *parts) == []


def test_an_increase_that_falls_and_a_decrease_that_rises_are_told() -> None:
    text = "床位由1200张增长到1020张。"
    low = metric(text, "1200张", "1200", "张", role="from")
    assert told(text, low, metric(text, "1020张", "1020", "张", role="to", direction="up")) == [
        "From 1200张 to 1020张 is no increase"
    ]
    assert told(text, low, metric(text, "1020张", "1020", "张", role="to", direction="down")) == []


def test_a_percentage_of_change_that_is_another_is_told() -> None:
    text = "产值由200万元增长到250万元，增长27%。"
    known = [
        metric(text, "200万元", "2000000", "元", role="from"),
        metric(text, "250万元", "2500000", "元", role="to", direction="up"),
    ]
    wrong = metric(text, "27%", "27", "%", role="change", direction="up")
    assert told(text, *known, wrong) == ["From 200万元 to 250万元 is 25 %, the text says 27%"]
    text = text.replace("27%", "25%")
    assert told(text, *known, metric(text, "25%", "25", "%", role="change", direction="up")) == []


def test_one_indicator_with_a_mistaken_digit_or_a_forgotten_multiplier_is_told() -> None:
    text = "种植面积3210亩。今年种植面积3270亩。"
    pair = [
        metric(text, "3210亩", "3210", "亩", indicator="种植面积"),
        metric(text, "3270亩", "3270", "亩", indicator="种植面积"),
    ]
    assert told(text, *pair) == ["“种植面积” is 3210亩 here and 3270亩 elsewhere in this article"]
    text = "投入帮扶资金36万元。投入帮扶资金36元。"
    pair = [
        metric(text, "36万元", "360000", "元", indicator="帮扶资金"),
        metric(text, "36元", "36", "元", indicator="帮扶资金"),
    ]
    assert told(text, *pair) == ["“帮扶资金” is 36万元 here and 36元 elsewhere in this article"]


def test_two_values_of_one_indicator_that_may_be_of_two_things_are_not_told() -> None:
    text = "种植面积3210亩。另一村种植面积860亩。"
    pair = [
        metric(text, "3210亩", "3210", "亩", indicator="种植面积"),
        metric(text, "860亩", "860", "亩", indicator="种植面积"),
    ]
    assert told(text, *pair) == []


def test_estimates_and_values_that_are_no_numbers_say_nothing() -> None:
    text = "全市共建成水厂约48座，其中东部30座、西部20座、北部若干座。"
    known = [
        metric(text, "约48座", "48", "座", bound="approx"),
        metric(text, "30座", "30", "座"),
        metric(text, "20座", "20", "座"),
        metric(text, "若干座", "若干", "座"),
    ]
    assert told(text, *known) == []
