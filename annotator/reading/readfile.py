"""What a reader hands over: the source text of an article, how it reads, and what is known of it besides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple, NotRequired, TypedDict

from annotator.domain.article import ArticleForm
from annotator.domain.text import Doubt, Edit, ReadingText
from annotator.errors import InputError
from annotator.i18n import tr
from annotator.reading.decoding import Decoded
from annotator.reading.joining import is_byline
from annotator.reading.repair import repair

if TYPE_CHECKING:
    from annotator.reading.extraction import Extraction

MAX_CHARACTERS: Final = 16 * 1024 * 1024
"""Of the text of an article; a newspaper page has a thousandth of it."""

_LONGEST_TITLE: Final = 60
_TRIED_FOR_TITLE: Final = 8  # paragraphs from the top among which a heading is looked for
_NO_FORM: Final = ArticleForm()
_STOPS: Final = "。，；：、"


class Flag(TypedDict):
    """A place of the reading text for a person to look at, as the command line prints it.

    `certainty` is that of the recognition of its characters.
    """

    start: int
    end: int
    reason: str
    certainty: NotRequired[float]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file held and how it reads; `title` is a guess.

    Where the source text is not the characters of the file but was taken out of it, `extractor` names what did so, with
    its version. `data` are the bytes of this article where it is only a part of the file. `extraction` has the pages of
    what was printed, with the boxes of its characters.
    """

    name: str
    decoded: Decoded
    reading: ReadingText
    title: str
    extractor: str = ""
    data: bytes | None = None
    form: ArticleForm = _NO_FORM
    extraction: "Extraction | None" = None

    @property
    def pages(self) -> tuple[int, ...]:
        """The source positions at which pages start; none where there are no pages."""
        return () if self.extraction is None else tuple(page.start for page in self.extraction.pages)

    @property
    def flags(self) -> list[Flag]:
        """The doubtful places, in positions of the reading text, their reasons in the user's language."""
        found = []
        for doubt in self.reading.doubts:
            start, end = self.reading.reading_range(doubt.start, doubt.end)
            flag = Flag(start=start, end=end, reason=tr(doubt.reason))
            if doubt.certainty is not None:
                flag["certainty"] = doubt.certainty
            found.append(flag)
        return found


class Unread(NamedTuple):
    """A part of a file that could not be read; `line` is a row or line from 1, 0 where there are none."""

    name: str
    line: int
    error: InputError


class Block(NamedTuple):
    """One or more paragraphs of a structured file, a line each; `fixed` ones, as rows of a table, are not repaired."""

    text: str
    fixed: bool = False


def extracted(
    name: str,
    blocks: Sequence[Block],
    extractor: str,
    decoded: Decoded | None = None,
    title: str = "",
) -> ReadFile:
    """The article that was taken out of a file as paragraphs; `decoded` says what the file's encoding was, if any.

    Raises InputError where there is no text or too much of it.
    """
    source = "".join(f"{block.text}\n" for block in blocks)
    check_text(source, name)
    fixed = []
    at = 0
    for block in blocks:
        if block.fixed:
            fixed.append((at, at + len(block.text) + 1))
        at += len(block.text) + 1
    reading = repair_between(source, fixed)
    if decoded is None:
        decoded = Decoded(source, "utf-8", bom=False, certain=True)
    else:
        decoded = Decoded(source, decoded.encoding, decoded.bom, decoded.certain, decoded.alternatives)
    found = title.strip() or guess_title(reading.text) or PurePath(name).stem
    return ReadFile(name, decoded, reading, shortened(found), extractor)


def from_pages(name: str, found: "Extraction", extractor: str) -> ReadFile:
    """The article that was taken out of printed pages. Raises InputError where there is no text or too much of it."""
    source = found.text
    check_text(source, name)
    reading = repair(source, furniture=found.furniture)
    doubts = tuple(sorted((*reading.doubts, *found.doubts), key=lambda doubt: (doubt.start, doubt.end)))
    reading = replace(reading, doubts=doubts)
    decoded = Decoded(source, "utf-8", bom=False, certain=True)
    title = title_of(reading) or PurePath(name).stem
    return ReadFile(name, decoded, reading, shortened(title), extractor, extraction=found)


def check_text(text: str, name: str) -> None:
    """Raises InputError for a text that has nothing to read, or is too long for an article."""
    if not text.strip():
        raise InputError("{file} has no text.", file=name)
    if len(text) > MAX_CHARACTERS:
        raise InputError("The text of {file} is too long for one article ({n} characters).", file=name, n=len(text))


def repair_between(source: str, fixed: Sequence[tuple[int, int]]) -> ReadingText:
    """The reading text of a source in which some ranges, whole lines, stay as they are."""
    edits: list[Edit] = []
    doubts: list[Doubt] = []
    for start, end in _gaps(len(source), fixed):
        part = repair(source, start, end)
        edits += part.edits
        doubts += part.doubts
    return ReadingText(source, 0, len(source), tuple(edits), tuple(doubts))


def _gaps(length: int, fixed: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in fixed:
        if at < start:
            yield at, start
        at = end
    if at < length or not length:
        yield at, length


def title_of(reading: ReadingText) -> str:
    """A title for a reading: running heads and page numbers are none."""
    text, pieces, at = reading.text, [], 0
    for start, end in reading.furniture:
        if not is_byline(text[start:end]):
            pieces.append(text[at:start])
            at = end
    return guess_title("".join((*pieces, text[at:])).lstrip())


def guess_title(text: str) -> str:
    """The first paragraph near the top that reads like a heading, else the beginning of the first; "" for no text."""
    paragraphs = [line.strip() for line in text.split("\n", _TRIED_FOR_TITLE)[:_TRIED_FOR_TITLE] if line.strip()]
    for paragraph in paragraphs:
        heading = len(paragraph) <= _LONGEST_TITLE and paragraph[-1] not in _STOPS and "。" not in paragraph
        if heading and not is_byline(paragraph) and not paragraph.startswith("——"):
            return paragraph
    return shortened(paragraphs[0]) if paragraphs else ""


def shortened(paragraph: str) -> str:
    """The beginning of a text, as long as a title may be."""
    return paragraph if len(paragraph) <= _LONGEST_TITLE else paragraph[: _LONGEST_TITLE - 1] + "…"
