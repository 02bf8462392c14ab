"""The week in the window: counted in another process, each row leads somewhere, reports and settled layers go out."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from builders import label_id
from PySide6.QtCore import Qt
from ui.figures import disagreeing
from ui.window_bench import Bench

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LayerId, SpanId, new_id
from annotator.domain.span import Span
from annotator.services.articles import list_articles
from annotator.services.project import open_project
from annotator.services.weekly import Disputed
from annotator.store import journal
from annotator.ui.panels.week import WeekView
from annotator.ui.reports_commands import ReportsCommands

if TYPE_CHECKING:
    from ui.conftest import OpenBench


def settle(path: Path) -> None:
    """Gives the third article a settled layer that came from elsewhere."""
    project = open_project(str(path), "王敏")
    article = list_articles(project)[2].article
    for_gold = Layer(LayerId(new_id()), article.id, project.person.id, LayerKind.GOLD, Status.SUBMITTED)
    span = Span(SpanId(new_id()), for_gold.id, article.revision, 0, 4, label_id(project, "PLACE"), "县教育局")
    with project.database.write() as connection:
        for layer in journal.articles.read_layers(connection, article.id):
            gone = [Change(one, None, article.id, layer.id) for one in journal.spans.read_spans(connection, layer.id)]
            gone.append(Change(layer, None, article.id, layer.id))
            journal.record(connection, project.writer, project.person.id, gone, GroupId(new_id()))
        changes = [Change(None, one, article.id, for_gold.id) for one in (for_gold, span)]
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
    project.close()


def opened(open_bench: "OpenBench", settled: bool = False) -> tuple[Bench, ReportsCommands]:
    bench: Bench = open_bench(opened=False)
    disagreeing(bench.path)
    if settled:
        settle(bench.path)
    bench.app.open_project(str(bench.path), "王敏")
    bench.qtbot.waitUntil(bench.is_open)
    bench.window.run("week")
    bench.until(lambda: bench.window.features is not None)
    assert bench.window.features is not None
    feature = bench.window.features.named("ReportsCommands")
    assert isinstance(feature, ReportsCommands)
    bench.qtbot.waitUntil(lambda: feature.view._week is not None, timeout=30_000)
    return bench, feature


def cells(view: WeekView) -> list[list[str]]:
    model = view._labels
    return [[str(model.data(model.index(r, c))) for c in range(4)] for r in range(model.count())]


def test_the_week_tells_people_agreement_and_what_is_held_up(open_bench: "OpenBench") -> None:
    bench, feature = opened(open_bench)
    view = feature.view
    assert [(row.name, row.did.submitted) for row in map(view._people.row, range(2))] == [("王敏", 3), ("李强", 2)]
    assert cells(view)[0][:2] == ["全部标签", "0.333  [0.33, 0.33]"]
    assert cells(view)[0][2] == "无法计算（样本不足）"
    view.pages.setCurrentIndex(2)
    assert view._lines.line(0).text == "已提交，未定稿  3"
    assert not view.export.isEnabled()
    bench.until(lambda: view._plot is not None)


def test_a_disputed_string_opens_to_its_places_and_goes_to_them(open_bench: "OpenBench") -> None:
    bench, feature = opened(open_bench)
    view = feature.view
    assert [one.text for one in view._lines.entries() if isinstance(one, Disputed)] == ["12所", "县教育局"]
    view.rows.clicked_row.emit(0)
    assert len(view._lines.entries()) == 4
    view.rows.clicked_row.emit(2)
    bench.until(lambda: bench.space.on_stage is None and bench.document.article.number == 2)
    bench.until(lambda: bench.view.selected_text() == "12所")


def test_an_article_that_is_held_up_is_opened(open_bench: "OpenBench") -> None:
    bench, feature = opened(open_bench)
    feature.view.pages.setCurrentIndex(2)
    feature.view.rows.clicked_row.emit(3)
    bench.until(lambda: bench.space.on_stage is None and bench.document.article.number == 3)


def test_other_weeks_can_be_looked_at_but_none_to_come(open_bench: "OpenBench") -> None:
    bench, feature = opened(open_bench)
    view = feature.view
    assert not view._next.isEnabled()
    first = view._week
    view._go_weeks(-1)
    bench.qtbot.waitUntil(lambda: view._week is not first, timeout=30_000)
    assert view._next.isEnabled()
    assert "本周" not in view._title.text()
    assert view._nothing.words.text() == "本周没有分歧。"
    assert [row.did.submitted for row in map(view._people.row, range(2))] == [0, 0]


def test_what_is_settled_is_exported_by_one_button(open_bench: "OpenBench", tmp_path: Path) -> None:
    bench, feature = opened(open_bench, settled=True)
    assert feature.view.export.text() == "导出定稿（1 篇）…"
    assert feature.view._week is not None
    path = tmp_path / "gold.jsonl"
    feature.export_settled(path, list(feature.view._week.ready))
    bench.until(lambda: "1 行" in bench.notices())
    [line] = [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]
    assert [span["text"] for span in line["spans"]] == ["县教育局"]
    assert line["layer"] == "gold"


def test_reports_are_written_as_page_and_workbook(open_bench: "OpenBench", tmp_path: Path) -> None:
    bench, feature = opened(open_bench)
    feature.write_report(tmp_path / "r.html", feature.view.day)
    bench.qtbot.waitUntil(lambda: "已写入" in bench.notices(), timeout=30_000)
    assert "周报" in (tmp_path / "r.html").read_text(encoding="utf-8")
    feature.write_report(tmp_path / "r.xlsx", None)
    bench.qtbot.waitUntil(lambda: "r.xlsx" in bench.notices(), timeout=30_000)
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames[0] == "各人进展"
    feature.write_report(tmp_path / "none" / "r.html", None)
    bench.qtbot.waitUntil(lambda: "none" in bench.notices(), timeout=30_000)
    bench.press(Qt.Key.Key_Escape)
    assert bench.space.on_stage is None
