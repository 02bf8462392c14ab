"""The thread of the database: one thing after another, results in the window's thread, errors where they are seen."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from pytestqt.qtbot import QtBot

from annotator.errors import StoreError
from annotator.ui import worker as module
from annotator.ui.worker import Worker


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()
    assert not made._thread.is_alive()


@pytest.fixture
def hooked(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """The errors that reached the hook for errors nobody caught."""
    found: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: found.append(error))
    return found


class Gate:
    """Something that the thread does until it is let go."""

    def __init__(self, worker: Worker) -> None:
        self._open: Future[None] = Future()
        self.reached = threading.Event()
        worker.submit(self._wait)
        assert self.reached.wait(10)

    def _wait(self) -> None:
        self.reached.set()
        self._open.result(10)

    def open(self) -> None:
        self._open.set_result(None)


def test_a_call_gives_the_result_or_raises_the_error(worker: Worker) -> None:
    assert worker.call(lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        worker.call(lambda: 1 // 0)
    assert worker.call(threading.get_ident) != threading.get_ident()


def test_things_are_done_in_order_and_their_results_come_in_the_windows_thread(worker: Worker, qtbot: QtBot) -> None:
    done: list[tuple[int, bool]] = []
    for number in range(50):
        worker.submit(
            lambda number=number: number,
            lambda result: done.append((result, threading.current_thread() is threading.main_thread())),
        )
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == [(number, True) for number in range(50)]


def test_background_work_waits_until_nothing_else_is_to_be_done(worker: Worker, qtbot: QtBot) -> None:
    done: list[str] = []
    gate = Gate(worker)
    worker.submit(lambda: "import", done.append, background=True)
    worker.submit(lambda: "key", done.append)
    worker.submit(lambda: "another key", done.append)
    gate.open()
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == ["key", "another key", "import"]


def test_an_error_goes_to_who_asked_for_it(worker: Worker, qtbot: QtBot, hooked: list[BaseException]) -> None:
    failed: list[BaseException] = []
    worker.submit(lambda: 1 // 0, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ZeroDivisionError)
    assert hooked == []


def test_an_error_that_nobody_asked_for_reaches_the_hook(worker: Worker, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught:
        worker.submit(lambda: 1 // 0)
        qtbot.waitUntil(lambda: bool(caught))
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert worker.call(lambda: 1) == 1


def test_an_error_in_a_callback_reaches_the_hook_and_costs_no_other_result(worker: Worker, qtbot: QtBot) -> None:
    done: list[int] = []

    def result(number: int) -> None:
        if number == 1:
            raise RuntimeError("ours")
        done.append(number)

    with qtbot.captureExceptions() as caught:
        gate = Gate(worker)
        for number in range(4):
            worker.submit(lambda number=number: number, result)
        gate.open()
        qtbot.waitUntil(lambda: len(done) == 3)
    assert done == [0, 2, 3]
    assert [str(error) for _, error, _ in caught] == ["ours"]


def test_an_error_in_a_callback_at_the_end_reaches_the_hook_and_costs_no_other_result(
    qtbot: QtBot, hooked: list[BaseException]
) -> None:
    worker = Worker()
    done: list[int] = []

    def result(number: int) -> None:
        if number == 1:
            raise RuntimeError("ours")
        done.append(number)

    for number in range(4):
        worker.submit(lambda number=number: number, result)
    worker.stop()
    assert done == [0, 2, 3]
    assert [str(error) for error in hooked] == ["ours"]


def test_what_is_in_the_queue_is_done_before_the_end(qtbot: QtBot) -> None:
    worker = Worker()
    done: list[int] = []
    gate = Gate(worker)
    for number in range(20):
        worker.submit(lambda number=number: number, done.append, background=number % 2 == 0)
    gate.open()
    worker.stop()
    assert sorted(done) == list(range(20))


def test_a_call_that_waits_for_too_long_says_so(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WAIT_SECONDS", 0.05)
    gate = Gate(worker)
    with pytest.raises(StoreError, match="does not answer"):
        worker.call(lambda: 1)
    gate.open()


def test_a_time_out_of_the_function_itself_stays_what_it_is(worker: Worker) -> None:
    def fails() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        worker.call(fails)


def test_waiting_hands_over_the_results_of_what_was_asked_for(worker: Worker) -> None:
    done: list[int] = []
    worker.submit(lambda: 1, done.append)
    worker.wait()
    assert done == [1]
