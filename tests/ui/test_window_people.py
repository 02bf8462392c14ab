"""People in the window: profiles and roles, assignment, my queue, layers that travel as files."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import add_articles, incoming, label_id, new_project, open_document
from PySide6.QtCore import Qt
from ui.window_bench import CTRL, PAGES, Bench

from annotator.domain.person import Person, Profile, Role
from annotator.services import articles, assigning, people, tagging
from annotator.services.my_layer import export_mine
from annotator.services.project import Project
from annotator.ui.dialogs.assign import AssignDialog
from annotator.ui.dialogs.profile import ProfileDialog
from annotator.ui.dialogs.who import WhoDialog
from annotator.ui.models.article_model import Show
from annotator.ui.panels.people_board import PeopleView
from annotator.ui.people_commands import PeopleCommands

if TYPE_CHECKING:
    from ui.conftest import OpenBench


def commands(bench: Bench) -> PeopleCommands:
    features = bench.window.features
    assert features is not None
    found = features.named("PeopleCommands")
    assert isinstance(found, PeopleCommands)
    return found


def ask(bench: Bench, question: object) -> object:
    return bench.app.worker.call(question)  # type: ignore[arg-type]


def project(bench: Bench) -> Project:
    return bench.session.project


def add(bench: Bench, name: str, role: Role = Role.ANNOTATOR) -> Person:
    return bench.app.worker.call(lambda: people.add_member(project(bench), Profile(name), role))


def view(bench: Bench) -> PeopleView:
    bench.window.run("people")
    found = commands(bench).view
    bench.until(lambda: found.model.count() > 0)
    return found


def test_the_state_line_says_who_i_am_and_a_click_asks_who_works(bench: Bench) -> None:
    who = bench.window.line._who
    assert "王敏" in who.text()
    assert "管理员" in who.text()
    bench.qtbot.mouseClick(who, Qt.MouseButton.LeftButton)
    dialog = bench.dialog(WhoDialog)
    assert isinstance(dialog, WhoDialog)
    dialog.new_name.setText("李静")
    bench.qtbot.keyClick(dialog.new_name, Qt.Key.Key_Return)
    bench.until(lambda: bench.is_open() and project(bench).person.name == "李静")
    assert "标注员" in bench.window.line._who.text()


def test_a_project_of_several_people_shows_their_roles_when_it_asks(open_bench: "OpenBench") -> None:
    bench = open_bench()
    add(bench, "李静", Role.REVIEWER)
    bench.app.close_project()
    bench.app.change_settings(bench.app.settings.__class__())
    bench.app.open_project(str(bench.path))
    dialog = bench.dialog(WhoDialog)
    assert isinstance(dialog, WhoDialog)
    texts = [dialog.people.item(row).text() for row in range(dialog.people.count())]
    assert any("李静" in text and ("审校员" in text or "reviewer" in text) for text in texts)
    dialog.person_chosen.emit("李静")
    dialog.close()
    bench.until(bench.is_open)
    assert project(bench).person.role is Role.REVIEWER


def test_i_edit_my_profile_and_the_window_shows_it(bench: Bench) -> None:
    bench.window.run("my_profile")
    dialog = bench.dialog(ProfileDialog)
    assert isinstance(dialog, ProfileDialog)
    dialog.fields.name.setText("王敏敏")
    assert dialog.ok_button is not None
    dialog.ok_button.click()
    bench.until(lambda: "王敏敏" in bench.window.line._who.text())
    assert project(bench).person.name == "王敏敏"


def test_the_last_manager_stays_one_and_the_dialog_says_why(bench: Bench) -> None:
    bench.window.run("my_profile")
    dialog = bench.dialog(ProfileDialog)
    assert isinstance(dialog, ProfileDialog)
    dialog.role.setCurrentIndex(dialog.role.findData(Role.ANNOTATOR))
    assert dialog.ok_button is not None
    dialog.ok_button.click()
    bench.until(lambda: dialog.problem_text() != "")
    assert dialog.isVisible()
    assert project(bench).person.role is Role.MANAGER
    dialog.reject()


def test_a_manager_adds_a_member_and_switches_blindness(bench: Bench) -> None:
    board = view(bench)
    board.add.click()
    dialog = bench.dialog(ProfileDialog)
    assert isinstance(dialog, ProfileDialog)
    dialog.fields.name.setText("李静")
    dialog.role.setCurrentIndex(dialog.role.findData(Role.REVIEWER))
    assert dialog.ok_button is not None
    dialog.ok_button.click()
    bench.until(lambda: board.model.count() == 2)
    assert board.model.row(1).person.role is Role.REVIEWER
    assert board.blind.isChecked()
    board.blind.click()
    bench.until(lambda: not ask(bench, lambda: people.is_blind(project(bench))))
    board.days.setValue(5)
    bench.until(lambda: ask(bench, lambda: assigning.return_days(project(bench))) == 5)


def test_an_annotator_sees_the_own_row_and_changes_nothing_of_others(open_bench: "OpenBench") -> None:
    bench = open_bench()
    add(bench, "李静")
    bench.app.open_project(str(bench.path), "李静")
    bench.until(lambda: bench.is_open() and project(bench).person.name == "李静")
    board = view(bench)
    assert [board.model.row(row).person.name for row in range(board.model.count())] == ["李静"]
    assert not board.blind.isEnabled()
    assert not board.add.isEnabled()
    assert board.edit.isEnabled()


def test_selected_articles_are_assigned_and_come_first_in_the_queue(open_bench: "OpenBench") -> None:
    bench = open_bench()
    li = add(bench, "李静")
    panel = bench.space.articles
    commands(bench).ask_assign([bench.article("秋收时节"), bench.article("路修到家门口")])
    dialog = bench.dialog(AssignDialog)
    assert isinstance(dialog, AssignDialog)
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()
    for row in range(dialog.people.count()):
        dialog.people.item(row).setCheckState(Qt.CheckState.Checked)
    bench.until(lambda: "李静 2" in dialog.outcome.text())
    dialog.due.setText("2020-01-0x")
    dialog.ok_button.click()
    bench.until(lambda: dialog.problem_text() != "")
    dialog.due.setText("2020-01-02")
    dialog.ok_button.click()
    bench.until(lambda: "4" in bench.notices())
    found = ask(bench, lambda: assigning.tasks(project(bench)))
    assert isinstance(found, list)
    assert {one.assignment.person for one in found} == {li.id, project(bench).person.id}
    bench.until(lambda: panel.model.badge(bench.article("秋收时节")).word == "01-02")
    assert panel.model.badge(bench.article("秋收时节")).tone == "bad"  # long overdue
    assert panel.model.badge(bench.article("山区学校变了样")).word == ""
    bench.press(Qt.Key.Key_U, CTRL)
    assert panel.model.show is Show.MINE
    assert [panel.model.listed(row).article.title for row in range(panel.model.rowCount())] == [
        "秋收时节",
        "路修到家门口",
    ]
    bench.press(Qt.Key.Key_U, CTRL)
    assert panel.model.rowCount() == 3


def test_people_are_drawn_for_what_nobody_has(open_bench: "OpenBench") -> None:
    bench = open_bench()
    add(bench, "李静")
    commands(bench).ask_assign([])
    dialog = bench.dialog(AssignDialog)
    assert isinstance(dialog, AssignDialog)
    for row in range(dialog.people.count()):
        dialog.people.item(row).setCheckState(Qt.CheckState.Checked)
    dialog.ways.button(2).click()
    dialog.per_article.setValue(2)
    dialog.overlap.setValue(34)
    assert dialog.wish().overlap == 0.34
    bench.until(lambda: "3 篇" in dialog.outcome.text() and "1 篇" in dialog.outcome.text())
    assert dialog.ok_button is not None
    dialog.ok_button.click()
    bench.until(lambda: len(assigning_of(bench)) == 4)
    bench.until(lambda: not dialogs(bench))
    commands(bench).ask_assign([])  # nothing is left that nobody has
    dialog = bench.dialog(AssignDialog)
    assert isinstance(dialog, AssignDialog)
    dialog.people.item(0).setCheckState(Qt.CheckState.Checked)
    bench.until(lambda: dialog.outcome.text().startswith("0"))
    assert dialog.ok_button is not None
    assert not dialog.ok_button.isEnabled()
    dialog.reject()


def dialogs(bench: Bench) -> list[AssignDialog]:
    return [one for one in bench.window.findChildren(AssignDialog) if one.isVisible()]


def assigning_of(bench: Bench) -> list[assigning.Task]:
    return bench.app.worker.call(lambda: assigning.tasks(project(bench)))


def test_an_annotator_assigns_only_to_him_or_herself(open_bench: "OpenBench") -> None:
    bench = open_bench()
    add(bench, "李静")
    bench.app.open_project(str(bench.path), "李静")
    bench.until(lambda: bench.is_open() and project(bench).person.name == "李静")
    commands(bench).ask_assign([bench.article("秋收时节")])
    dialog = bench.dialog(AssignDialog)
    assert isinstance(dialog, AssignDialog)
    assert dialog.people.count() == 1
    assert dialog.ok_button is not None
    dialog.ok_button.click()
    bench.until(lambda: len(assigning_of(bench)) == 1)


def test_my_layer_goes_out_and_a_colleagues_comes_in(bench: Bench, tmp_path: Path) -> None:
    bench.select("山区")
    bench.press("1")
    bench.settle()
    commands(bench).export_mine(str(tmp_path / "mine.jsonl"))
    bench.until((tmp_path / "mine.jsonl").exists)
    assert json.loads((tmp_path / "mine.jsonl").read_text(encoding="utf-8"))["layer"] == "王敏"

    other = new_project(str(tmp_path / "li.annotator"), "李静")
    add_articles(other, *(incoming(text, number, title) for number, (title, text) in enumerate(PAGES, 1)))
    document = open_document(other, articles.list_articles(other)[0].article.id)
    tagging.write(other, document.create(0, 4, label_id(other, "PLACE")))
    export_mine(other, tmp_path / "li.jsonl")
    other.close()
    commands(bench).bring_in([str(tmp_path / "li.jsonl")])
    bench.until(lambda: [one.name for one in project(bench).people] == ["王敏", "李静"])
    bench.until(lambda: "1" in bench.notices())
    assert bench.tags() == [("山区", "PROGRAMME")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_people_fit_into_the_smallest_window(open_bench: "OpenBench", language: str) -> None:
    bench = open_bench(language=language)
    bench.window.resize(960, 600)
    board = view(bench)
    bench.until(lambda: board.isVisible())
    assert bench.window.width() == 960
    assert board.minimumSizeHint().width() <= 960
