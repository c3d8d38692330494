"""Judging the three extracts together, and the verdict.

Belongs here: the rules across extracts, what they set aside, the overall state. Does not belong here: the wording of
the paragraph (paragraph.py), rules of one extract (check.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from govreport.canonical import EXTRACTS
from govreport.codes import CodeList
from govreport.district import District
from govreport.manifests import ExtractCheck, RuleOutcome, State, Verdict
from govreport.quality.catalogue import SUITES
from govreport.quality.check import installed_codes, outcome
from govreport.quality.paragraph import Problem, paragraph
from govreport.quality.rule import Rule, Scope
from govreport.quarter import Quarter
from govreport.store.files import FileStore

if TYPE_CHECKING:
    from govreport.quality.failures import Line
    from govreport.quality.frames import Frame
    from govreport.quality.joined import SuiteCount

_GRAVEST_FIRST: tuple[State, ...] = ("block", "hold", "warn")


def conclude(
    district: District,
    quarter: Quarter,
    checks: Sequence[ExtractCheck],
    files: FileStore,
    rules: Sequence[Rule] | None = None,
    codes: Mapping[str, CodeList] | None = None,
) -> Verdict:
    """The verdict on a quarter's extracts (``rules`` and ``codes`` as for check_extract).

    The checks in the verdict are those given, with the rows added that rules across extracts set aside: measure uses
    these. Bad data never raises. A quarter with an extract missing blocks, since its rules weren't evaluated. Raises
    IntegrityError where a stored file is missing or damaged.
    """
    from govreport.quality.failures import read_table, store_lines

    suite = SUITES["across"] if rules is None else rules
    given: dict[str, ExtractCheck] = {check.tidy.extract: check for check in checks}
    by_extract = {name: given[name] for name in EXTRACTS if name in given}
    judge = _Judge(suite, by_extract, Scope(district, quarter, quarter.end, codes or installed_codes()))
    if len(by_extract) == len(EXTRACTS):
        for name, frame in _joined(by_extract, files):
            judge.run(name, frame)
    by_extract = {name: _without(check, judge.aside.get(name, set()), files) for name, check in by_extract.items()}
    told = {name: read_table(files, check.failures_key).to_pylist() for name, check in by_extract.items()}
    from govreport.quality.joined import suites_frame

    judge.run("suites", suites_frame(_counts(by_extract, told, judge)))
    outcomes = judge.in_order()
    told["across"] = judge.lines
    problems = [p for name, check in by_extract.items() for p in _problems(name, check.outcomes, told[name])]
    problems += _problems("across", outcomes, judge.lines)
    state = _state(o for os in (*(c.outcomes for c in by_extract.values()), outcomes) for o in os)
    text = paragraph(district, quarter, state, list(by_extract.values()), problems)
    verdict = Verdict(
        district=district.id,
        quarter=quarter,
        state=state,
        checks=list(by_extract.values()),
        outcomes=outcomes,
        failures_key=store_lines(files, judge.lines),
        paragraph_zh=text.zh,
        paragraph_en=text.en,
        sha256="",
    )
    content = json.dumps(verdict.model_dump(mode="json", exclude={"sha256"}), sort_keys=True, ensure_ascii=False)
    return verdict.model_copy(update={"sha256": hashlib.sha256(content.encode()).hexdigest()})


class _Judge:
    """Runs the suite across extracts frame by frame and keeps what came of it."""

    def __init__(self, suite: Sequence[Rule], checks: Mapping[str, ExtractCheck], scope: Scope) -> None:
        self.suite = suite
        self.scope = scope
        self.tidies = {name: check.tidy for name, check in checks.items()}
        self.outcomes: dict[str, RuleOutcome] = {}
        self.lines: list[Line] = []
        self.aside: dict[str, set[int]] = {}

    def run(self, name: str, frame: Frame) -> None:
        """Judge one frame; ``evaluation`` and ``funding`` hold rows of the extract of that name."""
        from govreport.quality.failures import lines, sentences
        from govreport.quality.suite import judge

        due = [rule for rule in self.suite if rule.frame == name]
        tidies = {name: self.tidies[name]} if name in self.tidies else self.tidies
        for judgement in judge(frame.data, due, self.scope):
            told = lines(frame, judgement, tidies, self.scope)
            self.lines += told
            if judgement.rule.sets_aside:
                self.aside.setdefault(name, set()).update(judgement.rows)
            detail = None if name in self.tidies else sentences(told)
            self.outcomes[judgement.rule.id] = outcome(
                judgement.rule, judgement.evaluated, len(judgement.rows), judgement.error, detail
            )

    def in_order(self) -> list[RuleOutcome]:
        """The outcomes as the suite declares them."""
        return [self.outcomes[rule.id] for rule in self.suite if rule.id in self.outcomes]


def _joined(checks: Mapping[str, ExtractCheck], files: FileStore) -> Iterable[tuple[str, Frame]]:
    from govreport.quality.joined import Register, beside_register, files_frame

    register = Register.read(checks["registration"], files)
    for name in ("evaluation", "funding"):
        yield name, beside_register(checks[name], register, files)
    yield "files", files_frame(list(checks.values()))


def _without(check: ExtractCheck, rows: set[int], files: FileStore) -> ExtractCheck:
    """The check with more rows set aside."""
    from govreport.quality.failures import store_rows, stored_rows

    if not rows:
        return check
    every = stored_rows(files, check.set_aside_key) | rows
    return check.model_copy(update={"set_aside_key": store_rows(files, every), "rows_set_aside": len(every)})


def _counts(checks: Mapping[str, ExtractCheck], told: Mapping[str, list[Line]], judge: _Judge) -> dict[str, SuiteCount]:
    """What was declared and done, suite by suite; a missing extract has done nothing."""
    from govreport.quality.joined import SuiteCount

    counts = {}
    for name in EXTRACTS:
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


def _problems(suite: str, outcomes: Sequence[RuleOutcome], told: Sequence[Line]) -> list[Problem]:
    """Failed rules, each split by the extract its rows stand in."""
    problems = []
    for o in outcomes:
        if o.error is not None:
            problems.append(Problem(suite, o, 0, ()))
            continue
        lines = [line for line in told if line["rule"] == o.rule]
        for extract in sorted({line["extract"] for line in lines}):
            own = [line for line in lines if line["extract"] == extract]
            problems.append(Problem(extract, o, len(own), tuple((line["zh"], line["en"]) for line in own[:3])))
    return problems


def _state(outcomes: Iterable[RuleOutcome]) -> State:
    """The gravest failure decides; a rule that crashed blocks, whatever its severity: nobody knows its answer."""
    failed = {"block" if o.error is not None else o.severity for o in outcomes if not o.passed}
    for state in _GRAVEST_FIRST:
        if state in failed:
            return state
    return "pass"
