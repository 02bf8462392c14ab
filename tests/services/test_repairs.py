"""Repairs by hand, with the tags of several people on the text."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from builders import add_articles, incoming, label_id, new_project, open_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.article import Article, Status
from annotator.domain.ids import ArticleId, new_id
from annotator.domain.text import Doubt, Edit, EditKind
from annotator.errors import ConflictError, RefusedError
from annotator.services import articles, doctor, history, repairs, tagging
from annotator.services.project import Project, add_person, as_person, open_project

SOURCE = "双清区投投入入1.36亿元，\n修建通村公路205.6公公里。\n惠及群众3000多人。"
EDITS = (
    Edit(4, 5, EditKind.DEDOUBLE, reason="The run was printed twice."),
    Edit(6, 7, EditKind.DEDOUBLE, reason="The run was printed twice."),
    Edit(14, 15, EditKind.JOIN, reason="The line goes on."),
)
TEXT = "双清区投入1.36亿元，修建通村公路205.6公公里。\n惠及群众3000多人。"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project of two people with one article that was repaired when it came in."""
    place = tmp_path / "p.annotator"
    project = new_project(str(place))
    add_articles(project, incoming(SOURCE, edits=EDITS))
    project.close()
    return place


def opened(path: Path) -> Project:
    return open_project(str(path), "王敏")


def only(project: Project) -> Article:
    return articles.list_articles(project)[0].article


def tag(project: Project, *words: str) -> None:
    document = open_document(project, only(project).id)
    for one in words:
        at = document.text.index(one)
        tagging.write(project, document.create(at, at + len(one), label_id(project, "METRIC")))


def text_of(project: Project) -> str:
    return articles.open_article(project, only(project).id).revision.text


def quotes(project: Project, article: ArticleId | None = None) -> list[tuple[str, bool]]:
    """The words of my tags as they lie in the text now, and which are to be looked at again."""
    found = articles.open_article(project, article or only(project).id)
    return [(found.revision.text[m.start : m.end], m.id in found.recheck) for m in found.marks]


def test_each_decision_is_a_step_that_is_undone_also_on_the_next_day(path: Path) -> None:
    project = opened(path)
    assert text_of(project) == TEXT
    repairs.correct(project, only(project), 0, 2, "大祥")
    repairs.drop(project, only(project), TEXT.index("公公里"), TEXT.index("公公里") + 1)
    repairs.join(project, only(project), TEXT.index("\n") - 1, TEXT.index("\n"))
    repairs.split(project, only(project), 3)
    made = "大祥区\n投入1.36亿元，修建通村公路205.6公里。惠及群众3000多人。"
    assert text_of(project) == made
    project.close()
    project = opened(path)
    texts = [text_of(project)]
    while (taken := history.undo(project, only(project).id)) is not None:
        assert taken.title == "改变正文的整理"
        texts.append(text_of(project))
    assert (texts[0], texts[-1], len(texts)) == (made, TEXT, 5)
    while history.redo(project, only(project).id) is not None:
        pass
    assert text_of(project) == made
    assert not doctor.check_project(project)
    project.close()


def test_tags_of_all_people_keep_their_place_and_their_rows(path: Path) -> None:
    project = opened(path)
    mine = project.person
    tag(project, "1.36亿元", "205.6公公里", "3000多人")
    other = add_person(project, "李静")
    as_person(project, other)
    tag(project, "投入1.36亿元")
    with project.database.read() as connection:
        before = connection.exec_driver_sql("select * from span order by id").all()
    as_person(project, mine)
    at = TEXT.index("公公里")
    repairs.drop(project, only(project), at, at + 1)
    repairs.take_back(project, only(project), EDITS[1:2])
    with project.database.read() as connection:
        assert connection.exec_driver_sql("select * from span order by id").all() == before
    assert quotes(project) == [("1.36亿元", False), ("205.6公里", True), ("3000多人", False)]
    as_person(project, other)
    assert quotes(project) == [("投入入1.36亿元", True)]
    as_person(project, mine)
    history.undo(project, only(project).id)
    history.undo(project, only(project).id)
    assert quotes(project) == [("1.36亿元", False), ("205.6公公里", False), ("3000多人", False)]
    project.close()


def test_a_tag_all_of_whose_characters_are_dropped_is_to_be_looked_at(path: Path) -> None:
    project = opened(path)
    tag(project, "3000多人")
    at = TEXT.index("3000")
    repairs.drop(project, only(project), at, at + 6)
    ((words, again),) = quotes(project)
    assert again
    assert len(words) == 1
    history.undo(project, only(project).id)
    assert quotes(project) == [("3000多人", False)]
    project.close()


def test_the_text_of_a_submitted_article_may_be_repaired_and_its_owner_is_told(path: Path) -> None:
    project = opened(path)
    tag(project, "205.6公公里")
    document = open_document(project, only(project).id)
    tagging.write(project, document.set_status(Status.SUBMITTED))
    at = TEXT.index("公公里")
    repairs.drop(project, only(project), at, at + 1)
    found = articles.open_article(project, only(project).id)
    assert found.layer.status is Status.SUBMITTED
    assert quotes(project) == [("205.6公里", True)]
    project.close()


def test_a_text_that_came_with_tags_may_be_corrected_by_hand_and_stays_one_that_the_program_leaves_alone(
    tmp_path: Path,
) -> None:
    project = new_project(str(tmp_path / "p.annotator"))
    coming = incoming("双请区投入1.36亿元。")
    add_articles(project, replace(coming, revision=replace(coming.revision, verbatim=True)))
    repairs.correct(project, only(project), 1, 2, "清")
    revision = articles.open_article(project, only(project).id).revision
    assert (revision.text, revision.verbatim) == ("双清区投入1.36亿元。", True)
    repairs.take_back(project, only(project), revision.edits)
    assert text_of(project) == "双请区投入1.36亿元。"
    project.close()


def test_a_decision_about_a_text_that_is_another_meanwhile_is_refused(path: Path) -> None:
    project = opened(path)
    stale = only(project)
    repairs.split(project, stale, 3)
    with pytest.raises(ConflictError):
        repairs.drop(project, stale, 0, 1)
    assert text_of(project) == TEXT[:3] + "\n" + TEXT[3:]
    project.close()


def test_a_project_that_is_open_for_reading_only_refuses_decisions(path: Path) -> None:
    project = open_project(str(path), "王敏", read_only=True)
    with pytest.raises(RefusedError):
        repairs.split(project, only(project), 3)
    project.close()


def test_what_changes_nothing_is_no_step(path: Path) -> None:
    project = opened(path)
    assert repairs.take_back(project, only(project), []) == only(project)
    assert history.undo(project, only(project).id) is None
    project.close()


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_decisions_of_two_people_leave_both_their_tags_where_they_were(path: Path, data: st.DataObject) -> None:
    project = opened(shutil.copy(path, path.with_name(f"{new_id().hex}.annotator")))
    article = only(project)
    team = [project.person, add_person(project, "李静")]
    bounds = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 8))
    places = data.draw(st.lists(bounds, min_size=2, max_size=2))
    wanted = []
    for person, (start, length) in zip(team, places, strict=True):
        as_person(project, person)
        end = min(len(TEXT), start + length)
        document = open_document(project, article.id)
        tagging.write(project, document.create(start, end, label_id(project, "PLACE")))
        wanted.append((start, end))
    first = articles.reading_of(project, articles.open_article(project, article.id).revision)
    done = 0
    for _ in range(data.draw(st.integers(1, 4))):
        as_person(project, team[0])
        now = articles.open_article(project, article.id)
        start = data.draw(st.integers(0, len(now.revision.text)))
        end = data.draw(st.integers(start, min(len(now.revision.text), start + 6)))
        what = data.draw(st.sampled_from(["drop", "correct", "split", "join", "keep", "back"]))
        try:
            match what:
                case "drop":
                    repairs.drop(project, now.article, start, end)
                case "correct":
                    repairs.correct(project, now.article, start, end, data.draw(st.sampled_from(["区", "1.5", "扶贫"])))
                case "split":
                    repairs.split(project, now.article, start)
                case "join":
                    repairs.join(project, now.article, start, end)
                case "keep":
                    repairs.keep(project, now.article, start, end)
                case _:
                    repairs.take_back(project, now.article, data.draw(st.permutations(now.revision.edits))[:1])
        except RefusedError:
            continue
        done += articles.open_article(project, article.id).article != now.article
    for person, (start, end) in zip(team, wanted, strict=True):
        as_person(project, person)
        found = articles.open_article(project, article.id)
        now_reading = articles.reading_of(project, found.revision)
        (mark,) = found.marks
        low, high = first.source_range(start, end)
        shown = [s for s in now_reading.stretches if s.source < high and s.source_end > low]
        if shown:
            covered = now_reading.source_range(mark.start, mark.end)
            assert covered[0] >= min(low, shown[0].source)
            assert covered[1] <= max(high, shown[-1].source_end)
            assert all(s.start < mark.end and s.end > mark.start for s in shown)
        else:
            assert mark.id in found.recheck or found.revision.text[mark.start : mark.end] == TEXT[start:end]
    as_person(project, team[0])
    for _ in range(done):
        history.undo(project, article.id)
    for person, (start, end) in zip(team, wanted, strict=True):
        as_person(project, person)
        found = articles.open_article(project, article.id)
        assert found.revision.text == TEXT
        assert [(mark.start, mark.end) for mark in found.marks] == [(start, end)]
        assert not found.recheck
    project.close()


def test_a_correction_answers_a_doubt_until_it_is_taken_back(path: Path) -> None:
    project = opened(path)
    revision = articles.open_article(project, only(project).id).revision
    doubt = Doubt(0, 2, "This may have been printed twice.")
    reading = replace(articles.reading_of(project, revision), doubts=(doubt,))
    articles.write_reading(project, only(project), revision, reading)

    def places() -> list[tuple[int, int]]:
        now = articles.open_article(project, only(project).id).revision
        return [(start, end) for _, start, end in articles.doubt_places(now)]

    assert places() == [(0, 2)]
    repairs.correct(project, only(project), 0, 1, "大")
    assert places() == []
    now = articles.open_article(project, only(project).id).revision
    repairs.take_back(project, only(project), now.edits[:1])
    assert places() == [(0, 2)]
    repairs.settle(project, only(project), doubt)
    assert places() == []
    project.close()
