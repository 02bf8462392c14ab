"""Articles that were given back, in the window: the annotator is told above the article, the reviewer recalls."""

from functools import partial
from typing import TYPE_CHECKING

from ui.figures import disagreeing
from ui.window_bench import Bench

from annotator.domain.article import Status
from annotator.domain.person import Profile, Role
from annotator.services import assigning, people, settling, states
from annotator.services.document import Document
from annotator.services.project import Project, as_person
from annotator.store import articles
from annotator.ui.models.article_model import Show
from annotator.ui.panels.return_strip import ReturnStrip
from annotator.ui.people_commands import PeopleCommands
from annotator.ui.returns_commands import ReturnsCommands

if TYPE_CHECKING:
    from ui.conftest import OpenBench

REASON = "“营养改善计划”漏标，\n请补上。"


def opened(open_bench: "OpenBench", person: str) -> Bench:
    """A project in which a manager gave 李强 the first article back."""
    bench: Bench = open_bench(opened=False)
    disagreeing(bench.path)
    bench.app.open_project(str(bench.path), "王敏")
    bench.qtbot.waitUntil(bench.is_open)
    project = bench.session.project
    bench.app.worker.call(lambda: people.add_member(project, Profile("赵新"), Role.ANNOTATOR))
    give_back(bench, project)
    bench.app.close_project()
    bench.app.open_project(str(bench.path), person)
    bench.qtbot.waitUntil(bench.is_open)
    bench.go("报道1")
    return bench


def give_back(bench: Bench, project: Project) -> None:
    article = bench.article("报道1")
    li = next(person for person in project.people if person.name == "李强")

    def work() -> None:
        with project.database.read() as connection:
            known = articles.read_layers(connection, article)
        settling.send_back(project, next(one for one in known if one.person == li.id), REASON)

    bench.app.worker.call(work)


def strip(bench: Bench) -> str:
    return told(bench).text()


def told(bench: Bench) -> ReturnStrip:
    features = bench.window.features
    assert features is not None
    found = features.named("ReturnsCommands")
    assert isinstance(found, ReturnsCommands)
    return found.strip


def test_an_annotator_is_told_above_the_article_until_it_is_submitted_again(open_bench: "OpenBench") -> None:
    bench = opened(open_bench, "李强")
    bench.until(lambda: "王敏退回修改" in strip(bench))
    assert "漏标， 请补上。" in strip(bench)
    project, document = bench.session.project, bench.document
    bench.go("报道2")
    bench.until(lambda: strip(bench) == "")
    bench.go("报道1")
    bench.until(lambda: strip(bench) != "")
    button = told(bench).mend
    assert button.isVisible()
    button.click()
    bench.until(lambda: bench.document.layer.status is Status.WORKING and not button.isVisible())
    bench.select("1.36亿元")
    assert strip(bench) != ""
    bench.session.edit(partial(Document.set_status, status=Status.SUBMITTED))
    bench.settle()
    bench.until(lambda: strip(bench) == "")
    assert bench.app.worker.call(lambda: states.returns(project, document.article.id)) == []


def test_what_came_back_stands_in_my_queue_and_can_be_filtered(open_bench: "OpenBench") -> None:
    bench = opened(open_bench, "李强")
    model = bench.space.articles.model
    bench.until(lambda: model.badge(bench.document.article.id).returned)
    for show in (Show.RETURNED, Show.MINE):
        bench.space.articles.set_show(show)
        assert [model.listed(row).article.title for row in range(model.rowCount())] == ["报道1"]


def test_another_annotator_is_told_nothing(open_bench: "OpenBench") -> None:
    bench = opened(open_bench, "赵新")
    bench.space.articles.set_show(Show.RETURNED)
    bench.until(lambda: bench.space.articles.model.rowCount() == 0)
    assert strip(bench) == ""


def test_a_reviewer_takes_the_return_back_and_can_undo_that(open_bench: "OpenBench") -> None:
    bench = opened(open_bench, "王敏")
    project, article = bench.session.project, bench.document.article.id

    def standing() -> int:
        return len(bench.app.worker.call(lambda: states.returns(project, article)))

    assert standing() == 1
    bench.window.run("recall")
    bench.until(lambda: standing() == 0)
    bench.window.run("recall")
    bench.until(lambda: "没有被退回" in bench.notices())
    bench.app.worker.call(lambda: as_person(project, next(one for one in project.people if one.name == "赵新")))
    bench.window.run("recall")
    bench.until(lambda: "审校" in bench.notices())


def test_assignments_are_taken_back_by_the_menu(open_bench: "OpenBench") -> None:
    bench = opened(open_bench, "王敏")
    project, article = bench.session.project, bench.document.article.id
    everybody = [person.id for person in project.people]
    bench.app.worker.call(lambda: assigning.assign(project, [article], everybody))
    features = bench.window.features
    assert features is not None
    assert isinstance(features.named("PeopleCommands"), PeopleCommands)
    panel = bench.space.articles
    bench.until(lambda: panel.selected() == [article])
    action = next(one for one in panel.menu().actions() if "取消分配" in one.text())
    action.trigger()
    bench.until(lambda: not bench.app.worker.call(lambda: assigning.tasks(project)))
    assert bench.app.worker.call(lambda: assigning.tasks(project)) == []
