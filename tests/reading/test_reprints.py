"""Near copies of an article are found, and articles that only resemble one another are not."""

import os
import subprocess
import sys
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading.prose import ARTICLES, ENVIRONMENT, HEALTH, SCHOOLS, TRANSPORT

from annotator.reading.reprints import Reprints, groups, likeness, sketch

_TEXTS = ["\n".join(article) for article in ARTICLES]
_HEALTH = "\n".join(HEALTH)

_REPRINTS = {
    "the same": _HEALTH,
    "another title and byline": "\n".join(["小县大医改", "综合新华社电", *HEALTH[3:]]),
    "without its last third": "\n".join(HEALTH[:9]),
    "one paragraph added": "\n".join([*HEALTH[:8], SCHOOLS[3], *HEALTH[8:]]),
    "set in other paragraphs with other punctuation": _HEALTH.replace("\n", "").replace("，", ", ").replace("“", "「"),
    "full-width digits": _HEALTH.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
    "every thirtieth character misread": "".join("口" if n % 30 == 7 else c for n, c in enumerate(_HEALTH)),
    "a passage of it": "\n".join(HEALTH[3:6]),
    "it and much more": "\n".join([_HEALTH, *SCHOOLS]),
}


@pytest.mark.parametrize("kind", _REPRINTS)
def test_a_reprint_is_found_and_nothing_else(kind: str) -> None:
    index: Reprints[int] = Reprints()
    for number, text in enumerate(_TEXTS):
        index.add(number, text)
    found = index.find(_REPRINTS[kind])
    expected = {0, 1} if kind == "it and much more" else {0}
    assert {match.key for match in found} == expected
    assert likeness(_REPRINTS[kind], _HEALTH).reprint


def test_the_most_alike_comes_first() -> None:
    index: Reprints[str] = Reprints()
    index.add("part", "\n".join(HEALTH[:6]))
    index.add("whole", _HEALTH)
    assert [match.key for match in index.find(_HEALTH)] == ["whole", "part"]
    assert index.find(_HEALTH)[0].likeness == (1.0, 1.0)


def test_articles_on_one_theme_are_no_reprints() -> None:
    assert groups(_TEXTS) == []
    template = "{}县召开教育工作会议，部署{}年工作。会议指出，去年全县教育投入{}万元，新建学校{}所，成绩来之不易。"
    assert groups([template.format(*"甲乙丙丁"), template.format(*"戊己庚辛") + _TEXTS[1]]) == []


def test_reprints_are_put_in_groups_and_chains_in_one() -> None:
    middle = "\n".join([*HEALTH[6:], *TRANSPORT[1:4]])
    texts = [_TEXTS[1], _HEALTH, _TEXTS[3], "\n".join(HEALTH[5:]), middle, "\n".join(SCHOOLS[2:])]
    assert groups(texts) == [[0, 5], [1, 3, 4]]


def test_what_was_removed_or_replaced_is_no_longer_found() -> None:
    index: Reprints[str] = Reprints()
    index.add("a", _HEALTH)
    index.add("a", _TEXTS[1])
    assert index.find(_HEALTH) == []
    index.remove("a")
    index.remove("b")
    assert index.find(_TEXTS[1]) == []
    assert len(index) == 0


@pytest.mark.parametrize("text", ["", "。", "　\n", "短", "一句短话"])
def test_short_texts_are_only_like_themselves(text: str) -> None:
    index: Reprints[int] = Reprints()
    index.add(0, text)
    index.add(1, "另一句短话。")
    assert [match.key for match in index.find(text)] == ([0] if text.strip("。　\n") else [])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_is_the_same_from_both_sides_and_whole_for_the_same(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert all(0 <= value <= 1 for value in likeness(one, other))
    assert likeness(one, one)[0] in (0.0, 1.0)


def test_sketches_are_the_same_in_every_run_of_the_program() -> None:
    code = "import sys; from annotator.reading.reprints import sketch; print(list(sketch(sys.stdin.read()).hashes)[:9])"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=ENVIRONMENT[1],
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert runs == {str(list(sketch(ENVIRONMENT[1]).hashes)[:9])}


def test_a_phrase_that_all_articles_have_does_not_make_them_reprints_or_slow() -> None:
    rng = Random(3)
    letters = "".join("".join(article) for article in ARTICLES)
    phrase = "以下为版权声明：未经本报书面授权，任何单位和个人不得转载、摘编或者以其他方式使用本报的作品。" * 2
    texts = ["".join(rng.choices(letters, k=600)) + phrase for _ in range(2000)]
    started = time.monotonic()
    assert groups(texts) == []
    assert time.monotonic() - started < 30
