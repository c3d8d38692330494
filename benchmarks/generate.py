"""Large tidy extracts for measuring: canonical Parquet, seeded, with a small share of rows that break rules.

``python -m benchmarks.generate FOLDER --registration 900000 --funding 5000000 --evaluation 3000000`` writes one file an
extract. Everything is invented; codes are valid in both check characters. Does not belong here: the sample district
(include/sample), measuring (gate.py).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from govreport.canonical import EXTRACTS, ROW
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.quality.credit_code import ALPHABET, INNER_ALPHABET, INNER_WEIGHTS, WEIGHTS
from govreport.quarter import Quarter

LARGE = ("registration", "funding", "evaluation")
"""Extracts that are made by the million; the others are written without rows."""
SEED = 20190930
QUARTER = Quarter(2019, 3)
BAD = 0.002
"""Share of rows that are spoilt."""
_PIECE = 250_000
_EPOCH = np.datetime64("1970-01-01")
_KINDS = {
    "date": pa.date32(),
    "money": pa.int64(),
    "int": pa.int32(),
    "score": pa.int32(),
    "bool": pa.bool_(),
    "row": pa.int32(),
}
_INCLUDE = Path(__file__).resolve().parents[1] / "include"
Columns = dict[str, Any]


def codes(numbers: np.ndarray[Any, Any], prefix: str = "51440113") -> np.ndarray[Any, Any]:
    """Valid credit codes, one a number below 10^6: MJ and six digits inside."""
    text = np.char.add(f"{prefix}MJ", np.char.zfill(numbers.astype(str), 6))
    body = text.astype("S16").view(np.uint8).reshape(-1, 16)
    inner = np.zeros(256, np.int64)
    inner[np.frombuffer(INNER_ALPHABET.encode(), np.uint8)] = np.arange(36)
    outer = np.zeros(256, np.int64)
    outer[np.frombuffer(ALPHABET.encode(), np.uint8)] = np.arange(31)
    remainder = (inner[body[:, 8:]] @ np.array(INNER_WEIGHTS)) % 11
    check = np.frombuffer(b"0X987654321", np.uint8)[remainder]
    seventeen = np.column_stack([body, check])
    last = np.frombuffer(ALPHABET.encode(), np.uint8)[-(outer[seventeen] @ np.array(WEIGHTS)) % 31]
    return np.column_stack([seventeen, last]).astype(np.uint8).view("S18").ravel().astype(str)


@cache
def all_codes(organizations: int) -> np.ndarray[Any, Any]:
    """The credit code of every organization."""
    return codes(np.arange(organizations))


def _days(rng: np.random.Generator, first: str, last: str, count: int) -> np.ndarray[Any, Any]:
    low, high = (int((np.datetime64(day) - _EPOCH).astype(int)) for day in (first, last))
    return rng.integers(low, high, count, endpoint=True).astype("int32")


def _some(values: np.ndarray[Any, Any], present: np.ndarray[Any, Any]) -> pa.Array:
    return pa.array(values, mask=~present)


def registration(rng: np.random.Generator, first: int, count: int, towns: np.ndarray[Any, Any]) -> Columns:
    """Organizations ``first`` to ``first + count``."""
    numbers = np.arange(first, first + count)
    code = codes(numbers)
    spoilt = rng.random(count) < BAD
    code[spoilt] = np.char.add(np.char.ljust(code[spoilt].astype("U17"), 17), "0")
    left = (rng.random(count) < 0.15) & (numbers >= len(towns))  # the first are the towns' federations
    community = rng.random(count) < 0.6
    joined = community & (rng.random(count) < 0.5)
    name = np.char.add("样例社会组织", numbers.astype(str))
    return {
        "name": name,
        "uscc": code,
        "certificate_no": np.char.add("证字", numbers.astype(str)),
        "legal_type": np.full(count, "association"),
        "registrar": np.full(count, "番禺区民政局"),
        "supervisor": np.full(count, "样例主管单位"),
        "registered_on": _days(rng, "1995-01-01", "2016-12-31", count),
        "status": np.where(left, "deregistered", "active"),
        "exited_on": _some(_days(rng, "2019-01-01", "2019-09-30", count), left),
        "capital_fen": rng.choice([3_000_000, 5_000_000, 10_000_000, 100_000_000], count),
        "domicile": np.char.add(np.char.add("样例路", (numbers % 997).astype(str)), "号"),
        "town_code": np.where(numbers < len(towns), towns[numbers % len(towns)], rng.choice(towns, count)),
        "community_code": pa.nulls(count, pa.string()),
        "is_community_org": community,
        "category": _some(rng.choice(["charity", "recreation", "community_service"], count), community),
        "is_federation": numbers < len(towns),
        "sector": _some(rng.choice(["education", "health", "culture"], count), rng.random(count) < 0.9),
        "is_charity": rng.random(count) < 0.03,
        "is_hub": rng.random(count) < 0.01,
        "joined_federation_on": _some(_days(rng, "2018-01-01", "2019-09-30", count), joined),
    }


def funding(rng: np.random.Generator, first: int, count: int, towns: np.ndarray[Any, Any], orgs: int) -> Columns:
    """Instalments, two a project."""
    numbers = np.arange(first, first + count)
    project, second = numbers // 2, numbers % 2 == 1
    own = np.random.default_rng([SEED, first])  # both instalments of a project draw the same attributes
    count_projects = count // 2 + 1

    def of_project(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return values[(project - project[0])]

    spoilt = rng.random(count) < BAD
    recipient = all_codes(orgs)[of_project(own.integers(0, orgs, count_projects))]
    approved = of_project(_days(own, "2014-01-01", "2018-06-30", count_projects))
    return {
        "project_no": np.char.add("P", np.char.zfill(project.astype(str), 8)),
        "project_name": np.char.add("样例项目", project.astype(str)),
        "fund": of_project(own.choice(["special_fund", "community_fund"], count_projects)),
        "approved_on": approved,
        "recipient_name": np.char.add("样例社会组织", of_project(own.integers(0, orgs, count_projects)).astype(str)),
        "recipient_uscc": recipient,
        "town_code": of_project(own.choice(towns, count_projects)),
        "community_code": pa.nulls(count, pa.string()),
        "purpose": of_project(own.choice(["elderly", "capacity", "training", "volunteering"], count_projects)),
        "department": _some(of_project(own.choice(["civil_affairs", "justice"], count_projects)), numbers >= 0),
        "instalment": np.where(second, 2, 1).astype("int32"),
        "awarded_fen": _some(np.full(count, 5_000_000), ~second),
        "paid_on": approved + np.where(second, 300, 30).astype("int32"),
        "paid_fen": np.where(spoilt, 9_000_000, 2_000_000),
    }


def evaluation(rng: np.random.Generator, first: int, count: int, towns: np.ndarray[Any, Any], orgs: int) -> Columns:
    """Events of four kinds."""
    numbers = np.arange(first, first + count)
    kind = rng.choice(
        ["regular_check", "annual_report", "assessment", "abnormal_list"], count, p=[0.5, 0.3, 0.195, 0.005]
    )
    on = _days(rng, "2018-12-31", "2019-08-31", count)
    is_report, is_grade, is_listing = (kind == k for k in ("annual_report", "assessment", "abnormal_list"))
    spoilt = rng.random(count) < BAD
    result = np.select([is_report, is_grade, is_listing], ["accepted", "graded", "listed"], "no_finding")
    grade = rng.choice(["3A", "4A", "5A"], count)
    score = np.select([grade == "5A", grade == "4A"], [960, 920], 870) + np.where(spoilt, 500, 0)
    who = rng.integers(0, orgs, count)
    five = ((on.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970 + 5) - 1970).astype("datetime64[Y]")
    within = on.astype("datetime64[D]") - on.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]")
    valid_to = (five.astype("datetime64[D]") + within).astype("int64").astype("int32")
    return {
        "event_no": np.char.add("E", np.char.zfill(numbers.astype(str), 8)),
        "event_kind": kind,
        "name": np.char.add("样例社会组织", who.astype(str)),
        "uscc": all_codes(orgs)[who],
        "town_code": rng.choice(towns, count),
        "report_year": _some(np.full(count, 2018, "int32"), is_report),
        "event_on": on,
        "event_result": result,
        "due_on": _some((on + 30).astype("int32"), kind == "regular_check"),
        "closed_on": _some((on + 10).astype("int32"), is_report),
        "grade": _some(grade, is_grade),
        "score": _some(score.astype("int32"), is_grade),
        "valid_to": _some(valid_to, is_grade),
    }


def pieces(extract: str, rows: int, organizations: int, district: District) -> Iterator[pa.Table]:
    """An extract of ``rows`` rows, piece by piece."""
    rng = np.random.default_rng([SEED, len(extract)])
    towns = np.array([t.code for t in district.towns])
    for first in range(0, max(rows, 1), _PIECE):
        count = min(_PIECE, rows - first)
        if not count:
            made: Columns = {}
        elif extract == "registration":
            made = registration(rng, first, count, towns)
        elif extract == "funding":
            made = funding(rng, first, count, towns, organizations)
        else:
            made = evaluation(rng, first, count, towns, organizations)
        columns = {ROW: np.arange(first + 5, first + 5 + count, dtype="int32"), **made}
        table = EXTRACTS[extract]
        schema = pa.schema([(c.name, _KINDS.get(c.info["kind"], pa.string())) for c in table.columns])
        yield pa.table([_arrow(columns.get(f.name), f.type, count) for f in schema], schema=schema)


def _arrow(values: Any, kind: pa.DataType, count: int) -> pa.Array:
    if values is None:
        return pa.nulls(count, kind)
    array = values if isinstance(values, pa.Array) else pa.array(values)
    return array.cast(kind) if array.type != kind else array


def write(path: Path, extract: str, rows: int, organizations: int, district: District) -> None:
    """Write one extract."""
    writer: pq.ParquetWriter | None = None
    for table in pieces(extract, rows, organizations, district):
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write large tidy extracts for measuring.")
    parser.add_argument("folder", type=Path)
    for name, rows in (("registration", 900_000), ("funding", 5_000_000), ("evaluation", 3_000_000)):
        parser.add_argument(f"--{name}", type=int, default=rows)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    district = load_district(_INCLUDE / "districts", "panyu")
    for name in LARGE:
        write(arguments.folder / f"{name}.parquet", name, getattr(arguments, name), arguments.registration, district)


if __name__ == "__main__":
    main()
