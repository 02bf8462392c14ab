"""From a source to its reading text: doubled runs, stray blanks, broken lines, each repair a decision of its own."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from annotator.domain.text import Doubt, Edit, EditKind, ReadingText
from annotator.i18n import mark
from annotator.reading.blanks import stray_blanks
from annotator.reading.doubling import Drop, Ink, doubtful, drops, ink_of
from annotator.reading.evidence import HAN_GLYPH
from annotator.reading.furniture import BYLINE, RUNNING_HEAD, bylines, find_heads
from annotator.reading.joining import Joiner, Paragraph, Verdict, begin, is_heading
from annotator.reading.lines import INVISIBLE, LINE_END, Line, half_ems, single_spaced, split_lines
from annotator.reading.readings import READING, find_readings

DOUBLED_RUN: Final = mark("The run was printed twice.")
DOUBLED_GLYPH: Final = mark("Every character was printed twice.")
EMPTY_LINE: Final = mark("An empty line.")
INDENT: Final = mark("The indent of a paragraph.")
LINE_END_BLANKS: Final = mark("Blanks at a line end.")
LINE_END_SIGN: Final = mark("A line end of another system.")
OVER_HEAD: Final = mark("The paragraph goes on behind a running head or page number.")

MAYBE_DOUBLED: Final = mark("This may have been printed twice.")
BREAKS_OFF: Final = mark("The paragraph breaks off here.")
RUN_TOGETHER: Final = mark("Two words may have run together here.")
UNREADABLE: Final = mark("This character cannot be shown: it is private or lost.")
UNSEEN: Final = mark("A character that cannot be seen stands here.")

_PART: Final = 200_000  # characters repaired at once, so that memory stays bounded
_UNSEEN = re.compile(f"[{INVISIBLE}]+")
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]+")


def repair(
    source: str, start: int = 0, end: int | None = None, furniture: Sequence[tuple[int, int]] = ()
) -> ReadingText:
    """The reading text of an article that stands at `start` to `end` of its source.

    Every character of it is one of the source, in order; but for a break put in where the source has a line end of
    another kind than line feed. `furniture` are ranges, sorted, known as running heads and page numbers by their place.
    """
    stop = len(source) if end is None else end
    edits: list[Edit] = []
    doubts: list[Doubt] = []
    for low, high in _parts(source, start, stop):
        part = _Part(source, low, high, furniture)
        edits += part.edits
        doubts += part.doubts
    return ReadingText(source, start, stop, tuple(edits), tuple(doubts))


def _parts(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts a long text at line ends, behind a sentence if there is one."""
    at = start
    while end - at > 2 * _PART:
        cut = source.rfind("。\n", at + _PART, at + 2 * _PART) + 2
        if cut < at + _PART:
            match = LINE_END.search(source, at + _PART, end)
            cut = match.end() if match else end
        yield at, cut
        at = cut
    if at < end or at == start:
        yield at, end


class _Part:
    """The repairs of one part of a source, `low` to `high`."""

    def __init__(self, source: str, low: int, high: int, furniture: Sequence[tuple[int, int]]) -> None:
        self.source = source
        self.low, self.high = low, high
        self.edits: list[Edit] = []
        self.doubts: list[Doubt] = [
            Doubt(m.start(), m.end(), UNREADABLE) for m in _UNREADABLE.finditer(source, low, high)
        ]
        self.doubts += (
            Doubt(m.start(), m.end(), UNSEEN) for m in _UNSEEN.finditer(source, low, high) if not _in_picture(m)
        )
        self._furniture: list[tuple[Line, str]] = []
        self._gone: list[tuple[int, int]] = []
        self.lines = split_lines(source, low, high)
        self._undouble()
        heads = self._take_heads(furniture)
        self._close_up()
        self._lay_out(heads)
        self._furniture += ((line, BYLINE) for line in bylines(self.lines))
        if self._gone:  # what was repaired inside of a head goes with it
            self.edits = [
                edit
                for edit in self.edits
                if edit.kind is EditKind.JOIN or not _within(edit.start, edit.end, self._gone)
            ]
        self.edits.sort(key=lambda edit: (edit.start, edit.end))
        if self._furniture:
            self._mark_furniture()
            self.edits.sort(key=lambda edit: (edit.start, edit.end))
        self.doubts.sort(key=lambda doubt: (doubt.start, doubt.end))

    def _undouble(self) -> None:
        """Takes out what was printed twice, and flags what may have been."""
        inks = [ink_of(line) for line in self.lines]
        gone: dict[int, list[Drop]] = {}
        for ink, found in drops(inks):
            gone[id(ink)] = found
            self._take_out(ink, found)
        for ink in inks:
            if ink.repeats:
                for first, behind in doubtful(ink, gone.get(id(ink), [])):
                    self.doubts.append(Doubt(ink.source(first), ink.source(behind - 1) + 1, MAYBE_DOUBLED))
        base = min((line.indent for line in self.lines), default=0)
        for line in self.lines:
            line.width = half_ems(line.text) + line.indent - base

    def _take_out(self, ink: Ink, found: list[Drop]) -> None:
        line = ink.line
        kept = array("q")
        at = line.first
        for drop in found:
            low, high = ink.source(drop.start - 1) + 1, ink.source(drop.end - 1) + 1
            certainty = 0.99 if drop.evidence >= 9 else 0.95 if drop.evidence >= 4 else 0.9
            reason = DOUBLED_GLYPH if drop.glyph else DOUBLED_RUN
            self.edits.append(Edit(low, high, EditKind.DEDOUBLE, reason=reason, certainty=certainty))
            kept.extend(range(at, low))
            at = high
        kept.extend(range(at, line.last))
        line.text = "".join(map(self.source.__getitem__, kept))
        line.kept = kept

    def _close_up(self) -> None:
        """Takes out stray blanks, and notes how each line ends."""
        for number, line in enumerate(self.lines):
            if "）" in line.text or ")" in line.text:
                self._take_out_readings(line)
            if len(line.text.split(None, 1)) > 1:
                above = number > 0 and not line.blanks_before
                below = number + 1 < len(self.lines) and not self.lines[number + 1].blanks_before
                self._take_out_blanks(line, in_block=above or below)
                line.look()
        single_spaced(self.lines)

    def _take_out_readings(self, line: Line) -> None:
        found = list(find_readings(line.text))
        if found:
            self._cut(line, [(one.start, one.end, EditKind.DROP, READING, 0.9) for one in found])
            line.look()

    def _take_out_blanks(self, line: Line, in_block: bool) -> None:
        found = stray_blanks(line.text, in_block)
        self._cut(line, [(one.start, one.end, EditKind.SPACE, one.reason, one.certainty) for one in found])

    def _cut(self, line: Line, ranges: Sequence[tuple[int, int, EditKind, str, float]]) -> None:
        """Takes ranges out of a line's text."""
        pieces: list[str] = []
        kept = array("q")
        at = 0
        for start, end, kind, reason, certainty in ranges:
            low, high = line.source(start), line.source(end - 1) + 1
            self.edits.append(Edit(low, high, kind, reason=reason, certainty=certainty))
            pieces.append(line.text[at:start])
            kept.extend(map(line.source, range(at, start)))
            at = end
        if at:
            kept.extend(map(line.source, range(at, len(line.text))))
            line.text = "".join([*pieces, line.text[at:]])
            line.kept = kept

    def _take_heads(self, known: Sequence[tuple[int, int]]) -> dict[int, list[Line]]:
        """Takes running heads and page numbers from among the lines; by the number of the line that each stands above.

        `known` are those that are known by their place.
        """
        for line in self.lines:
            line.look()
        numbers = find_heads(self.lines, self.source, self.low, self.high)
        numbers |= {at for at, line in enumerate(self.lines) if known and _within(line.first, line.last, known)}
        if not numbers or len(numbers) == len(self.lines):
            return {}
        body: list[Line] = []
        heads: dict[int, list[Line]] = {}
        for at, line in enumerate(self.lines):
            if at in numbers:
                heads.setdefault(len(body), []).append(line)
            else:
                line.blanks_before += sum(head.blanks_before for head in heads.get(len(body), ()))
                body.append(line)
        self.lines = body
        return heads

    def _lay_out(self, heads: dict[int, list[Line]]) -> None:
        """Joins lines to paragraphs, one a line; the `heads` between them stay lines of their own."""
        lines = self.lines
        if not lines:
            self._blank(self.low, self.high, EMPTY_LINE)
            return
        first = heads[0][0] if 0 in heads else lines[0]
        self._blank(self.low, first.first, EMPTY_LINE if first.start > self.low else INDENT)
        self._furnish(heads.get(0, ()), lines[0].first)
        joiner = Joiner(lines, self.source, self.low, self.high)
        paragraph = begin(lines[0])
        for at in range(len(lines) - 1):
            before, line = lines[at], lines[at + 1]
            verdict = joiner.decide(at, paragraph)
            if verdict.join:
                self._join(before, line, verdict, over_head=at + 1 in heads)
                paragraph.count += 1
                paragraph.add(line)
                self._doubt_latin(before, line)
            else:
                self._end_lines(before, heads.get(at + 1, ()), line.first)
                self._finish(before, paragraph)
                paragraph = begin(line)
        self._end_lines(lines[-1], heads.get(len(lines), ()), self.high)
        self._finish(lines[-1], paragraph)

    def _join(self, before: Line, line: Line, verdict: Verdict, *, over_head: bool) -> None:
        if over_head:
            self._gone.append((before.last, line.first))
        reason = OVER_HEAD if over_head else verdict.reason
        self.edits.append(Edit(before.last, line.first, EditKind.JOIN, reason=reason, certainty=verdict.certainty))

    def _doubt_latin(self, before: Line, line: Line) -> None:
        """Flags letters that meet at a line end."""
        last, first = before.text[-1], line.text[0]
        if last.isascii() and first.isascii() and last.isalpha() and first.isalpha():
            self.doubts.append(Doubt(before.last - 1, line.first + 1, RUN_TOGETHER))

    def _end_lines(self, line: Line, heads: Sequence[Line], until: int) -> None:
        """Ends a line and the running heads behind it."""
        self._end_line(line, heads[0].first if heads else until)
        self._furnish(heads, until)

    def _furnish(self, heads: Sequence[Line], until: int) -> None:
        """Notes running heads as what they are."""
        for at, head in enumerate(heads):
            self._end_line(head, heads[at + 1].first if at + 1 < len(heads) else until)
            self._furniture.append((head, RUNNING_HEAD))

    def _mark_furniture(self) -> None:
        """Says of furniture what it is, as far as its characters stay."""
        edits = self.edits
        made: list[Edit] = []
        for line, reason in self._furniture:
            at = line.first
            for edit in edits[bisect_left(edits, at, key=lambda edit: edit.start) :]:
                if edit.start >= line.last:
                    break
                self._keep(made, at, edit.start, reason)
                at = edit.end
            self._keep(made, at, line.last, reason)
        self.edits += made

    def _keep(self, made: list[Edit], start: int, end: int, reason: str) -> None:
        if start < end:
            made.append(Edit(start, end, EditKind.FURNITURE, self.source[start:end], reason, 0.9))

    def _finish(self, line: Line, paragraph: Paragraph) -> None:
        """Flags a paragraph that ends in the middle of a sentence."""
        unfinished = paragraph.stops and not (line.final or line.colon or paragraph.caption or paragraph.byline)
        if unfinished and (paragraph.count > 1 or not is_heading(line)) and not paragraph.first.text.startswith("——"):
            self.doubts.append(Doubt(line.last - 1, line.last, BREAKS_OFF))

    def _end_line(self, line: Line, until: int) -> None:
        """Leaves one line feed between a line's last character and `until`, and takes out the rest."""
        if line.end >= self.high:  # the text ends without one
            self._blank(line.last, until, LINE_END_BLANKS)
            return
        feed = self.source.find("\n", line.end, until)
        if feed < 0:  # a line end of another kind: a feed is put in, the line end goes
            self.edits.append(Edit(line.end, line.end, EditKind.SPLIT, "\n", LINE_END_SIGN))
            self._blank(line.last, line.end, LINE_END_BLANKS)
            self._blank(line.end, until, LINE_END_SIGN)
            return
        self._blank(line.last, feed, LINE_END_BLANKS if line.last < line.end else LINE_END_SIGN)
        if self.source.find("\n", feed + 1, until) >= 0 or LINE_END.search(self.source, feed + 1, until):
            self._blank(feed + 1, until, EMPTY_LINE)
        else:
            self._blank(feed + 1, until, INDENT)

    def _blank(self, start: int, end: int, reason: str) -> None:
        if start < end:
            self.edits.append(Edit(start, end, EditKind.BLANK, reason=reason))


def _within(start: int, end: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether a range stands in one of some ranges."""
    at = bisect_left(ranges, start + 1, key=lambda pair: pair[0]) - 1
    return at >= 0 and end <= ranges[at][1]


def _in_picture(unseen: re.Match[str]) -> bool:
    """Whether a joiner stands between two emoji, where it belongs."""
    text, start, end = unseen.string, unseen.start(), unseen.end()
    pictures = text[start - 1 : start] >= "\u2190" and text[end : end + 1] >= "\u2600"
    return unseen.group() == "\u200d" and pictures and not HAN_GLYPH.match(text, end)
