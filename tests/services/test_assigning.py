"""Assignments by hand and drawn, my queue, what lapses, how far everybody is."""

import time
from datetime import date

import pytest
from builders import TEXT, add_articles, incoming, label_id, new_project, open_document

from annotator.domain.article import Article, Status
from annotator.domain.assignment import Rules, Standing
from annotator.domain.person import Person, Profile
from annotator.errors import RefusedError
from annotator.services import articles, assigning, history, people, tagging
from annotator.services.project import Project, as_person
from annotator.store import replay

DAY = 24 * 60 * 60


@pytest.fixture
def project(database_url: str) -> Project:
    made = new_project(database_url)
    add_articles(made, *(incoming(f"{TEXT}第{n}", n, f"第{n}篇") for n in range(1, 6)))
    for name in ("李静", "吴刚"):
        people.add_member(made, Profile(name))
    return made


def whole(project: Project) -> list[Article]:
    return [one.article for one in articles.list_articles(project)]


def person(project: Project, name: str) -> Person:
    return next(one for one in project.people if one.name == name)


def work(project: Project, name: str, article: Article, status: Status = Status.WORKING) -> None:
    me = project.person
    as_person(project, person(project, name))
    document = open_document(project, article.id)
    changes = document.create(0, 4, label_id(project, "PLACE"))
    if status is not Status.WORKING:
        changes = [*changes, *document.set_status(status)]
    tagging.write(project, changes)
    as_person(project, me)


def given(project: Project) -> dict[str, list[str]]:
    names = {one.id: one.name for one in project.people}
    found: dict[str, list[str]] = {}
    for task in assigning.tasks(project):
        found.setdefault(names[task.assignment.person], []).append(task.title)
    return found


def test_my_queue_is_ordered_by_due_day_and_empties_as_i_submit(project: Project) -> None:
    first, second, third, *_ = whole(project)
    li = person(project, "李静")
    assert assigning.assign(project, [first.id], [li.id]) == 1
    assert assigning.assign(project, [second.id], [li.id], "2026-12-24") == 1
    assert assigning.assign(project, [third.id], [li.id], "2026-12-01") == 1
    assert assigning.queue(project) == []
    as_person(project, li)
    assert [task.title for task in assigning.queue(project)] == ["第3篇", "第2篇", "第1篇"]
    work(project, "李静", third)
    assert [task.standing for task in assigning.queue(project)] == [Standing.WORKING, Standing.OPEN, Standing.OPEN]
    tagging.write(project, open_document(project, third.id).set_status(Status.SUBMITTED))
    assert [task.title for task in assigning.queue(project)] == ["第2篇", "第1篇"]
    project.close()


def test_assigning_again_changes_the_day_and_is_one_undo_step(project: Project) -> None:
    ids = [one.id for one in whole(project)[:2]]
    whom = [person(project, "李静").id, person(project, "吴刚").id]
    assert assigning.assign(project, ids, whom, "2026-12-01") == 4
    assert assigning.assign(project, ids, whom, "2026-12-01") == 0
    assert assigning.assign(project, ids, whom[:1], "2026-12-02") == 2
    assert {task.assignment.due for task in assigning.tasks(project)} == {"2026-12-01", "2026-12-02"}
    taken = history.undo(project, ids[0])
    assert taken is not None
    assert "李静" in taken.title
    assert {task.assignment.due for task in assigning.tasks(project)} == {"2026-12-01"}
    history.undo(project, ids[0])
    assert assigning.tasks(project) == []
    history.redo(project, ids[0])
    assert len(assigning.tasks(project)) == 4
    with project.database.read() as connection:
        assert replay.from_history(connection) == replay.from_tables(connection)
    project.close()


def test_only_a_manager_gives_to_others_and_everybody_takes_for_themselves(project: Project) -> None:
    article = whole(project)[0].id
    li, wu = person(project, "李静"), person(project, "吴刚")
    as_person(project, li)
    with pytest.raises(RefusedError, match="manager"):
        assigning.assign(project, [article], [wu.id])
    assert assigning.assign(project, [article], [li.id]) == 1
    as_person(project, wu)
    with pytest.raises(RefusedError, match="manager"):
        assigning.unassign(project, [article])
    as_person(project, li)
    assert assigning.unassign(project, [article], [li.id]) == 1
    assert assigning.tasks(project) == []
    with pytest.raises(RefusedError, match="manager"):
        assigning.carry_out(project, assigning.plan(project, Rules((li.id,))))
    with pytest.raises(RefusedError, match="manager"):
        assigning.set_return_days(project, 3)
    project.close()


@pytest.mark.parametrize("day", ["morgen", "2026-13-01", "2026-02-30", "1.12.2026"])
def test_a_due_day_that_is_none_is_refused(project: Project, day: str) -> None:
    with pytest.raises(RefusedError, match="no day"):
        assigning.assign(project, [whole(project)[0].id], [project.person.id], day)
    assert assigning.tasks(project) == []
    project.close()


def test_what_is_late_is_said_to_be_until_it_is_done(project: Project) -> None:
    article = whole(project)[0]
    assigning.assign(project, [article.id], [person(project, "李静").id], "2026-12-01")
    late = [assigning.tasks(project, day=date(2026, 12, day))[0].overdue for day in (1, 2)]
    assert late == [False, True]
    work(project, "李静", article, Status.SUBMITTED)
    assert not assigning.tasks(project, day=date(2026, 12, 2))[0].overdue
    project.close()


def test_an_abandoned_article_returns_and_goes_to_somebody_else(project: Project) -> None:
    article = whole(project)[0]
    li, wu = person(project, "李静"), person(project, "吴刚")
    assigning.assign(project, [one.id for one in whole(project)], [li.id])
    work(project, "李静", article)
    assigning.set_return_days(project, 7)
    assert {task.standing for task in assigning.tasks(project, time.time() + 6 * DAY)} == {
        Standing.OPEN,
        Standing.WORKING,
    }
    assert {task.standing for task in assigning.tasks(project, time.time() + 8 * DAY)} == {Standing.LAPSED}
    assigning.set_return_days(project, 0)
    assert Standing.LAPSED not in {task.standing for task in assigning.tasks(project, time.time() + 999 * DAY)}

    assigning.set_return_days(project, 7)
    now = time.time
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assigning.time, "time", lambda: now() + 8 * DAY)
        as_person(project, li)
        assert assigning.queue(project) == []
        as_person(project, person(project, "王敏"))
        drawn = assigning.plan(project, Rules((li.id, wu.id)))
        assert drawn.loads == {li.id: 0, wu.id: 5}
    project.close()


def test_a_drawing_leaves_out_what_somebody_has_and_shows_before_it_stores(project: Project) -> None:
    first, second, *rest = whole(project)
    li, wu = person(project, "李静"), person(project, "吴刚")
    assigning.assign(project, [first.id], [wu.id])
    work(project, "李静", second)
    drawn = assigning.plan(project, Rules((li.id, wu.id), 1, seed=4), "2026-12-01")
    assert [article for article, _ in drawn.drawn] == [one.id for one in rest]
    assert sorted(drawn.loads.values()) == [1, 2]
    assert len(assigning.tasks(project)) == 1
    assert assigning.carry_out(project, drawn) == 3
    assert len(assigning.tasks(project)) == 4
    assert assigning.plan(project, Rules((li.id, wu.id))).drawn == []
    project.close()


def test_articles_that_were_chosen_are_topped_up(project: Project) -> None:
    first, second, *_ = whole(project)
    li, wu = person(project, "李静"), person(project, "吴刚")
    assigning.assign(project, [first.id], [li.id])
    drawn = assigning.plan(project, Rules((li.id, wu.id), 2), chosen=[first.id, second.id])
    assert dict(drawn.drawn)[first.id] == (wu.id,)
    assert set(dict(drawn.drawn)[second.id]) == {li.id, wu.id}
    project.close()


def test_excluded_articles_are_neither_drawn_nor_to_be_done(project: Project) -> None:
    first, *rest = whole(project)
    li = person(project, "李静")
    assigning.assign(project, [first.id], [li.id])
    articles.set_excluded(project, [first], True)
    assert assigning.tasks(project) == []
    assert len(assigning.plan(project, Rules((li.id,))).drawn) == len(rest)
    project.close()


def test_progress_counts_assignments_and_tags_by_person(project: Project) -> None:
    first, second, *_ = whole(project)
    li = person(project, "李静")
    assigning.assign(project, [first.id, second.id], [li.id], "2020-01-01")
    work(project, "李静", first, Status.SUBMITTED)
    found = {one.person.name: one for one in assigning.progress(project)}
    assert found["李静"].assigned == 2
    assert found["李静"].standings == {Standing.DONE: 1, Standing.OPEN: 1}
    assert found["李静"].overdue == 1
    assert found["李静"].labels == {"PLACE": 1}
    assert found["吴刚"].assigned == 0
    as_person(project, person(project, "吴刚"))
    assert {one.person.name: dict(one.labels) for one in assigning.progress(project)}["李静"] == {}
    project.close()
