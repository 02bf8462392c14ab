"""The sample project's data hold together: files, cuts, tags, attributes, relations.

`tests/data/samples/` has the pages as they should read; what repair makes of the files is held against it.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.bundled import bundled
from annotator.domain.article import Status
from annotator.domain.scheme import AttributeType, Label, Scheme
from annotator.formats.scheme_toml import find_scheme, load_scheme
from annotator.reading.decoding import decode
from annotator.reading.repair import repair

_FOLDER = bundled("resources") / "samples"
_DATA: dict[str, Any] = json.loads((_FOLDER / "sample.json").read_text(encoding="utf-8"))
_PAGES: list[dict[str, Any]] = _DATA["pages"]
_LAYERS = [(page, article, layer) for page in _PAGES for article in page["articles"] for layer in article["layers"]]

pages = pytest.mark.parametrize("page", _PAGES, ids=[page["file"] for page in _PAGES])
layers = pytest.mark.parametrize(
    ("page", "article", "layer"), _LAYERS, ids=[f"{a['title']}-{layer['person']}" for _, a, layer in _LAYERS]
)


def _bytes(page: dict[str, Any]) -> bytes:
    return (_FOLDER / page["file"]).read_bytes()


def _source(page: dict[str, Any]) -> str:
    return decode(_bytes(page), page["file"]).text


def _reading(page: dict[str, Any]) -> str:
    path = Path(__file__).parent / "data" / "samples" / page["file"]
    return path.read_text(encoding="utf-8").removesuffix("\n")


def _place(tag: dict[str, Any], text: str) -> int:
    """Where a tag's quote starts, which must be told without doubt."""
    around = tag.get("in", tag["quote"])
    assert text.count(around) == 1, around
    assert around.count(tag["quote"]) == 1, around
    return text.index(around) + around.index(tag["quote"])


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_scheme(find_scheme(_DATA["scheme"]))


def test_every_text_of_the_folder_is_a_page_of_the_sample() -> None:
    assert sorted(path.name for path in _FOLDER.glob("*.txt")) == [page["file"] for page in _PAGES]
    assert len(_PAGES) >= 4


@pages
def test_the_encoding_of_a_page_is_found(page: dict[str, Any]) -> None:
    assert decode(_bytes(page), page["file"]).encoding.lower() == page["encoding"]


@pages
def test_a_page_has_the_length_of_a_newspaper_report(page: dict[str, Any]) -> None:
    assert 900 <= len(_source(page)) <= 2500


def test_the_pages_show_what_newspaper_pages_do() -> None:
    sources = {page["file"]: _source(page) for page in _PAGES}
    assert any(
        re.search(r"(\d{3,})\1", text) and re.search(r"([\u4e00-\u9fff]{3,})\1", text) for text in sources.values()
    )
    assert any({"▲", "▼", "◀"} <= set(text) for text in sources.values())
    assert any(len(page["articles"]) == 3 for page in _PAGES)
    assert any("\r\n" in text for text in sources.values())
    assert any(ch > "\uffff" for text in sources.values() for ch in text)
    gb18030 = [page for page in _PAGES if page["encoding"] == "gb18030"]
    assert gb18030
    for page in gb18030:
        with pytest.raises(UnicodeDecodeError):
            _bytes(page).decode("utf-8")


@pages
def test_each_article_of_a_page_begins_at_a_line_that_stands_there_once_and_in_order(page: dict[str, Any]) -> None:
    lines = _source(page).splitlines()
    starts = []
    for article in page["articles"]:
        assert lines.count(article["begins"]) == 1
        starts.append(lines.index(article["begins"]))
    assert starts == sorted(starts)
    assert not "".join(lines[: starts[0]]).strip()


@layers
def test_every_tag_is_found_in_the_reading_of_its_article(
    page: dict[str, Any], article: dict[str, Any], layer: dict[str, Any]
) -> None:
    text = _reading(page)
    cuts = [text.index(f"{found['title']}\n") for found in page["articles"]] + [len(text)]
    at = page["articles"].index(article)
    for tag in layer["tags"]:
        start = _place(tag, text)
        assert cuts[at] <= start < start + len(tag["quote"]) <= cuts[at + 1]
        paragraph = text[text.rfind("\n", 0, start) + 1 : text.find("\n", start)]
        for quote in tag.get("attributes", {}).get("indicator", []):
            assert quote in paragraph


@layers
def test_no_span_is_tagged_twice_with_one_label(
    page: dict[str, Any], article: dict[str, Any], layer: dict[str, Any]
) -> None:
    text = _reading(page)
    spans = [(_place(tag, text), tag["quote"], tag["label"]) for tag in layer["tags"]]
    assert len(set(spans)) == len(spans), article["title"]


def _check(label: Label, key: str, value: object) -> None:
    """An attribute has a value that its editor could have given it."""
    attribute = next(found for found in label.attributes if found.key == key)
    if attribute.type is AttributeType.QUOTES:
        assert isinstance(value, list)
        assert 1 <= len(value) <= 3
        return
    assert isinstance(value, str)
    match attribute.type:
        case AttributeType.CHOICE:
            assert value in {choice.key for choice in attribute.choices}
        case AttributeType.NUMBER:
            assert re.fullmatch(r"\d+(\.\d+)?(\.\.\d+(\.\d+)?)?", value)
        case AttributeType.CODE:
            assert re.fullmatch(r"\d{12}", value)
        case AttributeType.TEXT:
            assert value == value.strip() != ""


@layers
def test_labels_attributes_and_relations_are_those_of_the_scheme(
    page: dict[str, Any], article: dict[str, Any], layer: dict[str, Any], scheme: Scheme
) -> None:
    labels: dict[str, str] = {}
    for tag in layer["tags"]:
        label = scheme.by_key(tag["label"])
        assert label is not None, (page["file"], article["title"])
        for key, value in tag.get("attributes", {}).items():
            _check(label, key, value)
        if "id" in tag:
            assert tag["id"] not in labels
            labels[tag["id"]] = tag["label"]
    kinds = {relation.key: relation for relation in scheme.relations}
    for relation in layer["relations"]:
        kind = kinds[relation["type"]]
        assert (labels[relation["source"]], labels[relation["target"]]) == (kind.source, kind.target)


def test_people_statuses_and_forms_are_complete() -> None:
    people = {person["key"] for person in _DATA["people"]}
    assert _DATA["me"] in people
    assert len(people) == 2
    statuses = set()
    for page in _PAGES:
        for article in page["articles"]:
            assert set(article["form"]) == {"date", "paper", "page", "region"}
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", article["form"]["date"])
            for layer in article["layers"]:
                assert layer["person"] in people
                statuses.add(Status(layer["status"]))
                assert bool(layer.get("reason")) == (layer["status"] == Status.SKIPPED)
                assert bool(layer["tags"]) == (layer["status"] != Status.SKIPPED)
    assert statuses == {Status.WORKING, Status.SUBMITTED, Status.SKIPPED}
    assert any(tag.get("note") for _, _, layer in _LAYERS for tag in layer["tags"])


def test_both_people_agree_on_most_tags_and_differ_in_label_bounds_or_attributes_on_some() -> None:
    both = 0
    for page in _PAGES:
        text = _reading(page)
        for article in page["articles"]:
            tags = [{(_place(t, text), t["quote"], t["label"]) for t in layer["tags"]} for layer in article["layers"]]
            if len(tags) == 2 and all(tags):
                both += 1
                shared = len(tags[0] & tags[1])
                assert shared >= len(tags[0] | tags[1]) / 2, article["title"]
                assert tags[0] - tags[1], article["title"]
                assert tags[1] - tags[0], article["title"]
    assert both >= 3


def _readings(page: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What repair makes of each article when it is cut out of its page, and how it should read."""
    source, text = _source(page), _reading(page)
    found = [re.search(f"^{re.escape(a['begins'])}\r?$", source, re.MULTILINE) for a in page["articles"]]
    cuts = [match.start() for match in found if match] + [len(source)]
    titles = [text.index(f"{article['title']}\n") for article in page["articles"]] + [len(text)]
    assert len(cuts) == len(titles)
    for at in range(len(page["articles"])):
        wanted = text[titles[at] : titles[at + 1]]
        yield repair(source, cuts[at], cuts[at + 1]).text.strip("\n"), wanted.strip("\n")


@pages
def test_repair_gives_every_character_of_a_page_and_of_its_articles(page: dict[str, Any]) -> None:
    pairs = [(repair(_source(page)).text.strip("\n"), _reading(page)), *_readings(page)]
    for made, wanted in pairs:
        assert made.replace("\n", "") == wanted.replace("\n", "")


@pages
def test_every_tag_is_found_in_what_repair_makes_of_its_article(page: dict[str, Any]) -> None:
    for article, (made, _) in zip(page["articles"], _readings(page), strict=True):
        for layer in article["layers"]:
            for tag in layer["tags"]:
                _place(tag, made)


def _breaks(text: str) -> set[int]:
    """Behind which characters a paragraph ends, counted without line ends."""
    return {match.start() - at for at, match in enumerate(re.finditer("\n", text))}


def test_repair_finds_the_paragraphs_of_the_articles() -> None:
    right = made_count = wanted_count = 0
    for page in _PAGES:
        for made, wanted in _readings(page):
            right += len(_breaks(made) & _breaks(wanted))
            made_count += len(_breaks(made))
            wanted_count += len(_breaks(wanted))
    assert 2 * right / (made_count + wanted_count) >= 0.98
