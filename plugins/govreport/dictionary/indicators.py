"""The indicator dictionary: every declaration in words, as SQL, with what others say of it and a worked example.

It writes indicators.md of docs/zh and docs/en.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from govreport.canonical import EXTRACTS
from govreport.dictionary.markdown import ASSERTED, DIRECTIONS, RELATIONS, THEME_NAMES, page, table
from govreport.dictionary.sql import measure_sql, relation_name, relation_sql
from govreport.district.folder import District
from govreport.indicators.catalogue import THEMES, catalogue_of
from govreport.indicators.citations import named
from govreport.indicators.model import BASIS, Indicator, Measure
from govreport.language import Language

_MOST_ROWS = 12
_UNREAD = {"event_no", "name", "recipient_name", "project_name"}
"""Columns of examples that tell a reader nothing."""


class WorkedExample(Protocol):
    """What the dictionary reads of a test's example."""

    @property
    def indicator(self) -> str:
        """Its id."""

    @property
    def expected(self) -> Fraction | None:
        """The figure in the printed unit; None where nothing may be printed."""

    @property
    def quarter(self) -> str:
        """As 2019-Q3."""

    @property
    def records(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Extract -> rows."""

    @property
    def reference(self) -> Mapping[str, Any]:
        """What the district's folder states: attribute of District -> its lines."""


def indicators_page(district: District, examples: Iterable[WorkedExample], language: Language) -> str:
    """The page in one language."""
    worked: dict[str, WorkedExample] = {}
    for example in examples:
        worked.setdefault(example.indicator, example)
    zh = language == "zh"
    lines = [
        "# 指标口径" if zh else "# Indicators",
        "",
        "本页由 `make docs` 根据 `plugins/govreport/indicators/` 的声明生成，请勿手改。"
        "比率和平均数由整数算得，只在印出时四舍五入一次。"
        if zh
        else "Written by `make docs` from the declarations in `plugins/govreport/indicators/`; don't edit. Ratios and "
        "averages are computed from integers and rounded once, half up, when printed.",
        "",
        "`:quarter_end` 等是统计季度的日期；代码的含义见[数据字典](data-dictionary.md)，新增指标见"
        "[怎样新增一项指标](../adding-an-indicator.md)。"
        if zh
        else "`:quarter_end` and the like are days of the quarter; codes are explained in the "
        "[data dictionary](data-dictionary.md); see also [how to add an indicator](../adding-an-indicator.md).",
        "",
    ]
    relations: dict[str, Measure] = {}
    catalogue = catalogue_of(district.given)
    for theme, declared in THEMES.items():
        name = THEME_NAMES[theme].in_language(language)
        indicators = tuple(catalogue[i.id] for i in declared)
        lines += [f"## {name}", ""]
        heads = ("编号", "指标", "单位", "时点") if zh else ("Id", "Indicator", "Unit", "Basis")
        lines += table(
            heads,
            (
                (
                    f"[{i.id}](#{i.id.lower()})",
                    i.name.in_language(language),
                    i.unit.in_language(language),
                    BASIS[i.basis].in_language(language),
                )
                for i in indicators
            ),
        )
        for indicator in indicators:
            lines += _entry(indicator, district, worked.get(indicator.id), language)
            for measure in (indicator.numerator, indicator.denominator):
                if measure is not None:
                    relations[relation_name(measure.relation)] = measure
    lines += ["## 中间表" if zh else "## Joins", ""]
    for name in sorted(relations):
        sql = relation_sql(relations[name].relation)
        if sql:
            lines += [f"### {name}", "", "```sql", sql, "```", ""]
    return page(lines)


def _entry(i: Indicator, district: District, example: WorkedExample | None, language: Language) -> list[str]:
    zh = language == "zh"

    def row(name: str, english: str, value: str) -> list[tuple[str, str]]:
        return [(name if zh else english, value)] if value else []

    by = ["镇街" if zh else "town"] * i.by_town + [
        f"{b}{('（完整）' if zh else ' (complete)') if b in i.complete else ''}" for b in i.breakdowns
    ]
    facts = [
        *row("口径", "Definition", i.formula.in_language(language)),
        *row("单位", "Unit", i.unit.in_language(language)),
        *row("时点", "Basis", BASIS[i.basis].in_language(language)),
        *row("方向", "Direction", DIRECTIONS[i.direction].in_language(language)),
        *row("分组", "By", "、".join(by) if zh else ", ".join(by)),
        *row("分母下限", "Denominator floor", str(i.denominator_floor) if i.is_rate and i.floor_applies else ""),
        *row("起用", "In force from", str(i.valid_from or "")),
        *row("说明", "Caveat", i.caveat.in_language(language) if i.caveat else ""),
        *row("依据", "Source", "；".join(law.in_language(language) for law in named(i.source, district.given))),
        *row("目标", "Targets", _targets(i, district, language)),
        *row("已公布的数值", "Stated in public", _assertions(i, district, language)),
    ]
    lines = [f'<a id="{i.id.lower()}"></a>', "", f"### {i.id} {i.name.in_language(language)}", ""]
    other = i.name.in_language("en" if zh else "zh")
    lines += [f"*{other}*", "", *table(("项目", "内容") if zh else ("What", "Said"), facts)]
    lines += ["分子：" if zh and i.denominator else "数值：" if zh else "Numerator:" if i.denominator else "Value:", ""]
    lines += ["```sql", measure_sql(i.numerator), "```", ""]
    if i.denominator is not None:
        lines += ["分母：" if zh else "Denominator:", "", "```sql", measure_sql(i.denominator), "```", ""]
    return lines + (_example(i, example, language) if example is not None else [])


def _targets(i: Indicator, district: District, language: Language) -> str:
    zh = language == "zh"
    return "\n".join(
        f"{t.value}{'（' if zh else ' ('}{t.due}，{t.label_zh}；{t.asserted_by}，{t.source}）"
        if zh
        else f"{t.value} ({t.due}, {t.label_en}; {t.asserted_by}, {t.source})"
        for t in district.targets
        if t.indicator == i.id
    )


def _assertions(i: Indicator, district: District, language: Language) -> str:
    zh, found = language == "zh", []
    for a in district.assertions:
        if a.indicator == i.id:
            day = str(a.as_of) if a.as_of else "未注明时点" if zh else "no date given"
            value = f"{RELATIONS[a.relation].in_language(language)} {a.value} ".strip()
            what = a.what_zh if zh else a.what_en
            unit, who = a.unit_zh if zh else a.unit_en, ASSERTED[a.asserted_by].in_language(language)
            scope = a.scope_zh if zh else a.scope_en
            found.append(
                f"{what}：{value}{unit}（{who}，{day}，{scope}；{a.source}）"
                if zh
                else f"{what}: {value} {unit} ({who}, {day}, {scope}; {a.source})"
            )
    return "\n".join(found)


def _example(i: Indicator, example: WorkedExample, language: Language) -> list[str]:
    zh = language == "zh"
    figure = "—" if example.expected is None else _figure(example.expected, i)
    unit = i.unit.in_language(language)
    lines = [
        f"例（{example.quarter}）：由下列记录得 **{figure}** {unit}。"
        if zh
        else f"Example ({example.quarter}): these records give **{figure}** {unit}.",
        "",
    ]
    for name, stated in example.reference.items():
        said = "；".join(str(line) for line in (stated if isinstance(stated, list | tuple) else [stated])[:_MOST_ROWS])
        lines += [f"{'参考资料' if zh else 'Reference'} {name}: `{said}`", ""]
    for extract, rows in example.records.items():
        given = [c.name for c in EXTRACTS[extract].columns if any(c.name in row for row in rows)]
        shown = [name for name in given if name not in _UNREAD]
        cells = [[_cell(row.get(name)) for name in shown] for row in rows[:_MOST_ROWS]]
        if len(rows) > _MOST_ROWS:
            cells.append([f"…（共{len(rows)}行）" if zh else f"… ({len(rows)} rows)", *[""] * (len(shown) - 1)])
        lines += table([f"{extract}: {shown[0]}", *shown[1:]], cells)
    return lines


def _figure(value: Fraction, i: Indicator) -> str:
    """To the digits that are printed, half up."""
    scaled = value * 10**i.decimals
    whole = (abs(scaled) + Fraction(1, 2)).__floor__() * (-1 if scaled < 0 else 1)
    return f"{Decimal(whole).scaleb(-i.decimals):,f}"


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
