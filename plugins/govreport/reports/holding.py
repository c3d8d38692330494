"""Why a report can't be signed, for whoever stands before it: file, row, column, rule, what to do; and what somebody
has accepted of it.

The report itself says it in a reader's words (attention/hold.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import Message, unstopped
from govreport.manifests.documents import Hold
from govreport.manifests.measurements import Identity, Measurement
from govreport.manifests.verdicts import RuleOutcome, Verdict
from govreport.months import said_of
from govreport.quality.catalogue import accepted_as
from govreport.quality.conclude import problems_of
from govreport.quality.failure_files import Line, read_table
from govreport.quality.paragraph import Problem, grave
from govreport.quarter import Quarter
from govreport.store.files import FileStore

_MEND = Message(
    "请核对有关数据，更正后重新运行；数据无误的，请把这句话转给系统维护人员。",
    "Look at the data behind it, correct them and run the period again; if they are right, pass this sentence to "
    "whoever maintains the system.",
)
_ADVICE: Mapping[str, Message] = {
    "E42": Message(
        "请核实：属实的，在本区的 reconciliation.yaml 中写明缘由（rule: E42，key: {key}，difference 为变动的数）；"
        "不属实的，请更正数据；然后重新运行。",
        "Find out: if it is so, explain it in the district's reconciliation.yaml (rule: E42, key: {key}, difference: "
        "the change); if not, have the data corrected; then run the period again.",
    ),
    "E48": Message(
        "请按实际改正本区 commitments.csv 中的 fulfilled_on，或更正数据；然后重新运行。",
        "Correct fulfilled_on in the district's commitments.csv, or the data; then run the period again.",
    ),
    "E54": Message(
        "差错在用语或程序，不在数据：更正数据消除不了，请把这句话转给系统维护人员，改好后重新运行。",
        "The fault lies in the words or the program, not in the data: pass this sentence to whoever maintains the "
        "system, and run the period again once it is mended.",
    ),
    "E55": Message(
        "请先办好这几期（更正，或用 govreport accept 接受，再重新运行那一期），再重新运行本期。",
        "Settle those periods first (mend them, or accept what holds them with govreport accept, and run them again), "
        "then run this period again.",
    ),
}
"""Rule of an identity -> what to do where it doesn't hold."""


ACCEPTED_AS: Mapping[str, Message] = {
    "E42": Message("变动属实", "the change is genuine"),
    "E47": Message("分子确大于分母", "the numerator is truly above the denominator"),
    "E49": Message("所列事项确已发生", "what is counted did happen"),
}
"""Rule of an identity -> what somebody states who accepts that it doesn't hold. The others contradict themselves or
have a remedy of their own: nobody can answer for them."""
IDENTITY = "identity"
"""The suite of holds that are no rule's but an identity's."""
_ACCEPT = Message(
    "{states}的，可写明缘由接受后签发：govreport accept {quarter} -d {district} --rule {rule} --subject {subject} "
    "--by 职务 --reason 缘由，或在该期页面上接受；然后重新运行。",
    "If {states}, somebody may accept it and say why: govreport accept {quarter} -d {district} --rule {rule} --subject "
    "{subject} --by ROLE --reason WHY, or on the period's page; then run the period again.",
)


class Standing(NamedTuple):
    """What would keep a report from being signed, apart by whether somebody has accepted it."""

    open: list[Hold]
    accepted: list[Hold]

    @property
    def settled(self) -> frozenset[tuple[str, str]]:
        """(suite, rule) and, of identities, ("identity", name), of which nothing is left open."""
        left = {_settling(hold) for hold in self.open}
        return frozenset(_settling(hold) for hold in self.accepted) - left


def standing(context: Context, verdict: Verdict, measurement: Measurement) -> Standing:
    """Every reason, beside what is recorded of acceptances. An acceptance holds for the evidence that it was given for.

    Raises IntegrityError where the list of failing rows is missing or damaged.
    """
    holds = why_held(verdict, measurement, context.district, context.files)
    if not holds:
        return Standing([], [])
    # A half-year's report stands on the verdict of its last quarter, whose acceptances count for it too.
    known = context.acceptances.of(measurement.district, measurement.quarter, verdict.quarter)
    answered = [h.model_copy(update={"accepted": known.get(h.evidence) if h.states_zh else None}) for h in holds]
    return Standing([h for h in answered if h.accepted is None], [h for h in answered if h.accepted is not None])


def is_held(verdict: Verdict, measurement: Measurement, settled: frozenset[tuple[str, str]]) -> bool:
    """Whether the report can't be signed, given what is settled by acceptance."""
    if any(not i.holds and (IDENTITY, i.name) not in settled for i in measurement.identities):
        return True
    stopping = [(suite, o.rule) for suite, o in verdict.by_suite if _stops(o)]
    return verdict.state in ("block", "hold") and (
        verdict.state == "block" or not stopping or any(at not in settled for at in stopping)
    )


def why_held(verdict: Verdict, measurement: Measurement, district: District, files: FileStore) -> list[Hold]:
    """Every reason, those of the data before those of the figures; none where the report may be signed.

    Raises IntegrityError where the list of failing rows is missing or damaged.
    """
    return [*_of_data(verdict, measurement.quarter, district, files), *_of_figures(measurement)]


def _settling(hold: Hold) -> tuple[str, str]:
    return (IDENTITY, hold.subject) if hold.suite == IDENTITY else (hold.suite, hold.rule)


def _of_data(verdict: Verdict, quarter: Quarter, district: District, files: FileStore) -> Iterator[Hold]:
    suites = [(str(c.tidy.extract), c.outcomes, c.failures_key) for c in verdict.checks]
    for suite, outcomes, key in [*suites, ("across", verdict.outcomes, verdict.failures_key)]:
        stopping = [o for o in outcomes if _stops(o)]
        if not stopping:
            continue
        lines = read_table(files, key).to_pylist() if key else []
        for problem in problems_of(suite, stopping, lines):
            said = grave(district, problem)
            if said.zh:
                rule, place = problem.outcome.rule, (district.id, quarter)
                states = accepted_as(suite, rule) if problem.outcome.severity == "hold" else None
                states = said_of(district.base, states) if states else None
                yield _hold(suite, rule, problem.extract, said, _judged(verdict, problem, lines), states, place)


def _stops(outcome: RuleOutcome) -> bool:
    return not outcome.passed and outcome.error is None and outcome.severity in ("block", "hold")


def _judged(verdict: Verdict, problem: Problem, lines: Sequence[Line]) -> Mapping[str, Any]:
    """What the rule judged: the file and those it was compared with, or the figures that differ; and what failed."""
    rule, extract = problem.outcome.rule, problem.extract
    compared = [d for d in verdict.differences if d.rule == rule and d.state == "open"]
    if compared:
        return {"compared": [[d.key, d.ours, d.theirs, d.filename] for d in compared]}
    checks = [c for c in verdict.checks if c.tidy.extract == extract] or verdict.checks
    failed = [at for at in lines if at["rule"] == rule and at["extract"] == extract]
    return {
        "files": [[c.tidy.snapshot_sha256, *c.past] for c in checks],
        "lines": [[at["row"], at["column"], at["value"]] for at in failed],
    }


def _of_figures(measurement: Measurement) -> Iterator[Hold]:
    place = (measurement.district, measurement.quarter)
    for identity in measurement.identities:
        if not identity.holds:
            advice = _advice(identity)
            detail_zh, detail_en = (
                (f"（{unstopped(identity.detail_zh)}）", f" ({unstopped(identity.detail_en)})")
                if identity.detail_zh
                else ("", "")
            )
            said = Message(
                f"规则{identity.rule}不成立：{identity.zh}{detail_zh}。{advice.zh}",
                f"Rule {identity.rule} doesn't hold: {identity.en}{detail_en}. {advice.en}",
            )
            evidence, states = {"detail": identity.detail_zh}, ACCEPTED_AS.get(identity.rule)
            yield _hold(IDENTITY, identity.rule, identity.name, said, evidence, states, place)


def _hold(
    suite: str,
    rule: str,
    subject: str,
    said: Message,
    evidence: Mapping[str, Any],
    states: Message | None,
    place: tuple[str, Quarter],
) -> Hold:
    content = json.dumps({"rule": rule, "subject": subject, **evidence}, sort_keys=True, ensure_ascii=False)
    if states is not None:
        given = {"district": place[0], "quarter": place[1], "rule": rule, "subject": subject}
        more = Message(_ACCEPT.zh.format(states=states.zh, **given), _ACCEPT.en.format(states=states.en, **given))
        said = Message(f"{said.zh}{more.zh}", f"{said.en} {more.en}")
    return Hold(
        rule=rule,
        zh=said.zh,
        en=said.en,
        suite=suite,
        subject=subject,
        evidence=hashlib.sha256(content.encode()).hexdigest(),
        states_zh=states.zh if states else "",
        states_en=states.en if states else "",
    )


def _advice(identity: Identity) -> Message:
    said, key = _ADVICE.get(identity.rule, _MEND), identity.name.partition(":")[2]
    return Message(*(text.format(key=key) for text in said))
