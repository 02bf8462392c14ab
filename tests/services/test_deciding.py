"""Decisions about suggestions as changes, paragraphs ticked as read, control articles, how ways of tagging fare."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from builders import add_article, add_articles, incoming, label_id, new_project, open_document

from annotator.bundled import bundled
from annotator.domain.article import Layer, LayerKind, Status
from annotator.domain.change import Change
from annotator.domain.ids import ArticleId, GroupId, LayerId, RecordId, new_id
from annotator.domain.learning import Control, Tick
from annotator.domain.span import Origin
from annotator.services import assist, deciding, exporting, history, tagging
from annotator.services.deciding import OriginFigures, Reading
from annotator.services.project import Project
from annotator.services.suggesting import Proposal
from annotator.store import journal

TEXT = "题目\n\n县里投资1.36亿元。\n建成学校12所，惠及3000人。\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(str(tmp_path / "p.annotator"))


def proposal(project: Project, text: str, words: str, key: str = "METRIC") -> Proposal:
    start = text.index(words)
    return Proposal(start, start + len(words), label_id(project, key), {"value": "1"}, 0.9, "quantities", "数字")


def test_accepting_with_ticks_is_one_step_that_undo_takes_back_whole(project: Project) -> None:
    document = open_document(project, add_article(project, TEXT).id)
    bounds = deciding.paragraphs(document.text)[1]
    changes = deciding.accept(
        document,
        [deciding.taken(document, proposal(project, document.text, "1.36亿元"))],
        deciding.ticks(project, document, [bounds]),
    )
    tagging.write(project, changes)
    assert [one.origin for one in document.spans([m.id for m in document.marks])] == ["accepted"]
    notes = deciding.read_notes(project, document.article.id)
    assert [Tick.from_record(one).start for one in notes] == [bounds[0]]
    history.undo(project, document.article.id)
    assert deciding.read_notes(project, document.article.id) == []
    assert len(open_document(project, document.article.id).marks) == 0


def test_what_is_tagged_already_is_not_tagged_twice(project: Project) -> None:
    document = open_document(project, add_article(project, TEXT).id)
    one = proposal(project, document.text, "12所")
    document.create(one.start, one.end, one.label)
    assert deciding.accept(document, [deciding.taken(document, one)]) == []


def test_another_label_keeps_only_the_attributes_that_it_has(project: Project) -> None:
    document = open_document(project, add_article(project, TEXT).id)
    one = proposal(project, document.text, "12所")
    place = project.scheme.by_key("PLACE")
    made = deciding.mended(document, one, project.scheme, label=place)
    assert (made.origin, dict(made.attributes)) == (Origin.MENDED, {})
    kept = deciding.mended(document, one, project.scheme, (one.start, one.end - 1))
    assert (kept.quote, dict(kept.attributes)) == ("12", {"value": "1"})


def test_an_accepted_tag_becomes_a_mended_one_only_by_what_was_suggested(project: Project) -> None:
    document = open_document(project, add_article(project, TEXT).id)
    one = proposal(project, document.text, "12所")
    deciding.accept(document, [deciding.taken(document, one)])
    span = document.marks[0].id
    document.set_note([span], "看过")
    assert document.span(span).origin == Origin.ACCEPTED
    document.set_bounds(span, one.start, one.end + 1)
    assert document.span(span).origin == Origin.MENDED


def test_paragraphs_are_found_at_and_behind_a_position() -> None:
    reading = Reading(TEXT)
    whole = deciding.paragraphs(TEXT)
    assert [TEXT[slice(*one)] for one in whole] == ["题目", "县里投资1.36亿元。", "建成学校12所，惠及3000人。"]
    assert reading.at(0) == whole[0]
    assert reading.at(3) == whole[1]  # the empty line: the next one
    assert reading.at(len(TEXT)) == whole[2]
    assert reading.behind(whole[0]) == whole[1]
    assert reading.behind(whole[2]) is None
    assert Reading("").at(0) is None


def test_a_tick_is_void_when_its_paragraph_says_something_else(project: Project) -> None:
    document = open_document(project, add_article(project, TEXT).id)
    whole = deciding.paragraphs(document.text)
    notes = deciding.ticks(project, document, whole[:2])
    changed = TEXT.replace("1.36", "1.4")
    reading = Reading(changed)
    reading.take(notes)
    assert [changed[slice(*one)] for one in reading.read()] == ["题目"]
    assert len(reading.unread()) == 2


def test_unticked_paragraphs_are_named_neighbours_together(project: Project) -> None:
    document = open_document(project, add_article(project, TEXT).id)
    whole = deciding.paragraphs(document.text)
    found = deciding.unticked(project, assist.snapshot(document))
    assert [(one.values["first"], one.values["last"]) for one in found] == [(1, 3)]
    tagging.write(project, document.decide((), deciding.ticks(project, document, [whole[1]])))
    found = deciding.unticked(project, assist.snapshot(document))
    assert [(one.values["first"], one.values["last"]) for one in found] == [(1, 1), (3, 3)]


def test_ticked_paragraphs_stand_in_the_export_of_their_person_alone(project: Project, tmp_path: Path) -> None:
    import jsonschema

    document = open_document(project, add_article(project, TEXT).id)
    whole = deciding.paragraphs(document.text)
    tagging.write(project, document.decide((), deciding.ticks(project, document, whole[1:])))
    exporting.export_file(project, tmp_path / "out.jsonl")
    line = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert line["ticked"] == [list(one) for one in whole[1:]]
    schema = json.loads((bundled("resources") / "export.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(line, schema)


def test_one_article_in_ten_is_a_control_by_its_id_alone_unless_somebody_asks(project: Project) -> None:
    ids = [ArticleId(new_id()) for _ in range(3000)]
    drawn = [one for one in ids if deciding.drawn(one, 10)]
    assert 200 < len(drawn) < 400
    assert not any(deciding.drawn(one, 0) for one in ids)
    assert deciding.control_every(project) == 0
    deciding.set_control_every(project, 10)
    assert deciding.control_every(project) == 10
    off = Control(on=False).to_record(RecordId(new_id()), project.person.id, drawn[0])
    assert deciding.is_control(drawn[0], 10, [])
    assert not deciding.is_control(drawn[0], 10, [off])


def test_agreement_and_recall_are_given_apart_by_how_tags_came_to_be(project: Project) -> None:
    one, other = incoming(TEXT, 1, "甲"), incoming(TEXT, 2, "乙")
    add_articles(project, one, other)
    for article in (one, other):
        _gold(project, article.article.id, ["1.36亿元", "12所", "3000人"])
    document = open_document(project, one.article.id)
    text = document.text
    tagging.write(
        project,
        [
            *deciding.accept(document, [deciding.taken(document, proposal(project, text, "1.36亿元"))]),
            *document.create(text.index("12所"), text.index("12所") + 3, label_id(project, "METRIC")),
            *document.create(text.index("学校"), text.index("学校") + 2, label_id(project, "PLACE")),
        ],
    )
    found = deciding.by_origin(project)
    assert found["accepted"] == OriginFigures(tags=1, agreed=1, wanted=3, found=1)
    assert found["manual"] == OriginFigures(tags=2, agreed=1, wanted=3, found=1)
    assert found["manual"].agreement == 0.5
    assert found["control"] == OriginFigures()
    assert found["control"].recall is None


def _gold(project: Project, article: ArticleId, words: list[str]) -> None:
    """Puts the agreed layer of an article into the project, with metrics."""
    layer = Layer(LayerId(new_id()), article, project.person.id, LayerKind.GOLD, Status.SUBMITTED)
    document = open_document(project, article)
    spans = [
        document.new_span(document.text.index(one), document.text.index(one) + len(one), label_id(project, "METRIC"))
        for one in words
    ]
    changes = [Change(None, layer, article, layer.id)]
    changes += [Change(None, replace(span, layer=layer.id), article, layer.id) for span in spans]
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, changes, GroupId(new_id()))
