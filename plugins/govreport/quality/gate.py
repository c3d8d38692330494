"""The gate: extracts judged one by one and together, and the verdict kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from govreport.context import Context
from govreport.errors import IntegrityError
from govreport.manifests.extracts import Snapshot, TidyExtract
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.parallel import map_extracts, run_isolated, run_one_isolated
from govreport.quality.check import check_extract
from govreport.quality.conclude import judge_quarter
from govreport.quality.profile import keep_profiles, profiles_at
from govreport.sources.references import References, fetch_references
from govreport.tidy.tidy import tidy_snapshot


def tidy_and_check(context: Context, snapshots: Sequence[Snapshot]) -> list[ExtractCheck]:
    """``check`` of ``tidy`` of every snapshot, large ones side by side. Raises ReadError."""
    sizes = [s.size for s in snapshots]
    return map_extracts(
        partial(tidy_snapshot, context), partial(check, context), snapshots, sizes, context.settings.processes
    )


def check_each(context: Context, extracts: Sequence[TidyExtract]) -> list[ExtractCheck]:
    """``check`` of every extract, large ones side by side."""
    return run_isolated(partial(check, context), extracts, [e.rows_in for e in extracts], context.settings.processes)


def check(context: Context, extract: TidyExtract) -> ExtractCheck:
    """Judge one extract by its suite."""
    keys = context.results.profile_keys(context.district.id, extract.extract, context.quarter)
    past = profiles_at(keys, context.files)
    found = check_extract(context.district, extract, context.files, codes=context.codes, past=past)
    return found.model_copy(update={"past": keys})


def conclude(context: Context, checks: list[ExtractCheck], references: References | None = None) -> Verdict:
    """Judge the extracts together and say the verdict. Never raises for bad data; see ``require_unblocked``.

    ``references`` are other offices' tables as they were known (by default they are fetched now).
    """
    verdict = judge_together(context, checks, references)
    keep_verdict(context, verdict)
    return verdict


def judge_together(context: Context, checks: list[ExtractCheck], references: References | None = None) -> Verdict:
    """The verdict, as ``conclude`` says it, and nothing kept."""
    if references is None:
        references = fetch_references(context.settings, context.district, context.quarter, context.files)
    return run_one_isolated(partial(_judge, context, references), checks)


def _judge(context: Context, references: References, checks: list[ExtractCheck]) -> Verdict:
    return judge_quarter(
        context.district,
        context.quarter,
        checks,
        context.files,
        codes=context.codes,
        references=references,
    )


def keep_verdict(context: Context, verdict: Verdict) -> None:
    """Record a verdict, and what the extracts that it accepts look like."""
    context.results.add_verdict(verdict)
    keep_profiles(verdict, context.files, context.results, context.settings.duckdb_memory)


def verdict_on(context: Context, checks: list[ExtractCheck]) -> Verdict:
    """The verdict that ``conclude`` stored about these checks, a blocking one too; IntegrityError where it didn't."""
    verdict = context.results.verdict_on(checks)
    if verdict is None:
        raise IntegrityError(
            f"{context.quarter.zh}没有针对这些数据的核查结论，无法制作更正单；请先看“结论”任务为何没有完成。",
            f"No verdict of {context.quarter.en} is stored about these extracts, so there are no correction sheets; "
            "see why the task conclude didn't finish.",
        )
    return verdict
