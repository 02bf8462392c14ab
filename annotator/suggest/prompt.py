"""Engine 6, a language model: what it is asked, and what of its answer stands in the text.

Nothing that it says is believed: a quote that is not in the text, a label or choice that the scheme lacks, a code, are
dropped. Nothing here speaks to anybody; `services.llm` does.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from annotator.domain.scheme import Attribute, AttributeType, Label, Scheme
from annotator.i18n import mark
from annotator.suggest.protocol import Suggestion
from annotator.suggest.regions import region
from annotator.suggest.words import Bounds

NAME: Final = "llm"
VERSION: Final = "1"
CHUNK: Final = 1500
"""Characters that are asked about at once: an answer about more gets careless."""
_SCORE: Final = 0.45  # shown, but behind what any other engine thinks likely; memory may know better
_REASON: Final = mark("proposed by the language model {model}")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:\.\.-?\d+(?:\.\d+)?)?")
_LONGEST: Final = 200
_GUIDELINES: Final = 12_000  # characters of guidelines that are told
_THOUGHT: Final = re.compile("<think>.*?</think>", re.DOTALL)

_TASK: Final = """你是中文政策新闻的标注员。按下面的标签体系和标注规则，找出文中所有应当标注的片段。
只输出一个 JSON 对象，不要解释，格式如下：
{"spans": [{"quote": "与原文一字不差的片段", "label": "标签代码", "before": "紧挨在前面的几个字", "attributes": {}}]}
要求：
- quote 必须逐字出自原文，不得改写、合并或省略；片段按在文中出现的先后排列，每出现一次列一次。
- label 只能用下面列出的代码；attributes 只能用该标签列出的属性代码，拿不准的属性不填。
- 没有可标注的内容时输出 {"spans": []}。"""


class GarbledError(ValueError):
    """An answer that is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What of an answer stands in the text, and how many of its spans do not."""

    suggestions: tuple[Suggestion, ...]
    dropped: int


def messages(scheme: Scheme, text: str, guidelines: str = "") -> list[dict[str, str]]:
    """The messages of a request about a piece of text."""
    parts = [_TASK, "标签体系：", *map(_label, scheme.active)]
    if guidelines.strip():
        parts += ["标注规则：", guidelines.strip()[:_GUIDELINES]]
    return [{"role": "system", "content": "\n".join(parts)}, {"role": "user", "content": text}]


def _label(label: Label) -> str:
    lines = [f"- {label.key}（{label.zh}）：{label.description or label.zh}"]
    for attribute in label.attributes:
        if attribute.type is AttributeType.CODE:  # nobody knows codes by heart
            continue
        choices = "，".join(f"{choice.key}={choice.zh}" for choice in attribute.choices)
        kind = f"从中选一：{choices}" if choices else _KINDS[attribute.type]
        lines.append(f"  - {attribute.key}（{attribute.zh}）：{kind}")
    return "\n".join(lines)


_KINDS: Final = {
    AttributeType.TEXT: "文字",
    AttributeType.NUMBER: "十进制数，展开万、亿；区间写作 a..b",
    AttributeType.CHOICE: "选项",
    AttributeType.QUOTES: "原文中的片段，最多三个，写成数组",
}


def chunks(text: str) -> Iterator[Bounds]:
    """The pieces that are asked about one by one: whole paragraphs, cut only where one is very long."""
    low = 0
    while low < len(text):
        high = min(len(text), low + CHUNK)
        if high < len(text):
            cut = text.rfind("\n", low, high) + 1 or text.rfind("。", low, high) + 1
            high = cut if cut > low else high
        if text[low:high].strip():
            yield low, high
        low = high


def parse(answer: str, text: str, bounds: Bounds, scheme: Scheme, model: str) -> Parsed:
    """The spans of an answer about a piece of a text; raises GarbledError where it is no answer at all."""
    found: list[Suggestion] = []
    used: set[tuple[str, int]] = set()
    listed = _spans(answer)
    for one in listed:
        suggestion = _suggestion(one, text, bounds, scheme, model, used)
        if suggestion is not None:
            found.append(suggestion)
    return Parsed(tuple(sorted(found, key=lambda s: (s.start, -s.end))), len(listed) - len(found))


def _spans(answer: str) -> list[object]:
    """The list of an answer, which may stand among other words or in a block of code."""
    plain = _THOUGHT.sub("", answer)
    decoder = json.JSONDecoder()
    at = plain.find("{")
    while at >= 0:
        try:
            said, _ = decoder.raw_decode(plain, at)
        except (ValueError, RecursionError):
            at = plain.find("{", at + 1)
            continue
        if isinstance(said, dict) and isinstance(said.get("spans"), list):
            spans: list[object] = said["spans"]
            return spans
        at = plain.find("{", at + 1)
    raise GarbledError(plain[:_LONGEST])


def _suggestion(
    one: object, text: str, bounds: Bounds, scheme: Scheme, model: str, used: set[tuple[str, int]]
) -> Suggestion | None:
    if not isinstance(one, Mapping):
        return None
    quote, key, before = one.get("quote"), one.get("label"), one.get("before")
    label = next((label for label in scheme.active if label.key == key), None)
    if not isinstance(quote, str) or not 0 < len(quote.strip()) <= _LONGEST or label is None:
        return None
    quote = quote.strip()
    start = _place(text, bounds, quote, before if isinstance(before, str) else "", label.key, used)
    if start < 0:
        return None
    used.add((label.key, start))
    end = start + len(quote)
    said = one.get("attributes")
    attributes = _attributes(said if isinstance(said, Mapping) else {}, label, text, start, end)
    return Suggestion(start, end, label.key, _SCORE, NAME, _REASON, attributes, {"model": model})


def _place(text: str, bounds: Bounds, quote: str, before: str, label: str, used: set[tuple[str, int]]) -> int:
    """Where a quote stands that was not placed yet: behind the words that are said to stand before it, else first."""
    free: list[int] = []
    at = text.find(quote, *bounds)
    while at >= 0:
        if (label, at) not in used:
            free.append(at)
        at = text.find(quote, at + 1, bounds[1])
    told = before.strip()
    behind = [at for at in free if told and text.endswith(told, 0, at)]
    return (behind or free or [-1])[0]


def _attributes(said: Mapping[str, Any], label: Label, text: str, start: int, end: int) -> dict[str, Any]:
    known = {attribute.key: attribute for attribute in label.attributes}
    found: dict[str, Any] = {}
    for key, value in said.items():
        attribute = known.get(key)
        checked = None if attribute is None else _value(attribute, value, text, start, end)
        if checked:
            found[key] = checked
    return found


def _value(attribute: Attribute, value: object, text: str, start: int, end: int) -> object:
    """A value that an attribute can have, None for any other."""
    if attribute.type is AttributeType.QUOTES:
        quotes = value if isinstance(value, list) else [value]
        placed = [_quote(one, text, start, end) for one in quotes[:3]]
        return [one for one in placed if one]
    plain = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    match attribute.type:
        case AttributeType.NUMBER:
            return plain if _NUMBER.fullmatch(plain) else None
        case AttributeType.CHOICE:
            return plain if plain in {choice.key for choice in attribute.choices} else None
        case AttributeType.TEXT:
            return plain[:_LONGEST]
        case _:
            return None  # codes are looked up, not made up


def _quote(value: object, text: str, start: int, end: int) -> dict[str, Any] | None:
    """A quote of the paragraph of a span, the nearest place of it."""
    if not isinstance(value, str) or not value.strip():
        return None
    quote = value.strip()
    low, high = region(text, start)
    before = text.rfind(quote, low, start)
    at = before if before >= 0 else text.find(quote, end, high)
    return {"start": at, "end": at + len(quote), "text": quote} if at >= 0 else None
