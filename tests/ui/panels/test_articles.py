"""The list of articles, used as a person uses it."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article, ArticleForm, Layer, Status
from annotator.domain.ids import ArticleId, LayerId, PersonId, RevisionId, new_id
from annotator.i18n import tr
from annotator.services.articles import Listed
from annotator.ui.models.article_model import Show
from annotator.ui.panels.article_row import about
from annotator.ui.panels.articles import FOLDED_WIDTH, ArticleListPanel

TITLES = ("民安产业兴 & 共筑<b>小康</b>梦", "决胜脱贫", "走向胜利", "第10版\n图片")
STATES = (Status.WORKING, Status.NEW, Status.SUBMITTED, Status.SKIPPED)


def make(number: int, excluded: bool = False) -> Listed:
    id_ = ArticleId(new_id())
    layer = Layer(LayerId(new_id()), id_, PersonId(b"p" * 16), status=STATES[number % 4], reason="重复")
    form = ArticleForm("2020-11", "邵阳日报", "3", "双清区")
    article = Article(id_, number, TITLES[number % 4], RevisionId(b"r" * 16), form, excluded)
    return Listed(article, 3454, layer, 51)


class Heard:
    """All signals of a panel, as they came."""

    def __init__(self, panel: ArticleListPanel) -> None:
        self.news: list[tuple[object, ...]] = []
        for name in (
            "article_chosen",
            "rename_asked",
            "form_asked",
            "exclude_asked",
            "delete_asked",
            "export_asked",
            "import_asked",
            "files_dropped",
            "order_chosen",
            "fold_asked",
        ):
            getattr(panel, name).connect(lambda *values, name=name: self.news.append((name, *values)))

    def take(self) -> list[tuple[object, ...]]:
        news, self.news = self.news, []
        return news


@pytest.fixture
def articles() -> list[Listed]:
    return [make(number) for number in range(4)]


@pytest.fixture
def panel(qtbot: QtBot, articles: list[Listed]) -> ArticleListPanel:
    made = ArticleListPanel()
    qtbot.addWidget(made)
    made.resize(280, 400)
    made.set_articles(articles)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def heard(panel: ArticleListPanel) -> Heard:
    return Heard(panel)


def click(
    qtbot: QtBot,
    panel: ArticleListPanel,
    row: int,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    at = panel.list.visualRect(panel.model.index(row, 0)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def entry(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text().split("\t")[0] == text)


def test_a_click_opens_an_article_once(
    qtbot: QtBot, panel: ArticleListPanel, heard: Heard, articles: list[Listed]
) -> None:
    click(qtbot, panel, 1)
    assert heard.take() == [("article_chosen", articles[1].article.id)]


def test_enter_opens_the_article_that_the_arrows_reached(
    qtbot: QtBot, panel: ArticleListPanel, heard: Heard, articles: list[Listed]
) -> None:
    panel.focus_list()
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert heard.take() == []
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert heard.take() == [("article_chosen", articles[2].article.id)]


def test_several_articles_are_selected_without_opening_and_deleted_as_one_wish(
    qtbot: QtBot, panel: ArticleListPanel, heard: Heard, articles: list[Listed]
) -> None:
    click(qtbot, panel, 3)
    heard.take()
    click(qtbot, panel, 1, Qt.KeyboardModifier.ControlModifier)
    assert heard.take() == []
    ids = [articles[1].article.id, articles[3].article.id]
    assert panel.selected() == ids
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        qtbot.keyClick(panel.list, key)
        assert heard.take() == [("delete_asked", ids)]


def test_a_title_is_edited_in_its_row_and_only_told(
    qtbot: QtBot, panel: ArticleListPanel, heard: Heard, articles: list[Listed]
) -> None:
    panel.focus_list()
    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    editor = panel.list.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == TITLES[0]
    assert editor.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    editor.selectAll()
    qtbot.keyClicks(editor, " 1nA[ ")
    assert editor.text() == " 1nA[ "
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(heard.news))
    assert heard.take() == [("rename_asked", articles[0].article.id, "1nA[")]
    assert panel.model.listed(0).article.title == TITLES[0]


@pytest.mark.parametrize("typed", ["", "   ", TITLES[1]])
def test_an_empty_or_unchanged_title_is_no_wish(
    qtbot: QtBot, panel: ArticleListPanel, heard: Heard, typed: str
) -> None:
    click(qtbot, panel, 1)
    heard.take()
    panel.rename()
    editor = panel.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText(typed)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.list.state() != panel.list.State.EditingState)
    assert heard.take() == []


def test_the_menu_offers_for_one_article_what_can_be_done_with_it(
    qtbot: QtBot, panel: ArticleListPanel, heard: Heard, articles: list[Listed]
) -> None:
    click(qtbot, panel, 2)
    heard.take()
    id_ = articles[2].article.id
    menu = panel.menu()
    for text, news in (
        (tr("Open"), ("article_chosen", id_)),
        (tr("Article details…"), ("form_asked", id_)),
        (tr("Exclude from export"), ("exclude_asked", [id_], True)),
        (tr("Export selection…"), ("export_asked", [id_])),
        (tr("Delete"), ("delete_asked", [id_])),
    ):
        entry(menu, text).trigger()
        assert heard.take() == [news]
    entry(menu, tr("Rename…")).trigger()
    assert panel.list.findChild(QLineEdit) is not None


def test_the_menu_for_several_excluded_articles_takes_them_in_again(panel: ArticleListPanel, heard: Heard) -> None:
    excluded = [make(0, excluded=True), make(1, excluded=True)]
    panel.set_articles(excluded)
    panel.list.selectAll()
    menu = panel.menu()
    assert not entry(menu, tr("Open")).isEnabled()
    assert not entry(menu, tr("Rename…")).isEnabled()
    assert entry(menu, tr("Delete {n} articles", n=2)).isEnabled()
    entry(menu, tr("Include again")).trigger()
    assert heard.take() == [("exclude_asked", [listed.article.id for listed in excluded], False)]


def test_a_read_only_project_can_be_read_and_exported_only(qtbot: QtBot, panel: ArticleListPanel, heard: Heard) -> None:
    panel.set_read_only(True)
    click(qtbot, panel, 0)
    menu = panel.menu()
    enabled = [action.text().split("\t")[0] for action in menu.actions() if action.isEnabled() and action.text()]
    assert enabled == [tr("Open"), tr("Export selection…")]
    heard.take()
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    assert (heard.take(), panel.list.findChild(QLineEdit)) == ([], None)


def test_the_filter_takes_all_typing_hides_rows_and_keeps_the_selection(
    qtbot: QtBot, panel: ArticleListPanel, articles: list[Listed]
) -> None:
    click(qtbot, panel, 2)
    qtbot.keyClicks(panel.filter, "1nA[")
    assert panel.filter.text() == "1nA["
    assert panel.model.rowCount() == 0
    assert not panel.list.isVisible()
    assert tr("No article fits the filter.") in panel._empty.text()
    panel.filter.setText("胜")
    assert panel.model.rowCount() == 2
    assert tr("{shown} of {total} articles shown", shown=2, total=4) == panel._footer.text()
    clear = panel.findChild(QToolButton, "list_clear")
    assert clear is not None
    clear.click()
    assert (panel.filter.text(), panel.model.rowCount(), clear.isVisible()) == ("", 4, False)
    panel.list.setCurrentIndex(panel.model.index(2, 0))
    panel.filter.setText("走向")
    panel.clear_filter()
    assert panel.selected() == [articles[2].article.id]


def test_what_is_selected_and_current_survives_order_filter_and_new_articles(
    qtbot: QtBot, panel: ArticleListPanel, articles: list[Listed]
) -> None:
    click(qtbot, panel, 3)
    click(qtbot, panel, 1, Qt.KeyboardModifier.ControlModifier)
    chosen = set(panel.selected())
    panel.set_order("title", True)
    assert set(panel.selected()) == chosen
    panel.set_articles([*articles, make(9)])
    assert set(panel.selected()) == chosen
    current = panel.model.listed(panel.list.currentIndex().row())
    assert current.article.id == articles[1].article.id


def test_in_the_filter_down_goes_to_the_list_enter_opens_the_only_hit_and_esc_clears(
    qtbot: QtBot, panel: ArticleListPanel, heard: Heard, articles: list[Listed]
) -> None:
    panel.filter.setText("走向")
    qtbot.keyClick(panel.filter, Qt.Key.Key_Return)
    assert heard.take() == [("article_chosen", articles[2].article.id)]
    qtbot.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert panel.filter.text() == ""
    qtbot.keyClick(panel.filter, Qt.Key.Key_Return)
    assert heard.take() == []
    panel.activateWindow()
    qtbot.keyClick(panel.filter, Qt.Key.Key_Down)
    assert panel.list.hasFocus()
    assert panel.list.currentIndex().row() == 0


def test_the_state_menu_shows_one_state_and_the_footer_says_so(panel: ArticleListPanel) -> None:
    button = panel.findChild(QToolButton, "list_show")
    assert button is not None
    actions = [action for action in button.menu().actions() if not action.isSeparator()]
    assert len(actions) == len(Show)
    actions[list(Show).index(Show.SUBMITTED)].trigger()
    assert [panel.model.listed(row).article.title for row in range(panel.model.rowCount())] == ["走向胜利"]
    assert panel._footer.text() == tr("{shown} of {total} articles shown", shown=1, total=4)


def test_the_order_menu_sorts_and_tells_so_that_it_can_be_remembered(panel: ArticleListPanel, heard: Heard) -> None:
    button = panel.findChild(QToolButton, "list_order")
    assert button is not None
    entry(button.menu(), tr("Length")).trigger()
    assert heard.take() == [("order_chosen", "length", True)]
    entry(button.menu(), tr("Ascending")).trigger()
    assert heard.take() == [("order_chosen", "length", False)]
    entry(button.menu(), tr("Title")).trigger()
    assert panel.model.order == ("title", False)


def test_the_footer_counts_what_is_done_and_excluded(panel: ArticleListPanel, articles: list[Listed]) -> None:
    assert panel._footer.text() == tr("{total} articles · {done} done", total=4, done=2)
    panel.update_one(make(4, excluded=True))
    assert panel._footer.text().endswith(tr(" · {n} excluded", n=1))
    panel.remove([articles[2].article.id])
    assert panel._footer.text().startswith(tr("{total} articles · {done} done", total=3, done=1))


def test_an_empty_list_says_what_to_do_and_has_a_button_for_it(panel: ArticleListPanel, heard: Heard) -> None:
    panel.set_articles([])
    assert "Ctrl+O" in panel._empty.text()
    button = panel.findChild(QPushButton, "list_import")
    assert button is not None
    assert button.isVisible()
    button.click()
    assert heard.take() == [("import_asked",)]
    panel.set_articles([make(0)])
    assert panel.list.isVisible()


def test_the_open_article_is_in_view_and_next_and_previous_start_from_it(qtbot: QtBot, panel: ArticleListPanel) -> None:
    many = [make(number) for number in range(200)]
    panel.set_articles(many)
    panel.set_open(many[150].article.id)
    rect = panel.list.visualRect(panel.model.index(150, 0))
    qtbot.waitUntil(lambda: panel.list.viewport().rect().contains(panel.list.visualRect(panel.model.index(150, 0))))
    assert rect.height() > 0
    assert panel.neighbour(1) == many[151].article.id
    assert panel.neighbour(-1) == many[149].article.id
    assert panel.neighbour(1, undone=True) == many[152].article.id
    panel.set_open(None)
    assert panel.neighbour(1) == many[0].article.id


def test_rows_can_be_painted_in_every_state_and_width(panel: ArticleListPanel, articles: list[Listed]) -> None:
    panel.set_articles([*articles, make(0, excluded=True)])
    panel.set_open(articles[0].article.id)
    panel.list.selectAll()
    seen = set()
    for width in (120, 280, 500):
        panel.resize(width, 300)
        image = panel.grab().toImage()
        seen.add(bytes(image.constBits()))
    assert len(seen) == 3
    assert about(articles[0]).split("\n")[0] == TITLES[0]
    assert "重复" in about(articles[0])
    assert "邵阳日报" in about(articles[0])


def test_one_changed_row_is_painted_anew_and_the_others_are_not_laid_out_again(panel: ArticleListPanel) -> None:
    many = [make(number) for number in range(10_000)]
    panel.set_articles(many)
    QApplication.processEvents()

    def seconds(work: Callable[[], object]) -> float:
        start = time.perf_counter()
        work()
        QApplication.processEvents()
        return time.perf_counter() - start

    before = panel.grab().toImage()
    panel.update_one(many[0]._replace(spans=7))
    assert panel.grab().toImage() != before
    change = min(seconds(lambda: panel.update_one(many[0]._replace(spans=5))) for _ in range(5))
    layout = min(seconds(panel.list.scheduleDelayedItemsLayout) for _ in range(5))
    assert change < layout / 3


def test_folded_it_is_a_strip_with_a_button_that_unfolds(panel: ArticleListPanel, heard: Heard) -> None:
    fold = panel.findChild(QToolButton, "list_fold")
    assert fold is not None
    fold.click()
    assert heard.take() == [("fold_asked", True)]
    panel.set_folded(True)
    assert (panel.width(), panel.list.isVisible()) == (FOLDED_WIDTH, False)
    unfold = panel.findChild(QToolButton, "list_unfold")
    assert unfold is not None
    unfold.click()
    assert heard.take() == [("fold_asked", False)]
    panel.set_folded(False)
    assert panel.list.isVisible()
    panel.resize(300, 400)
    assert panel.width() == 300


def drag(panel: ArticleListPanel, urls: list[QUrl]) -> bool:
    """Drags URLs over the panel and drops them where they are taken; says whether they were."""
    data = QMimeData()
    data.setUrls(urls)
    at, action = QPoint(20, 80), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, action, data, buttons, keys)
    enter.ignore()
    QApplication.sendEvent(panel, enter)
    if enter.isAccepted():
        QApplication.sendEvent(panel, QDropEvent(QPointF(at), action, data, buttons, keys))
    return enter.isAccepted()


def test_files_and_folders_can_be_dropped_and_nothing_else(panel: ArticleListPanel, heard: Heard) -> None:
    paths = ["/data/双清区 2020", "/data/a.txt"]
    assert drag(panel, [*(QUrl.fromLocalFile(path) for path in paths), QUrl("https://example.org/x.txt")])
    assert heard.take() == [("files_dropped", paths)]
    assert not drag(panel, [QUrl("https://example.org/x.txt")])
    assert not drag(panel, [])
    panel.set_read_only(True)
    assert not drag(panel, [QUrl.fromLocalFile("/data/a.txt")])
    assert heard.take() == []


def test_a_drag_that_leaves_again_leaves_no_frame(panel: ArticleListPanel) -> None:
    before = panel.grab().toImage()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/data/a.txt")])
    QApplication.sendEvent(
        panel,
        QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        ),
    )
    assert panel.grab().toImage() != before
    QApplication.sendEvent(panel, QDragLeaveEvent())
    assert panel.grab().toImage() == before


def test_the_filter_takes_text_from_an_input_method(panel: ArticleListPanel) -> None:
    assert panel.filter.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    commit = QInputMethodEvent("", [])
    commit.setCommitString("胜")
    QApplication.sendEvent(panel.filter, commit)
    assert (panel.filter.text(), panel.model.rowCount()) == ("胜", 2)
