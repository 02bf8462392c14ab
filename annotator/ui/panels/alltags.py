"""All my tags of the project: filtered, counted by their words or by article, each a way to its place."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from annotator.domain.ids import LabelId
from annotator.domain.scheme import Scheme
from annotator.i18n import mark, tr
from annotator.services.search import Grouping, Groups, TagGroup, TagQuery, TagRow
from annotator.ui.icons import icon
from annotator.ui.models.line_model import Line, LineModel
from annotator.ui.panels.head import ListPanel
from annotator.ui.panels.lines import LineList
from annotator.ui.text.label_bar import colour_dot
from annotator.ui.values import main_value, named
from annotator.ui.widgets import steady

_TYPING_MS: Final = 200
_ORDERS: Final = {
    "quote": mark("By words"),
    "tags": mark("By number"),
    "label": mark("By label"),
    "article": mark("By article"),
}

Entry = TagGroup | TagRow


class AllTagsPanel(ListPanel):
    """Groups that open to their tags. Counting and reading is the window's; the panel asks by signals."""

    query_changed = Signal(object)  # TagQuery: count anew
    group_opened = Signal(object, object)  # TagGroup, TagQuery: read its tags
    tag_chosen = Signal(object, object)  # ArticleId, SpanId

    def __init__(self) -> None:
        self._model: LineModel[Entry] = LineModel(self._shown)
        self._list = LineList(self._model, tr("All my tags"))
        super().__init__(tr("All my tags"), self._list)
        self._scheme = Scheme("", ())
        self._groups: tuple[TagGroup, ...] = ()
        self._open: set[TagGroup] = set()
        self._running = False
        self._list.delegate.in_context = False
        self._list.chosen.connect(self._choose)
        self._list.clicked_row.connect(self._choose)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._ask)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(tr("Filter"))
        self._filter.setAccessibleName(tr("Filter"))
        self._filter.setClearButtonEnabled(True)
        self._filter.addAction(icon("filter"), QLineEdit.ActionPosition.LeadingPosition)
        self._filter.setMaximumWidth(240)
        self._filter.textChanged.connect(lambda _text: self._typing.start())
        self._label = steady(QComboBox())
        self._label.setAccessibleName(tr("Label"))
        self._label.activated.connect(lambda _index: self._ask())
        self._order = QComboBox()
        self._order.setAccessibleName(tr("Order"))
        for key, words in _ORDERS.items():
            self._order.addItem(tr(words), key)
        self._order.activated.connect(self._on_order)
        for widget in (self._filter, self._label, self._order):
            self.head.add(widget)
        self.setFocusProxy(self._filter)
        self.set_scheme(Scheme("", ()))
        self._tell()

    def set_scheme(self, scheme: Scheme) -> None:
        """Takes the labels to choose from; which one is chosen stays."""
        chosen = self._label.currentData()
        self._scheme = scheme
        self._label.clear()
        self._label.addItem(tr("All labels"), None)
        used = {scheme.label(one.id).id for one in scheme.labels}
        for one in scheme.labels:
            if one.id in used:
                self._label.addItem(colour_dot(one.colour), named(one), one.id)
        self._label.setCurrentIndex(max(0, self._label.findData(chosen)))
        self._list.delegate.measure([named(one) for one in scheme.labels])
        self._model.refresh()

    def query(self) -> TagQuery:
        """What is asked for."""
        chosen = self._label.currentData()
        grouping = Grouping.ARTICLE if self._order.currentData() == "article" else Grouping.QUOTE
        return TagQuery(self._filter.text(), None if chosen is None else LabelId(chosen), grouping)

    def refresh(self) -> None:
        """Asks for the tags as they are now."""
        self._ask()

    def show_groups(self, groups: Groups) -> None:
        """Shows how far counting is, and at its end the groups."""
        self._running = groups.done < groups.total
        if not self._running:
            self._groups = groups.groups
            self._fill()
        self._tell(groups.done, groups.total)

    def show_tags(self, group: TagGroup, tags: Sequence[TagRow]) -> None:
        """Opens a group to its tags, unless it was closed again meanwhile."""
        row = self._row_of(group)
        if row >= 0 and group in self._open and not self._children(row):
            self._model.insert(row + 1, list(tags))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._typing.stop()
        self._running = True
        self._tell()
        self.query_changed.emit(self.query())

    def _on_order(self) -> None:
        by_article = any(group.article is not None for group in self._groups)
        if by_article != (self.query().grouping is Grouping.ARTICLE) or not self._groups:
            self._ask()
        else:
            self._fill()

    def _fill(self) -> None:
        groups: Sequence[TagGroup] = self._groups
        match self._order.currentData():
            case "tags":
                groups = sorted(groups, key=lambda group: -group.tags)
            case "label":
                rank = {one.id: at for at, one in enumerate(self._scheme.labels)}
                groups = sorted(groups, key=lambda group: rank.get(group.label or LabelId(b""), -1))
        self._open.clear()
        self._model.set_entries(groups)
        self._list.go_to(0)

    def _row_of(self, group: TagGroup) -> int:
        entries = self._model.entries()
        return next((row for row, one in enumerate(entries) if one is group), -1)

    def _children(self, row: int) -> int:
        entries = self._model.entries()
        last = row + 1
        while last < len(entries) and isinstance(entries[last], TagRow):
            last += 1
        return last - row - 1

    def _choose(self, row: int) -> None:
        if row < 0:
            return
        entry = self._model.entry(row)
        if isinstance(entry, TagRow):
            self.tag_chosen.emit(entry.article, entry.id)
        elif entry in self._open:
            self._open.discard(entry)
            self._model.remove(row + 1, self._children(row))
            self._model.refresh()
        else:
            self._open.add(entry)
            self._model.refresh()
            self.group_opened.emit(entry, self.query())

    def _shown(self, entry: Entry) -> Line:
        if isinstance(entry, TagRow):
            known = self._scheme.label(entry.label)
            by_quote = self._order.currentData() != "article"
            return Line(
                entry.title if by_quote else entry.quote,
                lead="" if by_quote else named(known),
                colour="" if by_quote else known.colour,
                note=main_value(known, entry.attributes),
                faded=by_quote,
                indented=True,
            )
        found = None if entry.label is None else self._scheme.label(entry.label)
        return Line(
            entry.title or tr("No title"),
            lead=named(found) if found else "",
            colour=found.colour if found else "",
            note=str(entry.tags),
            expanded=entry in self._open,
        )

    def _tell(self, done: int = 0, total: int = 0) -> None:
        if self._running:
            about = tr("Counting: {done} of {total}", done=done, total=total) if total else tr("Counting …")
        else:
            tags = sum(group.tags for group in self._groups)
            about = tr("{tags} tags, {groups} rows", tags=tags, groups=len(self._groups)) if tags else ""
        self.head.about.set_whole(about)
        filtered = bool(self._filter.text()) or self._label.currentData() is not None
        nothing = (
            tr("No tag fits the filter.") if filtered else tr("You have no tags yet. Select words and press 1 to 9.")
        )
        self.show_rows(bool(self._groups) or self._running, nothing)
