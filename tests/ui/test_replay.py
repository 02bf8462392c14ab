"""The annotator replayed through the real window, key by key: what it costs to tag an article wholly right.

The counts of the reference articles are written down in tests/bench/RESULTS.md.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import open_document
from ui.replay import Replay, Wanted, wrong_attributes
from ui.test_suggest import feature
from ui.window_bench import Bench

from annotator.services import articles
from annotator.services.project import open_project
from annotator.services.sample import build_sample, sample_person

if TYPE_CHECKING:
    from ui.conftest import OpenBench

_TESTS = Path(__file__).parents[1]
_REFERENCE = _TESTS.parents[1] / "shared" / "reference"


def reference(stem: str) -> tuple[str, list[Wanted]]:
    """A reference article, or skips where it is not beside the repository."""
    text, gold = _REFERENCE / f"{stem}.reading.txt", _REFERENCE / f"{stem}.gold.jsonl"
    if not text.exists():
        pytest.skip("the reference articles are not beside the repository (../shared/reference)")
    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").split("\n") if line]
    wanted = [Wanted(one["start"], one["end"], one["label"], one["attributes"] or {}) for one in lines]
    return text.read_text(encoding="utf-8"), wanted


def stored(bench: Bench) -> dict[tuple[int, int, str], dict[str, Any]]:
    """The tags of the open article as the database has them."""
    bench.settle()
    project, layer = bench.session.project, bench.document.layer.id
    keys = [(mark.start, mark.id) for mark in bench.document.marks]
    spans = bench.app.worker.call(lambda: articles.read_spans(project, layer, keys))
    return {(one.start, one.end, bench.key(one.label)): dict(one.attributes) for one in spans}


def replayed(open_bench: "OpenBench", text: str, wanted: list[Wanted], **how: bool) -> int:
    """Replays an article and holds what is stored against what is wanted; gives the number of keys."""
    bench = open_bench(suggest=True, pages=[(text.split("\n", 1)[0][:30], text)])
    bench.until(lambda: feature(bench).feed.done)
    keys = Replay(bench, wanted, **how).run()
    found = stored(bench)
    assert sorted(found) == sorted(one.place for one in wanted)
    if how["attributes"]:
        bad = {one.place: wrong_attributes(one, found[one.place]) for one in wanted}
        assert {place: keys for place, keys in bad.items() if keys} == {}
    assert feature(bench)._reading.unread() == []
    return keys


@pytest.mark.parametrize("by_paragraph", [True, False], ids=["paragraphs", "article"])
@pytest.mark.parametrize("attributes", [False, True], ids=["spans", "attributes"])
@pytest.mark.parametrize("stem", ["000", "002"])
def test_the_reference_articles_are_tagged_exactly_by_keys_alone(
    open_bench: "OpenBench", stem: str, attributes: bool, by_paragraph: bool
) -> None:
    text, wanted = reference(stem)
    keys = replayed(open_bench, text, wanted, attributes=attributes, by_paragraph=by_paragraph)
    sys.stderr.write(f"{stem}: {keys} keys, {keys / len(wanted):.3f} a tag\n")
    assert (
        keys / len(wanted)
        < {(True, True): 1.1, (True, False): 0.7, (False, True): 0.8, (False, False): 0.35}[by_paragraph, attributes]
    )


def sample_article(folder: Path) -> tuple[str, list[Wanted]]:
    """The most tagged article of the sample project, with the attributes that its person gave."""
    path = folder / "sample.annotator"
    build_sample(str(path))
    project = open_project(str(path), sample_person())
    try:
        mine = [one for one in articles.list_articles(project) if one.layer is not None]
        chosen = max(mine, key=lambda one: one.spans)
        document = open_document(project, chosen.article.id)
        spans = document.spans([mark.id for mark in document.marks])
        scheme = project.scheme
        return document.text, [Wanted(o.start, o.end, scheme.label(o.label).key, o.attributes) for o in spans]
    finally:
        project.close()


@pytest.mark.parametrize("by_paragraph", [True, False], ids=["paragraphs", "article"])
def test_an_article_of_our_own_is_tagged_exactly_by_keys_alone(
    open_bench: "OpenBench", tmp_path: Path, by_paragraph: bool
) -> None:
    text, wanted = sample_article(tmp_path)
    assert len(wanted) > 10
    keys = replayed(open_bench, text, wanted, attributes=True, by_paragraph=by_paragraph)
    sys.stderr.write(f"sample: {keys} keys, {keys / len(wanted):.3f} a tag\n")
    assert keys / len(wanted) < 6  # by hand it is 18 and more
