"""The command line, called as the program and as a function."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from annotator.__main__ import main
from annotator.cli import VERBS
from annotator.errors import StoreError
from annotator.i18n import set_language
from annotator.services.project import add_person, open_project

ROOT = Path(__file__).parents[2]
TEXT = "县城新建学校\n县教育局投入资金1.36亿元，建成寄宿制学校12所。\n"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    yield
    set_language("zh")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def call(*words: str) -> int:
    return main(list(words))


def program(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "annotator", *words],
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def test_from_text_to_export_and_into_another_project(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("new", "p", "--as", "王敏") == 0
    assert call("import", "p", "a.txt") == 0
    assert "1 read, 0 duplicates, 0 refused" in capsys.readouterr().out
    assert call("export", "p", "-o", "out.jsonl") == 0
    [line] = [json.loads(one) for one in (folder / "out.jsonl").read_bytes().split(b"\n") if one]
    assert line["text"].split("\n")[:2] == TEXT.split("\n")[:2]
    assert line["layer"] is None
    assert call("new", "q.annotator", "--scheme", "entities", "--as", "李强") == 0
    assert call("import", "q", "out.jsonl") == 0
    capsys.readouterr()
    assert call("stats", "q", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["articles"]["total"], list(found["people"])) == (1, ["李强"])


def test_a_refused_line_is_told_on_standard_error_and_the_code_is_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call("new", "p", "--as", "王敏")
    (folder / "b.jsonl").write_text('{"text": "甲"}\n{"label": []}\n', encoding="utf-8")
    capsys.readouterr()
    assert call("import", "p", "a.txt", "b.jsonl") == 1
    said = capsys.readouterr()
    assert said.out == "Import finished: 2 read, 0 duplicates, 1 refused.\n"
    assert said.err == "Refused: b.jsonl, line 2: “text” is missing or no text.\n"


def test_what_goes_wrong_is_one_line_without_a_traceback(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ("stats", "none"),
        ("export", "none", "-o", "x"),
        ("import", "none", "a.txt"),
        ("read", "none.txt"),
        ("read", str(folder)),
        ("stats", "a.txt"),
        ("new", "p", "--scheme", "nonsense"),
        ("new", "no/such/folder/p"),
    ):
        assert call(*words) == 1, words
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("annotator: "), words
        assert said.err.count("\n") == 1, words


def test_a_wrong_call_gives_code_2(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("export", "p"), ("import",), ("stats", "p", "--nonsense"), ("stats", "p", "--lang", "xx")):
        assert call(*words) == 2, words
    assert "Traceback" not in capsys.readouterr().err


def test_the_name_is_given_or_the_systems_and_never_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "xiaoming")
    assert call("new", "p") == 0
    assert call("import", "p", "a.txt") == 0
    project = open_project("p")
    assert [person.name for person in project.people] == ["xiaoming"]
    add_person(project, "李强")
    project.close()
    capsys.readouterr()
    assert call("import", "p", "a.txt") == 1
    assert "xiaoming, 李强. Say who you are with --as NAME." in capsys.readouterr().err
    assert call("import", "p", "a.txt", "--as", "李强") == 0
    assert call("export", "p", "-o", "out.jsonl") == 0
    assert call("stats", "p") == 0


def test_while_a_window_has_the_project_reading_works_and_writing_names_the_owner(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    call("new", "p", "--as", "王敏")
    owner = open_project("p")
    capfd.readouterr()
    assert program("stats", "p", "--json", LANG="en_GB.UTF-8").returncode == 0
    assert program("export", "p", "-o", "out.jsonl").returncode == 0
    refused = program("import", "p", "a.txt", LANG="en_GB.UTF-8", LC_ALL="")
    assert refused.returncode == 1
    assert f"process {os.getpid()}" in refused.stderr.decode()
    assert b"Traceback" not in refused.stderr
    owner.close()
    assert program("import", "p", "a.txt").returncode == 0


def test_reading_prints_text_and_map_as_json_in_utf8_whatever_the_locale(folder: Path) -> None:
    text = "\ufeff标题\r\n这一段说的是教育，一共一共\r\n有12所。"
    (folder / "b.txt").write_bytes(text.encode("utf-8"))
    done = program("read", "./b.txt", "--json", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="")
    assert done.returncode == 0
    found = json.loads(done.stdout.decode("utf-8"))
    assert {"source", "encoding", "text", "map", "flags", "articles", "pages", "decisions"} <= set(found)
    assert (found["source"], found["encoding"]) == ("./b.txt", "utf-8")
    decoded = text[1:]
    assert len(found["map"]) == len(found["text"])
    places = [place for place in found["map"] if place is not None]
    assert places == sorted(set(places))
    for char, place in zip(found["text"], found["map"], strict=True):
        assert place is None or char == decoded[place]
    assert all(0 <= flag["start"] <= flag["end"] <= len(found["text"]) for flag in found["flags"])


def test_reading_takes_the_encoding_that_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.txt").write_bytes("農業發展".encode("big5"))
    assert call("read", "b.txt", "--encoding", "big5") == 0
    assert capsys.readouterr().out == "農業發展\n"
    assert call("read", "b.txt", "--encoding", "nonsense") == 1


def test_the_language_is_the_systems_or_the_one_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("new", "p", "--as", "王敏", "--lang", "zh")
    assert capsys.readouterr().out == "已为王敏新建 p.annotator。\n"
    done = program("stats", "p", LANG="zh_CN.UTF-8", LC_ALL="")
    assert "未开始: 0" in done.stdout.decode()
    assert "Not started" in program("stats", "p", "--lang=en", LANG="zh_CN.UTF-8").stdout.decode()


def test_the_sample_project_is_made_by_a_verb(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("sample", "s") == 0
    capsys.readouterr()
    assert call("stats", "s", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["people"]) == 2
    assert call("export", "s", "-o", "x.jsonl") == 1
    assert call("export", "s", "-o", "x.jsonl", "--layer", "all") == 0
    assert call("new", "t", "--as", "赵静") == 0
    assert call("import", "t", "x.jsonl") == 0
    assert call("export", "t", "-o", "y.jsonl", "--layer", "all") == 0
    first, second = (sorted(map(content, lines(folder / name))) for name in ("x.jsonl", "y.jsonl"))
    assert first == second


def lines(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().split(b"\n") if line]


def content(line: bytes) -> bytes:
    return orjson.dumps(orjson.loads(line), option=orjson.OPT_SORT_KEYS)


def test_a_project_can_be_a_database_url(folder: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    url = database_url if "://" in database_url else f"sqlite:///{database_url}"
    assert call("new", url, "--as", "王敏") == 0
    assert call("import", url, "a.txt") == 0
    assert call("export", url, "-o", "out.jsonl") == 0
    assert call("stats", url) == 0
    assert len(lines(folder / "out.jsonl")) == 1
    password = re.search(r":([^:@/]+)@", url)
    assert password is None or password[1] not in capsys.readouterr().out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_stands_in_the_readme(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(verb, "--help") == 0
    said = capsys.readouterr().out
    assert f"Usage: annotator {verb} " in said
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^annotator {verb} ", readme, re.MULTILINE)
    for option in re.findall(r"^  (--[a-z]+)", said, re.MULTILINE):
        assert option == "--help" or option in readme, option


def test_the_window_gets_what_is_no_verb(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from annotator.ui import app

    asked: list[tuple[object, ...]] = []

    def run(*args: object) -> int:
        asked.append(args)
        return 0

    monkeypatch.setattr(app, "run", run)
    assert call("p.annotator", "--as", "王敏", "--lang", "zh") == 0
    assert call("--screenshot", "x.png") == 0
    assert asked == [("p.annotator", None, "王敏", "zh"), (None, "x.png", None, None)]
    with pytest.raises(SystemExit) as ended:
        call("--help")
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(verb in said for verb in VERBS)


def test_the_sample_of_a_user_is_made_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from annotator.services import sample
    from annotator.ui import app

    path = tmp_path / "data" / "s.annotator"
    monkeypatch.setattr(sample, "sample_path", lambda: path)
    asked: list[object] = []

    def run(project: str, _screenshot: str | None, person: str | None, _language: str | None) -> int:
        asked.append((project, person))
        return 0

    monkeypatch.setattr(app, "run", run)
    assert call("--sample") == 0
    made = path.stat().st_ino
    assert call("--sample") == 0
    assert path.stat().st_ino == made
    assert asked == [(str(path), sample.sample_person())] * 2


def test_a_picture_of_a_project_that_is_not_there_is_refused_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.ui import app

    def run(*_args: object) -> int:
        raise StoreError("There is no project at {path}.", path="none")

    monkeypatch.setattr(app, "run", run)
    assert call("--screenshot", "x.png", "none") == 1
    assert capsys.readouterr().err == "annotator: There is no project at none.\n"
