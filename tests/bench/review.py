"""How long reviewing takes: comparing layers. The last line is JSON.

    python tests/bench/review.py [TIMES]

`compare_ms` is opening the comparison of three layers of 1,000 spans each, with 40 differences in a hundred;
`compare_decided_ms` the same once all is decided; `compare_rows_ms` the plain reading of the same rows; ratios beside.
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

from builders import add_article, label_id, new_project, open_document

from annotator.domain.article import Status
from annotator.services import tagging
from annotator.services.adjudicating import decide
from annotator.services.choosing import take_variant
from annotator.services.comparing import open_case
from annotator.services.project import add_person, as_person

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


PARTS: dict[str, Callable[[int], dict[str, float]]] = {"compare": compare}
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
