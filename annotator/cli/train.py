"""`annotator train`: learns from a project, and says how well that goes on articles that were not learned from."""

import json
from typing import Annotated, Any, Final

import typer

from annotator.cli.common import Bar, closing, open_for_reading
from annotator.i18n import tr
from annotator.services import learning
from annotator.services.learning import Count, Scores

_MOST_FOLDS: Final = 10


def add_to(app: typer.Typer) -> None:
    """Declares the verb."""
    about_as = tr("Whose work is learned from, besides the agreed result; without it that of the first manager.")

    @app.command(
        "train",
        help=tr("Learn from the agreed result and one's own submitted articles, and measure it on articles held back."),
    )
    def train(
        project: Annotated[str, typer.Argument(metavar="PROJECT", help=tr("File or database URL of the project."))],
        person: Annotated[str, typer.Option("--as", metavar="NAME", help=about_as)] = "",
        as_json: Annotated[bool, typer.Option("--json", help=tr("Print JSON."))] = False,
    ) -> None:
        bar = Bar(tr("Learning"))
        with closing(open_for_reading(project, person)) as opened:
            homework = learning.gather(opened)
            try:
                study = learning.study(homework, bar.show, _MOST_FOLDS)
            finally:
                bar.clear()
            if study.model.data:
                learning.keep(opened, study)
        if as_json:
            print(json.dumps(_as_json(study), ensure_ascii=False))
        else:
            _show(study)


def _as_json(study: learning.Study) -> dict[str, Any]:
    return {
        "articles": study.model.articles,
        "folds": study.scores.folds,
        "trained": bool(study.model.data),
        "labels": {
            label: {**_figures(study.scores.learned[label]), "rules": _figures(_by_rules(study.scores, label))}
            for label in sorted(study.scores.learned)
        },
    }


def _figures(count: Count) -> dict[str, float | int | None]:
    shares = {"precision": count.precision, "recall": count.recall, "f1": count.f1}
    rounded = {name: None if share is None else round(share, 4) for name, share in shares.items()}
    return {**rounded, "right": count.right, "found": count.found, "wanted": count.wanted}


def _by_rules(scores: Scores, label: str) -> Count:
    return scores.rules.get(label, Count(wanted=scores.learned[label].wanted))


def _show(study: learning.Study) -> None:
    print(
        tr(
            "{n} articles to learn from; measured on {folds} parts of them, each held back once",
            n=study.model.articles,
            folds=study.scores.folds,
        )
    )
    for label in sorted(study.scores.learned):
        count, rules = study.scores.learned[label], _by_rules(study.scores, label)
        print(
            tr(
                "{label}: precision {p}, recall {r}, F1 {f1} ({rules} by rules alone) on {n} tags",
                label=label,
                p=_share(count.precision),
                r=_share(count.recall),
                f1=_share(count.f1),
                rules=_share(rules.f1),
                n=count.wanted,
            )
        )
    if not study.model.data:
        print(tr("Too little was submitted to learn from: two articles with tags are the least."))


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
