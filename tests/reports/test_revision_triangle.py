"""What the report says of revisions: kind and reason in the table, the triangle in the workbook."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction

import openpyxl
import pytest

from govreport.indicators.vintages.revision_stats import StatedFigure, triangle
from govreport.language import Language
from govreport.manifests.base import RevisionKind
from govreport.manifests.measurements import Revision
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.formats.workbook import render_workbook
from govreport.reports.model import TableBlock
from tests.reports.fictional import QUARTER, fictional_inputs

BEFORE = QUARTER.previous


def _figure(quarter: Quarter, source: Quarter, value: int, *, is_break: bool = False) -> StatedFigure:
    return StatedFigure(quarter, source, Fraction(value), is_break)


TRIANGLE = triangle(
    [
        _figure(QUARTER.year_ago, QUARTER.year_ago, 800),
        _figure(QUARTER.year_ago, QUARTER, 797),
        _figure(BEFORE, BEFORE, 836),
        _figure(BEFORE, QUARTER, 838),
        _figure(QUARTER, QUARTER, 851),
    ]
)


def _revision(kind: RevisionKind, zh: str, en: str, old: int = 836) -> Revision:
    return Revision(
        indicator="R01", quarter=BEFORE, town_code="", breakdown="", member="", old_numerator=old, old_denominator=None,
        new_numerator=838, new_denominator=None, kind=kind, reason_zh=zh, reason_en=en,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "kind", "note"),
    [("zh", "更正", "更正：一家重复登记。"), ("en", "correction", "Correction: one was registered twice.")],
)
def test_a_revision_is_listed_with_its_kind_and_reason(language: Language, kind: str, note: str) -> None:
    revision = _revision("correction", "一家重复登记", "one was registered twice")
    block = build_model(fictional_inputs(revisions=[revision]), language).block("revisions")
    assert isinstance(block, TableBlock)
    assert [c.text for c in block.rows[0].cells][-3:] == [kind, "836", "838"]
    assert note in block.note


def test_the_workbook_holds_the_triangle_with_sizes_and_means() -> None:
    model = build_model(replace(fictional_inputs(), triangles={"R01": TRIANGLE}), "zh")
    (block,) = model.triangles
    assert [c.text for c in block.columns] == [
        "指标", "时期", str(QUARTER.year_ago), str(BEFORE), str(QUARTER), "首末差"
    ]  # fmt: skip
    assert [[c.text for c in row.cells][2:] for row in block.rows] == [
        ["800", "", "797", "−3"],
        ["", "836", "838", "+2"],
        ["", "", "851", ""],
    ]
    assert block.note == "登记社会组织：2个季度有两次以上数字，2个有修订，平均修订−0.5，平均绝对修订2.5。"
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(model)))
    (sheet,) = [book[name] for name in book.sheetnames if "三角" in name]
    numbers = [[c.value for c in row if isinstance(c.value, (int, float))] for row in sheet.iter_rows()]
    assert [row for row in numbers if row] == [[800, 797, -3], [836, 838, 2], [851]]


def test_without_a_second_statement_there_is_no_triangle() -> None:
    alone = triangle([_figure(QUARTER, QUARTER, 851)])
    assert build_model(replace(fictional_inputs(), triangles={"R01": alone}), "zh").triangles == []


def test_a_break_is_marked_and_gives_no_size() -> None:
    broken = triangle([_figure(BEFORE, BEFORE, 836), _figure(BEFORE, QUARTER, 300, is_break=True)])
    (block,) = build_model(replace(fictional_inputs(), triangles={"R01": broken}), "zh").triangles
    assert [(c.text, c.flags) for c in block.rows[0].cells[2:]] == [("836", ""), ("300", "B"), ("", "")]
    assert "平均修订" not in block.note
    assert block.note.startswith("b：")
