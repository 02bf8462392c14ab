"""PDF documents: what a person would read, in the order in which a person would read it."""

import io
import time
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from reading.pages import breaks, ink
from reading.prose import ARTICLES, ENVIRONMENT, HEALTH, SCHOOLS, TRANSPORT
from reading.typeset import FONT, Press, Setting, set_article
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from annotator.errors import InputError
from annotator.reading.pdf import extract
from annotator.reading.reader import read_bytes

_SETTINGS = {
    "three columns": Setting(),
    "two wide columns": Setting(columns=2, width=24),
    "four narrow columns": Setting(columns=4, width=11, gutter=12),
    "one column": Setting(columns=1, width=40, size=11, leading=17),
    "a narrow gutter": Setting(gutter=10),
    "headline printed three times": Setting(overprinted=((0.5, -0.5), (1.0, -1.0))),
    "headline with a shadow": Setting(overprinted=((2.0, -2.0),)),
    "bold by printing twice": Setting(bold=True),
    "lines that do not stand level": Setting(level=False),
    "drawn in any order": Setting(shuffled=7, bold=True, overprinted=((0.7, 0.0),)),
    "several pages": Setting(height=120, columns=2),
    "tight lines": Setting(leading=10),
    "turned to the left": Setting(turned=90),
    "upside down": Setting(turned=180),
    "turned to the right": Setting(turned=270, level=False),
}


def typeset(articles: Sequence[Sequence[str]], setting: Setting, encryption: StandardEncryption | None = None) -> bytes:
    press = Press(setting, encryption)
    top = 800.0
    for article in articles:
        top = set_article(press, article, top) - 40
    press.end_page()
    return press.finished()


def paragraph_f1(found: str, wanted: str) -> float:
    one, other = breaks(found), breaks(wanted)
    return 2 * len(one & other) / (len(one) + len(other))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article[0])
@pytest.mark.parametrize("name", _SETTINGS)
def test_a_page_is_read_without_an_error_and_in_order(name: str, article: tuple[str, ...]) -> None:
    wanted = "\n".join(article) + "\n"
    found = read_bytes("版.pdf", typeset([article], _SETTINGS[name]))
    assert ink(found.reading.text) == ink(wanted)
    assert paragraph_f1(found.reading.text, wanted) >= 0.97
    assert found.title == article[0]
    assert found.extractor.startswith("pdfium ")


def test_articles_below_one_another_are_read_one_after_another() -> None:
    wanted = "\n".join([*TRANSPORT, *ENVIRONMENT]) + "\n"
    found = read_bytes(
        "版.pdf", typeset([TRANSPORT, ENVIRONMENT], Setting(columns=4, width=13, gutter=14, size=8, leading=11))
    )
    assert ink(found.reading.text) == ink(wanted)
    assert paragraph_f1(found.reading.text, wanted) >= 0.97


def test_articles_beside_one_another_are_read_one_after_another() -> None:
    press = Press(Setting(columns=2, width=14, headline=20))
    set_article(press, SCHOOLS, 800)
    set_article(press, ENVIRONMENT, 800, left=40 + 2 * press.setting.em)
    press.end_page()
    found = read_bytes("版.pdf", press.finished())
    assert ink(found.reading.text) == ink("".join([*SCHOOLS, *ENVIRONMENT]))


def test_an_article_under_two_others_is_read_behind_them() -> None:
    press = Press(Setting(columns=2, width=14, headline=20))
    low = min(set_article(press, SCHOOLS, 800), set_article(press, TRANSPORT, 800, left=40 + 2 * press.setting.em))
    set_article(press, ENVIRONMENT, low - 40, columns=4)
    press.end_page()
    found = read_bytes("版.pdf", press.finished())
    assert ink(found.reading.text) == ink("".join([*SCHOOLS, *TRANSPORT, *ENVIRONMENT]))


def test_the_page_starts_and_the_boxes_of_characters_are_recorded() -> None:
    data = typeset([HEALTH], Setting(columns=1, width=30, height=200))
    found = extract("版.pdf", data)
    assert len(found.pages) >= 2
    assert [page.start for page in found.pages] == list(read_bytes("版.pdf", data).pages)
    for page in found.pages[1:]:
        assert found.text[page.start - 1] == "\n"
    assert len(found.boxes) == 4 * len(found.text)
    at = found.text.index("家")
    left, bottom, right, top = found.boxes[4 * at : 4 * at + 4]
    assert (round(left), round(right)) == (40, 64)
    assert bottom < 803 < top
    assert (found.pages[0].width, found.pages[0].height) == (640, 860)
    for at, char in enumerate(found.text):
        assert any(found.boxes[4 * at : 4 * at + 4]) != char.isspace()


def page_of(*lines: tuple[float, float, float, str]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(640, 860))
    for x, y, size, text in lines:
        canvas.setFont(FONT, size)
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_halves_of_a_headline_stay_apart_and_repeated_characters_stay() -> None:
    found = extract("a.pdf", page_of((40, 800, 24, "饭碗端得稳"), (184, 800, 24, "天天向上人人知")))
    assert found.text == "饭碗端得稳 天天向上人人知\n"


def test_a_comma_that_is_hung_into_the_gutter_does_not_join_the_columns() -> None:
    columns = [[char * 16 for char in chars] for chars in ("甲乙丙丁", "戊己庚辛")]
    columns[0][0] += "，"
    lines = [
        (40 + 175 * column, 800 - 15 * row, 10, text)
        for column, texts in enumerate(columns)
        for row, text in enumerate(texts)
    ]
    assert extract("a.pdf", page_of(*lines)).text == "".join(f"{text}\n" for texts in columns for text in texts)


def test_blanks_that_were_printed_stay_between_latin_words_and_chinese_names() -> None:
    found = extract(
        "a.pdf", page_of((40, 800, 10, "Made in China 2025"), (40, 780, 10, "周敏 何立群"), (40, 760, 10, "llll"))
    )
    assert found.text == "Made in China 2025\n周敏 何立群\nllll\n"


def test_writing_that_leans_or_runs_upwards_is_left_out() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(640, 860))
    canvas.setFont(FONT, 10)
    canvas.drawString(40, 800, "正文在此。")
    canvas.rotate(45)
    canvas.drawString(300, 300, "水印")
    canvas.save()
    assert extract("a.pdf", file.getvalue()).text == "正文在此。\n"


def test_a_document_without_anything_on_its_pages_is_refused() -> None:
    with pytest.raises(InputError, match=r"空\.pdf|no text|pictures"):
        read_bytes("空.pdf", page_of())


def test_a_document_with_a_password_is_refused_and_one_that_may_be_read_is_read() -> None:
    with pytest.raises(InputError, match="password"):
        read_bytes("锁.pdf", typeset([SCHOOLS], Setting(), StandardEncryption("secret", canCopy=0)))
    open_one = typeset([SCHOOLS], Setting(), StandardEncryption("", ownerPassword="owner", canPrint=0))
    assert ink(read_bytes("锁.pdf", open_one).reading.text) == ink("".join(SCHOOLS))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"plain text", b"%PDF-1.7\n" + bytes(4000)])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"坏\.pdf is damaged or no PDF"):
        read_bytes("坏.pdf", data)


def test_two_hundred_pages_are_read_in_seconds() -> None:
    press = Press(Setting(columns=3, height=700))
    for _ in range(200):
        for number in range(3):
            for row in range(50):
                press.draw(40 + number * press.setting.em, 800 - row * 13, 9, HEALTH[3][:14])
        press.end_page()
    started = time.monotonic()
    assert len(extract("a.pdf", press.finished()).pages) == 200
    assert time.monotonic() - started < 30


def mosaic(seed: int) -> tuple[bytes, list[tuple[str, ...]]]:
    """A page of four articles, each in a rectangle of its own, as cuts from side to side divide it."""
    rng = Random(seed)
    press = Press(
        Setting(
            width=rng.choice((11, 13)),
            size=8,
            leading=11,
            gutter=rng.choice((11.0, 15.0)),
            height=2000,
            paper=(640, 2000),
        )
    )
    pool = list(ARTICLES)
    rng.shuffle(pool)
    printed = []
    top = 1960.0
    while pool:
        across = rng.choice((1, 2)) if len(pool) > 1 else 1
        shares = rng.choice(([3], [4], [5])) if across == 1 else rng.choice(([2, 2], [2, 3], [3, 2]))
        left, lowest = 24.0, top
        for share in shares:
            article = pool.pop()
            article = article[: rng.randint(4, 6)]
            printed.append(article)
            size = min(rng.choice((14.0, 18.0, 24.0)), share * press.setting.em / len(article[0]) * 0.95)
            press.setting = replace(press.setting, headline=size)
            room = share * press.setting.em - press.setting.gutter - size * len(article[0])
            lowest = min(
                lowest, set_article(press, article, top, left, columns=share, shift=rng.choice((0.0, max(room, 0) / 2)))
            )
            left += share * press.setting.em
        top = lowest - rng.choice((26.0, 34.0))
    press.end_page()
    return press.finished(), printed


@pytest.mark.parametrize("seed", range(60))
def test_the_articles_of_a_full_page_are_read_each_as_a_whole(seed: int) -> None:
    data, printed = mosaic(seed)
    text = ink(extract("版.pdf", data).text)
    for article in printed:
        assert ink("".join(article)) in text
    assert len(text) == sum(len(ink("".join(article))) for article in printed)
