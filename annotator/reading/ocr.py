"""Recognition of the text of pictures (OCR) by an optional extra that works offline.

What it needs is large and brings libraries of its own, so it runs in a process of its own; where this is such a process
already, as when files are imported, it runs here. Nothing of it is imported before the first picture.
"""

import multiprocessing
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final, NamedTuple

from annotator.errors import InputError
from annotator.i18n import mark

EXTRACTOR: Final = "rapidocr 1.4.4 layout 1"

_PACKAGE: Final = "rapidocr_onnxruntime"
_REQUIREMENT: Final = "rapidocr-onnxruntime==1.4.4"
_SECONDS: Final = 180.0  # for one file or page; a full newspaper page takes some 10

DAMAGED: Final = mark("{file} is damaged or no picture of its kind.")
TOO_LARGE: Final = mark("{file} has too many pixels to be a page.")
TOO_MANY: Final = mark("{file} has more than {n} pictures.")


class Letter(NamedTuple):
    """A recognised character, its box in pixels from the upper left corner, how certain it is."""

    char: str
    left: float
    top: float
    right: float
    bottom: float
    certainty: float


class Picture(NamedTuple):
    """A recognised picture: its size in pixels, its lines in no order.

    It was turned about its middle by `slant`, radians against the clock, so that they are level.
    """

    width: int
    height: int
    slant: float
    lines: Sequence[Sequence[Letter]]


class Refused(NamedTuple):
    """Why a picture was not read: an untranslated message and its values."""

    message: str
    n: int = 0


def is_installed() -> bool:
    """Whether text can be recognised here."""
    return find_spec(_PACKAGE) is not None


def command() -> str:
    """What a person types to be able to have text recognised."""
    return f'"{sys.executable}" -m pip install "{_REQUIREMENT}"'


def missing(name: str) -> InputError:
    """The complaint about a picture where text cannot be recognised."""
    if getattr(sys, "frozen", False) or sys.version_info >= (3, 13):
        return InputError(
            "{file} has no text: its pages are pictures.",
            "Text recognition (OCR) can be added to a program that runs from source on Python 3.11 or 3.12.",
            file=name,
        )
    return InputError(
        "{file} has no text: its pages are pictures.",
        "To recognise it (OCR) install what that needs, some 400 MB, and import again: {command}",
        file=name,
        command=command(),
    )


def read_pictures(name: str, data: bytes) -> list[Picture]:
    """The pictures of a PNG, JPEG or TIFF file. Raises InputError where it is none, or nothing can be recognised."""
    return _ask(name, "file", (data,))


def read_pixels(name: str, width: int, height: int, stride: int, pixels: bytes) -> Picture:
    """A picture of grey pixels, a byte each, in rows of `stride` bytes."""
    [found] = _ask(name, "pixels", (width, height, stride, pixels))
    return found


def _ask(name: str, kind: str, arguments: tuple[Any, ...]) -> list[Picture]:
    if not is_installed():
        raise missing(name)
    if multiprocessing.parent_process() is not None:
        answer = _answer(kind, arguments)
    else:
        answer = _worker.ask(kind, arguments)
    if isinstance(answer, Refused):
        raise InputError(answer.message, file=name, n=answer.n)
    return answer


def _answer(kind: str, arguments: tuple[Any, ...]) -> "list[Picture] | Refused":
    from annotator.reading import recognition

    return recognition.read_file(*arguments) if kind == "file" else [recognition.read_pixels(*arguments)]


class _Worker:
    """The process that recognises; it lives on for the next picture, and ends with the program."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def ask(self, kind: str, arguments: tuple[Any, ...]) -> "list[Picture] | Refused":
        """What the process answers; one that dies or takes too long over a file is ended, the file refused."""
        pipe = self._started()
        try:
            pipe.send((kind, arguments))
            if pipe.poll(_SECONDS):
                found: list[Picture] | Refused | str = pipe.recv()
                if isinstance(found, str):
                    raise RuntimeError(found)
                return found
        except (EOFError, OSError):
            pass
        self.end()
        return Refused(DAMAGED)

    def _started(self) -> Connection:
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self.end()
            context = multiprocessing.get_context("spawn")
            self._pipe, other = context.Pipe()
            self._process = context.Process(target=_serve, args=(other,), name="ocr", daemon=True)
            self._process.start()
            other.close()
        return self._pipe

    def end(self) -> None:
        """Ends the process; the next question starts another."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._pipe = self._process = None


_worker: Final = _Worker()


def end() -> None:
    """Gives the memory of recognition back, some hundred megabytes."""
    _worker.end()


def _serve(pipe: Connection) -> None:
    """What runs in the process: answers until nobody asks any more."""
    import signal
    import traceback

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that asks ends us
    while True:
        try:
            kind, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: object = _answer(kind, arguments)
        except Exception:  # noqa: BLE001 - whatever it is, the program that asked has to tell it
            answer = traceback.format_exc()
        pipe.send(answer)
