"""Identities: what the figures of a quarter must satisfy among themselves before anyone reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govreport.canonical import REFERENCES
from govreport.errors import Message
from govreport.indicators.model import Figures, Indicator
from govreport.manifests.measurements import Identity
from govreport.months import said_of
from govreport.quarter import Quarter

RULES: Mapping[str, tuple[str, Message]] = {
    "net": ("E40", Message("期末数减上季度末数等于本季净增", "the change of the stock equals the net increase")),
    "monotone": (
        "E41",
        Message("累计数不低于上季度，退款除外", "a cumulative figure doesn't fall, but by what was returned"),
    ),
    "towns": ("E43", Message("各镇街之和等于全区", "the towns add up to the district")),
    "types": ("E44", Message("各分组之和等于总数", "the parts of a complete breakdown add up to the total")),
    "within": ("E44", Message("各分组之和不超过总数", "the parts of any other breakdown are within the total")),
    "sum": ("E44", Message("总数等于各部分之和", "a total is the sum of its parts")),
    "rest": (
        "E44",
        Message("分母减分子等于其余各部分之和", "what a rate leaves is the sum of its parts"),
    ),
    "part": ("E29", Message("其中数不超过总数", "a part is within its whole")),
    "rate": ("E47", Message("比率的分子不超过分母", "a rate's numerator is within its denominator")),
    "zero": ("E49", Message("不应有的事项为零", "what must not happen has not happened")),
    "promise": (
        "E48",
        Message(
            "承诺已宣布兑现当且仅当其指标达到目标（commitments.py）",
            "a promise is declared fulfilled exactly where its figure reaches the target (commitments.py)",
        ),
    ),
    "band": (
        "E42",
        Message("环比变动在历来范围内，或已说明", "a change is within its history, or explained (movement.py)"),
    ),
    "quarters": (
        "E55",
        Message(
            "半年报、年报：各季度的数据均可签发", "half-year and annual reports: every quarter's data may be signed"
        ),
    ),
    "said": (
        "E54",
        Message(
            "各文件的每句话都有所存的数字、记录为据（reports/proving/）",
            "every text of the documents is borne out by stored figures and records (reports/proving/)",
        ),
    ),
}
"""Kind of identity -> its id in the catalogue of expectations, and what must hold. Each holds the signature."""
PARTS = (
    ("G04A", "G02"), ("G12", "G02"), ("G13", "G01"),
    ("R14", "R01"), ("R15", "R01"), ("P02", "P01"), ("P01", "P03"), ("P04U", "P04"), ("S02Y", "S02C"), ("S08Y", "S08"),
    ("P05", "P05O"), ("P05", "P05F"), ("P05", "P05S"), ("P05", "P05V"),
    ("S05A", "S05"), ("S06", "S06E"), ("S09", "S08"), ("S13A", "T01"), ("S13P", "T01P"),
    ("S11A", "S11"), ("S11B", "S11"), ("S11C", "S11"), ("S11D", "S11"),
)  # fmt: skip
"""(part, whole): an 其中 figure never exceeds what it is part of."""
SUMS = {"R09": ("R09R", "R08")}
"""Total -> the figures that make it up."""
RESTS = {"S03": ("S03M", "S03R", "S03X")}
"""Rate -> the figures that make up what its numerator leaves of its denominator."""
RETURNED = {"G02": "G10R", "G04A": "G10R", "G12": "G10R", "B06": "B06R"}
"""Sum paid -> what was returned in the quarter, by which and no more it may fall."""
ZEROS = ("G08",)
"""Counts of what must not happen at all."""


def check_identities(figures: Figures, quarter: Quarter, town_codes: list[str]) -> list[Identity]:
    """Every identity with the figures that enter it; one that doesn't hold holds the report's signature."""
    found = [
        *_towns_make_the_district(figures, quarter, town_codes),
        *_members_make_the_total(figures, quarter),
        *_net_increase(figures, quarter),
        *_cumulative_figures_never_fall(figures, quarter),
        *_totals_of_parts(figures, quarter),
        *_rests_of_rates(figures, quarter),
        *_parts_within_wholes(figures, quarter),
        *_rates_within_a_hundred(figures, quarter),
        *_nothing_forbidden(figures, quarter),
    ]
    said = ((one, said_of(quarter.kind, Message(one.zh, one.en))) for one in found)
    return [
        one if (text.zh, text.en) == (one.zh, one.en) else one.model_copy(update=text._asdict()) for one, text in said
    ]


def _identity(name: str, zh: str, en: str, left: int, relation: str, right: int, indicator: Indicator) -> Identity:
    holds = left == right if relation == "=" else left >= right
    sign = {"=": "＝", ">=": "≥"}[relation] if holds else {"=": "≠", ">=": "＜"}[relation]
    sign_en = relation if holds else {"=": "!=", ">=": "<"}[relation]
    a, b = (_exact(indicator, number) for number in (left, right))
    return Identity(
        name=name,
        rule=RULES[name.split(":")[0]][0],
        zh=zh,
        en=en,
        holds=holds,
        detail_zh=f"{a.zh} {sign} {b.zh}",
        detail_en=f"{a.en} {sign_en} {b.en}",
    )


def _exact(indicator: Indicator, number: int) -> Message:
    """A stored integer as a person reads it, unrounded."""
    if indicator.numerator.is_money:
        return indicator.currency.written(number)
    return Message(f"{number:,}", f"{number:,}")


def _district(figures: Figures, indicator: str, quarter: Quarter) -> int | None:
    observation = figures.get(indicator, quarter)
    return None if observation is None else observation.numerator


def _additive(indicators: Mapping[str, Indicator]) -> Iterator[Indicator]:
    """Counts and amounts, and of rates those whose numerator isn't a distinct count (it may meet a thing twice)."""
    return (
        i
        for i in indicators.values()
        if i.by_town
        and i.towns_add_up
        and i.numerator.by_town
        and (i.denominator is None or (i.numerator.distinct is None and i.numerator_adds_up))
    )


def _towns_make_the_district(figures: Figures, quarter: Quarter, town_codes: list[str]) -> Iterator[Identity]:
    for indicator in _additive(figures.indicators):
        total = _district(figures, indicator.id, quarter)
        parts = [figures.get(indicator.id, quarter, town) for town in town_codes]
        if total is not None and None not in parts:  # without a town that isn't stated there is nothing to add up
            what = Message("", "") if indicator.denominator is None else Message("（分子）", " (numerator)")
            yield _identity(
                f"towns:{indicator.id}",
                f"{indicator.name.zh}{what.zh}：各镇街之和等于全区",
                f"{indicator.name.en}{what.en}: the towns add up to the district",
                sum(p.numerator for p in parts if p is not None),
                "=",
                total,
                indicator,
            )


def _members_make_the_total(figures: Figures, quarter: Quarter) -> Iterator[Identity]:
    """Of a breakdown that every record has, the members are the total; of another one they are within it."""
    for indicator in figures.indicators.values():
        total = _district(figures, indicator.id, quarter)
        if total is None or indicator.numerator.distinct is not None or not indicator.numerator_adds_up:
            continue
        for breakdown in indicator.breakdowns:
            members = figures.members(indicator.id, quarter, breakdown)
            parts = [figures.get(indicator.id, quarter, breakdown=breakdown, member=m) for m in members]
            if not members:
                continue
            complete = breakdown in indicator.complete
            word, word_en = _word(indicator, breakdown)
            yield _identity(
                f"{'types' if complete else 'within'}:{indicator.id}:{breakdown}",
                f"{indicator.name.zh}：按{word}各组之和{'等于' if complete else '不超过'}总数",
                f"{indicator.name.en}: the parts by {word_en} {'add up to' if complete else 'are within'} the total",
                *(
                    (sum(p.numerator for p in parts if p is not None), "=", total)
                    if complete
                    else (total, ">=", sum(p.numerator for p in parts if p is not None))
                ),
                indicator,
            )


def _word(indicator: Indicator, breakdown: str) -> Message:
    """What a breakdown is called: its canonical column's name."""
    column = indicator.numerator.relation.c[breakdown]
    return Message(getattr(column, "info", {}).get("zh", breakdown), breakdown.replace("_", " "))


def _net_increase(figures: Figures, quarter: Quarter) -> Iterator[Identity]:
    now, before = _district(figures, "R01", quarter), _district(figures, "R01", quarter.previous)
    net = _district(figures, "R05", quarter)
    if now is not None and before is not None and net is not None:
        yield _identity(
            "net:R01",
            "登记社会组织：期末数减上季度末数等于本季净增",
            "Registered organizations: the change of the stock equals the net increase",
            now - before,
            "=",
            net,
            figures.indicators["R01"],
        )


def _cumulative_figures_never_fall(figures: Figures, quarter: Quarter) -> Iterator[Identity]:
    for indicator in (i for i in figures.indicators.values() if i.denominator is None):
        now, before = _district(figures, indicator.id, quarter), _district(figures, indicator.id, quarter.previous)
        if indicator.basis == "cumulative" and now is not None and before is not None:
            returned = _district(figures, RETURNED.get(indicator.id, ""), quarter) or 0
            but = Message("加本季退款", ", with what was returned in the quarter,") if returned else Message("", "")
            yield _identity(
                f"monotone:{indicator.id}",
                f"{indicator.name.zh}：累计数{but.zh}不低于上季度",
                f"{indicator.name.en}: the cumulative figure{but.en} doesn't fall",
                now + returned,
                ">=",
                before,
                indicator,
            )


def _totals_of_parts(figures: Figures, quarter: Quarter) -> Iterator[Identity]:
    for whole, parts in SUMS.items():
        total, found = _district(figures, whole, quarter), [_district(figures, part, quarter) for part in parts]
        if total is not None and None not in found:
            names = [figures.indicators[part].name for part in parts]
            yield _identity(
                f"sum:{whole}",
                f"{figures.indicators[whole].name.zh}：等于{'、'.join(n.zh for n in names)}之和",
                f"{figures.indicators[whole].name.en}: the sum of {' and '.join(n.en for n in names)}",
                sum(part for part in found if part is not None),
                "=",
                total,
                figures.indicators[whole],
            )


def _rests_of_rates(figures: Figures, quarter: Quarter) -> Iterator[Identity]:
    for rate, parts in RESTS.items():
        whole, found = figures.get(rate, quarter), [_district(figures, part, quarter) for part in parts]
        if whole is not None and whole.denominator is not None and None not in found:
            names = [figures.indicators[part].name for part in parts]
            yield _identity(
                f"rest:{rate}",
                f"{figures.indicators[rate].name.zh}：分母减分子等于{'、'.join(n.zh for n in names)}之和",
                f"{figures.indicators[rate].name.en}: denominator less numerator is the sum of "
                f"{'; '.join(n.en for n in names)}",
                sum(part for part in found if part is not None),
                "=",
                whole.denominator - whole.numerator,
                figures.indicators[rate],
            )


def _parts_within_wholes(figures: Figures, quarter: Quarter) -> Iterator[Identity]:
    for part, whole in PARTS:
        small, large = _district(figures, part, quarter), _district(figures, whole, quarter)
        if small is not None and large is not None:
            yield _identity(
                f"part:{part}",
                f"{figures.indicators[part].name.zh}不超过{figures.indicators[whole].name.zh}",
                f"{figures.indicators[part].name.en} is within {figures.indicators[whole].name.en}",
                large,
                ">=",
                small,
                figures.indicators[part],
            )


def _rates_within_a_hundred(figures: Figures, quarter: Quarter) -> Iterator[Identity]:
    for indicator in figures.indicators.values():
        observation = figures.get(indicator.id, quarter)
        if observation is None or indicator.denominator is None or not indicator.is_rate:
            continue
        unknown = not observation.denominator and indicator.denominator.tables <= set(REFERENCES)
        if observation.denominator is not None and not unknown:  # a budget nobody has stated isn't a budget of nothing
            yield _identity(
                f"rate:{indicator.id}",
                f"{indicator.name.zh}：分子不超过分母",
                f"{indicator.name.en}: the numerator is within the denominator",
                observation.denominator,
                ">=",
                observation.numerator,
                indicator,
            )


def _nothing_forbidden(figures: Figures, quarter: Quarter) -> Iterator[Identity]:
    for name in ZEROS:
        found = _district(figures, name, quarter)
        if found is not None:
            declared = figures.indicators[name]
            yield _identity(
                f"zero:{name}",
                f"{declared.name.zh}：应为零",
                f"{declared.name.en}: must be zero",
                found,
                "=",
                0,
                declared,
            )
