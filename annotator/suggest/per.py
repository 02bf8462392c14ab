"""The denominator of a quantity: 每亩, 每人每学期, and what 人均, 亩产, 月工资 say."""

import re
from typing import Final

_EACH: Final = (
    r"人次|平方米|平方公里|立方米|公里|公斤|千克|学期|学年|季度|个月|小时|分钟|工作日|课时|"
    r"[人户亩年月天日周家村个名头株吨座台件场次期斤元班校项米位只羽棵辆所套份度]"
)
_EVERY: Final = re.compile(rf"(?:每(?:{_EACH}))+")
_AVERAGE: Final = re.compile(r"(?<!平)([人户亩村年月日校班株头周车]{1,3})均")
_RATE: Final = re.compile(
    r"(?<![\d今去前当明后同一本该全半每近往逐历连新几多两三此])([年月日亩])(?=产|收入|工资|薪|租|接待|销售|处理|利润|产值|加工|供|增收|发电|吞吐|出栏)"
)
_BEHIND: Final = re.compile(rf"(?:/(?:{_EACH}|h|s|d|a|km|kg|m²|m³|L))+|每(?:{_EACH})")
_CLAUSE: Final = re.compile("[，。；：！？]")
_REACH: Final = 24


def per_of(line: str, start: int, end: int) -> tuple[str, int]:
    """The denominator of the quantity at `start` to `end` of a line, empty if none, and where the quantity then ends.

    元/亩 belongs to the quantity, 每亩 before or behind it does not.
    """
    behind = _BEHIND.match(line, end)
    if behind:
        return behind[0].replace("/", "每"), behind.end() if line[end] == "/" else end
    left = _CLAUSE.split(line[max(0, start - _REACH) : start])[-1]
    every = list(_EVERY.finditer(left))
    if every:
        return every[-1][0], end
    average = list(_AVERAGE.finditer(left))
    if average:
        return "".join(f"每{what}" for what in average[-1][1]), end
    rate = list(_RATE.finditer(left))
    return (f"每{rate[-1][1]}" if rate else ""), end
