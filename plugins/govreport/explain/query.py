"""Which figure somebody means: indicator, town and member by code or by name, with near matches where none fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govreport.canonical.codes import CodeList
from govreport.canonical.folding import fold
from govreport.district.folder import District
from govreport.district.town_names import near_names, perhaps_en, perhaps_zh, town_called
from govreport.errors import ConfigError
from govreport.indicators.engine import code_list_of
from govreport.indicators.labels import breakdown_word, member_word
from govreport.indicators.model import Indicator
from govreport.quarter import Quarter


@dataclass(frozen=True)
class FigureQuery:
    """One figure; ``town_code`` is "" for the district, ``breakdown`` and ``member`` are "" for the total."""

    quarter: Quarter
    indicator: Indicator
    town_code: str = ""
    breakdown: str = ""
    member: str = ""


def parse_query(
    quarter: Quarter,
    indicator: str,
    town: str | None,
    by: str | None,
    *,
    indicators: Mapping[str, Indicator],
    district: District,
    codes: Mapping[str, CodeList],
    members: Iterable[tuple[str, str]] = (),
) -> FigureQuery:
    """The figure that the words mean; raises ConfigError with near matches where they mean none.

    ``members`` are the (breakdown, member) pairs that are stated, for breakdowns whose members no list gives.
    """
    declared = _indicator(indicator, indicators)
    town_code = "" if town is None else town_called(district, town).code
    if town_code and not declared.by_town:
        raise ConfigError(
            f"{declared.id}“{declared.name.zh}”只有全区数，不分镇街。",
            f"{declared.id} ({declared.name.en}) is stated for the district only, not by town.",
        )
    if by is None:
        return FigureQuery(quarter, declared, town_code)
    breakdown, member = _split(by, declared, district, codes, set(members))
    return FigureQuery(quarter, declared, town_code, breakdown, member)


def _indicator(name: str, indicators: Mapping[str, Indicator]) -> Indicator:
    word = fold(name)
    for indicator in indicators.values():
        if word in {fold(indicator.id), fold(indicator.name.zh), fold(indicator.name.en)}:
            return indicator
    names = {known: i for i in indicators.values() for known in (i.id, i.name.zh, i.name.en)}
    near = {names[close].id: names[close] for close in near_names(name, names)}
    raise ConfigError(
        f"没有指标“{name}”{perhaps_zh(f'{i.id} {i.name.zh}' for i in near.values())}；"
        "全部指标见 govreport indicators。",
        f"There is no indicator {name!r}{perhaps_en(f'{i.id} {i.name.en}' for i in near.values())}; "
        "govreport indicators lists them all.",
    )


def _split(
    by: str, indicator: Indicator, district: District, codes: Mapping[str, CodeList], members: set[tuple[str, str]]
) -> tuple[str, str]:
    column, equals, word = by.partition("=")
    known = {fold(name): b for b in indicator.breakdowns for name in (b, *breakdown_word(b))}
    offered = [f"{b}（{breakdown_word(b).zh}）" for b in indicator.breakdowns]
    if fold(column) not in known or not equals:
        said = "、".join(offered)
        raise ConfigError(
            f"{indicator.id}“{indicator.name.zh}”"
            + (f"不能按“{by}”分，可用：{said}，写成 {indicator.breakdowns[0]}=… 的形式。" if offered else "不分组。"),
            f"{indicator.id} can't be split by {by!r}; "
            + (f"write {' or '.join(f'{b}=…' for b in indicator.breakdowns)}." if offered else "it has no breakdown."),
        )
    breakdown = known[fold(column)]
    names: dict[str, str] = {}
    listed = code_list_of(indicator.numerator.relation.c[breakdown])
    if listed is not None and listed in codes:
        found = codes[listed].find(word)
        names = {name: c.code for c in codes[listed].codes.values() for name in (c.code, c.zh, c.en, *c.aliases)}
    else:
        if breakdown == "community_code":
            names = {c.name: c.code for c in district.communities}
        names |= {member: member for b, member in members if b == breakdown}
        found = {fold(name): code for name, code in names.items()}.get(fold(word))
    if found is None and fold(word) in {fold(n) for n in names}:
        found = next(code for name, code in names.items() if fold(name) == fold(word))
    if found is not None:
        return breakdown, found
    near = dict.fromkeys(names[name] for name in near_names(word, names) or list(names)[:6])
    words = [member_word(indicator, breakdown, code, district, codes) for code in near]
    raise ConfigError(
        f"“{breakdown_word(breakdown).zh}”中没有“{word}”"
        f"{perhaps_zh(f'{code} {w.zh}' for code, w in zip(near, words, strict=True))}。",
        f"{breakdown_word(breakdown).en} has no {word!r}"
        f"{perhaps_en(f'{code} {w.en}' for code, w in zip(near, words, strict=True))}.",
    )
