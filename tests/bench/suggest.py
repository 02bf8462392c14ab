"""How long suggestions take against plain segmentation of the same text by jieba.

    python tests/bench/suggest.py [FILE…]

Prints lines to read and, as the last one, a JSON object: `ratio` (engines by rules, caches empty, each text the first
time, against jieba.cut of it), `ms_4000` (milliseconds for 4,000 characters), `cold_ms` (from the start of a fresh
process to the first suggestions, imports included) and `rss_mb` of that process.
"""

import gc
import json
import re
import subprocess
import sys
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "suggest" / "data"
ROUNDS = 7
COLD = """
import resource, sys, time
begin = time.perf_counter()
from annotator.suggest.engine import suggest
found = suggest(open(sys.argv[1], encoding="utf-8").read())
spent = (time.perf_counter() - begin) * 1000
try:  # the peak of this program; what getrusage tells holds that of the one that started it as well
    peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
print(spent, peak)
"""


def texts(names: list[str]) -> list[str]:
    """The files named, else our own articles without their marks."""
    if names:
        return [Path(name).read_text(encoding="utf-8") for name in names]
    marked = [path.read_text(encoding="utf-8") for path in sorted(DATA.glob("*.txt"))]
    return [re.sub(r"\|[PG]\|[^}]*\}|\{", "", text) for text in marked]


def best(measured: list[float]) -> float:
    """The middle one of some seconds."""
    return sorted(measured)[len(measured) // 2]


def main() -> None:
    """Measures and prints."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    jieba.initialize()
    from annotator.suggest.engine import rule_engines, suggest
    from annotator.suggest.place_engine import forget
    from annotator.suggest.words import Words

    found = texts(sys.argv[1:])
    characters = sum(map(len, found))
    plain: list[float] = []
    ours: list[float] = []
    suggest("".join(found)[:2000])  # lexicons and gazetteer are loaded once for the program
    for _ in range(ROUNDS):
        gc.collect()
        begin = time.perf_counter()
        for text in found:
            list(jieba.cut(text))
        plain.append(time.perf_counter() - begin)
        words = Words()
        words.warm()
        engines = rule_engines(words)
        forget()
        gc.collect()
        begin = time.perf_counter()
        count = sum(len(suggest(text, engines=engines)) for text in found)
        ours.append(time.perf_counter() - begin)
    sample = ROOT / "build" / "bench-suggest.txt"
    sample.parent.mkdir(exist_ok=True)
    sample.write_text("\n".join(found)[:4000], encoding="utf-8")
    cold = subprocess.run(
        [sys.executable, "-c", COLD, str(sample)], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    sample.unlink()
    print(f"{len(found)} texts, {characters} characters, {count} suggestions")
    print(f"jieba {best(plain) * 1000:.1f} ms, suggestions {best(ours) * 1000:.1f} ms")
    result = {
        "ratio": round(best(ours) / best(plain), 2),
        "ms_4000": round(best(ours) / characters * 4_000_000, 1),
        "cold_ms": round(float(cold[0])),
        "rss_mb": round(float(cold[1])),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
