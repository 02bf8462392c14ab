"""The panel of the check before submitting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.services.assist import Finding
from annotator.ui.models.line_model import LINE_ROLE
from annotator.ui.panels.checks import ChecksPanel
from annotator.ui.panels.lines import LineList

TEXT = "投入12万元，建成3所学校，实施“春风行动”，惠及40人。"


def finding(words: str, kind: str = "number") -> Finding:
    start = TEXT.index(words)
    return Finding(kind, start, start + len(words), "The number “{text}” is not tagged.", words, {"text": words})


FINDINGS = [finding("12万元"), finding("3所"), finding("春风行动", "name"), finding("40人")]


@pytest.fixture
def panel(qtbot: QtBot) -> ChecksPanel:
    made = ChecksPanel()
    qtbot.addWidget(made)
    made.resize(700, 240)
    made.show()
    made.show_findings(FINDINGS, TEXT, submitting=True)
    return made


def view(panel: ChecksPanel) -> LineList:
    made = panel.findChild(LineList)
    assert made is not None
    return made


def button(panel: ChecksPanel, name: str) -> QPushButton:
    made = panel.findChild(QPushButton, name)
    assert made is not None
    return made


def test_a_finding_shows_its_kind_words_and_what_is_the_matter(panel: ChecksPanel) -> None:
    line = view(panel).model().index(2, 0).data(LINE_ROLE)
    assert (line.lead, line.text, line.before[-1]) == ("名称", "春风行动", "“")
    assert "春风行动" in line.note


def test_n_walks_and_each_place_is_shown_while_the_keys_stay_in_the_list(panel: ChecksPanel, qtbot: QtBot) -> None:
    shown: list[tuple[int, int]] = []
    panel.place_shown.connect(lambda start, end: shown.append((start, end)))
    assert panel.current() == FINDINGS[0]
    qtbot.keyClick(view(panel), Qt.Key.Key_N)
    qtbot.mouseClick(button(panel, "next_finding"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(view(panel), Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert [TEXT[a:b] for a, b in shown] == ["3所", "春风行动", "3所"]


def test_enter_goes_to_the_place_to_work_on_it(panel: ChecksPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.place_chosen) as told:
        qtbot.keyClick(view(panel), Qt.Key.Key_Return)
    assert told.args == [FINDINGS[0]]


def test_delete_dismisses_and_goes_on_with_the_next(panel: ChecksPanel, qtbot: QtBot) -> None:
    gone: list[object] = []
    panel.dismissed.connect(gone.append)
    qtbot.keyClick(view(panel), Qt.Key.Key_N)
    qtbot.keyClick(view(panel), Qt.Key.Key_Delete)
    assert (gone, panel.current()) == ([FINDINGS[1]], FINDINGS[2])
    qtbot.mouseClick(button(panel, "dismiss"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(view(panel), Qt.Key.Key_Backspace)
    assert panel.current() == FINDINGS[0]
    qtbot.keyClick(view(panel), Qt.Key.Key_Delete)
    assert panel.current() is None
    assert len(gone) == 4
    assert button(panel, "submit").text() == "提交"


def test_after_an_edit_it_goes_on_where_the_person_was(panel: ChecksPanel, qtbot: QtBot) -> None:
    qtbot.keyClick(view(panel), Qt.Key.Key_N)
    panel.show_findings([one for one in FINDINGS if one.key != "3所"], TEXT, submitting=True)
    assert panel.current() == FINDINGS[2]
    panel.show_findings(FINDINGS[:1], TEXT, submitting=True)
    assert panel.current() == FINDINGS[0]


def test_submitting_is_never_barred(panel: ChecksPanel, qtbot: QtBot) -> None:
    submit = button(panel, "submit")
    assert submit.text() == "仍然提交"
    with qtbot.waitSignal(panel.submit_asked):
        qtbot.mouseClick(submit, Qt.MouseButton.LeftButton)
    panel.show_findings([], TEXT, submitting=True)
    assert submit.text() == "提交"
    assert any("没有要看的地方" in one.text() for one in panel.findChildren(QLabel))
    panel.show_findings(FINDINGS, TEXT)
    assert submit.isHidden()
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(view(panel), Qt.Key.Key_Escape)
