"""Editing the label scheme of a project: each edit is one step, which `history.undo(project, None)` takes back.

Spans hold the id of their label and are never touched: a merged label is read as the one it was merged into, a retired
one stays on its spans and can be given to no others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from annotator.domain.change import Change
from annotator.domain.ids import GroupId, LabelId, new_id
from annotator.domain.person import Person
from annotator.domain.scheme import (
    Attribute,
    AttributeType,
    Bounding,
    Label,
    RelationType,
    Scheme,
    free_shortcut,
)
from annotator.errors import RefusedError
from annotator.services import sight
from annotator.services.project import Project
from annotator.store import journal, search

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
"""The label colours in the order in which new labels get them (Okabe-Ito)."""

_KEY: Final = re.compile(r"[^\s{}\"'\\]{1,60}")
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_ATTRIBUTE_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Use:
    """How many tags of a label a person has, in how many articles: what merging or retiring it concerns."""

    person: Person
    tags: int
    articles: int


def label_use(project: Project, label: LabelId) -> list[Use]:
    """Whose tags have a label now, also those that came to it by merging; tags that one may not see are not told."""
    known = {person.id: person for person in project.people}
    total: dict[Person, list[int]] = {}
    ids = [one.id for one in project.scheme.labels if project.scheme.label(one.id).id == label]
    with project.database.read() as connection:
        used = search.label_use(connection, ids)
        hidden = sight.hidden_layers(project, connection)
    for found in used:
        if found.layer.id not in hidden:
            total.setdefault(known[found.layer.person], []).append(found.tags)
    return [Use(person, sum(tags), len(tags)) for person, tags in total.items()]


# -- labels ------------------------------------------------------------------------------------------------------------


def add_label(project: Project, zh: str, en: str = "", key: str = "", colour: str = "") -> Label:
    """Adds a label at the end, with the next free colour, digit and, where none is given, a key."""
    scheme = project.scheme
    zh, en = _name(zh, en)
    key = _key(key.strip() or _free_key(scheme, en or zh))
    made = Label(
        LabelId(new_id()),
        key,
        zh,
        en,
        colour or _free_colour(scheme),
        free_shortcut(scheme.active),
        position=max((label.position for label in scheme.labels), default=-1) + 1,
    )
    _check_label(scheme, made)
    _record(project, [Change(None, made)])
    return made


def rename_label(project: Project, label: LabelId, zh: str, en: str, key: str) -> Label:
    """Gives a label other names and another key; relation types that name its key follow."""
    old = _label(project.scheme, label)
    zh, en = _name(zh, en)
    new = replace(old, zh=zh, en=en, key=_key(key))
    _check_label(project.scheme, new)
    changes = [Change(old, new)]
    if new.key != old.key:
        ties = tuple(
            replace(
                tie,
                source=new.key if tie.source == old.key else tie.source,
                target=new.key if tie.target == old.key else tie.target,
            )
            for tie in project.scheme.relations
        )
        changes += _relations_change(project.scheme, ties)
    _record(project, changes)
    return new


def recolour_label(project: Project, label: LabelId, colour: str) -> Label:
    """Gives a label another colour, `#RRGGBB`."""
    return _replace(project, label, colour=colour.strip().upper())


def describe_label(project: Project, label: LabelId, description: str, description_en: str = "") -> Label:
    """Says what a label is for."""
    return _replace(project, label, description=description.strip(), description_en=description_en.strip())


def set_bounding(project: Project, label: LabelId, bounding: Bounding) -> Label:
    """Says which natural bound a label has at the caret."""
    return _replace(project, label, bounding=bounding)


def set_shortcut(project: Project, label: LabelId, shortcut: str) -> Label:
    """Puts a label on a digit key (1 to 9) or takes it off (""); the label that was there gets this one's key."""
    if shortcut and shortcut not in "123456789":
        raise RefusedError("A label's key is one of the digits 1 to 9.")
    old = _label(project.scheme, label)
    if shortcut and (old.retired or old.merged_into is not None):  # it would hold a digit that others cannot see
        raise RefusedError("“{name}” is not in use; choose another label.", name=old.zh)
    changes = [Change(old, replace(old, shortcut=shortcut))]
    holder = next((one for one in project.scheme.labels if shortcut and one.shortcut == shortcut), None)
    if holder is not None and holder.id != label:
        changes.append(Change(holder, replace(holder, shortcut=old.shortcut)))
    _record(project, changes)
    return _label(project.scheme, label)


def reorder_labels(project: Project, order: Sequence[LabelId]) -> None:
    """Puts the labels into another order; those that are not named follow in the order they have."""
    named = [_label(project.scheme, label) for label in order]
    rest = [label for label in project.scheme.labels if label.id not in set(order)]
    labels = [*named, *rest]
    _record(project, [Change(label, replace(label, position=at)) for at, label in enumerate(labels)])


def merge_labels(project: Project, label: LabelId, into: LabelId) -> Label:
    """Has all tags of a label read as another's; the tags keep their label id, so that this can be taken back."""
    old, target = _label(project.scheme, label), _label(project.scheme, into)
    if project.scheme.label(into).id == project.scheme.label(label).id:
        raise RefusedError("A label cannot be merged into itself.")
    if target.merged_into is not None or target.retired:
        raise RefusedError("“{name}” is not in use; choose another label.", name=target.zh)
    if old.merged_into is not None:
        raise RefusedError("“{name}” was merged already.", name=old.zh)
    new = replace(old, merged_into=into, shortcut="")
    _record(project, [Change(old, new)])
    return new


def retire_label(project: Project, label: LabelId) -> Label:
    """Takes a label out of use: its tags stay and are shown grey, no others can get it."""
    return _replace(project, label, retired=True, shortcut="")


def restore_label(project: Project, label: LabelId) -> Label:
    """Takes a label into use again that was retired or merged, with a free digit."""
    old = _label(project.scheme, label)
    if not old.retired and old.merged_into is None:
        return old
    new = replace(old, retired=False, merged_into=None, shortcut=free_shortcut(project.scheme.active))
    _check_label(project.scheme, new)
    _record(project, [Change(old, new)])
    return new


# -- attributes --------------------------------------------------------------------------------------------------------


def add_attribute(project: Project, label: LabelId, attribute: Attribute) -> Label:
    """Gives a label one more attribute."""
    old = _label(project.scheme, label)
    return _with_attributes(project, old, (*old.attributes, attribute), attribute)


def change_attribute(project: Project, label: LabelId, key: str, attribute: Attribute) -> Label:
    """Changes an attribute of a label; its key stays, since tags hold their values under it."""
    old = _label(project.scheme, label)
    _attribute(old, key)
    if attribute.key != key:
        raise RefusedError("The key of an attribute stays as it is: tags hold their values under it.")
    changed = tuple(attribute if one.key == key else one for one in old.attributes)
    return _with_attributes(project, old, changed, attribute)


def remove_attribute(project: Project, label: LabelId, key: str) -> Label:
    """Takes an attribute out of the form; the values that tags hold under it stay where they are."""
    old = _label(project.scheme, label)
    _attribute(old, key)
    return _with_attributes(project, old, tuple(one for one in old.attributes if one.key != key))


def reorder_attributes(project: Project, label: LabelId, keys: Sequence[str]) -> Label:
    """Puts the attributes of a label into another order."""
    old = _label(project.scheme, label)
    rest = [one for one in old.attributes if one.key not in keys]
    return _with_attributes(project, old, (*(_attribute(old, key) for key in keys), *rest))


def _with_attributes(
    project: Project, old: Label, attributes: tuple[Attribute, ...], touched: Attribute | None = None
) -> Label:
    if touched is not None:
        _check_attribute(touched)
        if sum(one.key == touched.key for one in attributes) > 1:
            raise RefusedError("This label has an attribute “{key}” already.", key=touched.key)
        if touched.main:  # one attribute stands in the row of the panel
            attributes = tuple(replace(one, main=one is touched) for one in attributes)
    new = replace(old, attributes=attributes)
    _record(project, [Change(old, new)])
    return new


def _attribute(label: Label, key: str) -> Attribute:
    found = next((one for one in label.attributes if one.key == key), None)
    if found is None:
        raise RefusedError("“{name}” has no attribute “{key}”.", name=label.zh, key=key)
    return found


def _check_attribute(attribute: Attribute) -> None:
    if not _ATTRIBUTE_KEY.fullmatch(attribute.key):
        raise RefusedError(
            "“{key}” cannot be the key of an attribute: it begins with a letter and has letters, digits and _ only.",
            key=attribute.key,
        )
    if not attribute.zh.strip() and not attribute.en.strip():
        raise RefusedError("An attribute needs a name.")
    if attribute.type is AttributeType.CHOICE:
        keys = [choice.key for choice in attribute.choices]
        if not keys:
            raise RefusedError("A choice needs at least one value to choose.")
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise RefusedError("The value “{key}” stands there twice.", key=twice)
        if not all(key.strip() for key in keys):
            raise RefusedError("A value to choose needs a key.")


# -- relation types ----------------------------------------------------------------------------------------------------


def add_relation(project: Project, relation: RelationType) -> None:
    """Adds a relation type."""
    if any(one.key == relation.key for one in project.scheme.relations):
        raise RefusedError("There is a relation type “{key}” already.", key=relation.key)
    _check_relation(project.scheme, relation)
    _record(project, _relations_change(project.scheme, (*project.scheme.relations, relation)))


def change_relation(project: Project, key: str, relation: RelationType) -> None:
    """Changes a relation type; its key stays, since relations hold it."""
    _relation(project.scheme, key)
    if relation.key != key:
        raise RefusedError("The key of a relation type stays as it is: relations hold it.")
    _check_relation(project.scheme, relation)
    ties = tuple(relation if one.key == key else one for one in project.scheme.relations)
    _record(project, _relations_change(project.scheme, ties))


def remove_relation(project: Project, key: str) -> None:
    """Takes a relation type out of use; the relations that are there stay."""
    _relation(project.scheme, key)
    ties = tuple(one for one in project.scheme.relations if one.key != key)
    _record(project, _relations_change(project.scheme, ties))


def rename_scheme(project: Project, name: str) -> None:
    """Gives the scheme another name."""
    scheme = project.scheme
    if not name.strip():
        raise RefusedError("A label scheme needs a name.")
    after = Scheme(name.strip(), (), scheme.relations, scheme.version)
    _record(project, [Change(Scheme(scheme.name, (), scheme.relations, scheme.version), after)])


def _relation(scheme: Scheme, key: str) -> RelationType:
    found = next((one for one in scheme.relations if one.key == key), None)
    if found is None:
        raise RefusedError("There is no relation type “{key}”.", key=key)
    return found


def _check_relation(scheme: Scheme, relation: RelationType) -> None:
    _key(relation.key)
    if not relation.zh.strip() and not relation.en.strip():
        raise RefusedError("A relation type needs a name.")
    for end in (relation.source, relation.target):
        if scheme.by_key(end) is None:
            raise RefusedError("There is no label “{key}”.", key=end)


def _relations_change(scheme: Scheme, relations: tuple[RelationType, ...]) -> list[Change]:
    before = Scheme(scheme.name, (), scheme.relations, scheme.version)
    after = Scheme(scheme.name, (), relations, scheme.version)
    return [Change(before, after)] if before != after else []


# -- inside ------------------------------------------------------------------------------------------------------------


def _replace(project: Project, label: LabelId, **fields: object) -> Label:
    old = _label(project.scheme, label)
    new = replace(old, **fields)  # type: ignore[arg-type]  # names checked by replace
    _check_label(project.scheme, new)
    _record(project, [Change(old, new)])
    return new


def _record(project: Project, changes: Sequence[Change]) -> None:
    real = [change for change in changes if change.before != change.after]
    if not real:
        return
    with project.database.write() as connection:
        journal.record(connection, project.writer, project.person.id, real, GroupId(new_id()))
    project.reload()


def _label(scheme: Scheme, label: LabelId) -> Label:
    found = next((one for one in scheme.labels if one.id == label), None)
    if found is None:
        raise RefusedError("This label is no longer in the scheme.")
    return found


def _key(key: str) -> str:
    """A key as it is stored."""
    if not _KEY.fullmatch(key.strip()):
        raise RefusedError("“{key}” cannot be a key: it has no blanks, quotes or braces.", key=key)
    return key.strip()


def _name(zh: str, en: str) -> tuple[str, str]:
    zh, en = zh.strip(), en.strip()
    return zh or en, en or zh


def _check_label(scheme: Scheme, label: Label) -> None:
    if not label.zh.strip() and not label.en.strip():
        raise RefusedError("A label needs a name.")
    if max(len(label.zh), len(label.en)) > _LONGEST_NAME:
        raise RefusedError("A label's name has at most {n} characters.", n=_LONGEST_NAME)
    if not _COLOUR.fullmatch(label.colour):
        raise RefusedError("“{colour}” is not a colour; write #RRGGBB.", colour=label.colour)
    others = [other for other in scheme.labels if other.id != label.id]
    same = next((other for other in others if other.key == label.key), None)
    if same is not None:  # also of a retired one, whose tags are still exported by key
        raise RefusedError("The label “{name}” has the key “{key}” already.", name=same.zh, key=label.key)
    in_use = not label.retired and label.merged_into is None
    if in_use and any(other.zh == label.zh for other in others if other in scheme.active):
        raise RefusedError("There is a label “{name}” already.", name=label.zh)


def _free_key(scheme: Scheme, name: str) -> str:
    base = re.sub(r"[\s{}\"'\\]+", "_", name).strip("_")[:40].upper() or "LABEL"
    taken = {label.key for label in scheme.labels}
    numbered = (base if n == 1 else f"{base}_{n}" for n in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def _free_colour(scheme: Scheme) -> str:
    used = [label.colour.upper() for label in scheme.active]
    return min(COLOURS, key=lambda colour: (used.count(colour), COLOURS.index(colour)))


def shipped_schemes() -> list[Scheme]:
    """The schemes that come with the program, the guidelines' own first."""
    from annotator.formats.scheme_toml import bundled_schemes, load_scheme

    return [load_scheme(path) for path in sorted(bundled_schemes(), key=lambda path: path.stem != "policy")]


def scheme_from_file(path: Path) -> Scheme:
    """A scheme from a TOML file; raises InputError naming file and field."""
    from annotator.formats.scheme_toml import load_scheme

    return load_scheme(path)


def scheme_named(name: str) -> Scheme:
    """A shipped scheme by its name, or one from a file by its path."""
    from annotator.formats.scheme_toml import find_scheme, load_scheme

    return load_scheme(find_scheme(name))
