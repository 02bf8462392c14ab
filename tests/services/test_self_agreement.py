"""Tagging one's own old articles again: what is drawn, that nothing else sees it, and what is measured."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from builders import TEXT, add_article, label_id, new_project, open_document

from annotator.agreement.bootstrap import Draws
from annotator.agreement.tallies import ALL
from annotator.domain.article import Article, LayerKind, Status
from annotator.domain.ids import ArticleId, LabelId
from annotator.errors import RefusedError
from annotator.services import articles, history, search, self_agreement, stats, tagging
from annotator.services.agreeing import agree
from annotator.services.document import Document
from annotator.services.exporting import ALL as EVERY
from annotator.services.exporting import export_file
from annotator.services.project import Project, add_person, as_person
from annotator.store import replay

Tag = tuple[int, int, str]
FIRST: Sequence[Tag] = ((0, 4, "PLACE"), (8, 14, "METRIC"), (22, 25, "METRIC"))


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    yield made
    made.close()


def tag(project: Project, document: Document, tags: Sequence[Tag]) -> None:
    for start, end, label in tags:
        tagging.write(project, document.create(start, end, label_id(project, label)))


def submit(project: Project, document: Document) -> None:
    tagging.write(project, document.set_status(Status.SUBMITTED))


def submitted(project: Project, count: int) -> list[Article]:
    found = [add_article(project, f"{TEXT}第{n}篇", n) for n in range(1, count + 1)]
    for article in found:
        document = open_document(project, article.id)
        tag(project, document, FIRST)
        submit(project, document)
    return found


def retest(project: Project, article: ArticleId) -> Document:
    opened = articles.open_article(project, article, LayerKind.RETEST)
    return Document(opened, lambda keys: articles.read_spans(project, opened.layer.id, keys))


def test_a_share_of_my_old_articles_is_drawn_each_of_them_once(project: Project) -> None:
    known = {article.id for article in submitted(project, 9)}
    with pytest.raises(RefusedError):  # they are of today
        self_agreement.draw(project)
    first = self_agreement.draw(project, 0.34, seed=3, old=0)
    assert len(first) == 3
    assert set(first) <= known
    second = self_agreement.draw(project, 0.5, seed=3, old=0)
    assert not set(first) & set(second)
    assert {one.article.id for one in self_agreement.open_retests(project)} == {*first, *second}
    self_agreement.draw(project, 1, old=0)
    with pytest.raises(RefusedError):
        self_agreement.draw(project, 1, old=0)


def test_the_same_seed_draws_the_same(project: Project) -> None:
    known = sorted(article.id for article in submitted(project, 20))
    wanted = self_agreement.choose(known, 0.2, 5)
    assert len(wanted) == 4
    assert wanted == self_agreement.choose(known, 0.2, 5) != self_agreement.choose(known, 0.2, 6)
    assert self_agreement.draw(project, 0.2, seed=5, old=0) == wanted


def test_only_my_own_submitted_articles_are_drawn(project: Project) -> None:
    [mine] = submitted(project, 1)
    other = add_person(project, "李强")
    as_person(project, other)
    document = open_document(project, add_article(project, f"{TEXT}她", 2).id)
    tag(project, document, FIRST)
    assert self_agreement.candidates(project, 0) == []
    submit(project, document)
    assert self_agreement.candidates(project, 0) == [document.article.id]
    assert mine.id not in self_agreement.draw(project, 1, old=0)


def test_the_first_tags_are_hidden_and_the_second_stand_apart(project: Project) -> None:
    [article] = submitted(project, 1)
    self_agreement.draw(project, old=0)
    document = retest(project, article.id)
    assert document.layer.kind is LayerKind.RETEST
    assert list(document.marks) == []
    tag(project, document, [(0, 3, "PLACE")])
    assert len(retest(project, article.id).marks) == 1
    assert len(open_document(project, article.id).marks) == 3
    [one] = self_agreement.open_retests(project)
    assert one.layer.status is Status.WORKING
    submit(project, document)
    assert self_agreement.open_retests(project) == []


def test_undo_in_a_retest_and_in_the_article_do_not_reach_each_other(project: Project) -> None:
    [article] = submitted(project, 1)
    self_agreement.draw(project, old=0)
    document = retest(project, article.id)
    layer = document.layer.id
    assert history.undo(project, article.id, layer=layer) is None
    tag(project, document, [(0, 3, "PLACE")])
    history.undo(project, article.id)  # in the article itself: the submission
    assert open_document(project, article.id).layer.status is Status.WORKING
    assert len(retest(project, article.id).marks) == 1
    history.undo(project, article.id, layer=layer)
    assert len(retest(project, article.id).marks) == 0
    history.redo(project, article.id, layer=layer)
    assert len(retest(project, article.id).marks) == 1


def test_nothing_else_sees_a_retest(project: Project, tmp_path: Path) -> None:
    [article] = submitted(project, 1)
    before = (stats.as_json(stats.collect(project)), _known(project), _found(project))
    exported = tmp_path / "before.jsonl"
    export_file(project, exported, EVERY)
    self_agreement.draw(project, old=0)
    document = retest(project, article.id)
    tag(project, document, [(28, 30, "PROGRAMME"), (0, 3, "PLACE")])
    submit(project, document)
    assert (stats.as_json(stats.collect(project)), _known(project), _found(project)) == before
    after = tmp_path / "after.jsonl"
    export_file(project, after, EVERY)
    assert after.read_bytes() == exported.read_bytes()
    assert agree(project).report.articles == 0
    [listed] = articles.list_articles(project)
    assert (listed.spans, listed.layer and listed.layer.kind) == (3, LayerKind.PERSON)
    with project.database.read() as connection:
        assert replay.from_history(connection) == replay.from_tables(connection)
        assert replay.contradictions(connection) == []


def _found(project: Project) -> object:
    *_, last = search.tag_groups(project, search.TagQuery())
    return last


def _known(project: Project) -> set[tuple[LabelId, str]]:
    with project.database.read() as connection:
        layers = [one.layer for one in search.search.my_layers(connection, project.person.id)]
        return {(one.label, one.quote) for one in search.search.count_quotes(connection, layers)}


def test_drift_is_told_by_label_and_month_with_the_tags_behind_it(project: Project) -> None:
    found = submitted(project, 2)
    self_agreement.draw(project, 1, old=0)
    for article in found:
        document = retest(project, article.id)
        tag(project, document, [(0, 3, "PLACE"), (8, 14, "METRIC"), (22, 25, "METRIC")])
        submit(project, document)
    told = self_agreement.measure(project, draws=Draws(20))
    assert told.labels == ["METRIC", "PLACE"]
    assert told.whole.measures[ALL, "exact.f1"].value == pytest.approx(4 / 6)
    assert told.whole.measures["METRIC", "exact.f1"].value == 1.0
    assert told.whole.measures["PLACE", "partial.f1"].value == pytest.approx(0.5)
    [(month, one)] = told.months.items()
    assert len(month) == 7
    assert len(one.articles) == 2
    [first, _] = told.whole.behind("PLACE")
    assert told.quotes[first.pair.a.id] == TEXT[:4]  # type: ignore[union-attr]  # both tagged it
    assert told.articles[first.article].number == 1


def test_mending_the_first_tags_after_the_draw_does_not_count(project: Project) -> None:
    [article] = submitted(project, 1)
    self_agreement.draw(project, old=0)
    document = retest(project, article.id)
    tag(project, document, [(0, 3, "PLACE"), (8, 14, "METRIC"), (22, 25, "METRIC")])
    submit(project, document)
    first = open_document(project, article.id)
    tagging.write(project, first.set_status(Status.WORKING))
    tagging.write(project, first.set_bounds(first.marks[0].id, 0, 3))
    told = self_agreement.measure(project, draws=Draws(0))
    assert told.whole.measures["PLACE", "exact.f1"].value == 0.0


def test_without_a_finished_retest_nothing_is_measured(project: Project) -> None:
    submitted(project, 1)
    self_agreement.draw(project, old=0)
    told = self_agreement.measure(project)
    assert told.months == {}
    assert list(told.whole.articles) == []


def test_another_persons_drift_is_for_reviewers_only(project: Project) -> None:
    manager = project.person
    other = add_person(project, "李强")
    assert self_agreement.measure(project, other).person == "李强"
    as_person(project, other)
    with pytest.raises(RefusedError):
        self_agreement.measure(project, manager)
