"""Puts a case on the screen: marks in the texts, boxes of the card, words for what Space would do."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from annotator.agreement.pairing import Kind
from annotator.agreement.units import Tie, Unit
from annotator.domain.ids import SpanId
from annotator.domain.marks import Marks
from annotator.domain.scheme import Scheme
from annotator.domain.span import Mark, Span
from annotator.i18n import tr
from annotator.services.cases import AGREED, BEFORE, FULLER, Case, Item, TieItem
from annotator.services.document import Document
from annotator.ui.article_work import looks, title_end_of
from annotator.ui.compare_draft import Draft
from annotator.ui.panels.compare import KINDS, CompareView, Row, letter
from annotator.ui.panels.compare_card import Shown
from annotator.ui.text.view import ArticleView


class CompareShown:
    """Knows what stands in which box."""

    def __init__(self, view: CompareView, scheme: Scheme) -> None:
        self._view = view
        self._scheme = scheme
        self._names: list[str] = []
        self._boxes: list[int | None] = []  # the variant in each box, None for “no tag”
        self._marks = Marks()
        self._open = Marks()
        self._document: Document | None = None
        self._pending: Callable[[bytes], bool] = lambda _key: False

    def show(
        self, case: Case, document: Document, shuffled: bool, fresh: bool, pending: Callable[[bytes], bool]
    ) -> None:
        """Shows a case; the text stays where it is unless it is another one."""
        view = self._view
        again = self._document is None or self._document.revision.id != case.revision.id
        self._document, self._pending = document, pending
        self._names = [letter(at) if shuffled else side.name for at, side in enumerate(case.sides)]
        view.show_case(case, self._names, pending)
        self._marks, self._open = self._marks_of(case)
        if fresh or again:
            view.view.show_article(
                case.text, self._marks, looks(self._scheme), title_end=title_end_of(case.text, case.article.title)
            )
            view.view.set_suggestions(self._open)
            if view.beside.isChecked():
                self._show_sides(case)
        else:
            view.view.replace_marks(self._marks, self._open)

    def _marks_of(self, case: Case) -> tuple[Marks, Marks]:
        """What stands: gold, and what all agree on; and what is open, each way of tagging it once."""
        firm: dict[bytes, Mark] = {}
        loose: dict[bytes, Mark] = {}
        for item in case.items:
            for span in item.gold:
                firm[span.id] = Mark(span.start, span.end, span.label, span.id)
            if not item.open:
                continue
            where = firm if item.kind is Kind.EQUAL else loose
            for variant in item.variants:
                mark = self._mark(case, variant.unit)
                where[mark.id] = mark
        return Marks(sorted(firm.values())), Marks(sorted(loose.values()))

    @staticmethod
    def _mark(case: Case, unit: Unit) -> Mark:
        return Mark(unit.start, unit.end, case.labels[unit.label], SpanId(unit.id))

    # -- side by side ----------------------------------------------------------------------------------------------

    def show_beside(self, case: Case, beside: bool, pressed: Callable[[str], object]) -> None:
        """Shows the sides' own texts beside each other, or all in one."""
        known = len(self._view.sides)
        self._view.show_beside(beside, len(case.sides))
        for made in self._view.sides[known:]:
            made.key_command.connect(pressed)
        if beside:
            self._show_sides(case)

    def _show_sides(self, case: Case) -> None:
        for at, view in enumerate(self._view.sides[: len(case.sides)]):
            units = [item.members[at] for item in case.items if at in item.members]
            marks = Marks(sorted(self._mark(case, unit) for unit in units))
            end = title_end_of(case.text, case.article.title)
            view.show_article(case.text, marks, looks(self._scheme), title_end=end)
            self._view.name_side(at, self._names[at])

    # -- the current difference ------------------------------------------------------------------------------------

    def turn(self, case: Case, row: Row | None, draft: Draft | None, *, reveal: bool) -> None:
        """Shows the current difference in the list, in the text and in the card."""
        view = self._view
        if row is None:
            view.card.show_nothing()
            self._mark_place(None, None)
            return
        view.mark_row(row.key)
        title = tr(KINDS[row.kind]) if row.members or isinstance(row, TieItem) else tr("Nobody tags this any more")
        notice = self._notice(row)
        rows = view.rows()
        at = next((number for number, one in enumerate(rows, 1) if one.key == row.key), 0)
        where = f"{at} / {len(rows)}" if at else ""
        if isinstance(row, TieItem):
            self._boxes = [None] * len(row.variants)
            view.card.show_item(title, where, notice, self._tie_boxes(case, row), row.reason)
            view.card.show_form(None, 0, False)
            places = [case.item(end) for tie in row.members.values() for end in (tie.source, tie.target)]
            bounds = [item.bounds for item in places if item is not None]
            self._mark_place((min(b[0] for b in bounds), max(b[1] for b in bounds)) if bounds else None, None, reveal)
            return
        view.card.show_item(title, where, notice, self._item_boxes(case, row), row.reason)
        self._show_draft(case, row, draft)
        self._mark_place(row.bounds, draft, reveal)

    @staticmethod
    def _notice(row: Row) -> str:
        if row.stale:
            return tr("Something here was changed after it was decided.")
        if row.open and row.decisions:
            return tr("This was decided before; something new has come.")
        return ""

    def mended(self, case: Case, draft: Draft) -> None:
        """Shows what is being mended."""
        self._show_draft(case, draft.item, draft)
        self._mark_place(draft.item.bounds, draft)

    def _show_draft(self, case: Case, item: Item, draft: Draft | None) -> None:
        span = draft.span if draft is not None else None
        touched = draft is not None and draft.touched
        words = tr("Take it with the changes (Space)") if touched else self._said(item)
        self._view.card.show_form(span, len(case.text), True, words)

    @staticmethod
    def _said(item: Item) -> str:
        """What Space does with an item as it is."""
        proposal = item.proposal
        if not item.open or proposal is None:
            return ""
        if proposal.why == BEFORE:
            return tr("Leave it as it was decided (Space)")
        if proposal.why == FULLER:
            return tr("Take the one with more filled in (Space)")
        assert proposal.why == AGREED  # noqa: S101 - there are no others
        return tr("Take what most say (Space)") if proposal.variants else tr("Nothing here, as most say (Space)")

    def _mark_place(self, bounds: tuple[int, int] | None, draft: Draft | None, reveal: bool = False) -> None:
        views: Sequence[ArticleView] = [self._view.view, *(one for one in self._view.sides if one.isVisible())]
        span: Span | None = draft.span if draft is not None else None
        for view in views:
            view.set_find_hits([bounds] if bounds is not None else [], 0)
            if bounds is not None and reveal:
                view.reveal(*bounds)
        main = self._view.view
        if bounds is not None and reveal:
            main.set_caret(bounds[0])
        if draft is None or span is None:
            main.set_current(None)
            return
        ringed = Mark(span.start, span.end, span.label, span.id)
        if draft.touched:
            main.replace_marks(Marks(sorted([*self._marks, ringed])), self._open)
        else:
            main.replace_marks(self._marks, self._open)
        main.set_current(ringed)

    # -- boxes -----------------------------------------------------------------------------------------------------

    def variant_of(self, box: int) -> int | None:
        """The number of the way of tagging that a box shows, None for “no tag”."""
        return self._boxes[box] if 0 <= box < len(self._boxes) else None

    def tie_at(self, tie: TieItem, number: int, sides: int) -> Tie | None:
        """The relation that the left or the right key takes."""
        if sides == 2:
            return tie.members.get(number)
        return tie.variants[number][0] if number < len(tie.variants) else None

    def _item_boxes(self, case: Case, item: Item) -> list[Shown]:
        two = len(case.sides) == 2
        order = list(range(len(item.variants)))
        if two:
            order.sort(key=lambda at: min(item.variants[at].sides))
        self._boxes = list(order)
        taken = {(span.start, span.end, self._scheme.label(span.label).key) for span in item.gold}
        made = [self._box(case, item, at, taken) for at in order]
        missing = [at for at in range(len(case.sides)) if at not in item.members]
        if missing and item.members:
            empty = Shown(self._who(missing), taken=bool(item.decisions) and not item.gold)
            first = two and missing[0] == 0
            made.insert(0 if first else len(made), empty)
            self._boxes.insert(0 if first else len(self._boxes), None)
        if not item.members:
            made = [self._gold_box(span) for span in item.gold]
            self._boxes = [None] * len(made)
            return made
        if two and len(made) == 1:  # both have the same
            return [replace(made[0], key="F J")]
        keyed = {at: key for at, key in enumerate("FJ") if two or (at < len(made) and self._boxes[at] is not None)}
        return [replace(one, key=keyed.get(at, "")) for at, one in enumerate(made)]

    def _who(self, sides: Sequence[int]) -> str:
        return "、".join(self._names[at] for at in sides)

    def _box(self, case: Case, item: Item, number: int, taken: set[tuple[int, int, str]]) -> Shown:
        variant = item.variants[number]
        unit = variant.unit
        others = [one.unit for one in item.variants if one.unit is not unit]
        proposal = item.proposal
        return Shown(
            self._who(variant.sides),
            "",
            self._scheme.by_key(unit.label),
            case.text[unit.start : unit.end],
            unit.attributes,
            unit.note,
            case.origins.get(unit.id, ""),
            frozenset(item.attributes),
            bounds_differ=any((one.start, one.end) != (unit.start, unit.end) for one in others),
            label_differs=any(one.label != unit.label for one in others),
            proposed=item.open and proposal is not None and proposal.why != BEFORE and number in proposal.variants,
            taken=not item.open and (unit.start, unit.end, unit.label) in taken,
        )

    def _gold_box(self, span: Span) -> Shown:
        label = self._scheme.label(span.label)
        return Shown(tr("Gold"), "", label, span.quote, span.attributes, span.note, taken=True)

    def _tie_boxes(self, case: Case, tie: TieItem) -> list[Shown]:
        boxes = []
        for at, (one, sides) in enumerate(tie.variants):
            ends = [case.item(end) for end in (one.source, one.target)]
            words = [case.text[slice(*item.bounds)] if item is not None else "?" for item in ends]
            label = ends[0].variants[0].unit.label if ends[0] is not None and ends[0].variants else ""
            quote = f"{words[0]} → {words[1]}"
            names = f"{self._who(sides)} · {one.type}"
            key = "FJ"[min(sides)] if len(case.sides) == 2 else "FJ"[at] if at < 2 else ""
            boxes.append(Shown(names, key, self._scheme.by_key(label), quote, one.attributes, one.note))
        return boxes
