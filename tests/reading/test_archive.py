"""ZIP archives: what is in them is read like a folder, and hostile ones are refused within their limits."""

import io
import stat
import struct
import zipfile

import pytest
from reading.office import packed, paragraph, word
from reading.prose import HEALTH

from annotator.errors import InputError
from annotator.reading import packed as limits
from annotator.reading.reader import ReadFile, Unread, read_all


def read(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """The texts by name, and the errors."""
    texts, errors = {}, {}
    for found in read_all("包.zip", data):
        if isinstance(found, Unread):
            errors[found.name] = str(found.error)
        else:
            texts[found.name] = found.reading.text
    return texts, errors


def test_every_file_that_can_be_read_is_read_and_the_others_are_left_out() -> None:
    data = packed(
        {
            "一/稿.txt": "甲文。".encode("gb18030"),
            "一/稿.docx": word(paragraph("乙文。")),
            "二.csv": "标题,正文\n丙,丙文。\n丁,丁文。\n",
            "三.html": "<p>戊文，是这样。</p>",
            "图.gif": b"GIF8",
            "__MACOSX/._稿.txt": "x",
            ".隐.txt": "x",
            "空/": "",
        }
    )
    texts, errors = read(data)
    assert errors == {}
    assert texts == {
        "包.zip/一/稿.txt": "甲文。",
        "包.zip/一/稿.docx": "乙文。\n",
        "包.zip/二.csv#2": "丙\n丙文。\n",
        "包.zip/二.csv#3": "丁\n丁文。\n",
        "包.zip/三.html": "戊文，是这样。\n",
    }


def test_each_article_keeps_the_bytes_of_its_own_file() -> None:
    content = HEALTH[3].encode("gb18030")
    [found] = read_all("包.zip", packed({"a.txt": content}))
    assert isinstance(found, ReadFile)
    assert found.data == content


def test_a_file_that_fails_does_not_stop_the_rest() -> None:
    texts, errors = read(packed({"a.txt": b"\x00" * 9, "b.docx": b"no", "c.zip": packed({}), "d.txt": "丁。"}))
    assert list(texts) == ["包.zip/d.txt"]
    assert list(errors) == ["包.zip/a.txt", "包.zip/b.docx", "包.zip/c.zip"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_that_were_packed_by_windows_in_china_are_read(encoding: str) -> None:
    raw = "人民网/稿件.txt".encode(encoding)
    data = packed({"y" * (len(raw) - 4) + ".txt": "甲。"}).replace(b"y" * (len(raw) - 4) + b".txt", raw)
    assert list(read(data)[0]) == ["包.zip/人民网/稿件.txt"]


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/a.txt", "a/../../b.txt", "..\\a.txt", "C:\\a.txt", "a\x07.txt", "a" * 2000 + ".txt"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    texts, errors = read(packed({name: "甲。", "b.txt": "乙。"}))
    assert list(texts.values()) == ["乙。"]
    [error] = errors.values()
    assert "leads out" in error
    assert "\x07" not in error


def test_links_are_refused_and_not_followed() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    texts, errors = read(file.getvalue())
    assert texts == {}
    assert "link" in errors["包.zip/a.txt"]


def test_a_file_with_a_password_is_refused() -> None:
    data = bytearray(packed({"a.txt": "甲。", "b.txt": "乙。"}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(sign)
        data[start + at] |= 1
    texts, errors = read(bytes(data))
    assert list(texts.values()) == ["乙。"]
    assert "password" in errors["包.zip/a.txt"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_for_the_second_time_is_told_and_one_in_other_case_is_another_file() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in (("a.txt", "甲。"), ("a.txt", "乙。"), ("A.txt", "丙。")):
            archive.writestr(name, text)
    texts, errors = read(file.getvalue())
    assert texts == {"包.zip/a.txt": "甲。", "包.zip/A.txt": "丙。"}
    assert "twice" in errors["包.zip/a.txt"]


def test_a_bomb_is_refused_while_it_is_unpacked() -> None:
    data = packed({"a.txt": bytes(30_000_000), "b.txt": "乙。"})
    assert len(data) < 100_000
    texts, errors = read(data)
    assert list(texts.values()) == ["乙。"]
    assert "far larger" in errors["包.zip/a.txt"]


def test_all_files_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TOTAL", 100)
    texts, errors = read(packed({f"{n}.txt": f"{n}。" * 10 for n in range(9)}))
    assert len(texts) == 2
    assert len(errors) == 7


def test_a_size_that_lies_is_found_out() -> None:
    data = bytearray(packed({"a.txt": "甲文。" * 100}))
    struct.pack_into("<I", data, data.find(b"PK\x01\x02") + 24, 3)
    struct.pack_into("<I", data, data.find(b"PK\x03\x04") + 22, 3)
    _, errors = read(bytes(data))
    assert "damaged" in errors["包.zip/a.txt"]


def test_an_archive_of_too_many_files_is_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_MEMBERS", 5)
    data = bytearray(packed({f"{n}.txt": "" for n in range(6)}))
    with pytest.raises(InputError, match="more than 5 files"):
        read(bytes(data))
    struct.pack_into("<H", data, data.rfind(b"PK\x05\x06") + 10, 1)  # the count lies
    with pytest.raises(InputError, match="more than 5 files"):
        read(bytes(data))


def test_an_archive_of_other_files_is_refused() -> None:
    with pytest.raises(InputError, match="no files that can be read"):
        read(packed({"a.gif": b""}))


@pytest.mark.parametrize(
    "data", [b"", b"PK\x05\x06", b"PK\x03\x04" + bytes(100), b"PK\x05\x06" + b"\xff" * 18, b"x" * 99]
)
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"包\.zip"):
        read(data)
