"""Units and classifiers: what may follow a number, what kind of thing it then counts, and what must not follow it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a unit measures, as far as it decides whether a number with it is a metric."""

    MEASURE = "measure"  # length, area, mass, money, energy
    PERCENT = "percent"
    COUNT = "count"  # classifiers
    DIVISION = "division"  # 5镇, 12村: the counted thing itself
    DURATION = "duration"  # seconds to hours: measured, unless they are a condition
    PERIOD = "period"  # days to years, dates
    AGE = "age"
    RANK = "rank"  # grades, editions, numbers of roads
    NONE = "none"  # a multiplier without a unit: 1.2亿


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, the name it is given, its kind, and what shows that the characters are something else."""

    text: str
    name: str
    kind: Kind
    unless: re.Pattern[str] | None = None


_MEASURES: Final = """
公里 千米 米 分米 厘米 毫米 微米 纳米 海里 英里 华里 英尺 英寸 丈 尺 里 延米 延长米 立方公里 车公里 人公里
吨公里 平方公里 平方千米 平方米 平方厘米 平方分米 平米 平方 公顷 公亩 亩 顷 ㎡ km² m² hm² 平方海里 立方米
立方 立方厘米 升 毫升 公升 方 m³ 立方分米 吨 公吨 公斤 千克 克 毫克 微克 斤 市斤 担 吨标准煤 吨标煤 吨公里
载重吨 总吨 磅 盎司 克拉 公担 元 美元 欧元 港元 日元 英镑 卢布 韩元 新元 澳元 港币 角 块钱
人民币 美金 瑞士法郎 泰铢 加元 瓦 千瓦 兆瓦 吉瓦 瓦时 千瓦时 兆瓦时 千伏 伏 千伏安 安时 焦耳 焦 卡 千卡 大卡
度 摄氏度 ℃ °C 帕 千帕 兆帕 百帕 分贝 马力 赫兹 兆赫 流明 比特 兆比特 兆 字节 像素 勒克斯 贝可 标准箱 标箱
TEU km m cm mm kg g mg t kW MW GW kV kWh kVA MWh GWh GB TB MB KB PB Gbps Mbps ml mL ha μg ug ppm dB Hz GHz
MHz 倍 成 番 折 个标准大气压
"""
_PERCENTS: Final = "% ％ ‰ 个百分点 百分点 个基点 基点 个千分点"
_COUNTS: Final = """
个 名 人 户 家 位 口 处 座 所 间 栋 幢 套 台 辆 架 艘 只 头 匹 羽 尾 条 棵 株 根 枝 支 盏 张 把 件 项 宗 起
例 种 类 款 批 次 场 趟 期 轮 班 份 本 册 篇 首 部 幅 门 道 堂 节 课时 学时 学分 眼 孔 盆 袋 箱 瓶 盒 包 桶
车 筐 枚 粒 颗 片 块 面 排 层 段 对 双 副 组 队 群 团 伙 单 笔 床 人次 户次 车次 班次 架次 艘次 场次 件次
台次 家次 批次 头次 列次 人天 工日 人份 剂次 剂 针 针次 页 卷 集 字 行 遍 回 步 圈 盘 碗 杯 桌 席 扇 环 列
台套 台（套） 台(套) 套次 辆次 例次 分 票 杆 挂 吨次 亩次 轮次 站次 篇次 点位 公里次 窝 箱次 丛 穴 垄 畦 兜
蔸 捆 摞 堆 滴 发 门次 课 词条 幕 档 岗 座次 餐 顿 张次
"""
_DIVISIONS: Final = "省 市 县 区 镇 乡 村 街道 社区 国"
_DURATIONS: Final = "秒 毫秒 分钟 小时 个小时 个钟头 秒钟 刻钟 个半小时"
_PERIODS: Final = """
年 个月 月 日 天 周 个星期 星期 个礼拜 季度 个季度 学期 个学期 个工作日 工作日 年度 周年 年代 世纪 时 点 点钟
月份 个年头 年级 旬 昼夜 夜 晚 个年度 个日夜 个昼夜 个小长假 学年 个学年 个交易日 个周末 个春秋 个寒暑 载
"""
_AGES: Final = "岁 周岁 岁半 虚岁"
_RANKS: Final = "级 号 届 路 楼 线 星 星级 代 版 等 等奖 号线 师 旅 军 连 营 院 号文 号楼 单元 强 大 A级 A 后"

# Characters behind a unit that make another word of it: 5家庭 is not 5家.
_UNLESS: Final = {
    "人": "民币|均|才|字|行道",
    "户": "[籍外型均]|主",
    "家": "[庭长园乡属具禽政教]",
    "口": "[号径味岸]",
    "处": "[理于在置罚]",
    "座": "谈",
    "所": "[以谓需]",
    "间": "[隔接]",
    "名": "[单录称额牌]",
    "位": "[于置]",
    "条": "[件例款]",
    "根": "[据本源治]",
    "支": "[持付出援撑柱]|部(?!队)",
    "张": "贴",
    "把": "[握关]",
    "起": "[来到步点草]",
    "例": "[如外行]",
    "种": "[田子]",
    "批": "[准示]",
    "场": "[所地馆景]",
    "期": "[间望待货]|[一二三]?(?:工程|项目)",
    "班": "[子车主组级]",
    "份": "额",
    "本": "[报省市县区镇乡村地届次年月级科身着质来]",
    "部": "[分门委队署长]",
    "面": "[积向对临]",
    "道": "[路德理]",
    "门": "[口面店槛]",
    "节": "[约能水日目]",
    "眼": "[前下睛镜]",
    "包": "[括装含村保]",
    "车": "[间辆站道库]",
    "片": "区",
    "排": "[名放污水]",
    "层": "[面级次]",
    "对": "[于比口接应象照外帮]",
    "组": "[织成建合团]",
    "队": "[伍员长]",
    "群": "[众体]",
    "团": "[队员结体]",
    "单": "[位独]",
    "分": "[钟之公局校别管类布享散期行支步级层配红]",
    "米": "[粉粮线]",
    "里": "面|程|(?![路长远外地的之多，。；、）)])",
    "方": "面|位|式|针|法|便|案|向|(?![的土砂石木混水，。；、）)])",
    "度": "[假过汛]",
    "成": "[为立功果员绩年本熟效交就长都品群]",
    "番": "[薯茄禺五]",
    "折": "[合射叠]",
    "元": "[旦素宵]",
    "角": "[度落色]",
    "克": "[服隆]",
    "升": "[级至到学为值]",
    "担": "[任保当负]",
    "台": "[湾风账阶]",
    "头": "[条部]",
    "类": "[似别]",
    "首": "[批家创届]",
    "套": "[餐路]",
    "行": "[业动政为]",
    "字": "[眼样]",
    "回": "[收报复应家]",
    "环": "[境保节]",
    "国": "[家道内]",
    "省": "[级道内外]",
    "市": "[级场民区]",
    "县": "[级域城]",
    "区": "[域级别]",
    "镇": "[区]",
    "村": "[级民庄干]",
    "课": "[题程堂本]",
    "发": "[展挥生布放]",
    "档": "案",
    "岗": "[位前]",
    "卡": "[车口片]",
    "焦": "[点虑]",
    "丈": "[夫量]",
    "尺": "[寸度]",
    "列": "[入为出]",
    "笔": "[者试]",
    "床": "上",
    "针": "[对灸织]",
    "步": "[伐入行]",
    "圈": "子",
    "遍": "[布及]",
    "集": "[中团体聚合]",
    "幅": "度",
    "篇": "章",
    "款": "项",
    "轮": "[流换训]",
    "项": "目(?!标|的)",
    "只": "[有要能是为]",
}


def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    groups = (
        (Kind.COUNT, _COUNTS),
        (Kind.MEASURE, _MEASURES),
        (Kind.PERCENT, _PERCENTS),
        (Kind.DIVISION, _DIVISIONS),
        (Kind.DURATION, _DURATIONS),
        (Kind.PERIOD, _PERIODS),
        (Kind.AGE, _AGES),
        (Kind.RANK, _RANKS),
    )
    for kind, names in groups:
        for text in names.split():
            unless = _UNLESS.get(text)
            latin = "[A-Za-z0-9]" if text[-1].isascii() and text[-1].isalpha() else ""
            pattern = unless or latin
            found[text] = Unit(text, _NAMES.get(text, text), kind, re.compile(pattern) if pattern else None)
    return found


_NAMES: Final = {
    "名": "人",
    "％": "%",
    "个百分点": "百分点",
    "个基点": "基点",
    "个千分点": "千分点",
    "块钱": "元",
    "人民币": "元",
    "个小时": "小时",
    "个钟头": "小时",
}
UNITS: Final = _units()
_LONGEST: Final = max(map(len, UNITS))
_FIRST: Final = frozenset(text[0] for text in UNITS)


def unit_at(text: str, position: int) -> Unit | None:
    """The longest unit that stands exactly at a position and is not part of another word."""
    if text[position : position + 1] not in _FIRST:
        return None
    for length in range(_LONGEST, 0, -1):
        unit = UNITS.get(text[position : position + length])
        if unit is not None and (unit.unless is None or not unit.unless.match(text, position + length)):
            return unit
    return None
