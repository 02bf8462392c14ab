"""Agreement with oneself in the window: drawn, tagged with the first tags hidden, submitted, measured."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from ui.figures import disagreeing
from ui.window_bench import Bench

from annotator.domain.article import LayerKind, Status
from annotator.ui.retest_commands import RetestCommands

if TYPE_CHECKING:
    from ui.conftest import OpenBench


def opened(open_bench: "OpenBench", person: str = "李强") -> tuple[Bench, RetestCommands]:
    bench: Bench = open_bench(opened=False)
    disagreeing(bench.path)
    bench.app.open_project(str(bench.path), person)
    bench.qtbot.waitUntil(bench.is_open)
    bench.window.run("retest")
    bench.until(lambda: bench.window.features is not None)
    assert bench.window.features is not None
    feature = bench.window.features.named("RetestCommands")
    assert isinstance(feature, RetestCommands)
    return bench, feature


def draw(bench: Bench, feature: RetestCommands) -> None:
    feature.view.days.setValue(0)
    feature.view.share.setValue(100)
    feature.view._draw.click()
    bench.until(lambda: len(feature.view._retests) == 2)


def begin(bench: Bench, feature: RetestCommands) -> None:
    feature.view.retests.clicked_row.emit(0)
    bench.until(lambda: bench.document.layer.kind is LayerKind.RETEST)


def test_young_articles_are_not_drawn(open_bench: "OpenBench") -> None:
    bench, feature = opened(open_bench)
    feature.view._draw.click()
    bench.until(lambda: "没有可以复测" in bench.notices())
    assert feature.view._left_pages.currentIndex() == 1


def test_an_article_is_tagged_again_with_its_first_tags_hidden(open_bench: "OpenBench") -> None:
    bench, feature = opened(open_bench)
    draw(bench, feature)
    begin(bench, feature)
    assert bench.space.on_stage is None
    assert bench.tags() == []
    assert "已隐藏" in bench.notices()
    bench.select("县教育局")
    bench.press("3")
    bench.settle()
    assert bench.tags() == [("县教育局", "PLACE")]
    listed = bench.window.listing
    assert listed is not None
    known = next(one for one in listed.listed_articles() if one.article.id == bench.document.article.id)
    assert (known.spans, known.layer and known.layer.status) == (3, Status.SUBMITTED)
    bench.undo()
    bench.until(lambda: bench.tags() == [])
    bench.undo()  # nothing is left: the first tags and their submission stay as they are
    bench.settle()
    bench.session.open_article(bench.document.article.id)
    bench.until(lambda: bench.document.layer.kind is LayerKind.PERSON)
    assert len(bench.tags()) == 3
    assert bench.document.layer.status is Status.SUBMITTED


def test_a_retest_can_be_given_up_and_is_not_drawn_again(open_bench: "OpenBench") -> None:
    bench, feature = opened(open_bench)
    draw(bench, feature)
    begin(bench, feature)
    bench.select("县教育局")
    bench.press("3")
    bench.settle()
    article = bench.document.article.id
    bench.window.run("retest")
    bench.until(lambda: [one.layer.status for one in feature.view._retests] == [Status.WORKING, Status.NEW])
    assert feature.view.give_up.isVisible()
    feature.view.retests.go_to(0)
    feature.view.give_up.click()
    bench.until(lambda: len(feature.view._retests) == 1)
    assert feature.view._retests[0].article.id != article
    bench.until(lambda: bench.document.layer.kind is LayerKind.PERSON)
    feature.view.give_up.click()
    bench.until(lambda: not feature.view._retests)
    assert not feature.view.give_up.isVisible()
    feature.view._draw.click()
    bench.until(lambda: "没有可以复测" in bench.notices())


def test_a_submitted_retest_is_measured_and_leads_to_its_tags(open_bench: "OpenBench") -> None:
    bench, feature = opened(open_bench)
    draw(bench, feature)
    begin(bench, feature)
    title = bench.document.article.title
    for words, key in (("县教育局", "3"), ("1.36亿元", "2"), ("12所", "1")):
        bench.select(words)
        bench.press(key)
    bench.settle()
    bench.session.edit(lambda d: d.set_status(Status.SUBMITTED))
    bench.settle()
    bench.window.run("retest")
    view = feature.view
    bench.qtbot.waitUntil(lambda: view._found is not None and len(view._found.whole.articles) == 1, timeout=30_000)
    bench.until(lambda: len(view._retests) == 1)
    rows = [view._rows.row(k) for k in range(view._rows.count())]
    assert [(row.name, row.whole) for row in rows] == [
        ("全部标签", "0.667"), ("政策项目", "1.000"), ("指标值", "1.000"), ("地点", "0.000"),
    ]  # fmt: skip
    assert [one.pair.kind.value for one in view._lines.entries()] == ["bounds"]
    view.rows.clicked_row.emit(0)
    bench.until(lambda: bench.space.on_stage is None and bench.document.article.title == title)
    bench.until(lambda: bench.view.selected_text() == "县教育局")
    assert bench.document.layer.kind is LayerKind.PERSON or bench.document.layer.status is Status.SUBMITTED


def test_a_manager_sees_the_drift_of_others(open_bench: "OpenBench") -> None:
    bench, feature = opened(open_bench, "王敏")
    assert [feature.view.people.itemText(k) for k in range(feature.view.people.count())] == ["王敏", "李强"]
    feature.view.people.setCurrentText("李强")
    feature.view.people.textActivated.emit("李强")
    bench.qtbot.waitUntil(
        lambda: feature.view._found is not None and feature.view._found.person == "李强", timeout=30_000
    )
    assert feature.view._nothing.words.text() == "还没有完成复测的文章。"
    bench.press(Qt.Key.Key_Escape)
    assert bench.space.on_stage is None
