"""Language and look switched at run time, shortcuts, and what a screen reader is told."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from ui.window_bench import CTRL, Bench

from annotator.ui.actions import ACTIONS, LABEL_KEYS
from annotator.ui.dialogs.about import AboutDialog
from annotator.ui.dialogs.article_form import ArticleFormDialog
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.dialogs.keys import KeysDialog
from annotator.ui.dialogs.new_project import NewProjectDialog
from annotator.ui.dialogs.palette import CommandPalette
from annotator.ui.dialogs.scheme_editor import SchemeEditor
from annotator.ui.dialogs.skip_reason import SkipReasonDialog
from annotator.ui.dialogs.who import WhoDialog
from annotator.ui.palette import active
from annotator.ui.text.keys import BINDINGS

if TYPE_CHECKING:
    from ui.conftest import OpenBench

TAGS = (("青岭县教育局", "PLACE"), ("1.36亿元", "METRIC"), ("营养改善计划", "PROGRAMME"))
CJK = re.compile("[\u3400-\u9fff]")
DIALOGS: tuple[tuple[str, type[QDialog]], ...] = (
    ("palette", CommandPalette),
    ("keys", KeysDialog),
    ("new_project", NewProjectDialog),
    ("export", ExportDialog),
    ("article_form", ArticleFormDialog),
    ("who", WhoDialog),
    ("skip", SkipReasonDialog),
    ("scheme", SchemeEditor),
    ("about", AboutDialog),
)


@pytest.fixture
def tagged(open_bench: "OpenBench") -> Bench:
    return open_bench(tags=TAGS)


def words(root: QWidget) -> Iterator[str]:
    """Every text of a window that is no content: labels, buttons, menus, placeholders, tooltips, names."""
    for label in root.findChildren(QLabel):
        yield label.text()
    for made in root.findChildren(QAbstractButton):
        yield from (made.text(), made.toolTip(), made.accessibleName())
    for action in root.findChildren(QAction):
        yield action.text()
    for menu in root.findChildren(QMenu):
        yield menu.title()
    for box in root.findChildren(QGroupBox):
        yield box.title()
    for field in root.findChildren(QLineEdit):
        yield from (field.placeholderText(), field.toolTip(), field.accessibleName())
    for text in root.findChildren(QPlainTextEdit):
        yield text.placeholderText()
    for view in root.findChildren(QWidget):
        yield from (view.accessibleName(), view.accessibleDescription(), view.windowTitle())


def known_content(bench: Bench) -> set[str]:
    """What is Chinese whatever the interface speaks: titles, names of people and files, the other language's name."""
    found = {"中文", "英文界面（English）", bench.session.project.name, bench.session.project.person.name, bench.text}
    found |= {one.article.title for one in bench.window.listing.listed_articles()} if bench.window.listing else set()
    for label in bench.session.project.scheme.labels:
        found |= {label.zh, label.description, label.description_en}
        for attribute in label.attributes:
            found |= {
                attribute.zh,
                attribute.description_en,
                *(choice.zh for choice in attribute.choices),
                *(c.key for c in attribute.choices),
            }
    found |= {words for words, _ in TAGS}
    found |= {"该区", "全市", "我省", "湖南省邵阳市双清区"}  # words of articles that a hint explains
    return {one for one in found if one}


def chinese(bench: Bench, root: QWidget) -> list[str]:
    """The words that are still Chinese, without the project's own."""
    content = sorted(known_content(bench), key=len, reverse=True)
    found = []
    for text in words(root):
        rest = text
        for own in content:
            rest = rest.replace(own, "")
        if CJK.search(rest):
            found.append(text)
    return sorted(set(found))


def place(bench: Bench) -> tuple[object, ...]:
    return (
        bench.document.article.title,
        bench.view.caret,
        bench.view.scroll_state().position,
        bench.tagging.current,
        bench.session.project.path,
    )


def test_language_and_theme_change_at_once_and_the_work_stays_where_it_is(tagged: Bench) -> None:
    tagged.go("路修到家门口")
    tagged.select("第40村")
    tagged.press("3")
    tagged.view.show_caret()
    before, first = place(tagged), tagged.window
    for command in ("language", "dark", "language", "dark"):
        was = active().dark
        tagged.window.run(command)
        tagged.activate()
        assert tagged.window is not first
        tagged.until(lambda: tagged.window.listing is not None and tagged.window.listing.is_settled)
        assert place(tagged) == before
        assert active().dark is (was if command == "language" else not was)
    tagged.view.setFocus()
    tagged.undo()
    tagged.until(lambda: tagged.tags() == [])
    tagged.go("山区学校变了样")
    tagged.select("寄宿制学校")
    tagged.press("1")
    assert ("寄宿制学校", "PROGRAMME") in tagged.stored()
    tagged.select("寄宿制学校")
    tagged.press("1")
    tagged.view.set_caret(0)
    tagged.press(Qt.Key.Key_Escape)
    tagged.press("[")
    assert tagged.notices()
    assert "2 次" not in tagged.notices()


def test_what_is_typed_into_a_field_survives_a_change_of_theme(tagged: Bench) -> None:
    tagged.choose("1.36亿元")
    tagged.press(Qt.Key.Key_Return)
    note = tagged.space.tags.form.findChildren(QPlainTextEdit)[-1]
    note.setFocus()
    tagged.commit("再看一遍", note)
    tagged.window.run("dark")
    tagged.activate()
    tagged.settle()
    assert tagged.span("1.36亿元").note == "再看一遍"


def test_in_english_no_text_of_the_window_is_chinese(tagged: Bench) -> None:
    tagged.choose("1.36亿元")
    tagged.press("s")
    tagged.until(lambda: tagged.space.source_shown)
    tagged.window.run("all_tags")
    tagged.window.run("find")
    assert len(chinese(tagged, tagged.window)) > 50
    tagged.window.run("language")
    tagged.activate()
    tagged.choose("1.36亿元")
    tagged.space.tags.settle()
    tagged.press("s", on=tagged.view)
    tagged.until(lambda: tagged.space.source_shown)
    for command in ("all_tags", "find", "checks"):
        tagged.window.run(command)
        tagged.qtbot.wait(0)
    tagged.settle()
    assert chinese(tagged, tagged.window) == []


def test_in_english_no_text_of_a_dialog_is_chinese(open_bench: "OpenBench") -> None:
    bench = open_bench(tags=TAGS, language="en")
    for command, kind in DIALOGS:
        bench.window.run(command)
        dialog = bench.dialog(kind)
        assert chinese(bench, dialog) == [], command
        dialog.reject()


# -- shortcuts -------------------------------------------------------------------------------------------------------

SINGLE = {"start_left", "end_right", "start_right", "end_left"}
WEAK = re.compile(r"^(Shift\+|Ctrl\+|Alt\+)*(F\d+|Home|End|PgUp|PgDown|Del|Delete|Num\+.*)$")
TAKEN = re.compile(
    r"Ctrl\+Shift\+[A-Z]$|Ctrl\+5$|(Ctrl|Shift|Alt)\+Space$|Ctrl\+[.;]$|Alt\+[A-Z]$|Meta\+", re.IGNORECASE
)


def test_shortcuts_are_unique_and_none_is_one_that_others_take() -> None:
    keys = [QKeySequence(key).toString() for action in ACTIONS for key in action.keys] + list(LABEL_KEYS)
    assert all(keys)
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if TAKEN.search(key)]


def test_nothing_is_reached_only_by_keys_that_a_small_keyboard_lacks() -> None:
    ways = {binding.command: binding.keys for binding in BINDINGS}
    elsewhere = {"next_pane", "previous_pane"}  # Ctrl+1, 2, 3 go there too
    for action in ACTIONS:
        keys = [*action.keys, *([action.single] if action.single else [])]
        if keys and action.id not in elsewhere:
            assert not all(WEAK.match(key) for key in keys), action.id
    assert all(not all(WEAK.match(key) for key in keys) for keys in ways.values())


def test_the_table_of_keys_says_what_the_bindings_do() -> None:
    shown = {action.id: action.single for action in ACTIONS if action.single}
    bound = {binding.command: binding.keys[0] for binding in BINDINGS}
    bound["keys"], bound["remove"] = bound["help"], bound["refuse"]
    assert {command: bound[command] for command in shown} == shown


def test_no_two_actions_of_the_window_fight_for_a_key(tagged: Bench) -> None:
    seen: dict[str, QAction] = {}
    for action in tagged.window.findChildren(QAction):
        for key in action.shortcuts():
            assert seen.setdefault(key.toString(), action) is action, key.toString()


def test_menus_hold_every_action(tagged: Bench) -> None:
    in_menus = {one for menu in tagged.window.menuBar().findChildren(QMenu) for one in menu.actions()}
    assert {action.id for action in ACTIONS if tagged.window.actions_[action.id] not in in_menus} == set()


# -- screen readers --------------------------------------------------------------------------------------------------


def nameless(root: QWidget) -> list[str]:
    """Widgets that take the keyboard, can be seen, and have nothing by which a screen reader could call them."""
    found = []
    for one in [root, *root.findChildren(QWidget)]:
        inner = isinstance(one.parent(), QComboBox | QAbstractItemView) or isinstance(one, QScrollBar)
        if inner or one.focusPolicy() == Qt.FocusPolicy.NoFocus or not one.isVisible() or one.focusProxy() is not None:
            continue
        taken = isinstance(
            one, QAbstractButton | QLineEdit | QTextEdit | QPlainTextEdit | QComboBox | QAbstractItemView
        )
        buddies = [label.text() for label in root.findChildren(QLabel) if label.buddy() is one]
        name = one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "") or "".join(buddies)
        if taken and not name.strip():
            found.append(f"{type(one).__name__} {one.objectName()} in {type(one.parent()).__name__}")
    return found


def test_everything_that_takes_the_keyboard_has_a_name(tagged: Bench) -> None:
    for tag, _ in TAGS:
        tagged.choose(tag)
        tagged.space.tags.settle()
        assert nameless(tagged.space) == []
    tagged.press("s")
    tagged.until(lambda: tagged.space.source_shown)
    tagged.window.run("find")
    for command in ("all_tags", "checks"):
        tagged.window.run(command)
        tagged.until(tagged.space.drawer.isVisible)
        assert nameless(tagged.space) == []
    tagged.choose("1.36亿元")
    tagged.view.setFocus()
    tagged.press("d", CTRL)
    assert nameless(tagged.space) == []


@pytest.mark.parametrize(("command", "kind"), DIALOGS)
def test_everything_in_a_dialog_that_takes_the_keyboard_has_a_name(
    tagged: Bench, command: str, kind: type[QDialog]
) -> None:
    tagged.window.run(command)
    dialog = tagged.dialog(kind)
    assert nameless(dialog) == []
    dialog.reject()


def test_everything_on_the_start_page_has_a_name(open_bench: "OpenBench") -> None:
    bench = open_bench(opened=False)
    assert nameless(bench.window) == []
