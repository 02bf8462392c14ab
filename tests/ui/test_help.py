"""The help: complete in both languages, found by words, and with the keys as they are."""

import itertools
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextTable
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator import i18n
from annotator.bundled import bundled
from annotator.ui.actions import ACTIONS, key_table
from annotator.ui.help import HelpDialog, help_text, show_help


@pytest.fixture(params=["zh", "en"])
def tongue(request: pytest.FixtureRequest) -> Iterator[str]:
    i18n.set_language(request.param)
    yield request.param
    i18n.set_language("zh")


@pytest.fixture
def opened(qtbot: QtBot, tongue: str) -> HelpDialog:
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def page(language: str) -> str:
    return (bundled("resources") / "help" / f"{language}.md").read_text(encoding="utf-8")


def shape(text: str) -> list[str]:
    """Headings, list entries and tables of a page, in their order."""
    return [found[0] for line in text.split("\n") if (found := re.match(r"#+|- |\d+\. |\||```|\{keys\}", line))]


def test_both_languages_have_the_same_sections_lists_and_tables() -> None:
    assert shape(page("zh")) == shape(page("en"))


def test_no_chinese_paragraph_is_broken_where_a_blank_would_show() -> None:
    lines = page("zh").split("\n")
    plain = re.compile(r"(?!#|- |\||```|\{|\d+\. )\S")
    pairs = [(one, two) for one, two in itertools.pairwise(lines) if plain.match(two) and one.strip()]
    assert [two for one, two in pairs if not one.startswith("```") and not two.startswith("annotator")] == []


def test_the_table_of_keys_is_made_of_the_actions(tongue: str) -> None:
    text = help_text()
    assert "{keys}" not in text
    for name, single, everywhere in key_table():
        assert f"| {name} | {f'`{single}`' if single else ''} | {f'`{everywhere}`' if everywhere else ''} |" in text


def test_every_key_named_in_the_help_is_a_key_of_an_action(tongue: str) -> None:
    known = {key for action in ACTIONS for key in (*action.keys, action.single)}
    known |= {"Ctrl+Shift+Enter", "Ctrl+←", "Ctrl+→", "Ctrl+↑", "Ctrl+↓", "Shift+Enter"}
    named = set(re.findall(r"`((?:Ctrl|Alt|Shift)\+[^`]+|F\d+)`", page(tongue)))
    assert named - known == set()


def test_the_contents_lead_to_their_sections(opened: HelpDialog, qtbot: QtBot) -> None:
    bar = opened.page.verticalScrollBar()
    assert opened.contents.count() == len(re.findall(r"^## ", page(i18n.language()), re.MULTILINE))
    item = opened.contents.item(5)
    qtbot.mouseClick(
        opened.contents.viewport(), Qt.MouseButton.LeftButton, pos=opened.contents.visualItemRect(item).center()
    )
    assert bar.value() > 0
    top = opened.page.cursorForPosition(opened.page.viewport().rect().topLeft()).block()
    assert item.text() in (top.text(), top.next().text())
    assert opened.contents.currentRow() == 5


def test_what_is_searched_is_marked_counted_and_walked(opened: HelpDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(opened.search, "fcitx")
    count = opened.page.toPlainText().lower().count("fcitx")
    assert len(opened.page.extraSelections()) == count > 2
    assert opened.page.textCursor().selectedText().lower() == "fcitx"
    first = opened.page.textCursor().selectionStart()
    qtbot.keyClick(opened.search, Qt.Key.Key_Return)
    second = opened.page.textCursor().selectionStart()
    assert second > first
    qtbot.keyClick(opened.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert opened.page.textCursor().selectionStart() == first
    opened.search.setText("xyzzy")
    assert opened.page.extraSelections() == []
    assert opened.hits.text() == i18n.tr("Not found")


def test_the_page_needs_no_scrolling_sideways_and_its_tables_are_framed(opened: HelpDialog) -> None:
    assert opened.page.horizontalScrollBar().maximum() == 0
    tables = [one for one in opened.page.document().rootFrame().childFrames() if isinstance(one, QTextTable)]
    assert len(tables) == 2
    assert all(table.format().border() == 1 for table in tables)


def test_the_help_opens_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    first = show_help(window)
    assert show_help(window) is first
