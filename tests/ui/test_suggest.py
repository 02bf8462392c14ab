"""Suggestions in the window: shown apart from tags, decided by keys and clicks, each decision one step."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from ui.window_bench import CTRL, SHIFT, Bench

from annotator.ui.suggest_commands import SuggestCommands

if TYPE_CHECKING:
    from ui.conftest import OpenBench

Key = Qt.Key


def feature(bench: Bench) -> SuggestCommands:
    assert bench.window.features is not None
    found = bench.window.features.named("SuggestCommands")
    assert isinstance(found, SuggestCommands)
    return found


def offered(bench: Bench) -> list[tuple[str, str]]:
    """Words and labels of what is to be confirmed."""
    return [(bench.text[one.start : one.end], bench.key(one.label)) for one in feature(bench).feed.all()]


def current(bench: Bench) -> str:
    """The words with the ring, whatever they are."""
    mark = bench.view.current
    return bench.text[mark.start : mark.end] if mark is not None else ""


def origin(bench: Bench, words: str) -> str:
    return str(bench.span(words).origin)


@pytest.fixture
def desk(open_bench: "OpenBench") -> Bench:
    """A window whose article was looked through."""
    bench = open_bench(suggest=True)
    bench.until(lambda: feature(bench).feed.done and offered(bench))
    return bench


def test_proposals_stand_in_the_article_and_in_the_line_below(desk: Bench) -> None:
    assert ("1.36亿元", "METRIC") in offered(desk)
    assert ("青岭县", "PLACE") in offered(desk) or ("营养改善计划", "PROGRAMME") in offered(desk)
    desk.until(lambda: desk.window.line._extra["suggest"].text() == f"待确认 {len(offered(desk))}")
    assert desk.tags() == []


def test_space_accepts_and_goes_on_to_the_next(desk: Bench) -> None:
    before = offered(desk)
    desk.press(Key.Key_N)
    assert current(desk) == before[0][0]
    desk.press(Key.Key_Space)
    assert desk.tags() == [before[0]]
    assert origin(desk, before[0][0]) == "accepted"
    assert current(desk) == before[1][0]
    assert offered(desk) == before[1:]
    assert desk.stored() == [before[0]]
    desk.undo()
    desk.until(lambda: offered(desk) == before)
    assert desk.stored() == []
    desk.until(lambda: current(desk) == before[0][0])


def test_backspace_refuses_for_good_and_undo_takes_it_back(desk: Bench) -> None:
    before = offered(desk)
    desk.press(Key.Key_N)
    desk.press(Key.Key_Backspace)
    assert before[0] not in offered(desk)
    assert current(desk) == before[1][0]
    desk.settle()
    desk.undo()
    desk.until(lambda: before[0] in offered(desk))
    desk.until(lambda: current(desk) == before[0][0])
    desk.press(Key.Key_Backspace)
    desk.settle()
    desk.reopen()
    desk.until(lambda: feature(desk).feed.done)
    assert before[0] not in offered(desk)


def test_a_label_key_accepts_with_another_label_as_mended(desk: Bench) -> None:
    words, key = next(one for one in offered(desk) if one[1] == "METRIC")
    desk.caret(words)
    assert current(desk) == words
    desk.press("1")
    assert (words, "PROGRAMME") in desk.tags()
    assert origin(desk, words) == "mended"
    assert key == "METRIC"
    assert "value" not in desk.span(words).attributes


def test_the_keys_of_bounds_mend_and_accept_in_one_step(desk: Bench) -> None:
    before = offered(desk)
    desk.caret("3000多人")
    desk.press("[")
    desk.press("[")
    assert ("学生3000多人", "METRIC") in desk.tags()
    assert origin(desk, "学生3000多人") == "mended"
    desk.settle()
    desk.undo()
    desk.until(lambda: desk.tags() == [])
    desk.until(lambda: offered(desk) == before)


def test_enter_accepts_and_opens_the_form_at_the_first_empty_attribute(desk: Bench) -> None:
    desk.caret("1.36亿元")
    desk.press(Key.Key_Return)
    assert desk.current == ("1.36亿元", "METRIC")
    assert desk.space.side.current == "tags"
    form = desk.space.tags.form
    desk.until(lambda: any(field.editor.inside for field in form.fields))


def test_an_accepted_tag_that_is_edited_becomes_a_mended_one(desk: Bench) -> None:
    desk.caret("1.36亿元")
    desk.press(Key.Key_Space)
    span = desk.span("1.36亿元")
    assert span.origin == "accepted"
    desk.session.edit(lambda d: d.set_note([span.id], "核对过"))
    assert origin(desk, "1.36亿元") == "accepted"
    desk.session.edit(lambda d: d.set_attribute([span.id], "unit", "万元"))
    assert origin(desk, "1.36亿元") == "mended"


def test_a_accepts_the_rest_of_the_paragraph_ticks_it_and_goes_on_as_one_step(desk: Bench) -> None:
    before = offered(desk)
    desk.caret("青岭县教育局")
    line = desk.text.split("\n")[1]
    here = [one for one in before if one[0] in line]
    assert here
    desk.press("a")
    assert len(desk.tags()) == len(here)
    assert all(desk.document.span(one.id).origin == "accepted" for one in desk.document.marks)
    start = desk.text.index(line)
    assert desk.view._content.read == ((start, start + len(line)),)
    assert desk.view.caret >= start + len(line)
    desk.settle()
    desk.undo()
    desk.until(lambda: desk.tags() == [])
    desk.until(lambda: desk.view._content.read == ())


def test_shift_a_asks_once_and_then_accepts_the_article(desk: Bench) -> None:
    before = offered(desk)
    desk.press(Key.Key_A, SHIFT)
    assert desk.tags() == []
    assert str(len(before)) in desk.notices()
    desk.press(Key.Key_A, SHIFT)
    assert desk.tags() == before
    assert offered(desk) == []
    assert len(desk.view._content.read) == 4
    desk.settle()
    desk.undo()
    desk.until(lambda: desk.tags() == [])


def test_tab_goes_through_tags_and_suggestions_alike(desk: Bench) -> None:
    desk.select("教育局")
    desk.press("1")
    both = sorted([*offered(desk), ("教育局", "PROGRAMME")], key=lambda one: desk.text.index(one[0]))
    desk.caret("山区学校")
    met = []
    for _ in both:
        desk.press(Key.Key_Tab)
        met.append(current(desk))
    assert met == [one[0] for one in both]
    desk.press(Key.Key_Backtab, SHIFT)
    assert current(desk) == met[-2]


def test_esc_goes_back_to_where_the_caret_was(desk: Bench) -> None:
    desk.caret("寄宿制学校")
    where = desk.view.caret
    desk.press(Key.Key_N)
    desk.press(Key.Key_Space)
    assert desk.view.caret != where
    desk.press(Key.Key_Escape)
    assert desk.view.caret == where
    assert desk.view.current is None


def test_ctrl_enter_and_ctrl_backspace_decide_from_everywhere(desk: Bench) -> None:
    before = offered(desk)
    desk.press(Key.Key_N)
    desk.space.articles.filter.setFocus()
    desk.press(Key.Key_Return, CTRL)
    assert desk.tags() == [before[0]]
    desk.press(Key.Key_Backspace, CTRL)
    assert before[1] not in offered(desk)


def test_a_click_makes_a_suggestion_the_current_one(desk: Bench) -> None:
    from PySide6.QtTest import QTest

    point = desk.show("12所")
    QTest.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    desk.until(lambda: current(desk) == "12所")
    desk.qapp.processEvents()
    assert current(desk) == "12所"


def test_suggestions_can_be_switched_off_and_on(desk: Bench) -> None:
    before = offered(desk)
    desk.window.actions_["suggestions"].trigger()
    assert offered(desk) == []
    assert desk.app.settings.suggest is False
    desk.window.actions_["suggestions"].trigger()
    desk.until(lambda: offered(desk) == before)


def test_the_tab_lists_accepts_and_refuses(desk: Bench) -> None:
    before = offered(desk)
    desk.space.side.show_tab("suggest")
    panel = desk.space.side.pane()
    desk.until(lambda: panel._model.rowCount() == len(before))
    panel.rows.accept_clicked.emit(0)
    assert desk.tags() == [before[0]]
    desk.until(lambda: panel._model.rowCount() == len(before) - 1)
    panel.rows.refuse_clicked.emit(0)
    assert before[1] not in offered(desk)
    panel.rows.setFocus()
    desk.until(lambda: panel._current is not None)
    desk.press(Key.Key_Space)
    assert len(desk.tags()) == 2


def test_submitting_names_unread_paragraphs_and_can_tick_them_all(desk: Bench) -> None:
    desk.press(Key.Key_L, CTRL)
    panel = desk.window.looks._checks
    desk.until(panel._unread)
    panel._read.click()
    desk.until(lambda: len(desk.view._content.read) == 4)
    desk.until(lambda: not panel._unread())


def test_refusing_a_string_everywhere_is_previewed_and_one_step(desk: Bench) -> None:
    desk.go("秋收时节")
    desk.until(lambda: feature(desk).feed.done and offered(desk))
    words = (
        next(one for one in offered(desk) if one[0] == "桐溪县")
        if ("桐溪县", "PLACE") in offered(desk)
        else offered(desk)[0]
    )
    count = offered(desk).count(words)
    desk.caret(words[0])
    desk.press(Key.Key_D, SHIFT)
    panel = desk.window.looks._same
    desk.until(lambda: panel.isVisible() and panel._do.isEnabled())
    panel._do.click()
    desk.until(lambda: words not in offered(desk))
    desk.settle()
    desk.view.setFocus()
    desk.undo()
    desk.until(lambda: offered(desk).count(words) == count)


def test_a_control_article_opens_without_suggestions_until_somebody_asks(open_bench: "OpenBench") -> None:
    from annotator.services import deciding

    bench = open_bench(suggest=True)
    bench.until(lambda: feature(bench).feed.done)
    project, article = bench.session.project, bench.document.article.id
    every = next(n for n in range(1, 10**6) if deciding.drawn(article, n))
    bench.app.worker.call(lambda: deciding.set_control_every(project, every))
    bench.session.reload()
    bench.until(lambda: feature(bench)._controlled)
    bench.space.side.show_tab("suggest")
    panel = bench.space.side.pane()
    bench.until(lambda: panel._pages.currentWidget() is panel._controlled)
    assert offered(bench) == []
    panel._anyway.click()
    bench.until(lambda: offered(bench) != [])
    bench.reopen()
    bench.until(lambda: feature(bench).feed.done and offered(bench) != [])


def test_the_threshold_is_kept_and_decides_what_is_shown(desk: Bench) -> None:
    desk.space.side.show_tab("suggest")
    panel = desk.space.side.pane()
    before = len(offered(desk))
    panel.slider.setValue(99)
    assert desk.app.settings.suggest_threshold == 99
    assert len(offered(desk)) < before
    panel.slider.setValue(35)
    assert len(offered(desk)) == before


def test_nothing_is_proposed_where_the_article_is_submitted(desk: Bench) -> None:
    from annotator.domain.article import Status

    assert desk.window.listing is not None
    desk.window.listing.set_status(Status.SUBMITTED)
    assert offered(desk) == []
    desk.window.listing.set_status(Status.WORKING)
    desk.until(lambda: offered(desk) != [])


def test_backspace_on_an_accepted_tag_refuses_it_too_and_one_undo_brings_it_back(desk: Bench) -> None:
    desk.caret("1.36亿元")
    desk.press(Key.Key_Space)
    desk.choose("1.36亿元")
    desk.press(Key.Key_Backspace)
    assert ("1.36亿元", "METRIC") not in desk.tags()
    desk.settle()
    desk.until(lambda: feature(desk).feed.done)
    assert ("1.36亿元", "METRIC") not in offered(desk)
    desk.undo()
    assert desk.tags() == [("1.36亿元", "METRIC")]


def test_backspace_on_a_tag_of_ones_own_refuses_nothing(desk: Bench) -> None:
    before = offered(desk)
    desk.select("1.36亿元")
    desk.press("2")
    assert origin(desk, "1.36亿元") == "manual"
    desk.press(Key.Key_Backspace)
    desk.until(lambda: offered(desk) == before)


def test_i_takes_the_selection_as_the_indicator_of_the_current_suggestion(desk: Bench) -> None:
    desk.caret("1.36亿元")
    desk.select("教育局")
    desk.press("i")
    assert [one["text"] for one in desk.span("1.36亿元").attributes["indicator"]] == ["教育局"]
    assert origin(desk, "1.36亿元") == "mended"
    desk.settle()
    desk.undo()
    desk.until(lambda: desk.tags() == [] and ("1.36亿元", "METRIC") in offered(desk))


def test_a_ticks_where_nothing_is_proposed_and_the_check_follows_who_ticks(desk: Bench) -> None:
    desk.window.actions_["suggestions"].trigger()
    desk.press(Key.Key_L, CTRL)
    panel = desk.window.looks._checks
    desk.until(lambda: panel.isVisible() and panel._model.rowCount())
    assert not panel._unread()
    desk.caret("青岭县教育局")
    desk.press("a")
    assert desk.tags() == []
    assert len(desk.view._content.read) == 1
    desk.settle()
    desk.press(Key.Key_L, CTRL)
    desk.until(panel._unread)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_titles_of_the_side_are_all_to_be_seen(open_bench: "OpenBench", language: str) -> None:
    bench = open_bench(suggest=True, language=language)
    bench.until(lambda: feature(bench).feed.done)
    side = bench.space.side
    for width in (760, 376, 320):
        side.setMinimumWidth(width)
        side.setMaximumWidth(width)
        bench.until(lambda width=width: side.width() == width)  # type: ignore[misc]  # mypy takes the default for a parameter
        for name in side._names:
            side.show_tab(name)
            bench.qapp.processEvents()
            last = side._bar.tabRect(side._bar.count() - 1)
            assert last.right() < width
            assert side._titles[name] in side._bar.tabText(side._names.index(name))


def test_the_form_says_how_a_tag_came_to_be(desk: Bench) -> None:
    form = desk.space.tags.form
    desk.caret("1.36亿元")
    desk.press(Key.Key_Space)
    desk.choose("1.36亿元")
    desk.until(lambda: form._origin.text() == "采纳推荐")
    desk.press("[")
    desk.until(lambda: form._origin.text() == "修改后采纳")
    desk.select("寄宿制")
    desk.press("1")
    desk.until(lambda: form._origin.text() == "手工")


def test_the_same_decision_everywhere_on_a_suggestion_makes_accepted_tags(desk: Bench) -> None:
    desk.caret("1.36亿元")
    desk.press("d")
    panel = desk.window.looks._same
    desk.until(lambda: panel.isVisible() and panel._do.isEnabled())
    panel._do.click()
    desk.until(lambda: ("1.36亿元", "METRIC") in desk.tags())
    assert origin(desk, "1.36亿元") == "accepted"


def test_another_name_is_proposed_as_soon_as_it_is_in_the_table(open_bench: "OpenBench") -> None:
    from annotator.domain.learning import Alias
    from annotator.services import aliases

    bench = open_bench(suggest=True, pages=(("休渔", "休渔\n舟山市说，乌有海区的汽笛长鸣。\n"),))
    bench.until(lambda: feature(bench).feed.done)
    assert "乌有海区" not in [words for words, _ in offered(bench)]
    bench.window.run("aliases")
    assert bench.window.features is not None
    board = bench.window.features.named("BoardCommands")
    board._put_alias(Alias("乌有海区", "PLACE", adcode="330900000000"), None)
    bench.until(lambda: ("乌有海区", "PLACE") in offered(bench))
    project = bench.session.project
    known = bench.app.worker.call(lambda: aliases.read(project))
    board._remove_aliases([one.id for one in known])
    bench.until(lambda: feature(bench).feed.done and ("乌有海区", "PLACE") not in offered(bench))
    board._dialog.close()
