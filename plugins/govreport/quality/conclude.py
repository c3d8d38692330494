"""Judging the extracts together, and the verdict.

Belongs here: the rules across extracts, what they set aside, the overall state. Does not belong here: the wording of
the paragraph (paragraph.py), rules of one extract (check.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.manifests.base import State
from govreport.manifests.extracts import TidyExtract
from govreport.manifests.verdicts import Difference, ExtractCheck, ReferenceFile, RuleOutcome, Verdict
from govreport.parallel import made_ahead
from govreport.quality.catalogue import SUITES
from govreport.quality.check import absent, installed_codes, outcome
from govreport.quality.paragraph import Problem, paragraph
from govreport.quality.rule import FrameName, Rule, Scope
from govreport.quarter import Quarter
from govreport.sources.references import NOTHING, References
from govreport.store.files import FileStore

if TYPE_CHECKING:
    from govreport.quality.failure_files import Line
    from govreport.quality.frames.cross_extract import SuiteCount
    from govreport.quality.frames.frames import Frame

_GRAVEST_FIRST: tuple[State, ...] = ("block", "hold", "warn")


def conclude(
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
    from govreport.quality.failure_files import read_table, store_lines

    suite = SUITES["across"] if rules is None else rules
    given: dict[str, ExtractCheck] = {check.tidy.extract: check for check in checks}
    by_extract = {name: given[name] for name in EXTRACTS if name in given}
    judge = _Judge(suite, by_extract, Scope(district, quarter, quarter.end, codes or installed_codes()))
    compared: list[Difference] = []
    if len(by_extract) == len(district.extracts):
        joined = _joined(suite, by_extract, quarter, files)
        for (name, _), frame in zip(joined, made_ahead(make for _, make in joined), strict=True):
            judge.run(name, frame)
    by_extract = {name: _without(check, judge.aside.get(name, set()), files) for name, check in by_extract.items()}
    if len(by_extract) == len(district.extracts):
        compared = _reconcile(judge, by_extract, references, files)
    told = {name: read_table(files, check.failures_key).to_pylist() for name, check in by_extract.items()}
    from govreport.quality.frames.cross_extract import suites_frame

    judge.run("suites", suites_frame(_counts(by_extract, told, judge)))
    outcomes = judge.in_order()
    told["across"] = judge.lines
    problems = [p for name, check in by_extract.items() for p in problems_of(name, check.outcomes, told[name])]
    problems += problems_of("across", outcomes, judge.lines)
    state = state_of(o for os in (*(c.outcomes for c in by_extract.values()), outcomes) for o in os)
    text = paragraph(district, quarter, state, list(by_extract.values()), problems)
    return sealed(
        Verdict(
            district=district.id,
            quarter=quarter,
            state=state,
            checks=list(by_extract.values()),
            outcomes=outcomes,
            failures_key=store_lines(files, judge.lines),
            differences=compared,
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
    """The verdict with its hash over all else in it."""
    content = json.dumps(verdict.model_dump(mode="json", exclude={"sha256"}), sort_keys=True, ensure_ascii=False)
    return verdict.model_copy(update={"sha256": hashlib.sha256(content.encode()).hexdigest()})


class _Judge:
    """Runs the suite across extracts frame by frame and keeps what came of it."""

    def __init__(self, suite: Sequence[Rule], checks: Mapping[str, ExtractCheck], scope: Scope) -> None:
        self.suite = suite
        self.scope = scope
        self.tidies: dict[str, TidyExtract] = {name: check.tidy for name, check in checks.items()}
        self.outcomes: dict[str, RuleOutcome] = {}
        self.lines: list[Line] = []
        self.aside: dict[str, set[int]] = {}
        self.supplied: set[str] = {""}

    def run(self, name: FrameName, frame: Frame) -> None:
        """Judge one frame; one of an extract's name holds rows of that extract."""
        from govreport.quality.failures import lines, sentences
        from govreport.quality.suite import judge

        due = [rule for rule in self.suite if rule.frame == name and self._can(rule)]
        tidies: Mapping[str, TidyExtract] = self.tidies
        if name in self.tidies:
            tidies = {name: self.tidies[name]}
        judgements = judge(frame.data, due, self.scope)
        failing = frame.narrowed(row for judgement in judgements for row in judgement.rows)
        for judgement in judgements:
            told = lines(failing, judgement, tidies, self.scope)
            self.lines += told
            if judgement.rule.sets_aside:
                self.aside.setdefault(name, set()).update(judgement.rows)
            detail = None if name in self.tidies else sentences(told)
            self.outcomes[judgement.rule.id] = outcome(
                judgement.rule, judgement.evaluated, len(judgement.rows), judgement.error, detail
            )

    def excuse(self, supplied: Iterable[str]) -> None:
        """Say of every rule that lacks what it is judged against that it wasn't judged."""
        self.supplied |= set(supplied)
        for rule in self.suite:
            if not self._can(rule):
                self.outcomes[rule.id] = absent(rule)

    def _can(self, rule: Rule) -> bool:
        """Whether there is what the rule is judged against."""
        if rule.needs == "extracts":
            return set(rule.extracts) <= set(self.tidies)
        return rule.needs in self.supplied

    def in_order(self) -> list[RuleOutcome]:
        """The outcomes as the suite declares them."""
        return [self.outcomes[rule.id] for rule in self.suite if rule.id in self.outcomes]


def _joined(
    suite: Sequence[Rule], checks: Mapping[str, ExtractCheck], quarter: Quarter, files: FileStore
) -> list[tuple[FrameName, Callable[[], Frame]]]:
    """What makes the frames whose rules can be judged with these extracts, in the order in which rows are set aside."""
    from govreport.quality.frames.cross_extract import Register, beside_register, files_frame
    from govreport.quality.frames.periodic_returns import active_beside_party, became_beside_lists, gifts_beside_funds

    def of(name: FrameName) -> list[Rule]:
        return [r for r in suite if r.frame == name and set(r.extracts) <= set(checks)]

    register = Register.read(checks["registration"], checks["evaluation"], files)
    beside: tuple[FrameName, ...] = ("evaluation", "funding", "party", "activities")
    returns: tuple[tuple[FrameName, Callable[..., Frame]], ...] = (
        ("registration", active_beside_party),
        ("ventures", became_beside_lists),
        ("donations", gifts_beside_funds),
    )
    makers: list[tuple[FrameName, Callable[[], Frame]]] = [
        (name, partial(beside_register, checks[name], register, of(name), files))
        for name in beside
        if name in checks and of(name)
    ]
    makers += [
        (name, partial(join, checks, of(name), quarter, files)) for name, join in returns if name in checks and of(name)
    ]
    return [*makers, ("files", partial(files_frame, list(checks.values())))]


def _reconcile(
    judge: _Judge, checks: Mapping[str, ExtractCheck], references: References, files: FileStore
) -> list[Difference]:
    """Judge the figures beside what others state; the difference list, for the verdict."""
    if not references.supplied:
        judge.excuse(())
        return []
    from govreport.quality.reconcile import differences, figures_frame, sampled_frame, summary

    scope = judge.scope
    judge.excuse(s.reference.rule for s in references.supplied)
    found = differences(references, checks, scope.district, scope.quarter, scope.codes, files)
    if found:
        judge.run("figures", figures_frame(found))
    for rule in {d.rule for d in found} & set(judge.outcomes):
        said = summary([d for d in found if d.rule == rule])
        judge.outcomes[rule] = judge.outcomes[rule].model_copy(update={"detail_zh": said.zh, "detail_en": said.en})
    for sample in (s for s in references.supplied if s.reference.rule == "E53"):
        judge.run("sampled", sampled_frame(sample, checks["registration"], scope.codes, files))
    return found


def _without(check: ExtractCheck, rows: set[int], files: FileStore) -> ExtractCheck:
    """The check with more rows set aside."""
    from govreport.quality.failure_files import store_rows, stored_rows

    if not rows:
        return check
    every = stored_rows(files, check.set_aside_key) | rows
    return check.model_copy(update={"set_aside_key": store_rows(files, every), "rows_set_aside": len(every)})


def _counts(checks: Mapping[str, ExtractCheck], told: Mapping[str, list[Line]], judge: _Judge) -> dict[str, SuiteCount]:
    """What was declared and done, suite by suite; a missing extract has done nothing."""
    from govreport.quality.frames.cross_extract import SuiteCount

    counts: dict[str, SuiteCount] = {}
    for name in judge.scope.district.extracts:
        check = checks.get(name)
        done = check.outcomes if check else []
        counts[name] = SuiteCount(
            declared=len(SUITES[name]),
            evaluated=_evaluated(done),
            counted=sum(o.failed for o in done),
            stored=len(told.get(name, [])),
            rows_in=check.tidy.rows_in if check else 0,
            rows_out=check.tidy.rows_set_aside + check.rows_set_aside if check else 0,
        )
    done = list(judge.outcomes.values())
    counts["across"] = SuiteCount(
        declared=sum(rule.frame != "suites" for rule in judge.suite),
        evaluated=_evaluated(done),
        counted=sum(o.failed for o in done),
        stored=len(judge.lines),
    )
    return counts


def _evaluated(outcomes: Iterable[RuleOutcome]) -> int:
    return sum(o.error is None for o in outcomes)


def problems_of(suite: str, outcomes: Sequence[RuleOutcome], told: Sequence[Line]) -> list[Problem]:
    """Failed rules, each split by the extract its rows stand in."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in told:
        found.setdefault((line["rule"], line["extract"]), []).append(line)
    problems = []
    for o in outcomes:
        if o.error is not None:
            problems.append(Problem(suite, o, 0, ()))
            continue
        for extract in sorted(extract for rule, extract in found if rule == o.rule):
            own = found[o.rule, extract]
            problems.append(Problem(extract, o, len(own), tuple((line["zh"], line["en"]) for line in own[:3])))
    return problems


def state_of(outcomes: Iterable[RuleOutcome]) -> State:
    """The gravest failure decides; a rule that crashed blocks, whatever its severity: nobody knows its answer."""
    failed = {"block" if o.error is not None else o.severity for o in outcomes if not o.passed}
    for state in _GRAVEST_FIRST:
        if state in failed:
            return state
    return "pass"
