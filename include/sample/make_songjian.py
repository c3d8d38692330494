"""Remakes the invented county's extracts, the least that exists: ``python -m include.sample.make_songjian``.

Belongs here: a register and one list of grants. Does not belong here: anything that such a county doesn't have
(communities, categories, purposes, a second amount).
"""

from __future__ import annotations

import argparse
import csv
import io
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from govreport.quarter import Quarter
from include.sample import credit
from include.sample.writers import CREATED

QUARTERS = tuple(Quarter.span(Quarter(2024, 1), Quarter(2024, 3)))
DIVISION, FORMER_DIVISION = "990421", "990402"
"""The county's code, and the one that it had before it was merged with another."""
_INCLUDE = Path(__file__).resolve().parents[1]
_FOLDER = _INCLUDE / "sample_districts" / "songjian"
_SUBJECTS = (
    "茶叶种植", "蜂业", "竹木加工", "山歌传习", "老年体育", "书法", "象棋", "义工", "助学", "居家养老", "社会工作",
    "职业培训", "果蔬", "民俗文化", "太极拳", "摄影",
)  # fmt: skip
_KINDS = {"association": ("社会团体", "协会"), "service_institution": ("民办非企业单位", "服务中心")}
_REGISTRARS = ("松涧县民政局(社管科)", "松涧县民政局（社管科）")


@dataclass(frozen=True)
class Body:
    """One organization."""

    name: str
    code: str
    kind: str
    town: str
    since: date
    gone: date | None


def bodies() -> list[Body]:
    """Ninety-six organizations; those registered before the merger keep the former code in theirs."""
    rng = random.Random("songjian bodies")  # noqa: S311 - a sample, the same every time
    with (_FOLDER / "towns.csv").open(encoding="utf-8") as file:
        towns = [row["name"] for row in csv.DictReader(file)]
    named = [(town, subject) for town in towns for subject in _SUBJECTS]
    rng.shuffle(named)
    found = []
    for serial, (town, subject) in enumerate(named[:96], start=1):
        kind = rng.choice(tuple(_KINDS))
        since = date(2005, 3, 1) + timedelta(days=rng.randrange(7_130))
        gone = date(2023, 8, 1) + timedelta(days=rng.randrange(420)) if serial % 12 == 0 else None
        division = FORMER_DIVISION if since < date(2014, 1, 1) else DIVISION
        found.append(
            Body(
                name=f"松涧县{town[:2]}{subject}{_KINDS[kind][1]}",
                code=credit.make(kind, 300 + serial, division=division),
                kind=_KINDS[kind][0],
                town=town,
                since=since,
                gone=gone if gone and gone > since + timedelta(days=400) else None,
            )
        )
    return sorted(found, key=lambda body: body.since)


def registration(path: Path, everyone: list[Body], day: date) -> None:
    """A workbook below one title row; the registrar is written with both widths of brackets."""
    head = "序号 名称 统一社会信用代码 类型 登记机关 成立日期 状态 注销日期 乡镇".split()  # noqa: SIM905
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet("名册")
        sheet.merge_range(0, 0, 0, len(head) - 1, f"松涧县社会组织名册（截至{_words(day)}）")
        sheet.write_row(1, 0, head)
        for number, b in enumerate((b for b in everyone if b.since <= day), start=1):
            left = b.gone is not None and b.gone <= day
            cells = [number, b.name, b.code, b.kind, _REGISTRARS[number % 2], _words(b.since)]
            sheet.write_row(number + 1, 0, [*cells, "注销" if left else "正常", _words(b.gone) if left else "", b.town])


def grants(everyone: list[Body], day: date) -> bytes:
    """One list in GB18030 since 2011: who, when approved, when paid and how much; what was awarded isn't told."""
    rng = random.Random("songjian grants")  # noqa: S311
    rows = [["松涧县扶持社会组织资金资助名单", *[""] * 6], [f"截至{_words(day)}", *[""] * 5, "单位：元"],
            ["批文号", "受助单位", "统一社会信用代码", "乡镇", "批准日期", "拨付日期", "资助金额"]]  # fmt: skip
    for year in range(2011, 2025):
        for serial in range(1, rng.randint(5, 8)):
            approved = date(year, 1, 8) + timedelta(days=rng.randrange(260))
            eligible = [b for b in everyone if b.since < approved and b.gone is None]
            body, amount = rng.choice(eligible), rng.randrange(2, 21) * 2_500
            paid = approved + timedelta(days=rng.randint(7, 40))
            paid -= timedelta(days=max(0, paid.weekday() - 4))
            if paid <= day:
                number = f"松民资〔{year}〕{serial}号"
                days = (approved.isoformat(), paid.isoformat())
                rows.append([number, body.name, body.code, body.town, *days, f"{amount}.00"])
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("gb18030")


def _words(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def make(out: Path) -> list[Path]:
    """Write every quarter's files below ``out``; returns them."""
    files, everyone = [], bodies()
    for quarter in QUARTERS:
        folder = out / str(quarter)
        folder.mkdir(parents=True, exist_ok=True)
        register, listed = folder / f"松涧县社会组织名册_{quarter}.xlsx", folder / f"资助名单_{quarter}.csv"
        registration(register, everyone, quarter.end)
        listed.write_bytes(grants(everyone, quarter.end))
        files += [register, listed]
    return files


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Remake the sample extracts of the invented county Songjian.")
    parser.add_argument("--out", type=Path, default=_INCLUDE / "sample" / "songjian", help="folder to write into")
    files = make(parser.parse_args().out)
    print(f"{len(files)} files, {sum(f.stat().st_size for f in files) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
