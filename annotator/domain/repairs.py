"""Decisions about a reading text that a person makes by hand: join, split, drop, correct, keep.

Each takes a reading and gives another of the same source; positions are those of the reading text. No decision is
rewritten where it need not be: what repair took out between dropped characters stays its own decision.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from annotator.domain.text import Doubt, Edit, EditKind, ReadingText
from annotator.errors import RefusedError
from annotator.i18n import mark

BY_HAND: Final = mark("Decided by hand.")
"""The reason of every decision made here."""

_BREAK: Final = re.compile(r"[ \t\u3000]*\n\s*")
_LATIN: Final = re.compile(r"[A-Za-z0-9]")
_UNWRITTEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Piece(NamedTuple):
    """Reading characters `start` to `end`: source characters from `source` on, or the text of an edit."""

    start: int
    end: int
    source: int
    edit: Edit | None

    @property
    def one_to_one(self) -> bool:
        """Whether each of its characters stands for one character of the source."""
        return self.edit is None or self.edit.end - self.edit.start == len(self.edit.text)


def pieces(reading: ReadingText) -> Iterator[Piece]:
    """What a reading text is put together from, in order; edits without text leave nothing."""
    length, at = 0, reading.start
    for edit in reading.edits:
        if edit.start > at:
            yield Piece(length, length + edit.start - at, at, None)
            length += edit.start - at
        if edit.text:
            yield Piece(length, length + len(edit.text), edit.start, edit)
            length += len(edit.text)
        at = edit.end
    if reading.end > at:
        yield Piece(length, length + reading.end - at, at, None)


def edit_places(edits: Iterable[Edit], start: int) -> list[tuple[Edit, int]]:
    """Decisions with the position in the reading at which each took effect; `start` is where the article begins."""
    found = []
    shift = -start
    for edit in edits:
        found.append((edit, edit.start + shift))
        shift += len(edit.text) - (edit.end - edit.start)
    return found


# -- decisions ---------------------------------------------------------------------------------------------------


def drop(reading: ReadingText, start: int, end: int) -> ReadingText:
    """Takes characters out."""
    _check(reading, start, end)
    return _not_empty(_put(reading, start, end, "", EditKind.DROP))


def correct(reading: ReadingText, start: int, end: int, text: str) -> ReadingText:
    """Writes other characters in the place of some, or in between where `start` is `end`; what is alike stays."""
    _check(reading, start, end, empty=True)
    if _UNWRITTEN.search(text):
        raise RefusedError("A correction is one line of ordinary characters.", "Split the paragraph to begin a line.")
    old = reading.text[start:end]
    if old == text:
        raise RefusedError("The characters are these already.")
    while start < end and text and reading.text[start] == text[0]:
        start, text = start + 1, text[1:]
    while start < end and text and reading.text[end - 1] == text[-1]:
        end, text = end - 1, text[:-1]
    made = _put(reading, start, end, text, EditKind.CORRECT if text else EditKind.DROP)
    return _not_empty(made)


def split(reading: ReadingText, position: int) -> ReadingText:
    """Begins a new paragraph; where a break was joined here, that break comes back."""
    text = reading.text
    if not 0 < position < len(text):
        raise RefusedError("A paragraph can be split only inside the text.")
    if "\n" in text[position - 1 : position + 1]:
        raise RefusedError("A paragraph begins here already.")
    joined = [
        edit
        for edit, place in edit_places(reading.edits, reading.start)
        if edit.kind is EditKind.JOIN and place <= position <= place + len(edit.text)
    ]
    if any("\n" in reading.source[edit.start : edit.end] for edit in joined):
        return reading.edited(joined)
    return _put(reading, position, position, "\n", EditKind.SPLIT)


def join(reading: ReadingText, start: int, end: int) -> ReadingText:
    """Joins the paragraphs whose breaks lie between two positions; words in Latin letters get a blank between them."""
    text = reading.text
    found = [one for one in _BREAK.finditer(text) if text.find("\n", max(start, one.start()), min(end, one.end())) >= 0]
    inside = [one for one in found if one.start() > 0 and one.end() < len(text)]
    if not inside:
        raise RefusedError("There is no paragraph break to join here.")
    for match in reversed(inside):
        low, high = match.span()
        glue = " " if _LATIN.match(text[low - 1]) and _LATIN.match(text[high]) else ""
        reading = _put(reading, low, high, glue, EditKind.JOIN)
    return reading


def break_near(text: str, position: int) -> tuple[int, int] | None:
    """The paragraph break that is meant at a caret: the one before it at the start of a paragraph, else the next."""
    if position > 0 and text[position - 1] == "\n":
        return position - 1, position
    at = text.find("\n", position)
    return None if at < 0 else (at, at + 1)


def keep(reading: ReadingText, start: int, end: int) -> ReadingText:
    """Reads a range as the source has it: takes its decisions back and its doubts away."""
    gone = decided_in(reading, start, end)
    low, high = reading.source_range(start, max(end, start + 1))
    doubts = tuple(doubt for doubt in reading.doubts if doubt.end <= low or doubt.start >= high)
    if not gone and doubts == reading.doubts:
        raise RefusedError("Nothing was repaired here.")
    return replace(taken_back(reading, gone), doubts=doubts)


def taken_back(reading: ReadingText, edits: Iterable[Edit]) -> ReadingText:
    """Takes decisions back; one that a person made by hand goes whole, in however many pieces it lies."""
    known = set(reading.edits)
    gone = {edit for edit in edits if edit in known}
    for edit in list(gone):
        gone.update(_whole(reading.edits, edit))
    return _not_empty(reading.edited(gone))


def open_doubts(edits: Iterable[Edit], doubts: Iterable[Doubt]) -> list[Doubt]:
    """The doubts that nobody has answered by a decision of their own, by their place."""
    mine = [edit for edit in edits if edit.reason == BY_HAND and edit.end > edit.start]
    return sorted(
        (one for one in doubts if not any(edit.start < one.end and edit.end > one.start for edit in mine)),
        key=lambda doubt: doubt.start,
    )


def settled(reading: ReadingText, doubt: Doubt) -> ReadingText:
    """Takes a doubt away: the characters are right as they stand."""
    return replace(reading, doubts=tuple(one for one in reading.doubts if one != doubt))


def decided_in(reading: ReadingText, start: int, end: int) -> list[Edit]:
    """The decisions that took effect in a range or at its ends; mere layout only inside it."""
    return [edit for edit, place in edit_places(reading.edits, reading.start) if _touches(edit, place, start, end)]


def _touches(edit: Edit, place: int, start: int, end: int) -> bool:
    if edit.text:
        return place < max(end, start + 1) and place + len(edit.text) > start
    if edit.kind is EditKind.BLANK and end > start:
        return start < place < end
    return start <= place <= end


# -- inside ------------------------------------------------------------------------------------------------------


def _check(reading: ReadingText, start: int, end: int, empty: bool = False) -> None:
    if not 0 <= start <= end <= len(reading.text) or (start == end and not empty):
        raise RefusedError("Select the characters first.")


def _not_empty(reading: ReadingText) -> ReadingText:
    if not reading.text.strip():
        raise RefusedError("Nothing would be left of the article.")
    return reading


def _put(reading: ReadingText, start: int, end: int, text: str, kind: EditKind) -> ReadingText:
    """A reading with a text in the place of a range."""
    if start == end:
        return _inserted(reading, start, text, kind) if text else reading
    touched = [piece for piece in pieces(reading) if piece.start < end and piece.end > start]
    if text and len(text) != end - start and len(touched) > 1:
        # The text stands for the first piece; the others are dropped, so that what lies between keeps its decision.
        first = touched[0].end
        return _put(_put(reading, first, end, "", kind), start, first, text, kind)
    remove: list[Edit] = []
    add: list[Edit] = []
    for piece in touched:
        low, high = max(start, piece.start), min(end, piece.end)
        part = text if len(touched) == 1 else text[low - start : high - start]
        if piece.edit is not None:
            remove.append(piece.edit)
        add += _changed(piece, low - piece.start, high - piece.start, part, kind)
    return _edited(reading, remove, add)


def _changed(piece: Piece, low: int, high: int, text: str, kind: EditKind) -> Iterator[Edit]:
    """The edits that take the place of a piece when its characters `low` to `high` become a text."""
    edit, source = piece.edit, piece.source
    if not piece.one_to_one and edit is not None:
        whole = edit.text[:low] + text + edit.text[high:]
        if whole or edit.end > edit.start:
            corrected = EditKind.CORRECT if whole.strip() else kind
            made = edit.kind if whole and not text else corrected
            yield replace(edit, text=whole, kind=made, reason=BY_HAND, certainty=1.0)
        return
    if edit is not None and low > 0:
        yield replace(edit, end=source + low, text=edit.text[:low])
    if text or high > low:
        yield Edit(source + low, source + high, kind, text, BY_HAND)
    if edit is not None and high < len(edit.text):
        yield replace(edit, start=source + high, text=edit.text[high:])


def _inserted(reading: ReadingText, position: int, text: str, kind: EditKind) -> ReadingText:
    """A reading with a text put in before a position; it hangs on its left neighbour."""
    at = reading.start
    for piece in pieces(reading):
        if piece.start > position or (piece.start == position and piece.one_to_one):
            break
        if piece.start < position < piece.end or (not piece.one_to_one and position <= piece.end):
            gone = [piece.edit] if piece.edit is not None else []
            inside = position - piece.start
            return _edited(reading, gone, _changed(piece, inside, inside, text, kind))
        at = piece.source + piece.end - piece.start  # one to one, or it had been the place
    return _edited(reading, [], [Edit(at, at, kind, text, BY_HAND)])


def _edited(reading: ReadingText, remove: Iterable[Edit], add: Iterable[Edit]) -> ReadingText:
    """The reading with edits exchanged; one that reads what the source says is none."""
    source = reading.source
    needed = [
        edit
        for edit in add
        if edit.kind is EditKind.FURNITURE or edit.start == edit.end or source[edit.start : edit.end] != edit.text
    ]
    return reading.edited(remove, needed)


def _whole(edits: Sequence[Edit], edit: Edit) -> Iterator[Edit]:
    """The pieces of a decision made by hand that touch one of them with nothing read between."""
    yield edit
    if edit.reason != BY_HAND:
        return
    at = edits.index(edit)
    for step in (1, -1):
        if edit.text and step < 0:
            continue  # what else a text stands for lies behind it
        here = at
        while 0 <= here + step < len(edits):
            one, other = edits[here], edits[here + step]
            if (one.end != other.start) if step > 0 else (other.end != one.start):
                break
            here += step
            if other.text and step > 0:
                break
            if other.reason == BY_HAND and other.kind is edit.kind:
                yield other
            if other.text:
                break
