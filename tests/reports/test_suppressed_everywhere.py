"""A hidden count can't be read in any format of the report, nor worked out from what is printed there."""

from __future__ import annotations

import io
from functools import cache

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from govreport.canonical import funding
from govreport.indicators.model import Indicator, Observation
from govreport.manifests.measurements import Revision
from govreport.reports.build import build_model
from govreport.reports.formats.pdf import render_pdf
from govreport.reports.formats.web import render_web
from govreport.reports.formats.workbook import render_workbook
from govreport.reports.model import ReportModel
from tests.reports.fictional import COUNT, QUARTER, _indicator, fictional_inputs

BY = "target_group"
# Town 1 has one project for people in community correction; their other towns and groups are ordinary.
FIRST = {"children": 8, "disabled": 6, "general": 9, "mental_disorder": 4, "community_correction": 1}
REST = {"children": 21, "disabled": 17, "general": 33, "mental_disorder": 5, "community_correction": 7}
TOWNS = [t.code for t in fictional_inputs().district.towns]


def groups() -> tuple[list[Indicator], list[Observation]]:
    declared = _indicator(
        "X01", "按服务对象项目", "By group", COUNT, "count", "cumulative", "neutral", (BY,), table=funding
    )
    by_town = {TOWNS[0]: FIRST, TOWNS[1]: REST, TOWNS[2]: {k: v + 40 for k, v in REST.items()}}
    by_town[""] = {m: sum(t[m] for t in by_town.values()) for m in FIRST}
    found = []
    for town, split in by_town.items():
        found.append(Observation("X01", QUARTER, town, "", "", sum(split.values())))
        found += [Observation("X01", QUARTER, town, BY, m, v) for m, v in split.items()]
    return [declared], found


@cache
def model() -> ReportModel:
    revision = Revision(
        indicator="X01", quarter=QUARTER, town_code=TOWNS[0], breakdown=BY, member="community_correction",
        old_numerator=2, old_denominator=None, new_numerator=1, new_denominator=None,
    )  # fmt: skip
    return build_model(fictional_inputs(extra=groups(), revisions=[revision]), "zh")


def known(rows: list[tuple[str, str, int | None]]) -> dict[tuple[str, str], int]:
    return {(town, member): value for town, member, value in rows if value is not None}


def solve(cells: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """What a reader gets by subtraction, again and again, until nothing more follows."""
    towns, members = ["", *TOWNS[:3]], ["社区矫正人员", "严重精神障碍患者", "儿童", "残疾人", "一般居民"]
    totals = {t: cells[t, ""] for t in towns}
    cells = dict(cells)
    for _ in range(20):
        for t in towns:
            open_ = [m for m in members if (t, m) not in cells]
            if len(open_) == 1:
                cells[t, open_[0]] = totals[t] - sum(cells[t, m] for m in members if m != open_[0])
        for m in members:
            open_ = [t for t in towns if (t, m) not in cells]
            if len(open_) == 1:
                parts = sum(cells[t, m] for t in TOWNS[:3] if t != open_[0])
                cells[open_[0], m] = parts if open_[0] == "" else cells["", m] - parts
    return cells


def test_subtraction_doesnt_give_the_hidden_count_back_from_the_models_figures() -> None:
    rows = [(p.town_code, p.member, p.numerator) for p in model().data if p.indicator == "X01"]
    shown = known(rows)
    assert (TOWNS[0], "社区矫正人员") not in shown
    assert (TOWNS[0], "社区矫正人员") not in solve(shown)
    assert (TOWNS[1], "社区矫正人员") in [(t, m) for t, m, _ in rows]  # listed, whether shown or not
    assert len([r for r in rows if r[2] is None]) == 4  # and most are still there


def test_subtraction_doesnt_give_the_hidden_count_back_from_the_workbook() -> None:
    book = load_workbook(io.BytesIO(render_workbook(model())))
    sheet = book[book.sheetnames[-1]]
    head = [c.value for c in sheet[3]]
    town, member, number = (head.index(w) for w in ("镇街代码", "组别", "分子（金额以分计）"))
    rows = [r for r in sheet.iter_rows(min_row=4, values_only=True) if r[0] == "X01"]
    shown = known([(str(r[town] or ""), str(r[member] or ""), r[number]) for r in rows])  # type: ignore[misc]
    assert (TOWNS[0], "社区矫正人员") not in shown
    assert (TOWNS[0], "社区矫正人员") not in solve(shown)
    assert all(r[number - 1] is None for r in rows if r[number] is None), "no value where no numerator"


@pytest.mark.parametrize("place", ["pdf", "web"])
def test_the_printed_table_says_so_where_a_total_is_hidden(place: str) -> None:
    def small(o: Observation) -> Observation:
        return o

    declared, found = groups()
    found = [o if o.breakdown == "" else Observation(o.indicator, o.quarter, o.town_code, o.breakdown, o.member,
             min(o.numerator, 1) if o.member == "mental_disorder" and o.town_code == TOWNS[0] else
             0 if o.member == "mental_disorder" and o.town_code else
             1 if o.member == "mental_disorder" else o.numerator) for o in found]  # fmt: skip
    report = build_model(fictional_inputs(extra=(declared, found), change=small), "zh")
    table = report.block("target_groups")
    cells = {r.cells[0].text: r.cells[1] for r in table.rows}  # type: ignore[union-attr]
    assert cells["严重精神障碍患者"].text == "略"
    assert cells["严重精神障碍患者"].number is None
    assert sum(c.text == "略" for c in cells.values()) >= 2
    data = render_pdf(report, template="annex") if place == "pdf" else render_web(report)
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages) if place == "pdf" else data.decode()
    assert "“略”为涉及特定人群的过小数" in "".join(text.split())


def test_a_revision_that_would_tell_an_earlier_small_count_isnt_printed() -> None:
    keys = [b.key for s in model().sections for b in s.blocks if b.type == "table"]
    assert "revisions" not in keys


def test_figures_that_hide_nothing_are_the_figures() -> None:
    plain, split = build_model(fictional_inputs(), "zh"), model()
    assert [k.value for k in plain.kpis] == [k.value for k in split.kpis]
