"""A whole review played in the window: 40 differences of all kinds end in the right tags.

What it costs is written down in tests/bench/RESULTS.md.
"""

import json
import sys
from pathlib import Path

import pytest
from suggest.marked import parse
from ui.conftest import OpenBench
from ui.reviewing import Reviewer, Right, gold, make, seeded

from annotator.domain.review import DECISION
from annotator.services import states
from annotator.services.states import ArticleState
from annotator.store import records

_TESTS = Path(__file__).parents[1]
_REFERENCE = _TESTS.parents[1] / "shared" / "reference"
_OWN = _TESTS / "suggest" / "data"
_COUNT = 40
_KEYS = {"PLACE": "adcode", "PROGRAMME": "category"}


def reference() -> tuple[str, list[Right]]:
    text, tags = _REFERENCE / "000.reading.txt", _REFERENCE / "000.gold.jsonl"
    if not text.exists():
        pytest.skip("the reference articles are not beside the repository (../shared/reference)")
    lines = [json.loads(line) for line in tags.read_text(encoding="utf-8").split("\n") if line]
    right = [Right(one["start"], one["end"], one["label"], one["attributes"]) for one in lines]
    return text.read_text(encoding="utf-8"), right


def own() -> tuple[str, list[Right]]:
    """Our own articles, one after the other as if they were one."""
    whole, right = "", []
    for path in sorted(_OWN.glob("0*.txt")):
        text, tags = parse(path.read_text(encoding="utf-8"))
        at = len(whole)
        right += [Right(at + tag.start, at + tag.end, tag.label, {_KEYS[tag.label]: tag.value}) for tag in tags]
        whole += text
    return whole, right


@pytest.mark.parametrize("source", ["own", "reference"])
def test_a_whole_review_ends_in_the_right_tags(open_bench: OpenBench, tmp_path: Path, source: str) -> None:
    text, right = own() if source == "own" else reference()
    layers = seeded(text, right, _COUNT, seed=5)
    missed = next(one for one in right if one.end - one.start > 2 and one in layers.a and one in layers.b)
    for layer in (layers.a, layers.b):
        layer.remove(missed)
    bench = open_bench(opened=False)
    make(bench.path, text, layers)
    bench.app.open_project(str(bench.path), "王敏")
    bench.until(bench.is_open)
    bench.view.setFocus()
    bench.window.run("compare")
    reviewer = Reviewer(bench, right)
    bench.until(lambda: reviewer.commands.case is not None and reviewer.commands.view.view.hasFocus())
    assert len(reviewer.case.differences()) >= _COUNT
    reviewer.run()
    reviewer.add(missed)
    reviewer.click("close_review")
    bench.until(lambda: reviewer.case.settled is not None)
    found = gold(bench)
    assert sorted(found) == sorted(one.place for one in right)
    for one in right:
        assert one is missed or dict(found[one.place]) == dict(one.attributes), one
    project, article = bench.session.project, bench.document.article.id
    assert bench.app.worker.call(lambda: states.state_of(project, article)) is ArticleState.SETTLED

    def decided() -> int:
        with project.database.read() as connection:
            return len(records.read_records(connection, (DECISION,), article=article))

    assert bench.app.worker.call(decided) >= len(right)
    each = reviewer.actions / _COUNT
    sys.stderr.write(f"{source}: {reviewer.actions} actions for {_COUNT} differences, {each:.2f} each\n")
    assert each <= 1.6
