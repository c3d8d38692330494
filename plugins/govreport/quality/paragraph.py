"""The verdict in one paragraph, for the person who must act on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govreport.district.folder import District
from govreport.errors import Message, unstopped
from govreport.manifests.base import State
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome
from govreport.quarter import Quarter
from govreport.vocabulary import VERDICTS

_STATES: Mapping[State, Message] = {
    "pass": Message("全部规则通过，可以出具报表。", "all rules hold; the report can be made."),
    "warn": Message(
        "可以出具报表，但有不合规则的行须更正。", "the report can be made, but rows that break rules need correcting."
    ),
    "hold": Message(
        f"报表可以起草，但在下列问题解决之前{VERDICTS['hold'].zh}。",
        f"the report can be drafted, but {VERDICTS['hold'].en} until the following is settled.",
    ),
    "block": Message(f"{VERDICTS['block'].zh}。", f"{VERDICTS['block'].en}."),
}

_COUNTS = {1: "一", 2: "两", 3: "三"}


@dataclass(frozen=True)
class Problem:
    """A failed rule in one extract (or ``across``, where it concerns no single file)."""

    extract: str
    outcome: RuleOutcome
    rows: int
    examples: tuple[tuple[str, str], ...]
    """The first failing rows' sentences, zh and en."""


def paragraph(
    district: District, quarter: Quarter, state: State, checks: Sequence[ExtractCheck], problems: Sequence[Problem]
) -> Message:
    """One paragraph: the state, what failed in which file and how often, what to do, whom to ask."""
    zh = [f"{district.short_name.zh}{quarter.zh}数据核验：{_STATES[state].zh}"]
    en = [f"{district.short_name.en}, {quarter.en}: {_STATES[state].en}"]
    for problem in problems:
        if problem.outcome.error is not None:
            crash = unstopped(problem.outcome.error)
            zh.append(
                f"规则{problem.outcome.rule}（{problem.outcome.zh}）执行出错，尚不能判断数据是否合格：{crash}。"
                "请把本段文字转给系统维护人员。"
            )
            en.append(
                f"Rule {problem.outcome.rule} ({problem.outcome.en}) crashed, so nobody knows whether the data are "
                f"right: {crash}. Pass this paragraph to whoever maintains the system."
            )
    for severity in ("block", "hold"):
        for problem in problems:
            if problem.outcome.severity == severity and problem.rows:
                stops = grave(district, problem)
                zh.append(stops.zh)
                en.append(stops.en)
    for check in checks:
        light = _light(district, check, [p for p in problems if p.extract == check.tidy.extract])
        noted = _noted(district, check, [p for p in problems if p.extract == check.tidy.extract])
        for said in (light, noted):
            if said:
                zh.append(said.zh)
                en.append(said.en)
    out = sum(c.rows_set_aside + c.tidy.rows_set_aside for c in checks)
    if out:
        total = sum(c.tidy.rows_in for c in checks)
        zh.append(
            f"{_COUNTS.get(len(checks), len(checks))}份文件共{total:,}行，{out:,}行不计入报表，逐行原因见更正单。"
        )
        en.append(
            f"Of {total:,} rows in all files {out:,} are left out of the report; the correction sheet lists each."
        )
    return Message("".join(zh), " ".join(en))


def grave(district: District, problem: Problem) -> Message:
    """What keeps a report from being made or signed: the first rows with what to do, how many more, whom to ask."""
    source = district.sources.get(problem.extract)
    more = problem.rows - len(problem.examples)
    zh = "".join(e[0] for e in problem.examples) + (
        f"另有{more:,}行同样违反规则{problem.outcome.rule}。" if more else ""
    )
    en = " ".join(e[1] for e in problem.examples) + (
        f" {more:,} more rows break rule {problem.outcome.rule}." if more else ""
    )
    if source is None:
        return Message(zh, en)
    return Message(f"{zh}请联系{source.owner}。", f"{en} Ask {source.owner}.")


def _light(district: District, check: ExtractCheck, problems: Sequence[Problem]) -> Message | None:
    """The warnings of one file, in one sentence, and what tidy could not read."""
    source = district.sources[check.tidy.extract]
    zh = [
        f"{p.rows:,}处违反规则{p.outcome.rule}（{p.outcome.zh}），{'不计入' if p.outcome.sets_aside else '仍计入'}"
        for p in problems
        if p.outcome.severity in ("warn", "info") and p.rows and not p.outcome.passed
    ]
    en = [
        f"{p.rows:,} against rule {p.outcome.rule} ({p.outcome.en}), {'left out' if p.outcome.sets_aside else 'kept'}"
        for p in problems
        if p.outcome.severity in ("warn", "info") and p.rows and not p.outcome.passed
    ]
    if check.tidy.rows_set_aside:
        zh.insert(0, f"{check.tidy.rows_set_aside:,}行有读不懂的内容，不计入")
        en.insert(0, f"{check.tidy.rows_set_aside:,} rows with values that can't be read, left out")
    if not zh:
        return None
    return Message(
        f"{source.title.zh}（文件“{check.tidy.filename}”）：{'；'.join(zh)}；请{source.owner}按更正单更正后重新提供。",
        f"{source.title.en} ({check.tidy.filename}): {'; '.join(en)}; {source.owner} should correct them by the "
        "correction sheet and supply the file again.",
    )


def _noted(district: District, check: ExtractCheck, problems: Sequence[Problem]) -> Message | None:
    """What is only on record in one file: nothing is asked of anybody."""
    notes = [p for p in problems if p.outcome.passed and p.rows]
    if not notes:
        return None
    source = district.sources[check.tidy.extract]
    zh = "；".join(f"规则{p.outcome.rule}记录{p.rows:,}处，{p.outcome.why_zh.removesuffix('。')}" for p in notes)
    en = "; ".join(f"{p.rows:,} noted by rule {p.outcome.rule}: {p.outcome.why_en.removesuffix('.')}" for p in notes)
    return Message(
        f"{source.title.zh}（文件“{check.tidy.filename}”）：{zh}；不必更正。",
        f"{source.title.en} ({check.tidy.filename}): {en}; there is nothing to correct.",
    )
