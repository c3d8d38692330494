"""The tables of the data package: their columns, keys and what each means; the files, the schema and docs/ follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from govreport.errors import Message
from govreport.period import EXAMPLES

Type = Literal["string", "number", "integer"]


@dataclass(frozen=True)
class Column:
    """A column and what its cells may hold."""

    name: str
    about: Message
    type: Type = "string"
    required: bool = True
    """Whether a cell may not be empty."""
    pattern: str = ""


@dataclass(frozen=True)
class TableOf:
    """A file of the package: one row a ``key``."""

    name: str
    about: Message
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    leads_to: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Columns -> the table whose key they are."""

    @property
    def filename(self) -> str:
        """Where it lies in the package."""
        return f"{self.name}.csv"


_CODE = Message("代码", "code")
_INDICATOR = Column("indicator", Message("指标代码", "the indicator's code"))
_UNIT_ZH = Column("unit_zh", Message("单位", "unit, in Chinese"))
_UNIT_EN = Column("unit_en", Message("单位（英文）", "unit, in English"))
_KIND = Column("kind", Message("数值种类，如 count、money、percent", "kind of value: count, money, percent and others"))
_BASIS = Column(
    "basis",
    Message(
        "时间口径：stock 期末时点、flow 本期发生、year_to_date 本年累计、cumulative 历年累计",
        "basis in time: stock (at the end of the period), flow (during it), year_to_date, cumulative (over all years)",
    ),
)


def _names(column: str, zh: str, en: str, *, required: bool = True) -> tuple[Column, Column]:
    return (
        Column(f"{column}_zh", Message(zh, f"{en}, in Chinese"), required=required),
        Column(f"{column}_en", Message(f"{zh}（英文）", f"{en}, in English"), required=required),
    )


FIGURES = TableOf(
    "figures",
    Message("数值，一行一个", "figures, one a row"),
    (
        _INDICATOR,
        *_names("indicator", "指标名称", "the indicator's name"),
        Column(
            "quarter",
            Message(
                f"报告期，如 {'、'.join(EXAMPLES.values())}", f"the period, written like {', '.join(EXAMPLES.values())}"
            ),
            pattern=r"^\d{4}(-Q[1-4]|-H[12]|-(0[1-9]|1[0-2]))?$",
        ),
        Column("area", Message("区或镇街的区划代码", "division code of the district or the town")),
        *_names("area", "区或镇街名称", "name of the district or the town"),
        Column("breakdown", Message("分组方式的代码；_T 为不分组", "what it is broken down by; _T: not broken down")),
        *_names("breakdown", "分组方式", "what it is broken down by"),
        Column("member", Message("组别代码；_T 为合计", "the group's code; _T: all groups together")),
        *_names("member", "组别", "the group's name"),
        Column(
            "value",
            Message(
                "印出的数值（已修约），单位见 unit_zh；不公布或算不出的为空",
                "the value as printed (rounded), in the unit of unit_en; empty where it is withheld or can't be stated",
            ),
            "number",
            required=False,
        ),
        _UNIT_ZH,
        _UNIT_EN,
        Column(
            "numerator",
            Message(
                "分子，整数；金额以货币的最小单位计；不公布的为空",
                "numerator, a whole number; money in the currency's smallest unit; empty where it is withheld",
            ),
            "integer",
            required=False,
        ),
        Column(
            "denominator",
            Message(
                "分母，整数；没有分母或不公布的为空",
                "denominator, a whole number; empty where there is none or it is withheld",
            ),
            "integer",
            required=False,
        ),
        Column(
            "status",
            Message("状态字母，可有几个，见 statuses.csv", "letters of status, possibly several: statuses.csv"),
            pattern=r"^[APRBMQU]+$",
        ),
        _KIND,
        _BASIS,
    ),
    ("indicator", "quarter", "area", "breakdown", "member"),
    (
        (("indicator",), "indicators"),
        (("area",), "areas"),
        (("breakdown",), "breakdowns"),
        (("breakdown", "member"), "members"),
    ),
)
INDICATORS = TableOf(
    "indicators",
    Message("指标及其定义", "indicators and what they mean"),
    (
        _INDICATOR,
        Column("theme", Message("主题", "theme"), required=False),
        *_names("name", "名称", "name"),
        _UNIT_ZH,
        _UNIT_EN,
        _KIND,
        _BASIS,
        Column(
            "direction",
            Message(
                "方向：more_is_better 越多越好、less_is_better 越少越好、neutral 中性",
                "direction: more_is_better, less_is_better, neutral",
            ),
        ),
        Column(
            "factor",
            Message(
                "换算系数：数值＝分子÷分母×系数，再修约到 decimals 位；没有分母时不除",
                "value = numerator / denominator × factor, rounded to decimals; nothing is divided where there is none",
            ),
            pattern=r"^\d+(/\d+)?$",
        ),
        Column("decimals", Message("小数位数", "digits after the point"), "integer"),
        Column(
            "denominator_floor",
            Message("分母小于此数不计算比率；0 为没有限制", "no rate is stated on a smaller denominator; 0: no limit"),
            "integer",
        ),
        *_names("formula", "定义", "definition"),
        *_names("caveat", "使用时注意", "what to heed", required=False),
        Column("source", Message("依据", "the rule that defines it (in Chinese)")),
        Column(
            "definition_sha256",
            Message("计算口径的散列值；不同则不宜相比", "hash of what computes it; where it differs don't compare"),
        ),
    ),
    ("indicator",),
)
AREAS = TableOf(
    "areas",
    Message("区和镇街", "the district and its towns"),
    (
        Column("area", Message("区划代码", "division code")),
        *_names("name", "名称", "name"),
        Column("level", Message("层级：district 区、town 镇街", "level: district or town")),
    ),
    ("area",),
)
BREAKDOWNS = TableOf(
    "breakdowns",
    Message("分组方式", "what figures are broken down by"),
    (Column("breakdown", _CODE), *_names("name", "名称", "name")),
    ("breakdown",),
)
MEMBERS = TableOf(
    "members",
    Message("组别", "the groups of a breakdown"),
    (
        Column("breakdown", Message("分组方式的代码", "code of the breakdown")),
        Column("member", _CODE),
        *_names("name", "名称", "name"),
    ),
    ("breakdown", "member"),
    ((("breakdown",), "breakdowns"),),
)
STATUSES = TableOf(
    "statuses",
    Message("状态字母", "letters of status"),
    (
        Column("status", Message("字母", "letter")),
        *_names("name", "含义", "meaning"),
        Column("sdmx", Message("SDMX 的 OBS_STATUS 代码", "the code of SDMX's OBS_STATUS")),
    ),
    ("status",),
)
TABLES = (FIGURES, INDICATORS, AREAS, BREAKDOWNS, MEMBERS, STATUSES)
