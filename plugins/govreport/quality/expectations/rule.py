"""A rule as one expectation on a batch: all rules of a suite are answered by one metric, which looks at the frame once.

Great Expectations works out some six metrics for every expectation on a column, and that took longer than looking at
the rows. What is asked stands in conditions.py, how it is answered in flags.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from govreport.quality.flags import Answer, Asked, Flags

METRIC = "table.govreport_answers"


class Batch(pd.DataFrame):
    """A frame with what its suite asks; what pandas makes from it is a plain frame again."""

    _metadata = ("asked",)
    asked: Mapping[str, Asked]
    """Rule -> question."""

    @property
    def _constructor(self) -> Any:
        return pd.DataFrame

    def memory_usage(self, index: bool = True, deep: bool = False) -> pd.Series:
        """Nothing: the engine asks it of every frame only to decide whether to hash it, and is told never to."""
        return pd.Series([0])


class TableAnswers(TableMetricProvider):
    """Rule -> its answer, or what a broken declaration raised."""

    metric_name = METRIC

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805 - a class method by decoration
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        **_: Any,
    ) -> dict[str, Answer | Exception]:
        frame, _domain, _values = execution_engine.get_compute_domain(metric_domain_kwargs, MetricDomainTypes.TABLE)
        batch, flags = cast("Batch", frame), Flags(frame)
        found: dict[str, Answer | Exception] = {}
        for rule, asked in batch.asked.items():
            try:
                found[rule] = flags.answer(asked)
            except Exception as error:  # one broken rule leaves the others their answers
                found[rule] = error
        return found


class ExpectRuleToHold(BatchExpectation):
    """Expect no row of the batch to fail the rule of that id."""

    rule: str
    metric_dependencies = (METRIC,)
    success_keys = ("rule",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        answer = metrics[METRIC][self.rule]
        if isinstance(answer, Exception):
            raise answer
        return {
            "success": not answer.failing,
            "result": {
                "element_count": answer.evaluated,
                "unexpected_count": len(answer.failing),
                "unexpected_index_list": answer.failing,
            },
        }
