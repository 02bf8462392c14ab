"""`annotator agree` and `annotator diff`: how far people agree, and where they do not."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import typer

from annotator.agreement.bootstrap import Estimate
from annotator.agreement.pairing import Kind, Pair, TiePair
from annotator.agreement.tallies import ALL, Name
from annotator.agreement.units import Unit
from annotator.agreement.values import Reason, Undefined
from annotator.cli.common import Bar, about_as, closing, open_for_reading
from annotator.i18n import tr
from annotator.services.agreeing import Agreement, ArticleComparison, Comparison, Seen, agree, compare, settings_of
from annotator.services.agreeing_words import (
    agreement_json,
    comparison_json,
    explanations,
    kind_names,
    measure_names,
    reason_names,
    relation_kind_names,
)
from annotator.services.exporting import numbered

_PAIR: Final = (
    "exact.f1",
    "partial.f1",
    "boundaries.f1",
    "labels.agreement",
    "matched.cohen_kappa",
    "continuum.unitizing_alpha",
    "continuum.character_alpha",
)
_GROUP: Final = (
    "matched.fleiss_kappa",
    "matched.krippendorff_alpha",
    "continuum.unitizing_alpha",
    "continuum.character_alpha",
)


def add_to(app: typer.Typer) -> None:
    """Declares both verbs."""
    _add_agree(app)
    _add_diff(app)


def _add_agree(app: typer.Typer) -> None:
    about_person = tr("Only this person, or gold; may be given several times.")
    about_article = tr("Only the article of this number; may be given several times.")
    about_draws = tr("How often articles are drawn again for the intervals; 0 for none.")
    about_seed = tr("Where the drawing begins: the same seed gives the same intervals.")

    @app.command("agree", help=tr("Measure how far people agree: all together, each pair, by label and by article."))
    def agree_(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the project."))],
        person: Annotated[list[str] | None, typer.Option(metavar="NAME|gold", help=about_person)] = None,
        article: Annotated[list[int] | None, typer.Option(metavar="NUMBER", help=about_article)] = None,
        draws: Annotated[int, typer.Option(min=0, metavar="N", help=about_draws)] = 500,
        seed: Annotated[int, typer.Option(metavar="N", help=about_seed)] = 0,
        as_person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_as())] = "",
        as_json: Annotated[bool, typer.Option("--json", help=tr("Print JSON."))] = False,
    ) -> None:
        bar = Bar(tr("Comparing"))
        with closing(open_for_reading(project, as_person)) as opened:
            try:
                chosen = numbered(opened, article) if article else None
                found = agree(opened, person or (), chosen, settings_of(draws, seed, bar.show))
            finally:
                bar.clear()
            if as_json:
                print(json.dumps(agreement_json(opened, found), ensure_ascii=False, indent=2))
            else:
                _show_agreement(found)


def _add_diff(app: typer.Typer) -> None:
    about_article = tr("Only the article of this number; may be given several times.")

    @app.command("diff", help=tr("List the tags and relations in which two layers differ."))
    def diff(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the project."))],
        a: Annotated[str, typer.Option("--a", metavar="NAME|gold", help=tr("Whose tags to compare."))],
        b: Annotated[str, typer.Option("--b", metavar="NAME|gold", help=tr("With whose tags."))],
        article: Annotated[list[int] | None, typer.Option(metavar="NUMBER", help=about_article)] = None,
        as_person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_as())] = "",
        as_json: Annotated[bool, typer.Option("--json", help=tr("Print JSON."))] = False,
    ) -> None:
        with closing(open_for_reading(project, as_person)) as opened:
            found = compare(opened, a, b, numbered(opened, article) if article else None)
            if as_json:
                print(json.dumps(comparison_json(opened, found), ensure_ascii=False, indent=2))
            else:
                _show_comparison(found)


# -- agreement as tables -----------------------------------------------------------------------------------------


def _show_agreement(found: Agreement) -> None:
    report = found.report
    print(
        tr(
            "{people} people; {articles} articles were done by two or more of them.",
            people=len(report.people),
            articles=report.articles,
        )
    )
    reasons: dict[Reason, str] = {}
    used: dict[str, None] = {}
    if len(report.people) > 2:
        print(f"\n{tr('All together')}")
        _table(report.measures, _GROUP, report.labels, reasons)
        used |= dict.fromkeys(_GROUP)
    for pair in report.pairs:
        whole = pair.counts[ALL]
        print(
            "\n"
            + tr(
                "{a} and {b}: {articles} articles, {n} and {m} tags, {same} with the same bounds and label",
                a=pair.a,
                b=pair.b,
                articles=len(pair.articles),
                n=whole.a,
                m=whole.b,
                same=whole.exact,
            )
        )
        if not pair.articles:
            continue
        _table(pair.measures, _PAIR, report.labels, reasons)
        used |= dict.fromkeys(_PAIR)
    _legend(list(used), reasons)


def _table(
    measures: Mapping[Name, Estimate], columns: Sequence[str], labels: Sequence[str], reasons: dict[Reason, str]
) -> None:
    names = measure_names()
    rows = [["", *(names[column] for column in columns)]]
    for scope in (ALL, *labels):
        cells = [measures.get((scope, column)) for column in columns]
        rows.append([scope or tr("All labels"), *(_cell(cell, reasons) for cell in cells)])
    widths = [max(_width(row[k]) for row in rows) for k in range(len(rows[0]))]
    for row in rows:
        print(
            "  "
            + "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def _cell(found: Estimate | None, reasons: dict[Reason, str]) -> str:
    """A value with its interval; where it is undefined, a dash with a sign that the legend explains."""
    if found is None:
        return ""
    if isinstance(found.value, Undefined):
        sign = reasons.setdefault(found.value.reason, "*" * (len(reasons) + 1))
        return f"—{sign}"
    if found.low is None:
        return f"{found.value:.3f}"
    return f"{found.value:.3f} [{found.low:.2f}, {found.high:.2f}]"


def _legend(columns: Sequence[str], reasons: Mapping[Reason, str]) -> None:
    print()
    names, meanings, why = measure_names(), explanations(), reason_names()
    for column in columns:
        print(tr("{name}: {meaning}", name=names[column], meaning=meanings[column]))
    if columns:
        print(tr("In brackets: the interval of 95 %, from drawing the articles again."))
    for reason, sign in reasons.items():
        print(tr("—{sign}: undefined: {reason}.", sign=sign, reason=why[reason]))


def _width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


# -- differences -------------------------------------------------------------------------------------------------


def _show_comparison(found: Comparison) -> None:
    names = kind_names()
    totals = {kind: sum(one.count(kind) for one in found.articles) for kind in Kind}
    print(tr("{a} and {b}: {n} articles", a=found.a, b=found.b, n=len(found.articles)))
    print("  " + "  ".join(f"{names[kind]} {n}" for kind, n in totals.items()))
    for name, alone in ((found.a, found.only_a), (found.b, found.only_b)):
        if alone:
            print("  " + tr("{n} articles were done by {name} only", n=alone, name=name))
    for one in found.articles:
        tags = [pair for pair in one.tags if pair.kind is not Kind.EQUAL]
        relations = [pair for pair in one.relations if pair.kind is not Kind.EQUAL]
        if tags or relations:
            print(f"\n{one.number}  {one.title}")
        for tag in tags:
            print("  " + _difference(found, tag, one.seen))
        for relation in relations:
            print("  " + _tie_difference(found, relation, one))


def _difference(found: Comparison, pair: Pair, seen: Mapping[bytes, Seen]) -> str:
    return _said(kind_names()[pair.kind], _side(found.a, pair.a, seen), _side(found.b, pair.b, seen), pair.attributes)


def _said(kind: str, a: str, b: str, attributes: Sequence[str]) -> str:
    said = tr("{kind}: {a} | {b}", kind=kind, a=a, b=b)
    return f"{said} ({', '.join(attributes)})" if attributes else said


def _side(name: str, unit: Unit | None, seen: Mapping[bytes, Seen]) -> str:
    if unit is None:
        return f"{name} —"
    return f"{name} {unit.label} {unit.start}–{unit.end} {_line(seen[unit.id].quote)}"


def _line(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def _tie_difference(found: Comparison, pair: TiePair, one: ArticleComparison) -> str:
    def side(name: str, whose: int) -> str:
        tie = (pair.a, pair.b)[whose]
        if tie is None:
            return f"{name} —"
        ends = [_line(one.seen[end].quote) if end in one.seen else "?" for end in (tie.source, tie.target)]
        return f"{name} {ends[0]} {tie.type} {ends[1]}"

    return _said(relation_kind_names()[pair.kind], side(found.a, 0), side(found.b, 1), pair.attributes)
