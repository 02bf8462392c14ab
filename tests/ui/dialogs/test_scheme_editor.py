"""The scheme editor on a real project: what is asked for in it is done by the services and shown again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import add_article, label_id, new_project, open_document
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.ids import LabelId
from annotator.domain.scheme import AttributeType, Bounding, Label
from annotator.errors import AnnotatorError
from annotator.i18n import explain
from annotator.services import history, schemes, tagging
from annotator.services.project import Project
from annotator.services.schemes import COLOURS
from annotator.ui.dialogs.scheme_attribute import AttributeDialog
from annotator.ui.dialogs.scheme_editor import SchemeEdit, SchemeEditor
from annotator.ui.dialogs.scheme_label import LabelForm, Lines, Swatch
from annotator.ui.dialogs.scheme_relations import RelationDialog, RelationsPage
from annotator.ui.palette import OKABE_ITO
from annotator.ui.panels.lines import LineList


class Desk:
    """A project and the editor, connected as the window connects them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.editor = SchemeEditor()
        self.edits = 0
        self.editor.edit_asked.connect(self.edit)
        self.editor.use_asked.connect(self.use)
        self.editor.undo_asked.connect(lambda: self.step(history.undo))
        self.editor.redo_asked.connect(lambda: self.step(history.redo))
        self.show()

    def edit(self, edit: SchemeEdit) -> None:
        self.edits += 1
        try:
            edit(self.project)
        except AnnotatorError as error:
            self.editor.show_problem(explain(error))
        else:
            self.show()

    def use(self, label: LabelId) -> None:
        self.editor.show_use(label, schemes.label_use(self.project, label))

    def step(self, take: object) -> None:
        take(self.project, None)  # type: ignore[operator]  # undo or redo
        self.show()

    def show(self) -> None:
        self.editor.show_scheme(self.project.scheme)
        undo, redo = history.next_steps(self.project, None)
        self.editor.show_steps(undo.title if undo else "", redo.title if redo else "")

    def label(self, key: str) -> Label:
        found = self.project.scheme.by_key(key)
        assert found is not None
        return found

    def field(self, name: str) -> QLineEdit:
        return next(one for one in self.editor.findChildren(QLineEdit) if one.accessibleName() == name)

    def box(self, name: str) -> QComboBox:
        return next(one for one in self.editor.findChildren(QComboBox) if one.accessibleName() == name)

    def list(self, name: str) -> LineList:
        return next(one for one in self.editor.findChildren(LineList) if one.accessibleName() == name)

    def click(self, name: str) -> None:
        button = self.editor.findChild(QAbstractButton, name)
        assert button is not None
        button.click()

    def go_to(self, key: str) -> None:
        rows = self.list("标签")
        shown = [one.key for one in self.editor._model.entries()]
        rows.go_to(shown.index(key))

    def texts(self) -> str:
        return "\n".join(one.text() for one in self.editor.findChildren(QLabel))


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    project = new_project(str(tmp_path / "p.annotator"))
    made = Desk(project)
    qtbot.addWidget(made.editor)
    made.editor.show()
    yield made
    made.editor.close()
    project.close()


def enter(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.clear()
    write(qtbot, field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def write(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    """Types what a keyboard has; the rest comes as from an input method."""
    if text.isascii():
        qtbot.keyClicks(field, text)
    else:
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(field, event)


def choose(box: QComboBox, key: object) -> None:
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def test_the_labels_colours_are_those_of_the_window() -> None:
    assert COLOURS == OKABE_ITO


def test_opening_it_asks_for_no_edit_and_shows_the_first_label(desk: Desk) -> None:
    assert desk.edits == 0
    assert desk.field("名称").text() == "政策项目"
    assert desk.field("体系名称").text() == "政策新闻"
    assert desk.box("数字键").currentText() == "1"
    assert desk.box("光标处取").currentData() == Bounding.NAME
    assert [one.isChecked() for one in desk.editor.findChildren(Swatch)] == [True] + [False] * 6


def test_a_label_is_added_and_becomes_the_current_one(desk: Desk, qtbot: QtBot) -> None:
    enter(qtbot, desk.field("新标签"), "机构 & 人")
    assert desk.field("名称").text() == "机构 & 人"
    assert desk.field("新标签").text() == ""
    assert desk.project.scheme.active[-1].zh == "机构 & 人"
    assert not desk.editor.isHidden()  # Enter in a field is the field's


def test_names_and_key_are_stored_when_entered(desk: Desk, qtbot: QtBot) -> None:
    enter(qtbot, desk.field("名称"), "1nA[")
    enter(qtbot, desk.field("英文名称"), "Project")
    enter(qtbot, desk.field("键"), "PROJECT")
    found = desk.label("PROJECT")
    assert (found.zh, found.en) == ("1nA[", "Project")
    assert desk.edits == 3


def test_what_is_refused_says_why_and_stays_to_be_put_right(desk: Desk, qtbot: QtBot) -> None:
    enter(qtbot, desk.field("键"), "METRIC")
    assert "标签“指标值”已用键“METRIC”。" in desk.texts()
    assert desk.field("键").text() == "METRIC"
    enter(qtbot, desk.field("键"), "PROJECT")
    assert "已用键" not in desk.texts()
    assert desk.label("PROJECT").zh == "政策项目"


def test_a_digit_that_another_label_has_is_swapped(desk: Desk) -> None:
    assert "地点" in desk.box("数字键").itemText(3)
    choose(desk.box("数字键"), "3")
    assert (desk.label("PROGRAMME").shortcut, desk.label("PLACE").shortcut) == ("3", "1")
    assert desk.box("数字键").currentData() == "3"


def test_colour_natural_bound_and_description_are_stored(desk: Desk, qtbot: QtBot) -> None:
    desk.editor.findChildren(Swatch)[4].click()
    choose(desk.box("光标处取"), Bounding.WORD)
    lines = desk.editor.findChildren(Lines)[0]
    lines.setPlainText("新说明")
    lines.setFocus()
    desk.field("名称").setFocus()
    found = desk.label("PROGRAMME")
    assert (found.colour, found.bounding) == ("#E69F00", Bounding.WORD)
    qtbot.waitUntil(lambda: desk.label("PROGRAMME").description == "新说明")


def test_labels_move_up_and_down(desk: Desk) -> None:
    desk.go_to("PLACE")
    desk.click("label_up")
    assert [one.key for one in desk.project.scheme.active] == ["PROGRAMME", "PLACE", "METRIC"]
    assert desk.field("名称").text() == "地点"
    desk.click("label_up")
    desk.click("label_up")
    desk.click("label_down")
    assert [one.key for one in desk.project.scheme.active] == ["PROGRAMME", "PLACE", "METRIC"]


def test_merging_says_whose_tags_it_concerns_and_can_be_taken_back(desk: Desk) -> None:
    article = add_article(desk.project).id
    document = open_document(desk.project, article)
    tagging.write(desk.project, document.create(0, 2, label_id(desk.project, "PLACE")))
    desk.go_to("PLACE")
    assert "王敏 1 处（1 篇）" in desk.texts()
    merge = desk.editor.findChild(QPushButton, "merge")
    assert merge is not None
    names = [action.text() for action in merge.menu().actions()]
    assert names == ["政策项目", "指标值"]
    merge.menu().actions()[1].trigger()
    assert desk.project.scheme.label(document.marks[0].label).key == "METRIC"
    assert merge.isHidden()
    desk.click("undo_scheme")
    assert len(desk.project.scheme.active) == 3
    desk.click("redo_scheme")
    desk.click("restore")
    assert len(desk.project.scheme.active) == 3


def test_a_retired_label_stands_last_and_can_be_taken_into_use_again(desk: Desk) -> None:
    desk.click("retire")
    assert [one.key for one in desk.editor._model.entries()] == ["METRIC", "PLACE", "PROGRAMME"]
    assert desk.field("名称").text() == "政策项目"
    desk.click("restore")
    assert [one.key for one in desk.editor._model.entries()] == ["PROGRAMME", "METRIC", "PLACE"]


def test_undo_is_off_where_there_is_nothing_and_says_what_it_would_do(desk: Desk) -> None:
    undo = desk.editor.findChild(QPushButton, "undo_scheme")
    assert undo is not None
    assert not undo.isEnabled()
    desk.click("retire")
    assert undo.isEnabled()
    assert "政策项目" in undo.toolTip()


def attribute_dialog(desk: Desk, qtbot: QtBot, new: bool) -> AttributeDialog:
    form = desk.editor.findChild(LabelForm)
    assert form is not None
    dialog = form.add_attribute() if new else form.change_attribute()
    assert dialog is not None
    return dialog


def press(dialog: QDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_an_attribute_with_values_is_added(desk: Desk, qtbot: QtBot) -> None:
    dialog = attribute_dialog(desk, qtbot, new=True)
    press(dialog, "ok")
    assert dialog.isVisible()  # a name is missing
    write(qtbot, dialog.zh, "级别1nA[")
    qtbot.keyClicks(dialog.key, "level")
    dialog.type.setCurrentIndex(dialog.type.findData(AttributeType.CHOICE))
    press(dialog, "ok")
    assert dialog.isVisible()  # values are missing
    assert dialog.choices.rowCount() == 1
    dialog.choices.item(0, 1).setText("国家级")
    assert dialog.choices.rowCount() == 2
    dialog.choices.item(1, 0).setText("p")
    press(dialog, "ok")
    found = desk.label("PROGRAMME").attributes[-1]
    assert (found.key, found.zh, found.type) == ("level", "级别1nA[", AttributeType.CHOICE)
    assert [(one.key, one.zh) for one in found.choices] == [("国家级", "国家级"), ("p", "p")]


def test_an_attribute_is_changed_moved_and_taken_out(desk: Desk, qtbot: QtBot) -> None:
    dialog = attribute_dialog(desk, qtbot, new=False)
    assert not dialog.key.isEnabled()
    assert dialog.choices.rowCount() == 14
    dialog.zh.setText("门类")
    press(dialog, "ok")
    assert desk.label("PROGRAMME").attributes[0].zh == "门类"
    assert len(desk.label("PROGRAMME").attributes[0].choices) == 13
    desk.click("attribute_down")
    assert [one.key for one in desk.label("PROGRAMME").attributes] == ["name", "category"]
    qtbot.keyClick(desk.list("属性"), Qt.Key.Key_Delete)
    assert [one.key for one in desk.label("PROGRAMME").attributes] == ["name"]


def relations(desk: Desk) -> RelationsPage:
    page = desk.editor.findChild(RelationsPage)
    assert page is not None
    return page


def test_relation_types_are_added_changed_and_removed(desk: Desk, qtbot: QtBot) -> None:
    dialog = relations(desk).add()
    press(dialog, "ok")
    assert dialog.isVisible()
    write(qtbot, dialog.zh, "位于")
    qtbot.keyClicks(dialog.key, "in")
    dialog.target.setCurrentIndex(dialog.target.findData("PLACE"))
    press(dialog, "ok")
    assert [(one.key, one.source, one.target) for one in desk.project.scheme.relations][-1] == (
        "in",
        "PROGRAMME",
        "PLACE",
    )
    changed = relations(desk).change()
    assert isinstance(changed, RelationDialog)
    assert not changed.key.isEnabled()
    changed.zh.setText("属于")
    press(changed, "ok")
    assert desk.project.scheme.relations[0].zh == "属于"
    qtbot.keyClick(desk.list("关系类型"), Qt.Key.Key_Delete)
    assert [one.key for one in desk.project.scheme.relations] == ["at", "in"]


def test_the_scheme_is_renamed(desk: Desk, qtbot: QtBot) -> None:
    enter(qtbot, desk.field("体系名称"), "政策二")
    assert desk.project.scheme.name == "政策二"
    enter(qtbot, desk.field("体系名称"), " ")
    assert "请填写标签体系的名称。" in desk.texts()
