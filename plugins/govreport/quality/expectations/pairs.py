"""Expectations on two columns of a row. Rows where either value is missing are left to other rules."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnPairMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_pair_condition_partial import (
    column_pair_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_pair_map_metric_provider import (
    ColumnPairMapMetricProvider,
)

from govreport.quality.flags import PASSES

_DOMAIN = ("batch_id", "table", "column_A", "column_B", "row_condition", "condition_parser", "ignore_row_if")
_KEYS = ("column_A", "column_B", "mostly", "ignore_row_if")


class _Pair(ColumnPairMapExpectation):
    ignore_row_if: Literal["either_value_is_missing"] = "either_value_is_missing"


class CodeClassAgrees(ColumnPairMapMetricProvider):
    """Row by row: does character ``position`` of A stand for the type in B?"""

    condition_metric_name = "column_pair_values.govreport_code_class"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ("position", "types")

    @column_pair_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(
        cls,  # noqa: N805
        column_A: pd.Series[str],  # noqa: N803
        column_B: pd.Series[str],  # noqa: N803
        position: int,
        types: dict[str, str],
        **_: Any,
    ) -> Any:
        return PASSES["ExpectCodeClassToAgreeWithType"](column_A, column_B, position, types)


class ExpectCodeClassToAgreeWithType(_Pair):
    """Expect character ``position`` of the code in A to stand for the type in B, as ``types`` says."""

    position: int
    types: dict[str, str]
    map_metric = "column_pair_values.govreport_code_class"
    success_keys = (*_KEYS, "position", "types")


class PairAllowed(ColumnPairMapMetricProvider):
    """Row by row: is B one of the values that go with A?"""

    condition_metric_name = "column_pair_values.govreport_allowed"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ("allowed",)

    @column_pair_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(
        cls,  # noqa: N805
        column_A: pd.Series[str],  # noqa: N803
        column_B: pd.Series[str],  # noqa: N803
        allowed: dict[str, list[str]],
        **_: Any,
    ) -> Any:
        return PASSES["ExpectColumnPairToBeAllowed"](column_A, column_B, allowed)


class ExpectColumnPairToBeAllowed(_Pair):
    """Expect B to be one of the values that ``allowed`` lists for A; an A that it doesn't list fails."""

    allowed: dict[str, list[str]]
    map_metric = "column_pair_values.govreport_allowed"
    success_keys = (*_KEYS, "allowed")


class NumberInBandOfKind(ColumnPairMapMetricProvider):
    """Row by row: does the number in A lie in the band of the kind in B?"""

    condition_metric_name = "column_pair_values.govreport_band_of_kind"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ("bands",)

    @column_pair_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(
        cls,  # noqa: N805
        column_A: pd.Series[float],  # noqa: N803
        column_B: pd.Series[str],  # noqa: N803
        bands: dict[str, list[int]],
        **_: Any,
    ) -> Any:
        return PASSES["ExpectNumberInBandOfKind"](column_A, column_B, bands)


class ExpectNumberInBandOfKind(_Pair):
    """Expect the number in A to lie in the band of the kind in B; ``bands`` is kind -> [lowest, highest].

    Kinds that ``bands`` lacks are not judged.
    """

    bands: dict[str, list[int]]
    map_metric = "column_pair_values.govreport_band_of_kind"
    success_keys = (*_KEYS, "bands")


class DatesYearsApart(ColumnPairMapMetricProvider):
    """Row by row: is B the day ``years`` after A, give or take ``tolerance`` days?"""

    condition_metric_name = "column_pair_values.govreport_years_apart"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ("years", "tolerance")

    @column_pair_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(
        cls,  # noqa: N805
        column_A: pd.Series[Any],  # noqa: N803
        column_B: pd.Series[Any],  # noqa: N803
        years: int,
        tolerance: int,
        **_: Any,
    ) -> Any:
        return PASSES["ExpectDatesToBeYearsApart"](column_A, column_B, years, tolerance)


class ExpectDatesToBeYearsApart(_Pair):
    """Expect the date in B to lie ``years`` years after the one in A, give or take ``tolerance`` days."""

    years: int
    tolerance: int
    map_metric = "column_pair_values.govreport_years_apart"
    success_keys = (*_KEYS, "years", "tolerance")
