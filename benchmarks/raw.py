"""Large raw extracts as offices deliver them, and a home to run the product in: the sample district with these files.

``deliver`` writes three CSV files in the layouts of include/districts/panyu/sources: Chinese headers under title
lines, dates, 万元 and code words as people write them; the ledger of grants in GB18030, the others in UTF-8 with a BOM.
Does not belong here: the rows (generate.py), measuring.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml
from pyarrow import csv

from benchmarks.generate import LARGE, QUARTER, pieces
from govreport.canonical import EXTRACTS
from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.quarter import Quarter
from govreport.settings import Settings

_INCLUDE = Path(__file__).resolve().parents[1] / "include"
ENCODINGS = {"registration": "utf-8-sig", "funding": "gb18030", "evaluation": "utf-8-sig"}
TITLES = 3
"""Lines above the header."""
_UNIT = 1_000_000
"""分 in one 万元."""


def header(district: District, extract: str) -> dict[str, str]:
    """Canonical column -> its title in the file, in the file's order."""
    columns = district.sources[extract].layout.columns  # type: ignore[index]
    return {c.name: columns[c.name].aliases[0] for c in EXTRACTS[extract].columns if c.name in columns}


def words(district: District, extract: str) -> dict[str, dict[Any, str]]:
    """Canonical column -> code -> the word that stands for it in the file."""
    lists = load_codes(_INCLUDE / "reference" / "codes.yaml")
    found: dict[str, dict[Any, str]] = {}
    for column in EXTRACTS[extract].columns:
        kind, codes = column.info["kind"], column.info["codes"]
        if kind == "bool":
            found[column.name] = {True: "是", False: "否"}
        elif kind == "town":
            found[column.name] = {town.code: town.name for town in district.towns}
        elif codes:
            found[column.name] = {code: known.zh for code, known in lists[codes].codes.items()}
    return found


def as_text(table: pa.Table, extract: str, district: District) -> pa.Table:
    """Canonical rows as the cells of a file."""
    said = words(district, extract)
    kinds = {c.name: c.info["kind"] for c in EXTRACTS[extract].columns}
    made = {}
    for name, title in header(district, extract).items():
        values = table[name].combine_chunks()
        if name in said or kinds[name] == "money":
            encoded = values.dictionary_encode()
            spelt = [
                said[name][v] if name in said else f"{Decimal(v) / _UNIT:.2f}" for v in encoded.dictionary.to_pylist()
            ]
            cells = pa.array(spelt, pa.string()).take(encoded.indices)
        else:
            cells = values.cast(pa.string())
        made[title] = pc.fill_null(cells, "")
    made["备注"] = pa.repeat("", len(table))
    return pa.table(made)


def _lines(extract: str, rows: int, organizations: int, district: District) -> Iterator[str]:
    titles = [*header(district, extract).values(), "备注"]
    end = QUARTER.end
    rest = "," * (len(titles) - 1)
    yield f"{district.sources[extract].title.zh}{rest}\n"  # type: ignore[index]
    yield f"数据截止日期：{end.year}年{end.month}月{end.day}日{rest}\n"
    yield f"单位：万元{rest}\n"
    yield ",".join(titles) + "\n"
    for piece in pieces(extract, rows, organizations, district):
        sink = pa.BufferOutputStream()
        options = csv.WriteOptions(include_header=False, quoting_style="none")
        csv.write_csv(as_text(piece, extract, district), sink, options)
        yield sink.getvalue().to_pybytes().decode()


def home_of(folder: Path) -> Path:
    """The home that ``deliver`` makes."""
    return folder / "home"


def deliver(folder: Path, rows: dict[str, int]) -> Path:
    """Write extracts of ``rows`` rows and the home around them, once; the home."""
    home = home_of(folder)
    done = folder / "delivered"
    if done.exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    include = home / "include"
    shutil.copytree(_INCLUDE, include, ignore=shutil.ignore_patterns("sample", "__pycache__"))
    place = include / "districts" / "panyu"
    shutil.rmtree(place / "references")
    for name in EXTRACTS:
        source = place / "sources" / f"{name}.yaml"
        if name not in LARGE:
            source.unlink()
            continue
        meant = yaml.safe_load(source.read_text(encoding="utf-8"))
        meant["location"] = {"url": "extracts/{quarter}", "pattern": f"{name}*.csv"}
        meant["layout"] = {k: v for k, v in meant["layout"].items() if k != "sheet"} | {"format": "csv"}
        source.write_text(yaml.safe_dump(meant, allow_unicode=True, sort_keys=False), encoding="utf-8")
    district = load_district(include / "districts", "panyu")
    for name in LARGE:
        path = extract_path(home, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding=ENCODINGS[name], newline="") as file:
            file.writelines(_lines(name, rows[name], rows["registration"], district))
    done.touch()
    return home


def extract_path(home: Path, extract: str, quarter: Quarter = QUARTER) -> Path:
    """Where an extract lies."""
    return home / "extracts" / str(quarter) / f"{extract}-{quarter}.csv"


def settings_of(home: Path, var: Path) -> Settings:
    """An installation at ``home`` that works in ``var``."""
    return Settings(home=home, var=var)
