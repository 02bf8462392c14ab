"""Readings set into a text behind a character, as 邙（máng）山: they part words and are no part of the text."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from annotator.i18n import mark
from annotator.reading.lines import HAN

READING: Final = mark("How a character is read, set into the text.")

_TONES: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈŌÓǑÒ"
_TONED = re.compile(f"[{_TONES}]")
_SYLLABLE: Final = f"[a-zü{_TONES}ɡɑ]{{1,6}}"
_READING = re.compile(
    rf"(?<=[{HAN}])[(（]\s*(?:音|读作|讀作|读|讀)?\s*({_SYLLABLE}(?:[\s·']?{_SYLLABLE}){{0,5}}|[ㄅ-ㄯㆠ-ㆿˉˊˇˋ˙\s]{{1,16}})\s*[)）]"
)
_ZHUYIN = re.compile("[ㄅ-ㄯ]")


class Reading(NamedTuple):
    """A reading with its brackets: positions in the text of a line."""

    start: int
    end: int


def find_readings(text: str) -> Iterator[Reading]:
    """The readings in a line: pinyin with at least one tone, or zhuyin, in brackets behind a Chinese character.

    What has no tone may be an abbreviation or a foreign word and stays.
    """
    if "(" not in text and "（" not in text:
        return
    for found in _READING.finditer(text):
        if _TONED.search(found.group(1)) or _ZHUYIN.search(found.group(1)):
            yield Reading(found.start(), found.end())
