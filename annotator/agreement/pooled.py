"""The agreement of several pairs of people taken together: their counts added up, article by article."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.agreement.bootstrap import Draws, Estimate, estimates
from annotator.agreement.report import Report
from annotator.agreement.tallies import ALL, Counts, score_statistic
from annotator.agreement.values import Reason, Undefined
from annotator.domain.ids import ArticleId


@dataclass(frozen=True, slots=True)
class Pooled:
    """Counts over all pairs, and F1 of tags with the same bounds and label, and with half credit for an overlap."""

    counts: Counts
    exact: Estimate
    partial: Estimate
    boundaries: Estimate


def pooled(report: Report, draws: Draws | None = None) -> dict[str, Pooled]:
    """By label, and of all labels together under `ALL`; undefined where no article was done by two people."""
    by_article = added(report)
    found = {}
    for label in (ALL, *report.labels):
        rows = [counts.get(label, Counts()) for counts in by_article.values()]
        together = Counts()
        for row in rows:
            together.add(row)
        if not rows:
            nothing = Estimate(Undefined(Reason.ONE_PERSON))
            found[label] = Pooled(together, nothing, nothing, nothing)
            continue
        named = score_statistic(label, rows)
        [values] = estimates([named.statistic], draws or Draws())
        by_name = {name: value for (_, name), value in zip(named.names, values, strict=True)}
        found[label] = Pooled(together, by_name["exact.f1"], by_name["partial.f1"], by_name["boundaries.f1"])
    return found


def added(report: Report) -> dict[ArticleId, Mapping[str, Counts]]:
    """The counts of each article by label, of all pairs together."""
    found: dict[ArticleId, dict[str, Counts]] = {}
    for pair in report.pairs:
        for one in pair.articles:
            known = found.setdefault(one.article, {})
            for label, counts in one.counts.items():
                known.setdefault(label, Counts()).add(counts)
    return dict[ArticleId, Mapping[str, Counts]](found)
