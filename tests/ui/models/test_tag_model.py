"""The model of the tag rows."""

import random
import time

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from ui.tags import Desk, desk

from annotator.domain.ids import SpanId
from annotator.i18n import set_language
from annotator.ui.models.tag_model import TagFilter, TagModel

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def shown(made: Desk) -> TagModel:
    model = TagModel()
    model.show(made.document.text, made.document.marks, made.scheme, made.details, made.document.recheck)
    return model


def words(model: TagModel) -> list[str]:
    return [model.data(model.index(row, 1)) for row in range(model.count())]


def expected(made: Desk, model: TagModel) -> list[SpanId]:
    """What a model that is made afresh would list."""
    fresh = shown(made)
    fresh.set_filter(model.filter)
    return [fresh.mark_at(row).id for row in range(fresh.count())]


def listed(model: TagModel) -> list[SpanId]:
    return [model.mark_at(row).id for row in range(model.count())]


def test_rows_stand_in_the_order_of_spans_with_the_longer_first(qtbot: QtBot) -> None:
    made = desk()
    for one, label in (("42间", "METRIC"), ("桐溪", "PLACE"), ("桐溪县", "PLACE"), ("春风行动", "PROGRAMME")):
        made.tag(one, label)
    assert words(shown(made)) == ["桐溪县", "桐溪", "42间", "春风行动"]


def test_a_row_says_label_words_and_main_attribute_with_its_unit(qtbot: QtBot) -> None:
    made = desk()
    made.tag("1.36亿元", "METRIC", {"value": "136000000", "unit": "元"})
    model = shown(made)
    model.row(0)
    qtbot.waitUntil(lambda: bool(model.row(0).main))
    cells = [model.data(model.index(0, column)) for column in range(3)]
    assert cells == ["指标值", "1.36亿元", "136,000,000 元"]
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "指标值 1.36亿元 136,000,000 元"


def test_a_choice_is_shown_by_its_name_in_the_language_of_the_window(qtbot: QtBot) -> None:
    made = desk()
    made.tag("春风行动", "PROGRAMME", {"category": "就业"})
    set_language("en")
    try:
        model = shown(made)
        model.row(0)
        qtbot.waitUntil(lambda: model.row(0).main == "Employment")
    finally:
        set_language("zh")


def test_line_ends_show_as_a_sign_and_a_long_tag_loses_its_middle(qtbot: QtBot) -> None:
    text = "甲\n乙" + "丙" * 1000 + "丁"
    model = shown(desk(text, spans=[(0, 3, "PLACE"), (2, len(text), "PLACE")]))
    assert words(model)[0] == "甲⏎乙"
    assert words(model)[1].startswith("乙丙丙")
    assert words(model)[1].endswith("丙丁")
    assert "…" in words(model)[1]
    assert len(words(model)[1]) < 300


def test_rows_count_code_points_beyond_the_basic_plane(qtbot: QtBot) -> None:
    made = desk()
    made.tag("中😀", "PLACE")
    made.tag("𠀀", "PLACE")
    assert words(shown(made)) == ["𠀀", "中😀"]


def test_a_row_goes_where_its_new_bounds_belong(qtbot: QtBot) -> None:
    made = desk()
    one, two = made.tag("1.36亿元", "METRIC"), made.tag("近200家", "METRIC")
    model = shown(made)
    QAbstractItemModelTester(model, FATAL)
    model.follow(made.document.set_bounds(two, 0, 2))
    assert words(model) == ["桐溪", "1.36亿元"]
    model.follow(made.document.set_bounds(one, 0, 5))
    assert words(model) == ["桐溪县建成", "桐溪"]
    model.follow(made.document.relabel([one], made.label("PLACE").id))
    assert model.row(0).label.key == "PLACE"
    model.follow(made.document.delete([one]))
    assert words(model) == ["桐溪"]


@pytest.mark.parametrize(
    "wanted", [TagFilter(), TagFilter(text="二"), TagFilter(labels=frozenset({b"?"})), TagFilter(recheck_only=True)]
)
@pytest.mark.parametrize("seed", range(3))
def test_followed_rows_are_those_of_a_model_made_afresh(qtbot: QtBot, wanted: TagFilter, seed: int) -> None:
    chance = random.Random(seed)
    made = desk("一二三四五六七八九十" * 6)
    if wanted.labels:
        wanted = TagFilter(labels=frozenset({made.label("METRIC").id}))
    model = shown(made)
    QAbstractItemModelTester(model, FATAL)
    model.set_filter(wanted)
    labels = [label.id for label in made.scheme.labels]
    for _ in range(60):
        ids = [mark.id for mark in made.document.marks]
        start = chance.randrange(58)
        end = start + chance.randrange(1, 3)
        if not ids or chance.random() < 0.4:
            changes = made.document.create(start, end, chance.choice(labels))
            made.document.recheck |= {c.state.id for c in changes if chance.random() < 0.3}
        elif chance.random() < 0.4:
            changes = made.document.set_bounds(chance.choice(ids), start, end)
        elif chance.random() < 0.5:
            changes = made.document.relabel(chance.sample(ids, min(3, len(ids))), chance.choice(labels))
        else:
            changes = made.document.delete([chance.choice(ids)])
        model.follow(changes)
        assert listed(model) == expected(made, model)
        assert model.total == len(made.document.marks)
        assert sum(model.counts().values()) == model.total


def test_rows_that_move_keep_their_persistent_index(qtbot: QtBot) -> None:
    from PySide6.QtCore import QPersistentModelIndex

    made = desk()
    first = made.tag("桐溪县", "PLACE")
    made.tag("1.36亿元", "METRIC")
    last = made.tag("近200家", "METRIC")
    model = shown(made)
    index = QPersistentModelIndex(model.index(2, 0))
    model.follow(made.document.set_bounds(last, 0, 1))
    assert model.mark_at(index.row()).id == last
    assert listed(model)[:2] == [first, last]


def test_following_the_same_change_twice_does_no_harm(qtbot: QtBot) -> None:
    made = desk()
    model = shown(made)
    changes = made.document.create(0, 3, made.label("PLACE").id)
    model.follow(changes)
    model.follow(changes)
    assert words(model) == ["桐溪县"]
    assert model.counts() == {made.label("PLACE").id: 1}


def test_attributes_are_read_for_the_rows_that_were_looked_at_and_in_one_go(qtbot: QtBot) -> None:
    spans = [(at, at + 2, "METRIC") for at in range(0, 2000, 2)]
    made = desk("一二" * 1000, spans=spans)
    model = shown(made)
    assert made.reads == []
    for row in range(500, 520):
        assert model.row(row).main == ""
    with qtbot.waitSignal(model.details_read):
        pass
    assert len(made.reads) == 1
    assert made.reads[0] < 100
    model.row(510)
    model.read_wanted()
    assert len(made.reads) == 1


def test_a_filter_compares_without_case_and_width(qtbot: QtBot) -> None:
    made = desk("ＡＢ和１.３６亿")
    made.tag("ＡＢ", "PLACE")
    made.tag("１.３６亿", "METRIC")
    model = shown(made)
    model.set_filter(TagFilter(text="ab"))
    assert words(model) == ["ＡＢ"]
    model.set_filter(TagFilter(text="1.36"))
    assert words(model) == ["１.３６亿"]
    model.set_filter(TagFilter(labels=frozenset({made.label("PLACE").id})))
    assert words(model) == ["ＡＢ"]


def test_a_confirmed_tag_leaves_the_list_of_those_to_re_check(qtbot: QtBot) -> None:
    made = desk()
    one = made.tag("桐溪县", "PLACE")
    made.tag("1.36亿元", "METRIC")
    made.document.recheck.add(one)
    model = shown(made)
    assert model.row(0).recheck
    model.set_filter(TagFilter(recheck_only=True))
    assert words(model) == ["桐溪县"]
    model.follow(made.document.confirm([one]))
    assert words(model) == []
    assert model.to_recheck == 0


def test_a_tooltip_shows_hostile_words_as_they_are(qtbot: QtBot) -> None:
    made = desk("<img src=x>&amp;")
    made.tag("<img src=x>&amp;", "PLACE")
    tip = shown(made).data(shown(made).index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img src=x&gt;&amp;amp;" in tip


def test_forty_thousand_rows_open_in_a_few_milliseconds(qtbot: QtBot) -> None:
    made = desk("一二三四五六七八九十" * 20_000, spans=[(at, at + 4, "METRIC") for at in range(0, 200_000 - 5, 5)])
    model = TagModel()
    best = min(_timed(lambda: _open(model, made)) for _ in range(5))
    assert model.rowCount() == 39_999
    assert model.rowCount(QModelIndex()) == 39_999
    # Twenty times less than one object a row would take; generous for a busy machine.
    assert best < 0.030


def _open(model: TagModel, made: Desk) -> None:
    model.show(made.document.text, made.document.marks, made.scheme, made.details, made.document.recheck)


def _timed(action: object) -> float:
    assert callable(action)
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
