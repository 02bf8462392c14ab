"""Several pairs taken together: counts add up, limits are exact, what has no value says so."""

import pytest

from annotator.agreement.bootstrap import Draws
from annotator.agreement.pooled import added, pooled
from annotator.agreement.report import Report, Settings, Sheet, agreement
from annotator.agreement.tallies import ALL
from annotator.agreement.units import Unit, Work
from annotator.agreement.values import Reason, Undefined
from annotator.domain.ids import ArticleId

TAGS = [Unit(0, 4, "A", b"1"), Unit(1, 3, "A", b"2"), Unit(10, 14, "B", b"3"), Unit(10, 14, "B", b"4")]


def of(*articles: dict[str, list[Unit]]) -> Report:
    sheets = [
        Sheet(ArticleId(bytes([k])), 20, {name: Work(units) for name, units in one.items()})
        for k, one in enumerate(articles)
    ]
    people = list(dict.fromkeys(name for one in articles for name in one))
    return agreement(sheets, people, ["A", "B"], Settings(draws=Draws(20)))


@pytest.mark.parametrize("people", range(2, 7))
def test_identical_layers_nested_and_equal_tags_among_them_agree_wholly(people: int) -> None:
    found = pooled(of({str(k): TAGS for k in range(people)}), Draws(20))
    assert [found[label].exact.value for label in (ALL, "A", "B")] == [1.0, 1.0, 1.0]
    assert found[ALL].counts.a == 4 * people * (people - 1) // 2


def test_one_empty_layer_agrees_in_nothing_and_two_in_nothing_that_could_be_told() -> None:
    assert pooled(of({"p": TAGS, "q": []}))[ALL].exact.value == 0.0
    assert pooled(of({"p": [], "q": []}))[ALL].exact.value == Undefined(Reason.NO_UNITS)


def test_one_person_alone_has_no_agreement() -> None:
    assert pooled(of({"p": TAGS}))["A"].exact.value == Undefined(Reason.ONE_PERSON)


def test_the_counts_of_all_pairs_add_up_by_article() -> None:
    report = of({"p": TAGS, "q": TAGS[:2], "r": TAGS[2:]}, {"p": TAGS, "q": TAGS})
    by_article = added(report)
    assert [counts[ALL].exact for counts in by_article.values()] == [2 + 2 + 0, 4]
    found = pooled(report, Draws(50))
    assert found[ALL].exact.value == pytest.approx(2 * 8 / (6 + 6 + 4 + 8))
    assert found[ALL].exact.low is not None
    assert found[ALL].exact.low <= found[ALL].exact.value <= (found[ALL].exact.high or 0)  # type: ignore[operator]
