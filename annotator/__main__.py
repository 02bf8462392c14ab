"""The program: a first word that is a verb goes to the command line, anything else is a project for the window."""

import argparse
import gc
import multiprocessing
import sys
from collections.abc import Sequence

from annotator import __version__
from annotator.cli import VERBS
from annotator.cli.basics import FAILED, USAGE, choose_language, complain, has_screen, use_utf8
from annotator.errors import AnnotatorError
from annotator.i18n import language, tr


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; gives its exit code."""
    multiprocessing.freeze_support()
    use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        words = choose_language(given)
    except AnnotatorError as error:
        complain(error)
        return USAGE
    if words and words[0] in VERBS:
        from annotator.cli.app import run

        return run(words)
    try:
        return _window(words, chosen=words != given)
    except AnnotatorError as error:
        complain(error)
        return FAILED


def _window(words: list[str], chosen: bool) -> int:
    """Opens the window, or draws it into a file; `chosen` says that its language was asked for."""
    wanted = _parser().parse_args(words)
    if wanted.screenshot is None and not has_screen():
        raise AnnotatorError(
            "There is no screen here, so no window can open.", "A picture of the window: --screenshot FILE"
        )
    gc.disable()  # what is made while starting stays; looking through it again and again costs a tenth of the start
    project, person = wanted.project, wanted.person
    if wanted.sample:
        from annotator.services.sample import own_sample, sample_person

        project, person = str(own_sample()), person or sample_person()
    from annotator.ui import app

    return app.run(project, wanted.screenshot, person, language() if chosen else None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="annotator",
        description=tr("Annotate Chinese policy-news articles. Opens the window, on a project if one is named."),
        epilog=tr(
            "Verbs instead of a project: {verbs}. `annotator VERB --help` tells the rest.", verbs=", ".join(VERBS)
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("project", nargs="?", metavar="PROJECT", help=tr("File or database URL of the project."))
    parser.add_argument("--as", dest="person", metavar="NAME", help=tr("Who you are in the project."))
    parser.add_argument("--sample", action="store_true", help=tr("Open the sample project, made if it is not there."))
    parser.add_argument("--screenshot", metavar="FILE", help=tr("Draw the window into a PNG file, off screen."))
    parser.add_argument("--lang", choices=["zh", "en"], help=tr("Language of the program."))
    parser.add_argument("--version", action="version", version=f"annotator {__version__}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
