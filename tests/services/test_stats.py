"""Counts of a project."""

from pathlib import Path

from builders import add_article, label_id, new_project, open_document

from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.ids import ArticleId, LayerId, PersonId, new_id
from annotator.services import articles, stats, tagging
from annotator.services.project import add_person, as_person
from annotator.store.exports import CountedLayer


def test_articles_are_counted_by_state_and_tags_by_label_and_person(database_url: str) -> None:
    project = new_project(database_url)
    first, second, excluded, deleted = (add_article(project, f"第{n}篇正文共12所。", n) for n in (1, 2, 3, 4))
    articles.set_excluded(project, [excluded], True)
    articles.set_deleted(project, [deleted], True)
    me, li = project.person, add_person(project, "李强")
    for person, article, end in ((me, first, 1), (me, second, 1), (li, first, 1), (me, excluded, 2)):
        as_person(project, person)
        document = open_document(project, article.id)
        tagging.write(project, document.create(0, end, label_id(project, "PLACE")))
        if person is me:
            tagging.write(project, document.create(7, 10, label_id(project, "METRIC")))
            tagging.write(project, document.set_status(Status.SUBMITTED))
    found = stats.collect(project)
    assert (found.articles, found.excluded, found.tags) == (3, 1, 5)
    assert found.characters == 2 * len("第1篇正文共12所。")
    assert found.states == {"new": 0, "working": 1, "submitted": 1, "skipped": 0}
    assert found.labels == {"PROGRAMME": 0, "METRIC": 2, "PLACE": 3}
    assert found.people["王敏"].articles == {"submitted": 2}
    assert found.people["王敏"].labels == {"PLACE": 2, "METRIC": 2}
    assert found.people["李强"].tags == 1
    plain = stats.as_json(found)
    assert plain["articles"] == {"total": 3, "excluded": 1, "new": 0, "working": 1, "submitted": 1, "skipped": 0}
    project.close()


def layer(status: Status, kind: LayerKind = LayerKind.PERSON) -> CountedLayer:
    return CountedLayer(Layer(LayerId(new_id()), ArticleId(new_id()), PersonId(new_id()), kind, status), 0)


def test_the_state_of_an_article_is_derived_from_its_layers() -> None:
    new, working, done, skipped = map(layer, (Status.NEW, Status.WORKING, Status.SUBMITTED, Status.SKIPPED))
    assert stats.article_status([]) is Status.NEW
    assert stats.article_status([new]) is Status.NEW
    assert stats.article_status([new, done]) is Status.SUBMITTED
    assert stats.article_status([working, done]) is Status.WORKING
    assert stats.article_status([done, skipped]) is Status.SUBMITTED
    assert stats.article_status([skipped]) is Status.SKIPPED
    assert stats.article_status([working, layer(Status.SUBMITTED, LayerKind.GOLD)]) is Status.SUBMITTED


def test_an_empty_project_has_every_state_and_label_at_none(tmp_path: Path) -> None:
    project = new_project(str(tmp_path / "p.annotator"))
    found = stats.collect(project)
    assert set(found.states.values()) == {0}
    assert set(found.labels.values()) == {0}
    assert list(found.people) == ["王敏"]
    project.close()
