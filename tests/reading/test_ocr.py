"""Scans are recognised: few wrong characters, the right order, boxes in place, doubts where it was not sure."""

import difflib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from reading.pages import ink
from reading.prose import HEALTH, SCHOOLS, TRANSPORT
from reading.scanned import needs_ocr, page, saved
from reading.typeset import Press, Setting, set_article

from annotator.errors import InputError
from annotator.reading import ocr, pdf, scans
from annotator.reading.extraction import CERTAIN, RECOGNISED_BADLY
from annotator.reading.reader import read_bytes


@pytest.fixture(scope="module", autouse=True)
def _one_process_for_all() -> Iterator[None]:
    yield
    ocr.end()


def error_rate(found: str, wanted: str) -> float:
    """Wrong, missing and surplus characters per character that should be there; blanks do not count."""
    one, other = ink(found), ink(wanted)
    steps = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in steps if kind != "equal") / len(other)


@needs_ocr
@pytest.mark.parametrize(
    ("setting", "article"),
    [
        (Setting(columns=3), HEALTH),
        (Setting(columns=4, width=11, gutter=12), TRANSPORT),
        (Setting(columns=1, width=40, size=11, leading=17), SCHOOLS),
    ],
    ids=["three columns", "four columns", "one column"],
)
def test_a_scan_is_read_column_by_column_with_less_than_two_percent_of_errors(
    setting: Setting, article: tuple[str, ...]
) -> None:
    found = read_bytes("扫描.png", saved([page(article, setting)], "PNG"))
    assert error_rate(found.reading.text, "".join(article)) < 0.02
    assert ink(found.title) == ink(article[0])
    assert abs(found.reading.text.count("\n") - len(article)) <= 1
    assert found.extractor == ocr.EXTRACTOR


@needs_ocr
def test_a_scan_that_lies_aslant_is_read_as_if_it_were_straight() -> None:
    aslant = page(HEALTH, Setting(columns=4, width=11, gutter=12)).rotate(
        1.2, Image.Resampling.BICUBIC, fillcolor="white"
    )
    assert error_rate(read_bytes("斜.jpg", saved([aslant], "JPEG")).reading.text, "".join(HEALTH)) < 0.02


@needs_ocr
def test_the_pages_of_a_tiff_file_follow_one_another() -> None:
    setting = Setting(columns=2, width=24)
    data = saved([page(SCHOOLS[:4], setting), page(TRANSPORT[:3], setting)], "TIFF")
    found = read_bytes("两版.tif", data)
    assert error_rate(found.reading.text, "".join([*SCHOOLS[:4], *TRANSPORT[:3]])) < 0.02
    assert [(one.number, one.width, one.height) for one in found.extraction.pages] == [(1, 1920, 2580), (2, 1920, 2580)]
    assert ink(found.reading.source[found.pages[1] :]).startswith(ink(TRANSPORT[0]))


@needs_ocr
def test_a_page_that_is_a_picture_is_recognised_among_pages_with_text() -> None:
    setting = Setting(columns=2, width=24)
    press = Press(setting)
    set_article(press, SCHOOLS, 800)
    press.end_page()
    scan = press.canvas
    from reportlab.lib.utils import ImageReader

    scan.drawImage(ImageReader(page(TRANSPORT, setting)), 0, 0, 640, 860)
    scan.showPage()
    found = read_bytes("混合.pdf", press.finished())
    assert error_rate(found.reading.text, "".join([*SCHOOLS, *TRANSPORT])) < 0.01
    first, second = found.extraction.pages
    assert ink(found.reading.source[: first.end]) == ink("".join(SCHOOLS))
    at = found.reading.source.index("公", second.start)
    left, bottom, right, top = found.extraction.boxes[4 * at : 4 * at + 4]
    assert (left, right) == (pytest.approx(40, abs=4), pytest.approx(64, abs=4))
    assert bottom < 805 < top


@needs_ocr
def test_a_scan_that_has_a_line_of_text_beside_it_is_recognised_too() -> None:
    from reportlab.lib.utils import ImageReader

    setting = Setting(columns=2, width=24)
    press = Press(setting)
    press.draw(40, 840, 8, "档案室 复制件")
    scan = ImageReader(page(TRANSPORT, setting))
    for article in ((), SCHOOLS):
        press.canvas.drawImage(scan, 0, 0, 640, 860)
        if article:
            set_article(press, article, 800)
        press.end_page()
    found = read_bytes("扫描.pdf", press.finished())
    first, second = found.extraction.pages
    assert error_rate(found.reading.source[: first.end], "档案室复制件" + "".join(TRANSPORT)) < 0.02
    assert ink(found.reading.source[second.start :]) == ink("".join(SCHOOLS)), "text that is there is believed"


@needs_ocr
@pytest.mark.parametrize("turn", [0.0, 1.5])
def test_the_boxes_lie_on_the_ink_of_the_picture(turn: float) -> None:
    picture = page(HEALTH[:5], Setting(columns=2, width=20)).rotate(turn, Image.Resampling.BICUBIC, fillcolor="white")
    found = scans.extract("a.png", saved([picture], "PNG"))
    grey = picture.convert("L")
    hits = 0
    places = [at for at, char in enumerate(found.text) if "\u4e00" < char < "\u9fff"]
    for at in places:
        left, bottom, right, top = found.boxes[4 * at : 4 * at + 4]
        box = grey.crop((int(left), int(grey.height - top), int(right) + 1, int(grey.height - bottom) + 1))
        hits += box.getextrema()[0] < 128
    assert len(places) > 100
    assert hits == len(places)


@needs_ocr
def test_what_was_recognised_badly_is_a_doubt_with_its_certainty() -> None:
    small = page(HEALTH[:6], Setting(columns=2, width=24), sharp=1.05)
    found = read_bytes("小.png", saved([small], "PNG"))
    doubts = [doubt for doubt in found.reading.doubts if doubt.reason == RECOGNISED_BADLY]
    assert doubts
    assert all(doubt.certainty is not None and doubt.certainty < CERTAIN for doubt in doubts)
    assert any("certainty" in flag for flag in found.flags)


@needs_ocr
def test_the_program_itself_never_loads_what_recognises() -> None:
    """OpenCV brings Qt plugins of its own, which must not meet those of the window."""
    code = (
        "import sys, pathlib\n"
        "from annotator.reading.reader import read_bytes\n"
        "if __name__ == '__main__':\n"
        "    found = read_bytes('a.png', pathlib.Path(sys.argv[1]).read_bytes())\n"
        "    print(len(found.reading.text), [m for m in ('cv2', 'onnxruntime', 'numpy') if m in sys.modules])\n"
    )
    folder = Path(__file__).parent
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        file, program = Path(place) / "a.png", Path(place) / "program.py"
        file.write_bytes(saved([page(SCHOOLS[:3], Setting(columns=1, width=40))], "PNG"))
        program.write_text(code, encoding="utf-8")
        shown = subprocess.run(
            [sys.executable, program, file],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
            cwd=folder.parents[1],
        ).stdout.split(" ", 1)
    assert int(shown[0]) > 50
    assert shown[1].strip() == "[]"


@needs_ocr
def test_a_picture_without_text_and_what_is_no_picture_are_refused() -> None:
    with pytest.raises(InputError, match=r"No text was recognised in 白\.png"):
        read_bytes("白.png", saved([Image.new("RGB", (400, 300), "white")], "PNG"))
    for data in (b"\x89PNG\r\n\x1a\n", b"no picture", saved([Image.new("L", (40, 30))], "PNG")[:50]):
        with pytest.raises(InputError, match=r"坏\.png is damaged or no picture"):
            read_bytes("坏.png", data)
    with pytest.raises(InputError, match="empty"):
        read_bytes("空.png", b"")


@needs_ocr
def test_a_picture_that_claims_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    tiny = saved([Image.new("1", (60_000, 60_000))], "PNG")
    with pytest.raises(InputError, match="too many pixels"):
        read_bytes("大.png", tiny)


@needs_ocr
def test_a_process_that_dies_is_told_and_the_next_picture_is_read_by_another() -> None:
    data = saved([page(SCHOOLS[:3], Setting(columns=1, width=40))], "PNG")
    read_bytes("a.png", data)
    [process] = [one for one in multiprocessing.active_children() if one.name == "ocr"]
    os.kill(process.pid, signal.SIGSTOP)
    killer = threading.Timer(0.2, process.kill)
    killer.start()
    with pytest.raises(InputError, match="damaged"):
        read_bytes("a.png", data)
    killer.join()
    assert ink(SCHOOLS[0]) in ink(read_bytes("a.png", data).reading.text)


@pytest.mark.parametrize("name", ["扫描.png", "扫描.JPG", "扫描.tiff", "扫描.pdf"])
def test_without_the_extra_a_scan_is_refused_with_the_command_that_installs_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    picture = Image.new("RGB", (60, 80), "white")
    kind = {"png": "PNG", "jpg": "JPEG", "tiff": "TIFF", "pdf": "PDF"}[name.rpartition(".")[2].lower()]
    with pytest.raises(InputError, match="its pages are pictures") as caught:
        read_bytes(name, saved([picture], kind))
    if sys.version_info < (3, 13):
        assert '-m pip install "rapidocr-onnxruntime==1.4.4"' in str(caught.value)
        assert sys.executable in str(caught.value)


def test_the_command_installs_what_the_extra_names() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    [requirement] = project["project"]["optional-dependencies"]["ocr"]
    assert requirement.split(";")[0] in ocr.command()


def test_pages_with_text_need_no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "read_pixels", lambda *_: pytest.fail("a page with text was recognised"))
    press = Press(Setting())
    set_article(press, SCHOOLS, 800)
    press.end_page()
    press.canvas.showPage()  # an empty one, on which nothing is drawn
    assert len(pdf.extract("a.pdf", press.finished()).pages) == 2
