"""The credit code's two check characters as an expectation on a column."""

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


class ColumnValuesCreditCodes(ColumnMapMetricProvider):
    """Row by row: are both check characters right?"""

    condition_metric_name = "column_values.govreport_credit_code"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series[str], **_: Any) -> Any:  # noqa: N805 - a class method by decoration
        passes: Any = PASSES["ExpectColumnValuesToBeCreditCodes"](column)
        return pd.Series(passes, index=column.index)


class ExpectColumnValuesToBeCreditCodes(ColumnMapExpectation):
    """Expect unified social credit codes whose two check characters (GB 32100 and GB 11714) are right."""

    map_metric = "column_values.govreport_credit_code"
    success_keys = ("mostly",)
