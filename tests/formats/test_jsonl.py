"""Lines of JSONL: the program's own, other tools', and what is wrong with the rest."""

import hashlib
import io
import json
import pickle
import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from annotator.bundled import bundled
from annotator.domain.article import ArticleForm, LayerKind, Status
from annotator.domain.ids import new_id
from annotator.errors import InputError
from annotator.formats import jsonl, jsonl_own
from annotator.formats.files import Replacement
from annotator.formats.jsonl_lines import parse_object, read_lines
from annotator.formats.records import ArticleRecord, LayerRecord

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "doccano"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files of other tools are not here")

TEXT = "甲\r\n乙𠀀中😀e\u0301\u2028丙"


def read(tmp_path: Path, *lines: object) -> list[jsonl.ReadLine]:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else orjson.dumps(line) for line in lines))
    return list(jsonl.read(path))


def article(tmp_path: Path, line: object) -> ArticleRecord:
    [found] = read(tmp_path, line)
    assert isinstance(found.found, ArticleRecord), found.found
    return found.found


def complaint(tmp_path: Path, line: object) -> str:
    [found] = read(tmp_path, line)
    assert isinstance(found.found, InputError)
    return str(found.found)


def spans_of(found: ArticleRecord) -> list[tuple[int, int, str]]:
    return [span[1:4] for span in found.layer.spans] if found.layer else []


def heading(text: str, **form: str) -> jsonl_own.Heading:
    digest = hashlib.sha256(text.encode()).digest()
    return jsonl_own.Heading(new_id(), "标题", ArticleForm(**form), "a.txt", text, digest, "政策新闻", 1)


ids = st.builds(new_id)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
values = st.recursive(
    words | st.booleans() | st.integers(-(2**53), 2**53),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def lines(draw: st.DrawFn) -> tuple[jsonl_own.Heading, LayerRecord | None]:
    text = draw(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)
        | st.text(st.sampled_from("a𠀀中😀\r\n\u2028\u0085e\u0301 "), min_size=1, max_size=40)
    )
    top = heading(
        text,
        date=draw(words),
        region=draw(words),
        extra=draw(st.just("") | st.dictionaries(words, values, min_size=1).map(lambda d: orjson.dumps(d).decode())),
    )
    known = {"title", "date", "paper", "page", "region", "source"}
    if top.form.extra and known & orjson.loads(top.form.extra).keys():
        top = heading(text)
    if draw(st.booleans()) is False:
        return top, None
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        parts = draw(st.just("") | st.just(orjson.dumps([[start, end]]).decode()))
        attributes = orjson.dumps(draw(st.dictionaries(words, values, max_size=3))).decode()
        label = draw(st.sampled_from(["METRIC", "地点"]))
        spans.append((draw(ids), start, end, label, text[start:end], attributes, draw(words), "manual", parts))
    ties = [(draw(ids), "of", spans[0][0], spans[-1][0], "{}", draw(words))] if spans else []
    person = draw(words.filter(str.strip) | st.just("gold"))
    kind = draw(st.sampled_from([LayerKind.PERSON, LayerKind.GOLD]))  # a retest is never exported
    ticked = ((0, len(text)),) if draw(st.booleans()) else ()
    return top, LayerRecord(person, kind, draw(st.sampled_from(Status)), draw(words), tuple(spans), tuple(ties), ticked)


@given(lines())
def test_what_is_written_reads_back_the_same_and_fits_the_schema(
    line: tuple[jsonl_own.Heading, LayerRecord | None],
) -> None:
    top, layer = line
    raw = jsonl_own.encode(top, layer)
    assert raw.count(b"\n") == 1
    assert raw.endswith(b"\n")
    [read_back] = read_lines(io.BytesIO(raw))
    assert not isinstance(read_back.found, InputError)
    schema().validate(read_back.found)
    assert jsonl_own.is_own(read_back.found)
    found = jsonl_own.decode(read_back.found)
    scheme = (top.scheme, top.scheme_version)
    assert found == ArticleRecord(top.text, top.sha256, top.title, top.form, top.source, top.id, layer, scheme=scheme)
    assert pickle.loads(pickle.dumps(found)) == found


def schema() -> Draft202012Validator:
    path = bundled("resources") / "export.schema.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def test_the_schema_refuses_what_the_format_does_not_have() -> None:
    line = orjson.loads(jsonl_own.encode(heading(TEXT), LayerRecord("甲")))
    assert schema().is_valid(line)
    for field in ("id", "sha256", "spans", "layer", "program"):
        assert not schema().is_valid({key: value for key, value in line.items() if key != field})
    assert not schema().is_valid({**line, "status": "done"})
    assert not schema().is_valid({**line, "spans": [{"start": 0}]})


@pytest.mark.parametrize(
    "spans",
    [
        {"spans": [{"start": 4, "end": 5, "label": "X", "text": "𠀀"}]},
        {"label": [[4, 5, "X"]]},
        {"labels": [[4, 5, "X"]]},
        {"labels": [[4, 5, "X", "𠀀"]]},
        {"entities": [{"id": 7, "start_offset": 4, "end_offset": 5, "label": "X"}]},
        {"spans": [{"start": 4, "end": 5, "token_start": 2, "token_end": 2, "label": "X"}], "answer": "accept"},
        {"spans": [], "entities": [[4, 5, "X"]]},
    ],
)
def test_spans_in_every_shape_of_other_tools_count_code_points(tmp_path: Path, spans: dict[str, Any]) -> None:
    found = article(tmp_path, {"text": TEXT, **spans})
    assert found.text == TEXT
    assert spans_of(found) == [(4, 5, "X")]
    assert found.layer is not None
    assert found.layer.spans[0][4] == "𠀀"
    assert found.layer.spans[0][7] == "imported"


def test_bounds_in_utf16_units_show_by_their_quotes_and_are_converted(tmp_path: Path) -> None:
    quote = {"start": 9, "end": 10, "text": "e"}  # 甲 CR LF 乙 𠀀(2) 中 😀(2) e
    span = {"start": 6, "end": 7, "label": "X", "text": "中", "attributes": {"indicator": [quote]}}
    found = article(tmp_path, {"text": TEXT, "spans": [span]})
    assert spans_of(found) == [(5, 6, "X")]
    assert "UTF-16" in str(found.notices[0])
    assert found.layer is not None
    [moved] = json.loads(found.layer.spans[0][5])["indicator"]
    assert TEXT[moved["start"] : moved["end"]] == "e"


def test_a_quote_that_fits_in_neither_unit_refuses_the_line(tmp_path: Path) -> None:
    span = {"start": 0, "end": 1, "label": "X", "text": "乙"}
    assert "at 0 to 1 the text is “甲”, not “乙”" in complaint(tmp_path, {"text": TEXT, "spans": [span]})


@pytest.mark.parametrize(
    "bounds",
    [(3, 2), (0, 99), (-1, 1), (0.0, 1), (True, 2), ("0", 1), (None, 1), (0, 2**80)],
)
def test_bounds_that_do_not_fit_refuse_the_line_and_name_the_span(tmp_path: Path, bounds: tuple[Any, Any]) -> None:
    good = [0, 1, "X"]
    line = json.dumps({"text": TEXT, "label": [good, [*bounds, "X"]]}).encode()
    assert complaint(tmp_path, line).startswith("Tag 2: its bounds")


def test_a_span_of_no_characters_is_left_out_and_told_while_the_others_come_in(tmp_path: Path) -> None:
    found = article(tmp_path, {"text": TEXT, "label": [[1, 1, "X"], [0, 1, "X"]]})
    assert spans_of(found) == [(0, 1, "X")]
    assert [str(notice) for notice in found.notices] == ["Tag 1 at 1 is empty and was left out."]


def test_relations_of_doccano_tie_the_spans_that_their_numbers_name(tmp_path: Path) -> None:
    entities = [
        {"id": 0, "start_offset": 0, "end_offset": 1, "label": "A"},
        {"id": 1, "start_offset": 3, "end_offset": 4, "label": "B"},
    ]
    relation = {"from_id": 1, "to_id": 0, "type": "of"}
    found = article(tmp_path, {"text": TEXT, "entities": entities, "relations": [relation]})
    assert found.layer is not None
    first, second = (span[0] for span in found.layer.spans)
    assert [tie[1:4] for tie in found.layer.relations] == [("of", second, first)]
    bad = {"text": TEXT, "entities": entities, "relations": [{"from_id": 5, "to_id": 0, "type": "of"}]}
    assert complaint(tmp_path, bad) == "Relation 1: one of its ends is no tag of this line."


def test_what_other_tools_say_beside_text_and_spans_is_kept_in_meta(tmp_path: Path) -> None:
    line = {"text": TEXT, "label": ["news"], "meta": {"wiki": 1, "title": "题", "page": 3}, "Comments": ["好"]}
    found = article(tmp_path, line)
    assert found.layer is None
    assert (found.title, found.form.page) == ("题", "3")
    assert json.loads(found.form.extra) == {"label": ["news"], "wiki": 1, "Comments": ["好"]}


def test_an_example_that_was_rejected_elsewhere_is_not_to_be_annotated_here(tmp_path: Path) -> None:
    found = article(tmp_path, {"text": TEXT, "spans": [{"start": 0, "end": 1, "label": "X"}], "answer": "reject"})
    assert found.layer is not None
    assert (found.layer.status, found.layer.reason) == (Status.SKIPPED, "reject")


def test_numbers_among_attributes_become_decimal_strings_and_nulls_go(tmp_path: Path) -> None:
    span = {"start": 0, "end": 1, "label": "X", "attributes": {"value": 1.5, "n": 3, "name": None, "ok": True}}
    found = article(tmp_path, {"text": TEXT, "spans": [span]})
    assert found.layer is not None
    assert json.loads(found.layer.spans[0][5]) == {"value": "1.5", "n": "3", "ok": True}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"nonsense", "This is not JSON"),
        (b"[1, 2]", "A JSON object was expected, not […]."),
        (b'{"text": "a", "text": "b"}', "“text” stands there twice."),
        (b'{"text": "a", "meta": {"k": 1, "k": 2}}', "“k” stands there twice."),
        (b'{"text": "a", "score": NaN}', "This is not JSON"),
        (b'{"text": "a", "score": 1e999}', "This is not JSON"),
        (b'{"text": "a\\ud800"}', "This is not JSON"),
        (b'{"text": "a\\u0000"}', "a NUL character"),
        (b'{"text": "a", "meta": {"\\u0000": 1}}', "a NUL character"),
        (b'{"text": "' + "中".encode("gb18030") + b'"}', "The bytes D6 D0"),
        (b'{"text": "a", "meta": ' + b"[" * 1000 + b"]" * 1000 + b"}", "nested too deeply"),
        (b'{"text": "a", "meta": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "This is not JSON"),
        (b'{"label": []}', "“text” is missing or no text."),
        (b'{"text": 5}', "“text” is missing or no text."),
        (b'{"text": ""}', "The text is empty."),
        (b'{"text": "a", "label": [[0, 1]]}', "Tag 1 is neither"),
        (b'{"text": "a", "label": [[0, 1, " "]]}', "Tag 1 has no label."),
        (b'{"text": "a", "sha256": "00"}', "The text does not fit its SHA-256"),
        (b'{"text": "a", "spans": [{"start": 0, "end": 1, "label": "X", "attributes": [1]}]}', "no JSON object"),
        (b'{"text": "a", "spans": [{"start": 0, "end": 1, "label": "X", "parts": [[0, 2]]}]}', "its parts"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(tmp_path: Path, line: bytes, message: str) -> None:
    assert message in complaint(tmp_path, line)


def test_a_backslash_before_u0000_is_not_taken_for_a_nul() -> None:
    assert parse_object(b'{"text": "\\\\u0000"}') == {"text": "\\u0000"}


def test_a_bad_line_never_stops_the_rest(tmp_path: Path) -> None:
    found = read(tmp_path, {"text": "一"}, b"{", b"", {"text": "二"})
    assert [line.number for line in found] == [1, 2, 4]
    assert [isinstance(line.found, ArticleRecord) for line in found] == [True, False, True]
    assert found[-1].offset == (tmp_path / "in.jsonl").stat().st_size


def test_lines_end_at_lf_alone_and_a_byte_order_mark_goes(tmp_path: Path) -> None:
    raw = '\ufeff{"text": "一\u2028\u0085二"}\r\n{"text": "三"}'.encode()
    found = read(tmp_path, raw)
    assert [line.found.text for line in found if isinstance(line.found, ArticleRecord)] == ["一\u2028\u0085二", "三"]


def test_a_file_in_utf16_is_refused_once(tmp_path: Path) -> None:
    assert complaint(tmp_path, '{"text": "一"}\n'.encode("utf-16")).startswith("The file is in UTF-16.")


def test_a_line_that_is_too_long_is_passed_over_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"text": "a"}\n{"text": "' + b"b" * 5_000_000 + b'"}\n{"text": "c"}\n')
    found = list(jsonl.read(path, max_line=1000))
    assert [line.number for line in found] == [1, 2, 3]
    assert isinstance(found[1].found, InputError)
    assert isinstance(found[2].found, ArticleRecord)
    assert found[2].offset == path.stat().st_size


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=re.escape("none.jsonl")):
        list(jsonl.read(tmp_path / "none.jsonl"))


def test_a_file_is_replaced_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")

    def fail() -> None:
        with Replacement(path) as file:
            file.write([b"half"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_bytes() == b"old"
    with Replacement(path) as file:
        file.write([b"n", b"ew"])
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@needs_samples
def test_files_of_doccano_are_read(tmp_path: Path) -> None:
    first, second, third = jsonl.read(SAMPLES / "seq_example.jsonl")
    assert isinstance(first.found, ArticleRecord)
    assert spans_of(first.found) == [(0, 1, "LOC")]
    assert json.loads(first.found.form.extra) == {"wikiPageID": 1}
    assert isinstance(second.found, ArticleRecord)
    assert second.found.layer is None
    assert isinstance(third.found, InputError)
    [overlapping] = jsonl.read(SAMPLES / "seq_overlapping.jsonl")
    assert isinstance(overlapping.found, ArticleRecord)
    assert spans_of(overlapping.found) == [(0, 1, "LOC"), (0, 1, "LOC")]
    [tied] = jsonl.read(SAMPLES / "relation_example.jsonl")
    assert isinstance(tied.found, ArticleRecord)
    assert tied.found.layer is not None
    assert [tie[1] for tie in tied.found.layer.relations] == ["foundedAt", "foundedBy", "foundedBy"]
    for line in jsonl.read(SAMPLES / "labeling.invalid.conll"):
        assert isinstance(line.found, InputError)
