"""Attribute values as they are typed, stored and listed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.ids import LabelId
from annotator.domain.scheme import Attribute, AttributeType, Choice, Label
from annotator.ui.values import (
    code_entry,
    grouped,
    main_value,
    number_entry,
    one_line,
    quote_items,
    quote_range,
    quote_text,
    shared_attributes,
    shortened,
    shown,
    text_entry,
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("136000000", "136000000"),
        ("136,000,000", "136000000"),
        ("１３６０００", "136000"),
        ("1，360", "1360"),
        ("1.36亿", "136000000"),
        ("9.15 万", "91500"),
        ("3.5千万", "35000000"),
        ("2万亿", "2000000000000"),
        ("205.60", "205.6"),
        ("007", "7"),
        (".5", "0.5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("+5", "5"),
        ("-0", "0"),
        ("0.000", "0"),
        ("1..2", "1..2"),
        ("1…2", "1..2"),
        ("1,000 .. 2,000", "1000..2000"),
        ("1至2万", "10000..20000"),
        ("500至1万", "500..10000"),
        ("1万至2万", "10000..20000"),
        ("1~2", "1..2"),
        ("１－２", "1..2"),
        ("1—2", "1..2"),
        ("-2..-1", "-2..-1"),
        ("123456789012345678901234567890.12", "123456789012345678901234567890.12"),
    ],
)
def test_a_number_is_stored_as_a_plain_decimal_string(written: str, stored: str) -> None:
    assert number_entry(written) == (stored, "")


@pytest.mark.parametrize(
    "written", ["1nA[", "abc", "1,36", "1,0000", "1.2.3", "1..", "..2", "1..2..3", "2..1", "1e5", "NaN", "万", "9" * 99]
)
def test_what_is_no_number_is_refused_with_a_reason(written: str) -> None:
    value, error = number_entry(written)
    assert value is None
    assert error


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**15), max_value=10**15))
def test_every_decimal_survives_being_grouped_and_read_again(number: Decimal) -> None:
    stored = number_entry(f"{number:f}").value
    assert isinstance(stored, str)
    assert Decimal(stored) == number
    assert number_entry(grouped(stored)) == (stored, "")


@pytest.mark.parametrize("written", ["", "  ", "\u3000"])
def test_an_empty_field_stores_nothing(written: str) -> None:
    assert text_entry(written) == number_entry(written) == code_entry(written) == (None, "")


def test_a_code_takes_full_width_digits_for_digits_and_refuses_words() -> None:
    assert code_entry("４３０５０２000000") == ("430502000000", "")
    assert code_entry("双清区").error


def test_quotes_are_read_whichever_way_they_were_written() -> None:
    quote = {"start": 3, "end": 5, "text": "建成"}
    assert quote_items([quote, "自写"]) == [quote, "自写"]
    assert quote_items(quote) == [quote]
    assert quote_items("自写") == ["自写"]
    assert quote_items(None) == quote_items("") == []
    assert (quote_text(quote), quote_range(quote)) == ("建成", (3, 5))
    assert (quote_text("自写"), quote_range("自写")) == ("自写", None)
    assert quote_range({"start": 5, "end": 5}) is None


def test_values_of_other_kinds_than_expected_are_shown_and_not_lost() -> None:
    for kind in AttributeType:
        attribute = Attribute("x", kind, "甲", "a")
        assert shown(attribute, 42) == "42"
        assert shown(attribute, None) == ""
    assert shown(Attribute("x", AttributeType.TEXT, "甲", "a"), ["一"]) == '["一"]'


@pytest.mark.parametrize(
    ("stored", "seen"), [("136000000", "136,000,000"), ("1..20000", "1–20,000"), ("-1234.5", "-1,234.5"), ("甲", "甲")]
)
def test_numbers_are_listed_with_their_thousands_apart(stored: str, seen: str) -> None:
    assert grouped(stored) == seen


def _label(*attributes: Attribute) -> Label:
    return Label(LabelId(b"l"), "L", "标签", "label", "#000000", attributes=attributes)


def test_the_main_value_of_a_label_is_named_by_its_choice_or_followed_by_its_unit() -> None:
    number = Attribute("value", AttributeType.NUMBER, "数值", "Value", main=True)
    choice = Attribute("kind", AttributeType.CHOICE, "类", "Kind", (Choice("k", "名", "name"),), main=True)
    assert main_value(_label(number), {"value": "2000", "unit": "人"}) == "2,000 人"
    assert main_value(_label(number), {"unit": "人"}) == ""
    assert main_value(_label(choice), {"kind": "k", "unit": "人"}) == "名"
    assert main_value(_label(choice), {"kind": "unknown"}) == "unknown"
    assert main_value(_label(), {"kind": "k"}) == ""


def test_labels_share_the_attributes_of_one_key_and_type() -> None:
    text, number = Attribute("a", AttributeType.TEXT, "甲", "a"), Attribute("b", AttributeType.NUMBER, "乙", "b")
    other = Attribute("b", AttributeType.TEXT, "乙", "b")
    assert shared_attributes([_label(text, number), _label(other, text)]) == (text,)
    assert shared_attributes([_label(text, number)]) == (text, number)
    assert shared_attributes([]) == ()


def test_every_line_end_shows_as_one_sign() -> None:
    assert one_line("a\r\nb\nc\u2028d") == "a⏎b⏎c⏎d"


def test_marks_that_turn_the_direction_round_do_so_within_their_line_only() -> None:
    turned = one_line("\u202eabc")
    assert turned == "\u2068\u202eabc\u2069"
    assert one_line(turned) == turned
    assert shortened("\u202eabcdefgh", 5) == "\u2068\u202eab…\u2069"


def test_a_name_is_shortened_where_it_is_too_long() -> None:
    assert shortened("政策项目", 4) == "政策项目"
    assert shortened("政策项目\n", 4) == "政策项…"
