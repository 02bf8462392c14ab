"""The one way in which the program tells its user something without asking for an answer."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError
from annotator.i18n import explain, tr
from annotator.ui.logs import discreet, log_file

_log: Final = logging.getLogger(__name__)


class Level(StrEnum):
    """How serious a notice is."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """Something that can be done about a notice; `run` is called in the window's thread."""

    text: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the user is told; `details` are for whoever asks, such as a traceback."""

    level: Level
    text: str
    details: str = ""
    actions: tuple[NoticeAction, ...] = ()


class Notifier(QObject):
    """Tells the user by a signal and nothing else, so that any thread may use it, an exception hook too."""

    told = Signal(object)  # Notice

    def tell(
        self, text: str, level: Level = Level.INFO, details: str = "", actions: tuple[NoticeAction, ...] = ()
    ) -> None:
        """Tells something that is in the user's language already."""
        self.told.emit(Notice(level, text, details, actions))

    def tell_error(self, error: BaseException, actions: tuple[NoticeAction, ...] = ()) -> None:
        """Tells what went wrong: the world's fault in words, a fault of ours with the way to the log."""
        if isinstance(error, AnnotatorError):
            _log.info("told: %s %s", type(error).__name__, error.message)
            self.tell(explain(error), Level.ERROR, actions=actions)
            return
        _log.error("internal error", exc_info=error)
        trace = "".join(traceback.format_exception(error))
        text = tr(
            "Internal error ({kind}). What was saved before is safe; the log has the details: {file}",
            kind=type(error).__name__,
            file=log_file(),
        )
        self.tell(text, Level.ERROR, "\n".join(discreet(row) for row in trace.split("\n")).strip(), actions)

    def install(self) -> Callable[[], None]:
        """Makes every exception that nobody caught a notice, in all threads; returns what takes that back."""
        before = sys.excepthook, threading.excepthook

        def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if isinstance(error, Exception):
                self.tell_error(error)
            else:  # the user or the system wants the program to end
                before[0](kind, error, trace)

        def caught_in_thread(args: threading.ExceptHookArgs) -> None:
            if args.exc_value is not None:
                caught(args.exc_type, args.exc_value, args.exc_traceback)

        sys.excepthook, threading.excepthook = caught, caught_in_thread

        def take_back() -> None:
            sys.excepthook, threading.excepthook = before

        return take_back
