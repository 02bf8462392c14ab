"""The marks of a layer, against a naive model that looks at every mark for every question."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.ids import LabelId, SpanId
from annotator.domain.marks import _CHUNK, Marks, innermost_first, lanes
from annotator.domain.span import Mark, mark_order

LENGTH = 40


def mark(number: int, start: int, end: int, label: int = 0) -> Mark:
    return Mark(start, end, LabelId(bytes([label])), SpanId(number.to_bytes(4, "big")))


bounds = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, LENGTH)).filter(lambda pair: pair[0] < pair[1])
some_marks = st.lists(st.tuples(bounds, st.integers(0, 2)), max_size=30).map(
    lambda rows: [mark(n, start, end, label) for n, ((start, end), label) in enumerate(rows)]
)


@given(some_marks, st.integers(0, LENGTH), st.integers(0, LENGTH))
def test_a_range_gives_the_marks_that_share_a_character_with_it(items: list[Mark], a: int, b: int) -> None:
    start, end = min(a, b), max(a, b)
    expected = sorted((m for m in items if m.start < end and m.end > start), key=mark_order) if start < end else None
    if expected is not None:
        assert Marks(items).in_range(start, end) == expected


@given(some_marks, st.integers(0, LENGTH))
def test_a_place_gives_the_marks_over_it_from_innermost_to_outermost(items: list[Mark], position: int) -> None:
    found = Marks(items).at(position)
    assert set(found) == {m for m in items if m.start <= position < m.end}
    lengths = [m.end - m.start for m in found]
    assert lengths == sorted(lengths)


@given(some_marks, st.integers(0, LENGTH))
def test_a_caret_means_the_marks_behind_it_and_only_else_those_that_end_there(items: list[Mark], place: int) -> None:
    found = Marks(items).at_caret(place)
    inside = {m for m in items if m.start <= place < m.end}
    assert set(found) == (inside or {m for m in items if m.end == place})


@given(some_marks)
def test_iteration_goes_in_mark_order_whatever_the_order_given(items: list[Mark]) -> None:
    assert list(Marks(items)) == list(Marks(reversed(items))) == sorted(items, key=mark_order)


@given(some_marks, st.integers(0, LENGTH))
def test_next_and_previous_of_a_place_are_the_nearest_starts(items: list[Mark], place: int) -> None:
    marks, ordered = Marks(items), sorted(items, key=mark_order)
    assert marks.next(place) == next((m for m in ordered if m.start >= place), None)
    assert marks.previous(place) == next((m for m in reversed(ordered) if m.start < place), None)


@given(some_marks)
def test_walking_by_next_and_by_previous_meets_every_mark_once(items: list[Mark]) -> None:
    marks, ordered = Marks(items), sorted(items, key=mark_order)
    there, at = [], marks.next(0)
    while at is not None:
        there.append(at)
        at = marks.next(at)
    assert there == ordered
    back, at = [], marks.previous(LENGTH + 1)
    while at is not None:
        back.append(at)
        at = marks.previous(at)
    assert back == ordered[::-1]


@given(some_marks)
def test_next_and_previous_of_a_mark_that_is_gone_are_its_old_neighbours(items: list[Mark]) -> None:
    ordered = sorted(items, key=mark_order)
    for n, gone in enumerate(ordered):
        marks = Marks(items)
        marks.remove(gone.id)
        assert marks.next(gone) == (ordered[n + 1] if n + 1 < len(ordered) else None)
        assert marks.previous(gone) == (ordered[n - 1] if n else None)


@settings(max_examples=80)
@given(st.data())
def test_after_any_edits_the_collection_is_as_if_built_anew(data: st.DataObject) -> None:
    items = {m.id: m for m in data.draw(some_marks)}
    marks = Marks(items.values())
    for step in range(data.draw(st.integers(0, 12))):
        kind = data.draw(st.sampled_from(["add", "remove", "replace"]))
        start, end = data.draw(bounds)
        if kind == "add":
            new = mark(1000 + step, start, end)
            assert marks.add(new) == marks.index(new)
            items[new.id] = new
        elif items:
            span = data.draw(st.sampled_from(sorted(items)))
            if kind == "remove":
                assert marks.remove(span) == items.pop(span)
            else:
                new = Mark(start, end, items[span].label, span)
                assert marks.replace(new) == items[span]
                items[span] = new
        place = data.draw(st.integers(0, LENGTH))
        fresh = Marks(items.values())
        assert list(marks) == list(fresh)
        assert marks.at(place) == fresh.at(place)
        assert marks.in_range(place, place + 5) == fresh.in_range(place, place + 5)
        assert all(marks.get(m.id) == m and m in marks for m in items.values())


def test_edits_far_from_a_long_mark_leave_it_found_across_many_chunks() -> None:
    long = mark(0, 0, 10 * _CHUNK)
    marks = Marks([long, *(mark(n, n, n + 1) for n in range(1, 10 * _CHUNK))])
    place = 9 * _CHUNK + 3
    assert marks.at(place) == [mark(place, place, place + 1), long]
    marks.remove(long.id)
    assert marks.at(place) == [mark(place, place, place + 1)]
    marks.add(long)
    assert marks.at(place) == [mark(place, place, place + 1), long]


def test_two_marks_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="one id"):
        Marks([mark(1, 0, 2), mark(1, 3, 4)])
    marks = Marks([mark(1, 0, 2)])
    with pytest.raises(ValueError, match="one id"):
        marks.add(mark(1, 5, 6))
    with pytest.raises(KeyError):
        marks.remove(SpanId(b"none"))


@given(some_marks)
def test_marks_that_overlap_never_share_a_lane(items: list[Mark]) -> None:
    level = lanes(items)
    assert set(level) == {m.id for m in items}
    for n, one in enumerate(items):
        for other in items[:n]:
            if one.start < other.end and other.start < one.end:
                assert level[one.id] != level[other.id]


def test_a_mark_inside_another_lies_nearer_the_text_and_neighbours_share_a_lane() -> None:
    outer, inner, beside = mark(1, 0, 10), mark(2, 2, 4), mark(3, 4, 6)
    assert lanes([outer, inner, beside]) == {inner.id: 0, beside.id: 0, outer.id: 1}


def test_equal_marks_have_lanes_of_their_own_and_the_later_one_is_inner() -> None:
    one, other = mark(1, 0, 4, label=0), mark(2, 0, 4, label=1)
    assert innermost_first([one, other]) == [other, one]
    assert lanes([one, other]) == {other.id: 0, one.id: 1}


def test_questions_and_edits_stay_quick_among_forty_thousand_under_one_long_mark() -> None:
    items = [mark(0, 0, 1_000_000), *(mark(n, 25 * n, 25 * n + 5) for n in range(1, 40_000))]
    started = time.perf_counter()
    marks = Marks(items)
    built = time.perf_counter() - started
    started = time.perf_counter()
    for n in range(200):
        place = 4_000 * n + 777
        marks.replace(Mark(place, place + 3, items[n + 1].label, items[n + 1].id))
        assert len(marks.in_range(place, place + 1_000)) >= 40
        assert marks.at(place)[-1].end == 1_000_000
    each = (time.perf_counter() - started) / 200
    assert built < 0.5, built  # 15 ms on a quiet machine
    assert each < 0.02, each  # 0.3 ms on a quiet machine


def test_a_copy_does_not_follow_what_happens_to_the_original() -> None:
    one, two = Mark(0, 3, LabelId(b"a"), SpanId(b"1")), Mark(1, 2, LabelId(b"a"), SpanId(b"2"))
    marks = Marks([one, two])
    marks.at(1)
    copy = marks.copy()
    marks.remove(one.id)
    assert list(copy) == [one, two]
    assert copy.at(1) == [two, one]
    assert copy.get(one.id) == one
