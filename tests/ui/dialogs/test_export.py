"""The dialog that asks what an export needs."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from annotator.ui.dialogs.export import ExportDialog, ExportWish, Scope


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> ExportDialog:
    made = ExportDialog(
        ["王晓", "李 & <b>"], "李 & <b>", str(tmp_path / "双清区.jsonl"), articles=27, selected=3, title="决胜" * 40
    )
    qtbot.addWidget(made)
    made.open()
    return made


@pytest.fixture
def asked(dialog: ExportDialog) -> list[ExportWish]:
    heard: list[ExportWish] = []
    dialog.export_asked.connect(heard.append)
    return heard


def ok(dialog: ExportDialog) -> None:
    assert dialog.ok_button is not None
    dialog.ok_button.click()


def test_without_a_choice_the_whole_project_is_written_in_its_agreed_or_only_layers(
    dialog: ExportDialog, asked: list[ExportWish], tmp_path: Path
) -> None:
    ok(dialog)
    assert asked == [ExportWish(Scope.PROJECT, None, str(tmp_path / "双清区.jsonl"))]
    assert dialog.isVisible()
    dialog.show_problem("several people")
    assert dialog.problem_text() == "several people"


def test_every_layer_and_scope_can_be_chosen(dialog: ExportDialog, asked: list[ExportWish]) -> None:
    layers = [dialog.layer.itemData(at) for at in range(dialog.layer.count())]
    assert layers == [None, "李 & <b>", "王晓", "gold", "all"]
    for at, layer in enumerate(layers):
        for button, scope in zip(dialog.scopes.buttons(), Scope, strict=True):
            dialog.layer.setCurrentIndex(at)
            button.click()
            ok(dialog)
            dialog.set_busy(False)
            assert (asked[-1].layer, asked[-1].scope) == (layer, scope)


def test_what_is_not_there_is_not_offered(qtbot: QtBot, tmp_path: Path) -> None:
    made = ExportDialog(["王晓"], "王晓", "", articles=2, scope=Scope.SELECTION)
    qtbot.addWidget(made)
    made.open()
    assert [button.isVisible() for button in made.scopes.buttons()] == [True, False, False, False]
    assert made.scope() is Scope.PROJECT


def test_a_selection_is_chosen_where_it_was_asked_for(qtbot: QtBot) -> None:
    made = ExportDialog(["王晓"], "王晓", "", articles=9, selected=4, scope=Scope.SELECTION)
    qtbot.addWidget(made)
    assert made.scope() is Scope.SELECTION


@pytest.mark.parametrize("path", ["", "   ", "/no/such/folder/x.jsonl", "FOLDER"])
def test_a_file_that_cannot_be_is_said_below_its_field(
    dialog: ExportDialog, asked: list[ExportWish], tmp_path: Path, path: str
) -> None:
    dialog.path.setText(str(tmp_path) if path == "FOLDER" else path)
    ok(dialog)
    assert (asked, bool(dialog._path_line.text()), dialog.focusWidget()) == ([], True, dialog.path)
    dialog.path.setText(str(tmp_path / "1nA["))
    assert dialog._path_line.text() == ""
    ok(dialog)
    assert asked[0].path == str(tmp_path / "1nA[.jsonl")


def test_browsing_blocks_nothing_and_its_answer_is_taken(dialog: ExportDialog, tmp_path: Path) -> None:
    found = dialog.findChild(QPushButton, "browse_path")
    assert found is not None
    found.click()
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path / "y.jsonl"))
    chooser.close()
    assert dialog.path.text() == str(tmp_path / "y.jsonl")


def test_what_is_settled_is_offered_where_there_is_any(qtbot: QtBot, tmp_path: Path) -> None:
    made = ExportDialog(["王晓"], "王晓", str(tmp_path / "a.jsonl"), articles=3, settled=2)
    qtbot.addWidget(made)
    made.open()
    heard: list[ExportWish] = []
    made.export_asked.connect(heard.append)
    offered = made.scopes.buttons()[-1]
    assert offered.isVisible()
    assert "2" in offered.text()
    offered.click()
    ok(made)
    assert heard[0].scope is Scope.SETTLED
