"""Pages made and spoiled at random read again as the articles they were made of, to a measured degree."""

from typing import NamedTuple

import pytest
from reading.pages import Manner, breaks, ink, make_page
from reading.prose import ARTICLES

from annotator.reading.repair import repair

_SEEDS = range(8)


class Measure(NamedTuple):
    """How well the pages of one manner were read."""

    character_errors: int
    blank_errors: int
    f1: float


def _measure(manner: Manner) -> Measure:
    errors = blanks = hits = found = wanted = 0
    for article in ARTICLES:
        for seed in _SEEDS:
            page = make_page(article, manner, seed)
            text = repair(page.source).text
            errors += ink(text) != ink(page.reading)
            blanks += abs(text.count(" ") - page.reading.count(" "))
            ours, theirs = breaks(text), breaks(page.reading)
            hits, found, wanted = hits + len(ours & theirs), found + len(ours), wanted + len(theirs)
    return Measure(errors, blanks, 2 * hits / (found + wanted))


@pytest.mark.parametrize(
    ("manner", "least"),
    [
        (Manner(wrap=False, gap=False), 1.0),
        (Manner(wrap=False, indent="　　", crlf=True), 1.0),
        (Manner(wrap=False, doubled=0.5, numbers=0.3), 1.0),
        (Manner(), 0.99),
        (Manner(cuts=0.03), 0.99),
        (Manner(cuts=0.03, indent="　　"), 0.98),
        (Manner(cuts=0.03, lost_indent=True), 0.98),
        (Manner(cuts=0.03, lost_indent=True, each=True), 0.98),
        (Manner(gap=False, indent="　　"), 0.99),
        (Manner(gap=False, indent="    ", width=(20, 40), doubled=0.5, crlf=True), 0.99),
        (Manner(width=(28, 45), lost_indent=True), 0.99),
        (Manner(width=(8, 11), lost_indent=True), 0.99),
        (Manner(doubled=1.0, lost_indent=True), 0.98),
        (Manner(doubled=0.5, lost_indent=True, cuts=0.02), 0.98),
        (Manner(doubled=0.5, glyphs=True), 0.98),
        (Manner(doubled=0.3, numbers=0.3, lost_indent=True, captions=True, crlf=True), 0.98),
        (Manner(spaced=0.05, numbers=0.5), 0.98),
        (Manner(spaced=0.03, numbers=0.5, doubled=0.5, lost_indent=True), 0.98),
        (Manner(gap=False, spread=True, indent="　　"), 0.98),
        (Manner(spread=True, lost_indent=True, crlf=True), 0.98),
        # Nothing but the widths of lines tells a paragraph here.
        (Manner(gap=False, lost_indent=True), 0.97),
        (Manner(gap=False), 0.96),
        (Manner(gap=False, each=True), 0.93),
    ],
)
def test_spoiled_pages_read_as_their_articles(manner: Manner, least: float) -> None:
    found = _measure(manner)
    assert found.character_errors == 0
    assert found.blank_errors == 0
    assert found.f1 >= least


def test_a_doubled_line_here_and_there_costs_at_most_a_short_last_line() -> None:
    wrong = 0
    for article in ARTICLES:
        for seed in _SEEDS:
            page = make_page(article, Manner(doubled=0.5, mixed=0.2, lost_indent=True, cuts=0.02), seed)
            wrong += len(ink(repair(page.source).text)) - len(ink(page.reading))
    assert 0 <= wrong <= 30  # of some 32,000 characters
