"""Layers held against each other."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import TEXT, add_article, label_id, open_document
from review_bench import Review

from annotator.agreement.attributes import How
from annotator.agreement.pairing import Kind
from annotator.domain.article import Status
from annotator.domain.change import Change
from annotator.domain.text import Edit, EditKind
from annotator.errors import RefusedError
from annotator.services import agreeing, articles, review_rules, tagging
from annotator.services.adjudicating import decide
from annotator.services.cases import Filter
from annotator.services.choosing import take_side
from annotator.services.comparing import open_case
from annotator.services.project import as_person
from annotator.services.review_rules import ReviewRules


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = Review(str(tmp_path / "a.annotator"))
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(5))
def test_the_window_and_the_command_line_tell_the_same_differences(review: Review, seed: int) -> None:
    draw = random.Random(seed)
    for person in (review.li, review.zhao):
        as_person(review.project, person)
        document = open_document(review.project, review.article.id)
        places = {(draw.randrange(40), draw.randrange(1, 4), draw.choice(("PLACE", "METRIC"))) for _ in range(25)}
        spans = [
            document.new_span(at, at + length, label_id(review.project, label), {"value": draw.choice("12")})
            for at, length, label in sorted(places)
        ]
        tagging.write(review.project, [*document.create_all(spans), *document.set_status(Status.SUBMITTED)])
        as_person(review.project, review.reviewer)
        for one, other in zip(spans[:6:2], spans[1:6:2], strict=True):
            review.tie(person, one, other, draw.choice(("of", "at")))
    case = review.case()
    (found,) = agreeing.compare(review.project, "李强", "赵玲").articles
    assert Counter(item.kind for item in case.items) == Counter(pair.kind for pair in found.tags)
    assert Counter(tie.kind for tie in case.ties) == Counter(pair.kind for pair in found.relations)
    pairs = {(one.a.id if one.a else None, one.b.id if one.b else None): one.attributes for one in found.tags}
    for item in case.items:
        a, b = (item.members[side].id if side in item.members else None for side in (0, 1))
        assert pairs[a, b] == item.attributes


def test_each_attribute_is_compared_as_the_project_says(review: Review) -> None:
    review.tag(review.li, ("1.36亿元", "METRIC", {"value": "1.36", "unit": "亿元", "bound": "exact"}))
    review.tag(review.zhao, ("1.36亿元", "METRIC", {"value": "136000000", "unit": "元", "bound": "approx"}))
    assert review.case().items[0].attributes == ("bound",)
    review_rules.set_rules(review.project, ReviewRules(how={"bound": How.IGNORED}))
    assert review.case().items[0].kind is Kind.EQUAL
    review_rules.set_rules(review.project, ReviewRules(how={"value": How.EXACT, "bound": How.IGNORED}))
    assert review.case().items[0].attributes == ("unit", "value")


def test_three_layers_are_grouped_and_filtered_by_person_and_label(review: Review) -> None:
    review.tag(review.reviewer, ("学生", "PLACE"), ("全县", "PLACE"))
    review.tag(review.li, ("学生", "PLACE"), ("全县", "PLACE"))
    review.tag(review.zhao, ("学生", "PROGRAMME"), ("全县", "PLACE"))
    case = review.case()
    assert [(item.kind, len(item.members)) for item in case.items] == [(Kind.LABEL, 3), (Kind.EQUAL, 3)]
    assert [len(variant.sides) for variant in case.items[0].variants] == [2, 1]
    assert [Filter(side=0).passes(item) for item in case.items] == [True, True]
    assert [Filter(label="PROGRAMME").passes(item) for item in case.items] == [True, False]
    assert [Filter(frozenset({Kind.EQUAL})).passes(item) for item in case.items] == [False, True]
    only = open_case(review.project, review.article.id, [review.li.id, review.zhao.id])
    assert [side.name for side in only.sides] == ["李强", "赵玲"]


def test_comparing_some_people_takes_nothing_for_changed_that_others_did(review: Review) -> None:
    review.tag(review.reviewer, ("学生", "PLACE"))
    review.tag(review.li, ("学生", "PLACE"))
    review.tag(review.zhao, ("学生", "PROGRAMME"))
    case = review.case()
    decide(review.project, case, [take_side(case.items[0], 0)])
    (item,) = open_case(review.project, review.article.id, [review.li.id, review.zhao.id]).items
    assert not item.stale
    assert not item.open


def test_who_found_the_article_unfit_is_no_side(review: Review) -> None:
    review.tag(review.li, ("学生", "PLACE"))
    review.tag(review.zhao, ("学生", "PLACE"), submit=False)
    layer = review.case().sides[1].layer
    as_person(review.project, review.zhao)
    after = replace(layer, status=Status.SKIPPED, reason="重复")
    tagging.write(review.project, [Change(layer, after, layer.article, layer.id)])
    as_person(review.project, review.reviewer)
    assert [side.name for side in review.case().sides] == ["李强"]


def test_layers_made_on_an_older_reading_are_compared_in_the_present_text(review: Review) -> None:
    review.tag(review.li, ("学生", "PLACE"))
    review.tag(review.zhao, ("学生", "PROGRAMME"))
    case = review.case()
    decide(review.project, case, [take_side(case.items[0], 0)])
    edit = Edit(0, 1, EditKind.DROP)
    articles.revise(review.project, review.article, [], [edit])
    case = review.case()
    (item,) = case.items
    assert case.text == TEXT[1:]
    assert case.text[slice(*item.bounds)] == "学生"
    assert not item.open
    assert item.gold[0].start == TEXT.index("学生") - 1


def test_an_article_that_is_gone_is_refused(review: Review) -> None:
    other = add_article(review.project, "又一篇。", 2)
    assert open_case(review.project, other.id).sides == ()
    with pytest.raises(RefusedError):
        open_case(review.project, review.reviewer.id)  # type: ignore[arg-type]  # an id of nothing
