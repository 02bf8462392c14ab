"""Lines of history in words: what was done, how it was before and how after."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from annotator.domain.article import Article, Layer, LayerKind
from annotator.domain.change import Change
from annotator.domain.record import Record
from annotator.domain.scheme import Attribute, Label, Scheme
from annotator.domain.span import Relation, Span
from annotator.i18n import language, tr
from annotator.services import record_words
from annotator.services.stats import state_names
from annotator.services.timeline import Brought, Line, Step

_LONGEST: Final = 40
_FORM: Final = ("date", "paper", "page", "region", "extra")


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words; `before` or `after` is empty where there was nothing."""

    what: str
    before: str = ""
    after: str = ""
    label: Label | None = None


def told(scheme: Scheme, line: Line) -> Told:
    """What a line of history says."""
    if line.change is None:
        return Told(brought_words(line.brought))
    state, before, after = line.change.state, line.change.before, line.change.after
    if isinstance(state, Span):
        return _span(scheme, _of(before), _of(after))
    if isinstance(state, Relation):
        return _relation(scheme, line.change)
    if isinstance(state, Layer):
        return _layer(before, state)
    if isinstance(state, Article):
        return _article(before, state)
    if isinstance(state, Record):
        return Told(tr(record_words.verb(line.change), what=record_words.words(state)))
    return Told(tr("Changed"))


def step_title(scheme: Scheme, step: Step) -> str:
    """What a whole step did, in a few words."""
    lines = [line for line in step.lines if line.change is None or not isinstance(line.change.state, Layer)]
    first = told(scheme, (lines or list(step.lines))[-1])
    words = [first.what]
    if first.before or first.after:
        words.append(first.after or first.before)
    title = " ".join(words)
    count = len(lines) or len(step.lines)
    return tr("{title} and more ({n} changes)", title=title, n=count) if count > 1 else title


def brought_words(brought: Brought | None) -> str:
    """What an import brought."""
    if brought is None or not brought.layers:
        return tr("Imported the article")
    if brought.whole:
        return tr("Imported the article with {n} tags", n=brought.spans)
    return tr("Imported a layer with {n} tags", n=brought.spans)


def label_name(label: Label | Attribute) -> str:
    """The name of a label or attribute in the user's language."""
    return label.zh if language() == "zh" else label.en


def short(text: str, most: int = _LONGEST) -> str:
    """A text in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 2]}……"


# -- kinds of things ---------------------------------------------------------------------------------------------


def _of(state: object) -> Span | None:
    return state if isinstance(state, Span) else None


def _span(scheme: Scheme, before: Span | None, after: Span | None) -> Told:
    known = after or before
    assert known is not None  # noqa: S101 - a change has one of them
    label = scheme.label(known.label)
    if before is None or after is None:
        said = tr("{label} “{quote}”", label=label_name(label), quote=short(known.quote))
        what = tr("Tagged") if before is None else tr("Removed the tag")
        return Told(what, "" if before is None else said, said if before is None else "", label)
    fields = list(_span_fields(scheme, before, after))
    if not fields:
        return Told(tr("Confirmed the tag on the present text"), "", f"“{short(after.quote)}”", label)
    names = ("、" if language() == "zh" else ", ").join(name for name, _, _ in fields)
    what = tr("Changed {fields} of “{quote}”", fields=names, quote=short(before.quote, 20))
    return Told(what, _joined(old for _, old, _ in fields), _joined(new for _, _, new in fields), label)


def _span_fields(scheme: Scheme, before: Span, after: Span) -> Iterator[tuple[str, str, str]]:
    """What differs: the name of the field, its value before and after."""
    if before.label != after.label:
        yield tr("label"), label_name(scheme.label(before.label)), label_name(scheme.label(after.label))
    moved = (before.start, before.end, before.parts) != (after.start, after.end, after.parts)
    if moved and (before.revision == after.revision or before.quote != after.quote):
        yield tr("bounds"), f"“{short(before.quote)}”", f"“{short(after.quote)}”"
    attributes = {one.key: one for one in scheme.label(after.label).attributes}
    for key in sorted(before.attributes.keys() | after.attributes.keys()):
        old, new = before.attributes.get(key), after.attributes.get(key)
        if old != new:
            known = attributes.get(key)
            yield (label_name(known) if known else key), _value(known, old), _value(known, new)
    if before.note != after.note:
        yield tr("note"), short(before.note) or "—", short(after.note) or "—"


def _value(attribute: Attribute | None, value: object) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, list | tuple):
        return short("、".join(_value(attribute, one) for one in value))
    if isinstance(value, dict):
        return str(value["text"]) if "text" in value else short(json.dumps(value, ensure_ascii=False))
    choice = next((one for one in attribute.choices if one.key == value), None) if attribute is not None else None
    if choice is not None:
        return choice.zh if language() == "zh" else choice.en
    return short(str(value))


def _joined(parts: Iterable[str]) -> str:
    return tr("; ").join(parts)


def _relation(scheme: Scheme, change: Change) -> Told:
    names = {one.key: one.zh if language() == "zh" else one.en for one in scheme.relations}

    def said(state: object) -> str:
        return names.get(state.type, state.type) if isinstance(state, Relation) else ""

    if change.before is None:
        return Told(tr("Related two tags"), "", said(change.after))
    if change.after is None:
        return Told(tr("Removed the relation"), said(change.before))
    return Told(tr("Changed the relation"), said(change.before), said(change.after))


def _layer(before: object, now: Layer) -> Told:
    names = state_names()
    if not isinstance(before, Layer):
        return Told(tr("Began the settled layer") if now.kind is LayerKind.GOLD else tr("Began the article"))
    after = names[str(now.status)]
    return Told(tr("Set the state"), names[str(before.status)], f"{after} ({now.reason})" if now.reason else after)


def _article(before: object, now: Article) -> Told:
    if not isinstance(before, Article):
        return Told(tr("Imported the article"))
    if before.title != now.title:
        return Told(tr("Renamed the article"), short(before.title), short(now.title))
    if before.revision != now.revision:
        return Told(tr("Changed the repairs of the text"))
    if before.form != now.form:
        pairs = [(getattr(before.form, key), getattr(now.form, key)) for key in _FORM]
        old, new = ([pair[side] or "—" for pair in pairs if pair[0] != pair[1]] for side in (0, 1))
        return Told(tr("Changed the article's details"), _joined(map(short, old)), _joined(map(short, new)))
    if before.excluded != now.excluded:
        return Told(tr("Excluded the article from export") if now.excluded else tr("Took the article in again"))
    return Told(tr("Deleted the article") if now.deleted else tr("Brought the article back"))
