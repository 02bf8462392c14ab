"""Why a number with a unit may be no metric: dates, ages, ordinals, codes, names, set phrases (guidelines, METRIC)."""

import re
from enum import StrEnum
from typing import Final

from annotator.suggest.marks import TITLES, enclosing, holds_name
from annotator.suggest.numerals import Amount
from annotator.suggest.units import Kind, Unit


class Doubt(StrEnum):
    """Why a quantity is no metric; NONE where it is one."""

    NONE = ""
    BARE = "bare"  # a number without unit
    PERIOD = "period"  # a date, or a time that is a condition
    AGE = "age"
    ORDINAL = "ordinal"
    CODE = "code"  # 5G, 1+15+6+7
    NAME = "name"  # inside a quoted name or a title
    PHRASE = "phrase"  # 一户一档, 四项指标: not a counted result


_CODE_BEFORE: Final = re.compile(r"(?:[A-Za-z+×*#_@·＋:：]|[A-Za-z0-9][-./])$")
_CODE_AFTER: Final = re.compile(r"[A-Za-z0-9_]|\+\d|-[A-Za-z0-9]")
_ORDINAL_BEFORE: Final = re.compile(r"(?:第|(?<![目此之以日当先年天月眼提往从])前)$")
_ADDRESS_BEFORE: Final = re.compile(r"[村路街巷弄号栋级]$")
_ADDRESS_UNITS: Final = frozenset("组队栋幢层区班")

_SHORTENED: Final = re.compile(
    r"天数(?:为|达|达到|共)?$|(?:缩短|压缩|压减|精简|延长|提速|节省|节约|减少)(?:了|至|到|为|成)?(?:[近约]|不到|不超过)?$"
)
_TO_BE_SHORTENED: Final = re.compile(r"[^，。；]{0,4}(?:缩短|压缩|压减|精简|延长|减少)")
_SHORTENED_UNITS: Final = frozenset({"天", "个工作日", "工作日", "个月", "日"})
_CONDITION_AFTER: Final = re.compile(
    r"时间|[之以]?[内前后]|以来|来(?!回)|不间断|值[班守]|在线|热线|服务|营业|开放|待命|巡|不打烊|全天|轮流|制"
)
_CIRCLE_AFTER: Final = re.compile(r"[^，。；、\s]{0,7}圈")

_REPEATED: Final = re.compile(r"([1一])[^\d\s一，。；、至到]{1,2}\1(?=[^\d\s.一十百千万亿])")
_LONGEST_NAME: Final = 15
_STATED: Final = frozenset({"元", "美元", "欧元", "%", "百分点"})

_WEAK: Final = frozenset("度角尺寸丈里方折担升卡克分焦兆顷")
_COUNTED: Final = frozenset({*"支家户名场所座台辆套起例处栋期趟次人批亩株头只", "人次"})
_NOT_COUNTED_BEFORE: Final = re.compile(r"[这那该每各另首前后头上下此其某第同分]$")
_RESULT: Final = re.compile(
    r"(?:召开|举办|举行|开展|引进|引入|建成|建设|建立|新建|修建|扩建|改建|新增|增加|增设|培训|组织|成立|创建|打造|打掉|查处|破获|侦破|发放|开办|"
    r"开设|开通|签约|签订|落户|招聘|接待|完成|争取|投入|发展|培育|拥有|配备|购置|添置|安置|解决|帮助|帮扶|救助|资助|收治|治愈|关闭|取缔|整治|"
    r"拆除|新开|注册|孵化|入驻|认定|获批|减少|下降|达到|超过|不足|不到|至少|共计|累计|总计|合计|改造|救出|转移|排查|整改|退出|脱贫|种植|养殖|出栏|销售|"
    r"捐赠|捐助|援建|派出|派驻|选派|吸引|吸纳|带动|覆盖|惠及|处理|办理|化解|调解|种了|养了|买了|盖了|卖了|栽了|修了|建了|开了|办了|有了|增至|降至|[达共计])"
    r"[^，。；：！？\d]{0,10}$"
)
_BUILT: Final = re.compile(r"(?:建成|成立|新建|打造|新增|创建|引进|建立|开办|开设|增设|举办|至少|共)了?(?:有)?$")
_BARE_POWER: Final = "百千万亿"


def doubt(line: str, start: int, end: int, first: Amount, unit: Unit | None, *, bounded: bool) -> Doubt:
    """Why the quantity at `start` to `end` of a line is no metric.

    `bounded` says that something makes a limit or a rough figure of it: 近, 上, 以上, 至少.
    """
    before = line[max(0, start - 30) : start]
    if unit is None and (not first.digits or first.factor < 10**4):
        return Doubt.BARE
    kind = unit.kind if unit else Kind.NONE
    if _CODE_BEFORE.search(before) or (unit is None and _CODE_AFTER.match(line, end)):
        return Doubt.CODE
    if _is_ordinal(before, kind, unit):
        return Doubt.ORDINAL
    if kind is Kind.AGE:
        return Doubt.AGE
    if kind in (Kind.PERIOD, Kind.DURATION) and unit and _is_period(line, start, end, before, unit):
        return Doubt.PERIOD
    if _is_named(line, start, end, unit) or (kind in (Kind.DURATION, Kind.MEASURE) and _CIRCLE_AFTER.match(line, end)):
        return Doubt.NAME
    if _is_repeated(line, first.start) or (not first.digits and _is_phrase(before, first, line, unit, bounded=bounded)):
        return Doubt.PHRASE
    return Doubt.NONE


def _is_ordinal(before: str, kind: Kind, unit: Unit | None) -> bool:
    if kind is Kind.RANK or _ORDINAL_BEFORE.search(before):
        return True
    return unit is not None and unit.text in _ADDRESS_UNITS and bool(_ADDRESS_BEFORE.search(before))


def _is_period(line: str, start: int, end: int, before: str, unit: Unit) -> bool:
    shortened = bool(_SHORTENED.search(before)) or (
        before.endswith(("由", "从")) and bool(_TO_BE_SHORTENED.match(line, end))
    )
    if unit.kind is Kind.PERIOD:
        return not (shortened and unit.text in _SHORTENED_UNITS)
    if shortened:
        return False
    return bool(_CONDITION_AFTER.match(line, end)) or line[start:end].endswith("以内") or line[start:end] == "24小时"


def _is_named(line: str, start: int, end: int, unit: Unit | None) -> bool:
    """Whether the innermost quotation or title marks around it hold a name rather than speech."""
    marks = enclosing(line, start, end)
    if marks is None:
        return False
    if line[marks.opening] in TITLES:
        return True
    stated = unit is not None and unit.name in _STATED
    return marks.closing - marks.opening <= _LONGEST_NAME + 1 and holds_name(line, marks) and not stated


def _is_repeated(line: str, number: int) -> bool:
    """1村1品, 一户一策: a pattern of ones, not counts."""
    return any(m.start() <= number < m.end() for m in _REPEATED.finditer(line, max(0, number - 4), number + 6))


def _is_phrase(before: str, first: Amount, line: str, unit: Unit | None, *, bounded: bool) -> bool:
    """Whether a numeral in Chinese characters counts no result."""
    if unit is None or unit.kind is Kind.DIVISION:
        return True
    written = line[first.start : first.end]
    if bounded or first.rough:
        return written == "一" and unit.kind is Kind.MEASURE and unit.text in _WEAK
    if written == "一" or (written[0] in _BARE_POWER and written.strip(_BARE_POWER) == ""):
        return True
    large = any(power in written for power in _BARE_POWER)
    if unit.kind is Kind.COUNT and not large:
        if _NOT_COUNTED_BEFORE.search(before):
            return True
        if unit.text == "个":
            return not _BUILT.search(before)
        return unit.text not in _COUNTED or not _RESULT.search(before)
    return unit.text in _WEAK and not large
