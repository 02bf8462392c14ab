"""The panel that tags the same string elsewhere."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.ids import ArticleId, RevisionId
from annotator.domain.scheme import Scheme
from annotator.formats.scheme_toml import find_scheme, load_scheme
from annotator.services.same import SameBatch, SameHit, Standing
from annotator.services.search import find, place
from annotator.ui.models.line_model import LINE_ROLE
from annotator.ui.panels.lines import LineList
from annotator.ui.panels.same import SamePanel

TEXT = "桐溪县修路，桐溪县农业局说，桐溪县好。"
ONE, TWO = ArticleId(b"1" * 16), ArticleId(b"2" * 16)


def hit(article: ArticleId, nth: int, standing: Standing = Standing.FREE, over: str = "", label: object = None):  # type: ignore[no-untyped-def]  # a test's helper
    return SameHit(
        article,
        RevisionId(b"r" * 16),
        "甲篇" if article == ONE else "乙篇",
        place(TEXT, *find(TEXT, "桐溪县")[nth]),
        standing,
        over,
        label,  # type: ignore[arg-type]  # a label id or None
    )


@pytest.fixture
def scheme() -> Scheme:
    return load_scheme(find_scheme("policy"))


@pytest.fixture
def panel(qtbot: QtBot, scheme: Scheme) -> SamePanel:
    made = SamePanel()
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    place_label, programme = scheme.by_key("PLACE"), scheme.by_key("PROGRAMME")
    assert place_label is not None
    assert programme is not None
    made.start("桐溪县", place_label.id, scheme, {"path": "桐溪县"})
    made.add(SameBatch(0, 0, (hit(ONE, 0), hit(ONE, 1, Standing.INSIDE, "桐溪县农业局", programme.id)), 1))
    made.add(SameBatch(5, 5, (hit(TWO, 0), hit(TWO, 2)), 2))
    return made


def view(panel: SamePanel) -> LineList:
    made = panel.findChild(LineList)
    assert made is not None
    return made


def lines(panel: SamePanel) -> list[tuple[str, bool | None]]:
    model = view(panel).model()
    found = [model.index(row, 0).data(LINE_ROLE) for row in range(model.rowCount())]
    return [(line.text, line.checked) for line in found]


def apply_button(panel: SamePanel) -> QPushButton:
    made = panel.findChild(QPushButton, "apply_same")
    assert made is not None
    return made


def test_free_hits_stand_under_their_articles_ticked_and_the_others_last_and_not(panel: SamePanel) -> None:
    assert lines(panel) == [
        ("甲篇", None),
        ("桐溪县", True),
        ("乙篇", None),
        ("桐溪县", True),
        ("桐溪县", True),
        ("在其他标注或更长的地名内，或已标为别的标签", None),
        ("桐溪县", False),
    ]
    assert apply_button(panel).text() == "标注 3 处"
    assert not apply_button(panel).isEnabled()
    panel.finish()
    assert apply_button(panel).isEnabled()


def test_space_ticks_and_enter_tags_what_is_ticked(panel: SamePanel, qtbot: QtBot, scheme: Scheme) -> None:
    panel.finish()
    asked: list[tuple[object, ...]] = []
    panel.apply_asked.connect(lambda *values: asked.append(values))
    qtbot.keyClick(view(panel), Qt.Key.Key_Space)  # the first hit is the current one
    qtbot.keyClick(view(panel), Qt.Key.Key_Down)
    qtbot.keyClick(view(panel), Qt.Key.Key_Space)
    qtbot.keyClick(view(panel), Qt.Key.Key_Space)
    assert apply_button(panel).text() == "标注 2 处"
    qtbot.keyClick(view(panel), Qt.Key.Key_Return)
    known = scheme.by_key("PLACE")
    assert known is not None
    assert asked == [([hit(TWO, 0), hit(TWO, 2)], known.id, {"path": "桐溪县"})]


def test_a_click_on_a_box_ticks_and_a_click_on_the_words_shows_the_place(panel: SamePanel, qtbot: QtBot) -> None:
    panel.finish()
    shown: list[tuple[object, ...]] = []
    panel.place_chosen.connect(lambda *values: shown.append(values))
    rect = view(panel).visualRect(view(panel).model().index(6, 0))
    qtbot.mouseClick(view(panel).viewport(), Qt.MouseButton.LeftButton, pos=QPoint(18, rect.center().y()))
    assert lines(panel)[6] == ("桐溪县", True)
    assert len(panel.chosen_hits()) == 4
    assert shown[-1] == (ONE, 6, 9)


def test_all_and_none_tick_everything_and_nothing(panel: SamePanel, qtbot: QtBot) -> None:
    panel.finish()
    for name, count in (("tick_all", 4), ("tick_none", 0)):
        button = panel.findChild(QPushButton, name)
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert len(panel.chosen_hits()) == count
    assert not apply_button(panel).isEnabled()
    asked: list[object] = []
    panel.apply_asked.connect(lambda *values: asked.append(values))
    qtbot.keyClick(view(panel), Qt.Key.Key_Return)
    assert asked == []


def test_a_tick_taken_away_stays_away_when_more_hits_come(panel: SamePanel, qtbot: QtBot) -> None:
    qtbot.keyClick(view(panel), Qt.Key.Key_Space)
    panel.add(SameBatch(6, 6, (hit(TWO, 1),)))
    assert lines(panel)[1] == ("桐溪县", False)
    assert len(panel.chosen_hits()) == 3
    assert view(panel).current_row() == 1


def test_attributes_go_along_only_where_they_are_wanted(panel: SamePanel, qtbot: QtBot, scheme: Scheme) -> None:
    panel.finish()
    box = panel.findChild(QCheckBox)
    assert box is not None
    asked: list[object] = []
    panel.apply_asked.connect(lambda *values: asked.append(values[2]))
    box.setChecked(False)
    qtbot.mouseClick(apply_button(panel), Qt.MouseButton.LeftButton)
    assert asked == [{}]
    panel.start("桐溪县", scheme.active[0].id, scheme)
    assert box.isHidden()


def test_another_label_is_told_so_that_the_window_looks_again(panel: SamePanel, scheme: Scheme) -> None:
    told: list[object] = []
    panel.label_chosen.connect(told.append)
    box = panel.findChild(QComboBox)
    assert box is not None
    assert box.currentText() == "地点"
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert told == [scheme.active[0].id]


def test_esc_closes_and_nothing_found_says_so(panel: SamePanel, qtbot: QtBot, scheme: Scheme) -> None:
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(view(panel), Qt.Key.Key_Escape)
    panel.start("没有", scheme.active[0].id, scheme)
    panel.finish()
    assert any("没有其他未标的同词" in one.text() for one in panel.findChildren(QLabel))
    assert panel.chosen_hits() == []


def test_what_is_left_out_is_said(panel: SamePanel) -> None:
    panel.add(SameBatch(6, 6, (), 0, cut=True))
    panel.finish()
    about = [one.whole() for one in panel.findChildren(QLabel) if hasattr(one, "whole")]
    assert about == ["4 处 · 3 处已标 · 只列出前 5000 处"]
