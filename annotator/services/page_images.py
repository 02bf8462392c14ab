"""Pictures of pages, drawn when somebody looks at them by a process of its own that may fail without harm.

What is wanted is said anew whenever it changes; what is wanted no longer is not drawn. Answers are polled.
"""

import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from annotator.errors import AnnotatorError, InputError
from annotator.reading.page_drawing import PdfPages as PdfPages

_PATIENCE: Final = 30.0  # seconds that one page may take


class Drawn(NamedTuple):
    """A page drawn at a scale: rows of `stride` bytes, four for each pixel: blue, green, red and one that is none."""

    number: int
    scale: float
    width: int
    height: int
    stride: int
    pixels: bytes


class Failed(NamedTuple):
    """A page that cannot be drawn, and why; number 0 is all of them."""

    number: int
    error: AnnotatorError


class Sizes(NamedTuple):
    """The pages there are, each with width and height: points, or pixels of a picture."""

    sizes: list[tuple[float, float]]


Answer = Drawn | Failed | Sizes
Wish = tuple[int, float]
"""A page's number and the scale at which it is wanted."""


class Pixels(Protocol):
    """A drawn page, as drawers give it."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def pixels(self) -> bytes: ...


class Drawer(Protocol):
    """What draws the pages of one kind of file."""

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page."""
        ...

    def draw(self, number: int, scale: float) -> Pixels:
        """A page at a scale."""
        ...


Opener = Callable[[Path], Drawer]
"""Opens a file; a class or function of a module, since another process calls it. That should import little."""


class PageImages:
    """The pages of one file as pictures: `want` some, `poll` for answers, `close` in the end."""

    def __init__(self, opener: Opener, data: bytes, suffix: str) -> None:
        self._opener = opener
        handle, name = tempfile.mkstemp(suffix=suffix, prefix="annotator-")
        self._path = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        self._answers: deque[Answer | None] = deque()
        self._wishes: list[Wish] = []
        self._since = time.monotonic()
        self._known = False
        self._over = False  # nothing of the file can be drawn
        self._thread: threading.Thread | None = None
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    @property
    def waiting(self) -> bool:
        """Whether answers are still to come."""
        return not self._over and (bool(self._wishes) or bool(self._answers) or not self._known)

    def want(self, wishes: Sequence[Wish]) -> None:
        """Says which pages are wanted from now on, the most wanted first."""
        if list(wishes) == self._wishes or self._over:
            return
        self._wishes = list(wishes)
        self._since = time.monotonic()
        self._send()

    def start(self) -> None:
        """Begins; the sizes of the pages are the first answer."""
        if self._process is None and not self._over:
            self._send()

    def poll(self) -> list[Answer]:
        """What has come since the last call; never waits."""
        found: list[Answer] = []
        while self._answers:
            answer = self._answers.popleft()
            if answer is None:
                found += [] if self._over else self._broken()
            else:
                found.append(answer)
                self._note(answer)
        if self.waiting and not self._answers and time.monotonic() - self._since > _PATIENCE:
            found += self._broken()
        return found

    def _note(self, answer: Answer) -> None:
        self._since = time.monotonic()
        if isinstance(answer, Drawn):
            self._wishes = [one for one in self._wishes if one != (answer.number, answer.scale)]
        elif isinstance(answer, Failed):
            self._wishes = [one for one in self._wishes if one[0] != answer.number]
            self._over = answer.number == 0
        else:
            self._known = True

    def _broken(self) -> list[Answer]:
        """The process is gone, or at a page for too long: the page it was at is given up, the others get another."""
        self._stop()
        if self._known and not self._wishes:
            return []
        number = self._wishes[0][0] if self._known else 0
        failed = Failed(number, InputError("Page {page} is damaged and cannot be drawn.", page=number))
        if not number:
            failed = Failed(0, InputError("The pages of this file cannot be drawn: it is damaged or locked."))
        self._note(failed)
        if self._wishes and not self._over:
            self._send()
        return [failed]

    def _send(self) -> None:
        if self._connection is None:
            self._begin()
        assert self._connection is not None  # noqa: S101 - just made
        with suppress(OSError):  # that it is gone is seen by who reads
            self._connection.send(self._wishes)

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, self._opener, str(self._path)), daemon=True)
        self._process.start()
        other.close()
        self._since = time.monotonic()
        answers = self._answers = deque()
        self._thread = threading.Thread(target=_receive, args=(self._connection, answers), name="pages", daemon=True)
        self._thread.start()

    def _stop(self) -> None:
        process, connection = self._process, self._connection
        self._process = self._connection = None
        self._answers = deque()
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if self._thread is not None:
            self._thread.join()  # the end of the process is the end of what it reads
            self._thread = None
        if connection is not None:
            connection.close()

    def close(self) -> None:
        """Ends the process; nothing is left of it."""
        self._wishes, self._over = [], True
        self._stop()
        self._path.unlink(missing_ok=True)


def _receive(connection: Connection, answers: "deque[Answer | None]") -> None:
    """Waits for answers, beside the window."""
    try:
        while True:
            found = connection.recv()
            if type(found) is tuple:  # the head of a drawing, whose pixels follow
                number, scale, width, height, stride = found
                found = Drawn(number, scale, width, height, stride, connection.recv_bytes())
            answers.append(found)
    except (EOFError, OSError):
        answers.append(None)


# -- the process -------------------------------------------------------------------------------------------------


def _work(connection: Connection, opener: Opener, path: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that asked ends us
    try:
        _serve(connection, opener, Path(path))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        Path(path).unlink(missing_ok=True)  # nobody is there any more


def _serve(connection: Connection, opener: Opener, path: Path) -> None:
    wishes: list[Wish] = connection.recv()
    try:
        pages = opener(path)
    except AnnotatorError as error:
        connection.send(Failed(0, error))
        connection.recv()
        return
    connection.send(Sizes(pages.sizes()))
    while True:
        if not wishes or connection.poll():
            wishes = connection.recv()
            continue
        number, scale = wishes.pop(0)
        try:
            made = pages.draw(number, scale)
        except AnnotatorError as error:
            connection.send(Failed(number, error))
        else:
            connection.send((number, scale, made.width, made.height, made.stride))
            connection.send_bytes(made.pixels)
