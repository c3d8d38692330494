"""A verdict on some of the extracts, for files checked before they count: no rule across extracts is asked."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.canonical import EXTRACTS
from govreport.district.folder import District
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.quality.asked_rows import asks
from govreport.quality.conclude import problems_of, sealed, state_of
from govreport.quality.failure_files import read_table
from govreport.quality.paragraph import paragraph
from govreport.quarter import Quarter
from govreport.store.files import FileStore


def judge_alone(district: District, quarter: Quarter, checks: Sequence[ExtractCheck], files: FileStore) -> Verdict:
    """What can be said of these files by themselves; the same shape as a quarter's verdict, never stored as one.

    That an extract is missing doesn't block: a town or a section checks only the file that it supplies.
    """
    order = list(EXTRACTS)
    mine = sorted(checks, key=lambda check: order.index(check.tidy.extract))
    problems = [
        problem
        for check in mine
        for problem in problems_of(
            check.tidy.extract, check.outcomes, read_table(files, check.failures_key).to_pylist()
        )
    ]
    state = state_of(outcome for check in mine for outcome in check.outcomes)
    text = paragraph(district, quarter, state, mine, problems)
    verdict = sealed(
        Verdict(
            district=district.id,
            quarter=quarter,
            state=state,
            checks=mine,
            outcomes=[],
            paragraph_zh=text.zh,
            paragraph_en=text.en,
            sha256="",
        )
    )
    return verdict.model_copy(update={"asks": asks(district, mine, None, files)})
