"""The sample project: read and repaired as any other, and nothing on the screen empty."""

from pathlib import Path

import pytest

from annotator.services import articles, sample, stats
from annotator.services.project import Project, open_project
from annotator.store import articles as store_articles
from annotator.store import spans


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    target = str(tmp_path_factory.mktemp("sample") / "s.annotator")
    sample.build_sample(target)
    return open_project(target, sample.sample_person(), read_only=True)


def test_two_people_have_tagged_parts_of_it_in_every_state(project: Project) -> None:
    found = stats.collect(project)
    assert len([one for one in found.people.values() if one.tags]) == 2
    assert found.articles >= 3
    assert sum(1 for count in found.states.values() if count) >= 3
    assert all(found.labels[label.key] for label in project.scheme.active)


def test_every_tag_lies_where_its_quote_stands(project: Project) -> None:
    quotes = 0
    for one in articles.list_articles(project):
        opened = articles.open_article(project, one.article.id)
        assert opened.revision.edits
        with project.database.read() as connection:
            for layer in store_articles.read_layers(connection, one.article.id):
                for span in spans.read_spans(connection, layer.id):
                    assert opened.revision.text[span.start : span.end] == span.quote
                    for quote in span.attributes.get("indicator", []):
                        assert opened.revision.text[quote["start"] : quote["end"]] == quote["text"]
                        quotes += 1
    assert quotes > 10


def test_several_articles_are_cut_out_of_one_page(project: Project) -> None:
    sources = []
    for one in articles.list_articles(project):
        sources.append(articles.open_article(project, one.article.id).revision.source)
    assert len(set(sources)) < len(sources)


def test_a_quote_has_to_stand_once() -> None:
    assert sample.locate("甲乙甲丙", "甲", "甲丙") == (2, 3)
    for around in ("甲", "丁"):
        with pytest.raises(ValueError, match="stands"):
            sample.locate("甲乙甲丙", "甲", around)


def test_a_sample_that_cannot_be_finished_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise ValueError("no line begins so")

    monkeypatch.setattr("annotator.services.sample.locate", fail)
    with pytest.raises(ValueError, match="begins"):
        sample.build_sample(str(tmp_path / "s.annotator"))
    assert not (tmp_path / "s.annotator").exists()
