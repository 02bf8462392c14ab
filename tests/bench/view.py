"""How long the article view takes to open and to paint, without a database; prints one JSON line last.

`small_ms`: 4,000 characters with 100 marks, `big_ms`: 1,000,000 with 40,000, from text and marks to the painted frame
(median of several openings); `far_ms`: the big one opened at its 900,000th character; `repaint_p99_ms`: a change of
one mark and the frame after it, at places all over the big one; `scroll_p99_ms`: a page of scrolling and its frame.
"""

import json
import os
import random
import statistics
import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from annotator.domain.ids import LabelId, SpanId
from annotator.domain.marks import Marks
from annotator.domain.span import Mark
from annotator.ui import fonts
from annotator.ui.palette import LIGHT, OKABE_ITO, activate
from annotator.ui.text.content import LabelLook
from annotator.ui.text.view import ArticleView

LABELS = [LabelId(bytes([n])) for n in range(3)]
LOOKS = {label: LabelLook(OKABE_ITO[n], "指标") for n, label in enumerate(LABELS)}
CHARACTERS = "民安产业兴共筑小康梦近年来该区投入资金建成通村水泥公路一二三四五六七八九十，。"


def article(length: int, count: int, rng: random.Random) -> tuple[str, list[Mark]]:
    """A text in paragraphs of 20 to 200 characters, and marks of 2 to 12 characters all over it, some nested."""
    pieces: list[str] = []
    have = 0
    while have < length:
        piece = "".join(rng.choices(CHARACTERS, k=rng.randint(20, 200)))
        pieces.append(piece)
        have += len(piece) + 1
    text = "\n".join(pieces)[:length]
    marks = []
    for n in range(count):
        start = rng.randrange(length - 12)
        marks.append(Mark(start, start + rng.randint(2, 12), rng.choice(LABELS), SpanId(n.to_bytes(16, "big"))))
    # Made anew in order, as a database gives them: objects that lie all over the memory take three times as long.
    return text, [
        Mark(int(str(m.start)), int(str(m.end)), m.label, SpanId(bytes(bytearray(m.id)))) for m in Marks(marks)
    ]


def timed(run: Callable[[], None]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1e3


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rng = random.Random(7)
    app = QApplication([])
    app.setFont(fonts.interface_font())
    activate(app, LIGHT)
    view = ArticleView()
    view.resize(820, 900)
    view.show()
    warm, warm_marks = article(3000, 100, rng)
    view.show_article(warm, Marks(warm_marks), LOOKS)  # fonts are loaded once for all
    app.processEvents()

    def opens(text: str, marks: list[Mark], caret: int = 0) -> float:
        def run() -> None:
            view.show_article(text, Marks(marks), LOOKS, title_end=text.index("\n"))
            if caret:
                view.set_caret(caret)
                view.reveal(caret, caret + 1)
            view.viewport().repaint()

        took = timed(run)
        app.processEvents()
        return took

    small, big = article(4_000, 100, rng), article(1_000_000, 40_000, rng)
    result = {
        "small_ms": statistics.median(opens(*small) for _ in range(15)),
        "big_ms": statistics.median(opens(*big) for _ in range(9)),
        "far_ms": statistics.median(opens(*big, 900_000) for _ in range(5)),
    }
    marks = Marks(big[1])
    view.show_article(big[0], marks, LOOKS)
    repaints = []
    for _ in range(1000):
        mark = marks[rng.randrange(len(marks))]
        view.reveal(mark.start, mark.end)
        app.processEvents()

        def changes(mark: Mark = mark) -> None:
            marks.replace(Mark(mark.start, mark.end + 1, mark.label, mark.id))
            view.refresh_marks()
            view.viewport().repaint()

        repaints.append(timed(changes))
    bar = view.verticalScrollBar()
    bar.setValue(0)
    scrolls = []
    for _ in range(300):

        def turns() -> None:
            bar.setValue(bar.value() + view.viewport().height())
            view.viewport().repaint()

        scrolls.append(timed(turns))
    result["repaint_p50_ms"] = statistics.median(repaints)
    result["repaint_p99_ms"] = statistics.quantiles(repaints, n=100)[98]
    result["scroll_p99_ms"] = statistics.quantiles(scrolls, n=100)[98]
    print(json.dumps({key: round(value, 2) for key, value in result.items()}))


if __name__ == "__main__":
    main()
