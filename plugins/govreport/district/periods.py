"""``periods:`` of district.yaml: of which periods a district makes reports, and what is said where it doesn't."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from govreport.district.mistakes import said
from govreport.district.report_head import ReportHead
from govreport.errors import ConfigError
from govreport.period import KINDS, REPORTS, Period, PeriodKind


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _possible(kinds: tuple[PeriodKind, ...]) -> tuple[PeriodKind, ...]:
    """In the order of their length. A longer report is made of its quarters, and a monthly one can't be made yet."""
    if "month" in kinds:
        raise said(
            "尚不能按月出报告（month）：各项数据按季度收取、比较；请写 quarter，可加 half_year、year",
            "reports by month can't be made yet: extracts are taken and compared by quarter; write quarter, and "
            "half_year and year beside it where wanted",
        )
    if "quarter" not in kinds:
        raise said(
            "没有 quarter：半年报、年报由各季度的数字汇成，请把 quarter 也写上",
            "there is no quarter: half-year and annual reports are put together from quarters, so list it too",
        )
    return tuple(kind for kind in KINDS if kind in kinds)


Periods = Annotated[tuple[PeriodKind, ...], BeforeValidator(_as_list), AfterValidator(_possible)]


def require_reported(district: str, kinds: tuple[PeriodKind, ...], period: Period) -> None:
    """Raises ConfigError where the district makes reports of ``kinds`` and none of the period's."""
    if period.kind in kinds:
        return
    name = REPORTS[period.kind]
    if period.kind == "month":
        raise ConfigError(
            f"{period} 是月份：尚不能按月出报告，请写季度，如 {period.last_quarter}。",
            f"{period} is a month: reports by month can't be made yet; name a quarter, such as {period.last_quarter}.",
        )
    raise ConfigError(
        f"{district} 不出{name.zh}（{period}）；要出，请在 district.yaml 的 periods 中加上 {period.kind}，"
        f"否则请写季度，如 {period.last_quarter}。",
        f"{district} makes no {name.en}s ({period}); add {period.kind} to periods of district.yaml for that, "
        f"or name a quarter, such as {period.last_quarter}.",
    )


def require_heads(kinds: tuple[PeriodKind, ...], head: ReportHead) -> None:
    """Raises, where one of ``kinds`` has no title and no day of its own."""
    for kind in kinds:
        if kind != "quarter" and head.title_of(kind) is head.title:
            name = REPORTS[kind]
            raise said(
                f"中 periods 有 {kind}，但 report.{kind} 没有写明{name.zh}的 title 和 release_working_days，请补上",
                f"lists {kind} under periods, but report.{kind} doesn't give the title and release_working_days of the "
                f"{name.en}s; add them",
            )
