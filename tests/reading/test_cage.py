"""Every reader against every kind of hostile content, in a process whose time, memory, network and files are limited.

A reader that crashes, hangs, fills the memory, asks for a socket or writes a file ends that process, and so the test.
"""

import io
import json
import os
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import pytest
from reading.books import book, chapter
from reading.office import packed, paragraph, word, workbook
from reading.prose import HEALTH
from reading.scanned import needs_ocr
from reading.test_hostile import samples
from reading.typeset import raw_pdf

from annotator.reading.reader import suffixes

_ROOT: Final = Path(__file__).parents[2]
_SECONDS: Final = 60  # for one file, on a busy machine
_MEGABYTES: Final = 1500  # of addresses, those of the interpreter and its libraries among them

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the limits are those of POSIX systems")


def caged(folder: Path, files: dict[str, bytes], megabytes: int = _MEGABYTES) -> dict[str, dict[str, Any]]:
    """What came of some files, by their name."""
    place = folder / "in"
    place.mkdir()
    for name, data in files.items():
        (place / name).write_bytes(data)
    before = sorted(folder.rglob("*"))
    run = subprocess.run(
        [sys.executable, _ROOT / "tests/reading/cage.py", place, str(_SECONDS), str(megabytes)],
        capture_output=True,
        text=True,
        cwd=_ROOT,
        timeout=500,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1"},
    )
    found = {one["name"]: one for one in map(json.loads, run.stdout.split("\n")[:-1])}
    last = list(found)[-1:] or ["the first"]
    assert run.returncode == 0, f"behind {last[0]}: {run.returncode} {run.stderr[-2000:]}"
    assert set(found) == set(files)
    assert sorted(folder.rglob("*")) == before
    return found


_TEXT: Final = "临江县投资２.46亿元，改造卫生院14所。"
_TEXTS: Final[dict[str, bytes]] = {
    "mixed line ends": "甲。\r\n乙。\r丙。\n\r丁。\u2028戊。\x85己。\x0b庚。\x0c辛。".encode(),
    "mark of UTF-8": b"\xef\xbb\xbf" + _TEXT.encode(),
    "mark of UTF-8 twice": b"\xef\xbb\xbf\xef\xbb\xbf" + _TEXT.encode(),
    "mark of UTF-16": _TEXT.encode("utf-16"),
    "UTF-16 without mark": _TEXT.encode("utf-16-le"),
    "UTF-16 of odd length": _TEXT.encode("utf-16")[:-1],
    "UTF-32": _TEXT.encode("utf-32"),
    "GB18030": (_TEXT + "㐀𠮷").encode("gb18030"),
    "Big5": "臨江縣改造衛生院。".encode("big5"),
    "lone surrogates": b"\xed\xa0\x80" + _TEXT.encode() + b"\xed\xb0\x80",
    "invalid UTF-8": _TEXT.encode() + b"\xc3\x28\xa0\xa1\xe2\x28\xa1\xf0\x90\x28\xbc",
    "beyond the basic plane": "𠮷野家，👨‍👩‍👧，葛󠄀城。".encode(),
    "combining marks": ("e" + "\u0301" * 5000 + "，。").encode(),
    "marks of direction": "\u202e甲乙\u202c，\u2066丙\u2069。\u200f\u200e".encode(),
    "zero bytes": _TEXT.encode() + b"\0" * 40 + _TEXT.encode(),
    "control characters": bytes(range(1, 32)) + _TEXT.encode() + bytes(range(127, 160)),
    "blanks only": b" \t\r\n\xe3\x80\x80" * 3000,
    "nothing": b"",
    "one byte": b"\xff",
    "long line": ("长" * 3_000_000).encode(),
    "many lines": b"a\n" * 200_000,
    "formulas": b'=cmd|"/c calc"!A1,+1,-1,@SUM(A1)',
    "markup": b"<b>&amp;</b><!--<script>]]>&#0;&#xD800;&lt;",
    "brackets": b"[" * 100_000 + b"(" * 100_000 + b"{" * 100_000,
    "heads of pages": ("— 3 —\n2021年3月5日 星期五 第3版\n" * 20_000).encode(),
    "readings": ("邙（máng）" * 50_000).encode(),
    "doubled": ("培训培训 30003000 多人多人" * 20_000).encode(),
}
_XML_TEXT: Final = {name: escape(data[:400_000].decode("utf-8", "replace")) for name, data in _TEXTS.items()}


def _raw(data: bytes, _: str) -> bytes:
    return data


_WRAPPED: Final[dict[str, Callable[[bytes, str], bytes]]] = {
    ".txt": _raw,
    ".md": lambda data, _: b"# " + data + b"\n\n> " + data,
    ".html": lambda data, _: b"<html><title>" + data[:99] + b"</title><p>" + data + b"<td>" + data[:999],
    ".csv": lambda data, _: b"title,text\na,b\n" + data + b',"' + data + b'"\n',
    ".docx": lambda _, text: word(paragraph("甲。") + f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"),
    ".xlsx": lambda _, text: workbook(f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'),
    ".epub": lambda data, _: book({"a.xhtml": "<html><body><p>甲，乙。</p><p>" + data.decode("utf-8", "replace")}),
    ".zip": lambda data, _: packed({"甲.txt": data, "乙.html": data, "丙.csv": data, "丁.jsonl": data}),
    ".pdf": lambda data, _: raw_pdf(b"BT /F 9 Tf 9 9 Td (" + data + b") Tj ET"),
    ".jsonl": lambda data, _: (
        b'{"text": "' + data.replace(b"\n", b"\\n") + b'"}\n' + data + b'\n{"text": "\xe7\x94\xb2\xe3\x80\x82"}\n'
    ),
    ".png": lambda data, _: b"\x89PNG\r\n\x1a\n" + data,
    ".jpg": lambda data, _: b"\xff\xd8\xff\xe0" + data,
    ".tif": lambda data, _: b"II*\0" + data,
}
_SAME: Final = {".text", ".markdown", ".htm", ".xhtml", ".docm", ".tsv", ".xlsm", ".jpeg", ".tiff"}


def test_every_kind_of_file_is_put_into_the_cage() -> None:
    assert set(suffixes()) - _SAME <= set(_WRAPPED)


@pytest.mark.parametrize("suffix", _WRAPPED)
def test_any_content_is_read_or_refused_within_limits(suffix: str, tmp_path: Path) -> None:
    wrap = _WRAPPED[suffix]
    files = {f"{at:02}{suffix}": wrap(data, _XML_TEXT[name]) for at, (name, data) in enumerate(_TEXTS.items())}
    found = caged(tmp_path, files, 4 * _MEGABYTES if suffix in (".png", ".jpg", ".tif") else _MEGABYTES)
    for one in found.values():
        assert one["articles"] or one["refused"]
    if suffix not in (".png", ".jpg", ".tif"):
        assert any(one["articles"] for one in found.values())


@pytest.mark.parametrize("suffix", sorted(set(samples()) | {".jsonl"}))
def test_a_file_that_was_cut_off_or_changed_is_read_or_refused_within_limits(suffix: str, tmp_path: Path) -> None:
    good = samples().get(suffix) or b"".join(
        json.dumps({"text": text, "spans": [{"start": 0, "end": 2, "label": "PLACE"}]}).encode() + b"\n"
        for text in HEALTH
    )
    rng = random.Random(suffix)
    files = {}
    for number in range(40):
        data = bytearray(good[: rng.randrange(len(good))] if number % 2 else good)
        for _ in range(rng.choice((0, 1, 8, 60))):
            if data:
                data[rng.randrange(len(data))] = rng.choice((0, 0xFF, 0x3C, 0x22, rng.randrange(256)))
        files[f"{number:02}{suffix}"] = bytes(data)
    files[f"good{suffix}"] = good
    found = caged(tmp_path, files)
    assert found[f"good{suffix}"]["articles"]


_BOMB: Final = (
    "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {after} '{f'&{before};' * 10}'>" for before, after in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
_OUTSIDE: Final = (
    "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x.dtd'>%x;<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"
)


def _links() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("密.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        for name in ("../外.txt", "/tmp/外.txt", "C:\\外.txt", "a/../../外.txt", "甲.TXT", "甲.txt"):
            archive.writestr(name, "甲，乙。")
    return file.getvalue()


def _many(count: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"")
    return file.getvalue()


def test_archives_and_markup_that_mean_harm_are_refused_within_limits(tmp_path: Path) -> None:
    zeros = bytes(60_000_000)
    inner = packed({f"{n}.txt": bytes(9_000_000) for n in range(20)})
    files = {
        "links.zip": _links(),
        "nested.zip": packed({f"{n}.zip": inner for n in range(50)}),
        "zeros.zip": packed({f"{n}.txt": zeros for n in range(10)}),
        "many.zip": _many(120_000),
        "zeros.epub": book({"a.xhtml": "<p>" + " " * 60_000_000}),
        "bomb.docx": word("<w:p>&i;</w:p>", _BOMB),
        "bomb.xlsx": workbook("<row/>", strings="<si><t>&i;</t></si>", head=_BOMB),
        "bomb.epub": book(
            {"a.xhtml": chapter(["甲", "乙，丙。"])}, more={"META-INF/encryption.xml": _BOMB + "<a>&i;</a>"}
        ),
        "outside.docx": word("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", _OUTSIDE),
        "outside.epub": book({"a.xhtml": _OUTSIDE + "<html><body><p>甲，&i;乙。</p></body></html>"}),
        "deep.html": b"<div>" * 300_000 + "甲，乙。".encode(),
        "deep.jsonl": b'{"text": ' + b"[" * 500_000 + b"\n",
        "long.jsonl": b'{"text": "' + b"a" * 60_000_000,
        "outside.html": b"<link rel=stylesheet href='http://127.0.0.1:9/a.css'><img src='file:///etc/passwd'>"
        b"<iframe src='http://127.0.0.1:9/'></iframe><object data='file:///etc/passwd'></object><p>" + _TEXT.encode(),
        "outside.md": b"![](file:///etc/passwd) ![](http://127.0.0.1:9/a.png)\n\n" + _TEXT.encode(),
    }
    found = caged(tmp_path, files)
    refused = [name for name, one in found.items() if not one["articles"]]
    assert set(refused) >= {
        "zeros.zip",
        "many.zip",
        "zeros.epub",
        "bomb.docx",
        "bomb.xlsx",
        "outside.docx",
        "long.jsonl",
    }
    assert found["links.zip"]["articles"] == 2  # the two harmless ones
    assert {name for name in found if name.startswith("outside")} - set(refused) == {
        "outside.html",
        "outside.md",
        "outside.epub",
    }


@needs_ocr
def test_pictures_that_mean_harm_are_refused_within_limits(tmp_path: Path) -> None:
    from PIL import Image
    from reading.scanned import saved

    wide = saved([Image.new("1", (50_000, 50_000))], "PNG")
    stripes = saved([Image.effect_noise((1500, 1500), 90)], "PNG")
    files = {
        "wide.png": wide,
        "wide.tif": saved([Image.new("1", (30_000, 30_000))], "TIFF"),
        "noise.png": stripes,
        "many.tif": saved([Image.new("1", (2, 2))] * 300, "TIFF"),
        "thin.png": saved([Image.new("L", (30_000, 1))], "PNG"),
        "dot.jpg": saved([Image.new("L", (1, 1))], "JPEG"),
        "script.png": b"<svg onload='alert(1)'/>",
    }
    found = caged(tmp_path, files, 6 * _MEGABYTES)
    assert {name for name, one in found.items() if one["refused"]} >= set(files) - {"noise.png"}
