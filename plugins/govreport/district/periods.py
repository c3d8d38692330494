"""``periods:`` of district.yaml: of which periods a district makes reports, and what is said where it doesn't.

The shortest of them is the district's base: its figures are stated from extracts. Every longer one is put together from
the stored figures of the base periods within it, so that a year has one figure, however many reports speak of it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from govreport.district.mistakes import said
from govreport.district.report_head import ReportHead
from govreport.errors import ConfigError
from govreport.period import BASES, EXAMPLES, KINDS, PERIOD_KINDS, REPORTS, Period, PeriodKind


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _possible(kinds: tuple[PeriodKind, ...]) -> tuple[PeriodKind, ...]:
    """In the order of their length. A longer report is made of its months or its quarters, so one of these is there."""
    if not any(kind in kinds for kind in BASES):
        raise said(
            "没有 quarter 或 month：半年报、年报由各季度（或各月）的数字汇成，请把 quarter 或 month 也写上",
            "there is no quarter and no month: half-year and annual reports are put together from quarters or months, "
            "so list quarter or month too",
        )
    return tuple(kind for kind in KINDS if kind in kinds)


Periods = Annotated[tuple[PeriodKind, ...], BeforeValidator(_as_list), AfterValidator(_possible)]


def base_of(kinds: tuple[PeriodKind, ...]) -> PeriodKind:
    """The kind of period whose figures are stated from extracts."""
    return kinds[0]


def longer_of(kinds: tuple[PeriodKind, ...]) -> tuple[PeriodKind, ...]:
    """The kinds that are put together from those, in the order of their length."""
    return kinds[1:]


def require_reported(district: str, kinds: tuple[PeriodKind, ...], period: Period) -> None:
    """Raises ConfigError where the district makes reports of ``kinds`` and none of the period's."""
    if period.kind in kinds:
        return
    name, base = REPORTS[period.kind], base_of(kinds)
    zh, en = PERIOD_KINDS[base]
    # A quarter's last month is named for the quarter, and a month's quarter for the month.
    instead = period.last_part(base)
    if period.kind in BASES and base in BASES and period.kind != base and period.months < instead.months:
        raise ConfigError(
            f"{district} 不出{name.zh}（{period}）：各项数据按{zh}收取、比较，不按{PERIOD_KINDS[period.kind].zh}；"
            f"请写{zh}，如 {instead}。",
            f"{district} makes no {name.en}s ({period}): its extracts are taken and compared by {en}, not by "
            f"{PERIOD_KINDS[period.kind].en}; name a {en}, such as {instead}.",
        )
    raise ConfigError(
        f"{district} 不出{name.zh}（{period}）；要出，请在 district.yaml 的 periods 中加上 {period.kind}，"
        f"否则请写{zh}，如 {instead}。",
        f"{district} makes no {name.en}s ({period}); add {period.kind} to periods of district.yaml for that, "
        f"or name a {en}, such as {instead}.",
    )


def require_issued(head: ReportHead, period: Period, today: date) -> None:
    """Raises ConfigError for a period before the first issue, and for one that hasn't begun by ``today``."""
    zh, en = REPORTS[period.kind]
    if period < (first := head.first_of(period.kind)):
        raise ConfigError(
            f"{period} 早于首期：首期{zh}是 {first}（district.yaml 的 report.first_issue），此前没有报告；"
            f"请写 {first} 或以后的。",
            f"{period} is before the first issue: the first {en} is that of {first} (report.first_issue of "
            f"district.yaml), and there are none before; name {first} or a later one.",
        )
    if period.start > today:
        running = Period.containing(today, period.kind)
        raise ConfigError(
            f"{period} 还没有开始：今天是 {today}，正在进行的是 {running}；请核对所写的报告期。",
            f"{period} hasn't begun: today is {today}, in {running}; check the period that was given.",
        )


def require_heads(kinds: tuple[PeriodKind, ...], head: ReportHead) -> None:
    """Raises, where one of the longer ``kinds`` has no title and no day of its own, or the first issue is of another
    kind than the base."""
    base = base_of(kinds)
    if head.first_issue.kind != base:
        first, written = head.first_issue, PERIOD_KINDS[base]
        raise said(
            f"中 report.first_issue（{first}）是{PERIOD_KINDS[first.kind].zh}，而 periods 中最短的是 {base}；"
            f"请写成{written.zh}，如 {Period.containing(first.start, base)}",
            f"has report.first_issue {first}, a {PERIOD_KINDS[first.kind].en}, while the shortest of its periods is "
            f"{base}; write a {written.en}, such as {Period.containing(first.start, base)}",
        )
    if base == "quarter" and head.quarter is not None:
        raise said(
            "中 report.quarter 多余：按季出报告的，季报的 title 和 release_working_days 直接写在 report 下",
            "has report.quarter, which isn't wanted: where reports are by quarter their title and release_working_days "
            "stand under report itself",
        )
    for kind in longer_of(kinds):
        if head.title_of(kind) is head.title:
            name = REPORTS[kind]
            raise said(
                f"中 periods 有 {kind}，但 report.{kind} 没有写明{name.zh}的 title 和 release_working_days，请补上",
                f"lists {kind} under periods, but report.{kind} doesn't give the title and release_working_days of the "
                f"{name.en}s; add them",
            )


def example_of(kinds: tuple[PeriodKind, ...]) -> str:
    """How such a district's periods are written, for sentences: 2019-08 or 2019."""
    return " or ".join(EXAMPLES[kind] for kind in kinds)
