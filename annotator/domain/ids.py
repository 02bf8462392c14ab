"""Ids made by the program: 16 bytes, ordered by time, so that copies of a project can be merged later."""

import os
import threading
import time
from typing import NewType

SourceId = NewType("SourceId", bytes)
ArticleId = NewType("ArticleId", bytes)
RevisionId = NewType("RevisionId", bytes)
LayerId = NewType("LayerId", bytes)
SpanId = NewType("SpanId", bytes)
RelationId = NewType("RelationId", bytes)
LabelId = NewType("LabelId", bytes)
PersonId = NewType("PersonId", bytes)
EventId = NewType("EventId", bytes)
GroupId = NewType("GroupId", bytes)
WriterId = NewType("WriterId", bytes)
RecordId = NewType("RecordId", bytes)

_RANDOM_BITS = 80
_MILLISECONDS_BITS = 48


class _Clock:
    """Counts up from a random start within a millisecond, so that ids of one run never go back or repeat, nor fall
    behind an id that was met, however the computer's clock is set.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        with self._lock:
            now = self._now()
            if now > self._last:
                self._last = now | self._start()
            else:
                self._last += 1
            return self._last

    def follow(self, met: int) -> None:
        with self._lock:
            after = (met >> _RANDOM_BITS) + 1
            # An id at the end of time is damage; to follow it would leave no room for any other.
            if met > self._last and met >= self._now() and not after >> _MILLISECONDS_BITS:
                # A random start here too: two copies of a project may both follow the same id.
                self._last = after << _RANDOM_BITS | self._start()

    @staticmethod
    def _now() -> int:
        return time.time_ns() // 1_000_000 << _RANDOM_BITS

    @staticmethod
    def _start() -> int:
        # The top random bit stays clear: room to count up without reaching the next millisecond.
        return int.from_bytes(os.urandom(_RANDOM_BITS // 8), "big") >> 1


_clock = _Clock()


def new_id() -> bytes:
    """A fresh id: 48 bits of Unix milliseconds, then random bits; strictly increasing within one run."""
    return _clock.next().to_bytes(16, "big")


def follow(met: bytes) -> None:
    """Makes all later ids greater than one that was made elsewhere, or before the clock was set back."""
    _clock.follow(int.from_bytes(met, "big"))


def seconds_of(made: bytes) -> float:
    """When an id was made, in seconds since 1970, by the clock of whoever made it."""
    return int.from_bytes(made[: _MILLISECONDS_BITS // 8], "big") / 1000
