"""What a verdict comes to in three lines, before anything else is said of it: what stops the report, how many rows are
concerned, what to do first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from govreport.district.folder import District
from govreport.errors import Message
from govreport.language import capitalized, counted
from govreport.manifests.base import ExtractName
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome, Verdict
from govreport.vocabulary import SEVERITIES, VERDICTS

_NAMED = 3
"""Rules, and extracts, that a line names; the tables below name all of them."""
_LONGEST = 120
"""Characters of what was observed; the tables have it whole."""


def opening(verdict: Verdict, district: District) -> list[Message]:
    """The lines: three, or one where there is nothing to act on."""
    broken, absent = list(_broken(verdict, district)), _absent(verdict, district)
    rows_in = sum(check.tidy.rows_in for check in verdict.checks)
    aside = {check.tidy.extract: aside_of(check) for check in verdict.checks}
    if verdict.state == "pass" and not any(aside.values()):
        rules = len(verdict.all_outcomes)
        return [
            Message(
                f"全部{rules:,}条规则都符合，收到的{rows_in:,}行全部计入，没有要处理的。",
                f"All {rules:,} rules are met and all {rows_in:,} rows are counted; there is nothing to do.",
            )
        ]
    stopping = [one for one in broken if one.stops]
    return [
        _what_stops(verdict, district, stopping, absent),
        _rows(district, rows_in, aside, len(broken) - len(stopping)),
        _bring(district, absent) if absent else _first(verdict, district, stopping),
    ]


def warned(verdict: Verdict, district: District) -> list[Message]:
    """What the rules found that only warn, a sentence each: those with the most places first, rules by their text."""
    found = [one for one in _broken(verdict, district) if not one.stops and one.outcome.severity == "warn"]
    return [one.told for one in sorted(found, key=lambda one: -one.outcome.failed)]


def aside_of(check: ExtractCheck) -> int:
    """Rows of an extract that no figure counts: unreadable, or set aside by a rule."""
    return check.tidy.rows_set_aside + check.rows_set_aside


@dataclass(frozen=True)
class _Broken:
    """A rule that isn't met, and where."""

    where: Message
    owner: str
    """Who supplies the extract; "" for a rule about no single one."""
    outcome: RuleOutcome

    @property
    def stops(self) -> bool:
        """Whether it keeps the report from being made or signed."""
        return self.outcome.error is not None or self.outcome.severity in ("block", "hold")

    @property
    def told(self) -> Message:
        """Where, and what isn't so, without the rule's id."""
        o, where = self.outcome, Message(self.where.zh, capitalized(self.where.en))
        if o.detail_zh:
            zh, en = _one_sentence(o.detail_zh, "。"), _one_sentence(o.detail_en, ". ")
            return Message(f"{where.zh}：{zh}。", f"{where.en}: {en}.")
        breaks = counted(o.failed, "place breaks", "places break")
        return Message(f"{where.zh}：{o.failed:,}处不合“{o.zh}”。", f"{where.en}: {breaks} “{o.en}”.")

    @property
    def named(self) -> Message:
        """Where, which rule, how often."""
        o = self.outcome
        if o.error is not None:
            return Message(f"{self.where.zh}{o.rule}（执行出错）", f"{self.where.en} {o.rule} (crashed)")
        if o.detail_zh:  # about a whole file: there is nothing to count
            return Message(f"{self.where.zh}{o.rule}", f"{self.where.en} {o.rule}")
        places = "place" if o.failed == 1 else "places"
        return Message(
            f"{self.where.zh}{o.rule}（{o.failed:,}处）", f"{self.where.en} {o.rule} ({o.failed:,} {places})"
        )


def _absent(verdict: Verdict, district: District) -> list[str]:
    """Extracts for want of which the quarter is refused."""
    if verdict.state != "block":
        return []
    there = {check.tidy.extract for check in verdict.checks}
    return [name for name in district.extracts if name not in there]


def _title(district: District, extract: str) -> Message:
    """What an extract is called; its own name where the district has no source for it any more."""
    source = district.sources.get(extract)
    return Message(extract, extract) if source is None else Message(source.title.zh, source.title.en)


def _owner(district: District, extract: str) -> str:
    source = district.sources.get(extract)
    return "" if source is None else source.owner


def _broken(verdict: Verdict, district: District) -> Iterator[_Broken]:
    for check in verdict.checks:
        name = check.tidy.extract
        for outcome in check.outcomes:
            if not outcome.passed:
                yield _Broken(_title(district, name), _owner(district, name), outcome)
    for outcome in verdict.outcomes:
        if not outcome.passed:
            yield _Broken(Message("各份文件之间", "across files"), "", outcome)


def _gravest_first(one: _Broken) -> tuple[bool, bool]:
    return one.outcome.error is None, one.outcome.severity != "block"


def _what_stops(verdict: Verdict, district: District, stopping: Sequence[_Broken], absent: Sequence[str]) -> Message:
    state = VERDICTS[verdict.state]
    if absent:
        titles = [_title(district, name) for name in absent]
        return Message(
            f"{state.zh}，因为没有{'、'.join(t.zh for t in titles)}。",
            f"{capitalized(state.en)}: missing {', '.join(t.en for t in titles)}.",
        )
    if not stopping:
        if verdict.state in ("block", "hold"):
            return Message(f"{state.zh}。", f"{capitalized(state.en)}.")
        return Message(
            "没有规则挡住季报：就数据而言，可以成文、签发。",
            "No rule stops the report: as far as the data go, it can be made and signed.",
        )
    named = [one.named for one in sorted(stopping, key=_gravest_first)[:_NAMED]]
    zh, en = "、".join(n.zh for n in named), "; ".join(n.en for n in named)
    if len(stopping) > _NAMED:
        zh, en = f"{zh}等{len(stopping)}条规则", f"{en}; {len(stopping)} rules in all"
    return Message(f"{state.zh}，因为不合规则：{zh}。", f"{capitalized(state.en)}, because of: {en}.")


def _rows(district: District, rows_in: int, aside: Mapping[ExtractName, int], warnings: int) -> Message:
    out = sum(aside.values())
    zh, en = f"收到{rows_in:,}行，", f"{rows_in:,} rows were received"
    if out:
        most = sorted((name for name in aside if aside[name]), key=lambda name: -aside[name])[:_NAMED]
        titles = [(_title(district, name), aside[name]) for name in most]
        more = sum(1 for count in aside.values() if count) > _NAMED
        zh += f"{out:,}行不计入（{'、'.join(f'{t.zh}{n:,}行' for t, n in titles)}{'等' if more else ''}）；"
        en += f" and {out:,} are left out ({', '.join(f'{t.en} {n:,}' for t, n in titles)}{', …' if more else ''})"
    else:
        zh += "全部计入；"
        en += ", all of them counted"
    if not warnings:
        return Message(f"{zh.removesuffix('；')}。", f"{en}.")
    are = "rule is" if warnings == 1 else "rules are"
    return Message(
        f"{zh}另有{warnings}条规则只是“{SEVERITIES['warn'].zh}”，不影响签发。",
        f"{en}; {warnings} more {are} broken that only warn.",
    )


def _first(verdict: Verdict, district: District, stopping: Sequence[_Broken]) -> Message:
    if stopping:
        one = min(stopping, key=_gravest_first)
        o = one.outcome
        if o.error is not None:
            return Message(
                f"先做：规则{o.rule}执行出错，请把本结论转给系统维护人员；修好以前不能判断数据是否合格。",
                f"First: rule {o.rule} crashed; pass this verdict to whoever maintains the system. Until it is mended "
                "nobody knows whether the data are right.",
            )
        zh, en = f"{o.failed:,}处不合“{o.zh}”", f"{o.failed:,} places break “{o.en}”"
        if o.detail_zh:
            zh, en = _one_sentence(o.detail_zh, "。"), _one_sentence(o.detail_en, ". ")
        if one.owner:
            return Message(
                f"先做：请{one.owner}更正{one.where.zh}（{zh}），重新提供后再运行。",
                f"First: have {one.owner} correct the {one.where.en} ({en}) and supply it again, then repeat the run.",
            )
        return Message(
            f"先做：核对{one.where.zh}的规则{o.rule}（{zh}），请有关单位更正后再运行。",
            f"First: look at rule {o.rule} {one.where.en} ({en}); have it corrected, then repeat the run.",
        )
    most = max(verdict.checks, key=aside_of, default=None)
    if most is None or not aside_of(most):
        return Message(
            "先做：看下表不合的规则，请有关单位更正，下次提供时不再出现。",
            "First: look at the rules below that aren't met, and have them corrected before the next quarter.",
        )
    title, owner, count = _title(district, most.tidy.extract), _owner(district, most.tidy.extract), aside_of(most)
    return Message(
        f"先做：不计入最多的是{title.zh}（{count:,}行），请{owner}按更正单更正。",
        f"First: most rows are left out of the {title.en} ({count:,}); have {owner} correct them by the correction "
        "sheets.",
    )


def _bring(district: District, absent: Sequence[str]) -> Message:
    title, owner = _title(district, absent[0]), _owner(district, absent[0])
    return Message(
        f"先做：请{owner}提供{title.zh}，到齐后再运行。",
        f"First: have {owner} supply the {title.en}; repeat the run once everything is there.",
    )


def _one_sentence(text: str, stop: str) -> str:
    first = text.partition(stop)[0].removesuffix(".")
    return first if len(first) <= _LONGEST else f"{first[:_LONGEST]}…"
