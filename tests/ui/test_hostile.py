"""Names that try to be markup, to break lines or to push things off the window, in every part of it.

Labels, people, titles, notes, quotes, files and projects come from other people's files: they are shown as they are.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from builders import add_articles, incoming, label_id, open_document
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLabel,
    QMainWindow,
    QMenu,
    QTabBar,
    QWidget,
)
from ui.window_bench import Bench

from annotator.bundled import bundled
from annotator.domain.article import ArticleForm
from annotator.domain.ids import LabelId, SpanId, new_id
from annotator.domain.scheme import Attribute, AttributeType, Bounding, Choice, Label, RelationType, Scheme
from annotator.formats.scheme_toml import load_scheme
from annotator.services import articles, tagging
from annotator.services.project import add_person, create_project, rename_project
from annotator.ui.notify import Level, NoticeAction
from annotator.ui.settings import Recent
from annotator.ui.values import one_line

MARKUP = "<b>x</b><img src=file:///etc/passwd>&File"
RTL = "\u202eافتتاح\u202c\u200f <i>A&B</i>"
LINES = "one <u>line</u>\nand &another\tline"
EMOJI = "👩‍👩‍👧‍👦<hr>&𠀀e\u0301"
LONG = "W" * 150 + "字" * 150
NAMES = (MARKUP, RTL, LINES, EMOJI, LONG)
SIZE = (1366, 768)
DIALOGS = (
    *("palette", "keys", "help", "about", "who", "scheme", "article_form", "export", "skip", "labels"),
    *("deleted_articles", "rename_project"),
)


# -- a project of them ----------------------------------------------------------------------------------------------


def bad_scheme() -> Scheme:
    """A scheme in which everything has a bad name, as a file can bring it."""
    scheme = load_scheme(bundled("resources") / "schemes" / "policy.toml")
    choice = Choice("one", MARKUP, LONG)
    attributes = tuple(
        Attribute(
            f"bad{number}", kind, LONG, MARKUP, (choice,) if kind is AttributeType.CHOICE else (), MARKUP, number == 0
        )
        for number, kind in enumerate(AttributeType)
    )
    labels = tuple(
        Label(LabelId(new_id()), f"BAD{k}", name, name, "#CC79A7", str(k + 4), MARKUP, Bounding.WORD, attributes, k + 4)
        for k, name in enumerate(NAMES)
    )
    relation = RelationType("bad", MARKUP, LONG, "BAD0", "BAD4", MARKUP, LONG)
    return replace(scheme, name=MARKUP, labels=(*scheme.labels, *labels), relations=(relation,))


def fill(path: Path) -> None:
    """Makes a project in which everything that can have a name has a bad one."""
    project = create_project(str(path), bad_scheme(), MARKUP, LONG)
    for name in (MARKUP, RTL, EMOJI):
        add_person(project, name)
    text = "\n".join([MARKUP, *(name.replace("\t", " ") for name in NAMES), "投入资金35亿元，“春风行动”。"])
    made = add_articles(project, *(incoming(text, n, name) for n, name in enumerate(NAMES, 1)))
    for one in made:
        articles.fill_form(project, one, ArticleForm(region=MARKUP, paper=LONG, page=RTL))
    document = open_document(project, made[0].id)
    spans = []
    for number, words in enumerate(NAMES):
        line = words.split("\n")[0]
        start = document.text.index(line, len(MARKUP) + 1)
        values = {"bad0": words, "bad4": [{"start": start, "end": start + 1, "text": line[0]}]}
        label = label_id(project, f"BAD{number}")
        spans.append(replace(document.new_span(start, start + len(line), label, values), note=words))
    place = {"path": LONG, "adcode": MARKUP}
    spans.append(document.new_span(0, len(MARKUP), label_id(project, "PLACE"), place))
    tagging.write(project, document.create_all(spans))
    project.close()


@pytest.fixture(params=["zh", "en"])
def bench(request: pytest.FixtureRequest, open_bench: object) -> Bench:
    """The window on that project, 1366 x 768."""
    assert callable(open_bench)
    made: Bench = open_bench(False, name="a&b <b>c " + "长" * 40, language=request.param)
    fill(made.path)
    made.app.open_project(str(made.path), LONG)
    made.until(made.is_open)
    made.window.resize(*SIZE)
    return made


# -- looking --------------------------------------------------------------------------------------------------------


def lone_ampersand(text: str) -> bool:
    """Whether a text has an & that would become an underlined letter."""
    return bool(re.search(r"(?<!&)(?:&&)*&(?!&)", text))


def check_tooltip(text: str, where: str) -> None:
    """What a tooltip shows must be what was meant: no markup taken from a name."""
    if not GuiQt.mightBeRichText(text):
        return
    assert text.startswith("<qt>"), f"{where}: markup in the tooltip {text!r}"
    shown = QTextDocument()
    shown.setHtml(text)
    assert "<img" not in text, where
    for bad in ("<b>", "<i>", "<u>", "<hr>"):
        assert bad not in text, where


def check_model(model: QAbstractItemModel, where: str) -> None:
    for row in range(min(model.rowCount(QModelIndex()), 40)):
        tip = model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)
        if isinstance(tip, str):
            check_tooltip(tip, f"{where} row {row}")


def check_action(action: QAction, where: str) -> None:
    words = action.text().split("\t")[0]
    assert not lone_ampersand(words), f"{where}: & in {words!r}"
    assert "\n" not in words, f"{where}: two lines in {words!r}"


def told(widget: QWidget) -> str:
    """Which widget it is, for the message of a failed test."""
    names = []
    step: QWidget | None = widget
    while step is not None:
        names.append(f"{type(step).__name__}#{step.objectName()}")
        step = step.parentWidget()
    return " < ".join(names[:6])


def check_words(widget: QWidget) -> None:
    """No widget takes a name for markup or for a mnemonic."""
    where = told(widget)
    check_tooltip(widget.toolTip(), where)
    if isinstance(widget, QLabel):
        plain = widget.textFormat() is Qt.TextFormat.PlainText
        assert plain or not GuiQt.mightBeRichText(widget.text()), f"{where}: {widget.text()!r} is taken for markup"
        assert not widget.text() or plain or "&" not in widget.text(), where
    elif isinstance(widget, QAbstractButton):
        assert not lone_ampersand(widget.text()), f"{where}: {widget.text()!r}"
        assert "\n" not in widget.text(), f"{where}: {widget.text()!r}"
    elif isinstance(widget, QAbstractItemView):
        check_model(widget.model(), where)
    elif isinstance(widget, QTabBar):
        assert not any(lone_ampersand(widget.tabText(k)) for k in range(widget.count())), where
    if isinstance(widget, QMenu):
        assert not widget.toolTipsVisible(), where  # those of actions are their texts, not escaped
        for action in widget.actions():
            check_action(action, where)


def scrolled(widget: QWidget, top: QWidget) -> bool:
    """Whether a widget lies in something that scrolls sideways."""
    step = widget.parentWidget()
    while step is not None and step is not top:
        if isinstance(step, QAbstractScrollArea) and step.viewport() is not widget:
            return step.horizontalScrollBar().maximum() > 0 and step.horizontalScrollBarPolicy() is not _NEVER
        step = step.parentWidget()
    return False


_NEVER = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def check_places(top: QWidget) -> None:
    """Everything that is to be seen lies inside its window."""
    room = QRect(QPoint(0, 0), top.size()).adjusted(-1, -1, 1, 1)
    for widget in top.findChildren(QWidget):
        if widget.isVisibleTo(top) and not widget.isWindow() and widget.width() and not scrolled(widget, top):
            at = QRect(widget.mapTo(top, QPoint(0, 0)), widget.size())
            assert at.left() >= room.left(), f"{told(widget)} at {at} of {room}"
            assert at.right() <= room.right(), f"{told(widget)} at {at} of {room}"


def check(top: QWidget) -> None:
    """A window, a dialog or a menu shows names as they are and holds its shape."""
    for _ in range(3):
        QApplication.processEvents()  # what was made when it was first needed is laid out
    for widget in [top, *top.findChildren(QWidget)]:
        check_words(widget)
    screen = top.screen().availableGeometry()
    limit = 1366 if isinstance(top, QMainWindow) else max(screen.width(), 1)
    assert top.minimumSizeHint().width() <= limit, f"{told(top)} wants {top.minimumSizeHint().width()} pixels"
    assert not top.grab().isNull()
    check_places(top)


def check_window(bench: Bench) -> None:
    check(bench.window)
    assert (bench.window.width(), bench.window.height()) == SIZE


# -- the window -----------------------------------------------------------------------------------------------------


def test_the_window_shows_bad_names_as_they_are(bench: Bench) -> None:
    check_window(bench)
    for span in list(bench.document.marks):
        assert bench.window.work is not None
        bench.window.work.go_to_tag(SpanId(span.id))
        check_window(bench)
    for menu in bench.window.menuBar().findChildren(QMenu):
        check(menu)
    for title in NAMES:
        bench.go(title)
        assert bench.space.top._title.whole() == one_line(title)
        check_window(bench)


@pytest.mark.parametrize("command", ["source", "find", "all_tags", "checks", "same", "fold_list", "hide", "only"])
def test_what_opens_around_the_article_shows_them_so_too(bench: Bench, command: str) -> None:
    bench.view.setFocus()
    bench.choose(MARKUP)
    bench.window.run(command)
    if command == "find":
        bench.space.find_bar.start("<b>")
        bench.window.run("find")
    bench.qtbot.wait(50)
    bench.settle()
    check_window(bench)


def test_a_project_named_with_qts_mark_of_a_change_is_named_so(bench: Bench) -> None:
    project = bench.session.project
    bench.app.worker.call(lambda: rename_project(project, "a[*]b"))
    bench.window.show_title()
    assert "a[*][*]b" in bench.window.windowTitle()  # Qt shows it as one
    assert not bench.window.isWindowModified()


def test_the_label_bar_holds_its_place(bench: Bench) -> None:
    bench.space.labels.show_at(QPoint(300, 200))
    check_window(bench)


@pytest.mark.parametrize(
    "command",
    [
        "palette",
        "keys",
        "help",
        "about",
        "who",
        "scheme",
        "article_form",
        "export",
        "skip",
        "labels",
        "deleted_articles",
        "rename_project",
    ],
)
def test_dialogs_show_them_so_too(bench: Bench, command: str) -> None:
    bench.choose(MARKUP)
    if command == "deleted_articles":
        bench.go(LONG)
        bench.window.run("delete_article")
        bench.settle()
    bench.window.run(command)
    dialog = bench.dialog(QDialog)
    bench.qtbot.wait(50)
    check(dialog)
    check_window(bench)
    dialog.reject()


def test_notices_and_progress_hold_the_window(bench: Bench) -> None:
    for words in (*NAMES, f"/{'x' * 255}/{'y' * 255}"):
        bench.app.notifier.tell(words, Level.ERROR, words, (NoticeAction(words[:20], lambda: None),))
        check_window(bench)
    bench.window.line.progress.start("Importing")
    for words in NAMES:
        bench.window.line.progress.show_progress(1, 2, words)
        check_window(bench)


def test_the_start_page_shows_them_so_too(bench: Bench) -> None:
    recent = tuple(Recent(f"/tmp/{name}.annotator", name, 0.0) for name in NAMES)
    bench.app.settings = replace(bench.app.settings, recent=recent)
    bench.window.run("start")
    bench.until(lambda: bench.window.session is None)
    check_window(bench)


def test_a_report_of_bad_files_shows_them_so_too(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(("a&b <b>c.txt", "\u202etxt.exe.txt", "line\nbreak.txt", "字" * 80 + ".txt")):
        (folder / name).write_text("" if number % 2 else f"{MARKUP}{number}\n正文若干字，共{number}段。\n", "utf-8")
    bench.window.project_commands.import_paths([str(folder)])
    bench.until(bench.notices)
    check_window(bench)
    notice = bench.window.notices.current()
    assert notice is not None
    notice.actions[0].run()
    dialog = bench.dialog(QDialog)
    check(dialog)
    dialog.reject()
