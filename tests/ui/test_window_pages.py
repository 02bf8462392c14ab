"""The printed page beside the article, and repairs by hand, in the whole window."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import add_articles, incoming, label_id, new_project, open_document
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from reading.prose import ARTICLES
from reading.typeset import Press, Setting, set_article
from ui.window_bench import CTRL, SHIFT, Bench

from annotator.domain.text import EditKind
from annotator.reading.cuts import Part
from annotator.services import articles, splitting, tagging
from annotator.services.importing import import_files
from annotator.ui.pages_commands import PagesCommands
from annotator.ui.panels.page_view import PageView

if TYPE_CHECKING:
    from ui.conftest import OpenBench

TITLE = ARTICLES[0][0]


def typeset(pages: int = 1) -> bytes:
    press = Press(Setting())
    for at in range(pages):
        set_article(press, ARTICLES[at % len(ARTICLES)], 780)
        press.end_page()
    return press.finished()


@pytest.fixture
def opened(open_bench: "OpenBench", tmp_path: Path) -> Callable[[str, bytes], Bench]:
    """Makes a project of one imported file, with a tag, and opens it."""

    def made(name: str, data: bytes) -> Bench:
        bench = open_bench(opened=False)
        (tmp_path / name).write_bytes(data)
        project = new_project(str(bench.path))
        assert not import_files(project, [tmp_path / name]).refused
        article = articles.list_articles(project)[0].article
        document = open_document(project, article.id)
        tagging.write(project, document.create(0, 3, label_id(project, "METRIC")))
        project.close()
        bench.open()
        return bench

    return made


def commands(bench: Bench) -> PagesCommands:
    assert bench.window.features is not None
    found = bench.window.features.named("PagesCommands")
    assert isinstance(found, PagesCommands)
    return found


def view(bench: Bench) -> PageView:
    return commands(bench).beside.pane.view


def drawn(bench: Bench, wanted: Callable[[], object]) -> None:
    """Waits for what a process of its own has to do first, which takes its time where others are at work."""
    bench.qtbot.waitUntil(lambda: bool(wanted()), timeout=30_000)


def show_page(bench: Bench) -> PageView:
    """Shows the page and waits until it is drawn and knows where its characters stand."""
    bench.view.setFocus()
    bench.press(Qt.Key.Key_S, SHIFT)
    found = view(bench)
    drawn(bench, lambda: found.image_of(1) is not None and 1 in found._boxes)
    return found


def inked(image: QImage, x: float, y: float, width: float, height: float) -> int:
    """How many pixels of a part of the screen are coloured."""
    colours = [image.pixelColor(round(x + i), round(y + k)) for i in range(round(width)) for k in range(round(height))]
    return sum(colour.saturation() > 60 for colour in colours)


def test_the_page_stands_beside_the_text_with_the_line_of_the_caret_and_the_tags(
    opened: Callable[[str, bytes], Bench],
) -> None:
    bench = opened("报.pdf", typeset())
    page = show_page(bench)
    assert bench.window.actions_["page"].isChecked()
    bench.caret(TITLE, 2)
    box = page.place_box()
    assert box is not None
    rect = page._page_rect(1)
    headline = QPointF(rect.left() + 45 * page.scale, rect.top() + 75 * page.scale)
    assert box.contains(headline)
    image = page.viewport().grab().toImage()
    assert inked(image, rect.left() + 40 * page.scale, box.top(), 72 * page.scale, box.height()) > 100
    bench.caret("\n", 1)
    after = page.place_box()
    assert after is not None
    assert after.top() > box.bottom()


def test_a_click_on_the_page_puts_the_caret_there(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    page = show_page(bench)
    words = ARTICLES[0][-1][-8:-1]
    position = bench.text.index(words)
    reading = articles.reading_of(bench.session.project, bench.document.revision)
    source = reading.source_of(position)
    assert source is not None
    where = page._to_view(1, page._boxes[1].boxes[source]).center().toPoint()
    bench.view.set_caret(0)
    QTest.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert bench.view.caret == position
    assert bench.view.rows_of(position, position + 1)


def where_on(page: PageView, bench: Bench, words: str) -> QPoint:
    """Where some words of the source stand on the first page."""
    source = articles.source_of(bench.session.project, bench.document.revision).text
    return page._to_view(1, page._boxes[1].boxes[source.index(words)]).center().toPoint()


def test_a_click_on_another_article_of_the_page_opens_it_there(open_bench: "OpenBench", tmp_path: Path) -> None:
    bench = open_bench(opened=False)
    press = Press(Setting())
    below = set_article(press, ARTICLES[0][:3], 780) - 40
    set_article(press, ARTICLES[1][:3], below)
    press.end_page()
    (tmp_path / "版.pdf").write_bytes(press.finished())
    project = new_project(str(bench.path))
    assert not import_files(project, [tmp_path / "版.pdf"]).refused
    page_of = splitting.read_page(project, articles.list_articles(project)[0].article.id)
    start = page_of.reading.text.index(ARTICLES[1][0])
    splitting.divide(project, page_of, [Part(0, "甲"), Part(start, "乙")])
    project.close()
    bench.open()
    bench.go("甲")
    page = show_page(bench)
    words = ARTICLES[1][0]
    QTest.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=where_on(page, bench, words))
    bench.until(lambda: bench.document.article.title == "乙" and bench.view.caret == bench.text.index(words))

    def is_marked() -> bool:
        box = page.place_box()
        return box is not None and box.contains(QPointF(where_on(page, bench, words)))

    drawn(bench, is_marked)


def test_the_page_comes_along_where_the_text_is_scrolled_away_from_the_caret(
    opened: Callable[[str, bytes], Bench],
) -> None:
    bench = opened("报.pdf", typeset(12))
    page = show_page(bench)
    bench.view.set_caret(0)
    bar = bench.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    bench.until(lambda: page.visible_pages().start > 1)
    assert bench.view.caret == 0
    assert page._place is not None
    assert page._place[0] == 1


def test_the_page_grows_by_keys_and_wheel_and_fits_again(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    page = show_page(bench)
    fitting = page.scale
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Plus)
    assert page.scale == pytest.approx(fitting * 1.2)
    drawn(bench, lambda: page.image_of(1) is not None and page._images[1][0] == round(page.scale, 3))
    QTest.keyClick(page, Qt.Key.Key_0)
    assert page.scale == pytest.approx(fitting)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not bench.space.source_shown
    assert not bench.window.actions_["page"].isChecked()


def test_only_what_is_seen_of_many_pages_is_drawn_and_what_is_kept_is_bounded(
    opened: Callable[[str, bytes], Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = opened("报.pdf", typeset(30))
    page = show_page(bench)
    assert len(page.sizes) == 30
    drawn(bench, lambda: not commands(bench).beside._poll.isActive())
    assert set(page._images) <= {1, 2, 3}
    monkeypatch.setattr("annotator.ui.panels.page_view.CACHED", 1)
    last = ARTICLES[29 % len(ARTICLES)][0]
    bench.view.set_caret(bench.text.rindex(last))
    drawn(bench, lambda: page.image_of(30) is not None)
    assert set(page._images) <= set(page.visible_pages())
    bench.until(lambda: page.place_box() is not None)
    box = page.place_box()
    assert box is not None
    assert 0 <= box.top() < page.viewport().height()


def test_a_scan_is_shown_as_the_picture_it_is(open_bench: "OpenBench", tmp_path: Path) -> None:
    bench = open_bench(opened=False)

    image = QImage(400, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for at in range(100):
        image.setPixelColor(100 + at, 50, QColor("red"))
    assert image.save(str(tmp_path / "scan.png"))
    project = new_project(str(bench.path))
    coming = incoming("扫描的一页。\n")
    assert coming.source is not None
    raw = (tmp_path / "scan.png").read_bytes()
    add_articles(project, replace(coming, source=replace(coming.source, name="scan.png", raw=raw, extractor="x")))
    project.close()
    bench.open()
    bench.press(Qt.Key.Key_S, SHIFT)
    page = view(bench)
    drawn(bench, lambda: page.image_of(1) is not None)
    assert list(page.sizes) == [(400.0, 600.0)]


def test_an_article_that_was_never_printed_says_so_and_the_next_one_may_be(bench: Bench) -> None:
    bench.press(Qt.Key.Key_S, SHIFT)
    pane = commands(bench).beside.pane
    drawn(bench, lambda: pane.words)
    assert pane.words == "本文的原文件没有版面（不是 PDF 或图片）。"


def test_a_file_that_is_damaged_in_the_project_is_told_in_its_place(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    project = bench.session.project

    def damage() -> None:
        with project.database.write() as connection:
            connection.exec_driver_sql("update source set raw = x'255044462d31'")

    bench.app.worker.call(damage)
    bench.press(Qt.Key.Key_S, SHIFT)
    pane = commands(bench).beside.pane
    drawn(bench, lambda: pane.words)
    assert pane.words == "无法显示该文件的版面：文件已损坏或受密码保护。"


def test_an_article_from_before_pages_were_kept_has_its_places_found(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    project = bench.session.project

    def forget() -> None:
        with project.database.write() as connection:
            connection.exec_driver_sql("delete from page")

    bench.app.worker.call(forget)
    bench.press(Qt.Key.Key_S, SHIFT)
    page = view(bench)
    drawn(bench, lambda: page.image_of(1) is not None)
    drawn(bench, lambda: page.place_box() is not None)


def test_hiding_the_source_ends_the_drawing_and_showing_it_begins_again(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    show_page(bench)
    bench.view.setFocus()
    bench.press("s")
    assert not bench.space.source_shown
    assert commands(bench).beside._shown is None
    bench.press("s")
    drawn(bench, lambda: view(bench).image_of(1) is not None)
    bench.space.source._views.button(0).click()
    assert not bench.space.source.page_shown
    assert commands(bench).beside._shown is None


# -- repairs -----------------------------------------------------------------------------------------------------------


def test_characters_are_corrected_in_the_field_over_the_text_and_undone(
    opened: Callable[[str, bytes], Bench],
) -> None:
    bench = opened("报.pdf", typeset())
    before = bench.text
    bench.select("临江县")
    start = before.index("临江县")
    bench.press(Qt.Key.Key_H, CTRL)
    field = commands(bench).field
    assert field.field.text() == "临江县"
    assert field.field.hasFocus()
    bench.commit("临河县", on=field.field)
    QTest.keyClick(field.field, Qt.Key.Key_Return)
    bench.until(lambda: bench.text[start : start + 3] == "临河县")
    assert bench.view.hasFocus()
    assert [edit.kind for edit in bench.document.revision.edits if edit.reason == "Decided by hand."] == [
        EditKind.CORRECT
    ]
    bench.undo()
    bench.until(lambda: bench.text == before)


def test_esc_leaves_the_field_and_the_text_alone(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    before = bench.text
    bench.caret("临江县")
    bench.press(Qt.Key.Key_H, CTRL)
    field = commands(bench).field
    assert field.field.text() == "临"
    QTest.keyClicks(field.field, "1s")
    QTest.keyClick(field.field, Qt.Key.Key_Escape)
    assert field.isHidden()
    assert bench.view.hasFocus()
    assert bench.text == before


def test_paragraphs_are_joined_and_split_where_the_caret_is_and_tags_stay(
    opened: Callable[[str, bytes], Bench],
) -> None:
    bench = opened("报.pdf", typeset())
    before, tags = bench.text, bench.tags()
    at = before.index("\n")
    bench.view.set_caret(at - 2)
    bench.press(Qt.Key.Key_J, CTRL)
    bench.until(lambda: bench.text == before[:at] + before[at + 1 :])
    assert bench.tags() == tags
    bench.view.set_caret(at)
    bench.window.run("split_text")
    bench.until(lambda: bench.text == before)
    assert bench.tags() == tags
    assert bench.view.caret == at


def test_what_was_dropped_is_listed_with_its_reason_and_taken_back(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    before = bench.text
    bench.select("青石镇")
    bench.window.run("drop_text")
    bench.until(lambda: bench.text == before.replace("青石镇", "", 1))
    bench.window.run("decisions")
    decisions = bench.space.source.decisions
    bench.until(lambda: decisions.is_whole and decisions.kinds.findData("drop") > 0)
    decisions.kinds.setCurrentIndex(decisions.kinds.findData("drop"))
    assert decisions.rows.model().rowCount() == 1
    line = decisions._model.line(0)
    assert (line.lead, line.text, line.note) == ("删去", "青石镇", "由人工决定。")
    decisions.rows.go_to(0)
    button = decisions.findChild(QPushButton, "take_back")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    bench.until(lambda: bench.text == before)


def test_all_of_a_kind_are_taken_back_as_one_step(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    before = bench.text
    bench.window.run("decisions")
    decisions = bench.space.source.decisions
    bench.until(lambda: decisions.is_whole and decisions.kinds.findData("join") > 0)
    decisions.kinds.setCurrentIndex(decisions.kinds.findData("join"))
    joined = decisions.rows.model().rowCount()
    assert joined > 10
    button = decisions.findChild(QPushButton, "take_all_back")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    bench.until(lambda: bench.text.count("\n") == before.count("\n") + joined)
    bench.view.setFocus()
    bench.undo()
    bench.until(lambda: bench.text == before)


def test_reading_as_in_the_source_brings_back_what_was_joined(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    before = bench.text
    start = before.index("清晨") if "清晨" in before else before.index("\n", 30) + 1
    end = before.index("\n", start)
    bench.view.set_caret(end, start)
    bench.window.run("keep_text")
    bench.until(lambda: bench.text != before)
    assert bench.text.count("\n") > before.count("\n")
    assert "".join(bench.text.split()) == "".join(before.split())


def test_what_makes_no_sense_is_told_in_the_strip_of_notices(opened: Callable[[str, bytes], Bench]) -> None:
    bench = opened("报.pdf", typeset())
    bench.view.set_caret(3)
    bench.window.run("drop_text")
    bench.until(lambda: "请先选中文字" in bench.notices())


def test_the_menu_of_the_article_offers_repairs(opened: Callable[[str, bytes], Bench], qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QApplication, QMenu

    bench = opened("报.pdf", typeset())
    bench.window._context_menu(QPoint(200, 200))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (inner,) = [action.menu() for action in menu.actions() if action.text() == "整理文字"]
    assert isinstance(inner, QMenu)
    assert len([action for action in inner.actions() if not action.isSeparator()]) == 6
    menu.close()
