"""The list sorted by where a minute pays most, by age and at random, in the whole window."""

from typing import TYPE_CHECKING

from ui.window_bench import Bench

from annotator.ui.models.article_model import GAIN, RANDOM

if TYPE_CHECKING:
    from ui.conftest import OpenBench

PAGES = (
    ("甲", "甲\n天气很好，大家都来了。\n"),
    ("乙", "乙\n青岭县教育局投入资金1.36亿元，实施“春风行动”和“暖冬计划”，惠及学生3000多人。\n"),
    *((f"丙{k}", f"丙{k}\n没有什么可标的。\n") for k in range(6)),
)


def titles(bench: Bench) -> list[str]:
    model = bench.space.articles.model
    return [model.listed(row).article.title for row in range(model.rowCount())]


def test_the_article_with_most_to_decide_comes_first(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=PAGES)
    assert bench.window.features is not None
    bench.window.features.named("OrderCommands")
    bench.space.articles.head._choose_column(GAIN)
    bench.qtbot.waitUntil(lambda: titles(bench)[0] == "乙", timeout=20_000)
    bench.qtbot.waitUntil(lambda: not bench.space.articles._weighing, timeout=20_000)
    bench.space.articles.head._choose_column("oldest")
    assert titles(bench) == [title for title, _ in PAGES]


def test_the_order_at_random_is_another_when_it_is_chosen_again(open_bench: "OpenBench") -> None:
    bench = open_bench(pages=PAGES)
    head = bench.space.articles.head
    head._choose_column(RANDOM)
    first = titles(bench)
    head._choose_column("number")
    head._choose_column(RANDOM)
    assert titles(bench) == first
    head._choose_column(RANDOM)
    assert sorted(titles(bench)) == sorted(first)
    assert titles(bench) != first
