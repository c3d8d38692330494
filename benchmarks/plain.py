"""What most people would write: pandas, Great Expectations on pandas as it comes, ``to_sql``.

``python -m benchmarks.plain FOLDER`` reads the raw files with ``read_csv``, types them column by column, judges each by
the rules that look at one row (the product's own expectations, whole frame, no tuning), leaves out what rules set
aside, aggregates by ``groupby`` and writes the three tables to SQLite. It renders nothing. Does not belong here: the
product's way (govreport.quality).
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.catalogue import Figures
from benchmarks.generate import LARGE, QUARTER
from benchmarks.library import as_lists
from benchmarks.raw import ENCODINGS, TITLES, extract_path, header, home_of, words
from benchmarks.sql import TABLES
from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.quality.catalogue import SUITES
from govreport.quality.conditions import Scope
from govreport.quality.rule import Rule

_FORMAT = {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW], "exclude_unexpected_values": True}
_START, _END, _YEAR = (pd.Timestamp(d) for d in (QUARTER.start, QUARTER.end, f"{QUARTER.year}-01-01"))


def read(home: Path, extract: str, district: District) -> pd.DataFrame:
    """One raw file as a typed frame."""
    titles = header(district, extract)
    cells = pd.read_csv(
        extract_path(home, extract), skiprows=TITLES, dtype=str, encoding=ENCODINGS[extract], keep_default_na=False,
        na_values=[""],
    )  # fmt: skip
    said = words(district, extract)
    made: dict[str, Any] = {ROW: range(TITLES + 2, TITLES + 2 + len(cells))}
    for name, title in titles.items():
        kind, values = EXTRACTS[extract].columns[name].info["kind"], cells[title]
        if name in said:
            values = values.map({word: code for code, word in said[name].items()})
        elif kind == "date":
            values = pd.to_datetime(values)
        elif kind == "money":
            values = (pd.to_numeric(values) * 1_000_000).round().astype("Int64")
        elif kind in ("int", "score"):
            values = pd.to_numeric(values).astype("Int64")
        made[name] = values
    return pd.DataFrame(made)


def judge(frame: pd.DataFrame, rules: list[Rule], scope: Scope) -> dict[str, list[int]]:
    """Rule -> the rows that fail."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    source = context.data_sources.add_pandas("plain")
    batch = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")
    expectations = []
    for rule in rules:
        built = rule.expect(scope)
        built.meta = {"rule": rule.id}
        expectations.append(built)
    suite = gx.ExpectationSuite(name="rows", expectations=expectations)
    found = {}
    for result in batch.get_batch({"dataframe": frame}).validate(suite, result_format=_FORMAT).results:
        rule_id = result.expectation_config.meta["rule"]
        if "unexpected_count" not in result.result:
            raise SystemExit(f"{rule_id}: {str(result.exception_info)[:500]}")
        groups = result.result.get("unexpected_index_list") or []
        listed = (group[ROW] for group in groups)
        found[rule_id] = [row for rows in listed for row in (rows if isinstance(rows, list) else [rows])]
    return found


def overpaid(funding: pd.DataFrame) -> pd.Series[bool]:
    """Rows with which a project was paid more than its award (E27)."""
    ordered = funding.sort_values(["project_no", "instalment"])
    paid = ordered.groupby("project_no")["paid_fen"].cumsum()
    awarded = ordered.groupby("project_no")["awarded_fen"].transform("max")
    return ((paid > awarded) & (ordered["paid_fen"] > 0)).reindex(funding.index)


def _split(chosen: pd.DataFrame, by: str, count: Callable[[Any], Any]) -> dict[tuple[str, str], int]:
    """District, towns, members, and members in towns."""
    found = {("", ""): int(count(chosen))}
    for keys in (["town_code"], *([[by], ["town_code", by]] if by else [])):
        for group, number in count(chosen.groupby(keys)).items():
            parts = group if isinstance(group, tuple) else (group,)
            town, member = ("", parts[0]) if keys == [by] else (parts[0], parts[1] if len(parts) > 1 else "")
            found[town, member] = int(number)
    return found


def _rows(rows: Any) -> Any:
    return len(rows) if isinstance(rows, pd.DataFrame) else rows.size()


def aggregate(frames: dict[str, pd.DataFrame]) -> Figures:
    """The figures of BY_HAND in catalogue.py."""
    orgs, funding, events = (frames[name] for name in LARGE)
    there = (orgs["registered_on"] <= _END) & ~(orgs["exited_on"] <= _END) & (orgs["status"] != "preparing")
    new = orgs["registered_on"].between(_START, _END) & (orgs["status"] != "preparing")
    left = orgs["exited_on"].between(_START, _END) & orgs["status"].isin(["deregistered", "revoked", "licence_revoked"])
    special = funding["fund"] == "special_fund"
    facts = orgs[["uscc", "town_code"]].assign(there=there).dropna(subset="uscc")
    joined = events.merge(facts, on="uscc", how="left", suffixes=("_event", ""))
    joined["town_code"] = joined["town_code"].fillna(joined["town_code_event"])
    regular = (joined["event_kind"] == "regular_check") & joined["event_on"].between(_YEAR, _END)
    listed = (
        (joined["event_kind"] == "abnormal_list") & (joined["event_on"] <= _END) & ~(joined["closed_on"] <= _END)
        & (joined["there"] == True)  # noqa: E712 - missing where the register lacks it
    )  # fmt: skip

    def projects(rows: Any) -> Any:
        return rows["project_no"].nunique()

    def paid(rows: Any) -> Any:
        return rows["paid_fen"].sum()

    def organizations(rows: Any) -> Any:
        return rows["uscc"].nunique()

    parts: dict[str, tuple[pd.DataFrame, str, Callable[[Any], Any]]] = {
        "R01": (orgs[there], "legal_type", _rows),
        "R03": (orgs[new], "legal_type", _rows),
        "R04": (orgs[left], "legal_type", _rows),
        "R14": (orgs[there & (orgs["is_charity"] == True)], "legal_type", _rows),  # noqa: E712
        "R15": (orgs[there & (orgs["is_hub"] == True)], "legal_type", _rows),  # noqa: E712
        "G01": (funding[special & (funding["approved_on"] <= _END)], "purpose", projects),
        "G02": (funding[special & (funding["paid_on"] <= _END)], "purpose", paid),
        "G10": (funding[special & funding["paid_on"].between(_START, _END)], "purpose", paid),
        "G11": (funding[special & funding["approved_on"].between(_START, _END)], "purpose", projects),
        "S01N": (joined[regular], "", organizations),
        "S08": (joined[listed], "", organizations),
    }
    return {(id, *key): n for id, (rows, by, count) in parts.items() for key, n in _split(rows, by, count).items()}


def run(folder: Path) -> dict[str, Any]:
    """Read, judge, leave out, load, aggregate."""
    home = home_of(folder)
    district = load_district(home / "include" / "districts", "panyu")
    scope = Scope(district, QUARTER, QUARTER.end, load_codes(home / "include" / "reference" / "codes.yaml"), ())
    frames: dict[str, pd.DataFrame] = {}
    failed: dict[str, int] = {}
    for extract in LARGE:
        frame = read(home, extract, district)
        there = {*frame.columns}
        rules = [
            r for r in SUITES[extract]
            if r.frame == "rows" and not r.needs and r.expect.columns <= there
        ]  # fmt: skip
        rows = judge(frame, rules, scope)
        aside = {row for rule in rules if rule.sets_aside for row in rows[rule.id]}
        failed |= {f"{extract} {rule}": len(failing) for rule, failing in rows.items()}
        if extract == "funding":
            beyond = overpaid(frame)
            failed["funding E27"] = int(beyond.sum())
            aside.update(frame.loc[beyond, ROW])
        if extract == "evaluation":
            unknown = ~frame["uscc"].isin(frames["registration"]["uscc"].dropna()) & ~frame[ROW].isin(aside)
            failed["evaluation E30"] = int(unknown.sum())
            aside.update(frame.loc[unknown, ROW])
        frames[extract] = frame[~frame[ROW].isin(aside)]
    database = folder / "plain.sqlite"
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as connection:
        for extract, frame in frames.items():
            frame.to_sql(TABLES[extract], connection, index=False)
    return {"rules": failed, "figures": as_lists(aggregate(frames))}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="pandas, Great Expectations as it comes, to_sql.")
    parser.add_argument("folder", type=Path)
    print(json.dumps(run(parser.parse_args().folder)))


if __name__ == "__main__":
    main()
