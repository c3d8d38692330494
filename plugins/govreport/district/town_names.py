"""Which town somebody means who types a name: any of its names or codes, and near ones where none fits."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from govreport.canonical.folding import fold
from govreport.district.folder import District, Town
from govreport.errors import ConfigError


def town_called(district: District, name: str) -> Town:
    """The town with that name, short name, alias, English name or code, present or former; raises ConfigError."""
    names = {
        known: town
        for town in district.towns
        for known in (
            town.former_code, town.former_name, town.former_short_name, *town.aliases,
            town.code, town.name, town.short_name, town.en,
        )
        if known
    }  # fmt: skip
    folded = {fold(known): town for known, town in names.items()}
    if fold(name) in folded:
        return folded[fold(name)]
    near = {names[close].code: names[close] for close in near_names(name, names)}
    raise ConfigError(
        f"{district.name.zh}没有镇街“{name}”{perhaps_zh(t.short_name for t in near.values())}；镇街名单见 towns.csv。",
        f"{district.name.en} has no town {name!r}{perhaps_en(t.en for t in near.values())}; towns.csv lists them.",
    )


def near_names(wanted: str, names: Iterable[str]) -> list[str]:
    """At most five names that look like ``wanted``, the most similar first; one that holds it is similar."""
    word, similar = fold(wanted), []
    for name in names:
        other = fold(name)
        alike = difflib.SequenceMatcher(None, word, other, autojunk=False).ratio()
        inside = min(len(word), len(other)) > 1 and (word in other or other in word)
        if inside or alike >= 0.5:
            similar.append((-alike, name))
    return [name for _, name in sorted(similar, key=lambda pair: pair[0])[:5]]


def perhaps_zh(words: Iterable[str]) -> str:
    """The question that follows a refusal, where there is something near."""
    listed = "、".join(words)
    return f"，是否指：{listed}" if listed else ""


def perhaps_en(words: Iterable[str]) -> str:
    """The same in English."""
    listed = ", ".join(words)
    return f"; did you mean {listed}" if listed else ""
