"""Agreement in the window: figures come from another process, each leads to the tags behind it and to their place."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from ui.figures import disagreeing
from ui.window_bench import Bench

from annotator.ui.agreement_commands import AgreementCommands, period_of
from annotator.ui.panels.agreement import AgreementView

if TYPE_CHECKING:
    from ui.conftest import OpenBench


def opened(open_bench: "OpenBench", person: str = "王敏") -> tuple[Bench, AgreementView]:
    bench: Bench = open_bench(opened=False)
    disagreeing(bench.path)
    bench.app.open_project(str(bench.path), person)
    bench.qtbot.waitUntil(bench.is_open)
    bench.window.run("agreement")
    bench.until(lambda: bench.window.features is not None)
    assert bench.window.features is not None
    feature = bench.window.features.named("AgreementCommands")
    assert isinstance(feature, AgreementCommands)
    return bench, feature.view


def wait(bench: Bench, view: AgreementView) -> None:
    bench.qtbot.waitUntil(lambda: view._shown is not None, timeout=30_000)


def choose(view: AgreementView, words: str) -> None:
    at = next(k for k in range(view.people.count()) if words in view.people.itemText(k))
    view.people.setCurrentIndex(at)
    view.people.activated.emit(at)


def cells(view: AgreementView, row: int) -> list[str]:
    model = view._labels
    return [str(model.data(model.index(row, k))) for k in range(model.columnCount())]


def test_figures_by_label_are_shown_and_the_undefined_is_said(open_bench: "OpenBench") -> None:
    bench, view = opened(open_bench)
    wait(bench, view)
    choose(view, "王敏 – 李强")
    view.view.setCurrentIndex(view.view.findData("exact"))
    view.view.activated.emit(0)
    assert cells(view, 0) == [
        "全部标签", "6 / 6", "0.333  [0.33, 0.33]", "0.333  [0.33, 0.33]", "0.333  [0.33, 0.33]", "4",
    ]  # fmt: skip
    view.view.setCurrentIndex(view.view.findData("labels"))
    view.view.activated.emit(0)
    place = next(k for k in range(4) if view._labels.row(k).label == "PLACE")
    assert cells(view, place)[3] == "无法计算（全部相同）"  # no tag with the same bounds is a place
    view.label_table.setCurrentIndex(view._labels.index(place, 3))
    assert "此处无法计算" in view._meaning.text()
    bench.until(lambda: view._plot is not None)


def test_a_figure_leads_to_its_tags_and_a_click_to_the_place(open_bench: "OpenBench") -> None:
    bench, view = opened(open_bench)
    wait(bench, view)
    choose(view, "王敏 – 李强")
    row = next(k for k in range(view._labels.rowCount()) if view._labels.row(k).label == "PLACE")
    view.label_table.setCurrentIndex(view._labels.index(row, 2))
    assert [one.difference.pair.kind.value for one in view.behind()] == ["bounds", "bounds"]
    assert "起止" in view._meaning.text()
    second = next(k for k, one in enumerate(view._lines.entries()) if not isinstance(one, str) and one.number == 2)
    view.places.clicked_row.emit(second)
    bench.until(lambda: bench.space.on_stage is None and bench.document.article.number == 2)
    bench.until(lambda: bench.view.selected_text() == "县教育局")


def test_the_confusion_of_labels_lists_who_took_what_for_what(open_bench: "OpenBench") -> None:
    bench, view = opened(open_bench)
    wait(bench, view)
    choose(view, "王敏 – 李强")
    view.pages.setCurrentIndex(2)
    model = view._confusion
    found = {
        model.cell_title(model.index(r, c)): model.data(model.index(r, c))
        for r in range(model.rowCount())
        for c in range(1, model.columnCount())
    }
    assert (found["指标值 → 政策项目"], found["指标值 → 指标值"]) == ("2", "2")
    at = next(
        model.index(r, c)
        for r in range(model.rowCount())
        for c in range(1, model.columnCount())
        if model.cell_title(model.index(r, c)) == "指标值 → 政策项目"
    )
    view.confusion_table.setCurrentIndex(at)
    assert len(view.behind()) == 2


def test_articles_with_the_least_agreement_come_first_and_list_their_tags(open_bench: "OpenBench") -> None:
    bench, view = opened(open_bench)
    wait(bench, view)
    view.pages.setCurrentIndex(1)
    assert [view._articles.row(k).number for k in range(view._articles.count())] == [1, 2]
    view.article_table.setCurrentIndex(view._articles.index(1, 0))
    assert {one.number for one in view.behind()} == {2}


def test_gamma_is_measured_on_request(open_bench: "OpenBench") -> None:
    bench, view = opened(open_bench)
    wait(bench, view)
    view._ask_gamma()
    bench.qtbot.waitUntil(lambda: view._about.whole().startswith("γ"), timeout=30_000)
    assert "2 篇平均" in view._about.whole()


def test_measuring_can_be_cancelled(open_bench: "OpenBench") -> None:
    bench, view = opened(open_bench)
    bench.until(lambda: view._cancel.isVisible())
    view._cancel.click()
    bench.until(lambda: not view._cancel.isVisible())
    assert view._empty.words.text() == "尚未计算。"


def test_an_annotator_is_shown_only_what_both_submitted(open_bench: "OpenBench") -> None:
    bench, view = opened(open_bench, "李强")
    wait(bench, view)
    assert view._articles.count() == 2


def test_nobody_to_compare_with_is_said(open_bench: "OpenBench") -> None:
    bench: Bench = open_bench()
    bench.window.run("agreement")
    assert bench.window.features is not None
    feature = bench.window.features.named("AgreementCommands")
    assert isinstance(feature, AgreementCommands)
    bench.qtbot.waitUntil(lambda: "两人共同标注" in feature.view._empty.words.text(), timeout=30_000)
    bench.press(Qt.Key.Key_Escape)
    assert bench.space.on_stage is None


@pytest.mark.parametrize("key", ["week", "last_week", "month", "last_month"])
def test_periods_lie_behind_one_another(key: str) -> None:
    from datetime import date

    found = period_of(key, date(2026, 3, 1))
    assert found is not None
    assert found.since < found.until
    if key.startswith("last"):
        assert found.until == period_of(key.removeprefix("last_"), date(2026, 3, 1)).since  # type: ignore[union-attr]
