"""Agreement and differences of a project: whose layers are read, on which text, and the JSON that comes out."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from builders import add_article, label_id, new_project, open_document
from jsonschema import Draft202012Validator

from annotator.agreement.pairing import Kind
from annotator.agreement.tallies import ALL
from annotator.agreement.values import Reason, Undefined
from annotator.bundled import bundled
from annotator.domain.article import Article, Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LayerId, SpanId, new_id
from annotator.domain.span import Span
from annotator.domain.text import Edit, EditKind
from annotator.errors import RefusedError
from annotator.services import articles, schemes, tagging
from annotator.services.agreeing import agree, compare, settings_of
from annotator.services.agreeing_words import agreement_json, comparison_json
from annotator.services.project import Project, add_person, as_person
from annotator.store import journal

TEXT = "县教育局投入资金1.36亿元，建成寄宿制学校12所，惠及学生3000多人。"
Tag = tuple[int, int, str] | tuple[int, int, str, dict[str, object]]


@pytest.fixture
def project(database_url: str) -> Iterator[Project]:
    made = new_project(database_url)
    add_person(made, "李强")
    yield made
    made.close()


def work(
    project: Project, name: str, article: Article, tags: Sequence[Tag], status: Status | None = None
) -> list[SpanId]:
    """Has somebody tag an article; gives the ids of the tags."""
    me = project.person
    as_person(project, next(person for person in project.people if person.name == name))
    document = open_document(project, article.id)
    made = []
    for start, end, label, *more in tags:
        changes = document.create(start, end, label_id(project, label), more[0] if more else None)
        tagging.write(project, changes)
        made += [change.after.id for change in changes if isinstance(change.after, Span)]
    if status is not None:
        tagging.write(project, document.set_status(status, "重复"))
    as_person(project, me)
    return made


def gold(project: Project, article: Article, tags: Sequence[Tag]) -> None:
    layer = Layer(LayerId(new_id()), article.id, project.person.id, LayerKind.GOLD)
    spans = [
        Span(SpanId(new_id()), layer.id, article.revision, s, e, label_id(project, k), TEXT[s:e])
        for s, e, k, *_ in tags
    ]
    changes = [Change(None, one, article.id, layer.id) for one in (layer, *spans)]
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))


def checked(schema: str, value: dict[str, object]) -> dict[str, Any]:
    """A plain value that its schema allows, as it is read back."""
    known = json.loads((bundled("resources") / schema).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(known)
    read: dict[str, Any] = json.loads(json.dumps(value))
    Draft202012Validator(known).validate(read)
    return read


MINE: list[Tag] = [(8, 14, "METRIC", {"value": "136000000", "unit": "元"}), (22, 25, "METRIC"), (0, 4, "PLACE")]
HERS: list[Tag] = [(8, 14, "METRIC", {"value": "1.36", "unit": "亿元"}), (22, 26, "METRIC"), (0, 4, "PROGRAMME")]


def test_two_people_are_compared_on_the_articles_that_both_did(project: Project) -> None:
    first, second, third = (add_article(project, f"{TEXT}第{n}", n) for n in (1, 2, 3))
    work(project, "王敏", first, MINE)
    work(project, "李强", first, HERS)
    work(project, "王敏", second, MINE)
    work(project, "王敏", third, [(0, 2, "PLACE")], Status.SUBMITTED)
    work(project, "李强", third, [], Status.SUBMITTED)
    found = compare(project, "王敏", "李强")
    assert (found.only_a, found.only_b) == (1, 0)
    assert [(one.number, [pair.kind for pair in one.tags]) for one in found.articles] == [
        (1, [Kind.LABEL, Kind.EQUAL, Kind.BOUNDS]),
        (3, [Kind.ONE_SIDED]),
    ]
    plain = checked("diff.schema.json", comparison_json(project, found))
    assert plain["counts"] == {"equal": 1, "label": 1, "bounds": 1, "attributes": 0, "one_sided": 1}
    bounds = plain["articles"][0]["differences"][1]
    assert (bounds["a"]["text"], bounds["b"]["text"]) == (TEXT[22:25], TEXT[22:26])
    assert bounds["a"]["origin"] == "manual"
    [only] = compare(project, "李强", "王敏", [first.id]).articles
    assert only.count(Kind.LABEL) == 1


def test_the_agreement_of_all_has_pairs_labels_and_articles(project: Project) -> None:
    add_person(project, "赵玲")
    first, second = (add_article(project, f"{TEXT}第{n}", n) for n in (1, 2))
    for article in (first, second):
        work(project, "王敏", article, MINE)
        work(project, "李强", article, HERS)
    work(project, "赵玲", first, MINE)
    found = agree(project, settings=settings_of(20, 1))
    report = found.report
    assert (list(report.people), report.articles) == (["王敏", "李强", "赵玲"], 2)
    assert list(report.labels) == ["PROGRAMME", "METRIC", "PLACE"]
    plain = checked("agree.schema.json", agreement_json(project, found))
    assert [(pair["a"], pair["b"], pair["articles"]) for pair in plain["pairs"]] == [
        ("王敏", "李强", 2),
        ("王敏", "赵玲", 1),
        ("李强", "赵玲", 1),
    ]
    one, same, _ = plain["pairs"]
    assert one["all"]["measures"]["exact"]["f1"]["value"] == pytest.approx(1 / 3)
    assert one["labels"]["METRIC"]["measures"]["partial"]["f1"]["value"] == pytest.approx(3 / 4)
    assert same["all"]["measures"]["exact"]["f1"] == {"value": 1.0}
    assert [row["number"] for row in one["by_article"]] == [1, 2]
    assert one["by_article"][0]["title"] == articles.list_articles(project)[0].article.title
    assert len(one["differences"]) == 4
    assert {"a": "PLACE", "b": "PROGRAMME", "n": 2} in one["confusion"]
    assert same["differences"] == []


def test_layers_not_begun_or_found_unfit_do_not_count(project: Project) -> None:
    article = add_article(project, TEXT)
    work(project, "王敏", article, MINE)
    found = agree(project)
    assert found.report.articles == 0
    assert found.report.pairs == []
    work(project, "李强", article, [], Status.SKIPPED)
    assert agree(project).report.articles == 0
    assert compare(project, "王敏", "李强").articles == []
    named = agree(project, ["王敏", "李强"]).report.pairs[0].measures
    assert {one.value for one in named.values()} == {Undefined(Reason.ONE_PERSON)}
    checked("agree.schema.json", agreement_json(project, agree(project, ["王敏", "李强"])))


def test_excluded_and_deleted_articles_do_not_count(project: Project) -> None:
    kept, excluded, deleted = (add_article(project, f"{TEXT}第{n}", n) for n in (1, 2, 3))
    for article in (kept, excluded, deleted):
        work(project, "王敏", article, MINE)
        work(project, "李强", article, HERS)
    articles.set_excluded(project, [excluded], True)
    articles.set_deleted(project, [deleted], True)
    assert agree(project).report.articles == 1
    assert [one.article for one in compare(project, "王敏", "李强").articles] == [kept.id]


def test_gold_is_compared_where_it_is_asked_for(project: Project) -> None:
    article = add_article(project, TEXT)
    work(project, "王敏", article, MINE)
    work(project, "李强", article, HERS)
    gold(project, article, MINE)
    assert list(agree(project).report.people) == ["王敏", "李强"]
    [one] = compare(project, "gold", "王敏").articles
    assert one.count(Kind.ATTRIBUTES) == 1
    found = agree(project, ["李强", "gold"]).report
    assert [(pair.a, pair.b) for pair in found.pairs] == [("李强", "gold")]
    assert found.pairs[0].counts[ALL].exact == 1


def test_tags_of_an_older_reading_are_compared_as_they_lie_now(project: Project) -> None:
    article = add_article(project, TEXT)
    work(project, "王敏", article, [(8, 14, "METRIC")])
    newer = articles.revise(project, article, [], [Edit(0, 4, EditKind.DROP)])
    work(project, "李强", newer, [(4, 10, "METRIC")])
    [one] = compare(project, "王敏", "李强").articles
    assert [(pair.kind, pair.a and pair.a.start) for pair in one.tags] == [(Kind.EQUAL, 4)]


def test_labels_that_were_merged_are_one_label(project: Project) -> None:
    article = add_article(project, TEXT)
    work(project, "王敏", article, [(0, 4, "PLACE")])
    work(project, "李强", article, [(0, 4, "PROGRAMME")])
    assert compare(project, "王敏", "李强").articles[0].count(Kind.LABEL) == 1
    schemes.merge_labels(project, label_id(project, "PLACE"), label_id(project, "PROGRAMME"))
    assert compare(project, "王敏", "李强").articles[0].count(Kind.EQUAL) == 1
    assert list(agree(project).report.labels) == ["PROGRAMME"]


def test_relations_are_compared_too(project: Project) -> None:
    article = add_article(project, TEXT)
    for name, kind in (("王敏", "of"), ("李强", "at")):
        source, target = work(project, name, article, [(8, 14, "METRIC"), (0, 4, "PLACE")])
        as_person(project, next(person for person in project.people if person.name == name))
        tagging.write(project, open_document(project, article.id).relate(source, target, kind))
    as_person(project, next(person for person in project.people if person.name == "王敏"))  # the manager
    found = compare(project, "王敏", "李强")
    assert [pair.kind for pair in found.articles[0].relations] == [Kind.LABEL]
    plain = checked("diff.schema.json", comparison_json(project, found))
    assert plain["articles"][0]["relations"][0]["a"]["type"] == "of"
    report = checked("agree.schema.json", agreement_json(project, agree(project)))
    assert report["pairs"][0]["all"]["measures"]["relations"]["f1"]["value"] == 0
    assert report["pairs"][0]["relations"][0]["kind"] == "label"


def test_unknown_names_and_one_layer_against_itself_are_refused(project: Project) -> None:
    for call in (lambda: agree(project, ["无名"]), lambda: compare(project, "无名", "gold")):
        with pytest.raises(RefusedError, match="无名"):
            call()
    with pytest.raises(RefusedError, match="two different"):
        compare(project, "王敏", "王敏")


def test_reading_and_comparing_tell_how_far_they_are(project: Project) -> None:
    for n in (1, 2):
        article = add_article(project, f"{TEXT}第{n}", n)
        work(project, "王敏", article, MINE)
        work(project, "李强", article, HERS)
    told: list[tuple[int, int]] = []
    agree(project, settings=settings_of(0, 0, lambda done, total: told.append((done, total))))
    assert told == [(0, 2), (0, 2), (1, 2)]
