"""How unlikely it is that characters stand twice in plain text, in nats: what speaks for a doubled run."""

import re
from functools import lru_cache
from typing import Final

from annotator.reading.lines import HAN, MARKS

FILLERS: Final = frozenset("—…-=_*.·~～─━═＝＊－")
"""Signs that stand in rows by nature."""
HAN_GLYPH: Final = re.compile(f"[{HAN}]")
_MARK = re.compile(f"[{MARKS}]")


def _weight(ch: str) -> float:
    """The evidence of a character inside a longer run."""
    if HAN_GLYPH.match(ch):
        return 4.6
    if ch in FILLERS:
        return 0.0
    return 2.3 if ch.isdigit() else 3.0


def _single(ch: str) -> float:
    """The evidence of one character that stands twice."""
    if HAN_GLYPH.match(ch):
        return 4.0
    if ch in FILLERS:
        return 0.0
    if ch.isdigit():
        return 0.5 if ch == "0" else 1.2
    return 6.0 if _MARK.match(ch) else 2.0


@lru_cache(maxsize=4096)
def evidence(run: str) -> float:
    """How unlikely it is (in nats) that a run stands twice in plain text."""
    if len(run) == 1:
        return _single(run)
    root = (run + run).find(run, 1)
    if root < len(run):  # a repetition itself, such as 哈哈哈
        return evidence(run[:root]) * (len(run) // root)
    if run in ("19", "20"):
        return 1.2
    if len(run) == 2 and all(HAN_GLYPH.match(ch) for ch in run):
        return 6.0
    return sum(map(_weight, run))


def glyph_evidence(ch: str) -> float:
    """How unlikely a character that stands twice is where every character may."""
    return 2.3 if ch.isdigit() else max(_single(ch), 3.0) if ch.isalpha() else _single(ch)
