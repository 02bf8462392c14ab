"""What the view of agreement shows, told from the figures alone: the rows of its tables and what stands behind each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from annotator.agreement.bootstrap import Estimate
from annotator.agreement.pairing import Kind, Pair
from annotator.agreement.pooled import Pooled, added, pooled
from annotator.agreement.report import Difference, PairAgreement
from annotator.agreement.tallies import ALL, Counts
from annotator.agreement.units import Unit
from annotator.agreement.values import Reason, Undefined, Value
from annotator.domain.ids import ArticleId
from annotator.formats.records import GOLD
from annotator.i18n import mark, tr
from annotator.services.agreeing import Agreement
from annotator.services.agreeing_words import explanations, kind_names, measure_names, reason_names

_SCORE: Final = {
    "precision": mark("Precision"),
    "recall": mark("Recall"),
    "f1": mark("F1"),
}

_BRIEF: Final = {
    Reason.ONE_PERSON: mark("too little data"),
    Reason.NO_UNITS: mark("too little data"),
    Reason.ONE_VALUE: mark("all alike"),
    Reason.OVERLAPPING: mark("tags overlap"),
    Reason.TOO_LARGE: mark("too large"),
}

VIEWS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "overview": (
        mark("Overview"),
        ("exact.f1", "partial.f1", "boundaries.f1", "labels.agreement", "matched.cohen_kappa"),
    ),
    "exact": (mark("Bounds and label"), ("exact.precision", "exact.recall", "exact.f1")),
    "partial": (mark("Overlaps count half"), ("partial.precision", "partial.recall", "partial.f1")),
    "boundaries": (mark("Bounds only"), ("boundaries.precision", "boundaries.recall", "boundaries.f1")),
    "labels": (mark("Labels only"), ("labels.agreement", "matched.cohen_kappa", "matched.krippendorff_alpha")),
    "chance": (
        mark("Less chance"),
        ("matched.cohen_kappa", "matched.krippendorff_alpha", "continuum.unitizing_alpha", "continuum.character_alpha"),
    ),
}
"""The choices of what is measured of a pair, with the measures that each shows."""

GROUP: Final = (
    "matched.fleiss_kappa",
    "matched.krippendorff_alpha",
    "continuum.unitizing_alpha",
    "continuum.character_alpha",
)
POOLED: Final = ("exact.f1", "partial.f1", "boundaries.f1")


class Cell(NamedTuple):
    """A figure as it is shown; `why` says why there is none, `brief` the same in a word or two."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""
    brief: str = ""

    def text(self) -> str:
        """The figure with its interval, or that there is none."""
        if self.value is None:
            return tr("no value: {reason}", reason=self.brief) if self.brief else "—"
        if self.low is None or self.high is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f}  [{self.low:.2f}, {self.high:.2f}]"


def cell_of(found: Estimate | Value) -> Cell:
    """A figure, or the reason why there is none."""
    if not isinstance(found, Estimate):
        found = Estimate(found)
    if isinstance(found.value, Undefined):
        return Cell(None, why=reason_names()[found.value.reason], brief=tr(_BRIEF[found.value.reason]))
    return Cell(found.value, found.low, found.high)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """The figures of one label, or under `ALL` of all."""

    label: str
    tags: str
    cells: tuple[Cell, ...]
    differing: int


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """The figures of one article."""

    article: ArticleId
    number: int
    title: str
    exact: Cell
    partial: Cell
    differing: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One pair of people, or everybody together where `pair` is None, out of an agreement."""

    found: Agreement
    pair: PairAgreement | None
    _pooled: Mapping[str, Pooled]

    @property
    def labels(self) -> Sequence[str]:
        """The keys of the labels that occur, in their order."""
        return self.found.report.labels

    @property
    def pairs(self) -> Sequence[PairAgreement]:
        """Whose differences these are."""
        return self.found.report.pairs if self.pair is None else (self.pair,)

    def measures(self, view: str) -> tuple[str, ...]:
        """The measures that a view shows of these people."""
        if self.pair is not None:
            return VIEWS[view][1]
        return {"overview": (*POOLED, "continuum.unitizing_alpha"), "chance": GROUP}.get(view, POOLED)

    def rows(self, view: str) -> list[LabelRow]:
        """A row for all labels together and one for each."""
        return [self._row(label, view) for label in (ALL, *self.labels)]

    def _row(self, label: str, view: str) -> LabelRow:
        counts = self._counts(label)
        cells = tuple(self._cell(label, name) for name in self.measures(view))
        tags = f"{counts.a} / {counts.b}" if self.pair is not None else str(counts.a + counts.b)
        return LabelRow(label, tags, cells, len(self.behind(label=label)))

    def _counts(self, label: str) -> Counts:
        if self.pair is not None:
            return self.pair.counts.get(label, Counts())
        known = self._pooled.get(label)
        return known.counts if known is not None else Counts()

    def _cell(self, label: str, name: str) -> Cell:
        if self.pair is not None:
            known = self.pair.measures.get((label, name))
        elif name in POOLED:
            pooled_ = self._pooled.get(label)
            known = None if pooled_ is None else getattr(pooled_, name.partition(".")[0])
        else:
            known = self.found.report.measures.get((label, name))
        return Cell(None, why=tr("it is taken of each label alone")) if known is None else cell_of(known)

    def articles(self) -> list[ArticleRow]:
        """The articles, those with the least agreement first."""
        if self.pair is None:
            counted = {article: counts[ALL] for article, counts in added(self.found.report).items()}
        else:
            counted = {one.article: one.counts[ALL] for one in self.pair.articles}
        rows = [self._article(article, counts) for article, counts in counted.items()]
        return sorted(rows, key=lambda row: (2.0 if row.exact.value is None else row.exact.value, row.number))

    def _article(self, article: ArticleId, counts: Counts) -> ArticleRow:
        whole = counts.a + counts.b
        nobody = cell_of(Undefined(Reason.NO_UNITS))
        exact = Cell(2 * counts.exact / whole) if whole else nobody
        partial = Cell((2 * counts.exact + counts.bounds) / whole) if whole else nobody
        number, title = self.found.articles[article]
        return ArticleRow(article, number, title, exact, partial, len(self.behind(article=article)))

    def confusion(self) -> dict[tuple[str | None, str | None], int]:
        """How often a label of one met a label of the other; None where one has no tag there."""
        cells: dict[tuple[str | None, str | None], int] = {}
        for pair in self.pairs:
            for key, n in pair.confusion.items():
                cells[key] = cells.get(key, 0) + n
        return cells

    def behind(
        self,
        label: str = ALL,
        article: ArticleId | None = None,
        kind: Kind | None = None,
        labels: tuple[str | None, str | None] | None = None,
    ) -> list["Behind"]:
        """The differing tags behind a figure, by article and place."""
        found = [
            Behind(pair.a, pair.b, one, self.found.articles[one.article].number)
            for pair in self.pairs
            for one in (pair.behind(label, kind, article) if labels is None else pair.confused(*labels))
            if isinstance(one.pair, Pair) and (kind is None or one.pair.kind is kind)
        ]
        return sorted(found, key=lambda one: (one.number, one.start, one.end, one.a, one.b))


class Behind(NamedTuple):
    """A difference with the names of those who differ."""

    a: str
    b: str
    difference: Difference
    number: int

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return min(unit.start for unit in self.units())

    @property
    def end(self) -> int:
        """Where it ends."""
        return max(unit.end for unit in self.units())

    def units(self) -> list[Unit]:
        """The tags, one or two."""
        return [unit for unit in self.difference.pair[1:3] if isinstance(unit, Unit)]


def shown(found: Agreement, pair: PairAgreement | None) -> Shown:
    """What is to be shown of a pair, or of all together."""
    return Shown(found, pair, pooled(found.report, found.settings.draws) if pair is None else {})


def person_name(name: str) -> str:
    """A person, or the settled layer, as it is called."""
    return tr("settled layer") if name == GOLD else name


def column_names() -> dict[str, str]:
    """What measures are called as columns, by `view.measure`."""
    found = dict(measure_names())
    for view in ("exact", "partial", "boundaries"):
        for field, words in _SCORE.items():
            found.setdefault(f"{view}.{field}", tr(words))
    return found


def meanings() -> dict[str, str]:
    """What measures mean, by `view.measure`."""
    found = dict(explanations())
    precision = tr("Share of the second person's tags that the first has too.")
    recall = tr("Share of the first person's tags that the second has too.")
    for view in ("exact", "partial", "boundaries"):
        found[f"{view}.precision"] = precision
        found[f"{view}.recall"] = recall
    return found


def kinds() -> list[tuple[Kind | None, str]]:
    """The kinds of differences to choose from."""
    names = kind_names()
    return [(None, tr("All differences")), *((kind, names[kind]) for kind in Kind if kind is not Kind.EQUAL)]


Name = Callable[[str], str]
"""The name of a label by its key."""


def said(one: Behind, quotes: Mapping[bytes, str], name: Name) -> str:
    """A difference in one line."""
    a, b = one.difference.pair[1], one.difference.pair[2]
    sides: Iterable[tuple[str, object]] = ((one.a, a), (one.b, b))
    return "  |  ".join(f"{person_name(who)} {_side(unit, quotes, name)}" for who, unit in sides)


def _side(unit: object, quotes: Mapping[bytes, str], name: Name) -> str:
    if not isinstance(unit, Unit):
        return "—"
    return f"{name(unit.label)} “{' '.join(quotes.get(unit.id, '').split())}”"
