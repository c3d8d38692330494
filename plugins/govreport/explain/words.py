"""How an explanation speaks: the figure as printed and exact, the parts of a formula, counts and sums in words."""

from __future__ import annotations

import re

from govreport.currency import Currency
from govreport.errors import Message
from govreport.explain.explanation import ExplainContext, Side
from govreport.explain.query import FigureQuery
from govreport.indicators.labels import breakdown_word, member_word
from govreport.indicators.model import Indicator, Measure, Observation
from govreport.reports.numbers import Comparison, signed_number, table_number

HOW = {
    "count": Message("逐条计数", "records counted"),
    "distinct": Message("去重计数", "counted once each"),
    "sum": Message("求和", "summed"),
}
NUMERATOR = Message("分子", "numerator")
DENOMINATOR = Message("分母", "denominator")
FORMULA = Message("口径", "formula")
CAVEAT = Message("说明", "note")
BASIS_WORD = Message("时间口径", "basis")
RULE = Message("依据", "rule")
TARGET = Message("目标", "target")
CUTOFF = Message("数据截止", "cut-off")
AGAINST = {"previous": Message("环比", "on the period before"), "year_ago": Message("同比", "on a year ago")}
FLAT = Message("持平", "unchanged")


def subject(context: ExplainContext, asked: FigureQuery) -> Message:
    """What the figure is about: 番禺区 南村镇 登记社会组织，社会组织类型：基金会."""
    district, day = context.district, asked.quarter.end
    town = district.town_by_code.get(asked.town_code)
    zh = district.name.zh + (f" {town.short_name_on(day)}" if town else "")
    en = f"{town.en}, {district.name.en}" if town else district.name.en
    name = asked.indicator.name
    if not asked.breakdown:
        return Message(f"{zh}　{name.zh}", f"{en}: {name.en}")
    column = breakdown_word(asked.breakdown)
    word = member_word(asked.indicator, asked.breakdown, asked.member, district, context.codes)
    return Message(f"{zh}　{name.zh}，{column.zh}：{word.zh}", f"{en}: {name.en}, {column.en}: {word.en}")


def printed(indicator: Indicator, observation: Observation) -> str:
    """The value as a table prints it; a dash where it may not be printed."""
    value = observation.value(indicator) if observation.shown(indicator) else None
    return "—" if value is None else table_number(value, indicator.decimals)


def exact(indicator: Indicator, observation: Observation) -> str:
    """The exact value: a whole number or a finite decimal as such, else what is divided by what, and six digits."""
    value = observation.value(indicator)
    if value is None:
        return "—"
    for digits in range(7):
        if (value * 10**digits).denominator == 1:
            return table_number(value, digits)
    top = amount(observation.numerator, money_of(indicator, indicator.numerator)).zh
    below = amount(observation.denominator or 0, money_of(indicator, indicator.denominator)).zh
    return f"{top} ÷ {below} ≈ {table_number(value, 6)}"


def money_of(indicator: Indicator, measure: Measure | None) -> Currency | None:
    """What a numerator or denominator is an amount of; None where it is a count."""
    return indicator.currency if measure is not None and measure.is_money else None


def amount(number: int, own: Currency | None) -> Message:
    """A numerator or denominator: a plain number, or money to the last digit."""
    return Message(f"{number:,}", f"{number:,}") if own is None else own.exactly(number)


def side_of(side: Side, own: Currency) -> Message:
    """What a numerator or denominator is: its amount, and how it comes from how many records."""
    total, records = amount(side.amount, own if side.is_money else None), len(side.places)
    how = HOW[side.how]
    return Message(
        f"{total.zh}（{records:,} 条记录{how.zh}）",
        f"{total.en} ({records:,} {'record' if records == 1 else 'records'}, {how.en})",
    )


def measure_words(indicator: Indicator) -> tuple[Message, Message | None]:
    """What the numerator and the denominator are, in the words of the declaration's formula (A ÷ B)."""
    if indicator.denominator is None:
        return indicator.formula, None
    zh, en = _halves(indicator.formula.zh, "÷", "；"), _halves(indicator.formula.en, " over ", ";")
    top = Message(zh[0] or indicator.formula.zh, en[0] or indicator.formula.en)
    return top, Message(zh[1] or DENOMINATOR.zh, en[1] or DENOMINATOR.en)


def _halves(formula: str, divided: str, end: str) -> tuple[str, str]:
    depth = 0
    for at, character in enumerate(formula):
        depth += (character in "（(") - (character in "）)")
        if depth == 0 and formula.startswith(divided, at):
            below = formula[at + len(divided) :].split(end)[0].strip()
            return formula[:at].strip(), re.sub(r"^（([^（）]*)）$", r"\1", below)
    return "", ""


def change(compared: Comparison) -> Message:
    """A comparison as tables print it."""
    if compared.direction == "flat":
        return FLAT
    moved = signed_number(compared.difference, compared.decimals)
    if compared.is_rate:
        return Message(f"{moved} 个百分点", f"{moved} points")
    percent = compared.signed_percent
    return Message(moved + (f"（{percent}）" if percent else ""), moved + (f" ({percent})" if percent else ""))
