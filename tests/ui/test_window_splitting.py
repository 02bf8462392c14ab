"""Dividing a page in the window: cuts by mouse and keys, titles, undo, joining."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from ui.conftest import OpenBench
from ui.window_bench import CTRL, NONE, Bench

from annotator.i18n import tr
from annotator.ui.dialogs.split_preview import SplitPreview

_BODY = "青岭县教育局投入资金1.36亿元，建成寄宿制学校12所，惠及学生3000多人，全县义务教育巩固率有了明显的提高。"
FIRST = f"山区学校变了样\n周敏 何立群\n{_BODY * 3}\n"
SECOND = f"卫生院搬进新大楼\n宋雨晴 马力\n{_BODY.replace('学校', '病房').replace('12所', '25间') * 3}\n"
PAGE = FIRST + SECOND
PAGES = (("第三版", PAGE), ("秋收时节", "秋收时节\n桐溪县稻谷亩产620公斤。\n"))


@pytest.fixture
def bench(open_bench: OpenBench) -> Bench:
    return open_bench(pages=PAGES, tags=(("1.36亿元", "METRIC"), ("25间", "METRIC")))


def dialog_of(bench: Bench) -> SplitPreview:
    bench.window.run("split_article")
    found = bench.dialog(SplitPreview)
    assert isinstance(found, SplitPreview)
    return found


def titles(bench: Bench) -> list[str]:
    assert bench.window.listing is not None
    return [one.article.title for one in bench.window.listing.listed_articles()]


def press_ok(dialog: SplitPreview) -> None:
    assert dialog.ok_button is not None
    QTest.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)


def test_a_page_is_divided_as_proposed_and_undo_takes_it_back(bench: Bench) -> None:
    dialog = dialog_of(bench)
    assert [part.title for part in dialog.cuts.parts] == ["山区学校变了样", "卫生院搬进新大楼"]
    assert [part.authors for part in dialog.cuts.parts] == [("周敏", "何立群"), ("宋雨晴", "马力")]
    press_ok(dialog)
    bench.until(lambda: titles(bench) == ["山区学校变了样", "卫生院搬进新大楼", "秋收时节"])
    bench.until(lambda: bench.text == FIRST)
    assert bench.tags() == [("1.36亿元", "METRIC")]
    assert tr("“{title}” is {n} articles now.", title="第三版", n=2) in bench.notices()
    bench.go("卫生院搬进新大楼")
    assert bench.text == SECOND
    assert bench.tags() == [("25间", "METRIC")]
    bench.view.setFocus()
    bench.undo()
    assert "第三版" in bench.notices(), "a step that reaches into other articles is told before it is taken"
    bench.session.undo(everywhere=True)
    bench.until(lambda: titles(bench) == ["第三版", "秋收时节"])
    bench.until(lambda: bench.text == PAGE)
    assert bench.tags() == [("1.36亿元", "METRIC"), ("25间", "METRIC")]


def test_cuts_are_moved_added_and_taken_out_by_keys(bench: Bench) -> None:
    dialog = dialog_of(bench)
    start = len(FIRST)
    view = dialog.view
    view.setFocus()
    view.go_to(start)
    bench.press(Qt.Key.Key_Down, CTRL, on=view)
    moved = start + len("卫生院搬进新大楼\n")
    assert dialog.cuts.starts == (0, moved)
    assert view.current() == moved
    bench.press(Qt.Key.Key_Up, CTRL, on=view)
    assert dialog.cuts.starts == (0, start)
    bench.press(Qt.Key.Key_Return, on=view)
    assert dialog.cuts.starts == (0,)
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()
    bench.press(Qt.Key.Key_Up, on=view)
    assert view.current() == PAGE.index(_BODY)
    bench.press(Qt.Key.Key_Return, on=view)
    assert dialog.cuts.starts == (0, PAGE.index(_BODY))
    assert dialog.ok_button.isEnabled()
    bench.press(Qt.Key.Key_Delete, on=view)
    assert dialog.cuts.starts == (0,)
    dialog.reject()


def test_a_cut_is_dragged_by_its_line_and_made_in_the_margin(bench: Bench) -> None:
    dialog = dialog_of(bench)
    view = dialog.view
    start, moved = len(FIRST), len(FIRST) + len("卫生院搬进新大楼\n")
    view.go_to(start)
    here, there = (view.top_of(view.block_at(one)) for one in (start, moved))
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, NONE, QPoint(80, here + 1))
    QTest.mouseMove(port, QPoint(80, there - 2))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, NONE, QPoint(80, there - 2))
    assert dialog.cuts.starts == (0, moved)
    view.click_margin(here)
    assert dialog.cuts.starts == (0, start, moved)
    view.click_margin(there)
    assert dialog.cuts.starts == (0, start)
    dialog.reject()


def test_titles_that_were_written_are_kept_when_their_cut_moves(bench: Bench) -> None:
    dialog = dialog_of(bench)
    dialog.cuts.set_title(1, "自拟题目")
    dialog.cuts.set_authors(1, "甲某、乙某")
    dialog.cuts.step(len(FIRST), 1)
    assert dialog.cuts.parts[1].title == "自拟题目"
    press_ok(dialog)
    bench.until(lambda: titles(bench)[1] == "自拟题目")


def test_it_says_what_happens_to_tags_that_a_cut_goes_through(bench: Bench) -> None:
    bench.select("高。\n卫生院搬")
    bench.press("1")
    bench.settle()
    dialog = dialog_of(bench)
    bench.until(lambda: dialog._effect.text())
    assert "1" in dialog._effect.text()
    dialog.reject()


def test_articles_are_joined_with_the_next_of_the_page(bench: Bench) -> None:
    press_ok(dialog_of(bench))
    bench.until(lambda: bench.text == FIRST)
    bench.window.run("join_article")
    bench.until(lambda: bench.text == PAGE)
    bench.until(lambda: titles(bench) == ["山区学校变了样", "秋收时节"])
    assert bench.tags() == [("1.36亿元", "METRIC"), ("25间", "METRIC")]
    bench.window.run("join_article")
    bench.until(lambda: tr("No other article of this page follows.") in bench.notices())
