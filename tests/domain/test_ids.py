"""Ids are ordered as they were made, whatever the clock does."""

import time

import pytest

from annotator.domain import ids
from annotator.domain.ids import follow, new_id, seconds_of


@pytest.fixture(autouse=True)
def fresh_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids as a program makes them that has just started."""
    monkeypatch.setattr(ids, "_clock", ids._Clock())


def set_back(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    real = time.time_ns
    monkeypatch.setattr("annotator.domain.ids.time.time_ns", lambda: real() - seconds * 10**9)


def test_ids_are_sixteen_bytes_and_go_up() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {len(found) for found in made} == {16}
    assert abs(seconds_of(made[0]) - time.time()) < 10


def test_ids_go_up_though_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    set_back(monkeypatch, 3600)
    assert before < new_id() < new_id()


def test_a_program_started_after_the_clock_was_set_back_goes_on_behind_what_it_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met = new_id()
    set_back(monkeypatch, 365 * 24 * 3600)
    monkeypatch.setattr(ids, "_clock", ids._Clock())
    assert new_id() < met
    follow(met)
    assert met < new_id() < new_id()


def test_two_programs_that_follow_the_same_id_do_not_make_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    met = new_id()
    set_back(monkeypatch, 3600)
    made = []
    for _ in range(100):
        monkeypatch.setattr(ids, "_clock", ids._Clock())
        follow(met)
        made.append(new_id())
    assert len(set(made)) == 100


def test_an_older_id_changes_nothing() -> None:
    follow(bytes(16))
    assert abs(seconds_of(new_id()) - time.time()) < 10


def test_an_id_at_the_end_of_time_is_not_followed() -> None:
    follow(b"\xff" * 16)
    assert abs(seconds_of(new_id()) - time.time()) < 10
