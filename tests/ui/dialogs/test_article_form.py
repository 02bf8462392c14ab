"""The form of an article."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article, ArticleForm
from annotator.domain.ids import ArticleId, RevisionId, new_id
from annotator.ui.dialogs.article_form import ArticleFormDialog

FORM = ArticleForm("2020-11", "邵阳日报", "3", "湖南省邵阳市双清区", '{"a": 1}')
ARTICLE = Article(ArticleId(new_id()), 1, "民安产业兴", RevisionId(b"r" * 16), FORM)


@pytest.fixture
def dialog(qtbot: QtBot) -> ArticleFormDialog:
    made = ArticleFormDialog(ARTICLE, file="/a/x.txt", encoding="gb18030", encodings=["utf-8", "gb18030", "big5"])
    qtbot.addWidget(made)
    made.open()
    return made


@pytest.fixture
def heard(dialog: ArticleFormDialog) -> list[tuple[object, ...]]:
    news: list[tuple[object, ...]] = []
    dialog.form_filled.connect(lambda *values: news.append(values))
    dialog.encoding_chosen.connect(lambda *values: news.append(values))
    return news


def ok(dialog: ArticleFormDialog) -> None:
    assert dialog.ok_button is not None
    dialog.ok_button.click()


def test_what_is_filled_in_is_told_with_what_the_form_does_not_show(
    dialog: ArticleFormDialog, heard: list[tuple[object, ...]]
) -> None:
    dialog.title.setText(" 新标题 ")
    dialog.date.setText("２０２０年11月5日")
    dialog.region.clear()
    dialog.page.setText("4")
    ok(dialog)
    assert heard == [(ARTICLE.id, "新标题", ArticleForm("2020-11-05", "邵阳日报", "4", "", '{"a": 1}'))]
    assert not dialog.isVisible()


def test_nothing_changed_is_nothing_told(dialog: ArticleFormDialog, heard: list[tuple[object, ...]]) -> None:
    ok(dialog)
    assert (heard, dialog.isVisible()) == ([], False)


def test_a_wrong_date_is_said_when_the_field_is_left_and_keeps_the_dialog_open(
    qtbot: QtBot, dialog: ArticleFormDialog, heard: list[tuple[object, ...]]
) -> None:
    dialog.date.setFocus()
    dialog.date.selectAll()
    qtbot.keyClicks(dialog.date, "1nA[")
    qtbot.keyClick(dialog.date, Qt.Key.Key_Tab)
    assert (dialog.date.text(), bool(dialog._date_line.text())) == ("1nA[", True)
    ok(dialog)
    assert (heard, dialog.isVisible(), dialog.focusWidget()) == ([], True, dialog.date)
    dialog.date.setText("2020")
    assert dialog._date_line.text() == ""
    ok(dialog)
    assert len(heard) == 1


def test_an_article_keeps_a_title(dialog: ArticleFormDialog, heard: list[tuple[object, ...]]) -> None:
    dialog.title.setText("  ")
    ok(dialog)
    assert (heard, bool(dialog._title_line.text()), dialog.focusWidget()) == ([], True, dialog.title)


def test_another_encoding_is_a_wish_of_its_own(dialog: ArticleFormDialog, heard: list[tuple[object, ...]]) -> None:
    assert [dialog.encoding.itemData(at) for at in range(dialog.encoding.count())] == ["gb18030", "utf-8", "big5"]
    dialog.encoding.setCurrentIndex(2)
    ok(dialog)
    assert heard == [(ARTICLE.id, "big5")]


def test_where_the_encoding_cannot_be_changed_it_is_shown_and_the_reason_said(qtbot: QtBot) -> None:
    made = ArticleFormDialog(ARTICLE, encoding="utf-8", fixed="已有标注")
    qtbot.addWidget(made)
    made.open()
    assert (made.encoding.isEnabled(), made.encoding.currentText()) == (False, "UTF-8")


def test_escape_changes_nothing(qtbot: QtBot, dialog: ArticleFormDialog, heard: list[tuple[object, ...]]) -> None:
    dialog.title.setText("x")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert (heard, dialog.isVisible()) == ([], False)
