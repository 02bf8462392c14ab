"""The tags of the open article as rows, in the one order of spans; ready for tens of thousands of them."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, NamedTuple

from PySide6.QtCore import QModelIndex, QTimer, Signal
from typing_extensions import override

from annotator.domain.change import Change
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.marks import Marks
from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Mark, Span
from annotator.i18n import tr
from annotator.ui.models.table import Column, TableModel
from annotator.ui.values import main_value, named, one_line
from annotator.ui.widgets import tooltip

Details = Callable[[list[SpanId]], list[Span]]
"""Reads spans with all they hold; asked for few at a time, the visible ones."""

_AROUND: Final = 32  # rows read with the visible ones, so that scrolling seldom reads
_KEPT: Final = 4000  # spans held in memory at most
_STEPWISE: Final = 256  # up to so many changed rows are told one by one
_HEAD, _TAIL = 160, 80  # characters of a long tag that a row can show
_TIP: Final = 400
_UNKNOWN: Final = "#808080"

_label_of = itemgetter(2)


@dataclass(frozen=True, slots=True)
class TagFilter:
    """Which tags are listed: those whose words hold `text`, with one of `labels` (none: any), to be re-checked."""

    text: str = ""
    labels: frozenset[LabelId] = frozenset()
    recheck_only: bool = False


class TagRow(NamedTuple):
    """What a row shows. `main` and `note` are empty until the span has been read."""

    mark: Mark
    label: Label
    quote: str
    main: str
    note: str
    recheck: bool


def folded(text: str) -> str:
    """A text as filters compare it: case and full-width forms do not count."""
    return unicodedata.normalize("NFKC", text).casefold()


class TagModel(TableModel[TagRow]):
    """Lists the marks of one layer. No row is an object until it is looked at.

    `marks` and `recheck` stay the caller's and must have followed a change before `follow` tells of it: the model
    keeps a copy of the marks, since Qt wants to hear of a change before rows move.
    """

    details_read = Signal()

    def __init__(self) -> None:
        columns: tuple[Column[TagRow], ...] = (
            Column(tr("Label"), lambda row: named(row.label)),
            Column(tr("Quote"), lambda row: row.quote),
            Column(tr("Attribute"), lambda row: row.main, number=True),
        )
        super().__init__(columns)
        self._text = ""
        self._source = Marks()
        self._all = Marks()
        self._rows = self._all
        self._recheck: Collection[SpanId] = ()
        self._scheme = Scheme("", ())
        self._labels: dict[LabelId, Label] = {}
        self._details: Details = lambda _ids: []
        self._known: dict[SpanId, Span] = {}
        self._wanted: set[SpanId] = set()
        self._filter = TagFilter()
        self._counts: Counter[LabelId] = Counter()
        self._timer = QTimer(self)  # fires when everything else is done: nobody waits for attributes
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.read_wanted)

    # -- what is listed ----------------------------------------------------------------------------------------------

    def show(self, text: str, marks: Marks, scheme: Scheme, details: Details, recheck: Collection[SpanId] = ()) -> None:
        """Lists the marks of another article."""
        self.beginResetModel()
        self._text, self._source, self._scheme, self._details, self._recheck = text, marks, scheme, details, recheck
        self._labels.clear()
        self._known.clear()
        self._wanted.clear()
        self._take()
        self.endResetModel()

    def set_scheme(self, scheme: Scheme) -> None:
        """Takes other labels: names, colours, what was merged."""
        self.beginResetModel()
        self._scheme = scheme
        self._labels.clear()
        self._rows = self._chosen()
        self.endResetModel()

    def set_filter(self, wanted: TagFilter) -> None:
        """Lists only some of the marks."""
        if wanted == self._filter:
            return
        self.beginResetModel()
        self._filter = wanted
        self._rows = self._chosen()
        self.endResetModel()

    @property
    def filter(self) -> TagFilter:
        """Which marks are listed."""
        return self._filter

    def _take(self) -> None:
        self._all = self._source.copy()
        self._counts = Counter(map(_label_of, self._all))
        self._rows = self._chosen()

    def _chosen(self) -> Marks:
        return self._all if self._filter == TagFilter() else Marks(filter(self._passes, self._all))

    def _passes(self, mark: Mark) -> bool:
        wanted = self._filter
        if wanted.labels and self.label_of(mark).id not in wanted.labels:
            return False
        if wanted.recheck_only and mark.id not in self._recheck:
            return False
        return not wanted.text or folded(wanted.text) in folded(self._text[mark.start : mark.end])

    # -- asking ------------------------------------------------------------------------------------------------------

    @override
    def count(self) -> int:
        return len(self._rows)

    @property
    def total(self) -> int:
        """How many tags there are, listed or not."""
        return len(self._all)

    @property
    def to_recheck(self) -> int:
        """How many tags are on the re-check list."""
        return len(self._recheck)

    def counts(self) -> dict[LabelId, int]:
        """How many tags have each label, by what the label was merged into."""
        found: Counter[LabelId] = Counter()
        for label, count in self._counts.items():
            found[self.label(label).id] += count
        return found

    def mark_at(self, number: int) -> Mark:
        """The mark in a row."""
        return self._rows[number]

    def mark(self, span: SpanId) -> Mark | None:
        """The mark of a span, listed or not."""
        return self._all.get(span)

    def row_of(self, span: SpanId) -> int | None:
        """The row of a span, None where it is not listed."""
        mark = self._rows.get(span)
        return None if mark is None else self._rows.index(mark)

    def label_of(self, mark: Mark) -> Label:
        """The label that a mark has now."""
        return self.label(mark.label)

    def label(self, label: LabelId) -> Label:
        """What a label id means now; a label that somebody else has just added is not known here yet."""
        found = self._labels.get(label)
        if found is None:
            try:
                found = self._scheme.label(label)
            except KeyError:
                found = Label(label, "?", "?", "?", _UNKNOWN)
            self._labels[label] = found
        return found

    def quote(self, mark: Mark) -> str:
        """The words of a mark in one line, those of a long one without their middle."""
        if mark.end - mark.start <= _HEAD + _TAIL:
            return one_line(self._text[mark.start : mark.end])
        head, tail = self._text[mark.start : mark.start + _HEAD], self._text[mark.end - _TAIL : mark.end]
        return f"{one_line(head)}…{one_line(tail)}"

    @override
    def row(self, number: int) -> TagRow:
        mark = self._rows[number]
        label = self.label_of(mark)
        span = self._known.get(mark.id)
        if span is None:
            self._wanted.add(mark.id)
            if not self._timer.isActive():
                self._timer.start(0)
        return TagRow(
            mark,
            label,
            self.quote(mark),
            main_value(label, span.attributes) if span is not None else "",
            span.note if span is not None else "",
            mark.id in self._recheck,
        )

    @override
    def accessible_text(self, row: TagRow) -> str:
        more = tr("to be re-checked") if row.recheck else ""
        return " ".join(part for part in (named(row.label), row.quote, row.main, row.note, more) if part)

    @override
    def tip(self, row: TagRow) -> str:
        words = self._text[row.mark.start : min(row.mark.end, row.mark.start + _TIP)]
        more = "…" if row.mark.end - row.mark.start > _TIP else ""
        recheck = tr("The text here has changed: check the tag.") if row.recheck else ""
        lines = (f"{named(row.label)}  {words}{more}", row.main, row.note, recheck)
        return tooltip("\n".join(line for line in lines if line))

    # -- reading what the visible rows lack --------------------------------------------------------------------------

    def read_wanted(self) -> None:
        """Reads what rows that were looked at lack, and their neighbours with them."""
        rows = [number for span in self._wanted if (number := self.row_of(span)) is not None]
        self._wanted.clear()
        if not rows:
            return
        first, last = min(rows), max(rows)
        near = self._near(first, last) if last - first <= 4 * _AROUND else [self._rows[number].id for number in rows]
        missing = [span for span in near if span not in self._known and self._source.get(span) is not None]
        if not missing:
            return
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known.update((span.id, span) for span in self._details(missing))
        self._tell(first, last)
        self.details_read.emit()

    def _near(self, first: int, last: int) -> list[SpanId]:
        low, high = max(0, first - _AROUND), min(len(self._rows), last + _AROUND + 1)
        return [self._rows[number].id for number in range(low, high)]

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    # -- following changes -------------------------------------------------------------------------------------------

    def follow(self, changes: Iterable[Change]) -> set[SpanId]:
        """Follows what the caller's marks have followed already; gives the spans that were touched."""
        spans = {change.state.id for change in changes if isinstance(change.state, Span)}
        for span in spans:
            self._known.pop(span, None)
        if len(spans) > _STEPWISE:
            self.beginResetModel()
            self._take()
            self.endResetModel()
            return spans
        # What was edited is in the caller's memory: reading it now costs nothing and spares a frame without it.
        there = [span for span in spans if self._source.get(span) is not None]
        self._known.update((span.id, span) for span in self._details(there))
        for span in spans:
            self._follow(span)
        return spans

    def _follow(self, span: SpanId) -> None:
        new, was = self._source.get(span), self._rows.get(span)
        shows = new if new is not None and self._passes(new) else None
        if was is not None and shows is not None:
            self._move(was, shows)
        elif was is not None:
            at = self._rows.index(was)
            self.beginRemoveRows(QModelIndex(), at, at)
            self._replace(span, new)
            self.endRemoveRows()
        elif shows is not None:
            at = self._rows.index(shows)
            self.beginInsertRows(QModelIndex(), at, at)
            self._replace(span, new)
            self.endInsertRows()
        else:
            self._replace(span, new)

    def _move(self, was: Mark, new: Mark) -> None:
        """Tells that a row changed, and that it went elsewhere where it did."""
        source, target = self._rows.index(was), self._rows.index(new)
        if target in (source, source + 1):  # Qt counts the target before the row has left its place
            self._replace(was.id, new)
        else:
            self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target)
            self._replace(was.id, new)
            self.endMoveRows()
        at = self._rows.index(new)
        self._tell(at, at)

    def _replace(self, span: SpanId, new: Mark | None) -> None:
        """Puts a mark, or nothing, in the place of what a span had."""
        old = self._all.get(span)
        if old is not None:
            self._all.remove(span)
            self._counts[old.label] -= 1
        if new is not None:
            self._all.add(new)
            self._counts[new.label] += 1
        if self._rows is not self._all:
            if self._rows.get(span) is not None:
                self._rows.remove(span)
            if new is not None and self._passes(new):
                self._rows.add(new)
