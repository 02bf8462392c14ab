"""The article's keys, caret, accessibility and what it tells, under real events."""

import pytest
from articleview import CTRL, NONE, SHIFT, A, B, Show, mark
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.marks import Marks
from annotator.ui.text.keys import BINDINGS, Binding, KeyMap
from annotator.ui.text.view import ArticleView

ASTRAL = "a𠀀中😀\n👩\u200d🌾e\u0301末"
KEYS = [(binding.command, name) for binding in BINDINGS for name in binding.keys]


def press(view: ArticleView, name: str) -> None:
    """Types a key by the name it has in the key table."""
    shift = SHIFT if name.startswith("Shift+") else NONE
    plain = name.removeprefix("Shift+")
    named = {
        "Tab": Qt.Key.Key_Tab,
        "Enter": Qt.Key.Key_Return,
        "Esc": Qt.Key.Key_Escape,
        "Space": Qt.Key.Key_Space,
        "Backspace": Qt.Key.Key_Backspace,
    }
    if plain in named:
        QTest.keyClick(view, named[plain], shift)
    elif plain == "Ctrl+C":
        QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    elif plain in "[]" and shift:
        QTest.keyClick(view, {"[": "{", "]": "}"}[plain], shift)
    else:
        QTest.keyClick(view, plain.upper() if shift else plain.lower(), shift)


@pytest.mark.parametrize(("command", "name"), KEYS)
def test_every_key_of_the_table_is_heard_and_changes_neither_text_nor_caret(
    view: ArticleView, show: Show, command: str, name: str
) -> None:
    show("田芝兰的幸福日子。\n" * 100)
    view.set_caret(5)
    heard: list[str] = []
    view.key_command.connect(heard.append)
    press(view, name)
    assert heard == [command]
    assert (view.caret, view.selection()) == (5, None)
    assert view.verticalScrollBar().value() == 0
    assert view.document().characterCount() - 1 == len(view.text)


@pytest.mark.parametrize(("command", "name"), [pair for pair in KEYS if len(pair[1].removeprefix("Shift+")) == 1])
def test_every_key_is_heard_as_a_full_width_commit_of_an_input_method_too(
    view: ArticleView, show: Show, command: str, name: str
) -> None:
    show("田芝兰的幸福日子。")
    heard: list[str] = []
    view.key_command.connect(heard.append)
    plain = name.removeprefix("Shift+")
    if plain.isalpha() and plain == name:
        plain = plain.lower()
    wide = {"[": "｛", "]": "｝"}[plain] if plain in "[]" and plain != name else chr(ord(plain) + 0xFEE0)
    modifiers = SHIFT if plain != name and not plain.islower() else NONE
    QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyPress, 0, modifiers, wide))
    commit = QInputMethodEvent()
    commit.setCommitString(wide)
    QApplication.sendEvent(view, commit)
    assert heard == [command, command]


def test_keys_come_raw_while_an_input_method_is_on(view: ArticleView) -> None:
    assert not view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert not view.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)


def test_single_keys_do_not_fire_the_windows_shortcuts_and_the_windows_shortcuts_work(
    qtbot: QtBot, view: ArticleView, show: Show
) -> None:
    show("田芝兰的幸福日子。")
    fired: list[str] = []
    heard: list[str] = []
    view.key_command.connect(heard.append)
    for keys in ("1", "Ctrl+Z", "Alt+1", "Ctrl+F", "Alt+Up", "Ctrl+Shift+Return"):
        QShortcut(QKeySequence(keys), view, activated=lambda keys=keys: fired.append(keys))
    QTest.keyClick(view, Qt.Key.Key_1)
    QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(view, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(view, Qt.Key.Key_F, CTRL)
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(view, Qt.Key.Key_Return, CTRL | SHIFT)
    assert fired == ["Ctrl+Z", "Alt+1", "Ctrl+F", "Alt+Up", "Ctrl+Shift+Return"]
    assert heard == ["label:1"]


def test_changed_keys_are_heard_instead_of_the_shipped_ones(view: ArticleView, show: Show) -> None:
    show("田芝兰")
    heard: list[str] = []
    view.key_command.connect(heard.append)
    view.set_keymap(KeyMap([Binding("same", ("W",))]))
    QTest.keyClicks(view, "dw")
    assert heard == ["same"]


def test_tab_stays_in_the_article(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    view, field = ArticleView(), QLineEdit()
    box.addWidget(view)
    box.addWidget(field)
    window.show()
    window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Backtab, SHIFT)
    assert view.hasFocus()


def test_the_caret_steps_by_what_a_reader_takes_for_one_character(view: ArticleView, show: Show) -> None:
    show(ASTRAL)
    stops = [view.caret]
    while stops[-1] < len(ASTRAL):
        QTest.keyClick(view, Qt.Key.Key_Right)
        stops.append(view.caret)
    assert stops == [0, 1, 2, 3, 4, 5, 8, 10, 11]
    back = [view.caret]
    while back[-1] > 0:
        QTest.keyClick(view, Qt.Key.Key_Left)
        back.append(view.caret)
    assert back == stops[::-1]


def test_shift_and_arrows_select_code_points_and_never_snap(view: ArticleView, show: Show) -> None:
    show(ASTRAL)
    view.set_words(lambda start, end: (0, 4), lambda position: (0, 4))
    view.set_caret(1)
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert view.selection() == (1, 3)
    assert view.selected_text() == "𠀀中"
    QTest.keyClick(view, Qt.Key.Key_Left, SHIFT)
    assert view.selection() == (1, 2)


def words_of(text: str, *words: str) -> tuple[object, object]:
    """A snapper and worder that know where some words stand."""
    bounds = []
    at = 0
    for word in words:
        bounds.append((at, at + len(word)))
        at += len(word)
    assert "".join(words) == text

    def worder(position: int) -> tuple[int, int]:
        return next(((s, e) for s, e in bounds if s <= position < e), (position, position + 1))

    def snapper(start: int, end: int) -> tuple[int, int]:
        return worder(start)[0], worder(end - 1)[1]

    return snapper, worder


def test_ctrl_and_arrows_go_by_the_words_they_are_given_and_over_blanks(view: ArticleView, show: Show) -> None:
    text = "投入资金1.36亿元，相继  建成"
    show(text)
    view.set_words(*words_of(text, "投入", "资金", "1.36", "亿", "元", "，", "相继", " ", " ", "建成"))  # type: ignore[arg-type]
    stops = [0]
    while stops[-1] < len(text):
        QTest.keyClick(view, Qt.Key.Key_Right, CTRL)
        stops.append(view.caret)
    assert stops == [0, 2, 4, 8, 9, 10, 11, 13, 17]
    QTest.keyClick(view, Qt.Key.Key_Left, CTRL)
    QTest.keyClick(view, Qt.Key.Key_Left, CTRL | SHIFT)
    assert view.selection() == (11, 15)


def test_ctrl_up_and_down_go_by_paragraph(view: ArticleView, show: Show) -> None:
    show("第一段\n第二段\n\n第三段")
    view.set_caret(5)
    QTest.keyClick(view, Qt.Key.Key_Up, CTRL)
    assert view.caret == 4
    QTest.keyClick(view, Qt.Key.Key_Up, CTRL)
    assert view.caret == 0
    stops = []
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Down, CTRL)
        stops.append(view.caret)
    assert stops == [4, 8, 9, 12]
    QTest.keyClick(view, Qt.Key.Key_Up, CTRL | SHIFT)
    assert view.selection() == (9, 12)


def test_up_and_down_go_by_line_through_wrapped_paragraphs_that_were_never_seen(view: ArticleView, show: Show) -> None:
    show("民" * 100 + "\n" + "\n".join("安" * 90 for _ in range(60)))
    for _ in range(60):
        QTest.keyClick(view, Qt.Key.Key_Down)
    row = view.article_layout.row_of(view.textCursor().position())
    assert view.caret > 1000
    assert 0 <= row.top - view.verticalScrollBar().value() < view.viewport().height()
    for _ in range(60):
        QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.caret == 0


def test_home_and_end_stay_in_the_line_although_it_breaks_without_a_blank(view: ArticleView, show: Show) -> None:
    show("民" * 100)
    view.set_caret(50)
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_End)
        assert view.caret == 80
        assert view.caret_row.start == 40
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.caret_row.start == 0
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Home, SHIFT)
    assert view.selection() == (0, 40)
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.caret_row.start == 40
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert (view.caret, view.caret_row.start) == (40, 40)
    QTest.keyClick(view, Qt.Key.Key_End, CTRL)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert (view.caret, view.caret_row.start) == (100, 80)


def test_the_caret_and_the_selection_are_told_in_code_points(view: ArticleView, show: Show) -> None:
    show(ASTRAL)
    heard: list[int] = []
    changes: list[tuple[int, int] | None] = []
    view.caret_moved.connect(heard.append)
    view.selection_changed.connect(lambda: changes.append(view.selection()))
    view.set_caret(4)
    view.set_caret(2, 4)
    view.set_caret(999)
    assert heard == [4, 2, len(ASTRAL)]
    assert changes == [(2, 4), None]
    assert view.anchor == view.caret == len(ASTRAL)


def test_what_is_copied_is_the_text_as_it_is_and_not_as_it_is_displayed(view: ArticleView, show: Show) -> None:
    text = "甲\r\n乙\u2028丙\u00a0丁\x00"
    show(text)
    QTest.keyClick(view, Qt.Key.Key_A, CTRL)
    assert view.selection() == (0, len(text))
    assert view.createMimeDataFromSelection().text() == view.selected_text() == text
    view.copy()
    assert QGuiApplication.clipboard().text() == text


@pytest.mark.parametrize("text", ["甲\r\n乙\r丙", "a\ufdd0b\ufdd1c\x00d\ufffce\u2029f", ASTRAL, "", "\n\n", "x" * 5000])
def test_the_document_has_a_position_for_each_utf16_unit_whatever_the_text(
    view: ArticleView, show: Show, text: str
) -> None:
    show(text)
    assert view.document().characterCount() - 1 == len(text.encode("utf-16-le")) // 2
    assert view.document().blockCount() == view.offsets.display.count("\n") + 1 == view.article_layout.blocks
    assert view.document().toRawText().replace("\u2029", "\n") == view.offsets.display
    view.set_caret(len(text))
    assert view.caret == len(text)


def test_a_screen_reader_gets_the_text_the_caret_and_the_selection_as_of_any_text_field(
    view: ArticleView, show: Show
) -> None:
    show("民安产业兴\n共筑小康梦")
    view.set_caret(2, 4)
    view.grab()
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() == QAccessible.Role.EditableText
    assert interface.text(QAccessible.Text.Name) == view.accessibleName() != ""
    assert interface.text(QAccessible.Text.Description) == view.accessibleDescription() != ""
    assert interface.state().readOnly
    found = interface.textInterface()
    assert found.text(0, found.characterCount()) == "民安产业兴\n共筑小康梦"
    assert found.cursorPosition() == 2
    (seen,) = view.rows_of(7, 8)
    corner = view.viewport().mapToGlobal(seen.topLeft())
    assert found.characterRect(7).left() == pytest.approx(corner.x(), abs=1)
    assert found.characterRect(7).width() == 17
    assert found.characterRect(7).top() == pytest.approx(corner.y(), abs=3)


def test_a_screen_reader_hears_which_tag_is_current(
    view: ArticleView, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    show("民安产业兴", mark("one", 2, 5))
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    view.set_current(mark("one", 2, 5))
    view.set_current(mark("one", 2, 5))
    view.set_current(None)
    assert len(said) == 1
    assert "项目" in said[0]
    assert "产业兴" in said[0]


def test_the_current_mark_follows_its_id_and_goes_with_it(view: ArticleView, show: Show) -> None:
    marks = show("民安产业兴共筑小康梦", mark("one", 2, 5))
    view.set_current(mark("one", 2, 5))
    marks.replace(mark("one", 2, 6, B))
    view.refresh_marks()
    assert view.current == mark("one", 2, 6, B)
    marks.remove(mark("one", 2, 6).id)
    view.refresh_marks()
    assert view.current is None


def test_hidden_marks_and_those_of_other_labels_take_no_clicks(view: ArticleView, show: Show) -> None:
    show("民安产业兴共筑小康梦", mark("one", 2, 5), mark("other", 2, 4, B))
    view.set_suggestions(Marks([mark("offer", 1, 6, B)]))
    assert [m.id for m in view.marks_at(3)] == [b"other", b"one", b"offer"]
    view.set_only_label(A)
    assert [m.id for m in view.marks_at(3)] == [b"one"]
    assert view.only_label == A
    view.set_hidden(True)
    assert view.marks_at(3) == []
    assert view.marks_hidden


def test_another_article_starts_at_its_start_without_ring_hits_or_suggestions(view: ArticleView, show: Show) -> None:
    show("民安产业兴\n" * 200, mark("one", 2, 5))
    view.set_current(mark("one", 2, 5))
    view.set_find_hits([(0, 2)], 0)
    view.set_caret(900)
    view.show_caret()
    show("共筑小康梦")
    assert (view.caret, view.verticalScrollBar().value(), view.current) == (0, 0, None)
    assert view._content.hits == ()
