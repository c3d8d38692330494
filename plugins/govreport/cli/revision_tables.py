"""What ``revisions`` and ``revise`` share: finding the town and the indicator that are meant, and figures in tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from rich.table import Table

from govreport.cli.common import console
from govreport.errors import ConfigError

if TYPE_CHECKING:
    from govreport.currency import Currency
    from govreport.indicators.model import Indicator
    from govreport.indicators.vintages.revision_stats import Size


def indicator_called(name: str, own: Currency) -> Indicator:
    """The indicator with that id or name, in the district's currency; raises ConfigError."""
    # Imported here, and the numbers below: most commands need neither.
    from govreport.indicators.catalogue import in_currency

    catalogue = in_currency(own)
    indicator = catalogue.get(name.upper()) or next((i for i in catalogue.values() if name in i.name), None)
    if indicator is None:
        raise ConfigError(
            f"没有指标“{name}”，请用 govreport indicators 查看编号。",
            f"There is no indicator {name!r}; govreport indicators lists them.",
        )
    return indicator


def print_rows(heads: Sequence[str], rows: Iterable[Sequence[str]], left: int) -> None:
    """A table whose first ``left`` columns hold words, and the others figures."""
    table = Table(show_edge=False)
    for index, head in enumerate(heads):
        table.add_column(head, overflow="fold", justify="left" if index < left else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def figure(value: Fraction | None, indicator: Indicator) -> str:
    """A figure as the report's tables write it; a dash where there is none."""
    from govreport.reports.numbers import table_number

    return "—" if value is None else table_number(value, indicator.decimals)


def change_cells(size: Size, indicator: Indicator) -> list[str]:
    """Old figure, new figure, difference, and the difference in per cent; rates have no difference in per cent."""
    from govreport.reports.numbers import signed_number

    in_points = size.absolute is not None and indicator.is_rate
    absolute = "—" if size.absolute is None else signed_number(size.absolute, indicator.decimals)
    relative = "" if size.relative is None or in_points else f"{signed_number(size.relative * 100, 2)}%"
    return [figure(size.old, indicator), figure(size.new, indicator), absolute, relative]
