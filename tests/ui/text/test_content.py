"""What lies in a range of the article, against looking at everything."""

from articleview import A, B, mark
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.marks import Marks
from annotator.ui.text.content import UNKNOWN, Content, Doubtful, Tick

ranges = st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(ranges, max_size=20), ranges)
def test_doubts_and_ticks_of_a_range_are_all_those_that_lie_in_it(
    some: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    start, end = asked
    doubts = tuple(sorted(Doubtful(*one, "") for one in some))
    ticks = tuple(sorted(Tick(one[0], "") for one in some))
    content = Content(doubts=doubts, ticks=ticks)
    assert content.doubts_in(start, end) == [doubt for doubt in doubts if doubt.start < end and doubt.end > start]
    assert list(content.ticks_in(start, end)) == [tick for tick in ticks if start <= tick.position <= end]


@given(st.lists(st.integers(1, 6), max_size=20), ranges)
def test_hits_of_a_range_are_all_those_that_share_a_character_with_it(steps: list[int], asked: tuple[int, int]) -> None:
    hits, at = [], 0
    for step in steps:
        hits.append((at + step // 2, at + step // 2 + step))
        at = hits[-1][1]
    start, end = asked
    content = Content(hits=tuple(hits))
    assert list(content.hits_in(start, end)) == [hit for hit in hits if hit[0] < end and hit[1] > start]


def test_only_what_is_not_hidden_counts() -> None:
    content = Content(Marks([mark("one", 0, 4, A), mark("two", 1, 3, B)]), Marks([mark("offer", 0, 9, B)]))
    assert [m.id for m in content.marks_at(2)] == [b"two", b"one", b"offer"]
    content.only = B
    assert [m.id for m in content.marks_in(0, 9) + content.suggestions_in(0, 9)] == [b"two", b"offer"]
    content.hidden = True
    assert content.marks_at(2) == content.marks_in(0, 9) == content.suggestions_in(0, 9) == []


def test_a_label_that_nobody_knows_still_has_a_look_and_suggestions_are_found_by_id() -> None:
    content = Content(suggestions=Marks([mark("offer", 0, 9, B)]))
    assert content.look(mark("one", 0, 1)) == UNKNOWN
    assert content.find(mark("offer", 0, 9).id) == mark("offer", 0, 9, B)
    assert content.find(mark("none", 0, 9).id) is None
