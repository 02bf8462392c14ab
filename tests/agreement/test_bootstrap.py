"""Intervals by drawing articles again."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.bootstrap import Draws, Estimate, Statistic, _Packed, estimates
from annotator.agreement.values import Reason, Undefined, share


def shares(rows: list[list[int]]) -> Statistic:
    return Statistic(rows, lambda sums: [share(sums[0], sums[1])])


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 10**20), min_size=width, max_size=width), min_size=1, max_size=6)
    ),
    st.randoms(use_true_random=False),
)
def test_packed_rows_add_up_as_columns_do(rows: list[list[int]], chance: random.Random) -> None:
    which = chance.choices(range(len(rows)), k=len(rows))
    assert _Packed(rows).sum(which) == [sum(rows[i][k] for i in which) for k in range(len(rows[0]))]


def test_an_interval_is_that_of_the_values_on_drawn_articles() -> None:
    rows = [[n % 7, 10] for n in range(40)]
    [[found]] = estimates([shares(rows)], Draws(200, seed=3, level=0.9))
    chance = random.Random(3)
    drawn = sorted(sum(rows[i][0] for i in chance.choices(range(40), k=40)) / 400 for _ in range(200))
    assert found.value == pytest.approx(sum(row[0] for row in rows) / 400)
    assert found.low is not None
    assert found.high is not None
    assert drawn[8] <= found.low <= drawn[11]
    assert drawn[188] <= found.high <= drawn[191]


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    rows = [[n * n % 11, 11] for n in range(30)]
    one, again, other = (estimates([shares(rows)], Draws(50, seed)) for seed in (1, 1, 2))
    assert one == again != other


def test_one_article_has_no_interval() -> None:
    assert estimates([shares([[1, 2]])], Draws()) == [[Estimate(0.5)]]
    assert estimates([shares([[0, 0]])], Draws()) == [[Estimate(Undefined(Reason.NO_UNITS))]]


def test_a_measure_that_many_draws_leave_undefined_has_no_interval() -> None:
    assert estimates([shares([[1, 1], [0, 0]])], Draws()) == [[Estimate(1.0)]]


def test_all_alike_has_an_interval_of_one_point() -> None:
    assert estimates([shares([[3, 3]] * 5)], Draws()) == [[Estimate(1.0, 1.0, 1.0)]]
