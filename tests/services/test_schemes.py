"""Editing the label scheme: each edit is a step that can be taken back exactly, and touches no tag."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import add_article, label_id, new_project, open_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.ids import LabelId, new_id
from annotator.domain.scheme import Attribute, AttributeType, Bounding, Choice, RelationType, Scheme
from annotator.errors import ConflictError, RefusedError
from annotator.services import articles, history, schemes, tagging
from annotator.services.project import Project, add_person, as_person, open_project
from annotator.services.search import TagQuery, all_tags

TEXT_ATTRIBUTE = Attribute("source", AttributeType.TEXT, "来源", "Source")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(str(tmp_path / "p.annotator"))
    yield made
    made.close()


def stored(project: Project) -> Scheme:
    """The scheme as another program would read it."""
    other = open_project(project.target, project.person.name, read_only=True)
    try:
        return other.scheme
    finally:
        other.close()


def keys(project: Project) -> list[str]:
    return [label.key for label in project.scheme.active]


def test_a_new_label_comes_last_with_a_colour_a_digit_and_a_key_of_its_own(project: Project) -> None:
    made = schemes.add_label(project, "机构", "Body or office")
    assert (made.key, made.colour, made.shortcut) == ("BODY_OR_OFFICE", "#CC79A7", "4")
    assert keys(project)[-1] == "BODY_OR_OFFICE"
    assert schemes.add_label(project, "人物").key == "人物"
    assert schemes.add_label(project, "人物二", key="人物2").key == "人物2"
    assert schemes.add_label(project, "x", "Body or office").key == "BODY_OR_OFFICE_2"
    assert stored(project) == project.scheme


def test_a_label_is_renamed_with_its_key_and_relation_types_follow(project: Project) -> None:
    place = label_id(project, "PLACE")
    schemes.rename_label(project, place, "地名", "Toponym", "TOPONYM")
    assert project.scheme.label(place).zh == "地名"
    assert {tie.key: tie.target for tie in project.scheme.relations} == {"of": "PROGRAMME", "at": "TOPONYM"}
    assert stored(project) == project.scheme
    history.undo(project, None)
    assert {tie.key: tie.target for tie in project.scheme.relations} == {"of": "PROGRAMME", "at": "PLACE"}


def test_a_name_in_one_language_stands_for_the_other(project: Project) -> None:
    place = label_id(project, "PLACE")
    assert schemes.rename_label(project, place, "", "Toponym", "PLACE").zh == "Toponym"


def test_a_digit_that_is_taken_is_swapped(project: Project) -> None:
    place, metric = label_id(project, "PLACE"), label_id(project, "METRIC")
    schemes.set_shortcut(project, place, "2")
    assert (project.scheme.label(place).shortcut, project.scheme.label(metric).shortcut) == ("2", "3")
    schemes.set_shortcut(project, place, "9")
    assert (project.scheme.label(place).shortcut, project.scheme.label(metric).shortcut) == ("9", "3")
    schemes.set_shortcut(project, place, "")
    assert project.scheme.by_shortcut("9") is None
    history.undo(project, None)
    history.undo(project, None)
    history.undo(project, None)
    assert (project.scheme.label(place).shortcut, project.scheme.label(metric).shortcut) == ("3", "2")


def test_a_label_that_is_out_of_use_gets_no_digit(project: Project) -> None:
    programme, metric = (label_id(project, key) for key in ("PROGRAMME", "METRIC"))
    schemes.retire_label(project, programme)
    with pytest.raises(RefusedError, match="not in use"):
        schemes.set_shortcut(project, programme, "1")
    schemes.merge_labels(project, metric, label_id(project, "PLACE"))
    with pytest.raises(RefusedError, match="not in use"):
        schemes.set_shortcut(project, metric, "2")
    assert schemes.add_label(project, "人物").shortcut == "1"


def test_colour_description_and_natural_bound_can_be_changed(project: Project) -> None:
    place = label_id(project, "PLACE")
    schemes.recolour_label(project, place, "#abcdef")
    schemes.describe_label(project, place, " 地名 ", "Places")
    schemes.set_bounding(project, place, Bounding.WORD)
    found = stored(project).label(place)
    assert (found.colour, found.description, found.description_en) == ("#ABCDEF", "地名", "Places")
    assert found.bounding is Bounding.WORD


def test_labels_are_put_into_another_order(project: Project) -> None:
    schemes.reorder_labels(project, [label_id(project, "PLACE"), label_id(project, "METRIC")])
    assert [label.key for label in stored(project).active] == ["PLACE", "METRIC", "PROGRAMME"]
    history.undo(project, None)
    assert [label.key for label in stored(project).active] == ["PROGRAMME", "METRIC", "PLACE"]


Edit = Callable[[Project], object]


@pytest.mark.parametrize(
    "edit",
    [
        lambda p: schemes.add_label(p, " "),
        lambda p: schemes.add_label(p, "字" * 61),
        lambda p: schemes.add_label(p, "机构", key="A B"),
        lambda p: schemes.add_label(p, "机构", key="PLACE"),
        lambda p: schemes.add_label(p, "地点"),
        lambda p: schemes.add_label(p, "机构", colour="red"),
        lambda p: schemes.rename_label(p, label_id(p, "PLACE"), "指标值", "", "PLACE"),
        lambda p: schemes.rename_label(p, label_id(p, "PLACE"), "地点", "", ""),
        lambda p: schemes.recolour_label(p, label_id(p, "PLACE"), "#12345"),
        lambda p: schemes.set_shortcut(p, label_id(p, "PLACE"), "10"),
        lambda p: schemes.merge_labels(p, label_id(p, "PLACE"), label_id(p, "PLACE")),
        lambda p: schemes.retire_label(p, LabelId(new_id())),
        lambda p: schemes.add_attribute(p, label_id(p, "PLACE"), replace(TEXT_ATTRIBUTE, key="path")),
        lambda p: schemes.add_attribute(p, label_id(p, "PLACE"), replace(TEXT_ATTRIBUTE, key="a b")),
        lambda p: schemes.add_attribute(p, label_id(p, "PLACE"), replace(TEXT_ATTRIBUTE, zh="", en=" ")),
        lambda p: schemes.add_attribute(p, label_id(p, "PLACE"), replace(TEXT_ATTRIBUTE, type=AttributeType.CHOICE)),
        lambda p: schemes.add_attribute(
            p,
            label_id(p, "PLACE"),
            replace(TEXT_ATTRIBUTE, type=AttributeType.CHOICE, choices=(Choice("a", "甲", ""), Choice("a", "乙", ""))),
        ),
        lambda p: schemes.change_attribute(p, label_id(p, "PLACE"), "none", TEXT_ATTRIBUTE),
        lambda p: schemes.change_attribute(p, label_id(p, "PLACE"), "path", TEXT_ATTRIBUTE),
        lambda p: schemes.add_relation(p, RelationType("of", "甲", "A", "METRIC", "PLACE")),
        lambda p: schemes.add_relation(p, RelationType("x", "甲", "A", "METRIC", "NONE")),
        lambda p: schemes.add_relation(p, RelationType("x y", "甲", "A", "METRIC", "PLACE")),
        lambda p: schemes.add_relation(p, RelationType("x", "", "", "METRIC", "PLACE")),
        lambda p: schemes.change_relation(p, "of", RelationType("x", "甲", "A", "METRIC", "PLACE")),
        lambda p: schemes.remove_relation(p, "x"),
        lambda p: schemes.rename_scheme(p, " "),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(project: Project, edit: Edit) -> None:
    before = project.scheme
    with pytest.raises(RefusedError):
        edit(project)
    assert project.scheme == before == stored(project)
    assert history.next_steps(project, None) == (None, None)


def test_what_changes_nothing_is_no_step(project: Project) -> None:
    place = label_id(project, "PLACE")
    schemes.recolour_label(project, place, project.scheme.label(place).colour)
    schemes.restore_label(project, place)
    schemes.reorder_labels(project, [label.id for label in project.scheme.labels])
    schemes.rename_scheme(project, project.scheme.name)
    assert history.next_steps(project, None) == (None, None)


def tag(project: Project, article: object, start: int, key: str) -> None:
    document = open_document(project, article)  # type: ignore[arg-type]  # a test's helper
    tagging.write(project, document.create(start, start + 2, label_id(project, key)))


def test_merging_leaves_the_tags_as_they_are_and_says_whose_they_are(project: Project) -> None:
    article = add_article(project).id
    place, metric = label_id(project, "PLACE"), label_id(project, "METRIC")
    tag(project, article, 0, "PLACE")
    tag(project, article, 3, "PLACE")
    me = project.person
    other = add_person(project, "李明")
    as_person(project, other)
    tag(project, article, 0, "PLACE")
    as_person(project, me)
    assert [(use.person.name, use.tags, use.articles) for use in schemes.label_use(project, place)] == [
        ("王敏", 2, 1),
        ("李明", 1, 1),
    ]
    schemes.merge_labels(project, place, metric)
    assert project.scheme.label(place).key == "METRIC"
    assert keys(project) == ["PROGRAMME", "METRIC"]
    assert {mark.label for mark in open_document(project, article).marks} == {place}
    assert sum(use.tags for use in schemes.label_use(project, metric)) == 3
    assert len(list(all_tags(project, TagQuery(label=metric)))) == 2
    with pytest.raises(RefusedError):
        schemes.merge_labels(project, metric, place)
    with pytest.raises(RefusedError):
        schemes.merge_labels(project, place, label_id(project, "PROGRAMME"))
    schemes.restore_label(project, place)
    assert (project.scheme.label(place).key, project.scheme.label(place).shortcut) == ("PLACE", "3")


def test_a_retired_label_stays_on_its_tags_and_can_come_back(project: Project) -> None:
    article = add_article(project).id
    place = label_id(project, "PLACE")
    tag(project, article, 0, "PLACE")
    schemes.retire_label(project, place)
    assert keys(project) == ["PROGRAMME", "METRIC"]
    assert project.scheme.by_shortcut("3") is None
    assert project.scheme.label(open_document(project, article).marks[0].label).retired
    with pytest.raises(RefusedError):
        schemes.merge_labels(project, label_id(project, "METRIC"), place)
    schemes.add_label(project, "地点", key="SPOT")
    with pytest.raises(RefusedError):  # its name is taken now
        schemes.restore_label(project, place)
    history.undo(project, None)
    schemes.restore_label(project, place)
    assert keys(project) == ["PROGRAMME", "METRIC", "PLACE"]


def test_attributes_are_added_changed_reordered_and_removed(project: Project) -> None:
    place = label_id(project, "PLACE")
    schemes.add_attribute(project, place, replace(TEXT_ATTRIBUTE, main=True))
    assert [(one.key, one.main) for one in stored(project).label(place).attributes] == [
        ("path", False),
        ("adcode", False),
        ("source", True),
    ]
    choice = Attribute("source", AttributeType.CHOICE, "来源", "Source", (Choice("a", "甲", "A"),))
    schemes.change_attribute(project, place, "source", choice)
    assert stored(project).label(place).attributes[2] == choice
    schemes.reorder_attributes(project, place, ["source", "adcode"])
    assert [one.key for one in stored(project).label(place).attributes] == ["source", "adcode", "path"]
    schemes.remove_attribute(project, place, "adcode")
    assert [one.key for one in stored(project).label(place).attributes] == ["source", "path"]


def test_the_values_of_an_attribute_that_is_taken_out_stay_in_the_tags(project: Project) -> None:
    article = add_article(project).id
    place = label_id(project, "PLACE")
    document = open_document(project, article)
    tagging.write(project, document.create(0, 2, place, {"adcode": "430502000000"}))
    schemes.remove_attribute(project, place, "adcode")
    again = open_document(project, article)
    assert again.span(again.marks[0].id).attributes == {"adcode": "430502000000"}


def test_relation_types_and_the_name_of_the_scheme_can_be_changed(project: Project) -> None:
    schemes.add_relation(project, RelationType("in", "位于", "in", "PROGRAMME", "PLACE"))
    schemes.change_relation(project, "of", RelationType("of", "属于", "of", "METRIC", "PROGRAMME"))
    schemes.remove_relation(project, "at")
    schemes.rename_scheme(project, " 新闻二 ")
    found = stored(project)
    assert [(tie.key, tie.zh) for tie in found.relations] == [("of", "属于"), ("in", "位于")]
    assert found.name == "新闻二"
    for _ in range(4):
        history.undo(project, None)
    assert [tie.key for tie in project.scheme.relations] == ["of", "at"]


def test_a_label_that_another_person_changed_since_is_not_overwritten(project: Project) -> None:
    place = label_id(project, "PLACE")
    stale = project.scheme
    schemes.recolour_label(project, place, "#111111")
    project.scheme = stale
    with pytest.raises(ConflictError):
        schemes.recolour_label(project, place, "#222222")
    assert stored(project).label(place).colour == "#111111"


def test_making_the_project_and_the_coming_of_people_are_no_steps_of_the_scheme(project: Project) -> None:
    add_person(project, "李明")
    assert history.next_steps(project, None) == (None, None)
    assert history.undo(project, None) is None


def test_undo_in_an_article_leaves_the_scheme_alone(project: Project) -> None:
    article = add_article(project).id
    tag(project, article, 0, "PLACE")
    schemes.add_label(project, "机构")
    history.undo(project, article)
    assert len(project.scheme.active) == 4
    assert articles.open_article(project, article).marks == []


# -- any sequence of edits ---------------------------------------------------------------------------------------------

_names = st.sampled_from(["机构", "人物", "地点", "Ｘ", " ", "a&b"])
_which = st.integers(0, 5)
_edits = st.one_of(
    st.tuples(st.just("add"), _names, _which),
    st.tuples(st.just("rename"), _names, _which),
    st.tuples(st.just("recolour"), st.sampled_from(["#010203", "#0a0b0c", "x"]), _which),
    st.tuples(st.just("shortcut"), st.sampled_from(["", "1", "2", "5", "0"]), _which),
    st.tuples(st.just("describe"), _names, _which),
    st.tuples(st.just("reorder"), st.just(""), _which),
    st.tuples(st.just("merge"), st.sampled_from(["0", "1", "2", "3"]), _which),
    st.tuples(st.just("retire"), st.just(""), _which),
    st.tuples(st.just("restore"), st.just(""), _which),
    st.tuples(st.just("attribute"), st.sampled_from(["a", "b", "path"]), _which),
    st.tuples(st.just("no attribute"), st.sampled_from(["a", "path", "value"]), _which),
    st.tuples(st.just("relation"), st.sampled_from(["r", "of"]), _which),
    st.tuples(st.just("no relation"), st.sampled_from(["r", "of", "at"]), _which),
)


def _edit(project: Project, kind: str, text: str, which: int) -> None:
    labels = project.scheme.labels
    one = labels[which % len(labels)]
    match kind:
        case "add":
            schemes.add_label(project, text)
        case "rename":
            schemes.rename_label(project, one.id, text, "", text)
        case "recolour":
            schemes.recolour_label(project, one.id, text)
        case "shortcut":
            schemes.set_shortcut(project, one.id, text)
        case "describe":
            schemes.describe_label(project, one.id, text, text)
        case "reorder":
            schemes.reorder_labels(project, [label.id for label in labels[which % len(labels) :]])
        case "merge":
            schemes.merge_labels(project, one.id, labels[int(text) % len(labels)].id)
        case "retire":
            schemes.retire_label(project, one.id)
        case "restore":
            schemes.restore_label(project, one.id)
        case "attribute":
            schemes.add_attribute(project, one.id, replace(TEXT_ATTRIBUTE, key=text, main=which % 2 == 0))
        case "no attribute":
            schemes.remove_attribute(project, one.id, text)
        case "relation":
            schemes.add_relation(project, RelationType(text, "甲", "A", one.key, one.key))
        case "no relation":
            schemes.remove_relation(project, text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_edits, max_size=8))
def test_any_sequence_of_edits_undone_gives_the_old_scheme_and_redone_the_new_one(
    project: Project, edits: list[tuple[str, str, int]]
) -> None:
    before = project.scheme
    done = 0
    for kind, text, which in edits:
        known = project.scheme
        try:
            _edit(project, kind, text, which)
        except RefusedError:
            assert project.scheme == known
        done += project.scheme != known
        for label in project.scheme.labels:  # whatever was done, every tag has a label that is known
            assert project.scheme.label(label.id).merged_into is None
        digits = [label.shortcut for label in project.scheme.labels if label.shortcut]
        assert len(digits) == len(set(digits))
    after = project.scheme
    for _ in range(done):
        history.undo(project, None)
    assert project.scheme == before == stored(project)
    for _ in range(done):
        history.redo(project, None)
    assert project.scheme == after
    for _ in range(done):
        history.undo(project, None)
    assert project.scheme == before
