"""The form and the check digits of a district's own identifiers as expectations on a column."""

from __future__ import annotations

from typing import Any

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)

from govreport.quality.flags import PASSES


class ColumnIdentifiersFit(ColumnMapMetricProvider):
    """Row by row: is the identifier written as ``pattern`` says?"""

    condition_metric_name = "column_values.govreport_identifier_form"
    condition_value_keys = ("pattern",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series[str], pattern: str, **_: Any) -> Any:  # noqa: N805
        return PASSES["ExpectIdentifiersToFit"](column, pattern)


class ExpectIdentifiersToFit(ColumnMapExpectation):
    """Expect identifiers that ``pattern``, a regular expression, fits as a whole."""

    pattern: str
    map_metric = "column_values.govreport_identifier_form"
    success_keys = ("pattern", "mostly")


class ColumnIdentifiersCheck(ColumnMapMetricProvider):
    """Row by row: are the check digits right?"""

    condition_metric_name = "column_values.govreport_identifier_check"
    condition_value_keys = ("module",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series[str], module: str, **_: Any) -> Any:  # noqa: N805
        return PASSES["ExpectIdentifiersToCheck"](column, module)


class ExpectIdentifiersToCheck(ColumnMapExpectation):
    """Expect identifiers whose check digits the module of python-stdnum finds right."""

    module: str
    map_metric = "column_values.govreport_identifier_check"
    success_keys = ("module", "mostly")
