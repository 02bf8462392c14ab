"""The articles of a project as a table that views can show: sorted, filtered, followed row by row."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from annotator.domain.article import Status
from annotator.domain.ids import ArticleId
from annotator.domain.pinyin import matches, sort_key
from annotator.i18n import mark, tr
from annotator.services.articles import Listed

if TYPE_CHECKING:  # the window is painted before anything is noticed
    from annotator.services.reprints import Notes

LISTED_ROLE: Final = int(Qt.ItemDataRole.UserRole)
NOTES_ROLE: Final = LISTED_ROLE + 1
"""What was noticed of an article, None where nothing was."""
BADGE_ROLE: Final = LISTED_ROLE + 2

STATE_WORDS: Final = {
    Status.NEW: mark("Not begun"),
    Status.WORKING: mark("In progress"),
    Status.SUBMITTED: mark("Submitted"),
    Status.SKIPPED: mark("Not to be annotated"),
}
_STATE_ORDER: Final = {status: rank for rank, status in enumerate(STATE_WORDS)}
_EXCLUDED: Final = mark("Excluded")


class Show(StrEnum):
    """Which articles a list shows, by their state."""

    ALL = "all"
    NEW = Status.NEW.value
    WORKING = Status.WORKING.value
    SUBMITTED = Status.SUBMITTED.value
    SKIPPED = Status.SKIPPED.value
    EXCLUDED = "excluded"
    MINE = "mine"  # assigned to me and not done
    RETURNED = "returned"  # given back, to me or, for those who are told, to anybody
    SEVERAL = "several"  # pages that seem to hold several articles
    REPRINTS = "reprints"


_OTHERS: Final = {
    Show.ALL: mark("All articles"),
    Show.MINE: mark("My queue"),
    Show.RETURNED: mark("Given back"),
    Show.SEVERAL: mark("Several articles in one"),
    Show.REPRINTS: mark("Reprints"),
}


def state_of(listed: Listed) -> Status:
    """My state of an article: not begun where I have no layer of it."""
    return Status.NEW if listed.layer is None else listed.layer.status


def state_word(listed: Listed) -> str:
    """The state of an article in the user's language; that it is excluded says more than how far it is."""
    return tr(_EXCLUDED) if listed.article.excluded else tr(STATE_WORDS[state_of(listed)])


def show_word(show: Show) -> str:
    """What a choice of articles is called in a menu."""
    if show in _OTHERS:
        return tr(_OTHERS[show])
    return tr(_EXCLUDED) if show is Show.EXCLUDED else tr(STATE_WORDS[Status(show.value)])


def is_done(listed: Listed) -> bool:
    """Whether nothing is left for me to do in an article."""
    return state_of(listed) in (Status.SUBMITTED, Status.SKIPPED)


class Badge(NamedTuple):
    """What a row shows beside my own state: a word or day in a `tone` of the palette, and what its tooltip says.

    `rank` orders what I am to do: the due day of what waits for me, empty for all else. `returned` says that the
    article was given back and not submitted again.
    """

    word: str = ""
    tone: str = "secondary"
    about: tuple[str, ...] = ()
    rank: str = ""
    returned: bool = False


NO_BADGE: Final = Badge()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table and the order it gives; `value` is shown, `key` is sorted by."""

    id: str
    name: str
    value: Callable[[Listed], object]
    key: Callable[[Listed], Any]


COLUMNS: Final = (
    Column("title", mark("Title"), lambda it: it.article.title, lambda it: sort_key(it.article.title)),
    Column("number", mark("Order in the project"), lambda it: it.article.number, lambda it: it.article.number),
    Column("state", mark("State"), state_word, lambda it: (it.article.excluded, _STATE_ORDER[state_of(it)])),
    Column("tags", mark("Number of tags"), lambda it: it.spans, lambda it: it.spans),
    Column("length", mark("Length"), lambda it: it.length, lambda it: it.length),
    Column("due", mark("My queue by due day"), lambda _it: "", lambda it: it.article.number),
    Column("gain", mark("Where a minute pays most"), lambda _it: "", lambda it: it.article.number),
    Column("oldest", mark("Longest in the project"), lambda _it: "", lambda it: it.article.id),
    Column("random", mark("At random"), lambda _it: "", lambda it: it.article.number),
)
_BY_ID: Final = {column.id: column for column in COLUMNS}
_AT: Final = {column.id: at for at, column in enumerate(COLUMNS)}
_DUE: Final = "due"
GAIN: Final = "gain"
RANDOM: Final = "random"
_LATEST: Final = "~"

_Index = QModelIndex | QPersistentModelIndex


class ArticleModel(QAbstractTableModel):
    """What a list of articles shows of all articles it was given.

    An article that changes keeps its row, even where order or filter would now have it elsewhere: nothing moves under
    the hand. Order and filter are applied anew when either is set.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[ArticleId, Listed] = {}
        self._notes: Mapping[ArticleId, Notes] = {}
        self._badges: Mapping[ArticleId, Badge] = {}
        self._rows: list[Listed] = []
        self._row_of: dict[ArticleId, int] | None = {}
        self._counts: tuple[int, int, int] | None = None
        self._text = ""
        self._show = Show.ALL
        self._gains: Mapping[ArticleId, float] = {}
        self.seed = 0  # of the order at random
        self._order = _BY_ID["number"]
        self._descending = False

    # -- what is shown -------------------------------------------------------------------------------------------

    def set_articles(self, articles: Iterable[Listed]) -> None:
        """Shows these articles and no others."""
        self._all = {listed.article.id: listed for listed in articles if not listed.article.deleted}
        self._counts = None
        self._apply()

    def set_badges(self, badges: Mapping[ArticleId, Badge]) -> bool:
        """Shows what is known beside my own states; whether rows had to be put in anew."""
        if badges == self._badges:
            return False
        ranks = {article: badge.rank for article, badge in badges.items() if badge.rank}
        moved = ranks != {article: badge.rank for article, badge in self._badges.items() if badge.rank}
        given_back = {article for article, badge in badges.items() if badge.returned}
        back = given_back != {article for article, badge in self._badges.items() if badge.returned}
        self._badges = badges
        if back and self._show is Show.RETURNED:
            self._apply()
            return True
        if moved and (self._show is Show.MINE or self._order.id == _DUE):
            self._apply()
            return True
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))
        return False

    def badge(self, article: ArticleId) -> Badge:
        """What is shown of an article beside my own state."""
        return self._badges.get(article, NO_BADGE)

    def set_gains(self, gains: Mapping[ArticleId, float]) -> None:
        """Takes what a minute of work is likely to bring in each article that is mine to do."""
        self._gains = gains
        if self._order.id == GAIN:
            self._apply()

    def set_notes(self, notes: "Mapping[ArticleId, Notes]") -> None:
        """Shows what was noticed of the articles; a filter by it is applied anew."""
        if notes == self._notes:
            return
        self._notes = notes
        if self._show in (Show.SEVERAL, Show.REPRINTS):
            self._apply()
        elif self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1), [NOTES_ROLE])

    def set_filter(self, text: str, show: Show) -> None:
        """Shows only articles whose title holds a text, or has these pinyin initials, and that are in a state."""
        self._text, self._show = text.strip(), show
        self._apply()

    def set_order(self, column: str, descending: bool = False) -> None:
        """Sorts by a column (its id); equal ones stand in the order of the project."""
        self._order, self._descending = _BY_ID[column], descending
        self._apply()

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.set_order(COLUMNS[column].id, order == Qt.SortOrder.DescendingOrder)

    @property
    def order(self) -> tuple[str, bool]:
        """The id of the column sorted by, and whether the greatest comes first."""
        return self._order.id, self._descending

    @property
    def show(self) -> Show:
        """Which articles are shown, by their state."""
        return self._show

    @property
    def filtering(self) -> bool:
        """Whether some articles may be hidden."""
        return bool(self._text) or self._show is not Show.ALL

    def _apply(self) -> None:
        self.beginResetModel()
        rows = sorted((it for it in self._all.values() if self._shown(it)), key=lambda it: it.article.number)
        rows.sort(key=self._key, reverse=self._descending)
        self._rows = rows
        self._row_of = None
        self.endResetModel()

    def _key(self, listed: Listed) -> Any:
        if self._order.id == _DUE:  # what waits for me comes first
            return self.badge(listed.article.id).rank or _LATEST
        if self._order.id == GAIN:  # what is done, or not weighed yet, comes last
            return -self._gains.get(listed.article.id, -1.0)
        if self._order.id == RANDOM:
            return hashlib.blake2b(listed.article.id, key=str(self.seed).encode(), digest_size=8).digest()
        return self._order.key(listed)

    def _shown(self, listed: Listed) -> bool:
        notes = self._notes.get(listed.article.id)
        if self._show is Show.EXCLUDED:
            fits = listed.article.excluded
        elif self._show is Show.SEVERAL:
            fits = notes is not None and notes.several > 1
        elif self._show is Show.REPRINTS:
            fits = notes is not None and bool(notes.alike)
        elif self._show is Show.MINE:
            fits = bool(self.badge(listed.article.id).rank)
        elif self._show is Show.RETURNED:
            fits = self.badge(listed.article.id).returned
        else:
            fits = self._show is Show.ALL or (not listed.article.excluded and state_of(listed).value == self._show)
        return fits and (not self._text or matches(self._text, listed.article.title))

    # -- one article ---------------------------------------------------------------------------------------------

    def update(self, listed: Listed) -> None:
        """Follows a change of one article; one that is new comes in at its place, one that is deleted goes."""
        row = self.row_of(listed.article.id)
        if listed.article.deleted:
            self.remove([listed.article.id])
            return
        known = self._all.get(listed.article.id)
        self._all[listed.article.id] = listed
        if known is None or (is_done(known), known.article.excluded) != (is_done(listed), listed.article.excluded):
            self._counts = None
        if row is not None:
            self._rows[row] = listed
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
        elif known is None and self._shown(listed):
            self._insert(listed)

    def _insert(self, listed: Listed) -> None:
        at = self._place(listed)
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, listed)
        self._row_of = None
        self.endInsertRows()

    def _place(self, listed: Listed) -> int:
        """Where a new article belongs; rows that changed since they were sorted may make it a near miss."""
        key = self._key(listed)
        for row, other in enumerate(map(self._key, self._rows)):
            if (other < key) if self._descending else (other > key):
                return row
        return len(self._rows)

    def remove(self, articles: Collection[ArticleId]) -> None:
        """Takes articles out."""
        for article in articles:
            row = self.row_of(article)
            self._all.pop(article, None)
            self._counts = None
            if row is not None:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._rows[row]
                self._row_of = None
                self.endRemoveRows()

    def row_of(self, article: ArticleId) -> int | None:
        """The row of an article, None where it is not shown."""
        if self._row_of is None:
            self._row_of = {listed.article.id: row for row, listed in enumerate(self._rows)}
        return self._row_of.get(article)

    def listed(self, row: int) -> Listed:
        """The article in a row."""
        return self._rows[row]

    def known(self, article: ArticleId) -> Listed | None:
        """An article, shown or not."""
        return self._all.get(article)

    def neighbour(self, article: ArticleId | None, step: int, undone: bool = False) -> ArticleId | None:
        """The shown article `step` (1 or -1) rows from another, or the next that is not done; None at the end.

        From an article that is not shown it starts at the near end of the list.
        """
        row = None if article is None else self.row_of(article)
        at = (-1 if step > 0 else len(self._rows)) if row is None else row
        while 0 <= (at := at + step) < len(self._rows):
            found = self._rows[at]
            if not undone or not (is_done(found) or found.article.excluded):
                return found.article.id
        return None

    def counts(self) -> tuple[int, int, int]:
        """How many articles count, how many of them are done, and how many are excluded, shown or not."""
        if self._counts is None:
            counted = [listed for listed in self._all.values() if not listed.article.excluded]
            self._counts = len(counted), sum(map(is_done, counted)), len(self._all) - len(counted)
        return self._counts

    # -- Qt's side -----------------------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        listed = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return COLUMNS[index.column()].value(listed)
            case Qt.ItemDataRole.AccessibleTextRole:
                return tr(
                    "{title}, {state}, {n} tags", title=listed.article.title, state=state_word(listed), n=listed.spans
                )
            case _ if role == LISTED_ROLE:
                return listed
            case _ if role == NOTES_ROLE:
                return self._notes.get(listed.article.id)
            case _ if role == BADGE_ROLE:
                return self.badge(listed.article.id)
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and section < len(COLUMNS):
            return tr(COLUMNS[section].name)
        return None

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        # Editing asks the delegate, which tells the window; the model itself stores nothing.
        return plain | Qt.ItemFlag.ItemIsEditable if index.column() == _AT["title"] else plain
