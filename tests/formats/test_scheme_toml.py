"""Label schemes as TOML files."""

import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.ids import LabelId, new_id
from annotator.domain.scheme import (
    Attribute,
    AttributeType,
    Bounding,
    Choice,
    Label,
    RelationType,
    Scheme,
)
from annotator.errors import InputError
from annotator.formats.scheme_toml import bundled_schemes, dump_scheme, find_scheme, load_scheme, parse_scheme

_NO_ID = LabelId(bytes(16))


def _plain(scheme: Scheme) -> Scheme:
    """The scheme without what differs from load to load."""
    return replace(scheme, labels=tuple(replace(label, id=_NO_ID) for label in scheme.labels))


def test_the_default_scheme_has_the_labels_attributes_and_relations_of_the_guidelines() -> None:
    scheme = load_scheme(find_scheme("policy"))
    assert [(label.key, label.zh, label.shortcut, label.colour) for label in scheme.labels] == [
        ("PROGRAMME", "政策项目", "1", "#0072B2"),
        ("METRIC", "指标值", "2", "#D55E00"),
        ("PLACE", "地点", "3", "#009E73"),
    ]
    assert {label.key: [a.key for a in label.attributes] for label in scheme.labels} == {
        "PROGRAMME": ["category", "name"],
        "METRIC": ["value", "unit", "per", "bound", "indicator", "role", "direction"],
        "PLACE": ["path", "adcode"],
    }
    assert [(r.key, r.source, r.target) for r in scheme.relations] == [
        ("of", "METRIC", "PROGRAMME"),
        ("at", "METRIC", "PLACE"),
    ]
    metric = scheme.by_key("METRIC")
    assert metric is not None
    bound = next(a for a in metric.attributes if a.key == "bound")
    assert [choice.key for choice in bound.choices] == ["exact", "approx", "min", "max", "range"]
    assert metric.bounding is Bounding.QUANTITY


@pytest.mark.parametrize("path", bundled_schemes(), ids=lambda path: path.stem)
def test_every_bundled_scheme_is_told_in_both_languages_and_shows_one_attribute_at_most(path: Path) -> None:
    for label in load_scheme(path).labels:
        assert label.description
        assert label.description_en
        assert label.zh != label.en
        assert sum(attribute.main for attribute in label.attributes) <= 1
        for attribute in label.attributes:
            assert bool(attribute.description) == bool(attribute.description_en)


def test_ids_are_new_each_time_a_scheme_is_read() -> None:
    path = find_scheme("entities")
    first, second = load_scheme(path), load_scheme(path)
    assert not {label.id for label in first.labels} & {label.id for label in second.labels}
    assert _plain(first) == _plain(second)


@pytest.mark.parametrize("path", bundled_schemes(), ids=lambda path: path.stem)
def test_a_bundled_scheme_reads_back_as_it_was_written(path: Path) -> None:
    scheme = load_scheme(path)
    assert _plain(parse_scheme(dump_scheme(scheme))) == _plain(scheme)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_KEY = st.text(string.ascii_letters + "期的𠀀-_.", min_size=1, max_size=6)


@st.composite
def _attributes(draw: st.DrawFn) -> tuple[Attribute, ...]:
    found = []
    for key in draw(st.lists(_KEY, unique=True, max_size=3)):
        kind = draw(st.sampled_from(AttributeType))
        keys = draw(st.lists(_KEY, unique=True, min_size=1, max_size=3)) if kind is AttributeType.CHOICE else []
        choices = tuple(Choice(k, draw(_TEXT), draw(_TEXT)) for k in keys)
        found.append(Attribute(key, kind, draw(_TEXT), draw(_TEXT), choices, draw(_TEXT), draw(st.booleans())))
    return tuple(found)


@st.composite
def _schemes(draw: st.DrawFn) -> Scheme:
    keys = draw(st.lists(_KEY, unique=True, min_size=1, max_size=4))
    digits = draw(st.lists(st.sampled_from("123456789"), unique=True, min_size=4, max_size=4))
    labels = tuple(
        Label(
            id=LabelId(new_id()),
            key=key,
            zh=draw(_TEXT),
            en=draw(_TEXT),
            colour="#" + draw(st.text("0123456789ABCDEF", min_size=6, max_size=6)),
            shortcut=draw(st.sampled_from(["", digits[position]])),
            description=draw(_TEXT),
            bounding=draw(st.sampled_from(Bounding)),
            attributes=draw(_attributes()),
            position=position,
            description_en=draw(_TEXT),
        )
        for position, key in enumerate(keys)
    )
    ends = st.sampled_from(keys)
    relations = tuple(
        RelationType(key, draw(_TEXT), draw(_TEXT), draw(ends), draw(ends), draw(_TEXT), draw(_TEXT))
        for key in draw(st.lists(_KEY, unique=True, max_size=2))
    )
    return Scheme(draw(_TEXT), labels, relations, draw(st.integers(1, 99)))


@given(_schemes())
def test_any_scheme_reads_back_as_it_was_written(scheme: Scheme) -> None:
    assert _plain(parse_scheme(dump_scheme(scheme))) == _plain(scheme)


def test_a_written_scheme_leaves_out_what_is_retired_or_merged_and_relations_without_an_end() -> None:
    scheme = load_scheme(find_scheme("policy"))
    programme, metric, place = scheme.labels
    changed = replace(scheme, labels=(replace(programme, retired=True), metric, place))
    read = parse_scheme(dump_scheme(changed))
    assert [label.key for label in read.labels] == ["METRIC", "PLACE"]
    assert [relation.key for relation in read.relations] == ["at"]


_GOOD = '[[labels]]\nkey = "A"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "TOML"),
        (_GOOD, "name is missing"),
        ('name = "N"', "labels cannot be []"),
        ('name = "N"\nversion = 0\n' + _GOOD, "version cannot be 0"),
        ("name = 3\n" + _GOOD, "name cannot be 3"),
        ('name = "N"\n[[labels]]\nzh = "甲"', "labels[1].key is missing"),
        ('name = "N"\n[[labels]]\nkey = "two words"', "labels[1].key cannot be 'two words'"),
        (f'name = "N"\n{_GOOD}colour = "red"', "labels[1].colour cannot be 'red'"),
        (f'name = "N"\n{_GOOD}shortcut = "0"', "labels[1].shortcut cannot be '0'"),
        (f'name = "N"\n{_GOOD}bounding = "line"', "labels[1].bounding cannot be 'line'"),
        (f'name = "N"\n{_GOOD}color = "#000000"', "labels[1].color is not known here"),
        (f'name = "N"\n{_GOOD}{_GOOD}', "labels: “A” stands there twice"),
        (f'name = "N"\n{_GOOD}shortcut = "1"\n[[labels]]\nkey = "B"\nshortcut = "1"', "“1” stands there twice"),
        (f'name = "N"\n{_GOOD}attributes = [3]', "labels[1].attributes[1] cannot be 3"),
        (f'name = "N"\n{_GOOD}attributes = "x"', "labels[1].attributes cannot be 'x'"),
        (
            f'name = "N"\n{_GOOD}[[labels.attributes]]\nkey = "a"\ntype = "choice"',
            "labels[1].attributes[1].choices cannot be []",
        ),
        (
            f'name = "N"\n{_GOOD}[[labels.attributes]]\nkey = "a"\nmain = 1',
            "labels[1].attributes[1].main cannot be 1",
        ),
        (
            f'name = "N"\n{_GOOD}[[relations]]\nkey = "r"\nsource = "A"\ntarget = "B"',
            "relations[1].target cannot be 'B'",
        ),
        (f'title = "N"\nname = "N"\n{_GOOD}', "title is not known here"),
    ],
)
def test_a_mistake_is_named_with_file_and_field(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scheme(path)
    assert told in str(caught.value)
    assert "mine.toml" in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.toml cannot be read"):
        load_scheme(tmp_path / "gone.toml")
    (tmp_path / "gbk.toml").write_bytes('name = "政策"'.encode("gb18030"))
    with pytest.raises(InputError, match=r"gbk\.toml is not UTF-8 text \(byte 8\)"):
        load_scheme(tmp_path / "gbk.toml")


def test_a_scheme_is_found_by_name_or_path_and_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(f'name = "N"\n{_GOOD}', encoding="utf-8-sig")
    assert find_scheme(str(mine)) == mine
    assert load_scheme(mine).name == "N"
    assert find_scheme("policy").name == "policy.toml"
    with pytest.raises(InputError, match=r"no label scheme “polizei”.*entities, policy"):
        find_scheme("polizei")


def test_a_label_without_a_colour_gets_one_of_the_palette() -> None:
    scheme = parse_scheme(f'name = "N"\n{_GOOD}[[labels]]\nkey = "B"\ncolour = "#abcdef"')
    assert [label.colour for label in scheme.labels] == ["#0072B2", "#ABCDEF"]
