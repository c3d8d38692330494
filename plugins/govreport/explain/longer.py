"""A figure of a half-year or a year explained: which quarters' figures it is, each of which has records of its own."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.context import Context
from govreport.errors import GovreportError, Message
from govreport.explain.explanation import ExplainContext
from govreport.explain.figure import not_stated
from govreport.explain.query import FigureQuery
from govreport.explain.words import printed
from govreport.indicators.model import Observation
from govreport.indicators.vintages.longer import identity_of, quarters_of
from govreport.period import PERIOD_KINDS
from govreport.store.records import VintageRow


def quarters_behind(context: Context, query: FigureQuery, vintage: VintageRow) -> list[tuple[FigureQuery, VintageRow]]:
    """The figures of quarters, oldest first, that a longer period's figure is made of: all of them of a flow, else the
    last one. Raises GovreportError where the quarters have other figures by now."""
    parts, of = quarters_of(context, query.quarter), PERIOD_KINDS[context.district.base]
    if identity_of(context, query.quarter, parts, vintage) != vintage.id:
        raise GovreportError(
            f"{query.quarter.zh}的版本 {vintage.id[:12]} 汇成以后，其各{of.zh}又有了新的数字；请重新运行 "
            f"govreport run -d {context.district.id} -q {query.quarter}，再作解释。",
            f"Since vintage {vintage.id[:12]} of {query.quarter.running_en} was put together its {of.en}s have "
            f"been run again; run govreport run -d {context.district.id} -q {query.quarter}, then explain it.",
        )
    chosen = parts if query.indicator.basis == "flow" else parts[-1:]
    behind = []
    for part in chosen:
        rows = context.vintages.of_quarter(context.district.id, part.quarter)
        asked = FigureQuery(part.quarter, query.indicator, query.town_code, query.breakdown, query.member)
        behind.append((asked, next(row for row in rows if row.id == part.id)))
    return behind


def made_of_quarters(
    context: ExplainContext, query: FigureQuery, vintage: VintageRow, behind: Sequence[tuple[FigureQuery, VintageRow]]
) -> Message:
    """One sentence: the figure, and the quarters' figures that it is. Raises GovreportError where it isn't stated."""
    own = _observation(context, query, vintage)
    if own is None:
        raise not_stated(context, query, vintage)
    whole = printed(query.indicator, own)
    if query.indicator.basis != "flow":
        last = behind[-1][0].quarter
        return Message(
            f"{query.quarter.zh}：{whole}，即{last.zh}的数。",
            f"{query.quarter.en}: {whole}, which is the figure of {last.en}.",
        )
    parts = [(asked.quarter, _observation(context, asked, row)) for asked, row in behind]
    said = [(quarter, printed(query.indicator, part)) for quarter, part in parts if part is not None]
    rate, of = query.indicator.denominator is not None, PERIOD_KINDS[parts[0][0].kind]
    how_zh, how_en = (
        (f"各{of.zh}分子、分母分别相加", "numerators and denominators added") if rate else (f"各{of.zh}之和", "added")
    )
    return Message(
        f"{query.quarter.zh}：{whole}，为{how_zh}：{'、'.join(f'{q.zh}{text}' for q, text in said)}。",
        f"{query.quarter.en}: {whole}, the {of.en}s {how_en}: {', '.join(f'{q.en} {text}' for q, text in said)}.",
    )


def _observation(context: ExplainContext, query: FigureQuery, vintage: VintageRow) -> Observation | None:
    place = (query.town_code, query.breakdown, query.member)
    for stated in context.vintages.stated([vintage], query.indicator.id, *place):
        return Observation(query.indicator.id, query.quarter, *place, stated.numerator, stated.denominator)
    return None
