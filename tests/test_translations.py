"""Every text that the program shows has a Chinese translation, and every translation is used.

The texts are found in the code itself: the literal first argument of `tr` and `mark`, message and hint of errors.
"""

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from annotator.bundled import bundled
from annotator.i18n import LANGUAGES, mark, tr

_ROOT = Path(__file__).parent.parent
_CODE = _ROOT / "annotator"
_MARKS = {"tr", "mark"}


class Text(NamedTuple):
    """A text of the program and where it stands."""

    text: str
    place: str


def _name(node: ast.expr) -> str:
    """The last part of a called or inherited name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _modules() -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(_ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(_CODE.rglob("*.py"))
        if "_bundled" not in path.parts
    ]


def _errors(modules: list[tuple[str, ast.Module]]) -> set[str]:
    """AnnotatorError and everything that inherits from it."""
    classes = [node for _, module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    found = {"AnnotatorError"}
    while more := {c.name for c in classes if {_name(b) for b in c.bases} & found} - found:
        found |= more
    return found


def _literals(node: ast.expr) -> Iterator[str | None]:
    """The texts that an argument can be; None for an f-string, which can never be translated."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _literals(one)
            yield from _literals(other)
        case ast.JoinedStr():
            yield None


def _arguments(call: ast.Call, errors: set[str]) -> list[ast.expr]:
    """The arguments of a call that users see."""
    name = _name(call.func)
    if name in _MARKS:
        return call.args[:1]
    if name in errors:
        return [*call.args[:2], *(k.value for k in call.keywords if k.arg == "hint")]
    return []


def _missing_values(call: ast.Call, arguments: list[ast.expr]) -> set[str]:
    """The fields of a call's texts that it gives no value for; none where values come from elsewhere."""
    given = {keyword.arg for keyword in call.keywords}
    if None in given or _name(call.func) == "mark":
        return set()
    return {name for argument in arguments for text in _literals(argument) if text for name in _fields(text)} - given


def _collect() -> tuple[list[Text], list[str]]:
    """All texts of the program, and what is wrong with some: put together before translation, or short of a value."""
    modules = _modules()
    errors = _errors(modules)
    texts, wrong = [], []
    for path, module in modules:
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            place = f"{path}:{node.lineno}"
            arguments = _arguments(node, errors)
            wrong += [f"{place}: {name} has no value" for name in sorted(_missing_values(node, arguments))]
            for argument in arguments:
                for text in _literals(argument):
                    if text is None:
                        wrong.append(f"{place}: an f-string")
                    elif text:
                        texts.append(Text(text, place))
    return texts, wrong


def _fields(template: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _entries(code: str) -> list[tuple[str, str, str]]:
    """English, translation and file name of every entry of a language."""
    return [
        (english, other, path.name)
        for path in sorted((bundled("resources") / "i18n" / code).glob("*.json"))
        for english, other in json.loads(path.read_text(encoding="utf-8")).items()
    ]


_TEXTS, _WRONG = _collect()
_OTHERS = [code for code in LANGUAGES if code != "en"]


def test_texts_are_found_in_the_code() -> None:
    assert any("label scheme" in text for text, _ in _TEXTS)
    assert any(place.startswith("annotator/formats/scheme_toml.py:") for _, place in _TEXTS)


def test_no_text_is_put_together_before_it_is_translated_or_lacks_a_value() -> None:
    assert _WRONG == []


@pytest.mark.parametrize("code", _OTHERS)
def test_every_text_is_translated(code: str) -> None:
    known = {english for english, _, _ in _entries(code)}
    assert [f"{place}: {text}" for text, place in _TEXTS if text not in known] == []


@pytest.mark.parametrize("code", _OTHERS)
def test_every_translation_is_used(code: str) -> None:
    used = {text for text, _ in _TEXTS}
    assert [f"{file}: {english}" for english, _, file in _entries(code) if english not in used] == []


@pytest.mark.parametrize("code", _OTHERS)
def test_a_translation_has_the_fields_of_its_text(code: str) -> None:
    different = [(english, other) for english, other, _ in _entries(code) if _fields(english) != _fields(other)]
    assert different == []


@pytest.mark.parametrize("code", _OTHERS)
def test_no_text_is_translated_in_two_ways(code: str) -> None:
    seen: dict[str, str] = {}
    different = [
        f"{file}: {english}" for english, other, file in _entries(code) if seen.setdefault(english, other) != other
    ]
    assert different == []


@pytest.mark.parametrize("code", _OTHERS)
def test_a_file_of_translations_is_sorted_and_says_nothing_twice(code: str) -> None:
    for path in sorted((bundled("resources") / "i18n" / code).glob("*.json")):
        pairs = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
        keys = [english for english, _ in pairs]
        assert keys == sorted(set(keys)), path.name
        assert all(other.strip() for _, other in pairs), path.name


def test_marking_a_text_leaves_it_as_it_is_until_it_is_translated() -> None:
    assert mark("no such text") == tr("no such text") == "no such text"
