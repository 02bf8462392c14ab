"""Programs that are killed: processes forked from one that has loaded everything, so that a kill costs no second."""

import multiprocessing
import os
import random
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_PATIENCE = 60.0  # seconds until a process that says nothing counts as broken
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _context() -> Any:
    context = multiprocessing.get_context(_METHOD)
    if _METHOD == "forkserver":
        from multiprocessing.forkserver import ensure_running

        context.set_forkserver_preload(["faults.victims"])
        # The server does not look where this process looks for modules, and would load nothing without a word.
        before = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
        try:
            ensure_running()
        finally:
            if before is None:
                del os.environ["PYTHONPATH"]
            else:
                os.environ["PYTHONPATH"] = before
    return context


class Victim:
    """A process that runs a function of `faults.victims`; it is killed at the latest when the context ends."""

    def __init__(self, function: Callable[..., None], *arguments: object) -> None:
        context = _context()
        self._here, there = context.Pipe(duplex=False)
        self.process = context.Process(target=function, args=(there, *arguments), daemon=True)
        self.process.start()
        there.close()
        self.said: list[tuple[str, Any]] = []

    def __enter__(self) -> "Victim":
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def wait_for(self, number: int) -> None:
        """Waits until the process has said so many things, or has ended by itself."""
        while len(self.said) < number and self._listen(_PATIENCE):
            pass

    def kill(self, after: float = 0.0) -> None:
        """Kills the process some seconds from now, as `kill -9` does, and takes in what it had said."""
        if after:
            time.sleep(after)  # not to wait for a state, but to hit any moment of one
        self.process.kill()
        self.process.join(_PATIENCE)
        while self._listen(0.0):
            pass
        self._here.close()

    def run(self) -> list[tuple[str, Any]]:
        """Lets the process come to its end by itself; gives what it said."""
        while self._listen(_PATIENCE):
            pass
        self.process.join(_PATIENCE)
        assert self.process.exitcode == 0
        return self.said

    def last(self, word: str) -> Any:
        """What the process said last under a word, None where it said nothing of it."""
        return next((what for known, what in reversed(self.said) if known == word), None)

    def _listen(self, seconds: float) -> bool:
        if self._here.closed:
            return False
        try:
            if not self._here.poll(seconds):
                assert not seconds, "the process says nothing and does not end"
                return False
            self.said.append(self._here.recv())
        except (EOFError, OSError):  # killed, perhaps in the middle of a word
            return False
        return True


def anywhen(chance: random.Random) -> float:
    """A moment within the next transactions."""
    return chance.uniform(0.0, 0.02)


__all__ = ["Connection", "Victim", "anywhen"]
