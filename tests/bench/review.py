"""How long reviewing takes: comparing layers, measuring agreement. The last line is JSON.

    python tests/bench/review.py [TIMES]

`compare_ms` is opening the comparison of three layers of 1,000 spans each, with 40 differences in a hundred;
`compare_decided_ms` the same once all is decided; `compare_rows_ms` the plain reading of the same rows; ratios beside.
`agreement_ms` is the agreement of three people over 1,000 articles of 100 spans each, with all measures by label, pair
and article, the differing spans and intervals from 500 draws; `agreement_bare_ms` without the intervals.
"""

import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders import IncomingLayer, add_article, add_articles, incoming, label_id, new_project, open_document

from annotator.domain.article import Layer, Status
from annotator.domain.ids import LayerId, new_id
from annotator.services import tagging
from annotator.services.adjudicating import decide
from annotator.services.agreeing import agree, settings_of
from annotator.services.choosing import take_variant
from annotator.services.comparing import open_case
from annotator.services.project import add_person, as_person, open_project
from annotator.store.imports import IncomingArticle

SPANS = 1000
_LABELS = ("PLACE", "METRIC", "PROGRAMME")


def median_ms(call: Callable[[], object], times: int) -> float:
    """Median milliseconds of a call, after one that does not count."""
    taken = []
    for _ in range(times + 1):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken[1:])


def compare(times: int) -> dict[str, float]:
    """Opening the comparison of three layers, against the reading of their rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.annotator")
        project = new_project(path)
        article = add_article(project, "青岭县教育局投入资金三百万元建成学校十二所" * 1000)
        me, draw = project.person, random.Random(7)
        for name in ("甲", "乙", "丙"):
            as_person(project, add_person(project, name))
            document = open_document(project, article.id)
            spans = []
            for k in range(SPANS):
                start, label = 20 * k, _LABELS[k % 3]
                length = 6
                if draw.random() < 0.2:
                    length, label = draw.choice(((5, label), (6, draw.choice(_LABELS))))
                attributes = {"value": str(k), "unit": "元", "bound": "exact"}
                spans.append(document.new_span(start, start + length, label_id(project, label), attributes))
            tagging.write(project, [*document.create_all(spans), *document.set_status(Status.SUBMITTED)])
        as_person(project, me)

        def rows() -> None:
            connection = sqlite3.connect(path)
            connection.execute("SELECT * FROM layer").fetchall()
            connection.execute("SELECT * FROM span ORDER BY layer_id, start").fetchall()
            connection.close()

        floor = median_ms(rows, times)
        first = median_ms(lambda: open_case(project, article.id), times)
        case = open_case(project, article.id)
        decide(project, case, [take_variant(item, 0) for item in case.items])
        later = median_ms(lambda: open_case(project, article.id), times)
        project.close()
    return {
        "compare_ms": round(first, 1),
        "compare_decided_ms": round(later, 1),
        "compare_rows_ms": round(floor, 1),
        "compare_ratio": round(first / floor, 1),
    }


ARTICLES = 1000
PER_ARTICLE = 100


def _corpus(path: str) -> None:
    """A thousand articles of a hundred spans by three people, a fifth of whose spans differ."""
    project, draw = new_project(path), random.Random(7)
    people = [add_person(project, name) for name in ("甲", "乙", "丙")]
    labels = [label_id(project, key) for key in _LABELS]
    text = "青岭县教育局投入资金三百万元建成学校十二所" * 100
    for first in range(0, ARTICLES, 100):
        coming = []
        for number in range(first + 1, first + 101):
            one = incoming(f"第{number}篇{text}", number)
            layers = []
            for person in people:
                layer = Layer(LayerId(new_id()), one.article.id, person.id, status=Status.SUBMITTED)
                rows = []
                for k in range(PER_ARTICLE):
                    start, length, label = 8 + 20 * k, 6, labels[k % 3]
                    if draw.random() < 0.2:
                        length, label = draw.choice(((5, label), (6, draw.choice(labels))))
                    quote = one.revision.text[start : start + length]
                    attributes = f'{{"value":"{k}","unit":"元","bound":"exact"}}'
                    rows.append((new_id(), start, start + length, label, quote, attributes, "", "manual", ""))
                layers.append(IncomingLayer(layer, rows=tuple(rows), revision=one.revision.id))
            whole = IncomingArticle(one.article, one.revision, one.source, one.source_text, tuple(layers))
            coming.append(whole)
        add_articles(project, *coming)
    project.close()


def agreement(times: int) -> dict[str, float]:
    """The agreement of three people on a thousand articles, against the reading of the same rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.annotator")
        _corpus(path)
        project = open_project(path, "王敏")

        def rows() -> None:
            connection = sqlite3.connect(path)
            connection.execute("SELECT * FROM layer").fetchall()
            connection.execute("SELECT * FROM span ORDER BY layer_id, start").fetchall()
            connection.close()

        floor = median_ms(rows, times)
        bare = median_ms(lambda: agree(project, settings=settings_of(0, 0)), min(times, 3))
        whole = median_ms(lambda: agree(project), min(times, 3))
        project.close()
    return {
        "agreement_ms": round(whole),
        "agreement_bare_ms": round(bare),
        "agreement_rows_ms": round(floor),
        "agreement_ratio": round(whole / floor, 1),
        "agreement_bare_ratio": round(bare / floor, 1),
    }


PARTS: dict[str, Callable[[int], dict[str, float]]] = {"compare": compare, "agreement": agreement}
"""By name: what is measured, told how often."""


def main() -> None:
    """Measures all parts, or those named behind the number of times."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    found: dict[str, float] = {}
    for name in sys.argv[2:] or PARTS:
        found |= PARTS[name](times)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
