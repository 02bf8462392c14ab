"""Readings cut into the articles they hold, and put together again: texts only, nothing of what people did in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotator.domain.text import Doubt, Edit, ReadingText
from annotator.errors import RefusedError
from annotator.reading.readfile import guess_title
from annotator.reading.splitting import propose


@dataclass(frozen=True, slots=True)
class Part:
    """An article to be: it begins at `start` in the reading text of the whole and ends where the next one begins."""

    start: int
    title: str
    authors: tuple[str, ...] = ()


def proposed(reading: ReadingText) -> list[Part]:
    """The articles that a text seems to hold, in order; one where it is a single article."""
    text = reading.text
    return [
        Part(
            one.start,
            " ".join(text[slice(*one.title)].split()) if one.title else guess_title(text[one.start : one.end]),
            tuple(author.name for author in one.authors),
        )
        for one in propose(reading)
    ]


def part_at(reading: ReadingText, start: int, end: int) -> Part:
    """What a range of a text is called, and who wrote it, if it is an article of its own."""
    found = proposed(ReadingText(reading.text[start:end]))
    return replace(found[0], start=start) if found else Part(start, "")


def cut_reading(reading: ReadingText, starts: Sequence[int]) -> list[ReadingText]:
    """A reading cut before some of its positions, in order; the texts of the parts together are its text.

    A position that an edit put in has no place in the source: the cut is made behind it. Raises RefusedError where a
    part would have no text.
    """
    places = [reading.start, *(_source_at(reading, start) for start in starts), reading.end]
    parts = []
    for low, high in pairwise(places):
        part = None
        if low < high:
            edits = tuple(_edits(reading.edits, low, high, first=low == reading.start))
            part = ReadingText(reading.source, low, high, edits, tuple(_doubts(reading.doubts, low, high)))
        if part is None or not part.text.strip():
            raise RefusedError("There is no text between two of the cuts.")
        parts.append(part)
    return parts


def _source_at(reading: ReadingText, position: int) -> int:
    """The source position of the first reading character from `position` on before which a cut can be made."""
    for at in range(max(0, position), len(reading.text)):
        found = reading.source_of(at)
        if found is not None:
            return next((edit.end for edit in reading.edits if _holds_together(edit, found)), found)
    return reading.end


def _holds_together(edit: Edit, at: int) -> bool:
    """Whether an edit reaches over a source position and its characters are not those of the source one by one."""
    return edit.start < at < edit.end and len(edit.text) != edit.end - edit.start


def _edits(edits: Iterable[Edit], low: int, high: int, *, first: bool) -> Iterable[Edit]:
    """The edits between two source positions; what is put in right at a cut belongs to the text before it."""
    for edit in edits:
        if edit.start == edit.end:
            if low < edit.start <= high or (first and edit.start == low):
                yield edit
            continue
        start, end = max(edit.start, low), min(edit.end, high)
        if (start, end) == (edit.start, edit.end):
            yield edit
        elif start < end:  # only where each character has its own can a cut be inside
            yield replace(edit, start=start, end=end, text=edit.text[start - edit.start : end - edit.start])


def _doubts(doubts: Iterable[Doubt], low: int, high: int) -> Iterable[Doubt]:
    return (replace(one, end=min(one.end, high)) for one in doubts if low <= one.start < high)


def joined_reading(first: ReadingText, second: ReadingText) -> ReadingText:
    """Two readings of one source as one; what stands between them comes in as it is in the source."""
    edits, doubts = (*first.edits, *second.edits), (*first.doubts, *second.doubts)
    return ReadingText(first.source, first.start, second.end, edits, doubts)
