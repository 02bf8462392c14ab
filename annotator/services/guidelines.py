"""The guidelines of a project: Markdown that its manager edits, shown with live examples and precedents.

A line `{examples KEY}` or `{examples KEY n}` stands for examples of a label: the most frequent strings that I or gold
tagged so. Under each heading stand the precedents that were pinned to it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from annotator.bundled import bundled
from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LabelId, RecordId, new_id
from annotator.domain.person import Role
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.errors import RefusedError
from annotator.i18n import language, tr
from annotator.services import people, sight
from annotator.services.precedents import KnownPrecedent, of_clause
from annotator.services.project import Project
from annotator.store import journal, records, search

GUIDELINES: Final = "guidelines"
MOST: Final = 200_000
"""Characters of guidelines: a book is longer, but nobody reads a book beside an article."""

_EXAMPLES: Final = re.compile(r"^\{examples\s+([^\s}]+)(?:\s+(\d+))?\}\s*$", re.MULTILINE)
_HEADING: Final = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~])")
_DEFAULT_EXAMPLES: Final = 6
_MOST_EXAMPLES: Final = 50


@dataclass(frozen=True, slots=True)
class Guidelines:
    """The Markdown as it was written, and whether it is the project's own or what the program ships."""

    text: str
    own: bool


def read(project: Project) -> Guidelines:
    """The guidelines of the project, those that the program ships where it has none."""
    with project.database.read() as connection:
        stored = records.read_records(connection, [GUIDELINES])
    if stored:
        return Guidelines(str(stored[-1].body.get("text", "")), own=True)
    return Guidelines(_shipped(), own=False)


def _shipped() -> str:
    folder = bundled("resources") / "guidelines"
    path = folder / f"policy.{language()}.md"
    return (path if path.exists() else folder / "policy.en.md").read_text(encoding="utf-8")


def write(project: Project, text: str) -> None:
    """Gives the project guidelines of its own; for managers."""
    people.require(project, Role.MANAGER)
    if len(text) > MOST:
        raise RefusedError("Guidelines have at most {n} characters.", n=MOST)
    with project.database.write() as connection:
        stored = records.read_records(connection, [GUIDELINES])
        before = stored[-1] if stored else None
        id_ = RecordId(new_id()) if before is None else before.id
        person = project.person.id if before is None else before.person
        after = Record(id_, GUIDELINES, person, key=GUIDELINES, body={"title": tr("Guidelines"), "text": text})
        change = Change(before, after)
        if change.before != change.after:
            journal.record(connection, project.writer, project.person.id, [change], GroupId(new_id()))


def examples(project: Project) -> dict[LabelId, Counter[str]]:
    """The strings that I or gold tagged, by label; nobody else's, whatever my role."""
    found: dict[LabelId, Counter[str]] = {}
    with project.database.read() as connection:
        layers = sorted(sight.own_and_gold(project, connection))
        for one in search.count_quotes(connection, layers):
            found.setdefault(project.scheme.label(one.label).id, Counter())[one.quote] += one.tags
    return found


def headings(text: str) -> list[str]:
    """The headings, in order: what a precedent can be pinned to."""
    return [found[2] for line in text.split("\n") if (found := _HEADING.match(line))]


def clause_for(text: str, scheme: Scheme, label: LabelId) -> str:
    """The first heading that names a label by key or name, "" where none does."""
    known = scheme.label(label)
    names = [name for name in (known.key, known.zh, known.en) if name]
    return next((heading for heading in headings(text) if any(name in heading for name in names)), "")


def shown(
    text: str,
    scheme: Scheme,
    used: Mapping[LabelId, Counter[str]],
    precedents: Sequence[KnownPrecedent],
) -> str:
    """The Markdown with examples in the place of their lines and precedents under their headings."""
    lines: list[str] = []
    pending: list[KnownPrecedent] = []
    told: set[RecordId] = set()
    for line in _EXAMPLES.sub(lambda found: _example_line(found, scheme, used), text).split("\n"):
        heading = _HEADING.match(line)
        if heading:
            lines += _precedent_lines(pending, scheme)
            pending = list(of_clause(precedents, heading[2]))
            told.update(one.id for one in pending)
        lines.append(line)
    lines += _precedent_lines(pending, scheme)
    rest = [one for one in precedents if one.id not in told]
    if rest:
        lines += ["", f"## {tr('Further precedents')}", *_precedent_lines(rest, scheme)]
    return "\n".join(lines)


def _example_line(found: "re.Match[str]", scheme: Scheme, used: Mapping[LabelId, Counter[str]]) -> str:
    label = scheme.by_key(found[1])
    if label is None:
        return tr("(The scheme has no label {label}.)", label=_plain(found[1]))
    wanted = min(int(found[2] or _DEFAULT_EXAMPLES), _MOST_EXAMPLES)
    counted = used.get(scheme.label(label.id).id, Counter())
    if not counted:
        return tr("(No tags with this label yet.)")
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:wanted]
    return "、".join(f"**{_plain(string)}**\u00a0{number}" for string, number in ordered)


def _precedent_lines(known: Sequence[KnownPrecedent], scheme: Scheme) -> list[str]:
    if not known:
        return []
    lines = [""]
    for one in known:
        said = one.precedent
        label = scheme.by_key(said.label) if said.label else None
        name = (label.zh if language() == "zh" else label.en) if label is not None else said.label
        ruling = name or tr("not tagged")
        lines.append(f"> **{_plain(said.string)}** → {_plain(ruling)}: {_plain(said.reason)}")
        lines.append(">")
    return [*lines[:-1], ""]


def _plain(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
