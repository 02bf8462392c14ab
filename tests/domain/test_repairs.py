"""Decisions by hand change the reading as they say, and never what stands behind it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain import repairs
from annotator.domain.repairs import BY_HAND
from annotator.domain.text import Doubt, Edit, EditKind, ReadingText, carry
from annotator.errors import RefusedError

_PIECES = st.sampled_from([*"中文学校，。12Aab \u3000\n😀𠮷", "\r\n", "\n　　", "学校学校", "春风"])
_SOURCES = st.lists(_PIECES, min_size=2, max_size=40).map("".join).filter(lambda text: len(text.strip()) > 3)
_WORDS = st.lists(st.sampled_from([*"县区改善A 9😀"]), max_size=4).map("".join)
_AUTOMATIC = (EditKind.DEDOUBLE, EditKind.SPACE, EditKind.BLANK)


@st.composite
def readings(draw: st.DrawFn, kinds: tuple[EditKind, ...] = (*_AUTOMATIC, EditKind.JOIN)) -> ReadingText:
    """A source with some of it taken out by the program, never all of it."""
    source = draw(_SOURCES)
    start = draw(st.integers(0, 2))
    cuts = sorted(draw(st.sets(st.integers(start, len(source)), max_size=10)))
    edits = [
        Edit(low, high, draw(st.sampled_from(kinds)), reason="x")
        for low, high in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    made = ReadingText(source, start, len(source), tuple(edits))
    return made if made.text.strip() else ReadingText(source, start)


@st.composite
def decided(draw: st.DrawFn, reading: ReadingText) -> tuple[ReadingText, str]:
    """A decision in a reading, with the text that it should give."""
    text = reading.text
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    what = draw(st.sampled_from(["drop", "correct", "split", "join"]))
    try:
        match what:
            case "drop":
                return repairs.drop(reading, start, end), text[:start] + text[end:]
            case "correct":
                words = draw(_WORDS)
                return repairs.correct(reading, start, end, words), text[:start] + words + text[end:]
            case "split":
                made = repairs.split(reading, start)
                back = any(edit not in made.edits for edit in reading.edits if edit.kind is EditKind.JOIN)
                return made, made.text if back else text[:start] + "\n" + text[start:]
    except RefusedError:
        return reading, text
    return _joined(reading, start, end)


def _joined(reading: ReadingText, start: int, end: int) -> tuple[ReadingText, str]:
    try:
        made = repairs.join(reading, start, end)
    except RefusedError:
        return reading, reading.text
    assert made.text.count("\n") < reading.text.count("\n")
    assert "".join(made.text.split()) == "".join(reading.text.split())
    return made, made.text


def sound(reading: ReadingText) -> None:
    """Every reading character is its source character or stands in a recorded decision."""
    whole = list(repairs.pieces(reading))
    assert (
        "".join(
            reading.source[one.source : one.source + one.end - one.start] if one.edit is None else one.edit.text
            for one in whole
        )
        == reading.text
    )
    for position, source in enumerate(reading.source_map()):
        if source is not None and reading.text[position] != reading.source[source]:
            assert any(one.edit is not None and one.start <= position < one.end for one in whole)


def covered(reading: ReadingText, start: int, end: int) -> set[int]:
    """The source characters that a reading range covers and the reading shows."""
    low, high = reading.source_range(start, end)
    return {at for one in reading.stretches for at in range(max(one.source, low), min(one.source_end, high))}


@given(st.data())
@settings(max_examples=120)
def test_a_decision_changes_the_text_as_it_says_and_nothing_else(data: st.DataObject) -> None:
    reading = data.draw(readings())
    for _ in range(data.draw(st.integers(1, 5))):
        reading, wanted = data.draw(decided(reading))
        assert reading.text == wanted
        sound(reading)


@given(st.data())
@settings(max_examples=120)
def test_spans_cover_the_same_source_characters_after_any_decisions(data: st.DataObject) -> None:
    old = data.draw(readings())
    for _ in range(data.draw(st.integers(0, 3))):
        old, _ = data.draw(decided(old))
    start = data.draw(st.integers(0, len(old.text) - 1))
    end = data.draw(st.integers(start + 1, len(old.text)))
    new = old
    for _ in range(data.draw(st.integers(1, 4))):
        new, _ = data.draw(decided(new))
    low, high = old.source_range(start, end)
    there = carry(start, end, old, new)
    shown = {at for one in new.stretches for at in range(one.source, one.source_end)}
    # What a correction stands for goes together: it is covered whole or not at all.
    whole = {
        at
        for one in new.stretches
        if not one.matched and one.source < high and one.source_end > low
        for at in range(one.source, one.source_end)
    }
    assert covered(new, *there) == (set(range(low, high)) & shown) | whole


@given(st.data())
@settings(max_examples=100)
def test_taking_back_all_that_was_decided_by_hand_gives_the_first_reading_again(data: st.DataObject) -> None:
    first = data.draw(readings(_AUTOMATIC))
    reading = first
    for _ in range(data.draw(st.integers(1, 5))):
        reading, _ = data.draw(decided(reading))
    mine = [edit for edit in reading.edits if edit.reason == BY_HAND]
    back = repairs.taken_back(reading, mine)
    assert back.text == first.text
    assert back.edits == first.edits


@given(st.data())
@settings(max_examples=80)
def test_one_decision_is_taken_back_whole_by_any_of_its_pieces(data: st.DataObject) -> None:
    first = data.draw(readings(_AUTOMATIC))
    reading, _ = data.draw(decided(first))
    mine = [edit for edit in reading.edits if edit.reason == BY_HAND]
    # Characters that are corrected one for one are each a decision of their own, where others were dropped between.
    alone = [edit for edit in mine if edit.text and len(edit.text) == edit.end - edit.start]
    for edit in mine:
        if reading.text.count("\n") >= first.text.count("\n"):
            assert repairs.taken_back(reading, alone if edit in alone else [edit]).text == first.text


DOUBLED = ReadingText(
    "双清区区委区政府\n投投入入1.36亿元",
    edits=(
        Edit(8, 9, EditKind.JOIN, reason="The line goes on."),
        Edit(10, 11, EditKind.DEDOUBLE, reason="The run was printed twice."),
        Edit(12, 13, EditKind.DEDOUBLE, reason="The run was printed twice."),
    ),
    doubts=(Doubt(2, 4, "This may have been printed twice."),),
)


def test_a_dropped_passage_leaves_the_decisions_inside_it_as_they_are() -> None:
    assert DOUBLED.text == "双清区区委区政府投入1.36亿元"
    less = repairs.drop(DOUBLED, 8, 10)
    assert less.text == "双清区区委区政府1.36亿元"
    assert [edit for edit in less.edits if edit.reason != BY_HAND] == list(DOUBLED.edits)
    dropped = next(edit for edit in less.edits if edit.reason == BY_HAND)
    assert repairs.taken_back(less, [dropped]) == DOUBLED


def test_splitting_where_a_break_was_joined_brings_that_break_back() -> None:
    made = repairs.split(DOUBLED, 8)
    assert made.text == "双清区区委区政府\n投入1.36亿元"
    assert EditKind.SPLIT not in {edit.kind for edit in made.edits}
    assert repairs.join(made, 8, 9).text == DOUBLED.text


def test_a_paragraph_is_split_and_joined_again_without_a_trace() -> None:
    made = repairs.split(DOUBLED, 4)
    assert made.text.startswith("双清区区\n委区政府")
    assert repairs.join(made, 4, 5) == DOUBLED


def test_a_correction_of_another_length_keeps_all_that_it_stands_for() -> None:
    reading = ReadingText("一亿三千六百万元")
    made = repairs.correct(reading, 0, 7, "1.36亿")
    assert made.text == "1.36亿元"
    assert made.source_range(0, 2) == (0, 7)
    assert carry(0, 5, made, reading) == (0, 7)
    assert carry(0, 2, reading, made) == (0, 5)


def test_only_what_differs_is_corrected_and_going_back_leaves_no_decision() -> None:
    reading = ReadingText("双请区区委")
    made = repairs.correct(reading, 0, 5, "双清区区委")
    assert made.edits == (Edit(1, 2, EditKind.CORRECT, "清", BY_HAND),)
    assert repairs.correct(made, 1, 2, "请") == reading


def test_words_in_latin_letters_are_joined_with_a_blank() -> None:
    assert repairs.join(ReadingText("Belt and\nRoad 倡议\n提出"), 0, 20).text == "Belt and Road 倡议提出"


def test_keeping_a_range_takes_its_decisions_back_and_its_doubts_away() -> None:
    made = repairs.keep(DOUBLED, 8, 9)
    assert made.text == "双清区区委区政府\n投投入1.36亿元"
    assert made.doubts == DOUBLED.doubts
    calm = repairs.keep(DOUBLED, 2, 4)
    assert (calm.text, calm.doubts) == (DOUBLED.text, ())
    assert repairs.settled(DOUBLED, DOUBLED.doubts[0]).doubts == ()


def test_undoing_a_de_doubling_inside_a_span_takes_in_what_lies_between() -> None:
    made = repairs.taken_back(DOUBLED, [DOUBLED.edits[1]])
    start, end = carry(8, 10, DOUBLED, made)
    assert made.text[start:end] == "投投入"


@pytest.mark.parametrize(
    ("decide", "words"),
    [
        (lambda: repairs.drop(DOUBLED, 3, 3), "Select the characters first."),
        (lambda: repairs.drop(DOUBLED, 0, len(DOUBLED.text)), "Nothing would be left of the article."),
        (lambda: repairs.correct(DOUBLED, 0, 2, "双清"), "The characters are these already."),
        (lambda: repairs.correct(DOUBLED, 0, 2, "双\n清"), "A correction is one line of ordinary characters."),
        (lambda: repairs.split(DOUBLED, 0), "A paragraph can be split only inside the text."),
        (lambda: repairs.split(repairs.split(DOUBLED, 4), 4), "A paragraph begins here already."),
        (lambda: repairs.join(DOUBLED, 0, 5), "There is no paragraph break to join here."),
        (lambda: repairs.keep(DOUBLED, 5, 6), "Nothing was repaired here."),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(decide: object, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        decide()  # type: ignore[operator]  # a function
    assert refused.value.message == words


def test_the_break_that_is_meant_is_the_one_before_at_the_start_of_a_paragraph() -> None:
    text = "题目\n第一段\n第二段"
    assert repairs.break_near(text, 3) == (2, 3)
    assert repairs.break_near(text, 4) == (6, 7)
    assert repairs.break_near(text, len(text)) is None
