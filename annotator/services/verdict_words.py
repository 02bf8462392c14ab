"""What verdicts say, in words: how a tag is to be changed, and what became of it."""

from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Span
from annotator.domain.verdict import Judgement, Verdict
from annotator.i18n import language, tr
from annotator.services.verdicts import Judged

_LONGEST = 30


def judgement_names() -> dict[Judgement, str]:
    """What the judgements are called."""
    return {
        Judgement.ACCEPT: tr("Right"),
        Judgement.MEND: tr("Mended"),
        Judgement.REJECT: tr("Not a tag"),
        Judgement.QUERY: tr("Queried"),
    }


def outcome(found: Judged) -> str:
    """What was said of a tag, and what its owner answered."""
    said = judgement_names()[found.verdict.judgement]
    if found.reply is None:
        return tr("{said}, changed since", said=said) if found.stale else said
    if found.reply.taken:
        return tr("{said}, taken over", said=said)
    return tr("{said}, objected", said=said)


def changed(scheme: Scheme, verdict: Verdict) -> list[tuple[str, str, str]]:
    """What a proposal changes: the name of it, how it is, how it should be. A tag that is to go has one line."""
    before, after = verdict.before, verdict.after
    if after is None:
        gone = tr("(removed)") if verdict.judgement is Judgement.REJECT else ""
        return [(_name(scheme.label(before.label)), _short(before.quote), gone)]
    found = []
    if scheme.label(before.label).id != scheme.label(after.label).id:
        found.append((tr("Label"), _name(scheme.label(before.label)), _name(scheme.label(after.label))))
    if (before.start, before.end, before.parts) != (after.start, after.end, after.parts):
        found.append((tr("Bounds"), _short(before.quote), _short(after.quote)))
    found += _attributes(scheme.label(after.label), before, after)
    if before.note != after.note:
        found.append((tr("Note"), _short(before.note), _short(after.note)))
    return found


def _attributes(label: Label, before: Span, after: Span) -> list[tuple[str, str, str]]:
    names = {one.key: (one.zh if language() == "zh" else one.en) for one in label.attributes}
    keys = [*names, *(key for key in (*before.attributes, *after.attributes) if key not in names)]
    found = []
    for key in dict.fromkeys(keys):
        old, new = before.attributes.get(key), after.attributes.get(key)
        if old != new:
            found.append((names.get(key, key), _value(old), _value(new)))
    return found


def _value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return tr(", ").join(_value(one) for one in value)
    if isinstance(value, dict):
        return _short(str(value.get("text", value)))
    return _short(str(value))


def _name(label: Label) -> str:
    return label.zh if language() == "zh" else label.en


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 2]}……"
