"""Running a suite in Great Expectations: a frame and its rules in, one judgement a rule out.

All that is known of the engine (its context, its settings, the shape of its results) stands here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from govreport.quality.conditions import Scope
from govreport.quality.rule import Rule

if TYPE_CHECKING:
    import pandas as pd

_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}
_SEVERITY = {"block": "critical", "hold": "critical", "warn": "warning", "info": "info"}


@dataclass(frozen=True)
class Judgement:
    """How one rule came out: ``rows`` are the ``_row`` values that fail, all of them, ascending."""

    rule: Rule
    evaluated: int
    rows: Sequence[int] = ()
    error: str | None = None


@cache
def definition() -> Any:
    """The one batch definition of this process: adding a data source for every frame costs more than judging it."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import; nothing of a district's data leaves the machine
    # More than a third of the engine's import, for expectations that no rule uses and pictures that nobody looks at.
    for unused in ("scipy.stats", "altair"):
        _postpone(unused)
    import great_expectations as gx
    from great_expectations.execution_engine import pandas_execution_engine
    from tqdm import tqdm  # type: ignore[import-untyped]

    # Below this size the engine fingerprints the whole frame on every run, which costs more than the rules do.
    pandas_execution_engine.HASH_THRESHOLD = 0
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}  # type: ignore[assignment]
    # Even a bar that isn't drawn starts a thread that watches it, and threads that nobody ends disturb a process's end.
    tqdm.monitor_interval = 0
    source = context.data_sources.add_pandas("govreport")
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")


class _Late(ModuleType):
    """A module that is imported by whoever first uses something of it; importing it is no use yet."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in ("__path__", "__version__"):  # asked of all modules, by inspect say
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def _postpone(whole: str) -> None:
    """Let that module be imported when something of it is used."""
    package, _, name = whole.rpartition(".")
    if whole in sys.modules or (spec := find_spec(whole)) is None:
        return
    module = _Late(whole)
    module.__spec__ = spec
    sys.modules[whole] = module
    if package:
        setattr(sys.modules[package], name, module)  # `from package import name` takes what stands here


def judge(frame: pd.DataFrame, rules: Sequence[Rule], scope: Scope) -> list[Judgement]:
    """Run ``rules`` as one suite over ``frame`` (which has a unique ``_row``); judgements in the rules' order.

    A rule that can't be built, that crashes, or whose result is missing or incomplete has ``error`` set: the engine
    itself reports such a rule like one whose rows fail.
    """
    if not rules:
        return []
    whole = definition()  # first: it decides how the engine is imported
    import great_expectations as gx

    from govreport.quality.expectations.rule import Batch, ExpectRuleToHold
    from govreport.quality.flags import Asked

    errors: dict[str, str] = {}
    asked: dict[str, Asked] = {}
    expectations = []
    for rule in rules:
        try:
            asked[rule.id] = Asked(rule.expect.kind, rule.expect.where, rule.expect.worked_out(scope))
            about: Any = {"rule": rule.id, "severity": _SEVERITY[rule.severity]}
            expectations.append(ExpectRuleToHold(**about, meta={"rule": rule.id}))
        except Exception as error:  # a broken declaration is reported like a crash, by name
            errors[rule.id] = _one_line(error)
    judged = Batch(frame)
    judged.asked = asked
    batch = whole.get_batch({"dataframe": judged})
    try:
        suite = gx.ExpectationSuite(name="govreport", expectations=expectations)
        results = batch.validate(suite, result_format=_RESULT_FORMAT).results
    finally:
        kept = batch.data.execution_engine.batch_manager  # it would hold the frame until the next one comes
        kept.batch_data_cache.clear()
        kept.reset_batch_cache()
    # Results come back in another order than the suite's.
    by_rule = {result.expectation_config.meta["rule"]: result for result in results}
    return [_judgement(rule, by_rule.get(rule.id), errors.get(rule.id)) for rule in rules]


def _judgement(rule: Rule, result: Any, error: str | None) -> Judgement:
    if error is None and result is None:
        error = "no result"
    if error is None:
        error = _exception(result.exception_info)
    if error is not None:
        return Judgement(rule, 0, error=error)
    answer = result.result
    rows = sorted(int(row) for row in answer.get("unexpected_index_list") or ())
    if len(rows) != answer["unexpected_count"] or result.success != (not rows):
        return Judgement(rule, 0, error=f"{answer['unexpected_count']} rows fail, {len(rows)} were listed")
    return Judgement(rule, int(answer["element_count"]), rows)


def _exception(info: dict[str, Any] | None) -> str | None:
    """The first exception a result carries: under ``raised_exception``, or under one key a metric."""
    if not info:
        return None
    for entry in [info] if "raised_exception" in info else list(info.values()):
        if entry.get("raised_exception"):
            return " ".join(str(entry.get("exception_message") or "exception").split())
    return None


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
