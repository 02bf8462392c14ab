"""The one thread that talks to a project's database; the window only ever waits for short reads."""

import queue
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from annotator.errors import StoreError

T = TypeVar("T")

_WAIT_SECONDS: Final = 10.0


class Worker(QObject):
    """Runs functions one after another on a thread of its own and hands their results back to the window's thread.

    Background work, such as a batch of an import, waits until nothing that a person does is in the queue.
    """

    _arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._queue: queue.PriorityQueue[tuple[int, int, Callable[[], None] | None]] = queue.PriorityQueue()
        self._count = 0
        self._results: deque[Callable[[], None]] = deque()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="database", daemon=True)
        self._thread.start()

    def call(self, function: Callable[[], T]) -> T:
        """Runs a function and waits for it: for reads that take a millisecond or two.

        Raises StoreError where the database keeps it waiting for too long.
        """
        future: Future[T] = Future()

        def work() -> None:
            _settle(future, function)

        self._put(0, work)
        try:
            return future.result(_WAIT_SECONDS)
        except TimeoutError:
            if future.done():  # the function's own
                raise
            raise StoreError("The database does not answer.", "Another program may hold it; try again later.") from None

    def submit(
        self,
        function: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        background: bool = False,
    ) -> None:
        """Runs a function later; `done` or `failed` is called in the window's thread.

        Without `failed` an error goes to `sys.excepthook` there, as if the window had made it.
        """

        def work() -> None:
            future: Future[T] = Future()
            _settle(future, function)
            self._results.append(lambda: _hand_over(future, done, failed))
            self._arrived.emit()

        self._put(1 if background else 0, work)

    def wait(self) -> None:
        """Waits until what a person did is done, and hands its results over."""
        self.call(lambda: None)
        self._deliver()

    def stop(self) -> None:
        """Finishes what is in the queue and ends the thread."""
        self._put(2, None)
        self._thread.join()
        while self._results:
            try:
                self._deliver()
            except Exception:  # noqa: BLE001 - as where Qt delivers: one result that goes wrong costs no other
                sys.excepthook(*sys.exc_info())

    def _put(self, priority: int, work: Callable[[], None] | None) -> None:
        self._count += 1
        self._queue.put((priority, self._count, work))

    def _run(self) -> None:
        while True:
            work = self._queue.get()[2]
            if work is None:
                return
            work()

    def _deliver(self) -> None:
        while self._results:
            self._results.popleft()()


def _settle(future: "Future[Any]", function: Callable[[], Any]) -> None:
    try:
        future.set_result(function())
    except BaseException as error:  # noqa: BLE001 - it is raised again where somebody waits for the result
        future.set_exception(error)


def _hand_over(
    future: "Future[T]", done: Callable[[T], object] | None, failed: Callable[[BaseException], object] | None
) -> None:
    error = future.exception()
    if error is None:
        if done is not None:
            done(future.result())
    elif failed is not None:
        failed(error)
    else:
        raise error
