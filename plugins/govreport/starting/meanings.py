"""What nobody but the district knows of its own words: which funds are its own money and since when, and what the
results of its inspections come to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from govreport.canonical.codes import CodeList
from govreport.errors import ConfigError, Message
from govreport.starting.beginning import Beginning
from govreport.starting.own_words import slug
from govreport.starting.question import Answers, Question
from govreport.starting.supplied import Extract

ALL, NONE = "all", "none"
_FUND = "special_fund"
_FIRST_YEAR = "special_fund_first_year"
_INSPECTIONS = ("regular_check", "ad_hoc_check")


def decide_results(
    begun: Beginning, extract: Extract, kind: str, codes: Mapping[str, CodeList], answers: Answers
) -> None:
    """A rating by an inspection is its result, not a grade that is held for years: which ratings are findings."""
    found, listed = extract.proposal, codes["event_result"]
    if kind not in _INSPECTIONS or "grade" not in found.columns or "event_result" in found.columns:
        return
    found.columns["event_result"] = found.columns.pop("grade")
    found.words.pop("grade", None)
    own: dict[str, dict[str, str]] = {}
    for word in dict.fromkeys(extract.cells("event_result")):
        if listed.find(word) is not None:
            return
        asked = Message(
            f"检查结果“{word}”是未发现问题（no_finding）还是发现问题（finding）",
            f"whether the result {word} of an inspection means nothing found (no_finding) or findings (finding)",
        )
        means = answers.decide(Question(f"word.event_result.{word}", asked, ("no_finding", "finding")))
        own[slug(word, own, listed)] = {begun.land.language: word, "means": means}
    begun.codes["event_result"] = own


def decide_called(begun: Beginning, extract: Extract, answers: Answers) -> None:
    """What bodies of their own are called: the report's words of them begin with it."""
    asked = Message(
        f"{extract.name} 所说的机构叫什么，季报里就这样称呼（如 养老院）",
        f"what the bodies of {extract.name} are called, as the report names them (in the plural, such as care homes)",
    )
    called = answers.decide(Question("population.called", asked))
    chosen = begun.choices[extract.name]
    checks = chosen.constants.get("event_kind", _INSPECTIONS[0]) in _INSPECTIONS
    chosen.title = Message(
        f"{called}{'检查' if checks else '评估'}", f"{'Inspections' if checks else 'Assessments'} of {called}"
    )


def decide_funds(begun: Beginning, product: CodeList, answers: Answers) -> None:
    """Which funds of the files are the district's own money, and in which year that began."""
    funding = begun.extracts.get("funding")
    if funding is None:
        return
    own = begun.codes.get("fund", {})
    unclear = {code: entry for code, entry in own.items() if code not in product.codes}
    if unclear:
        named = [entry.get("zh") or entry["en"] for entry in unclear.values()]
        listed = "|".join(named)
        asked = Message(
            f"资金类别 {listed} 中，哪些是本区自己出的（用 | 分开；都是写 {ALL}，都不是写 {NONE}）",
            f"which of the funds {listed} are the district's own money (by |; {ALL} or {NONE})",
        )
        chosen = answers.decide(Question("fund.own", asked))
        picked = named if chosen == ALL else [] if chosen == NONE else [one.strip() for one in chosen.split("|")]
        for one in picked:
            if one not in named:
                raise ConfigError(
                    f"“{one}”不是文件中的资金类别，请给 {listed}、{ALL} 或 {NONE}（--answer fund.own=…）。",
                    f"{one!r} is no fund of the files; give {listed}, {ALL} or {NONE} (--answer fund.own=…).",
                )
        for entry, name in zip(unclear.values(), named, strict=True):
            if name in picked:
                entry["means"] = _FUND
    if _has_own_fund(begun, funding) and _FIRST_YEAR not in begun.land.entries.get("parameters", {}):
        _first_year(begun, funding, answers)


def _has_own_fund(begun: Beginning, funding: Extract) -> bool:
    if begun.choices["funding"].constants.get("fund") == _FUND:
        return True
    own = begun.codes.get("fund")
    if own is not None:
        return any(_FUND in (code, entry.get("means")) for code, entry in own.items())
    return "fund" in funding.proposal.columns


def _first_year(begun: Beginning, funding: Extract, answers: Answers) -> None:
    days = funding.cells("approved_on")
    years = [int(found[0]) for day in days if (found := re.search(r"(?<!\d)(19|20)\d\d(?!\d)", day))]
    # Not proposed: where that date is itself a mistake, it would never be found.
    first_zh = f"文件中最早的日期在 {min(years)} 年，它也可能有错；" if years else ""
    first_en = f"the earliest date in the files is of {min(years)}, which may itself be wrong; " if years else ""
    asked = Message(
        f"这笔资金是哪一年开始有的：更早的日期算作错误（{first_zh}不限写 {NONE}）",
        f"the year in which that money began: earlier dates count as mistakes ({first_en}{NONE}: no limit)",
    )
    answer = answers.decide(Question(_FIRST_YEAR, asked))
    if answer == NONE:
        return
    if not re.fullmatch(r"(1[5-9]|20)\d\d", answer):
        raise ConfigError(
            f"“{answer}”不是年份，请写如 2011 或 {NONE}（--answer {_FIRST_YEAR}=…）。",
            f"{answer!r} is no year; write one such as 2011, or {NONE} (--answer {_FIRST_YEAR}=…).",
        )
    begun.parameters[_FIRST_YEAR] = int(answer)
