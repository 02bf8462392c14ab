"""People drawn for articles: evenly, with the overlap that was asked for, the same for the same seed."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import Status
from annotator.domain.assignment import Assignment, Candidate, Rules, Standing, draw, standing
from annotator.domain.ids import ArticleId, PersonId, RecordId

PEOPLE = tuple(PersonId(bytes([n])) for n in range(1, 7))


def some(count: int, length: int = 100) -> list[Candidate]:
    return [Candidate(ArticleId(n.to_bytes(2, "big")), length) for n in range(count)]


@given(
    st.integers(0, 40),
    st.integers(1, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))),
    st.floats(0, 1),
    st.integers(0, 5),
)
def test_articles_go_to_as_many_as_asked_and_loads_are_even(
    count: int, sizes: tuple[int, int], overlap: float, seed: int
) -> None:
    size, each = sizes
    rules = Rules(PEOPLE[:size], each, overlap, seed)
    drawn = draw(some(count), rules)
    assert drawn == draw(some(count), rules)
    assert [article for article, _ in drawn] == [one.article for one in some(count)]
    assert all(len(set(of_article)) == len(of_article) for _, of_article in drawn)
    numbers = Counter(len(of_article) for _, of_article in drawn)
    if each > 1:
        assert numbers[each] == round(overlap * count)
        assert numbers[1] == count - numbers[each]
    loads = Counter(dict.fromkeys(rules.people, 0))
    loads.update(person for _, of_article in drawn for person in of_article)
    assert max(loads.values()) - min(loads.values()) <= 1


def test_every_pair_meets_about_as_often_as_every_other() -> None:
    drawn = draw(some(60), Rules(PEOPLE[:4], 2))
    met = Counter(frozenset(of_article) for _, of_article in drawn)
    assert set(met) == {frozenset(pair) for pair in combinations(PEOPLE[:4], 2)}
    assert max(met.values()) - min(met.values()) <= 2


def test_another_seed_gives_another_drawing() -> None:
    assert draw(some(20), Rules(PEOPLE[:3], 1, seed=1)) != draw(some(20), Rules(PEOPLE[:3], 1, seed=2))


def test_who_has_a_share_of_two_gets_twice_as_much() -> None:
    drawn = draw(some(30), Rules(PEOPLE[:2], 1, shares={PEOPLE[0]: 2.0}))
    assert Counter(of_article[0] for _, of_article in drawn) == {PEOPLE[0]: 20, PEOPLE[1]: 10}


def test_long_articles_are_spread_too() -> None:
    candidates = [Candidate(ArticleId(bytes([n])), 10_000 if n % 2 else 100) for n in range(20)]
    drawn = dict(draw(candidates, Rules(PEOPLE[:2], 1)))
    characters = Counter[PersonId]()
    for one in candidates:
        characters[drawn[one.article][0]] += one.length
    assert max(characters.values()) - min(characters.values()) <= 10_000


def test_who_has_an_article_counts_and_who_had_it_does_not_get_it_again() -> None:
    a, b, c = PEOPLE[:3]
    candidates = [
        Candidate(ArticleId(b"1"), taken=frozenset({a})),
        Candidate(ArticleId(b"2"), barred=frozenset({a, b})),
        Candidate(ArticleId(b"3"), taken=frozenset({a, b})),
        Candidate(ArticleId(b"4"), barred=frozenset({a, b, c})),
    ]
    drawn = dict(draw(candidates, Rules((a, b, c), 2)))
    assert len(drawn[ArticleId(b"1")]) == 1
    assert a not in drawn[ArticleId(b"1")]
    assert drawn[ArticleId(b"2")] == (c,)
    assert set(drawn) == {ArticleId(b"1"), ArticleId(b"2")}


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": ()},
        {"people": (PEOPLE[0], PEOPLE[0])},
        {"per_article": 3},
        {"per_article": 0},
        {"overlap": 1.1},
        {"shares": {PEOPLE[0]: 0.0}},
    ],
)
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Rules(**({"people": PEOPLE[:2]} | wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "idle", "after", "expected"),
    [
        (Status.NEW, 3, 14, Standing.OPEN),
        (Status.WORKING, 3, 14, Standing.WORKING),
        (Status.NEW, 15, 14, Standing.LAPSED),
        (Status.WORKING, 15, 14, Standing.LAPSED),
        (Status.WORKING, 900, 0, Standing.WORKING),
        (Status.SUBMITTED, 900, 14, Standing.DONE),
        (Status.SKIPPED, 900, 14, Standing.DONE),
    ],
)
def test_what_nobody_touched_lapses_and_what_is_done_does_not(
    status: Status, idle: float, after: int, expected: Standing
) -> None:
    assert standing(status, idle, after) is expected


def test_an_assignment_is_read_back_from_its_record() -> None:
    one = Assignment(RecordId(b"r"), ArticleId(b"a"), PEOPLE[0], PEOPLE[1], "2026-12-01", "李静")
    assert Assignment.from_record(one.to_record()) == one
