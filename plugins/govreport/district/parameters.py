"""Numbers of one place that definitions, rules and sentences rest on: which there are, and how a district states them.

A district states them under ``parameters`` in district.yaml or takes them from its profile. One that isn't stated takes
with it what reads it: indicators aren't stated, rules are off, and the method annex says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from govreport.district.mistakes import said, unknown_name
from govreport.errors import Message

Kind = Literal["year", "day", "years", "count", "percent", "money"]
Value = int | Decimal | date


@dataclass(frozen=True)
class Parameter:
    """One number that a place may state."""

    kind: Kind
    meaning: Message


PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {
        "special_fund_first_year": Parameter(
            "year", Message("专项资金开始的年份", "The year in which the special fund began")
        ),
        "city_venture_limits_since": Parameter(
            "day",
            Message("市公益创投资助上限自哪一天起适用", "The day from which the limits on city venture grants apply"),
        ),
        "city_venture_share": Parameter(
            "percent",
            Message(
                "市公益创投资助最多占项目预算的百分之几",
                "The largest share of its budget that a city venture grant may be",
            ),
        ),
        "city_venture_ceiling": Parameter(
            "money", Message("市公益创投单个项目资助的上限", "The largest city venture grant of one project")
        ),
        "abnormal_list_years": Parameter(
            "years",
            Message(
                "列于活动异常名录满几年转入严重违法失信名单",
                "Years on the list of abnormal activity after which the list of serious breaches follows",
            ),
        ),
        "award_after_abnormal_years": Parameter(
            "years",
            Message(
                "立项前几年内不应列于活动异常名录",
                "Years before an award in which its recipient shouldn't have been on the list of abnormal activity",
            ),
        ),
        "award_after_serious_years": Parameter(
            "years",
            Message(
                "立项前几年内不应列于严重违法失信名单",
                "Years before an award in which its recipient shouldn't have been on the list of serious breaches",
            ),
        ),
        "assessment_after_years": Parameter(
            "years",
            Message("登记满几年可以参加等级评估", "Years on the register after which an organization may be assessed"),
        ),
        "grade_years": Parameter("years", Message("评估等级有效几年", "Years for which an assessed grade is valid")),
        "credit_entry_working_days": Parameter(
            "count",
            Message(
                "信用信息形成后几个工作日内录入",
                "Working days within which credit information is entered",
            ),
        ),
        "party_members_for_own": Parameter(
            "count",
            Message(
                "有几名正式党员应当单独组建党组织",
                "Full members with whom a party organization of its own is due",
            ),
        ),
        "community_categories": Parameter(
            "count",
            Message("重点培育的社区社会组织有几类", "Categories of community organizations that are fostered"),
        ),
        "registrations_from_year": Parameter(
            "year",
            Message("名册中最早的登记可能在哪一年", "The earliest year in which an organization may be registered"),
        ),
        "filings_from_year": Parameter(
            "year", Message("最早的备案可能在哪一年", "The earliest year in which a group may have been filed")
        ),
        "events_from_year": Parameter(
            "year",
            Message(
                "监管事项、捐赠、活动最早可能在哪一年",
                "The earliest year of events of supervision, of gifts and of activities",
            ),
        ),
        "returns_from_year": Parameter(
            "year",
            Message(
                "季报数据和微创投环节最早可能在哪一年", "The earliest year of returns by quarter and of venture stages"
            ),
        ),
        "five_actors_national_since": Parameter(
            "day",
            Message("全国口径的五社要素自哪一天起有", "The day from which the national list of the five actors exists"),
        ),
    }
)
"""Name -> what it means; docs/en/districts.md lists them."""


def _typed(given: Any) -> Any:
    if not isinstance(given, Mapping):
        return given
    return {name: _value(str(name), value) for name, value in given.items()}


def _value(name: str, value: Any) -> Value:
    declared = PARAMETERS.get(name)
    if declared is None:
        what = unknown_name(name, PARAMETERS)
        raise said(f"中的“{name}”{what.zh}", f"holds {name!r}, which {what.en}")
    if declared.kind == "day":
        if type(value) is date:
            return value
    elif declared.kind in ("percent", "money"):
        number = _decimal(value)
        if number is not None and number > 0 and (declared.kind == "money" or number <= 100):
            return number
    elif type(value) is int and value > 0 and (declared.kind != "year" or 1500 <= value <= 2100):
        return value
    wanted = _WANTED[declared.kind]
    raise said(f"中的 {name} {wanted.zh}（读到的值：{value}）", f"{name} {wanted.en} (found {value})")


_WANTED: Mapping[Kind, Message] = {
    "year": Message("应为年份，如 2019", "must be a year, such as 2019"),
    "day": Message("应为日期，如 2019-09-30", "must be a day, such as 2019-09-30"),
    "years": Message("应为大于0的整数（年）", "must be a whole number of years above 0"),
    "count": Message("应为大于0的整数", "must be a whole number above 0"),
    "percent": Message("应为0至100之间的数，最多两位小数", "must be a number up to 100 with two decimals at most"),
    "money": Message("应为以货币单位计的金额，最多两位小数", "must be an amount in the currency, two decimals at most"),
}


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number == number.quantize(Decimal("0.01")) else None


StatedParameters = Annotated[Mapping[str, Any], BeforeValidator(_typed)]
"""Name -> value, of the type that it is declared with."""


def missing(names: Iterable[str], stated: Mapping[str, Any]) -> list[str]:
    """Those of ``names`` that a district doesn't state, sorted."""
    return sorted(set(names) - set(stated))
