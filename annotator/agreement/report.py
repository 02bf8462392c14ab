"""The agreement of a group of people: by label, by pair of people, by article, with the tags behind every number."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from annotator.agreement import tallies
from annotator.agreement.attributes import Rules
from annotator.agreement.bootstrap import Draws, Estimate, estimates
from annotator.agreement.pairing import Kind, Pair, TiePair, best_overlaps, pair_ties, pair_units
from annotator.agreement.tallies import ALL, Counts, Name, Named
from annotator.agreement.units import Unit, Work
from annotator.agreement.values import Reason, Undefined, Value
from annotator.domain.ids import ArticleId


@dataclass(frozen=True, slots=True)
class Sheet:
    """An article, `length` characters long, with the work of everybody who did it, by name."""

    article: ArticleId
    length: int
    works: Mapping[str, Work]


class Difference(NamedTuple):
    """Two tags, or one, or two relations, or one, that are not equal, and where."""

    article: ArticleId
    pair: Pair | TiePair


@dataclass(frozen=True, slots=True)
class ArticleAgreement:
    """How two people agree on one article: counts by label, measures of all labels together."""

    article: ArticleId
    counts: Mapping[str, Counts]
    values: Mapping[Name, Value]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How two people agree on the articles that both did.

    `confusion` counts the labels of tags that are about the same place, None where one has no tag there. `differences`
    lists every tag and relation that is not equal, by article and place.
    """

    a: str
    b: str
    counts: Mapping[str, Counts]
    measures: Mapping[Name, Estimate]
    articles: Sequence[ArticleAgreement]
    confusion: Mapping[tuple[str | None, str | None], int]
    differences: Sequence[Difference]

    def behind(self, label: str = ALL, kind: Kind | None = None, article: ArticleId | None = None) -> list[Difference]:
        """The differing tags behind a number: those of a label (ALL: of any), of a kind, of an article."""
        return [
            found
            for found in self.differences
            if (kind is None or found.pair.kind is kind)
            and (article is None or found.article == article)
            and (label == ALL or label in _labels_of(found.pair))
        ]

    def confused(self, a: str | None, b: str | None) -> list[Difference]:
        """The differing tags behind a cell of `confusion`; two tags about the same place stand as one difference."""
        found = []
        loose = [one for one in self.differences if isinstance(one.pair, Pair) and one.pair.kind is Kind.ONE_SIDED]
        together = _about_the_same_place(loose)
        met = {id(one) for pair in together for one in pair}
        for one in self.differences:
            if isinstance(one.pair, Pair) and id(one) not in met and _labels_in(one.pair) == (a, b):
                found.append(one)
        for mine, theirs in together:
            joined = Pair(Kind.LABEL, mine.pair.a, theirs.pair.b)  # type: ignore[arg-type]  # tags, not relations
            if _labels_in(joined) == (a, b):
                found.append(Difference(mine.article, joined))
        return found


def _about_the_same_place(found: Sequence[Difference]) -> list[tuple[Difference, Difference]]:
    """Tags of one person and of the other only that are about the same place, as `tallies.matched_loosely` has it."""
    by_article: dict[ArticleId, tuple[list[Difference], list[Difference]]] = {}
    for one in found:
        by_article.setdefault(one.article, ([], []))[one.pair.a is None].append(one)
    result = []
    for left, right in by_article.values():
        mine = [one.pair.a for one in left if isinstance(one.pair.a, Unit)]
        theirs = [one.pair.b for one in right if isinstance(one.pair.b, Unit)]
        result += [(left[i], right[k]) for i, k in best_overlaps(mine, theirs, tallies.much)]
    return result


def _labels_in(pair: Pair) -> tuple[str | None, str | None]:
    return (pair.a.label if pair.a is not None else None, pair.b.label if pair.b is not None else None)


def _labels_of(pair: Pair | TiePair) -> set[str]:
    if isinstance(pair, TiePair):
        return set()
    return {unit.label for unit in (pair.a, pair.b) if unit is not None}


@dataclass(frozen=True, slots=True)
class Report:
    """The agreement of all: of the group as a whole on articles that two or more did, and of each pair."""

    people: Sequence[str]
    labels: Sequence[str]
    articles: int
    measures: Mapping[Name, Estimate]
    pairs: Sequence[PairAgreement]


@dataclass(frozen=True, slots=True)
class Settings:
    """What agreement is taken of and how: attribute rules, draws for intervals, and whom to tell of `done` of `total`
    steps."""

    rules: Rules = field(default_factory=Rules)
    draws: Draws = field(default_factory=Draws)
    watch: Callable[[int, int], None] | None = None


def agreement(
    sheets: Sequence[Sheet], people: Sequence[str], labels: Sequence[str], settings: Settings | None = None
) -> Report:
    """Compares everybody with everybody; `labels` are all that occur, in the order in which they are to be listed."""
    settings = settings or Settings()
    couples = list(combinations(people, 2))
    pairs = []
    for done, (a, b) in enumerate(couples):
        if settings.watch is not None:
            settings.watch(done, len(couples) + 1)
        pairs.append(pair_agreement(sheets, (a, b), labels, settings))
    if settings.watch is not None:
        settings.watch(len(couples), len(couples) + 1)
    shared = [[sheet.works[name] for name in people if name in sheet.works] for sheet in sheets]
    group = [(sheet, works) for sheet, works in zip(sheets, shared, strict=True) if len(works) > 1]
    return Report(people, labels, len(group), _group_measures(group, labels, settings), pairs)


def _group_measures(
    group: Sequence[tuple[Sheet, Sequence[Work]]], labels: Sequence[str], settings: Settings
) -> dict[Name, Estimate]:
    units = [[work.units for work in works] for _, works in group]
    lengths = [sheet.length for sheet, _ in group]
    return _measured(
        [
            tallies.group_statistic(labels, units),
            tallies.unitizing_statistic(labels, list(zip(lengths, units, strict=True))),
        ],
        settings,
    )


def _measured(statistics: Sequence[Named], settings: Settings) -> dict[Name, Estimate]:
    """All measures with their intervals; undefined where no article was done by two people."""
    if not all(one.statistic.rows for one in statistics):
        nothing = Estimate(Undefined(Reason.ONE_PERSON))
        return {name: nothing for one in statistics for name in one.names}
    found = estimates([one.statistic for one in statistics], settings.draws)
    return {
        name: value
        for one, values in zip(statistics, found, strict=True)
        for name, value in zip(one.names, values, strict=True)
    }


def pair_agreement(
    sheets: Sequence[Sheet], couple: tuple[str, str], labels: Sequence[str], settings: Settings
) -> PairAgreement:
    """Compares two people on the articles that both did."""
    a, b = couple
    both = [sheet for sheet in sheets if a in sheet.works and b in sheet.works]
    units: list[list[Pair]] = []
    ties: list[list[TiePair]] = []
    for sheet in both:
        mine, theirs = sheet.works[a], sheet.works[b]
        units.append(pair_units(mine.units, theirs.units, settings.rules))
        related = mine.ties or theirs.ties
        ties.append(pair_ties(mine.ties, theirs.ties, units[-1], settings.rules) if related else [])
    counts = [tallies.count(found) for found in units]
    loose = [tallies.matched_loosely(found) for found in units]
    statistics = [
        tallies.score_statistic(ALL, [tallies.total(one) for one in counts]),
        *(tallies.score_statistic(label, [one.get(label, Counts()) for one in counts]) for label in labels),
        tallies.tie_statistic(ties),
        tallies.label_statistic(labels, [tallies.matched(found) for found in units]),
        tallies.loose_statistic(labels, loose),
        tallies.unitizing_statistic(
            labels, [(sheet.length, (sheet.works[a].units, sheet.works[b].units)) for sheet in both]
        ),
    ]
    together = {label: Counts() for label in labels}
    for one in counts:
        for label, found in one.items():
            together[label].add(found)
    return PairAgreement(
        a,
        b,
        {ALL: tallies.total(together), **together},
        _measured(statistics, settings),
        _by_article(both, counts, statistics),
        _confusion(loose, together),
        _differences(both, units, ties),
    )


def _by_article(
    sheets: Sequence[Sheet], counts: Sequence[Mapping[str, Counts]], statistics: Sequence[Named]
) -> list[ArticleAgreement]:
    found = []
    for i, sheet in enumerate(sheets):
        values = {
            name: value
            for one in statistics
            for name, value in zip(one.names, one.statistic.evaluate(one.statistic.rows[i]), strict=True)
            if name[0] == ALL
        }
        found.append(ArticleAgreement(sheet.article, {ALL: tallies.total(counts[i]), **counts[i]}, values))
    return found


def _confusion(
    cells: Sequence[tallies.Cells], counts: Mapping[str, Counts]
) -> dict[tuple[str | None, str | None], int]:
    found: Counter[tuple[str | None, str | None]] = Counter()
    for one in cells:
        found.update(one)
    known = list(found.items())
    for label, one_label in counts.items():
        found[label, None] = one_label.a - sum(n for (a, _), n in known if a == label)
        found[None, label] = one_label.b - sum(n for (_, b), n in known if b == label)
    return {key: n for key, n in found.items() if n}


def _differences(
    sheets: Sequence[Sheet], units: Sequence[Sequence[Pair]], ties: Sequence[Sequence[TiePair]]
) -> list[Difference]:
    found = []
    for sheet, of_units, of_ties in zip(sheets, units, ties, strict=True):
        found += [Difference(sheet.article, pair) for pair in of_units if pair.kind is not Kind.EQUAL]
        found += [Difference(sheet.article, tie) for tie in of_ties if tie.kind is not Kind.EQUAL]
    return found
