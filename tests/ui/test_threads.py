"""Questions, the ledger, precedents and the guidelines in the whole window."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from ui.window_bench import CTRL, Bench

from annotator.domain.thread import Precedent
from annotator.services import guidelines, precedents, threads
from annotator.services.project import add_person
from annotator.ui.dialogs.pin import PinDialog
from annotator.ui.thread_commands import ThreadCommands

if TYPE_CHECKING:
    from ui.conftest import OpenBench


def feature_of(bench: Bench) -> ThreadCommands:
    assert bench.window.features is not None
    found = bench.window.features.named("ThreadCommands")
    assert isinstance(found, ThreadCommands)
    return found


def asked(bench: Bench, text: str) -> None:
    """Asks about what is current, by Q and Ctrl+Enter."""
    bench.view.setFocus()
    bench.press("q")
    feature = feature_of(bench)
    bench.until(lambda: QApplication.focusWidget() is feature.panel.question)
    feature.panel.question.setPlainText(text)
    bench.press(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: any(one.thread.text == text for one in feature.panel._talks))


@pytest.fixture
def tagged(open_bench: "OpenBench") -> Bench:
    bench = open_bench(tags=[("营养改善计划", "PROGRAMME")])
    feature_of(bench)
    return bench


def test_a_question_about_the_current_tag_is_asked_answered_and_resolved(tagged: Bench) -> None:
    bench = tagged
    bench.choose("营养改善计划")
    asked(bench, "引号要不要标？")
    feature, side = feature_of(bench), bench.space.side
    talk = feature.panel._talks[0]
    assert talk.thread.anchor.quote == "营养改善计划"
    assert talk.thread.anchor.span == bench.span_id("营养改善计划")
    assert side.current == "threads"
    assert side._bar.tabText(side._names.index("threads")) == "讨论 1"
    feature.panel.reply.setPlainText("不标。")
    feature.panel._on_reply()
    bench.until(lambda: len(feature.panel._talks[0].said) == 2)
    feature.panel._on_resolve()
    bench.until(lambda: not feature.panel._talks[0].open)
    assert side._bar.tabText(side._names.index("threads")) == "讨论"


def test_undo_takes_a_question_back_from_the_window_too(tagged: Bench) -> None:
    bench = tagged
    asked(bench, "整篇的问题？")
    feature = feature_of(bench)
    assert feature.panel._talks[0].start == feature.panel._talks[0].end
    bench.view.setFocus()
    bench.undo()
    bench.until(lambda: not feature.panel._talks)


def test_the_ledger_lists_what_is_open_and_leads_to_its_place(tagged: Bench) -> None:
    bench = tagged
    bench.select("青岭县")
    asked(bench, "是否县名？")
    bench.go("秋收时节")
    bench.window.run("ledger")
    feature = feature_of(bench)
    bench.until(lambda: feature._ledger is not None and feature._ledger.rows())
    ledger = feature._ledger
    assert ledger is not None
    assert bench.space.on_stage is ledger
    ledger.whose.setCurrentIndex(ledger.whose.findData("to_me"))
    ledger._filter()
    assert ledger.rows() == []
    ledger.whose.setCurrentIndex(0)
    ledger._filter()
    ledger._go(ledger._model.index(0, 0))
    bench.until(lambda: bench.document.article.title == "山区学校变了样" and bench.view.selected_text() == "青岭县")
    assert bench.space.on_stage is None


def test_whoever_selects_a_string_sees_how_it_was_decided(tagged: Bench) -> None:
    bench = tagged
    feature = feature_of(bench)
    bench.choose("营养改善计划")
    bench.window.run("pin_precedent")
    dialog = bench.dialog(PinDialog)
    assert isinstance(dialog, PinDialog)
    assert dialog.label.currentData() == "PROGRAMME"
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()
    dialog.reason.setPlainText("有专门文件")
    dialog.ok_button.click()
    bench.until(lambda: feature._strip.isVisible())
    assert "有专门文件" in feature._strip.text()
    bench.select("青岭县")
    bench.until(lambda: not feature._strip.isVisible())
    bench.select("“营养改善计划”")
    bench.until(lambda: feature._strip.isVisible())
    assert "营养改善计划" in feature._strip._lead.text()
    feature._strip._put_away()
    assert not feature._strip.isVisible()


def test_a_changed_ruling_offers_the_tags_that_contradict_it(tagged: Bench) -> None:
    bench = tagged
    feature = feature_of(bench)
    project = bench.session.project
    case = Precedent("营养改善计划", "PROGRAMME", "有专门文件")
    id_ = bench.app.worker.call(lambda: precedents.pin(project, case))
    feature._store(Precedent("营养改善计划", "", "只是活动"), id_)
    bench.until(lambda: "1" in bench.notices())
    feature._show_contradicting(case)
    board = bench.window.features and bench.window.features.named("BoardCommands")
    bench.until(lambda: board is not None and len(board.view._hits) == 1)  # type: ignore[attr-defined]
    assert board is not None
    board.leave()


def test_g_goes_to_the_clause_of_the_current_tag_and_the_manager_may_edit(tagged: Bench) -> None:
    bench = tagged
    feature = feature_of(bench)
    bench.choose("营养改善计划")
    bench.view.setFocus()
    bench.press("g")
    bench.until(lambda: "营养改善计划" in feature.page.page.toPlainText())
    assert bench.space.side.current == "guidelines"
    assert feature.page._edit.isVisible()
    feature.page._begin()
    feature.page.field.setPlainText("# 项目细则\n\n{examples PROGRAMME}\n\n![](file:///etc/passwd)\n")
    feature.page._store()
    bench.until(lambda: not feature.page.editing)
    bench.until(lambda: "项目细则" in feature.page.page.toPlainText())
    assert "营养改善计划 1" in feature.page.page.toPlainText()
    project = bench.session.project
    assert bench.app.worker.call(lambda: guidelines.read(project)).own


def test_people_can_be_addressed_and_a_typed_question_is_not_lost_by_esc_in_the_list(tagged: Bench) -> None:
    bench = tagged
    project = bench.session.project
    li = bench.app.worker.call(lambda: add_person(project, "李静"))
    bench.view.setFocus()
    bench.press("q")
    feature = feature_of(bench)
    panel = feature.panel
    panel._to.setCurrentIndex(panel._to.findData(li.id))
    panel.question.setPlainText("请看一下。")
    assert panel.typed()
    panel.show_talks(())
    assert panel.question.toPlainText() == "请看一下。"
    panel._on_ask()
    bench.until(lambda: bool(panel._talks))
    assert bench.app.worker.call(lambda: threads.read(project))[0].to == ("李静",)
    assert not panel.typed()
