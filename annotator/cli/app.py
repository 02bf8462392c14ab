"""Puts the verbs together and runs one."""

from collections.abc import Sequence

import typer

from annotator.cli import (
    agreeing,
    assign,
    exporting,
    importing,
    new,
    reading,
    report,
    sample,
    statistics,
    suggest,
    train,
)
from annotator.cli.basics import FAILED, OK, complain
from annotator.errors import AnnotatorError
from annotator.i18n import tr


def build() -> typer.Typer:
    """The command line in the language that is set."""
    app = typer.Typer(
        name="annotator",
        help=tr("Annotate Chinese policy-news articles: the work that needs no window."),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def several() -> None:
        """Keeps the verb a word of its own."""

    for verb in (new, importing, exporting, assign, statistics, reading, suggest, train, agreeing, report, sample):
        verb.add_to(app)
    return app


def run(arguments: Sequence[str]) -> int:
    """Runs a verb; gives its exit code: 0 done, 1 refused with a line on standard error, 2 called wrongly."""
    try:
        build()(list(arguments), prog_name="annotator")
    except SystemExit as ended:  # Typer's way to say how it went
        return ended.code if isinstance(ended.code, int) else FAILED
    except AnnotatorError as error:
        complain(error)
        return FAILED
    return OK
