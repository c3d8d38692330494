"""Fictional reports bent to one matter for attention, and the evidence that their texts are checked against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Observation
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.cases import Case
from govreport.reports.claims import Key
from govreport.reports.inputs import ReportInputs
from govreport.reports.last_issue import LastIssue
from govreport.reports.model import AttentionBlock, AttentionRow, ReportModel
from govreport.reports.statements.check import doubts
from govreport.reports.statements.evidence import EarlierMatter, Evidence
from govreport.reports.statements.picked import picked
from tests.reports.fictional import QUARTER, fictional_inputs


def seen(indicator: str, count: int, of: int | None = None, quarter: Quarter = QUARTER, town: str = "") -> Observation:
    """A figure of the district, or of a town."""
    return Observation(indicator, quarter, town, "", "", count, of)


def inputs_with(
    *observations: Observation,
    cases: Mapping[str, tuple[Case, ...]] | None = None,
    last: LastIssue | None = None,
    without: Iterable[str] = (),
    **more: Any,
) -> ReportInputs:
    """The fictional report's inputs with these figures of the product's own indicators instead of its own."""
    names = sorted({o.indicator for o in observations})
    declared = [CATALOGUE[name] for name in names]
    made = fictional_inputs(extra=(declared, observations), without=[*without, *names], **more)
    return replace(made, cases=cases or {}, last_issue=last)


def evidence_of(inputs: ReportInputs, **more: Any) -> Evidence:
    """What the texts of these inputs' documents are checked against."""
    figures = inputs.figures
    stored = {Key(*key): (o.numerator, o.denominator) for key, o in figures._by_key.items()}
    issue = inputs.last_issue
    earlier = {
        (issue.quarter, m.rule): EarlierMatter(
            frozenset({m.heading, *(f.text for f in m.figures)}), tuple(Fraction(f.exact) for f in m.figures)
        )
        for m in (issue.matters if issue else ())
    }
    evidence = Evidence(
        district=inputs.district, quarter=inputs.quarter, release=inputs.release, declared=figures.indicators,
        stored=stored, listed={"quarters": len(inputs.history)}, earlier=earlier,
        **more,
    )  # fmt: skip
    fallen = picked("fallen", "R01", inputs.quarter, "", evidence)
    return replace(evidence, listed={**evidence.listed, "towns_fallen": len(fallen)})


def rows_of(model: ReportModel) -> dict[str, AttentionRow]:
    """The matters of a document by their rules, in their order."""
    return {r.key: r for s in model.sections for b in s.blocks if isinstance(b, AttentionBlock) for r in b.items}


def matters(inputs: ReportInputs, language: str = "zh") -> dict[str, AttentionRow]:
    """The matters of the report, once every text of them is borne out."""
    model = build_model(inputs, language)  # type: ignore[arg-type]
    assert unproved(model, evidence_of(inputs, cases=given_cases(inputs))) == []
    return rows_of(model)


def unproved(model: ReportModel, evidence: Evidence) -> list[str]:
    """Texts about matters that aren't borne out."""
    return [*_unproved(model, evidence)]


def _unproved(model: ReportModel, evidence: Evidence) -> Iterator[str]:
    for doubt in doubts("report", model, evidence):
        if ".attention." in doubt.where and not doubt.where.endswith(".number"):
            yield f"{doubt.text} ({doubt.why.en})"


def given_cases(inputs: ReportInputs) -> dict[tuple[Key, str], str]:
    """The cases of the inputs as evidence."""
    found = {}
    for name, cases in inputs.cases.items():
        key = Key(name, inputs.quarter)
        found[key, "names"] = "、".join(sorted({c.organization for c in cases}))
        days = [c.due_on for c in cases if c.due_on]
        if days:
            found[key, "oldest"] = f"{min(days).year}-{min(days).month}-{min(days).day}"
    return found
