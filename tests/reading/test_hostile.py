"""No reader crashes, hangs, fills the memory or reaches for the network, whatever it is given.

Every file gives articles or an InputError that names it; time and memory have caps.
"""

import ast
import io
import random
import socket
import struct
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading.books import book, chapter
from reading.office import packed, paragraph, table, word, workbook
from reading.prose import HEALTH
from reading.typeset import Press, Setting, raw_pdf, set_article

import annotator.reading
from annotator.errors import InputError
from annotator.i18n import explain
from annotator.reading.reader import ReadFile, Unread, read_all, suffixes

_SECONDS: Final = 20.0  # for one file, on a busy machine
_MEMORY: Final = 400 * 1024 * 1024  # bytes at the peak
_CELL: Final = '<c t="inlineStr"><is><t>{}</t></is></c>'
_BOMB: Final = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;']>"
_OUTSIDE: Final = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("a reader asked for a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read(name: str, data: bytes) -> list[ReadFile | Unread]:
    """What comes of a file; an InputError for the whole of it counts as one thing that was not read."""
    try:
        found = list(read_all(name, data))
    except InputError as error:
        found = [Unread(name, 0, error)]
    for one in found:
        if isinstance(one, Unread):
            assert explain(one.error)
        else:
            assert one.reading.source == one.decoded.text
            assert one.reading.text.strip()
    return found


def samples() -> dict[str, bytes]:
    """A good file of every kind."""
    story = HEALTH[:6]
    rows = "".join(
        f"<row>{_CELL.format(a)}{_CELL.format(b)}</row>" for a, b in (("标题", "正文"), (story[0], story[3]))
    )
    made = {
        ".txt": "\r\n".join(story).encode("gb18030"),
        ".md": "\n\n".join(f"# {text}" if len(text) < 30 else text for text in story).encode(),
        ".html": f"<meta charset=gbk><h1>{story[0]}</h1>{''.join(f'<p>{text}</p>' for text in story)}".encode(
            "gb18030"
        ),
        ".docx": word("".join(map(paragraph, story)) + table(("甲", "乙"), ("丙", "丁"))),
        ".csv": f'标题,正文\n{story[0]},"{story[3]}"\n'.encode(),
        ".xlsx": workbook(rows),
    }
    press = Press(Setting(columns=2))
    set_article(press, story, 800)
    press.end_page()
    made[".pdf"] = press.finished()
    made[".epub"] = book({"a.xhtml": chapter(story)})
    made[".zip"] = packed({f"{number}{suffix}": data for number, (suffix, data) in enumerate(made.items())})
    return made


_SAMPLES: Final = samples()


def test_there_is_a_sample_of_every_kind_of_file() -> None:
    same = {".text": ".txt", ".markdown": ".md", ".htm": ".html", ".xhtml": ".html", ".docm": ".docx", ".tsv": ".csv"}
    same[".xlsm"] = ".xlsx"
    pictures = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}  # put into a cage in test_cage
    assert {same.get(suffix, suffix) for suffix in suffixes()} - pictures <= set(_SAMPLES)


@pytest.mark.parametrize("suffix", _SAMPLES)
def test_the_samples_are_read(suffix: str) -> None:
    assert all(isinstance(found, ReadFile) for found in read(f"稿{suffix}", _SAMPLES[suffix]))


@pytest.mark.parametrize("suffix", _SAMPLES)
def test_a_file_that_is_cut_off_anywhere_is_read_or_refused(suffix: str) -> None:
    data = _SAMPLES[suffix]
    for end in sorted({*range(min(len(data), 64)), *range(0, len(data), max(len(data) // 150, 1)), len(data) - 1}):
        read(f"稿{suffix}", data[:end])


@pytest.mark.parametrize("suffix", _SAMPLES)
def test_a_file_with_bytes_that_were_changed_is_read_or_refused(suffix: str) -> None:
    rng = random.Random(suffix)
    for _ in range(150):
        data = bytearray(_SAMPLES[suffix])
        for _ in range(rng.choice((1, 1, 2, 8, 40))):
            data[rng.randrange(len(data))] = rng.choice((0, 0xFF, 0x3C, 0x22, rng.randrange(256)))
        read(f"稿{suffix}", bytes(data))


@pytest.mark.parametrize("inside", [".docx", ".xlsx", ".epub"])
def test_a_document_whose_markup_was_changed_inside_is_read_or_refused(inside: str) -> None:
    rng = random.Random(inside)
    with zipfile.ZipFile(io.BytesIO(_SAMPLES[inside])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(200):
        changed = dict(parts)
        name = rng.choice(list(parts))
        text = parts[name].decode()
        at = rng.randrange(len(text))
        piece = rng.choice(
            ("<", ">", "</w:p>", "<w:tbl>", "<w:tr>", "<w:txbxContent>", 's="9" ', "&x;", "", "\x00", "😀")
        )
        changed[name] = (text[:at] + piece + text[at + rng.choice((0, 1, 9)) :]).encode()
        read(f"稿{inside}", packed(changed))


_TAG_NAMES: Final = (
    "<p> </p> <td> <tr> </tr> <table> </table> <li> <ul> </ul> <a> </a> <br> <pre> <h1> </h1> <div> </div> <!-- --> "
    "<title> <script> </script> <meta charset=x> &amp; &#x110000; &#0; 甲文，乙文。 \x85 \u2028 <p title=' \" = 　"
)
_TAGS = st.sampled_from(_TAG_NAMES.split(" "))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_TAGS, max_size=60))
def test_any_mixture_of_tags_is_read_or_refused(pieces: list[str]) -> None:
    read("稿.html", "".join(pieces).encode())


_ELEMENTS: Final = "w:p w:r w:tbl w:tr w:tc w:txbxContent w:sdt w:del mc:Fallback w:footnote w:rPr w:vanish"
_BODY = st.recursive(
    st.sampled_from([paragraph("甲"), "<w:r><w:t>乙</w:t></w:r>", "<w:tab/>", "<w:t>丙</w:t>"]),
    lambda inner: st.tuples(
        st.sampled_from(_ELEMENTS.split()),
        st.lists(inner, max_size=4),
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
    max_leaves=20,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_BODY)
def test_any_nesting_of_the_elements_of_word_is_read_or_refused(body: str) -> None:
    read("稿.docx", word(body))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([s for s in _SAMPLES if s not in (".zip", ".docx", ".xlsx", ".pdf", ".epub")]),
    st.text(max_size=200),
)
def test_any_text_is_read_or_refused_by_every_reader_of_plain_files(suffix: str, text: str) -> None:
    read(f"稿{suffix}", text.encode("utf-8", "surrogatepass"))


def _many_members() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(60_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"")
    return file.getvalue()


def _overlapping() -> bytes:
    """A thousand entries that all name the same packed megabytes."""
    data = packed({"0.txt": b"a" * 3_000_000})
    start = data.find(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    entry = data[start:end]
    entries = b"".join(entry.replace(b"0.txt", f"{number:05}"[-1:].encode() + b".txt") for number in range(1000))
    tail = bytearray(data[end:])
    struct.pack_into("<HHII", tail, 8, 1000, 1000, len(entries), start)
    return data[:start] + entries + bytes(tail)


def _scattered(count: int) -> bytes:
    """Operators that put letters all over a page."""
    rng = random.Random(count)
    return b"".join(
        b"1 0 0 1 %d %d Tm (%c) Tj " % (rng.randrange(600), rng.randrange(800), 97 + rng.randrange(26))
        for _ in range(count)
    )


def _deep_sheet() -> bytes:
    return workbook("<row>" * 100_000 + "</row>" * 100_000)


_HOSTILE: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "bomb of entities": ("a.docx", lambda: word("<w:p>&c;</w:p>", _BOMB)),
    "entity from outside": ("a.docx", lambda: word("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", _OUTSIDE)),
    "bomb of entities in strings": ("a.xlsx", lambda: workbook("<row/>", strings="<si><t>&c;</t></si>", head=_BOMB)),
    "document of blanks": ("a.docx", lambda: word(" " * 200_000_000)),
    "document of one long word": ("a.docx", lambda: word(paragraph("长" * 15_000_000))),
    "document of many paragraphs": ("a.docx", lambda: word("<w:p/>" * 3_000_000)),
    "deep tables": ("a.docx", lambda: word("<w:tbl><w:tr><w:tc>" * 50_000 + "</w:tc></w:tr></w:tbl>" * 50_000)),
    "long attribute": ("a.docx", lambda: word(f"<w:p w:a='{'x' * 30_000_000}'/>")),
    "deep sheet": ("a.xlsx", _deep_sheet),
    "sheet that claims a million rows": ("a.xlsx", lambda: workbook('<row r="1048576"><c r="XFD1048576"/></row>')),
    "one string in a million cells": (
        "a.xlsx",
        lambda: workbook('<row><c t="s"><v>0</v></c></row>' * 150_000, strings=f"<si><t>{'长。' * 16_000}</t></si>"),
    ),
    "archive of zeros": ("a.zip", lambda: packed({f"{n}.txt": bytes(20_000_000) for n in range(10)})),
    "archive of a large document": ("a.zip", lambda: packed({"a.docx": word(" " * 60_000_000)})),
    "archive of 60,000 files": ("a.zip", _many_members),
    "entries over one another": ("a.zip", _overlapping),
    "pdf of blanks": ("a.pdf", lambda: raw_pdf(b" " * 100_000_000)),
    "pdf of a million letters": ("a.pdf", lambda: raw_pdf(b"BT /F 9 Tf 9 9 Td (" + b"a" * 1_000_000 + b") Tj ET")),
    "pdf of one word printed 100,000 times": (
        "a.pdf",
        lambda: raw_pdf(b"BT /F 9 Tf " + b"1 0 0 1 40 700 Tm (abc) Tj " * 100_000 + b"ET"),
    ),
    "pdf of letters all over": ("a.pdf", lambda: raw_pdf(b"BT /F 4 Tf " + _scattered(100_000) + b"ET")),
    "pdf of 100,000 pages": ("a.pdf", lambda: raw_pdf(b"", pages=100_000)),
    "page of open quotation marks": ("a.html", lambda: b"<a x='" * 1_000_000),
    "page of open comments": ("a.html", lambda: b"<!--<" * 1_000_000),
    "page of open scripts": ("a.html", lambda: b"<script>" * 500_000),
    "page of open tags": ("a.html", lambda: b"<div>" * 400_000),
    "page of cells": ("a.html", lambda: b"<table><tr>" + "<td>甲，".encode() * 150_000),
    "page of signs": ("a.html", lambda: b"<" * 3_000_000),
    "page of long numbers": ("a.html", lambda: b"<p>" + b"&#" + b"9" * 5_000_000),
    "markdown of stars": ("a.md", lambda: b"*a " * 1_000_000),
    "markdown of brackets": ("a.md", lambda: b"[x](a" * 600_000),
    "markdown of blanks": ("a.md", lambda: b"# |" + b" " * 5_000_000 + b"|x"),
    "markdown of quotes": ("a.md", lambda: b">" * 3_000_000 + b"a"),
    "table of quotation marks": ("a.csv", lambda: b'"' * 4_000_001),
    "table of separators": ("a.csv", lambda: b"a" + b"," * 8_000_000),
    "table of empty rows": ("a.csv", lambda: b"\n" * 8_000_000 + b"a,b\n"),
    "text of one letter": ("a.txt", lambda: b"a" * 8_000_000),
}


@pytest.mark.parametrize("case", _HOSTILE)
def test_a_hostile_file_is_over_within_time_and_memory(case: str) -> None:
    name, make = _HOSTILE[case]
    data = make()
    started = time.monotonic()
    read(name, data)
    assert time.monotonic() - started < _SECONDS


@pytest.mark.parametrize(
    "case", ["document of blanks", "archive of zeros", "deep sheet", "long attribute", "page of open tags"]
)
def test_a_hostile_file_does_not_fill_the_memory(case: str) -> None:
    name, make = _HOSTILE[case]
    data = make()
    tracemalloc.start()
    try:
        read(name, data)
        assert tracemalloc.get_traced_memory()[1] < _MEMORY
    finally:
        tracemalloc.stop()


def test_no_entity_is_ever_followed() -> None:
    for head in (_BOMB, _OUTSIDE):
        [found] = read("a.docx", word("<w:p><w:r><w:t>&c;&x;</w:t></w:r></w:p>", head))
        assert isinstance(found, Unread)
        assert "document type" in str(found.error)


def test_nothing_is_written_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    read("a.zip", packed({"../x.txt": "甲。", "b/c.txt": "乙。", "C:\\d.txt": "丙。"}))
    assert list(tmp_path.rglob("*")) == [tmp_path / "in"]


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in Path(annotator.reading.__path__[0]).glob("*.py"):
        yield path.name, ast.parse(path.read_text(encoding="utf-8"))


def test_no_reader_can_load_code_or_reach_the_network() -> None:
    banned = {"pickle", "marshal", "shelve", "socket", "urllib", "http", "ssl", "subprocess", "requests"}
    for name, module in _modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                assert not {alias.name.split(".")[0] for alias in node.names} & banned, name
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in banned, name
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "open", "__import__", "compile"), name


def test_readers_are_loaded_when_they_are_needed() -> None:
    """The window imports the registry; what one kind of file needs would make its start slow."""
    import subprocess

    code = "import sys, annotator.reading.reader; print([m for m in sys.argv[1:] if m in sys.modules])"
    wanted = ["zipfile", "xml.parsers.expat", "html", "csv", "annotator.reading.docx", "annotator.reading.web"]
    found = subprocess.run(
        [sys.executable, "-c", code, *wanted], capture_output=True, check=True, text=True, timeout=60
    )
    assert found.stdout.strip() == "[]"
