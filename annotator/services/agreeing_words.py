"""Agreement in words and as JSON; `resources/agree.schema.json` and `resources/diff.schema.json` describe the JSON."""

from collections.abc import Iterable, Mapping
from typing import Final

from annotator.agreement.attributes import How
from annotator.agreement.bootstrap import Estimate
from annotator.agreement.pairing import Kind, Pair, TiePair
from annotator.agreement.report import ArticleAgreement, Difference, PairAgreement
from annotator.agreement.tallies import ALL, Counts, Name
from annotator.agreement.units import Tie, Unit
from annotator.agreement.values import Reason, Undefined, Value
from annotator.i18n import tr
from annotator.services.agreeing import Agreement, ArticleComparison, Comparison, Seen
from annotator.services.project import Project

Json = dict[str, object]

_COUNTED: Final = ("a", "b", "equal", "attributes", "bounds")


def kind_names() -> dict[Kind, str]:
    """What the kinds of differences are called."""
    return {
        Kind.EQUAL: tr("equal"),
        Kind.LABEL: tr("labels differ"),
        Kind.BOUNDS: tr("bounds differ"),
        Kind.ATTRIBUTES: tr("attributes differ"),
        Kind.ONE_SIDED: tr("tagged by one only"),
    }


def relation_kind_names() -> dict[Kind, str]:
    """The same of relations."""
    return {
        Kind.EQUAL: tr("equal"),
        Kind.LABEL: tr("types differ"),
        Kind.BOUNDS: tr("ends differ"),
        Kind.ATTRIBUTES: tr("attributes differ"),
        Kind.ONE_SIDED: tr("related by one only"),
    }


def reason_names() -> dict[Reason, str]:
    """Why a measure has no value."""
    return {
        Reason.ONE_PERSON: tr("no article was done by two people"),
        Reason.NO_UNITS: tr("there is nothing to take it on"),
        Reason.ONE_VALUE: tr("all is alike, so that chance would agree as well"),
        Reason.OVERLAPPING: tr("one person's tags of one label overlap"),
        Reason.TOO_LARGE: tr("an exact answer would take too long"),
    }


def measure_names() -> dict[str, str]:
    """What measures are called, by `view.measure`; those of a table."""
    return {
        "exact.f1": tr("Exact F1"),
        "partial.f1": tr("Partial F1"),
        "boundaries.f1": tr("Boundaries F1"),
        "labels.agreement": tr("Same label"),
        "matched.cohen_kappa": tr("Cohen's kappa"),
        "matched.fleiss_kappa": tr("Fleiss' kappa"),
        "matched.krippendorff_alpha": tr("Nominal alpha"),
        "continuum.unitizing_alpha": tr("Unitizing alpha"),
        "continuum.character_alpha": tr("Alpha by character"),
    }


def explanations() -> dict[str, str]:
    """What measures mean, by `view.measure`; those of a table."""
    return {
        "exact.f1": tr("Share of tags that the other has too, with the same bounds and label."),
        "partial.f1": tr("The same; an overlapping tag of the same label counts half."),
        "boundaries.f1": tr("Share of tags that the other has with the same bounds, whatever the label."),
        "labels.agreement": tr("Of tags at about the same place, the share with the same label."),
        "matched.cohen_kappa": tr(
            "Agreement on the labels of tags with the same bounds, less what two people would reach by chance."
        ),
        "matched.fleiss_kappa": tr("The same for several people, on tags that all of them have."),
        "matched.krippendorff_alpha": tr("The same for several people, on tags that two or more of them have."),
        "continuum.unitizing_alpha": tr(
            "Agreement on where tags of a label begin and end, less chance (Krippendorff 2004); 1 is full agreement."
        ),
        "continuum.character_alpha": tr(
            "Agreement on which characters have a label, less chance; defined for overlapping tags too."
        ),
    }


# -- agree -------------------------------------------------------------------------------------------------------


def agreement_json(project: Project, found: Agreement) -> Json:
    """The report as a plain value."""
    report, settings = found.report, found.settings
    labels = list(report.labels)
    return {
        "project": project.name,
        "people": list(report.people),
        "labels": labels,
        "articles": report.articles,
        "settings": {
            "attributes": {key: str(how) for key, how in settings.rules.how.items()},
            "other_attributes": str(How(settings.rules.default)),
            "draws": settings.draws.count,
            "seed": settings.draws.seed,
            "level": settings.draws.level,
        },
        "group": scopes_json(report.measures, labels, {}),
        "pairs": [_pair_json(found, pair, labels) for pair in report.pairs],
    }


def _pair_json(found: Agreement, pair: PairAgreement, labels: list[str]) -> Json:
    return {
        "a": pair.a,
        "b": pair.b,
        "articles": len(pair.articles),
        **scopes_json(pair.measures, labels, pair.counts),
        "confusion": [{"a": a, "b": b, "n": n} for (a, b), n in sorted(pair.confusion.items(), key=_cell_order)],
        "by_article": [_article_json(found, one) for one in pair.articles],
        "differences": [
            {**_place(found, one), **_difference(one.pair)} for one in pair.differences if isinstance(one.pair, Pair)
        ],
        "relations": [
            {**_place(found, one), **_tie_difference(one.pair)}
            for one in pair.differences
            if isinstance(one.pair, TiePair)
        ],
    }


def _cell_order(cell: tuple[tuple[str | None, str | None], int]) -> tuple[int, str, str]:
    (a, b), n = cell
    return -n, a or "", b or ""


def _place(found: Agreement, one: Difference | ArticleAgreement) -> Json:
    number, title = found.articles[one.article]
    return {"article": one.article.hex(), "number": number, "title": title}


def _article_json(found: Agreement, one: ArticleAgreement) -> Json:
    return {
        **_place(found, one),
        "counts": counts_json(one.counts[ALL]),
        "measures": _views((name[1], _value(value)) for name, value in one.values.items()),
    }


def scopes_json(measures: Mapping[Name, Estimate], labels: list[str], counts: Mapping[str, Counts]) -> Json:
    """The measures of all labels and of each, with the counts that they come from where there are any."""

    def scope(label: str) -> Json:
        known = {"counts": counts_json(counts[label])} if counts else {}
        views = _views((name, estimate_json(one)) for (of, name), one in measures.items() if of == label)
        return {**known, "measures": views}

    return {"all": scope(ALL), "labels": {label: scope(label) for label in labels}}


def _views(named: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """Measures by view, then by name."""
    found: dict[str, Json] = {}
    for name, value in named:
        view, _, measure = name.partition(".")
        found.setdefault(view, {})[measure] = value
    return found


def counts_json(counts: Counts) -> Json:
    """Counts as a plain value."""
    return {name: getattr(counts, name) for name in _COUNTED}


def _value(value: Value) -> Json:
    return {"value": None, "undefined": str(value.reason)} if isinstance(value, Undefined) else {"value": value}


def estimate_json(found: Estimate) -> Json:
    """A measure with its interval as a plain value."""
    result = _value(found.value)
    if found.low is not None:
        result |= {"low": found.low, "high": found.high}
    return result


# -- diff --------------------------------------------------------------------------------------------------------


def comparison_json(project: Project, found: Comparison) -> Json:
    """The differences as a plain value."""
    return {
        "project": project.name,
        "a": found.a,
        "b": found.b,
        "only_a": found.only_a,
        "only_b": found.only_b,
        "counts": {str(kind): sum(one.count(kind) for one in found.articles) for kind in Kind},
        "articles": [_comparison_json(one) for one in found.articles],
    }


def _comparison_json(one: ArticleComparison) -> Json:
    return {
        "article": one.article.hex(),
        "number": one.number,
        "title": one.title,
        "counts": {str(kind): one.count(kind) for kind in Kind},
        "differences": [_difference(pair, one.seen) for pair in one.tags if pair.kind is not Kind.EQUAL],
        "relations": [_tie_difference(pair) for pair in one.relations if pair.kind is not Kind.EQUAL],
    }


def _difference(pair: Pair, seen: Mapping[bytes, Seen] | None = None) -> Json:
    return {
        "kind": str(pair.kind),
        "a": _unit_json(pair.a, seen),
        "b": _unit_json(pair.b, seen),
        "attributes": list(pair.attributes),
    }


def _unit_json(unit: Unit | None, seen: Mapping[bytes, Seen] | None) -> Json | None:
    if unit is None:
        return None
    found: Json = {"id": unit.id.hex(), "start": unit.start, "end": unit.end, "label": unit.label}
    if unit.parts:
        found["parts"] = [list(part) for part in unit.parts]
    if seen is not None:
        quote, origin = seen[unit.id]
        found |= {"text": quote, "attributes": dict(unit.attributes), "note": unit.note, "origin": origin}
    return found


def _tie_difference(pair: TiePair) -> Json:
    return {
        "kind": str(pair.kind),
        "a": _tie_json(pair.a),
        "b": _tie_json(pair.b),
        "attributes": list(pair.attributes),
    }


def _tie_json(tie: Tie | None) -> Json | None:
    if tie is None:
        return None
    return {"id": tie.id.hex(), "type": tie.type, "source": tie.source.hex(), "target": tie.target.hex()}
