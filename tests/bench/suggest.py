"""How long suggestions take against plain segmentation of the same text by jieba.

    python tests/bench/suggest.py [FILE…]

Prints lines to read and, as the last one, a JSON object: `ratio` (rules and memory, caches empty, each text the first
time, against jieba.cut of it), `ratio_crf` (the learned engine as well), `ms_4000` (milliseconds of all engines for
4,000 characters), `again_ms_4000` (the same after a decision, when the rules need not be asked again), `cold_ms` (from
the start of a fresh process to the first suggestions, imports included) and `rss_mb` of that process. Memory and model
are made of our own annotated articles.
"""

import gc
import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.pop(0)  # this file's own folder would hide the tests' `suggest`
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from suggest.marked import parse

from annotator.domain.scheme import Scheme
from annotator.formats.scheme_toml import load_scheme
from annotator.services.learning import Homework, study
from annotator.services.suggesting import engines
from annotator.suggest.learned import LearnedEngine, Model
from annotator.suggest.memory import Lesson, Memory, Tag
from annotator.suggest.place_engine import forget
from annotator.suggest.protocol import Suggestion
from annotator.suggest.together import together
from annotator.suggest.words import Words

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
    return [parse(path.read_text(encoding="utf-8"))[0] for path in sorted(DATA.glob("*.txt"))]


def best(measured: list[float]) -> float:
    """The middle one of some seconds."""
    return sorted(measured)[len(measured) // 2]


def lessons() -> list[Lesson]:
    """Our own articles with their tags."""
    found = []
    for path in sorted([*DATA.glob("*.txt"), *(DATA / "series").glob("*.txt")]):
        text, marks = parse(path.read_text(encoding="utf-8"))
        tags = tuple(Tag(m.start, m.end, m.label, text[m.start : m.end]) for m in marks)
        found.append(Lesson(text, tags, (), ((0, len(text)),)))
    return found


def timed(work: Callable[[], object]) -> float:
    """The seconds that something takes."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def cold(text: str) -> list[float]:
    """Milliseconds and megabytes of a fresh process up to its first suggestions."""
    sample = ROOT / "build" / "bench-suggest.txt"
    sample.parent.mkdir(exist_ok=True)
    sample.write_text(text, encoding="utf-8")
    said = subprocess.run(
        [sys.executable, "-c", COLD, str(sample)], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    sample.unlink()
    return [float(one) for one in said]


def one_round(
    cut: Callable[[str], Iterable[str]], found: list[str], memory: Memory, model: Model, scheme: Scheme, quote: str
) -> tuple[float, float, float, float]:
    """The seconds of plain segmentation, of the rules, of memory behind them, of memory and CRF; caches empty."""
    plain = timed(lambda: [list(cut(text)) for text in found])
    words = Words()
    words.warm()
    asked = engines("", scheme, words)
    learned = LearnedEngine(model, words)
    forget()
    raw: list[list[Suggestion]] = []
    rules = timed(lambda: raw.extend([one for engine in asked for one in engine.suggest(text)] for text in found))
    pairs = list(zip(found, raw, strict=True))
    decided = Tag(0, 2, "PLACE", quote)
    memory.tag(0, decided)  # what was counted in this lesson is counted again
    remembered = timed(lambda: [together(text, one, memory) for text, one in pairs])
    memory.untag(0, decided)
    crf = timed(lambda: [together(text, one, memory, learned) for text, one in pairs])
    return plain, rules, remembered, crf


def main() -> None:
    """Measures and prints."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    jieba.initialize()
    found = texts(sys.argv[1:])
    characters = sum(map(len, found))
    scheme = load_scheme(ROOT / "resources" / "schemes" / "policy.toml")
    taught = tuple(lessons())
    model = study(Homework(taught, ("",) * len(taught), scheme, {})).model
    memory = Memory(["METRIC"])
    for key, lesson in enumerate(taught):
        memory.learn(key, lesson)
    rounds = [one_round(jieba.cut, found, memory, model, scheme, taught[0].text[:2]) for _ in range(ROUNDS)]
    plain, rules, remembered, crf = (best(list(taken)) for taken in zip(*rounds, strict=True))
    spent, peak = cold("\n".join(found)[:4000])
    print(f"{len(found)} texts, {characters} characters; model of {len(taught)} articles, {len(model.data)} bytes")
    shown = ", ".join(f"{seconds * 1000:.1f}" for seconds in (plain, rules, remembered, crf))
    print(f"ms of jieba, rules, memory, memory with CRF: {shown}")
    result = {
        "ratio": round((rules + remembered) / plain, 2),
        "ratio_crf": round((rules + crf) / plain, 2),
        "ms_4000": round((rules + crf) / characters * 4_000_000, 1),
        "again_ms_4000": round(crf / characters * 4_000_000, 1),
        "cold_ms": round(spent),
        "rss_mb": round(peak),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
