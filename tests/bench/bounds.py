"""How long bounds and quantities take: the last line is JSON, milliseconds (medians and the slowest of all calls)."""

import json
import statistics
import time
from collections.abc import Callable

from annotator.domain.scheme import Bounding
from annotator.suggest.bounds import ladder, natural_bound, snap
from annotator.suggest.checks import check
from annotator.suggest.quantities import find_quantities
from annotator.suggest.words import Words

PARAGRAPH = (
    "近年来，清溪县白石镇红星村大力推行“三长联动”机制，共投入资金1.36亿元，建成205.6公里通村水泥公路，带动农户8000多户，"
    "户均增收3000元以上；《清溪县产业帮扶实施方案》出台后，新增合作社29家，粮食产量由1.2万吨增长到1.5万吨，优质率达95%。\n"
)
KNOWN = frozenset(f"项目名称{number}" for number in range(5000)) | {"三长联动"}


def timed(call: Callable[[int], object], positions: list[int]) -> tuple[float, float]:
    """Median and maximum milliseconds of one call at each position."""
    taken = []
    for position in positions:
        start = time.perf_counter()
        call(position)
        taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken), 3), round(max(taken), 3)


def main() -> None:
    text = PARAGRAPH * (1_000_000 // len(PARAGRAPH))
    line = text.replace("\n", "")  # one paragraph of a million characters
    words = Words()
    words.spans(PARAGRAPH)
    positions = [int(len(line) * k / 500) for k in range(500)]
    result: dict[str, float] = {}
    for name, where in (("", text), ("_one_line", line)):
        for bounding in Bounding:
            natural_bound(where, 0, bounding, KNOWN)
            median, slowest = timed(lambda p, w=where, b=bounding: natural_bound(w, p, b, KNOWN), positions)
            result[f"{bounding}{name}_ms"], result[f"{bounding}{name}_max_ms"] = median, slowest
        median, slowest = timed(lambda p, w=where: ladder(w, p, p + 3, Bounding.NAME, KNOWN), positions)
        result[f"ladder{name}_ms"], result[f"ladder{name}_max_ms"] = median, slowest
        median, slowest = timed(lambda p, w=where: snap(w, p, p + 5), positions)
        result[f"snap{name}_ms"], result[f"snap{name}_max_ms"] = median, slowest
    article = PARAGRAPH * (4000 // len(PARAGRAPH))
    result["quantities_4000_ms"], _ = timed(lambda _: find_quantities(article), list(range(50)))
    result["check_4000_ms"], _ = timed(lambda _: check(article, []), list(range(50)))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
