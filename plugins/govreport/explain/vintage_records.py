"""The records behind a vintage's figures, listed again from the files that it was measured from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from govreport.canonical import town_scores
from govreport.errors import IntegrityError
from govreport.explain.explanation import ExplainContext
from govreport.indicators.catalogue import catalogue_of
from govreport.indicators.model import Indicator, Observation
from govreport.indicators.record_counts import stated_totals
from govreport.indicators.record_lists import Lists
from govreport.indicators.scoring import score_rows
from govreport.indicators.warehouse import Warehouse, accepted_extracts, open_warehouse, reference_rows
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter


@contextmanager
def records_of(
    context: ExplainContext,
    verdict: Verdict,
    vintage_id: str,
    quarter: Quarter,
    *,
    indicators: Mapping[str, Indicator] | None = None,
    with_set_aside: bool = False,
    limit: int | None = None,
) -> Iterator[Lists]:
    """The listings of a vintage's records; raises IntegrityError where a stored file is missing, damaged or too old."""
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    import duckdb

    indicators = catalogue_of(context.district.given) if indicators is None else indicators
    try:
        with open_warehouse(
            context.files,
            context.district,
            accepted_extracts(verdict),
            context.memory_limit,
            with_set_aside=with_set_aside,
        ) as warehouse:
            read = (
                context.vintages.observations(vintage_id)
                if context.district.scoring is not None or limit is not None
                else ()
            )
            figures = [Observation(o[0], quarter, *o[1:]) for o in read]
            references = reference_rows(context.district) | _scores(context, warehouse, figures, quarter)
            # They say nothing of rows that the figures don't count.
            stated = {} if with_set_aside else stated_totals(indicators, figures)
            yield Lists(warehouse, indicators, quarter, references, limit, stated)
    except duckdb.BinderException:  # a column that the definitions name and the extract of that time doesn't have
        raise IntegrityError(
            f"版本 {vintage_id[:12]} 的数据由较早的程序整理，缺少现在口径所用的栏，列不出记录；"
            f"请重新运行{quarter.zh}。",
            f"The extracts of vintage {vintage_id[:12]} were tidied by an earlier version of the product and lack "
            f"columns that today's definitions use, so its records can't be listed; run {quarter.en} again.",
        ) from None


def _scores(
    context: ExplainContext, warehouse: Warehouse, found: list[Observation], quarter: Quarter
) -> dict[str, list[tuple[object, ...]]]:
    """The towns' points, made again from the vintage's own figures: they stand in no file."""
    if context.district.scoring is None:
        return {}
    plain = {i.id: i for i in catalogue_of(context.district.given).values() if town_scores.name not in i.tables}
    rows = score_rows(context.district.scoring, plain, found, quarter, [t.code for t in context.district.towns])
    warehouse.fill(town_scores.name, rows)
    return {town_scores.name: list(rows)}
