"""Work for the processor in a process of its own, so that the window stays at hand: asked for, polled, cancelled.

A Python thread that calculates holds up key presses by more than 100 ms; a process does not. The work is a function of
a module with plain arguments; it may tell how far it is. Whoever started it asks from time to time what became of it.
"""

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Final, Generic, TypeVar

from annotator.errors import AnnotatorError

T = TypeVar("T")
Watch = Callable[[int, int], None]
"""Is told how many steps are done of how many."""

_NICE: Final = 15  # the person at work meanwhile comes first


class Broken(Exception):  # noqa: N818 - it is what became of a process
    """The process ended without an answer, or failed by a fault of the program: the text is what is known of it."""


class Task(Generic[T]):
    """A running piece of work; `work(*arguments)`, or `work(*arguments, watch)` where it is `watched`."""

    def __init__(self, work: Callable[..., T], *arguments: Any, watched: bool = False) -> None:
        context = multiprocessing.get_context("spawn")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_run, args=(sender, work, arguments, watched, os.getpid()), name=work.__name__, daemon=True
        )
        self._process.start()
        sender.close()
        self.progress = (0, 0)
        self._answer: tuple[bool, Any] | None = None

    def poll(self, seconds: float = 0.0) -> bool:
        """Whether the work is over; waits up to so many seconds for it."""
        while self._answer is None and self._receiver.poll(seconds):
            try:
                kind, value = self._receiver.recv()
            except (EOFError, OSError):
                kind, value = "broken", "The process ended without an answer."
            if kind == "progress":
                self.progress = value
            else:
                self._answer = kind == "done", Broken(value) if kind == "broken" else value
                self._end()
        return self._answer is not None

    def result(self) -> T:
        """What came of it, once `poll` said that it is over; raises what the work raised, `Broken` for a fault."""
        while not self.poll(0.1):
            pass
        assert self._answer is not None  # noqa: S101 - poll saw to it
        good, value = self._answer
        if not good:
            raise value
        found: T = value
        return found

    def cancel(self) -> None:
        """Ends it at once, whatever it is at."""
        if self._answer is None:
            self._answer = False, Broken("The work was cancelled.")
            self._process.terminate()
            self._end()

    def _end(self) -> None:
        self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._receiver.close()
        self._process.close()


def _run(sender: Connection, work: Callable[..., Any], arguments: tuple[Any, ...], watched: bool, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that asked ends us
    if hasattr(os, "nice"):
        os.nice(_NICE)

    def watch(done: int, total: int) -> None:
        if os.getppid() != parent:  # nobody is there any more
            os._exit(0)
        _send(sender, ("progress", (done, total)))

    try:
        found = work(*arguments, watch) if watched else work(*arguments)
    except AnnotatorError as error:
        _send(sender, ("failed", error))
    except Exception:  # noqa: BLE001 - whatever it is, the program that asked has to tell it
        _send(sender, ("broken", traceback.format_exc()))
    else:
        _send(sender, ("done", found))


def _send(sender: Connection, message: tuple[str, Any]) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):
        sender.send(message)
