"""The suite across extracts: the frames that its rules look at, and what became of each rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from govreport.district.folder import District
from govreport.district.words import inspects_others
from govreport.manifests.extracts import TidyExtract
from govreport.manifests.verdicts import Difference, ExtractCheck, RuleOutcome
from govreport.parallel import prefetch_calls
from govreport.quality.check import absent, outcome, unstated
from govreport.quality.conditions import Scope
from govreport.quality.failure_files import Line
from govreport.quality.failures import lines, sentences
from govreport.quality.rule import FrameName, Rule
from govreport.quality.suite import judge
from govreport.sources.references import References
from govreport.store.files import FileStore

# What imports pandas or pyarrow is imported in functions: the suites can be listed without them.
if TYPE_CHECKING:
    from govreport.quality.frames.frame import Frame

Checks = Mapping[str, ExtractCheck]
"""By extract."""


def about_others(rule: Rule, district: District) -> bool:
    """Whether a rule looks for an evaluation's bodies in the register, where they are others than the register's."""
    return "evaluation" in rule.extracts and inspects_others(district)


class AcrossSuite:
    """Runs the suite across extracts frame by frame and keeps what came of it."""

    def __init__(self, rules: Sequence[Rule], checks: Checks, scope: Scope) -> None:
        self.rules = rules
        self.scope = scope
        self.tidies: dict[str, TidyExtract] = {name: check.tidy for name, check in checks.items()}
        self.outcomes: dict[str, RuleOutcome] = {}
        self.failures: list[Line] = []
        self.set_aside: dict[str, set[int]] = {}
        """Extract -> the rows that rules of this suite leave out."""
        self.supplied: set[str] = set()
        """The rules whose reference file is there."""

    def run(self, name: FrameName, frame: Frame) -> None:
        """Judge one frame; one of an extract's name holds rows of that extract."""
        due = [rule for rule in self.rules if rule.frame == name and self._can_judge(rule)]
        about_rows = name in self.tidies
        tidies: Mapping[str, TidyExtract] = {name: self.tidies[name]} if about_rows else self.tidies
        judgements = judge(frame.data, due, self.scope)
        failing = frame.narrowed(row for judgement in judgements for row in judgement.rows)
        for judgement in judgements:
            rule, failures = judgement.rule, lines(failing, judgement, tidies, self.scope)
            self.failures += failures
            if rule.sets_aside:
                self.set_aside.setdefault(name, set()).update(judgement.rows)
            detail = None if about_rows else sentences(failures)
            self.outcomes[rule.id] = outcome(rule, judgement.evaluated, len(judgement.rows), judgement.error, detail)

    def excuse(self, supplied: Iterable[str]) -> None:
        """Say of every rule that lacks what it is judged against that it wasn't judged.

        ``supplied`` are the rules whose reference file is there.
        """
        self.supplied |= set(supplied)
        for rule in self.rules:
            if not self._can_judge(rule):
                district = self.scope.district
                others = about_others(rule, district)
                self.outcomes[rule.id] = (
                    unstated(rule)
                    if district.given.lacks(rule.parameters)
                    else absent(rule, self.scope.quarter, others=others)
                )

    def _can_judge(self, rule: Rule) -> bool:
        if self.scope.district.given.lacks(rule.parameters):
            return False
        if rule.needs == "extracts":
            return set(rule.extracts) <= set(self.tidies) and not about_others(rule, self.scope.district)
        return not rule.needs or rule.id in self.supplied

    def in_order(self) -> list[RuleOutcome]:
        """The outcomes as the suite declares them."""
        return [self.outcomes[rule.id] for rule in self.rules if rule.id in self.outcomes]


def judge_joined(across: AcrossSuite, checks: Checks, files: FileStore) -> None:
    """Judge the rows of each extract beside what the others say of them, and the files beside one another."""
    frames = _joined_frames(across.rules, checks, across.scope, files)
    # The next frame is made while the engine judges this one.
    for (name, _), frame in zip(frames, prefetch_calls(make for _, make in frames), strict=True):
        across.run(name, frame)


def _joined_frames(
    rules: Sequence[Rule], checks: Checks, scope: Scope, files: FileStore
) -> list[tuple[FrameName, Callable[[], Frame]]]:
    """What makes the frames whose rules can be judged with these extracts, in the order in which rows are set aside."""
    from govreport.quality.frames.cross_extract import Register, beside_register, files_frame
    from govreport.quality.frames.periodic_returns import active_beside_party, became_beside_lists, gifts_beside_funds

    inspected = None if inspects_others(scope.district) else checks.get("evaluation")
    register = Register.read(checks["registration"], inspected, files, scope.codes)

    def with_register(name: FrameName, looking: Sequence[Rule]) -> Frame:
        return beside_register(checks[name], register, looking, scope, files)

    def with_returns(join: Callable[..., Frame], _: FrameName, looking: Sequence[Rule]) -> Frame:
        return join(checks, looking, scope, files)

    joins: tuple[tuple[FrameName, Callable[[FrameName, Sequence[Rule]], Frame]], ...] = (
        (FrameName.EVALUATION, with_register),
        (FrameName.FUNDING, with_register),
        (FrameName.PARTY, with_register),
        (FrameName.ACTIVITIES, with_register),
        (FrameName.REGISTRATION, partial(with_returns, active_beside_party)),
        (FrameName.VENTURES, partial(with_returns, became_beside_lists)),
        (FrameName.DONATIONS, partial(with_returns, gifts_beside_funds)),
    )
    frames: list[tuple[FrameName, Callable[[], Frame]]] = []
    for name, join in joins:
        looking = [
            rule
            for rule in rules
            if rule.frame == name and set(rule.extracts) <= set(checks) and not about_others(rule, scope.district)
        ]
        if name in checks and looking:
            frames.append((name, partial(join, name, looking)))
    return [*frames, (FrameName.FILES, partial(files_frame, list(checks.values())))]


def judge_agreement(across: AcrossSuite, checks: Checks, references: References, files: FileStore) -> list[Difference]:
    """Judge the figures beside what others state; the difference list, for the verdict."""
    across.excuse(s.reference.rule for s in references.supplied)
    if not references.supplied:
        return []
    from govreport.quality.reconcile import SAMPLE, differences, figures_frame, summary
    from govreport.quality.sampled import sampled_frame

    scope = across.scope
    compared = differences(references, checks, scope.district, scope.quarter, scope.codes, files)
    if compared:
        across.run(FrameName.FIGURES, figures_frame(compared))
    for rule in {d.rule for d in compared} & set(across.outcomes):
        detail = summary([d for d in compared if d.rule == rule])
        across.outcomes[rule] = across.outcomes[rule].model_copy(
            update={"detail_zh": detail.zh, "detail_en": detail.en}
        )
    for sample in (s for s in references.supplied if s.reference.rule == SAMPLE):
        own, by = scope.district.money, scope.district.identifiers
        across.run(FrameName.SAMPLED, sampled_frame(sample, checks["registration"], scope.codes, files, own, by))
    return compared
