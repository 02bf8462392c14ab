"""Pages are kept by imports, found again for older sources, and drawn by a process that may fail without harm."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import add_article, new_project
from PySide6.QtGui import QColor, QImage
from reading.prose import ARTICLES
from reading.typeset import Press, Setting, raw_pdf, set_article
from reportlab.lib.pdfencrypt import StandardEncryption

from annotator.domain.ids import SourceId
from annotator.services import articles, page_images, pages
from annotator.services.importing import import_files
from annotator.services.page_images import Answer, Drawn, Failed, PageImages, PdfPages, Sizes
from annotator.services.pages import Printed
from annotator.services.project import Project
from annotator.ui.panels.page_pictures import Pictures


def typeset(count: int = 2, **setting: object) -> bytes:
    """A document with an article a page."""
    press = Press(Setting(**setting))  # type: ignore[arg-type]  # fields of a setting
    for article in ARTICLES[:count]:
        set_article(press, article, 780)
        press.end_page()
    return press.finished()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(str(tmp_path / "p.annotator"))
    yield made
    made.close()


def brought(project: Project, path: Path, data: bytes) -> tuple[SourceId, str]:
    """Imports a file; the source of its article, with its text."""
    path.write_bytes(data)
    report = import_files(project, [path])
    assert not report.refused, report.refused
    newest = articles.list_articles(project)[-1].article
    source = articles.source_of(project, articles.open_article(project, newest.id).revision)
    return source.id, source.text


def printed(project: Project, source: SourceId) -> Printed:
    found = pages.printed(project, source)
    assert found is not None
    return found


def answers(images: PageImages, seconds: float = 30.0) -> list[Answer]:
    """All answers that are to come."""
    found: list[Answer] = []
    until = time.monotonic() + seconds
    while images.waiting and time.monotonic() < until:
        found += images.poll()
        time.sleep(0.002)
    assert not images.waiting
    return found


@pytest.fixture
def open_images(tmp_path: Path) -> Iterator[Callable[..., PageImages]]:
    made: list[PageImages] = []

    def opened(data: bytes, opener: page_images.Opener = PdfPages, suffix: str = ".pdf") -> PageImages:
        made.append(PageImages(opener, data, suffix))
        return made[-1]

    yield opened
    for one in made:
        one.close()


def test_an_import_keeps_the_pages_with_the_places_of_their_characters(project: Project, tmp_path: Path) -> None:
    source, text = brought(project, tmp_path / "报.pdf", typeset())
    found = printed(project, source)
    assert [(page.number, page.width, page.height) for page in found.pages] == [(1, 640.0, 860.0), (2, 640.0, 860.0)]
    assert (found.pages[0].start, found.pages[-1].end) == (0, len(text))
    page = pages.page_of(project, source, 2)
    assert page is not None
    assert len(page.boxes) == page.end - page.start
    title = text.index(ARTICLES[1][0]) - page.start
    left, top, right, bottom = page.boxes[title]
    assert 38 < left < right < 66  # the headline of 24 points begins at 40 from the left, its baseline 80 from the top
    assert 55 < top < 80 < bottom < 90
    assert found.page_at(page.start) == found.pages[1]
    assert found.page_at(page.start - 1) == found.pages[0]


def test_a_text_file_was_never_on_a_page(project: Project) -> None:
    article = add_article(project)
    revision = articles.open_article(project, article.id).revision
    assert pages.printed(project, revision.source) is None


def test_the_pages_of_an_older_source_are_found_and_kept(project: Project, tmp_path: Path) -> None:
    source, text = brought(project, tmp_path / "报.pdf", typeset())
    first = [pages.page_of(project, source, number) for number in (1, 2)]
    with project.database.write() as connection:
        connection.exec_driver_sql("delete from page")
    assert printed(project, source).pages == ()
    found = pages.find_pages("报.pdf", pages.file_of(project, source), text)
    pages.store_pages(project, source, found)
    assert [pages.page_of(project, source, number) for number in (1, 2)] == first
    pages.store_pages(project, source, found)  # a second time changes nothing
    assert len(printed(project, source).pages) == 2


def test_places_are_found_also_where_the_text_was_taken_out_differently(project: Project, tmp_path: Path) -> None:
    source, text = brought(project, tmp_path / "报.pdf", typeset())
    lines = text.splitlines(keepends=True)
    older = "".join([*lines[:3], "另读的一行\n", *lines[4:]])
    found = pages.find_pages("报.pdf", pages.file_of(project, source), older)
    assert (found[0].start, found[-1].end) == (0, len(older))
    with project.database.write() as connection:
        connection.exec_driver_sql("delete from page")
    pages.store_pages(project, source, found)
    second = pages.page_of(project, source, 2)
    assert second is not None
    assert older[second.start :].startswith(ARTICLES[1][0][:4])
    assert second.boxes[0][2] > second.boxes[0][0]


def test_the_sizes_come_first_and_then_what_is_wanted_most(open_images: Callable[..., PageImages]) -> None:
    images = open_images(typeset())
    images.want([(2, 1.5), (1, 0.5)])
    sizes, second, first = answers(images)
    assert sizes == Sizes([(640.0, 860.0), (640.0, 860.0)])
    assert isinstance(second, Drawn)
    assert isinstance(first, Drawn)
    assert (second.number, second.width, second.height) == (2, 960, 1290)
    assert (first.number, first.width, first.height) == (1, 320, 430)
    assert len(first.pixels) == first.stride * first.height
    image = QImage(second.pixels, second.width, second.height, second.stride, QImage.Format.Format_RGB32)
    assert image.pixelColor(5, 5) == QColor("white")
    dark = [x for x in range(60, 400) for y in range(90, 130) if image.pixelColor(x, y).lightness() < 100]
    assert len(dark) > 200  # the headline


def test_a_page_that_is_wanted_too_large_is_drawn_smaller(open_images: Callable[..., PageImages]) -> None:
    images = open_images(typeset(1))
    images.want([(1, 40.0)])
    drawn = answers(images)[-1]
    assert isinstance(drawn, Drawn)
    assert drawn.width * drawn.height <= 24_100_000


def test_a_page_that_is_not_there_is_told_and_the_others_come(open_images: Callable[..., PageImages]) -> None:
    images = open_images(typeset(1))
    images.want([(7, 1.0), (1, 1.0)])
    _, failed, drawn = answers(images)
    assert isinstance(failed, Failed)
    assert failed.number == 7
    assert isinstance(drawn, Drawn)


@pytest.mark.parametrize("kind", ["nonsense", "cut off", "locked", "empty"])
def test_a_file_that_cannot_be_opened_is_told_once(kind: str, open_images: Callable[..., PageImages]) -> None:
    locked = Press(Setting(), StandardEncryption("secret", canPrint=0))
    set_article(locked, ARTICLES[0], 780)
    locked.end_page()
    data = {
        "nonsense": b"%PDF-1.4 nothing",
        "cut off": typeset()[:200],
        "locked": locked.finished(),
        "empty": b"",
    }[kind]
    images = open_images(data)
    images.start()
    (failed,) = answers(images)
    assert isinstance(failed, Failed)
    assert failed.number == 0
    images.want([(1, 1.0)])
    assert images.poll() == []


def test_where_the_process_dies_its_page_is_given_up_and_the_others_are_drawn(
    open_images: Callable[..., PageImages],
) -> None:
    images = open_images(raw_pdf(b"BT /F 20 Tf 100 700 Td (one) Tj ET", 3))
    images.start()
    answers(images)
    process = images._process
    assert process is not None
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    images.want([(1, 1.0), (2, 1.0)])
    os.kill(process.pid, signal.SIGKILL)
    found = [(type(one), one.number) for one in answers(images) if not isinstance(one, Sizes)]
    assert found == [(Failed, 1), (Drawn, 2)]


def test_a_page_that_takes_too_long_is_given_up(
    open_images: Callable[..., PageImages], monkeypatch: pytest.MonkeyPatch
) -> None:
    images = open_images(raw_pdf(b"BT /F 20 Tf 100 700 Td (one) Tj ET", 2))
    images.start()
    answers(images)
    process = images._process
    assert process is not None
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    images.want([(1, 1.0)])
    monkeypatch.setattr(page_images, "_PATIENCE", 0.0)
    found = images.poll()
    assert [(type(one), one.number) for one in found if isinstance(one, Failed)] == [(Failed, 1)]


def test_nothing_is_left_of_the_file_or_the_process(open_images: Callable[..., PageImages]) -> None:
    images = open_images(typeset(1))
    images.want([(1, 1.0)])
    answers(images)
    path, process = images._path, images._process
    assert path.exists()
    assert process is not None
    pid = process.pid
    assert pid is not None
    images.close()
    assert not path.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("kind", ["png", "jpg", "tiff"])
def test_pictures_are_drawn_on_white_paper(kind: str, tmp_path: Path, open_images: Callable[..., PageImages]) -> None:
    image = QImage(300, 200, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0) if kind == "png" else QColor("white"))
    for x in range(100, 200):
        for y in range(50, 150):
            image.setPixelColor(x, y, QColor("black"))
    path = tmp_path / f"scan.{kind}"
    assert image.save(str(path))
    images = open_images(path.read_bytes(), Pictures, f".{kind}")
    images.want([(1, 0.5)])
    sizes, drawn = answers(images)
    assert sizes == Sizes([(300.0, 200.0)])
    assert isinstance(drawn, Drawn)
    assert (drawn.width, drawn.height) == (150, 100)
    shown = QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
    assert shown.pixelColor(10, 10).lightness() > 240
    assert shown.pixelColor(75, 50).lightness() < 15


def test_a_damaged_picture_is_told(open_images: Callable[..., PageImages]) -> None:
    images = open_images(b"\x89PNG\r\n\x1a\n and no more", Pictures, ".png")
    images.start()
    (failed,) = answers(images)
    assert isinstance(failed, Failed)
