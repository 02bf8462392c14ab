"""Annotators edit, a reviewer decides, undoes, reopens: against a model that knows nothing but sets of tags."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from builders import label_id
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from review_bench import Review
from typing_extensions import override

from annotator.agreement.units import Unit
from annotator.domain.ids import SpanId, new_id
from annotator.domain.person import Person
from annotator.domain.span import Span
from annotator.services import history
from annotator.services.adjudicating import decide
from annotator.services.cases import Case, Item
from annotator.services.choosing import (
    Choice,
    Stay,
    add_tag,
    all_agreed,
    mend,
    nothing_here,
    proposed,
    take_both,
    take_side,
    take_variant,
)
from annotator.services.project import as_person, open_project
from annotator.services.settling import reopen, settle

_TEXT = "青岭县建成学校12所，惠及学生。"
_LABELS = ("PLACE", "METRIC")


class Tag(NamedTuple):
    """A tag as the model knows it."""

    start: int
    end: int
    label: str
    value: str = ""


class Verdict(NamedTuple):
    """A decision as the model knows it: what was judged as it was then, what was wanted."""

    judged: frozenset[tuple[bytes, Tag]]
    wanted: frozenset[Tag]


Verdicts = dict[bytes, Verdict]
"""By the id of the decision."""


class ReviewMachine(RuleBasedStateMachine):
    """The program and the model beside it; `people` is what each annotator has, by id of the tag."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = str(Path(self.folder.name) / "a.annotator")
        self.review = Review(self.path, _TEXT)
        self.people: dict[bytes, dict[bytes, Tag]] = {self.review.li.id: {}, self.review.zhao.id: {}}
        self.past: list[Verdicts] = []
        self.now: Verdicts = {}
        self.future: list[Verdicts] = []
        self.closed = False

    @initialize()
    def begin(self) -> None:
        self.review.tag(self.review.li, ("青岭县", "PLACE"))
        self.review.tag(self.review.zhao, ("12所", "METRIC"))
        for person in (self.review.li, self.review.zhao):
            self.people[person.id] = {span.id: self.as_tag(span) for span in self.review.spans_of(person)}

    @override
    def teardown(self) -> None:
        self.review.close()
        self.folder.cleanup()

    # -- annotators ------------------------------------------------------------------------------------------------

    @rule(
        who=st.booleans(),
        start=st.integers(0, 3),
        length=st.integers(1, 3),
        label=st.sampled_from(_LABELS),
        value=st.sampled_from(["", "1", "1.0"]),
    )
    def tag(self, who: bool, start: int, length: int, label: str, value: str) -> None:
        person = self.person(who)
        span = Span(
            SpanId(new_id()),
            self.review.spans_layer(person),
            self.review.case().revision.id,
            start,
            start + length,
            label_id(self.review.project, label),
            _TEXT[start : start + length],
            {"value": value} if value else {},
        )
        self.review.change(person, None, span)
        self.people[person.id][span.id] = self.as_tag(span)

    @rule(who=st.booleans(), which=st.integers(0, 30))
    def untag(self, who: bool, which: int) -> None:
        person = self.person(who)
        known = self.review.spans_of(person)
        if known:
            span = known[which % len(known)]
            self.review.change(person, span, None)
            del self.people[person.id][span.id]

    @rule(who=st.booleans(), which=st.integers(0, 30), label=st.sampled_from(_LABELS), longer=st.integers(0, 2))
    def retag(self, who: bool, which: int, label: str, longer: int) -> None:
        person = self.person(who)
        known = self.review.spans_of(person)
        if known:
            span = known[which % len(known)]
            end = span.end + longer
            after = replace(span, label=label_id(self.review.project, label), end=end, quote=_TEXT[span.start : end])
            self.review.change(person, span, after)
            self.people[person.id][span.id] = self.as_tag(after)

    # -- the reviewer ----------------------------------------------------------------------------------------------

    @rule(which=st.integers(0, 30), how=st.integers(0, 6), only_open=st.booleans())
    @precondition(lambda self: not self.closed)
    def decide(self, which: int, how: int, only_open: bool) -> None:
        case = self.review.case()
        items = [item for item in case.items if item.open or not only_open]
        if items:
            choice = self.choice(case, items[which % len(items)], how)
            if choice is not None:
                self.carry_out(case, [choice])

    @rule(start=st.integers(0, 3), length=st.integers(1, 3), label=st.sampled_from(_LABELS))
    @precondition(lambda self: not self.closed)
    def add(self, start: int, length: int, label: str) -> None:
        self.carry_out(self.review.case(), [add_tag(start, start + length, label, {})])

    @rule()
    @precondition(lambda self: not self.closed)
    def take_agreed(self) -> None:
        case = self.review.case()
        if choices := all_agreed(case):
            self.carry_out(case, choices)

    @rule(again=st.booleans())
    def undo_or_redo(self, again: bool) -> None:
        if self.closed:
            return
        stack = self.future if again else self.past
        taken = (history.redo if again else history.undo)(self.review.project, self.review.article.id)
        assert (taken is not None) == bool(stack)
        if stack:
            (self.past if again else self.future).append(self.now)
            self.now = stack.pop()

    @rule()
    def close_and_open_the_program(self) -> None:
        self.review.project.close()
        self.review.project = open_project(self.path, "王敏")

    @rule()
    def close_and_reopen_the_review(self) -> None:
        case = self.review.case()
        if case.differences():
            return
        before = set(self.model_gold())
        settle(self.review.project, self.review.article.id)
        reopen(self.review.project, self.review.article.id)
        agreed = {self.unit_tag(item.variants[0].unit) for item in case.agreed() if item.variants}
        assert {tag[:3] for tag in self.gold()} == {tag[:3] for tag in before | agreed}
        # Closing and opening are steps too; the model goes back by them, as a person would.
        for _ in range(2):
            assert history.undo(self.review.project, self.review.article.id) is not None
        self.future = []
        assert {tag[:3] for tag in self.gold()} == {tag[:3] for tag in before}
        for _ in range(2):
            history.redo(self.review.project, self.review.article.id)
        for _ in range(2):
            history.undo(self.review.project, self.review.article.id)
        self.stack_is_ours()

    def stack_is_ours(self) -> None:
        """A further decision, so that what was undone last cannot be done again: the model does not know of it."""
        case = self.review.case()
        self.carry_out(case, [add_tag(9, 10, "PLACE", {})])

    # -- what always holds -----------------------------------------------------------------------------------------

    @invariant()
    def gold_is_what_the_decisions_want(self) -> None:
        assert {tag[:3] for tag in self.gold()} == {tag[:3] for tag in self.model_gold()}

    @invariant()
    def values_in_the_gold_are_those_that_some_decision_wants(self) -> None:
        assert self.gold() <= self.model_gold()

    @invariant()
    def gold_is_explained_and_nothing_stands_twice(self) -> None:
        spans = self.review.gold_spans()
        named = {id_ for one in self.review.decisions() for id_ in one.gold}
        assert named == {span.id for span in spans}
        assert len({(span.start, span.end, span.label) for span in spans}) == len(spans)

    @invariant()
    def every_tag_stands_in_one_item(self) -> None:
        case = self.review.case()
        listed = sorted(unit.id for item in case.items for unit in item.members.values())
        assert listed == sorted(id_ for tags in self.people.values() for id_ in tags)
        shown = [span.id for item in case.items for span in item.gold]
        assert set(shown) == {span.id for span in self.review.gold_spans()}

    @invariant()
    def what_was_judged_as_it_is_does_not_come_up_again(self) -> None:
        case = self.review.case()
        tags = {id_: tag for known in self.people.values() for id_, tag in known.items()}
        judged = {pair for verdict in self.now.values() for pair in verdict.judged}
        for item in case.items:
            here = {(unit.id, tags[unit.id]) for unit in item.members.values()}
            if not item.decisions:
                assert item.open or not item.members
            elif all(self.stands(self.now[one.id], tags) for one in item.decisions) and here <= judged:
                assert not item.open

    # -- helpers ---------------------------------------------------------------------------------------------------

    def carry_out(self, case: Case, choices: list[Choice]) -> None:
        judged_anew = {one.id for choice in choices if choice.item is not None for one in choice.item.decisions}
        kept = {id_ for one in self.review.decisions() if one.id not in judged_anew for id_ in one.gold}
        stood = {span.id: self.as_tag(span) for span in self.review.gold_spans() if span.id in kept}
        done = decide(self.review.project, case, choices)
        stands = {span.id: self.as_tag(span) for span in self.review.gold_spans()}
        assert {id_: stands.get(id_) for id_ in stood} == stood  # other decisions keep what they wanted
        self.past.append(dict(self.now))
        self.future = []
        for choice, decision in zip(choices, done.decisions, strict=True):
            wanted: frozenset[Tag]
            if isinstance(choice.wanted, Stay):
                assert choice.item is not None
                wanted = frozenset(self.as_tag(span) for span in choice.item.gold)
            else:
                wanted = frozenset(
                    Tag(w.start, w.end, w.label, str(w.attributes.get("value", ""))) for w in choice.wanted
                )
            item = choice.item
            members = [] if item is None else list(item.members.values())
            for one in () if item is None else item.decisions:
                del self.now[one.id]
            judged = frozenset((unit.id, self.unit_tag(unit)) for unit in members)
            self.now[decision.id] = Verdict(judged, wanted)

    @staticmethod
    def choice(case: Case, item: Item, how: int) -> Choice | None:
        if how == 0 or not item.members:
            return nothing_here(item)
        match how:
            case 1 | 2:
                return take_side(item, how - 1)
            case 3:
                return take_both(item)
            case 4:
                return take_variant(item, len(item.variants) - 1)
            case 5:
                return proposed(item)
        unit = item.variants[0].unit
        return mend(item, unit.start, min(unit.end + 1, len(case.text)), "METRIC", unit.attributes)

    @staticmethod
    def stands(verdict: Verdict, tags: dict[bytes, Tag]) -> bool:
        return all(tags.get(id_) == tag for id_, tag in verdict.judged)

    def model_gold(self) -> set[Tag]:
        return {tag for verdict in self.now.values() for tag in verdict.wanted}

    def gold(self) -> set[Tag]:
        return {self.as_tag(span) for span in self.review.gold_spans()}

    def person(self, who: bool) -> Person:
        as_person(self.review.project, self.review.reviewer)
        return self.review.li if who else self.review.zhao

    def as_tag(self, span: Span) -> Tag:
        return Tag(span.start, span.end, self.review.key(span), str(span.attributes.get("value", "")))

    @staticmethod
    def unit_tag(unit: Unit) -> Tag:
        return Tag(unit.start, unit.end, unit.label, str(unit.attributes.get("value", "")))


ReviewMachine.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestReviewAgainstTheModel = ReviewMachine.TestCase
