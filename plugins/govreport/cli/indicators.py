"""``govreport indicators``: every indicator's definition, and the district's figures of a quarter."""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import (
    AnyDistrict,
    console,
    friendly_errors,
    new_table,
    only_district,
    open_context,
    print_line,
)
from govreport.context import Context
from govreport.district.reading import load_district
from govreport.errors import GovreportError, Message
from govreport.language import text_in
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.settings import Settings


def indicators(
    district: AnyDistrict = None,
    quarter: Annotated[str | None, typer.Option("--quarter", "-q", help="季度，如 2019-Q3；给出则同时列出数值")] = None,
) -> None:
    """列出全部指标的口径；给出区和季度时列出全区数值。"""
    # Imported where it is used, here and below: the catalogue is declared in many files.
    from govreport.district.given import Given
    from govreport.indicators.catalogue import catalogue_of
    from govreport.indicators.model import BASIS

    settings = Settings()
    language = settings.language
    figures: dict[str, str] = {}
    reasons: list[str] = []
    given = Given()
    with friendly_errors(settings):
        if quarter is not None:
            district = district or only_district(settings)
            figures = _figures(open_context(settings, district, quarter))
        if district is not None:
            given = load_district(settings.districts_dir, district).given
            reasons = _reasons(settings, district, quarter, figures)
    table = new_table(
        settings,
        Message("编号", "id"),
        Message("指标", "name"),
        Message("数值", "value"),
        Message("单位", "unit"),
        Message("时点", "basis"),
        Message("口径", "formula"),
    )
    for i in catalogue_of(given).values():
        name, unit, basis, formula = (text_in(language, text) for text in (i.name, i.unit, BASIS[i.basis], i.formula))
        table.add_row(i.id, name, figures.get(i.id, "—" if quarter is not None else ""), unit, basis, formula)
    console.print(table)
    for reason in reasons:
        print_line(reason)


def _figures(context: Context) -> dict[str, str]:
    """Indicator -> the district's figure as printed. Raises GovreportError where the quarter hasn't been computed."""
    from govreport.indicators.catalogue import catalogue_of
    from govreport.indicators.vintages.measuring import load_observations
    from govreport.reports.numbers import table_number

    vintage = context.shown_vintages.latest(context.district.id, context.quarter, Quarter(9999, 4))
    if vintage is None:
        command = f"govreport run -d {context.district.id} -q {context.quarter}"
        raise GovreportError(
            f"{context.quarter.zh}尚未计算，请先运行 {command}。",
            f"{context.quarter.en} has no figures yet; run {command} first.",
        )
    figures: dict[str, str] = {}
    catalogue = catalogue_of(context.district.given)
    for observation in load_observations(context.shown_vintages, [vintage]):
        declared = catalogue[observation.indicator]
        if not observation.town_code and not observation.breakdown:
            value = observation.value(declared) if observation.shown(declared) else None
            figures[declared.id] = "—" if value is None else table_number(value, declared.decimals)
    return figures


def _judged(context: Context) -> Verdict:
    """The verdict on the extracts that the quarter's figures were computed from."""
    vintage = context.shown_vintages.latest(context.district.id, context.quarter, Quarter(9999, 4))
    record = context.shown_vintages.find(vintage.id) if vintage is not None else None
    verdict = context.results.verdict(record.verdict_sha256) if record is not None else None
    assert verdict is not None  # noqa: S101 - for the type checker: figures have been found
    return verdict


def _reasons(settings: Settings, district: str, quarter: str | None, figures: dict[str, str]) -> list[str]:
    """Why the district doesn't state the indicators that have no figure, and of others single towns: a sentence
    each."""
    from govreport.indicators.availability import said_of_towns, why_unstated
    from govreport.indicators.catalogue import catalogue_of
    from govreport.indicators.supplied import Supply
    from govreport.indicators.warehouse import accepted_extracts, open_warehouse

    folder = load_district(settings.districts_dir, district)
    unstated = [i for i in catalogue_of(folder.given).values() if i.id not in figures]
    if quarter is None:
        reasons = [why_unstated(i, folder) for i in unstated]
    else:
        context = Context.make(settings, district, quarter)
        extracts = accepted_extracts(_judged(context))
        with open_warehouse(context.files, context.district, extracts, settings.duckdb_memory) as warehouse:
            available = warehouse.available_on(context.quarter)
            supplied = Supply(warehouse, context.district).on(context.quarter)
        reasons = [
            why_unstated(i, context.district, context.quarter, available, supplied, context.codes) for i in unstated
        ]
        reasons += [said for i in catalogue_of(folder.given).values() if i.id in figures
                    for said in said_of_towns(i, supplied, context.district, context.codes)]  # fmt: skip
    return [text_in(settings.language, reason) for reason in reasons if reason is not None]
