"""Deciding differences into the gold layer."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import TEXT, add_article, see_each_other
from review_bench import Review, moved, relabelled

from annotator.agreement.pairing import Kind
from annotator.domain.article import Status
from annotator.domain.change import Change
from annotator.domain.person import Role
from annotator.domain.review import Outcome
from annotator.errors import ConflictError, RefusedError
from annotator.services import history, review_rules, states, tagging, threads
from annotator.services.adjudicating import decide, decide_all, set_reason
from annotator.services.cases import Filter
from annotator.services.choosing import (
    TieChoice,
    add_tag,
    all_agreed,
    all_of_side,
    like,
    mend,
    nothing_here,
    proposed,
    signature,
    take_both,
    take_side,
)
from annotator.services.comparing import open_case
from annotator.services.project import as_person, open_project
from annotator.services.review_rules import ReviewRules, Strategy
from annotator.services.settling import reopen, send_back, settle, take_back_return
from annotator.services.states import ArticleState


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = Review(str(tmp_path / "a.annotator"))
    yield made
    made.close()


def both(review: Review) -> None:
    """Two people with a difference of each kind."""
    review.tag(
        review.li,
        ("1.36亿元", "METRIC", {"value": "136000000", "unit": "元"}),
        ("县教育局", "PLACE"),
        ("寄宿制学校12所", "METRIC"),
        ("3000多人", "METRIC", {"value": "3000", "unit": "人", "bound": "min"}),
        ("营养改善计划", "PROGRAMME"),
    )
    review.tag(
        review.zhao,
        ("1.36亿元", "METRIC", {"value": "1.36", "unit": "亿元"}),
        ("县教育局", "PROGRAMME"),
        ("12所", "METRIC"),
        ("3000多人", "METRIC", {"value": "3000", "unit": "人"}),
        ("99.5%", "METRIC"),
    )


def test_every_kind_of_difference_is_told_and_what_is_equal_is_none(review: Review) -> None:
    both(review)
    case = review.case()
    found = {case.text[slice(*item.bounds)]: item.kind for item in case.items}
    assert found == {
        "县教育局": Kind.LABEL,
        "1.36亿元": Kind.EQUAL,
        "寄宿制学校12所": Kind.BOUNDS,
        "3000多人": Kind.ATTRIBUTES,
        "营养改善计划": Kind.ONE_SIDED,
        "99.5%": Kind.ONE_SIDED,
    }
    assert [side.name for side in case.sides] == ["李强", "赵玲"]
    assert len(case.differences()) == 5
    labels = Filter(label="PLACE")
    assert [item.kind for item in case.items if labels.passes(item)] == [Kind.LABEL]


def test_each_side_both_or_nothing_becomes_gold_and_is_explained(review: Review) -> None:
    both(review)
    case, item = review.item("县教育局")
    decide(review.project, case, [take_side(item, 1, reason="机构不是地点")])
    case, item = review.item("寄宿制学校12所")
    decide(review.project, case, [take_both(item)])
    case, item = review.item("99.5%")
    decide(review.project, case, [nothing_here(item)])
    assert review.gold() == [("县教育局", "PROGRAMME"), ("寄宿制学校12所", "METRIC"), ("12所", "METRIC")]
    explained = {id_ for one in review.decisions() for id_ in one.gold}
    assert explained == {span.id for span in review.gold_spans()}
    assert [one.outcome for one in review.decisions()] == [Outcome.TAKEN, Outcome.BOTH, Outcome.REJECTED]
    assert review.decisions()[0].reason == "机构不是地点"
    case = review.case()
    assert sorted(case.text[slice(*item.bounds)] for item in case.differences()) == ["3000多人", "营养改善计划"]


def test_a_decision_can_be_made_otherwise_and_leaves_no_second_tag(review: Review) -> None:
    both(review)
    case, item = review.item("县教育局")
    decide(review.project, case, [take_side(item, 0)])
    first = review.gold_spans()[0]
    case, item = review.item("县教育局")
    assert not item.open
    decide(review.project, case, [mend(item, 0, 1, "PLACE", {})])
    assert review.gold() == [("县", "PLACE")]
    assert review.gold_spans()[0].id == first.id
    assert [one.outcome for one in review.decisions()] == [Outcome.MENDED]
    case, item = review.item("县")
    decide(review.project, case, [nothing_here(item)])
    assert review.gold() == []


def test_adding_what_another_decision_wants_already_leaves_it_as_it_is(review: Review) -> None:
    review.tag(review.li, ("12所", "METRIC", {"value": "12"}))
    review.tag(review.zhao)
    case, item = review.item("12所")
    decide(review.project, case, [take_side(item, 0)])
    [stood] = review.gold_spans()
    decide(review.project, review.case(), [add_tag(stood.start, stood.end, "METRIC", {})])
    assert review.gold_spans() == [stood]
    assert [one.gold for one in review.decisions()] == [(stood.id,), (stood.id,)]


def test_a_tag_that_both_missed_is_added_once(review: Review) -> None:
    both(review)
    at = TEXT.index("全县")
    case = review.case()
    decide(review.project, case, [add_tag(at, at + 2, "PLACE", {"code": "430502"})])
    decide(review.project, review.case(), [add_tag(at, at + 2, "PLACE", {"code": "430502"})])
    assert review.gold() == [("全县", "PLACE")]
    case, item = review.item("全县")
    assert not item.open
    decide(review.project, case, [nothing_here(item)])
    assert review.gold() == [("全县", "PLACE")]  # the other decision still stands for it


def test_only_what_changed_or_came_later_comes_up_again(review: Review) -> None:
    both(review)
    case = review.case()
    decide(review.project, case, [*all_of_side(case, 0)])
    assert review.case().is_done
    with_more = review.tag(review.zhao, ("学生", "PROGRAMME"), ("营养改善计划", "PROGRAMME"), submit=False)
    case = review.case()
    assert [case.text[slice(*item.bounds)] for item in case.items if item.open] == ["学生"]  # the other agrees
    review.change(review.zhao, with_more[0], None)
    assert review.case().is_done
    _case, item = review.item("县教育局")
    span = next(one for one in review.spans_of(review.li) if one.quote == "县教育局")
    review.change(review.li, span, relabelled(review, span, "METRIC"))
    case, item = review.item("县教育局")
    open_items = [one for one in case.items if one.open]
    assert item.stale
    assert {case.text[slice(*one.bounds)] for one in open_items} == {"县教育局"}
    choice = proposed(item)
    assert choice is not None
    decide(review.project, case, [choice])
    assert ("县教育局", "PLACE") in review.gold()


def test_a_tag_that_was_changed_since_it_was_shown_is_not_decided_about(review: Review) -> None:
    (mine,) = review.tag(review.li, ("学生", "PROGRAMME"))
    review.tag(review.zhao)
    case, item = review.item("学生")
    review.change(review.li, mine, relabelled(review, mine, "PLACE"))
    with pytest.raises(ConflictError):
        decide(review.project, case, [take_side(item, 0)])
    assert review.gold() == []


def test_a_tag_that_went_elsewhere_leaves_its_decision_to_be_looked_at(review: Review) -> None:
    (mine,) = review.tag(review.li, ("学生", "PROGRAMME"))
    review.tag(review.zhao, ("学生", "PLACE"))
    case, item = review.item("学生")
    decide(review.project, case, [take_side(item, 0)])
    review.change(review.li, mine, moved(review, mine, 0, 1, TEXT))
    case, item = review.item("学生")
    assert item.stale
    assert set(item.members) == {1}
    _, other = review.item("县")
    decide(review.project, case, [nothing_here(other)])
    case, item = review.item("学生")
    decide(review.project, case, [proposed(item)])  # type: ignore[list-item]
    assert review.gold() == [("学生", "PROGRAMME")]
    assert review.case().is_done


def test_everything_is_undone_after_the_project_was_opened_again(review: Review, tmp_path: Path) -> None:
    both(review)
    case = review.case()
    decide(review.project, case, all_agreed(case))
    case, item = review.item("县教育局")
    decide(review.project, case, [take_side(item, 0)])
    review.project.close()
    review.project = open_project(str(tmp_path / "a.annotator"), "王敏")
    assert history.undo(review.project, review.article.id) is not None
    assert review.gold() == [("1.36亿元", "METRIC")]
    history.undo(review.project, review.article.id)
    assert review.gold() == []
    assert review.decisions() == []
    history.redo(review.project, review.article.id)
    history.redo(review.project, review.article.id)
    assert review.gold() == [("县教育局", "PLACE"), ("1.36亿元", "METRIC")]


def test_what_enough_sides_say_is_proposed_by_the_strategy_of_the_project(review: Review) -> None:
    wu = review.reviewer
    review.tag(review.li, ("学生", "PROGRAMME"), ("全县", "PLACE"))
    review.tag(review.zhao, ("学生", "PROGRAMME"))
    review.tag(wu, ("学生", "PLACE"))
    case, item = review.item("学生")
    assert item.proposal is None
    assert all_agreed(case) == []
    review_rules.set_rules(review.project, ReviewRules(Strategy.MAJORITY))
    case = review.case()
    decide(review.project, case, all_agreed(case))
    assert review.gold() == [("学生", "PROGRAMME")]  # 全县 by one of three is nothing
    assert review.case().is_done
    history.undo(review.project, review.article.id)
    review_rules.set_rules(review.project, ReviewRules(Strategy.THRESHOLD, 0.7))
    assert all_agreed(review.case()) == []
    review_rules.set_rules(review.project, ReviewRules(Strategy.THRESHOLD, 0.6))
    assert len(all_agreed(review.case())) == 2


def test_one_who_only_left_an_attribute_empty_does_not_win(review: Review) -> None:
    both(review)
    _, item = review.item("3000多人")
    choice = proposed(item)
    assert choice is not None
    assert not isinstance(choice.wanted, type(None))
    assert choice.wanted[0].attributes["bound"] == "min"  # type: ignore[index]


def test_own_tags_are_refused_where_the_project_says_so(review: Review) -> None:
    review.tag(review.reviewer, ("学生", "PROGRAMME"))
    review.tag(review.li, ("学生", "PLACE"), ("全县", "PLACE"))
    review_rules.set_rules(review.project, ReviewRules(own_review=False))
    case, item = review.item("学生")
    with pytest.raises(RefusedError, match="own"):
        decide(review.project, case, [take_side(item, 1)])
    case, item = review.item("全县")
    decide(review.project, case, [take_side(item, 1)])
    assert review.gold() == [("全县", "PLACE")]
    review_rules.set_rules(review.project, ReviewRules())
    case, item = review.item("学生")
    decide(review.project, case, [take_side(item, 1)])


def test_only_reviewers_decide_and_annotators_see_no_work_that_is_under_way(review: Review) -> None:
    both(review)
    case, item = review.item("县教育局")
    as_person(review.project, review.li)
    with pytest.raises(RefusedError):
        decide(review.project, case, [take_side(item, 0)])
    assert [side.name for side in open_case(review.project, review.article.id).sides] == ["李强", "赵玲"]
    fourth = add_article(review.project, TEXT, 2)
    review.tag(review.zhao, ("学生", "PLACE"), article=fourth, submit=True)
    review.tag(review.li, ("学生", "PLACE"), article=fourth, submit=False)
    as_person(review.project, review.li)
    assert [side.name for side in open_case(review.project, fourth.id).sides] == ["李强"]
    see_each_other(review.project)
    assert len(open_case(review.project, fourth.id).sides) == 2


def test_equal_differences_get_the_same_decision_in_all_articles(review: Review) -> None:
    other = add_article(review.project, "今年县教育局又投入资金1.36亿元。", 2)
    third = add_article(review.project, "县教育局。", 3)
    for article in (review.article, other, third):
        review.tag(review.li, ("县教育局", "PLACE"), article=article)
        review.tag(review.zhao, ("县教育局", "PROGRAMME"), article=article)
    case, item = review.item("县教育局")
    (decision,) = decide(review.project, case, [mend(item, 0, 1, "PLACE", {})]).decisions
    what = []
    for article in (other, third):
        there = open_case(review.project, article.id)
        (one,) = there.differences()
        assert signature(there, one) == decision.signature
        same = like(there, one, decision)
        assert same is not None
        what.append((there, [same], ()))
    decide_all(review.project, what)
    assert review.gold(other) == [("县", "PLACE")] == review.gold(third)
    taken = history.undo(review.project, other.id)
    assert taken is not None
    assert review.gold(other) == [] == review.gold(third)
    assert review.gold() == [("县", "PLACE")]


def test_relations_follow_the_tags_they_tie(review: Review) -> None:
    one = review.tag(review.li, ("1.36亿元", "METRIC"), ("县教育局", "PLACE"))
    two = review.tag(review.zhao, ("1.36亿元", "METRIC"), ("县教育局", "PLACE"))
    review.tie(review.li, one[0], one[1], "of")
    (tie,) = review.case().ties
    assert tie.kind is Kind.ONE_SIDED
    with pytest.raises(RefusedError, match="both ends"):
        decide(review.project, review.case(), [], [TieChoice(tie, tie.members[0])])
    case = review.case()
    decide(review.project, case, all_agreed(case))
    (tie,) = review.case().ties
    decide(review.project, review.case(), [], [TieChoice(tie, tie.members[0])])
    assert review.case().is_done
    assert len(review.case().ties[0].gold) == 1
    case, item = review.item("县教育局")
    decide(review.project, case, [nothing_here(item)])
    (tie,) = review.case().ties
    assert tie.open
    assert tie.gold == ()
    assert not any(decision.relation for decision in review.decisions())
    review.tie(review.zhao, two[0], two[1], "of")
    assert review.case().ties[0].kind is Kind.EQUAL


def test_an_article_is_not_settled_while_a_question_is_open_unless_a_manager_waives_it(review: Review) -> None:
    both(review)
    article = review.article.id
    asked = threads.ask(review.project, article, "怎么定？")
    case = review.case()
    decide(review.project, case, [take_side(item, 0) for item in case.differences()])
    with pytest.raises(RefusedError, match="questions"):
        settle(review.project, article)
    threads.waive(review.project, article, "下次再议")
    settle(review.project, article)
    reopen(review.project, article)
    threads.waive(review.project, article, "", waived=False)
    threads.resolve(review.project, asked)
    settle(review.project, article)


def test_an_article_is_settled_when_all_is_decided_and_can_be_reopened(review: Review) -> None:
    both(review)
    article = review.article.id
    assert states.state_of(review.project, article) is ArticleState.SUBMITTED
    with pytest.raises(RefusedError, match="5 differences"):
        settle(review.project, article)
    case = review.case()
    decide(review.project, case, [take_side(item, 0) for item in case.differences()])
    assert states.state_of(review.project, article) is ArticleState.REVIEWING
    settle(review.project, article)
    assert states.states(review.project) == {article: ArticleState.SETTLED}
    assert states.settled(review.project) == [article]
    assert ("1.36亿元", "METRIC") in review.gold()
    case, item = review.item("县教育局")
    with pytest.raises(RefusedError, match="settled"):
        decide(review.project, case, [nothing_here(item)])
    review.tag(review.zhao, ("学生", "PLACE"))
    assert states.state_of(review.project, article) is ArticleState.REVIEWING
    reopen(review.project, article)
    case = review.case()
    assert len(case.differences()) == 1
    decide(review.project, case, [nothing_here(case.differences()[0])])
    settle(review.project, article)
    assert states.state_of(review.project, article) is ArticleState.SETTLED
    history.undo(review.project, article)
    assert states.state_of(review.project, article) is ArticleState.REVIEWING


def test_a_returned_article_stays_so_until_it_is_submitted_again(review: Review) -> None:
    both(review)
    layer = review.case().sides[0].layer
    send_back(review.project, layer, "指标的单位没有填。")
    assert states.state_of(review.project, review.article.id) is ArticleState.RETURNED
    as_person(review.project, review.li)
    assert [one.reason for one in states.my_returns(review.project)] == ["指标的单位没有填。"]
    working = replace(layer, status=Status.WORKING)
    tagging.write(review.project, [Change(layer, working, layer.article, layer.id)])
    assert states.state_of(review.project, review.article.id) is ArticleState.RETURNED
    tagging.write(review.project, [Change(working, layer, layer.article, layer.id)])
    assert states.my_returns(review.project) == []
    assert states.state_of(review.project, review.article.id) is ArticleState.SUBMITTED
    as_person(review.project, review.reviewer)
    send_back(review.project, layer, "再看一次。")
    take_back_return(review.project, layer)
    assert states.returns(review.project, review.article.id) == []


def test_a_reason_can_be_given_later(review: Review) -> None:
    both(review)
    case, item = review.item("县教育局")
    (decision,) = decide(review.project, case, [take_side(item, 0)]).decisions
    set_reason(review.project, decision, "机构所在地")
    _, item = review.item("县教育局")
    assert item.reason == "机构所在地"


def test_whoever_decides_there_is_one_gold_layer(review: Review) -> None:
    both(review)
    case, item = review.item("县教育局")
    decide(review.project, case, [take_side(item, 0)])
    second = replace(review.zhao, role=Role.REVIEWER)
    review.project.person = second
    case, item = review.item("99.5%")
    decide(review.project, case, [take_side(item, 1)])
    as_person(review.project, review.reviewer)
    assert len(review.gold()) == 2
    gold = review.case().gold
    assert gold is not None
    assert gold.person == review.reviewer.id


def test_shuffled_sides_stand_in_the_same_order_each_time(review: Review) -> None:
    both(review)
    orders = {tuple(side.name for side in review.case(shuffled=True).sides) for _ in range(5)}
    assert len(orders) == 1
    assert set(next(iter(orders))) == {"李强", "赵玲"}


def test_steps_are_called_by_what_was_decided(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "tr", lambda text, **values: text.format(**values))
    both(review)
    case, item = review.item("县教育局")
    decide(review.project, case, [take_side(item, 0)])
    undo, _ = history.next_steps(review.project, review.article.id)
    assert undo is not None
    assert undo.title.startswith("Decide “县教育局”")
    case = review.case()
    decide(review.project, case, [take_side(item, 0) for item in case.differences()])
    settle(review.project, review.article.id)
    undo, _ = history.next_steps(review.project, review.article.id)
    assert undo is not None
    assert undo.title.startswith("Close the review")


def test_deciding_undoing_and_settling_is_the_same_on_both_databases(database_url: str) -> None:
    review = Review(database_url)
    both(review)
    case = review.case()
    decide(review.project, case, [*all_agreed(case), *(take_side(item, 0) for item in case.differences())])
    settle(review.project, review.article.id)
    assert states.states(review.project) == {review.article.id: ArticleState.SETTLED}
    first = review.gold()
    history.undo(review.project, review.article.id)
    history.undo(review.project, review.article.id)
    assert review.gold() == []
    history.redo(review.project, review.article.id)
    assert review.gold() == first
    layer = review.case().sides[0].layer
    send_back(review.project, layer, "请补单位")
    assert states.state_of(review.project, review.article.id) is ArticleState.RETURNED
    review.close()


def test_nobody_settles_what_only_they_have_tagged_where_the_project_says_so(review: Review) -> None:
    review.tag(review.reviewer, ("学生", "PROGRAMME"))
    review_rules.set_rules(review.project, ReviewRules(own_review=False))
    with pytest.raises(RefusedError, match="own"):
        settle(review.project, review.article.id)
    review.tag(review.li, ("学生", "PROGRAMME"))
    settle(review.project, review.article.id)
    assert review.gold() == [("学生", "PROGRAMME")]
