"""The same string elsewhere: where it stands in my articles, to be ticked and tagged as one step."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox

from annotator.domain.ids import LabelId
from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Attributes
from annotator.i18n import tr
from annotator.services.same import MOST, SameBatch, SameHit, Standing
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.panels.head import ListPanel
from annotator.ui.panels.lines import LineList
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import named
from annotator.ui.widgets import ampersands, button, steady, tooltip

_LONGEST = 24


class _Row(NamedTuple):
    """A row: a heading, or the number of a hit."""

    heading: str = ""
    note: str = ""
    hit: int = -1


class SamePanel(ListPanel):
    """Hits in context with boxes: free ones ticked under their articles, then those in the way of other tags."""

    apply_asked = Signal(object, object, object)  # list[SameHit], LabelId, the Attributes they get
    refuse_asked = Signal(object, object)  # list[SameHit], the LabelId that they are not
    label_chosen = Signal(object)  # LabelId: look again for what this label has not
    place_chosen = Signal(object, int, int)  # ArticleId, start, end

    def __init__(self) -> None:
        self._model: LineModel[_Row] = LineModel(self._shown)
        self._list = LineList(self._model, tr("The same string elsewhere"))
        super().__init__(tr("The same string elsewhere"), self._list)
        self._quote = ""
        self._scheme = Scheme("", ())
        self._hits: list[SameHit] = []
        self._ticked: set[int] = set()
        self._tagged = 0
        self._cut = False
        self._running = False
        self._attributes: Attributes = {}
        self._refusing = False
        self._model.toggled.connect(self._toggle)
        self._list.chosen.connect(lambda _row: self._apply())
        self._list.clicked_row.connect(self._show_place)
        self._label = steady(QComboBox())
        self._label.setAccessibleName(tr("Label"))
        self._label.activated.connect(self._on_label)
        self._with = QCheckBox(tr("with attributes"))
        self._with.setToolTip(tooltip(tr("Give the new tags the attributes of the current one, quotes excepted")))
        self._all = button(tr("All"), lambda: self._tick(True), name="tick_all")
        self._none = button(tr("None"), lambda: self._tick(False), name="tick_none")
        self._do = button("", self._apply, name="apply_same", default=True)
        for widget in (self._label, self._with, self._all, self._none, self._do):
            self.head.add(widget)
        self._tell()

    def start(
        self,
        quote: str,
        chosen: LabelId,
        scheme: Scheme,
        attributes: Attributes | None = None,
        *,
        refusing: bool = False,
    ) -> None:
        """Begins a new list: for a string, the label it would get and the attributes that can go with it.

        `refusing` notes that the string is no such tag, instead of tagging it.
        """
        self._quote, self._scheme, self._refusing = quote, scheme, refusing
        attributes = {} if refusing else attributes
        self._hits, self._ticked, self._tagged, self._cut, self._running = [], set(), 0, False, True
        self._attributes = attributes or {}
        self._with.setVisible(bool(self._attributes))
        self._with.setChecked(bool(self._attributes))
        self._label.clear()
        for one in scheme.active:
            self._label.addItem(colour_dot(one.colour), named(one), one.id)
            if one.id == scheme.label(chosen).id:
                self._label.setCurrentIndex(self._label.count() - 1)
        self._fill()

    def add(self, batch: SameBatch) -> None:
        """Shows what a batch of the search found."""
        for hit in batch.hits:
            if hit.ticked:
                self._ticked.add(len(self._hits))
            self._hits.append(hit)
        self._tagged += batch.tagged
        self._cut |= batch.cut
        self._fill()

    def finish(self) -> None:
        """Says that nothing more is to come."""
        self._running = False
        self._tell()

    def chosen_hits(self) -> list[SameHit]:
        """The hits that are ticked."""
        return [hit for number, hit in enumerate(self._hits) if number in self._ticked]

    # -- inside ----------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Free hits article by article, then the others; ticks and the current row stay."""
        current = self._list.current_row()
        kept = self._model.entry(current).hit if current >= 0 else -1
        free = [k for k, hit in enumerate(self._hits) if hit.standing is Standing.FREE]
        others = [k for k, hit in enumerate(self._hits) if hit.standing is not Standing.FREE]
        rows = self._by_article(free)
        if others:
            rows.append(_Row(tr("Within other tags or longer names, or with another label"), tr("not ticked")))
            rows += [_Row(hit=k) for k in others]
        self._model.set_entries(rows)
        leads = [named(one) for one in self._scheme.labels] if others else []
        self._list.delegate.measure(leads)
        at = next((row for row, one in enumerate(rows) if one.hit == kept and kept >= 0), 1 if rows else -1)
        self._list.go_to(at)
        self._tell()

    def _by_article(self, hits: Sequence[int]) -> list[_Row]:
        rows: list[_Row] = []
        last: object = None
        for number in hits:
            hit = self._hits[number]
            if hit.article != last:
                rows.append(_Row(hit.title or tr("No title")))
                last = hit.article
            rows.append(_Row(hit=number))
        return rows

    def _shown(self, row: _Row) -> Line:
        if row.hit < 0:
            return Line(row.heading, note=row.note, heading=True)
        hit = self._hits[row.hit]
        place = hit.place
        ticked = row.hit in self._ticked
        if hit.standing is Standing.FREE:
            return Line(place.text, place.before, place.after, checked=ticked)
        over = self._over(hit)
        note = tr("in “{text}”", text=hit.over) if hit.standing in (Standing.INSIDE, Standing.NAME) else hit.title
        return Line(
            place.text,
            place.before,
            place.after,
            lead=named(over) if over else "",
            colour=over.colour if over else "",
            note=note,
            checked=ticked,
            faded=True,
        )

    def _over(self, hit: SameHit) -> Label | None:
        return None if hit.over_label is None else self._scheme.label(hit.over_label)

    def _toggle(self, row: int, ticked: bool) -> None:
        number = self._model.entry(row).hit
        (self._ticked.add if ticked else self._ticked.discard)(number)
        self._tell()

    def _tick(self, ticked: bool) -> None:
        self._ticked = set(range(len(self._hits))) if ticked else set()
        self._model.refresh()
        self._tell()

    def _on_label(self) -> None:
        self.label_chosen.emit(LabelId(self._label.currentData()))

    def _show_place(self, row: int) -> None:
        number = self._model.entry(row).hit
        if number >= 0:
            hit = self._hits[number]
            self.place_chosen.emit(hit.article, hit.place.start, hit.place.end)

    def _apply(self) -> None:
        hits = self.chosen_hits()
        if hits and not self._running and self._refusing:
            self.refuse_asked.emit(hits, LabelId(self._label.currentData()))
        elif hits and not self._running:
            attributes = self._attributes if self._with.isChecked() else {}
            self.apply_asked.emit(hits, LabelId(self._label.currentData()), attributes)

    def _tell(self) -> None:
        quote = self._quote if len(self._quote) <= _LONGEST else f"{self._quote[: _LONGEST - 1]}…"
        self.head.title.setText(tr("“{text}” elsewhere", text=quote))
        parts = [tr("{n} places", n=len(self._hits))]
        if self._tagged:
            parts.append(tr("{n} tagged so already", n=self._tagged))
        if self._cut:
            parts.append(tr("only the first {n} are listed", n=MOST))
        if self._running:
            parts.append(tr("Looking …"))
        self.head.about.set_whole(" · ".join(parts))
        count = len(self._ticked)
        self._do.setText(
            ampersands(tr("Refuse {n} places", n=count) if self._refusing else tr("Tag {n} places", n=count))
        )
        self._label.setEnabled(not self._refusing)
        self._do.setEnabled(bool(self._ticked) and not self._running)
        for widget in (self._all, self._none):
            widget.setEnabled(bool(self._hits))
        nothing = tr("This string stands nowhere else in your unsubmitted articles without this label.")
        self.show_rows(bool(self._hits), tr("Looking …") if self._running else nothing)
