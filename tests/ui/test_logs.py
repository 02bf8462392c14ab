"""The log: what stands in it, and what must not."""

import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from annotator.ui import logs


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    end = logs.set_up_logs(tmp_path / "logs")
    yield tmp_path / "logs" / "annotator.log"
    end()


def test_the_log_has_messages_and_tracebacks_but_no_text_of_an_article(log: Path) -> None:
    try:
        raise KeyError("双清区共投入资金1.36亿元")
    except KeyError:
        logging.getLogger("annotator.test").exception("while tagging %s", "农村安全饮水全覆盖")
    written = log.read_text(encoding="utf-8")
    assert "ERROR annotator.test: while tagging <9>" in written
    assert "raise KeyError" in written
    assert "test_logs.py" in written
    assert written.isascii()


def test_a_long_message_is_cut(log: Path) -> None:
    logging.getLogger("annotator.test").warning("%s", "x" * 100_000)
    written = log.read_text(encoding="utf-8")
    assert len(written) < 1000
    assert "(+99600)" in written


def test_warnings_and_what_qt_says_come_into_the_log(log: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old thing", UserWarning, stacklevel=1)
        logging.captureWarnings(False)
    qWarning("a connection to nothing")
    written = log.read_text(encoding="utf-8")
    assert "old thing" in written
    assert "WARNING qt" in written
    assert "a connection to nothing" in written


def test_ending_the_log_leaves_logging_as_it_was(tmp_path: Path) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level, warnings.showwarning
    logs.set_up_logs(tmp_path)()
    assert (logging.getLogger().handlers, logging.getLogger().level, warnings.showwarning) == before


def test_without_a_place_for_it_the_program_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    before = logging.getLogger().handlers[:]
    end = logs.set_up_logs(tmp_path / "file")
    assert logging.getLogger().handlers == before
    end()


def test_the_folder_can_be_given_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(logs.FOLDER_VARIABLE, str(tmp_path))
    assert logs.log_file() == tmp_path / "annotator.log"
    monkeypatch.delenv(logs.FOLDER_VARIABLE)
    assert "annotator" in logs.log_folder().parts or sys.platform == "win32"
