"""Label schemes as TOML files: read with every mistake named, written so that they read back the same."""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from annotator.bundled import bundled
from annotator.domain.ids import LabelId, new_id
from annotator.domain.scheme import (
    Attribute,
    AttributeType,
    Bounding,
    Choice,
    Label,
    RelationType,
    Scheme,
)
from annotator.errors import InputError
from annotator.i18n import mark

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_KEY: Final = re.compile(r"\S+")
_SHORTCUT: Final = re.compile(r"[1-9]?")
# Okabe and Ito's, told apart by colour-blind people; given in turn to labels that name none.
_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
_HINT: Final = mark("Correct the label scheme, or choose another one.")

_EnumT = TypeVar("_EnumT", bound=StrEnum)
_T = TypeVar("_T")


def bundled_schemes() -> tuple[Path, ...]:
    """The schemes that travel with the program, by name."""
    return tuple(sorted((bundled("resources") / "schemes").glob("*.toml")))


def find_scheme(name: str) -> Path:
    """The file of a scheme given by the name of a bundled one or by its path."""
    known = bundled_schemes()
    for path in known:
        if path.stem == name:
            return path
    if Path(name).is_file():
        return Path(name)
    raise InputError(
        "There is no label scheme “{name}”.",
        "Name a TOML file or one of these: {known}.",
        name=name,
        known=", ".join(path.stem for path in known),
    )


def load_scheme(path: Path) -> Scheme:
    """The scheme in a file; its labels get new ids each time.

    Raises InputError that names the file and the field where it cannot be read or breaks the shape of a scheme.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError("{file} cannot be read: {reason}.", file=path, reason=error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise InputError(
            "{file} is not UTF-8 text (byte {position}).", _HINT, file=path, position=error.start
        ) from error
    return parse_scheme(text, str(path))


def parse_scheme(text: str, file: str = "TOML") -> Scheme:
    """The scheme in a TOML text; `file` is what errors call it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("{file} is not valid TOML: {reason}.", _HINT, file=file, reason=error) from error
    return _scheme(_Table(data, file, ""))


class _Table:
    """One TOML table being read: typed access to its fields, each known one taken once, mistakes named by path."""

    def __init__(self, data: dict[str, object], file: str, path: str) -> None:
        self._data = dict(data)
        self._file = file
        self._path = path

    def _where(self, field: str) -> str:
        return f"{self._path}.{field}" if self._path else field

    def wrong(self, field: str, value: object) -> InputError:
        """The error for a value that a field cannot have."""
        return InputError(
            "{file}: {field} cannot be {value}.", _HINT, file=self._file, field=self._where(field), value=repr(value)
        )

    def text(self, field: str, default: str | None = None, pattern: re.Pattern[str] | None = None) -> str:
        """A text; it must be there if there is no default, and match the pattern if there is one."""
        value = self._data.pop(field, default)
        if value is None:
            raise InputError("{file}: {field} is missing.", _HINT, file=self._file, field=self._where(field))
        if not isinstance(value, str) or (pattern is not None and not pattern.fullmatch(value)):
            raise self.wrong(field, value)
        return value

    def flag(self, field: str) -> bool:
        """A truth value, false if it is not there."""
        value = self._data.pop(field, False)
        if not isinstance(value, bool):
            raise self.wrong(field, value)
        return value

    def count(self, field: str, default: int) -> int:
        """A whole number from 1 on."""
        value = self._data.pop(field, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong(field, value)
        return value

    def one_of(self, field: str, kind: type[_EnumT], default: _EnumT) -> _EnumT:
        """A member of an enumeration by its value."""
        value = self._data.pop(field, default.value)
        if value not in [member.value for member in kind]:
            raise self.wrong(field, value)
        return kind(str(value))

    def each(self, field: str, read: "Callable[[_Table], _T]") -> list[_T]:
        """What `read` makes of every table of an array of tables, every field of which must be known."""
        value = self._data.pop(field, [])
        if not isinstance(value, list):
            raise self.wrong(field, value)
        found = []
        for number, item in enumerate(value, 1):
            if not isinstance(item, dict):
                raise self.wrong(f"{field}[{number}]", item)
            table = _Table(item, self._file, f"{self._where(field)}[{number}]")
            found.append(read(table))
            table.done()
        return found

    def distinct(self, field: str, values: Iterable[str]) -> None:
        """Refuses a value that stands twice where each must be its own."""
        seen: set[str] = set()
        for value in values:
            if value in seen:
                raise InputError(
                    "{file}: {field}: “{value}” stands there twice.",
                    _HINT,
                    file=self._file,
                    field=self._where(field),
                    value=value,
                )
            seen.add(value)

    def done(self) -> None:
        """Refuses fields that nobody asked for: a misspelt one must not be lost silently."""
        for field in self._data:
            raise InputError("{file}: {field} is not known here.", _HINT, file=self._file, field=self._where(field))


def _scheme(table: _Table) -> Scheme:
    name = table.text("name")
    version = table.count("version", 1)
    labels = _placed(table.each("labels", _label))
    relations = table.each("relations", _relation)
    table.done()
    if not labels:
        raise table.wrong("labels", [])
    table.distinct("labels", (label.key for label in labels))
    table.distinct("labels", (label.shortcut for label in labels if label.shortcut))
    table.distinct("relations", (relation.key for relation in relations))
    keys = {label.key for label in labels}
    for number, relation in enumerate(relations, 1):
        for field, end in (("source", relation.source), ("target", relation.target)):
            if end not in keys:
                raise table.wrong(f"relations[{number}].{field}", end)
    return Scheme(name, labels, tuple(relations), version)


def _placed(labels: Sequence[Label]) -> tuple[Label, ...]:
    """The labels with their positions, and a colour for those that name none."""
    return tuple(
        replace(label, position=position, colour=label.colour or _COLOURS[position % len(_COLOURS)])
        for position, label in enumerate(labels)
    )


def _label(table: _Table) -> Label:
    key = table.text("key", pattern=_KEY)
    attributes = table.each("attributes", _attribute)
    table.distinct("attributes", (attribute.key for attribute in attributes))
    return Label(
        id=LabelId(new_id()),
        key=key,
        zh=table.text("zh", key),
        en=table.text("en", key),
        colour=table.text("colour", "", re.compile(f"({_COLOUR.pattern})?")).upper(),
        shortcut=table.text("shortcut", "", _SHORTCUT),
        description=table.text("description", ""),
        bounding=table.one_of("bounding", Bounding, Bounding.WORD),
        attributes=tuple(attributes),
        description_en=table.text("description_en", ""),
    )


def _attribute(table: _Table) -> Attribute:
    key = table.text("key", pattern=_KEY)
    kind = table.one_of("type", AttributeType, AttributeType.TEXT)
    choices = table.each("choices", _choice)
    table.distinct("choices", (choice.key for choice in choices))
    if bool(choices) != (kind is AttributeType.CHOICE):
        raise table.wrong("choices", [choice.key for choice in choices])
    return Attribute(
        key=key,
        type=kind,
        zh=table.text("zh", key),
        en=table.text("en", key),
        choices=tuple(choices),
        description=table.text("description", ""),
        main=table.flag("main"),
        description_en=table.text("description_en", ""),
    )


def _choice(table: _Table) -> Choice:
    key = table.text("key", pattern=_KEY)
    return Choice(key, table.text("zh", key), table.text("en", key))


def _relation(table: _Table) -> RelationType:
    key = table.text("key", pattern=_KEY)
    return RelationType(
        key=key,
        zh=table.text("zh", key),
        en=table.text("en", key),
        source=table.text("source"),
        target=table.text("target"),
        description=table.text("description", ""),
        description_en=table.text("description_en", ""),
    )


def dump_scheme(scheme: Scheme) -> str:
    """The scheme as TOML for a new project: its active labels, and the relations whose both ends are among them."""
    keys = {label.key for label in scheme.active}
    lines = [_line("name", scheme.name), f"version = {scheme.version}"]
    for label in scheme.active:
        lines += ["", "[[labels]]", *_label_lines(label)]
        for attribute in label.attributes:
            lines += ["", "[[labels.attributes]]", *_attribute_lines(attribute)]
    for relation in scheme.relations:
        if relation.source in keys and relation.target in keys:
            lines += ["", "[[relations]]", *_relation_lines(relation)]
    return "\n".join(lines) + "\n"


def _label_lines(label: Label) -> list[str]:
    return [
        _line("key", label.key),
        _line("zh", label.zh),
        _line("en", label.en),
        _line("colour", label.colour),
        *_optional(shortcut=label.shortcut),
        _line("bounding", label.bounding.value),
        *_optional(description=label.description, description_en=label.description_en),
    ]


def _attribute_lines(attribute: Attribute) -> list[str]:
    lines = [
        _line("key", attribute.key),
        _line("type", attribute.type.value),
        _line("zh", attribute.zh),
        _line("en", attribute.en),
        *_optional(description=attribute.description, description_en=attribute.description_en),
    ]
    if attribute.main:
        lines.append("main = true")
    if attribute.choices:
        lines.append("choices = [")
        for choice in attribute.choices:
            fields = ", ".join((_line("key", choice.key), _line("zh", choice.zh), _line("en", choice.en)))
            lines.append(f"  {{ {fields} }},")
        lines.append("]")
    return lines


def _relation_lines(relation: RelationType) -> list[str]:
    return [
        _line("key", relation.key),
        _line("zh", relation.zh),
        _line("en", relation.en),
        _line("source", relation.source),
        _line("target", relation.target),
        *_optional(description=relation.description, description_en=relation.description_en),
    ]


def _optional(**fields: str) -> list[str]:
    return [_line(field, value) for field, value in fields.items() if value]


def _line(field: str, value: str) -> str:
    return f"{field} = {_quoted(value)}"


def _quoted(value: str) -> str:
    """A TOML basic string: quotation mark, backslash and control characters escaped."""
    escaped = "".join(
        f"\\{ch}" if ch in '"\\' else ch if ch >= " " and ch != "\x7f" else f"\\u{ord(ch):04X}" for ch in value
    )
    return f'"{escaped}"'
