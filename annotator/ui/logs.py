"""The log of the program: a few files that turn over, in which no text of an article stands."""

import faulthandler
import logging
import os
import re
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

import platformdirs
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from typing_extensions import override

FOLDER_VARIABLE: Final = "ANNOTATOR_LOGS"
_BYTES: Final = 1_000_000
_FILES: Final = 3
_LONGEST: Final = 400  # characters of one message
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# The texts of articles are Chinese, and so are tags, notes and titles; our messages and code are ASCII.
_FOREIGN = re.compile(r"[^\x00-\x7f]+")

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def log_folder() -> Path:
    """Where the log files lie; the folder can be given by the environment."""
    own = os.environ.get(FOLDER_VARIABLE)
    return Path(own) if own else platformdirs.user_log_path("annotator", appauthor=False)


def log_file() -> Path:
    """The file that is being written."""
    return log_folder() / "annotator.log"


def discreet(text: str) -> str:
    """A text as the log may hold it: cut short, with a count of characters in the place of all that is not ASCII."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} (+{len(text) - _LONGEST})"
    return _FOREIGN.sub(lambda found: f"<{len(found.group())}>", short)


class _Discreet(logging.Formatter):
    """Writes messages and tracebacks without what may come from an article."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        copy = logging.makeLogRecord(record.__dict__)
        copy.exc_text = None  # where another handler left its own form of the traceback
        return super().format(copy)

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = discreet(record.message)
        return super().formatMessage(record)

    @override
    def formatException(self, ei: ExceptionInfo) -> str:
        return "\n".join(discreet(row) for row in super().formatException(ei).split("\n"))


def set_up_logs(folder: Path | None = None) -> Callable[[], None]:
    """Starts the log: our own messages, Python's warnings, Qt's messages, and the stack where the process crashes.

    Returns what ends it. Where the folder cannot be written the program goes on without a log.
    """
    folder = folder or log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "annotator.log", maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=False
        )
        crashes = (folder / "crash.log").open("a", encoding="utf-8")
    except OSError:
        return lambda: None
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    logging.captureWarnings(True)
    previous = qInstallMessageHandler(_log_qt)
    crashed_before = faulthandler.is_enabled()
    faulthandler.enable(crashes)

    def end() -> None:
        faulthandler.disable()
        if crashed_before and sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)
        qInstallMessageHandler(previous)
        logging.captureWarnings(False)
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()
        crashes.close()

    return end


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s %s", context.category or "", message)
