"""Makes what other offices state of 2019-Q3: ``python -m include.sample.make_references`` from the repository's root.

The statutory return counts the records themselves, not the extracts, and lacks one association that was entered after
it was sent; the finance bureau's total is what was paid. Belongs here: those two tables. Does not belong here: the
extracts (make_sample.py).
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

from govreport.district.reading import load_district
from govreport.quarter import Quarter
from include.sample.make_sample import draw_world
from include.sample.world import World

QUARTER = Quarter(2019, 3)
_INCLUDE = Path(__file__).resolve().parents[1]
_TYPES = (("社会团体", "association"), ("民办非企业单位", "service_institution"), ("基金会", "foundation"))
_ENTERED_LATE = 1


def statutory(world: World) -> list[list[str]]:
    """The return as the ministry's layout has it: six columns, a second header row, last year's figures beside."""
    counts = []
    for day in (QUARTER.end, QUARTER.year_ago.end):
        known = [o for o in world.organizations if o.active(day) and o.known_from <= day]
        counts.append([sum(o.legal_type == code for o in known) for _, code in _TYPES])
    counts[0][0] -= _ENTERED_LATE
    lines = [(name, counts[0][at], counts[1][at]) for at, (name, _) in enumerate(_TYPES)]
    lines.insert(0, ("一、社会组织合计", sum(counts[0]), sum(counts[1])))
    rows = [
        ["民政事业统计季报（社会组织部分）"],
        [f"填报单位：番禺区民政局　{QUARTER.zh}"],
        ["指标名称", "单位", "代码", "数量", "上年数据", "同比"],
        ["甲", "乙", "丙", "1", "2", "3"],
    ]
    for at, (name, now, before) in enumerate(lines):
        indent = "" if at == 0 else "　　其中：" if at == 1 else "　　　　　"
        change = (Decimal(now - before) * 100 / before).quantize(Decimal("0.1")) if before else ""
        rows.append([f"{indent}{name}", "个", f"JSL{at:04d}", f"{now:,}", f"{before:,}", str(change)])
    return [*rows, ["单位负责人：（略）", "", "统计负责人：（略）", "填表人：（略）"]]


def finance(world: World) -> list[list[str]]:
    """The treasury's payments of the quarter in 万元."""
    paid = sum(
        p.amount
        for g in world.grants
        if g.fund == "special_fund"
        for p in g.payments
        if QUARTER.start <= p.due_on <= QUARTER.end
    )
    amount = f"{Decimal(paid) / 1_000_000:,.2f}"
    return [
        [f"{QUARTER.zh}专项资金支付汇总"],
        ["资金名称", "支付笔数", "本季拨付（万元）"],
        ["社会组织培育发展专项资金", "—", amount],
    ]


def make(out: Path, include: Path = _INCLUDE) -> list[Path]:
    """Write both tables below ``out``/<quarter>; returns the files."""
    world, _ = draw_world(load_district(include / "districts", "panyu"))
    folder = out / str(QUARTER)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, rows, encoding in (("minzheng", statutory(world), "gb18030"), ("finance", finance(world), "utf-8-sig")):
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        path = folder / f"{name}-{QUARTER}.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        files.append(path)
    return files


if __name__ == "__main__":
    for made in make(_INCLUDE / "sample" / "references"):
        print(made.name)
