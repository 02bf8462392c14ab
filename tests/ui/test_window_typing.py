"""`1nA[` and Chinese typed into every field of the window and of its dialogs stay text and tag nothing."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QInputDialog,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from ui.window_bench import CTRL, Bench

from annotator.ui.dialogs.article_form import ArticleFormDialog
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.dialogs.keys import KeysDialog
from annotator.ui.dialogs.label_picker import LabelPicker
from annotator.ui.dialogs.new_project import NewProjectDialog
from annotator.ui.dialogs.palette import CommandPalette
from annotator.ui.dialogs.scheme_editor import SchemeEditor
from annotator.ui.dialogs.skip_reason import SkipReasonDialog
from annotator.ui.dialogs.who import WhoDialog
from annotator.ui.text.view import ArticleView

if TYPE_CHECKING:
    from ui.conftest import OpenBench

TAGS = (("青岭县教育局", "PLACE"), ("1.36亿元", "METRIC"), ("营养改善计划", "PROGRAMME"))
TYPED = "1nA["
CHINESE = "测【】１"

Field = QLineEdit | QPlainTextEdit | QTextEdit


def fields(root: QWidget) -> Iterator[Field]:
    """Every widget that takes text and can be seen: lines, texts, the lines of spin boxes and of combo boxes."""
    for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
        for found in root.findChildren(kind):
            if found.isVisible() and found.isEnabled() and not found.isReadOnly():
                assert not isinstance(found, ArticleView)
                yield found


def content(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def clear(field: Field) -> None:
    field.clear()


def is_number(field: Field) -> bool:
    return isinstance(field.parent(), QAbstractSpinBox) or (
        isinstance(field, QLineEdit) and field.validator() is not None and not isinstance(field.parent(), QComboBox)
    )


def type_into(bench: Bench, field: Field) -> None:
    """Types, commits from an input method, and looks that it is all there."""
    field.setFocus()
    bench.until(field.hasFocus)
    assert field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), field
    clear(field)
    if not is_number(field):  # Space opens a combo box whose text is empty, and nothing but that
        bench.commit(CHINESE, field)
        assert content(field) == CHINESE, field
        clear(field)
    for character in TYPED:
        QTest.keyClick(field, character)  # type: ignore[call-overload]
    if is_number(field):
        assert content(field) in ("", "1"), field
    else:
        assert content(field) == TYPED, field
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert len(content(field)) == (len(TYPED) - 1 if not is_number(field) else 0), field
    clear(field)


@pytest.fixture
def typed(open_bench: "OpenBench") -> Iterator[Bench]:
    """A window with three tags, which must be there unchanged at the end."""
    bench = open_bench(tags=TAGS)
    yield bench
    bench.settle()
    assert bench.tags() == list(TAGS)
    assert not bench.view.marks_hidden


def test_the_fields_of_the_panes_take_all_typing(typed: Bench) -> None:
    for words, _ in TAGS:
        typed.choose(words)
        typed.space.tags.settle()
        seen = list(fields(typed.space.tags.form))
        assert len(seen) >= 3
        for field in seen:
            type_into(typed, field)
            typed.space.tags.reload()
    for filter_field in (typed.space.articles.filter, typed.space.tags.header.words):
        type_into(typed, filter_field)


def test_the_fields_of_bars_and_drawers_take_all_typing(typed: Bench) -> None:
    typed.press("f", CTRL)
    typed.until(typed.space.find_bar.isVisible)
    for field in fields(typed.space.find_bar):
        type_into(typed, field)
    typed.window.run("all_tags")
    typed.until(typed.space.drawer.isVisible)
    seen = list(fields(typed.space.drawer))
    assert seen
    for field in seen:
        type_into(typed, field)


def test_the_title_in_the_list_takes_all_typing(typed: Bench) -> None:
    typed.space.articles.focus_list()
    typed.space.articles.rename()
    typed.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert typed.space.articles.list.isAncestorOf(field)
    field.clear()
    for character in TYPED:
        QTest.keyClick(field, character)  # type: ignore[call-overload]
    typed.commit("号", field)
    QTest.keyClick(field, Qt.Key.Key_Return)
    typed.until(lambda: typed.document.article.title == f"{TYPED}号")


OPENERS: tuple[tuple[str, type[QDialog], int], ...] = (
    ("palette", CommandPalette, 1),
    ("keys", KeysDialog, 1),
    ("new_project", NewProjectDialog, 2),
    ("export", ExportDialog, 1),
    ("article_form", ArticleFormDialog, 5),
    ("rename_project", QInputDialog, 1),
    ("who", WhoDialog, 0),
    ("skip", SkipReasonDialog, 0),
    ("scheme", SchemeEditor, 3),
    ("labels", LabelPicker, 1),
)


@pytest.mark.parametrize(("command", "kind", "least"), OPENERS)
def test_the_fields_of_a_dialog_take_all_typing(typed: Bench, command: str, kind: type[QDialog], least: int) -> None:
    typed.choose("1.36亿元")
    typed.window.run(command)
    dialog = typed.dialog(kind)
    prepare: dict[type[QDialog], Callable[[QDialog], None]] = {
        SkipReasonDialog: lambda one: one.choices.buttons()[-1].click(),  # type: ignore[attr-defined]
    }
    prepare.get(kind, lambda _one: None)(dialog)
    seen = list(fields(dialog))
    assert len(seen) >= least
    for field in seen:
        type_into(typed, field)
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    typed.until(lambda: typed.session.project.scheme.by_key("METRIC") is not None)


def test_a_composition_in_a_field_is_left_alone(typed: Bench) -> None:
    from PySide6.QtGui import QInputMethodEvent

    typed.choose("1.36亿元")
    typed.press(Qt.Key.Key_Return)
    typed.until(lambda: typed.space.tags.form.isAncestorOf(QApplication.focusWidget()))
    note = typed.space.tags.form.findChildren(QPlainTextEdit)[-1]
    note.setFocus()
    QApplication.sendEvent(note, QInputMethodEvent("liang'shi", []))
    typed.qtbot.wait(0)
    assert typed.span("1.36亿元").note == ""
    typed.commit("粮食", note)
    typed.press(Qt.Key.Key_Escape)
    typed.until(lambda: typed.span("1.36亿元").note == "粮食")


def test_combo_boxes_and_check_boxes_are_no_place_for_tagging_keys(typed: Bench) -> None:
    typed.choose("1.36亿元")
    typed.window.run("all_tags")
    typed.until(typed.space.drawer.isVisible)
    boxes = [one for one in typed.window.findChildren(QComboBox) if one.isVisible() and one.isEnabled()]
    assert boxes
    for box in boxes:
        box.setFocus()
        for character in "nA[0":
            QTest.keyClick(box, character)  # type: ignore[call-overload]
    assert not typed.window.findChildren(LabelPicker)
