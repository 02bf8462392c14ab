"""What an import notices of the texts that it reads: pages of several articles, and near copies of what is known.

It is for the process that reads: it knows texts by the hashes of their readings, and nothing of the database.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from annotator.domain.article import ArticleForm
from annotator.domain.text import Doubt, Edit, ReadingText
from annotator.errors import RefusedError
from annotator.reading.columns import Choice
from annotator.reading.columns import Named as Named
from annotator.reading.cuts import cut_reading, proposed
from annotator.reading.reprints import Reprints, Sketch, sketch


class SplitPages(StrEnum):
    """What becomes of a page of several articles that is imported."""

    ASK = "ask"  # it comes in whole, and a split is proposed
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Wish:
    """How files are to be read: the encoding of text files (found where None), and which columns a table has.

    `columns` go by the table's heading (`reading.columns.heading`). `known` are the texts of the project: the hash of
    each and its sketch.
    """

    encoding: str | None = None
    split: SplitPages = SplitPages.ASK
    columns: Choice = field(default_factory=dict)
    known: Sequence[tuple[bytes, bytes]] = ()


class Like(NamedTuple):
    """The known text, by its hash, that a text is most like, and how much."""

    sha256: bytes
    resemblance: float
    containment: float


@dataclass(frozen=True, slots=True)
class Noticed:
    """A text, or one article of a page: where it lies in the source, how it reads, what it is like."""

    start: int
    end: int
    title: str
    authors: tuple[str, ...]
    edits: tuple[Edit, ...]
    doubts: tuple[Doubt, ...]
    text: str
    sha256: bytes
    sketch: bytes
    like: Like | None


class Noticing:
    """Looks at one text after another; remembers them, for later ones may be like them."""

    def __init__(self, wish: Wish) -> None:
        self._split = wish.split
        self._index: Reprints[bytes] = Reprints()
        for sha256, packed in wish.known:
            self._index.put(sha256, Sketch.unpacked(packed))

    def look(self, reading: ReadingText, title: str) -> tuple[int, list[Noticed]]:
        """How many articles a text seems to hold, and the text, or its articles where they are to be cut apart."""
        parts = proposed(reading) if self._split is not SplitPages.NEVER else []
        if len(parts) > 1 and self._split is SplitPages.ALWAYS:
            try:
                cut = cut_reading(reading, [part.start for part in parts[1:]])
            except RefusedError:
                parts = []
            else:
                pairs = zip(parts, cut, strict=True)
                return len(parts), [self._noticed(one, part.title or title, part.authors) for part, one in pairs]
        return max(1, len(parts)), [self._noticed(reading, title, ())]

    def look_at(self, text: str, sha256: bytes) -> tuple[bytes, Like | None]:
        """The sketch of a text that stays whole, and what it is like."""
        made = sketch(text)
        return made.packed(), self._like(made, sha256)

    def _noticed(self, reading: ReadingText, title: str, authors: tuple[str, ...]) -> Noticed:
        text = reading.text
        sha256 = hashlib.sha256(text.encode()).digest()
        return Noticed(
            reading.start,
            reading.end,
            title,
            authors,
            reading.edits,
            reading.doubts,
            text,
            sha256,
            *self.look_at(text, sha256),
        )

    def _like(self, made: Sketch, sha256: bytes) -> Like | None:
        if not made.says_enough:
            return None
        found = next((match for match in self._index.like(made) if match.key != sha256), None)
        self._index.put(sha256, made)
        return None if found is None else Like(found.key, *found.likeness)


def with_authors(form: ArticleForm, authors: Sequence[str]) -> ArticleForm:
    """A form that names the authors, among what is kept for export."""
    if not authors:
        return form
    extra = json.loads(form.extra) if form.extra else {}
    return replace(form, extra=json.dumps({**extra, "authors": list(authors)}, ensure_ascii=False))
