"""The list of all my tags."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from annotator.domain.ids import ArticleId, LabelId, SpanId
from annotator.domain.scheme import Scheme
from annotator.formats.scheme_toml import find_scheme, load_scheme
from annotator.services.search import Grouping, Groups, TagGroup, TagQuery, TagRow
from annotator.ui.models.line_model import LINE_ROLE
from annotator.ui.panels.alltags import AllTagsPanel
from annotator.ui.panels.lines import LineList

ARTICLE = ArticleId(b"a" * 16)


@pytest.fixture
def scheme() -> Scheme:
    return load_scheme(find_scheme("policy"))


def label(scheme: Scheme, key: str) -> LabelId:
    known = scheme.by_key(key)
    assert known is not None
    return known.id


@pytest.fixture
def panel(qtbot: QtBot, scheme: Scheme) -> AllTagsPanel:
    made = AllTagsPanel()
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    made.set_scheme(scheme)
    made.show_groups(Groups(6, 6, groups(scheme)))
    return made


def groups(scheme: Scheme) -> tuple[TagGroup, ...]:
    return (
        TagGroup("1.36亿元", 1, label(scheme, "METRIC")),
        TagGroup("春风行动", 2, label(scheme, "PROGRAMME")),
        TagGroup("桐溪县", 3, label(scheme, "PLACE")),
    )


def rows_of(group: TagGroup, count: int) -> list[TagRow]:
    return [
        TagRow(SpanId(bytes([at]) * 16), ARTICLE, f"第{at}篇", group.label or LabelId(b""), group.title, at, at + 3, {})
        for at in range(count)
    ]


def view(panel: AllTagsPanel) -> LineList:
    made = panel.findChild(LineList)
    assert made is not None
    return made


def lines(panel: AllTagsPanel) -> list[str]:
    model = view(panel).model()
    return [model.index(row, 0).data(LINE_ROLE).text for row in range(model.rowCount())]


def boxes(panel: AllTagsPanel) -> tuple[QComboBox, QComboBox]:
    """That of the label and that of the order."""
    first, second = panel.findChildren(QComboBox)
    return first, second


def choose(box: QComboBox, key: object) -> None:
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def test_groups_show_their_label_and_number(panel: AllTagsPanel) -> None:
    line = view(panel).model().index(2, 0).data(LINE_ROLE)
    assert (line.lead, line.text, line.note, line.expanded) == ("地点", "桐溪县", "3", False)


def test_a_group_opens_to_its_tags_and_a_tag_leads_to_its_place(
    panel: AllTagsPanel, qtbot: QtBot, scheme: Scheme
) -> None:
    group = groups(scheme)[1]
    asked: list[tuple[object, ...]] = []
    panel.group_opened.connect(lambda *values: asked.append(values))
    view(panel).go_to(1)
    qtbot.keyClick(view(panel), Qt.Key.Key_Return)
    assert asked == [(group, TagQuery())]
    panel.show_tags(panel._model.entry(1), rows_of(group, 2))  # type: ignore[arg-type]  # a group stands there
    assert lines(panel) == ["1.36亿元", "春风行动", "第0篇", "第1篇", "桐溪县"]
    with qtbot.waitSignal(panel.tag_chosen) as told:
        view(panel).go_to(3)
        qtbot.keyClick(view(panel), Qt.Key.Key_Return)
    assert told.args == [ARTICLE, SpanId(bytes([1]) * 16)]
    view(panel).go_to(1)
    qtbot.keyClick(view(panel), Qt.Key.Key_Return)
    assert lines(panel) == ["1.36亿元", "春风行动", "桐溪县"]


def test_tags_that_come_after_their_group_was_closed_are_left_out(panel: AllTagsPanel, qtbot: QtBot) -> None:
    group = panel._model.entry(1)
    assert isinstance(group, TagGroup)
    panel.show_tags(group, rows_of(group, 2))
    assert len(lines(panel)) == 3


def test_order_by_number_or_label_needs_no_new_count_and_by_article_does(panel: AllTagsPanel) -> None:
    asked: list[TagQuery] = []
    panel.query_changed.connect(asked.append)
    _, order = boxes(panel)
    choose(order, "tags")
    assert lines(panel) == ["桐溪县", "春风行动", "1.36亿元"]
    choose(order, "label")
    assert lines(panel) == ["春风行动", "1.36亿元", "桐溪县"]
    assert asked == []
    choose(order, "article")
    assert asked == [TagQuery(grouping=Grouping.ARTICLE)]
    panel.show_groups(Groups(6, 6, (TagGroup("第一篇", 6, None, ARTICLE),)))
    assert lines(panel) == ["第一篇"]


def test_what_is_typed_filters_after_a_moment_and_stays_text(panel: AllTagsPanel, qtbot: QtBot) -> None:
    field = panel.findChild(QLineEdit)
    assert field is not None
    asked: list[TagQuery] = []
    panel.query_changed.connect(asked.append)
    qtbot.keyClicks(field, "1nA[")
    assert field.text() == "1nA["
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [TagQuery("1nA[")]


def test_a_label_filters_at_once(panel: AllTagsPanel, scheme: Scheme) -> None:
    asked: list[TagQuery] = []
    panel.query_changed.connect(asked.append)
    choose(boxes(panel)[0], label(scheme, "PLACE"))
    assert asked == [TagQuery(label=label(scheme, "PLACE"))]
    panel.set_scheme(scheme)
    assert panel.query() == asked[0]


def test_without_tags_it_says_how_to_make_some_and_while_counting_how_far_it_is(
    panel: AllTagsPanel, scheme: Scheme
) -> None:
    panel.refresh()
    panel.show_groups(Groups(10, 40))
    about = [one.whole() for one in panel.findChildren(QLabel) if hasattr(one, "whole")]
    assert about == ["正在统计：10/40"]
    panel.show_groups(Groups(0, 0))
    assert lines(panel) == []
    assert any("还没有标注" in one.text() for one in panel.findChildren(QLabel))
    choose(boxes(panel)[0], label(scheme, "PLACE"))
    panel.show_groups(Groups(0, 0))
    assert any("没有符合筛选条件" in one.text() for one in panel.findChildren(QLabel))


def test_many_groups_are_shown_at_once(panel: AllTagsPanel, scheme: Scheme) -> None:
    many = tuple(TagGroup(f"词{n}", n, label(scheme, "PLACE")) for n in range(100_000))
    panel.show_groups(Groups(1, 1, many))
    assert view(panel).model().rowCount() == 100_000
