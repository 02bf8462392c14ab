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

_RANDOM_BITS = 80


class _Clock:
    """Counts up from a random start within a millisecond, so that ids of one run never go back or repeat."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        with self._lock:
            now = time.time_ns() // 1_000_000 << _RANDOM_BITS
            if now > self._last:
                # The top random bit stays clear: room to count up without reaching the next millisecond.
                self._last = now | int.from_bytes(os.urandom(_RANDOM_BITS // 8), "big") >> 1
            else:
                self._last += 1
            return self._last


_clock = _Clock()


def new_id() -> bytes:
    """A fresh id: 48 bits of Unix milliseconds, then random bits; strictly increasing within one run."""
    return _clock.next().to_bytes(16, "big")
