"""Checking before it counts: what lies ready for the running quarter. No figure is written."""

from __future__ import annotations

from datetime import date

from govreport import stages
from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import Message, ReadError, SourceError
from govreport.manifests.corrections import Precheck
from govreport.manifests.verdicts import ExtractCheck
from govreport.operations.return_rows import return_rows
from govreport.quarter import Quarter


def due_quarter(district: District, day: date) -> Quarter:
    """The quarter whose report comes next: until a quarter's release day that one, afterwards the running one."""
    running = Quarter.containing(day, district.base)
    release = district.timing.release(running.previous)
    return running.previous if day < release else running


def precheck(context: Context, *, deliver: bool = False) -> Precheck:
    """Judge what lies ready for the quarter and make the correction sheets; what is missing or unreadable is said.

    Keeps snapshots and sheets, and the verdict where all extracts are there, so that filled sheets can be read; no
    figure and no profile. With ``deliver`` the sheets are mailed as return_rows does. Never raises for data.
    """
    # Imported here: judging loads the engine.
    from govreport.quality.gate import check, judge_together
    from govreport.quality.partial_verdict import judge_alone

    notes: list[Message] = []
    checks: list[ExtractCheck] = []
    for extract in context.district.extracts:
        try:
            snapshot = stages.collect(context, extract)
            checks.append(check(context, stages.tidy(context, snapshot)))
        except (SourceError, ReadError) as error:
            notes.append(error.message)
    returns = verdict = None
    if checks:
        if len(checks) == len(context.district.extracts):
            verdict = judge_together(context, checks)
            context.results.add_verdict(verdict)
        else:
            verdict = judge_alone(context.district, context.quarter, checks, context.files)
        returns = return_rows(context, verdict, deliver=deliver)
    return Precheck(
        district=context.district.id,
        quarter=context.quarter,
        notes=[(note.zh, note.en) for note in notes],
        state=verdict.state if verdict else None,
        paragraph_zh=verdict.paragraph_zh if verdict else "",
        paragraph_en=verdict.paragraph_en if verdict else "",
        returns=returns,
    )
