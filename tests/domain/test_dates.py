"""Dates as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.dates import partial_date


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ""),
        ("  ", ""),
        ("2020", "2020"),
        ("2020-11", "2020-11"),
        ("2020-11-05", "2020-11-05"),
        ("2020-1-5", "2020-01-05"),
        ("2020/11/5", "2020-11-05"),
        ("2020.11", "2020-11"),
        ("20201105", "2020-11-05"),
        ("2020年", "2020"),
        ("2020年11月", "2020-11"),
        ("2020年11月5日", "2020-11-05"),
        ("２０２０年１１月 5 日", "2020-11-05"),
        ("2020-02-29", "2020-02-29"),
        ("2021-02-29", None),
        ("2020-13", None),
        ("2020-00", None),
        ("2020-11-00", None),
        ("2020年0月", None),
        ("0000", None),
        ("11-05", None),
        ("昨天", None),
        ("2020-11-05x", None),
    ],
)
def test_a_typed_date_is_understood_or_refused(typed: str, meant: str | None) -> None:
    assert partial_date(typed) == meant


@given(st.dates())
def test_every_real_day_is_taken_as_it_is(day: date) -> None:
    assert partial_date(day.isoformat()) == day.isoformat()


@given(st.text(alphabet="0123456789-/.年月日 ", max_size=12))
def test_what_is_understood_is_understood_again_as_the_same(text: str) -> None:
    found = partial_date(text)
    if found:
        assert partial_date(found) == found
