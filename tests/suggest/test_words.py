"""Words: both segmenters, positions, movement."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suggest.sentences import SENTENCES, plain

from annotator.suggest.words import PythonSegmenter, RustSegmenter, Words, load_segmenter

WORDS = Words()
SAMPLE = "\n".join(plain(line)[0] for line in SENTENCES.strip().split("\n")) + (
    "\n县委、县政府把产业发展作为乡村振兴的重中之重，大力推行“公司+合作社+农户”模式。\r\n"
    "A-1栋至B-12栋（含6-16岁儿童活动室）的Wi-Fi、5G基站和卡拉OK厅已于2023-05-04验收，COVID-19防控用房另计。\n"
    "王小明说：“我家门口通了路，一年能多卖3000多斤橘子，日子越过越好！”——《湘江晚报》\n"
    "他研究研究再讨论讨论，红红火火的日子，人人参与；生态环境质量公报显示，PM2.5年均值为32μg/m³。\n"
)


@pytest.fixture(scope="module")
def python_words() -> Words:
    return Words(segmenter=PythonSegmenter())


def test_rjieba_and_jieba_agree_on_the_bounds_of_words(python_words: Words) -> None:
    rust, python = set(Words(segmenter=RustSegmenter()).spans(SAMPLE)), set(python_words.spans(SAMPLE))
    assert len(rust) > 600
    assert len(rust & python) >= 0.999 * max(len(rust), len(python))


def test_rjieba_and_jieba_agree_when_a_project_has_words_of_its_own() -> None:
    own = ("两需求一贯通", "公司+合作社", "产业发展作为", "生态环境质量公报", "橘子日子")
    rust, python = (set(Words(own, kind()).spans(SAMPLE * 2)) for kind in (RustSegmenter, PythonSegmenter))
    assert len(rust & python) >= 0.999 * max(len(rust), len(python))
    at = SAMPLE.index("生态环境质量公报")
    assert (at, at + 8) in rust & python
    assert (at, at + 8) not in set(WORDS.spans(SAMPLE))


@given(st.text(alphabet="一二三中国人民省市 \r\na1.,-%A😀𠀀é👨‍👩‍👧“”", max_size=40))
def test_both_segmenters_cover_any_text_without_gaps(python_words: Words, text: str) -> None:
    for words in (WORDS, python_words):
        spans = words.spans(text)
        assert "".join(text[start:end] for start, end in spans) == text.translate(dict.fromkeys(map(ord, "\r\n"), ""))
        assert all(start < end for start, end in spans)


def test_a_number_with_its_decimals_is_one_word_and_no_clause_is() -> None:
    text = "投资36亿元，相继建成205.6公里，补助１，２３４．５元和1,234.5元"
    cut = [text[start:end] for start, end in WORDS.spans(text)]
    assert {"36", "205.6", "1,234.5"} <= set(cut)
    assert "，" in cut
    assert not any("元，" in word for word in cut)


def test_composed_characters_stay_in_one_word() -> None:
    text = "a𠀀中😀👨‍👩‍👧e\u0301🇨🇳——"
    assert [text[start:end] for start, end in WORDS.spans(text)][-4:] == ["👨‍👩‍👧", "e\u0301", "🇨🇳", "——"]
    assert "😀" in [text[start:end] for start, end in WORDS.spans(text)]


def test_a_lone_surrogate_is_a_character_like_others() -> None:
    assert WORDS.spans("中\ud800国")[-1][1] == 3
    assert not WORDS.is_word("\ud800")


def test_the_word_at_a_position_is_the_one_that_begins_there() -> None:
    text = "全面建成\r\n小康社会"
    at = WORDS.at(text, 6)
    assert at is not None
    assert text[slice(*at)].startswith("小康")
    end = WORDS.at(text, len(text))
    assert end is not None
    assert end[1] == len(text)
    assert WORDS.at("", 0) is None


def test_moving_by_word_visits_each_boundary_and_comes_back() -> None:
    text = "投资36亿元，相继建成205公里。\r\n  下一段 a𠀀中😀"
    stops = [0]
    while stops[-1] < len(text):
        stops.append(WORDS.next_boundary(text, stops[-1]))
    pieces = [text[a:b] for a, b in pairwise(stops)]
    assert "36" in pieces
    assert "\r\n" in pieces
    assert "".join(pieces) == text
    back = [len(text)]
    while back[-1] > 0:
        back.append(WORDS.previous_boundary(text, back[-1]))
    assert back[-1] == 0
    assert set(back) - {0} <= set(stops) | {text.index("下")}


@given(st.text(max_size=50), st.integers(0, 50))
def test_movement_always_gets_on_and_stays_inside(text: str, position: int) -> None:
    position = min(position, len(text))
    ahead, behind = WORDS.next_boundary(text, position), WORDS.previous_boundary(text, position)
    assert ahead == len(text) if position == len(text) else position < ahead <= len(text)
    assert behind == 0 if position == 0 else 0 <= behind < position


def test_user_words_are_kept_whole() -> None:
    text = "走进渡头桥镇两塘村调研"
    words = Words(["渡头桥镇两塘村"])
    assert (2, 9) in words.spans(text)
    assert words.is_word("渡头桥镇两塘村")
    assert (2, 9) not in WORDS.spans(text)
    words.add(["两塘村调研"])
    assert words.is_word("两塘村调研")


def test_a_very_long_paragraph_is_cut_at_marks_only() -> None:
    sentence = "全县完成营造林，粮食产量稳步增长，"
    text = sentence * 1000
    expected = [text[s:e] for s, e in WORDS.spans(sentence)] * 1000
    assert [text[s:e] for s, e in WORDS.spans(text)] == expected
    for position in (0, 7001, 9000, len(text) - 1):
        found = WORDS.at(text, position)
        offset = position // len(sentence) * len(sentence)
        assert found is not None
        assert (found[0] - offset, found[1] - offset) in WORDS.spans(sentence)


def test_jieba_stands_in_where_rjieba_has_no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    words = Words()
    text = "走进乡村振兴示范点"
    assert next(text[slice(*span)] for span in words.spans(text)) == "走进"
    assert isinstance(load_segmenter(), PythonSegmenter)


def test_the_segmenter_is_loaded_at_the_first_use_only() -> None:
    code = (
        "import sys, annotator.suggest.bounds, annotator.suggest.checks, annotator.suggest.metrics as m;"
        "m.QuantityEngine(); assert not {'jieba', 'rjieba'} & sys.modules.keys();"
        "m.QuantityEngine().suggest('投入3亿元'); assert 'rjieba' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
