"""The list of places: what it holds, where it comes from, how it is asked."""

import hashlib
import importlib.util
import tomllib
from pathlib import Path

import pytest

from annotator.bundled import bundled
from annotator.suggest.gazetteer import COUNTY, PROVINCE, YEAR, full_code, gazetteer, level_of, parents, stem

FOLDER = bundled("resources") / "gazetteer"


def test_source_year_and_hashes_are_on_record_and_true() -> None:
    source = tomllib.loads((FOLDER / "SOURCE.toml").read_text(encoding="utf-8"))
    assert source["year"] == YEAR
    assert source["version"] == "2.7.0"
    assert len(source["sha256"]) == 64
    assert source["licence"]
    assert source["count"] == sum(source["counts"].values()) > 660_000
    for name, digest in source["files"].items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest


def test_it_stays_below_eight_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 8_000_000


def test_a_village_has_its_path_and_its_code_of_twelve_digits() -> None:
    places = gazetteer()
    (code,) = [code for code in places.codes("瓦西村") if code.startswith("370786")]
    assert places.path(code) == "山东省/潍坊市/昌邑市/龙池镇/瓦西村"
    assert full_code(code) == "370786102224"
    assert full_code("37") == "370000000000"
    assert places.path("370786102000") == "山东省/潍坊市/昌邑市/龙池镇"
    assert list(parents(code)) == ["370786102", "370786", "3707", "37"]


def test_divisions_that_only_hold_others_are_no_part_of_a_path() -> None:
    places = gazetteer()
    assert places.path("110105") == "北京市/朝阳区"
    assert places.path("441900") == "广东省/东莞市"
    assert places.codes("市辖区") == []


def test_every_county_is_found_by_its_name_and_by_its_parent() -> None:
    places = gazetteer()
    for code, name in places.level(COUNTY):
        assert places.name(code) == name
        if name != "市辖区":
            assert code in places.codes(name)
    assert len(places.children()) == 34
    assert all(level_of(child.code) == PROVINCE for child in places.children())
    townships = places.children("370786")
    assert {"柳疃镇", "龙池镇"} <= {township.name for township in townships}
    villages = places.children(townships[0].code)
    assert all(village.code.startswith(townships[0].code) for village in villages)
    assert places.children(villages[0].code) == []


@pytest.mark.parametrize("code", ["", "99", "430599", "370786102999", "99999999999", "12345", "西"])
def test_an_unknown_code_has_no_name(code: str) -> None:
    assert gazetteer().name(code) == ""


def test_an_unknown_name_has_no_codes() -> None:
    assert gazetteer().codes("没有这个地方村") == []
    assert gazetteer().codes("") == []
    assert gazetteer().search("") == []


def test_search_by_prefix_gives_large_places_first() -> None:
    found = gazetteer().search("昌邑")
    assert found[0].name == "昌邑市" or found[0].name == "昌邑区"
    assert [len(division.code) for division in found] == sorted(len(division.code) for division in found)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("双城区", "双城"),
        ("新晃侗族自治县", "新晃"),
        ("黔西南布依族苗族自治州", "黔西南"),
        ("内蒙古自治区", "内蒙古"),
        ("神农架林区", "神农架"),
        ("喀什地区", "喀什"),
        ("赵县", "赵"),
        ("龙池镇", "龙池"),
        ("瓦西村", "瓦西"),
    ],
)
def test_the_stem_leaves_the_kind_away(name: str, short: str) -> None:
    assert stem(name) == short


@pytest.mark.parametrize(
    ("listed", "plain"),
    [
        ("高坪村村委会", "高坪村"),
        ("红星村委会", "红星村"),
        ("团结村民委员会", "团结村"),
        ("银闸社区居委会", "银闸社区"),
        ("新建居民委员会", "新建社区"),
        ("大浪村牧民委员会", "大浪村"),
        ("南环街道办事处", "南环街道"),
        ("桥头居委会（社区）", "桥头社区"),
        ("（暂无）", "（暂无）"),
        ("柳疃镇", "柳疃镇"),
    ],
)
def test_the_build_script_writes_names_as_people_do(listed: str, plain: str) -> None:
    script = Path(__file__).resolve().parents[2] / "packaging" / "build_gazetteer.py"
    spec = importlib.util.spec_from_file_location("build_gazetteer", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.plain_name(listed) == plain
