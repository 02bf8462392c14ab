"""The dialog that asks what a new project needs."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.ids import LabelId, new_id
from annotator.domain.scheme import Label, Scheme
from annotator.ui.dialogs.new_project import NewProject, NewProjectDialog, file_name


def scheme(name: str, *labels: str) -> Scheme:
    return Scheme(name, tuple(Label(LabelId(new_id()), key, key, key, "#0072B2") for key in labels))


SCHEMES = (scheme("政策新闻", "PROGRAMME", "METRIC", "PLACE"), scheme("实体", "ORG"))


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> NewProjectDialog:
    made = NewProjectDialog(SCHEMES, str(tmp_path), "王晓")
    qtbot.addWidget(made)
    made.open()
    return made


@pytest.fixture
def asked(dialog: NewProjectDialog) -> list[NewProject]:
    heard: list[NewProject] = []
    dialog.project_asked.connect(heard.append)
    return heard


def press(dialog: NewProjectDialog, name: str) -> None:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    found.click()


def test_a_name_is_enough_where_the_rest_is_filled_in(
    qtbot: QtBot, dialog: NewProjectDialog, asked: list[NewProject], tmp_path: Path
) -> None:
    assert dialog.focusWidget() is dialog.name
    qtbot.keyClicks(dialog.name, "1nA[ x")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert asked == [NewProject(str(tmp_path / "1nA[ x.annotator"), "1nA[ x", SCHEMES[0], "王晓")]
    assert dialog.isVisible()
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()


def test_what_is_missing_is_said_below_its_field_and_only_after_the_first_try(
    dialog: NewProjectDialog, asked: list[NewProject]
) -> None:
    dialog.person.clear()
    dialog.place.setText("/no/such/folder")
    assert (dialog._name_line.text(), dialog._person_line.text()) == ("", "")
    assert dialog._place_line.text()
    press(dialog, "dialog_ok")
    assert all(line.text() for line in (dialog._name_line, dialog._place_line, dialog._person_line))
    assert (asked, dialog.focusWidget()) == ([], dialog.name)
    dialog.name.setText("双清区")
    assert dialog._name_line.text() == ""
    dialog.place.setText("")
    assert dialog._place_line.text()


def test_a_project_that_is_there_is_never_overwritten(
    dialog: NewProjectDialog, asked: list[NewProject], tmp_path: Path
) -> None:
    (tmp_path / "双清区.annotator").write_text("")
    dialog.name.setText(" 双清区 ")
    press(dialog, "dialog_ok")
    assert asked == []
    assert "双清区.annotator" in dialog._place_line.text()
    dialog.name.setText("双清区 2")
    assert "双清区 2.annotator" in dialog._place_line.text()
    press(dialog, "dialog_ok")
    assert len(asked) == 1


def test_an_address_of_a_database_can_stand_in_the_place_of_a_folder(
    dialog: NewProjectDialog, asked: list[NewProject]
) -> None:
    dialog.name.setText("news")
    dialog.place.setText("postgresql+psycopg://wang@host/news")
    press(dialog, "dialog_ok")
    assert asked[0].target == "postgresql+psycopg://wang@host/news"


def test_the_labels_of_the_chosen_scheme_are_shown_and_a_file_can_bring_another(
    dialog: NewProjectDialog, asked: list[NewProject]
) -> None:
    def shown() -> list[str]:
        return [dialog.labels.item(row).text() for row in range(dialog.labels.count())]

    assert len(shown()) == 3
    dialog.scheme.setCurrentIndex(1)
    assert len(shown()) == 1
    assert "ORG" in shown()[0]
    own = scheme("自定", "A", "B")
    dialog.add_scheme(own)
    assert len(shown()) == 2
    dialog.name.setText("x")
    press(dialog, "dialog_ok")
    assert asked[0].scheme is own


@pytest.mark.parametrize(("name", "expected"), [("browse_place", "place"), ("browse_scheme", "scheme")])
def test_browsing_blocks_nothing_and_its_answer_is_taken(
    qtbot: QtBot, dialog: NewProjectDialog, tmp_path: Path, name: str, expected: str
) -> None:
    files: list[str] = []
    dialog.scheme_file_chosen.connect(files.append)
    press(dialog, name)
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path / "chosen"))
    chooser.close()
    if expected == "place":
        assert dialog.place.text() == str(tmp_path / "chosen")
    else:
        assert files == [str(tmp_path / "chosen")]


def test_what_went_wrong_is_shown_and_can_be_tried_again(dialog: NewProjectDialog, asked: list[NewProject]) -> None:
    dialog.name.setText("x")
    press(dialog, "dialog_ok")
    dialog.show_problem("磁盘空间不足")
    assert dialog.problem_text() == "磁盘空间不足"
    press(dialog, "dialog_ok")
    assert (len(asked), dialog.problem_text()) == (2, "")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("双清区", "双清区.annotator"),
        ("2020/21: a", "2020_21_ a.annotator"),
        ("con", "_con.annotator"),
        ("LPT1.x", "_LPT1.x.annotator"),
        ("..", "_.annotator"),
        ("a. ", "a.annotator"),
    ],
)
def test_the_file_is_named_so_that_every_system_takes_it(name: str, file: str) -> None:
    assert file_name(name) == file


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_name_gives_one_short_file_name(name: str) -> None:
    file = file_name(name)
    assert Path(file).name == file
    assert len(file.encode()) <= 255
    assert file.endswith(".annotator")
