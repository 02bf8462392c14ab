"""Work in a process of its own."""

import os
import time
from collections.abc import Callable

import pytest

from annotator.errors import RefusedError
from annotator.services.background import Broken, Task


def add(one: int, two: int) -> int:
    return one + two


def count(steps: int, watch: Callable[[int, int], None]) -> int:
    for step in range(steps):
        watch(step + 1, steps)
    return os.getpid()


def refuse() -> None:
    raise RefusedError("{what} is not possible.", what="dividing")


def fail() -> None:
    raise ZeroDivisionError


def vanish() -> None:
    os._exit(3)


def sleep() -> None:
    time.sleep(600)


def test_it_gives_the_result_of_the_work() -> None:
    assert Task(add, 2, 3).result() == 5


def test_it_runs_elsewhere_and_says_how_far_it_is() -> None:
    task = Task(count, 7, watched=True)
    assert task.result() != os.getpid()
    assert task.progress == (7, 7)


def test_what_the_world_did_wrong_is_raised_as_it_was() -> None:
    with pytest.raises(RefusedError, match="dividing is not possible"):
        Task(refuse).result()


def test_a_fault_of_the_program_comes_with_its_traceback() -> None:
    with pytest.raises(Broken, match="ZeroDivisionError"):
        Task(fail).result()


def test_a_process_that_vanishes_is_noticed() -> None:
    with pytest.raises(Broken, match="ended without an answer"):
        Task(vanish).result()


def test_it_can_be_cancelled_at_once() -> None:
    task = Task(sleep)
    assert not task.poll()
    task.cancel()
    assert task.poll()
    with pytest.raises(Broken, match="cancelled"):
        task.result()
