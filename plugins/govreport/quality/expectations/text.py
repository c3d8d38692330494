"""Expectations on one column of text: a part of it, and its first occurrence."""

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


class ColumnPartInSet(ColumnMapMetricProvider):
    """Row by row: is the text from ``start`` to ``stop`` one of ``parts``?"""

    condition_metric_name = "column_values.govreport_part_in_set"
    condition_value_keys = ("start", "stop", "parts")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series[str], start: int, stop: int, parts: list[str], **_: Any) -> Any:  # noqa: N805
        return PASSES["ExpectColumnPartToBeInSet"](column, start, stop, parts)


class ExpectColumnPartToBeInSet(ColumnMapExpectation):
    """Expect characters ``start`` to ``stop`` (counted from 0, ``stop`` left out) to be one of ``parts``."""

    start: int
    stop: int
    parts: list[str]
    map_metric = "column_values.govreport_part_in_set"
    success_keys = ("start", "stop", "parts", "mostly")


class ColumnPartOutsideSet(ColumnMapMetricProvider):
    """Row by row: is the text from ``start`` to ``stop`` none of ``parts``?"""

    condition_metric_name = "column_values.govreport_part_outside_set"
    condition_value_keys = ("start", "stop", "parts")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series[str], start: int, stop: int, parts: list[str], **_: Any) -> Any:  # noqa: N805
        return PASSES["ExpectColumnPartToBeOutsideSet"](column, start=start, stop=stop, parts=parts)


class ExpectColumnPartToBeOutsideSet(ColumnMapExpectation):
    """Expect characters ``start`` to ``stop`` (counted from 0, ``stop`` left out) to be none of ``parts``."""

    start: int
    stop: int
    parts: list[str]
    map_metric = "column_values.govreport_part_outside_set"
    success_keys = ("start", "stop", "parts", "mostly")


class ColumnWordsInSet(ColumnMapMetricProvider):
    """Row by row: is the text one of ``words`` in another spelling?"""

    condition_metric_name = "column_values.govreport_words_in_set"
    condition_value_keys = ("words",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series[str], words: list[str], **_: Any) -> Any:  # noqa: N805
        return PASSES["ExpectWordsToBeOneOf"](column, words)


class ExpectWordsToBeOneOf(ColumnMapExpectation):
    """Expect one of ``words``, with width, spaces, dashes and case folded."""

    words: list[str]
    map_metric = "column_values.govreport_words_in_set"
    success_keys = ("words", "mostly")


class ColumnFirstOfKind(ColumnMapMetricProvider):
    """Row by row: does no row above hold the same value?"""

    condition_metric_name = "column_values.govreport_first_of_kind"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series[str], **_: Any) -> Any:  # noqa: N805
        return PASSES["ExpectColumnValuesToBeFirstOfTheirKind"](column)


class ExpectColumnValuesToBeFirstOfTheirKind(ColumnMapExpectation):
    """Expect no value to repeat one above it: unlike uniqueness, the first of equal rows passes and only the
    repetitions fail, so that exactly one of them is measured."""

    map_metric = "column_values.govreport_first_of_kind"
    success_keys = ("mostly",)
