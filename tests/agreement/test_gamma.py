"""Gamma: the published disorders of best alignments, and all alignments of small cases."""

import csv
import json
from collections.abc import Iterator
from itertools import product
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import gamma as gamma_module
from annotator.agreement.gamma import Placed, Weights, best_alignment, dissimilarity, gamma
from annotator.agreement.values import Reason, Undefined

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "agreement"

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples/agreement is not there")


def layers(units: list[dict[str, Any]], people: list[str]) -> list[list[Placed]]:
    return [
        [Placed(unit["start"], unit["end"], unit["category"]) for unit in units if unit["annotator"] == name]
        for name in people
    ]


def disorder(people: list[list[Placed]], weights: Weights | None = None) -> float:
    found = best_alignment(people, weights)
    assert not isinstance(found, Undefined)
    return found.disorder


@needs_samples
@pytest.mark.parametrize(("number", "published"), [("01", 0.0625), ("04", 0.408756)])
def test_the_best_alignment_has_the_published_disorder(number: str, published: float) -> None:
    fixture = json.loads((SAMPLES / f"gamma_fixture_{number}.json").read_text(encoding="utf-8"))
    names = sorted({unit["annotator"] for unit in fixture["continuum"]})
    people = layers(fixture["continuum"], names)
    for pair in fixture["tier1"]["pairDissimilarities"]:
        one = people[names.index(pair["annotatorA"])][pair["unitIndexA"]]
        other = people[names.index(pair["annotatorB"])][pair["unitIndexB"]]
        assert dissimilarity(one, other, Weights()) == pytest.approx(pair["combined"], rel=1e-6)
    assert round(disorder(people), 6) == published
    for sample in fixture["tier2"]["sampledContinua"]:
        assert disorder(layers(sample["units"], names)) == pytest.approx(sample["bestAlignmentDisorder"], abs=1e-6)


@needs_samples
def test_gamma_of_alex_paul_and_suzan_lies_where_it_was_published() -> None:
    with (SAMPLES / "AlexPaulSuzan.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    people = [
        [Placed(float(start), float(end), label) for who, label, start, end in rows if who == name]
        for name in ("Alex", "Paul", "Suzan")
    ]
    found = gamma(people, Weights(place=3), samples=60)
    assert not isinstance(found, Undefined)
    assert 0.43 < found < 0.48  # published: 0.44 to 0.47, drawn at random
    assert found == gamma(people, Weights(place=3), samples=60)


def test_identical_layers_have_no_disorder_and_gamma_1() -> None:
    layer = [Placed(0, 4, "X"), Placed(6, 9, "X"), Placed(20, 22, "X")]
    assert disorder([layer, layer, layer]) == 0
    assert gamma([layer, layer], samples=5) == 1


def test_what_has_no_value_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = [Placed(0, 4, "X"), Placed(2, 9, "X"), Placed(5, 12, "Y")]
    assert gamma([layer]) == best_alignment([layer]) == Undefined(Reason.ONE_PERSON)
    assert gamma([[], []]) == best_alignment([[], []]) == Undefined(Reason.NO_UNITS)
    monkeypatch.setattr(gamma_module, "_MOST_WAYS", 10)
    assert gamma([layer, layer]) == best_alignment([layer, layer]) == Undefined(Reason.TOO_LARGE)


def test_one_empty_layer_costs_each_unit_its_price() -> None:
    assert disorder([[Placed(0, 4, "X"), Placed(6, 9, "X")], []]) == 2
    assert disorder([[Placed(0, 4, "X")], []], Weights(empty=3)) == 6


units = st.builds(
    lambda start, length, label: Placed(start, start + length, label),
    st.integers(0, 12),
    st.integers(1, 5),
    st.sampled_from("XY"),
)
people = st.lists(st.lists(units, max_size=2), min_size=2, max_size=3).filter(any)


def partitions(people: list[list[Placed]]) -> Iterator[list[tuple[int | None, ...]]]:
    """All ways to put each unit into one row of at most one unit a person."""
    rest = [(p, i) for p, layer in enumerate(people) for i in range(len(layer))]

    def grown(taken: frozenset[tuple[int, int]]) -> Iterator[list[tuple[int | None, ...]]]:
        first = next((unit for unit in rest if unit not in taken), None)
        if first is None:
            yield []
            return
        choices: list[list[int | None]] = [[None, *range(len(layer))] for layer in people]
        for row in product(*choices):
            used = {(p, i) for p, i in enumerate(row) if i is not None}
            if first in used and not used & taken:
                for others in grown(taken | used):
                    yield [row, *others]

    return grown(frozenset())


@given(people, st.sampled_from([Weights(), Weights(place=3), Weights(label=2, empty=0.5)]))
def test_no_other_alignment_has_less_disorder(found: list[list[Placed]], weights: Weights) -> None:
    pairs = [(p, q) for p in range(len(found)) for q in range(p)]

    def cost(row: tuple[int | None, ...]) -> float:
        spent = 0.0
        for p, q in pairs:
            i, k = row[p], row[q]
            both = i is not None and k is not None
            spent += dissimilarity(found[p][i], found[q][k], weights) if both else weights.empty  # type: ignore[index]
        return spent / comb(len(found), 2)

    mean = sum(map(len, found)) / len(found)
    least = min(sum(map(cost, rows)) for rows in partitions(found)) / mean
    best = best_alignment(found, weights)
    assert not isinstance(best, Undefined)
    assert best.disorder == pytest.approx(least, abs=1e-9)
    assert sum(map(cost, best.rows)) / mean == pytest.approx(least, abs=1e-9)
    taken = sorted((p, i) for row in best.rows for p, i in enumerate(row) if i is not None)
    assert taken == [(p, i) for p, layer in enumerate(found) for i in range(len(layer))]
