"""The verdict on a quarter: its extracts judged together, what failed, and how grave that is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.manifests.base import State
from govreport.manifests.verdicts import Difference, ExtractCheck, ReferenceFile, RuleOutcome, Verdict
from govreport.quality.across import AcrossSuite, Checks, judge_agreement, judge_joined
from govreport.quality.asked_rows import asks
from govreport.quality.catalogue import rules_of
from govreport.quality.check import installed_codes
from govreport.quality.conditions import Scope
from govreport.quality.failure_files import Line, read_table, store_lines, store_rows, stored_rows
from govreport.quality.paragraph import Problem, paragraph
from govreport.quality.rule import FrameName, Rule
from govreport.quarter import Quarter
from govreport.sources.references import NOTHING, References
from govreport.store.files import FileStore

_GRAVEST_FIRST: tuple[State, ...] = ("block", "hold", "warn")


def judge_quarter(
    district: District,
    quarter: Quarter,
    checks: Sequence[ExtractCheck],
    files: FileStore,
    rules: Sequence[Rule] | None = None,
    codes: Mapping[str, CodeList] | None = None,
    references: References = NOTHING,
) -> Verdict:
    """The verdict on a quarter's extracts (``rules`` and ``codes`` as for check_extract).

    ``references`` are what others state about the quarter.

    The checks in the verdict are those given, with the rows added that rules across extracts set aside: measure uses
    these. Bad data never raises. A quarter with an extract missing blocks, since its rules weren't evaluated. Raises
    IntegrityError where a stored file is missing or damaged.
    """
    given: dict[str, ExtractCheck] = {check.tidy.extract: check for check in checks}
    judged: Checks = {name: given[name] for name in EXTRACTS if name in given}
    sheets = {name: check.tidy.sheets for name, check in judged.items()}
    scope = Scope(district, quarter, quarter.end, codes or installed_codes(district), sheets=sheets)
    across = AcrossSuite(rules_of("across", scope.district, rules), judged, scope)
    complete = len(judged) == len(district.extracts)
    differences: list[Difference] = []
    if complete:
        judge_joined(across, judged, files)
        judged = {name: _without(check, across.set_aside.get(name, set()), files) for name, check in judged.items()}
        differences = judge_agreement(across, judged, references, files)
    failures = _failures(judged, files)
    _judge_suites(across, judged, failures)  # last: whether all the others were run
    failures["across"] = across.failures
    verdict = _verdict(across, judged, failures, differences, references, files)
    return verdict.model_copy(update={"asks": asks(district, verdict.checks, verdict.failures_key, files)})


def _without(check: ExtractCheck, rows: set[int], files: FileStore) -> ExtractCheck:
    """The check with more rows set aside."""
    if not rows:
        return check
    every = stored_rows(files, check.set_aside_key) | rows
    return check.model_copy(update={"set_aside_key": store_rows(files, every), "rows_set_aside": len(every)})


def _failures(checks: Checks, files: FileStore) -> dict[str, list[Line]]:
    """The failing rows that each extract's own suite stored."""
    return {name: read_table(files, check.failures_key).to_pylist() for name, check in checks.items()}


def _judge_suites(across: AcrossSuite, checks: Checks, failures: Mapping[str, list[Line]]) -> None:
    """Judge what was declared beside what was done, suite by suite; a missing extract has done nothing."""
    from govreport.quality.frames.cross_extract import SuiteCount, suites_frame  # imports pandas

    counts: dict[str, SuiteCount] = {}
    for name in across.scope.district.extracts:
        check = checks.get(name)
        done = check.outcomes if check else []
        unusable = any(o.rule in ("E00", "E00-LEFT") and not o.passed for o in done)
        out = check.tidy.rows_set_aside + check.rows_set_aside if check else 0
        counts[name] = SuiteCount(
            declared=len(rules_of(name, across.scope.district)),
            evaluated=_evaluated(done),
            counted=sum(o.failed for o in done),
            stored=len(failures.get(name, [])),
            rows_in=check.tidy.rows_in if check else 0,
            rows_out=out,
            rows_left=check.tidy.rows_in - out if check and check.tidy.rows_in and not unusable else None,
        )
    done = list(across.outcomes.values())
    counts["across"] = SuiteCount(
        declared=sum(rule.frame != FrameName.SUITES for rule in across.rules),
        evaluated=_evaluated(done),
        counted=sum(o.failed for o in done),
        stored=len(across.failures),
    )
    across.run(FrameName.SUITES, suites_frame(counts))


def _evaluated(outcomes: Iterable[RuleOutcome]) -> int:
    return sum(o.error is None for o in outcomes)


def _verdict(
    across: AcrossSuite,
    checks: Checks,
    failures: Mapping[str, list[Line]],
    differences: list[Difference],
    references: References,
    files: FileStore,
) -> Verdict:
    district, quarter = across.scope.district, across.scope.quarter
    by_suite = {name: check.outcomes for name, check in checks.items()} | {"across": across.in_order()}
    problems = [p for suite, outcomes in by_suite.items() for p in problems_of(suite, outcomes, failures[suite])]
    state = state_of(o for outcomes in by_suite.values() for o in outcomes)
    text = paragraph(district, quarter, state, list(checks.values()), problems)
    return sealed(
        Verdict(
            district=district.id,
            quarter=quarter,
            state=state,
            checks=list(checks.values()),
            outcomes=by_suite["across"],
            failures_key=store_lines(files, across.failures),
            differences=differences,
            references=[
                ReferenceFile(
                    rule=s.reference.rule,
                    filename=s.filename,
                    key=s.key,
                    problem_zh=s.problem.zh if s.problem else "",
                    problem_en=s.problem.en if s.problem else "",
                )
                for s in references.supplied
            ],
            paragraph_zh=text.zh,
            paragraph_en=text.en,
            sha256="",
        )
    )


def sealed(verdict: Verdict) -> Verdict:
    """The verdict with its hash over all else in it; what it asks follows from the files that it names."""
    content = json.dumps(
        verdict.model_dump(mode="json", exclude={"sha256", "asks"}), sort_keys=True, ensure_ascii=False
    )
    return verdict.model_copy(update={"sha256": hashlib.sha256(content.encode()).hexdigest()})


def problems_of(suite: str, outcomes: Sequence[RuleOutcome], failures: Sequence[Line]) -> list[Problem]:
    """Failed rules, each split by the extract its rows stand in."""
    by_rule: dict[tuple[str, str], list[Line]] = {}
    for line in failures:
        by_rule.setdefault((line["rule"], line["extract"]), []).append(line)
    problems = []
    for o in outcomes:
        if o.error is not None:
            problems.append(Problem(suite, o, 0, ()))
            continue
        for extract in sorted(extract for rule, extract in by_rule if rule == o.rule):
            own = by_rule[o.rule, extract]
            problems.append(Problem(extract, o, len(own), tuple((line["zh"], line["en"]) for line in own[:3])))
    return problems


def state_of(outcomes: Iterable[RuleOutcome]) -> State:
    """The gravest failure decides; a rule that crashed blocks, whatever its severity: nobody knows its answer."""
    failed = {"block" if o.error is not None else o.severity for o in outcomes if not o.passed}
    for state in _GRAVEST_FIRST:
        if state in failed:
            return state
    return "pass"
