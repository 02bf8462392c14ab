"""The pages that an article was printed on: which there are, where its characters stand on them, their pictures.

Sources that came in before pages were kept have theirs found when they are first looked at.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import PurePath
from typing import Final

from annotator.domain.ids import ArticleId, SourceId
from annotator.domain.pages import Box, PackedPage, Page
from annotator.domain.text import ReadingText
from annotator.errors import RefusedError
from annotator.services.project import Project
from annotator.store import articles, pages

PICTURES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
_PDF: Final = ".pdf"
_NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Printed:
    """A source that was printed; `pages` are without boxes, and none where they have to be found first."""

    source: SourceId
    name: str
    picture: bool
    pages: tuple[Page, ...]

    @property
    def suffix(self) -> str:
        """What kind of file it is from."""
        return PurePath(self.name).suffix.lower()

    def page_at(self, position: int) -> Page | None:
        """The page on which a character of the source stands."""
        return next((page for page in reversed(self.pages) if page.start <= position), None)


def printed(project: Project, source: SourceId) -> Printed | None:
    """The pages of a source, None where it was never on any."""
    with project.database.read() as connection:
        name, kept = pages.read_origin(connection, source)
        suffix = PurePath(name).suffix.lower()
        if not kept or suffix not in (_PDF, *PICTURES):
            return None
        return Printed(source, name, suffix != _PDF, tuple(pages.read_pages(connection, source)))


def page_of(project: Project, source: SourceId, number: int) -> Page | None:
    """A page with the boxes of its characters."""
    with project.database.read() as connection:
        return pages.read_page(connection, source, number)


def standing_at(project: Project, source: SourceId, position: int) -> tuple[ArticleId, int] | None:
    """The article in which a character of a source is read, and where in its reading text."""
    with project.database.read() as connection:
        cuts = articles.read_cuts(connection, source)
        here = next((cut.article for cut in cuts if cut.start <= position < cut.end), None)
        found = articles.read_article(connection, here) if here is not None else None
        if found is None:
            return None
        revision = articles.read_revision(connection, found.revision)
        text = articles.read_source(connection, source).text
    reading = ReadingText(text, revision.start, revision.end, revision.edits, revision.doubts)
    return found.id, reading.reading_position(position)


def file_of(project: Project, source: SourceId) -> bytes:
    """The file that a source is from."""
    with project.database.read() as connection:
        found = pages.read_raw(connection, source)
    if found is None:
        raise RefusedError("The file of this article was not kept.")
    return found


# -- sources from before pages were kept -----------------------------------------------------------------------------


def find_pages(name: str, data: bytes, text: str) -> tuple[PackedPage, ...]:
    """The pages of a PDF document whose text was taken out before; work for a process of its own.

    Where the text is taken out differently now, its lines are found again. Raises InputError where it has none.
    """
    from annotator.reading import pdf
    from annotator.services.preparing import pages_of

    if PurePath(name).suffix.lower() != _PDF:
        return ()
    extraction = pdf.extract(name, data)
    found = list(pages_of(extraction))
    if extraction.text.rstrip("\n") != text.rstrip("\n"):
        found = _aligned(found, extraction.text, text)
    return tuple(page.packed() for page in found)


def _aligned(found: Sequence[Page], new: str, old: str) -> list[Page]:
    """Pages found in one text as they lie in another; lines that differ have no place."""
    ours, theirs = old.splitlines(keepends=True), new.splitlines(keepends=True)
    places = [0, *accumulate(map(len, ours))]
    sources = [0, *accumulate(map(len, theirs))]
    boxes: list[Box] = [_NOWHERE] * len(old)
    whole = [box for page in found for box in page.boxes]
    first: dict[int, int] = {}
    for block in difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks():
        for at in range(block.size):
            low, there = sources[block.a + at], places[block.b + at]
            length = len(theirs[block.a + at])
            boxes[there : there + length] = whole[low : low + length]
            number = next((page.number for page in reversed(found) if page.start <= low), 1)
            first.setdefault(number, there)
    starts = [0]
    for page in found[1:]:
        starts.append(max(starts[-1], first.get(page.number, starts[-1])))
    return [
        Page(page.number, low, high, page.width, page.height, boxes[low:high])
        for page, (low, high) in zip(found, pairwise([*starts, len(old)]), strict=True)
    ]


def store_pages(project: Project, source: SourceId, found: Sequence[PackedPage]) -> None:
    """Keeps pages that were found, unless there are some by now."""
    if project.read_only or not found:
        return
    with project.database.write() as connection:
        if not pages.read_pages(connection, source):
            pages.insert_packed(connection, [(source, page) for page in found])
