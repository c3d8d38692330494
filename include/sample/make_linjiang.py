"""Remakes the second, invented district's extracts: ``python -m include.sample.make_linjiang`` from the root.

Belongs here: its records and the four forms they are written in. Does not belong here: Panyu's sample (make_sample.py).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from govreport.quarter import Quarter
from include.sample import credit
from include.sample.writers import CREATED

QUARTERS = tuple(Quarter.span(Quarter(2024, 1), Quarter(2025, 1)))
_INCLUDE = Path(__file__).resolve().parents[1]
_FOLDER = _INCLUDE / "sample_districts" / "linjiang"
_STYLES = "晨曦 远帆 和声 青禾 暖流 星桥 知行 同舟 百川 澄明 织锦 松涛 拾光 清音".split()  # noqa: SIM905
_PURPOSES = {"association": "协会", "service_institution": "服务中心", "foundation": "基金会"}
_KINDS = {"association": "社团", "service_institution": "民非", "foundation": "基金会"}
_CATEGORIES = ("公益慈善", "文娱", "社区服务", "社会事务", "议事协调")


@dataclass(frozen=True)
class Body:
    """One organization."""

    name: str
    code: str
    kind: str
    town: str
    community: str
    since: date
    gone: date | None
    capital: int
    """元."""
    category: str | None


def communities() -> list[tuple[str, str, str, str]]:
    """code, town's code, name, kind: three a town."""
    with (_FOLDER / "towns.csv").open(encoding="utf-8") as file:
        towns = list(csv.DictReader(file))
    found = []
    for town in towns:
        for number, place in enumerate(("东里", "中和", "西园"), start=1):
            urban = town["name"].endswith("街道") or number == 1
            name = f"{town['short_name'][:-1]}{place}{'社区居民委员会' if urban else '村村民委员会'}"
            found.append((f"{town['code']}{number:03d}", town["code"], name, "urban" if urban else "rural"))
    return found


def bodies(rng: random.Random) -> list[Body]:
    """Seventy organizations, a few of which left."""
    with (_FOLDER / "towns.csv").open(encoding="utf-8") as file:
        towns = {row["code"]: row["name"] for row in csv.DictReader(file)}
    places = communities()
    found = []
    for serial in range(1, 71):
        kind = "foundation" if serial % 35 == 0 else rng.choice(("association", "service_institution"))
        _, town, community, _ = rng.choice(places)
        since = date(2012, 1, 1) + timedelta(days=rng.randrange(4700))
        gone = since + timedelta(days=rng.randint(900, 2600)) if serial % 9 == 0 else None
        style = f"{_STYLES[serial % len(_STYLES)]}{'一二三四五六'[serial // len(_STYLES)]}号"
        found.append(
            Body(
                name=f"云川市临江区{style}{_PURPOSES[kind]}",
                code=credit.make(kind, 700 + serial, division="990105"),
                kind=kind,
                town=towns[town],
                community=community,
                since=since,
                gone=gone if gone is not None and gone > date(2023, 6, 1) else None,
                capital=2_000_000 if kind == "foundation" else rng.randrange(3, 31) * 10_000,
                category=rng.choice(_CATEGORIES) if serial % 2 else None,
            )
        )
    return found


def registration(everyone: list[Body], day: date) -> bytes:
    """A registry's answer: records below their date, days as 20240105, amounts as 30,000.00元."""
    records = [
        {
            "主键": number, "机构名": b.name, "机构代码": b.code, "机构种类": _KINDS[b.kind],
            "发照部门": "临江区社会建设局", "主管": "直接登记", "成立": b.since.strftime("%Y%m%d"),
            "现状": "已注销" if b.gone and b.gone <= day else "存续",
            "退出": b.gone.strftime("%Y%m%d") if b.gone and b.gone <= day else "空",
            "启动资金": f"{b.capital:,}.00元", "所在地": f"云川市临江区{b.town}", "街镇": b.town,
            "小区所属居村": b.community, "社区型": "Y" if b.category else "N", "社区型类别": b.category or "未填",
            "联合会": "N", "负责人": "（略）",
        }
        for number, b in enumerate(everyone, start=1) if b.since <= day
    ]  # fmt: skip
    return json.dumps({"数据截止日期": day.isoformat(), "data": records}, ensure_ascii=False, indent=1).encode()


def funding(path: Path, rng: random.Random, everyone: list[Body], day: date) -> None:
    """A workbook with three rows of titles, days as 2024年1月5日, amounts in 元."""
    head = "行号 文号 事由 资金口 批复 收款方 收款方代码 街镇 投向 第几笔 批复额 到账 到账额".split()  # noqa: SIM905
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": CREATED})
        book.add_worksheet("说明").write_string(0, 0, "各街镇填报，财政局汇总")
        sheet = book.add_worksheet("明细")
        sheet.merge_range(0, 0, 0, len(head) - 1, "临江区财政扶持社会组织明细表")
        sheet.write_string(1, 0, f"截至{day:%Y年%m月%d日}")
        sheet.write_string(2, 0, "金额：元")
        sheet.write_row(4, 0, head)
        line = 5
        for serial in range(1, 41):
            b = rng.choice([one for one in everyone if one.gone is None and one.since < date(2023, 1, 1)])
            approved = date(2023, 2, 1) + timedelta(days=rng.randrange(760))
            amount, paid_on = rng.randrange(2, 12) * 5_000, approved + timedelta(days=rng.randint(10, 40))
            fund = rng.choice(("专项资金", "专项资金", "社区慈善基金"))
            purpose = rng.choice(("为老服务", "助残", "能力建设", "党建", "其他"))
            if approved > day:
                continue
            paid = paid_on <= day
            cells = [line - 4, f"临社〔{approved.year}〕{serial}号", f"{b.town}{purpose}项目", fund, _words(approved)]
            cells += [b.name, b.code, b.town, purpose, 1, amount, _words(paid_on) if paid else "——"]
            sheet.write_row(line, 0, [*cells, amount if paid else "——"])
            line += 1


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def evaluation(rng: random.Random, everyone: list[Body], day: date) -> bytes:
    """Tab-separated UTF-16: yearly reports, spot checks."""
    rows = [["流水", "动作", "机构名", "机构代码", "街镇", "年份", "日子", "情形", "限期", "了结", "经手"]]
    for year in (2023, 2024, 2025):
        for number, b in enumerate(everyone, start=1):
            reported = date(year, 1, 10) + timedelta(days=rng.randrange(75))
            checked = date(year, 4, 1) + timedelta(days=rng.randrange(260))
            if b.since < date(year, 1, 1) and b.gone is None and rng.random() < 0.93 and reported <= day:
                rows.append([f"N{year}-{number}", "年报", b.name, b.code, b.town, str(year - 1), f"{reported:%Y.%m.%d}",
                             "受理", f"{year}.03.31", f"{reported:%Y.%m.%d}", "（略）"])  # fmt: skip
            if number % 10 == year % 10 and b.since < date(year, 1, 1) and b.gone is None and checked <= day:
                found = [f"{checked:%Y.%m.%d}", "正常", "空", "空", "（略）"]
                rows.append([f"C{year}-{number}", "定期抽查", b.name, b.code, b.town, "空", *found])
    return "\r\n".join("\t".join(row) for row in [*rows, [f"数据截止日期：{day:%Y-%m-%d}"]]).encode("utf-16")


def filing(rng: random.Random, day: date) -> bytes:
    """An OpenDocument sheet, its archive's clock stopped."""
    book = OpenDocumentSpreadsheet()
    table = Table(name="团队")
    rows: list[list[str]] = [
        [f"临江区备案团队（截至{day:%Y-%m-%d}）"],
        ["团队号", "团队名", "样式", "街镇", "居村", "类", "备案于", "撤销于", "联系人"],
    ]
    with (_FOLDER / "towns.csv").open(encoding="utf-8") as file:
        towns = {row["code"]: row["name"] for row in csv.DictReader(file)}
    for number, (_, town, community, _) in enumerate(communities() * 3, start=1):
        filed = date(2021, 1, 1) + timedelta(days=rng.randrange(1500))
        name, form = f"{community[:4]}{_STYLES[number % len(_STYLES)]}队", rng.choice(("队伍", "小组"))
        category = rng.choice(_CATEGORIES)
        if filed <= day:
            rest = [category, filed.isoformat(), "空", "（略）"]
            rows.append([f"LJ{number:04d}", f"{name}{number}", form, towns[town], community, *rest])
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    made, out = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), source.read(name))
    return out.getvalue()


def make(out: Path) -> list[Path]:
    """Write every quarter's files below ``out``; returns them."""
    files = []
    for quarter in QUARTERS:
        folder = out / str(quarter)
        folder.mkdir(parents=True, exist_ok=True)
        everyone = bodies(random.Random("linjiang bodies"))  # noqa: S311 - a sample, the same every time
        names = [
            f"dengji_{quarter}.json",
            f"临江扶持_{quarter}.xlsx",
            f"jianguan_{quarter}.txt",
            f"tuandui_{quarter}.ods",
        ]
        paths = [folder / name for name in names]
        paths[0].write_bytes(registration(everyone, quarter.end))
        funding(paths[1], random.Random("linjiang funding"), everyone, quarter.end)  # noqa: S311
        paths[2].write_bytes(evaluation(random.Random("linjiang evaluation"), everyone, quarter.end))  # noqa: S311
        paths[3].write_bytes(filing(random.Random("linjiang filing"), quarter.end))  # noqa: S311
        files += paths
    return files


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Remake the sample extracts of the invented district Linjiang.")
    parser.add_argument("--out", type=Path, default=_INCLUDE / "sample" / "linjiang", help="folder to write into")
    files = make(parser.parse_args().out)
    with (_FOLDER / "communities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("code", "town_code", "name", "kind"), *communities()])
    print(f"{len(files)} files, {sum(f.stat().st_size for f in files) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
