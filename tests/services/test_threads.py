"""Questions and answers, who sees them, and the ledger of open points."""

from dataclasses import replace
from pathlib import Path

import pytest
from builders import TEXT, add_article, label_id, new_project, open_document, see_each_other

from annotator.domain.article import Status
from annotator.domain.person import Role
from annotator.domain.text import Edit, EditKind
from annotator.domain.thread import Anchor
from annotator.errors import RefusedError
from annotator.services import articles, history, tagging, threads
from annotator.services.project import Project, add_person, as_person
from annotator.store import replay


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(str(tmp_path / "a.annotator"))


def test_a_question_is_answered_resolved_and_opened_again(project: Project) -> None:
    article = add_article(project)
    li = add_person(project, "李静")
    document = open_document(project, article.id)
    id_ = threads.ask(project, article.id, "是否算名称？@李静", threads.anchor_of(document, 0, 4))
    (talk,) = threads.read(project)
    assert (talk.start, talk.end, talk.thread.anchor.quote) == (0, 4, TEXT[:4])
    assert talk.to == ("李静",)
    assert talk.open
    as_person(project, li)
    threads.answer(project, id_, "不算。")
    threads.resolve(project, id_)
    (talk,) = threads.read(project, article.id)
    assert [one.text for one in talk.said] == ["是否算名称？@李静", "不算。"]
    assert [one.mine for one in talk.said] == [False, True]
    assert (talk.open, talk.resolved_by) == (False, "李静")
    assert threads.read(project, open_only=True) == []
    threads.answer(project, id_, "再想想。")
    assert threads.read(project)[0].open
    with project.database.read() as connection:
        assert replay.from_history(connection) == replay.from_tables(connection)
    project.close()


def test_everybody_changes_only_what_they_wrote(project: Project) -> None:
    article = add_article(project)
    li = add_person(project, "李静")
    id_ = threads.ask(project, article.id, "怎么标？", to=[li.id])
    as_person(project, li)
    for change in (lambda: threads.edit(project, id_, "别的"), lambda: threads.remove(project, id_)):
        with pytest.raises(RefusedError):
            change()
    answered = threads.answer(project, id_, "标整体。")
    threads.edit(project, answered, "只标名称。")
    assert threads.read(project)[0].said[1].text == "只标名称。"
    as_person(project, project.people[0])
    with pytest.raises(RefusedError, match="answered"):
        threads.remove(project, id_)
    as_person(project, li)
    threads.remove(project, answered)
    assert len(threads.read(project)[0].said) == 1
    with pytest.raises(RefusedError):
        threads.answer(project, id_, "  ")
    project.close()


def test_a_question_in_a_blind_article_is_seen_by_whom_it_is_put_to_and_by_reviewers(project: Project) -> None:
    article = add_article(project)
    wu, li, zhao = (add_person(project, name) for name in ("吴刚", "李静", "赵敏"))
    as_person(project, wu)
    threads.ask(project, article.id, "这里标不标？", to=[li.id])
    assert len(threads.read(project)) == 1
    as_person(project, li)
    assert len(threads.read(project)) == 1
    as_person(project, zhao)
    assert threads.read(project) == []
    as_person(project, replace(zhao, role=Role.REVIEWER))
    assert len(threads.read(project)) == 1
    as_person(project, zhao)
    see_each_other(project)
    assert len(threads.read(project)) == 1
    project.close()


def test_others_see_it_when_both_are_done(project: Project) -> None:
    article = add_article(project)
    wu, zhao = add_person(project, "吴刚"), add_person(project, "赵敏")
    for person in (wu, zhao):
        as_person(project, person)
        document = open_document(project, article.id)
        tagging.write(project, document.create(0, 4, label_id(project, "PLACE")))
        if person is wu:
            threads.ask(project, article.id, "这里标不标？")
        tagging.write(project, document.set_status(Status.SUBMITTED))
    assert len(threads.read(project)) == 1
    project.close()


def test_a_question_stays_at_its_place_when_the_text_is_repaired(project: Project) -> None:
    article = add_article(project)
    document = open_document(project, article.id)
    start = TEXT.index("1.36亿元")
    threads.ask(project, article.id, "单位？", threads.anchor_of(document, start, start + 6))
    articles.revise(project, article, [], [Edit(0, 1, EditKind.DROP, "", "by hand", 1.0)])
    (talk,) = threads.read(project)
    assert (talk.start, talk.end, talk.gone) == (start - 1, start + 5, False)
    project.close()


def test_open_points_keep_an_article_from_being_done_unless_a_manager_waives_them(project: Project) -> None:
    article = add_article(project)
    threads.ask(project, article.id, "怎么标？")

    def open_points() -> int:
        with project.database.read() as connection:
            return threads.open_points(connection, article.id)

    assert open_points() == 1
    threads.waive(project, article.id, "下次再议")
    assert open_points() == 0
    threads.waive(project, article.id, "", waived=False)
    assert open_points() == 1
    as_person(project, add_person(project, "李静"))
    with pytest.raises(RefusedError):
        threads.waive(project, article.id, "")
    project.close()


def test_a_question_is_taken_back_by_undo(project: Project) -> None:
    article = add_article(project)
    threads.ask(project, article.id, "怎么标？")
    taken = history.undo(project, article.id)
    assert taken is not None
    assert "怎么标" in taken.title
    assert threads.read(project) == []
    project.close()


def test_an_anchor_has_a_range_or_nothing() -> None:
    with pytest.raises(ValueError, match="range"):
        Anchor(quote="甲")
    with pytest.raises(ValueError, match="empty"):
        Anchor(revision=b"r", start=3, end=3)  # type: ignore[arg-type]
