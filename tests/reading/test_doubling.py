"""Runs that were printed twice are read once; what repeats itself by nature stays."""

import pytest

from annotator.domain.text import EditKind
from annotator.reading.repair import MAYBE_DOUBLED, repair


@pytest.mark.parametrize(
    "text",
    [
        "红红火火",
        "一村一品、一乡一业",
        "2020年11月11日",
        "研究研究讨论讨论",
        "含特困72户72人",
        "人人参与",
        "22个村1111户",
        "……——",
        "哈哈哈哈哈哈",
        "高高兴兴上班去，平平安安回家来",
        "总数2929个",
        "——————————",
        "中" * 5000,
        "这是一个句子，" * 2000,
    ],
)
def test_what_repeats_itself_by_nature_stays(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("红红火火红红火火", "红红火火"),
        ("建设建设 20002000 多座多座", "建设2000多座"),
        ("《《污水治理规划污水治理规划》》", "《污水治理规划》"),
        ("清清河河市市治治水水", "清河市治水"),
        ("22001188年年，，清清河河市市治治水水", "2018年，清河市治水"),
        ("全市投入200万元，建设建设 20002000 多座多座，，其中其中", "全市投入200万元，建设2000多座，其中"),
        ("————清河市治水纪实清河市治水纪实", "——清河市治水纪实"),
        ("新 校 舍 落 成新 校 舍 落 成 ，，孩子们笑了孩子们笑了", "新校舍落成，孩子们笑了"),
        ("学会用学会用APPAPP，，加入加入QQQQ群群", "学会用APP，加入QQ群"),
        ("“山村学校”“山村学校”午饭热了午饭热了", "“山村学校”午饭热了"),
    ],
)
def test_what_was_printed_twice_is_read_once(text: str, reading: str) -> None:
    found = repair(text)
    assert found.text == reading
    assert {edit.kind for edit in found.edits} <= {EditKind.DEDOUBLE, EditKind.SPACE}


def test_a_number_is_decided_by_the_lines_around_it() -> None:
    around = "家住山里的孩子有家住山里的孩子有\n2929\n名名，，每天走路上学每天走路上学"
    assert repair(around).text.replace("\n", "") == "家住山里的孩子有29名，每天走路上学"
    assert (
        repair("家住山里的孩子有\n2929\n名，每天走路上学").text.replace("\n", "")
        == "家住山里的孩子有2929名，每天走路上学"
    )


def test_a_word_that_repeats_itself_behind_a_doubled_line_stays() -> None:
    assert (
        repair("学校建起了新食堂学校建起了新食堂，，\n人人都说好，天天盼开饭。").text
        == "学校建起了新食堂，人人都说好，天天盼开饭。"
    )


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("改造旧房2929户。", ["2929"]),
        ("总投资1.361.36亿元，", ["1.361.36"]),
        ("建设水渠，，铺路。", ["，，"]),
        ("2020年建成2020个，占50.50%", ["2020"]),
        ("人人参与，研究研究，开开心心", []),
        ("2020-11-11，1919年，电话8888", []),
    ],
)
def test_what_may_have_been_printed_twice_stays_and_is_flagged(text: str, doubtful: list[str]) -> None:
    found = repair(text)
    assert found.text == text
    assert [text[d.start : d.end] for d in found.doubts if d.reason == MAYBE_DOUBLED] == doubtful


def test_a_dropped_run_is_one_decision_that_can_be_taken_back() -> None:
    source = "学校建起了新食堂学校建起了新食堂，，孩子们孩子们"
    found = repair(source)
    drops = [edit for edit in found.edits if edit.kind == EditKind.DEDOUBLE]
    assert [source[edit.start : edit.end] for edit in drops] == ["学校建起了新食堂", "，", "孩子们"]
    assert found.edited(remove=drops[:1]).text == "学校建起了新食堂学校建起了新食堂，孩子们"


def test_a_number_that_repeats_itself_is_dropped_as_one_run() -> None:
    source = "全县建成学校全县建成学校 20202020 所所，，学生加入学生加入QQQQ群群"
    found = repair(source)
    assert found.text == "全县建成学校2020所，学生加入QQ群"
    assert [source[edit.start : edit.end] for edit in found.edits if edit.kind == EditKind.DEDOUBLE] == [
        "全县建成学校",
        "2020",
        "所",
        "，",
        "学生加入",
        "QQ",
        "群",
    ]
