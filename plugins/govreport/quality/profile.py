"""Profiles: what an accepted extract looked like, kept so that the next quarter's is judged by history, not constants.

A profile is made from the rows that a verdict let into the figures, stored as JSON under its hash and listed in the
results database; the bands that rules ask for follow from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, Field

from govreport.canonical import EXTRACTS, ROW
from govreport.indicators.warehouse import AcceptedExtract, open_extracts
from govreport.manifests.base import ExtractName, Manifest, QuarterText
from govreport.manifests.extracts import Living
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.quality.shapes import SHAPES
from govreport.quarter import Quarter
from govreport.store.files import FileStore
from govreport.store.results import ResultStore

if TYPE_CHECKING:
    import pyarrow as pa

PERCENTILES = (0, 1, 5, 25, 50, 75, 95, 99, 100)
ENOUGH = 20
"""Amounts that a kind must have before their distribution says anything."""
BUSIEST = 3
"""A quarter may bring so many times the rows of the busiest recent one before somebody must look."""
COUNT = "*"
"""Key of a count of rows among counts of values by column."""
_YEARS = 2
"""Years of arrivals that a profile keeps, so that every season is among them twice."""


class ColumnProfile(Manifest):
    """One column of the accepted rows."""

    model_config = ConfigDict(extra="ignore")  # profiles that earlier releases kept say more

    filled: int


class Amounts(Manifest):
    """How the amounts of one kind are spread, in 分."""

    count: int
    percentiles: tuple[int, ...]
    """At PERCENTILES; each an amount that stands in the rows."""


class Profile(Manifest):
    """What one accepted extract looked like."""

    district: str
    extract: ExtractName
    quarter: QuarterText
    filename: str
    snapshot_sha256: str
    rows_in: int
    rows_accepted: int
    columns: dict[str, ColumnProfile]
    amounts: dict[str, dict[str, Amounts]]
    """Column -> kind -> spread."""
    arrivals: dict[str, int]
    """Quarter -> accepted rows dated in it, of the recent quarters up to the profile's own."""
    dated: dict[str, dict[str, int]] = Field(default_factory=dict)
    """Day column -> accepted rows whose day lies in the profile's quarter (COUNT), and how many of them fill in each
    nullable column; empty in profiles that earlier releases kept."""
    rows_key: str
    """Parquet of the tidy rows: the key set that the next quarter is compared with."""
    set_aside_key: str
    """Parquet of the rows of it that were left out."""
    living: Living | None = None
    """Of a register without exit dates: whom it no longer lists."""


def profile_of(check: ExtractCheck, files: FileStore, memory_limit: str) -> Profile:
    """The profile of an extract as its check (after the verdict) lets it into the figures. Raises IntegrityError.

    ``memory_limit`` is DuckDB's, such as "2GB".
    """
    (profile,) = profiles_of([check], files, memory_limit)
    return profile


def profiles_of(checks: Sequence[ExtractCheck], files: FileStore, memory_limit: str) -> list[Profile]:
    """The same of several extracts, each read once in one engine."""
    accepted = [AcceptedExtract(EXTRACTS[c.tidy.extract].name, c.tidy.key, c.set_aside_key) for c in checks]
    with open_extracts(files, accepted, memory_limit) as connection:
        return [_profile(check, connection) for check in checks]


def _profile(check: ExtractCheck, connection: Any) -> Profile:
    tidy, shape = check.tidy, SHAPES[check.tidy.extract]
    table = EXTRACTS[tidy.extract].name
    wanted = {name for pair in shape.amounts for name in pair} | {shape.dated}
    kinds = {}
    names = [name for name in connection.table(table).columns if name != ROW]
    counted = ", ".join(["count(*)", *(f'count("{name}")' for name in names)])
    ((rows_accepted, *filled),) = connection.sql(f"SELECT {counted} FROM {table}").fetchall()  # noqa: S608
    columns = {name: ColumnProfile(filled=count) for name, count in zip(names, filled, strict=True)}
    read = ", ".join([ROW, *(f'"{name}"' for name in names if name in wanted)])
    kept = connection.sql(f"SELECT {read} FROM {table}").to_arrow_table()  # noqa: S608
    dated = {day: _dated(connection, table, names, day, tidy.quarter) for day in dates_of(tidy.extract) if day in names}
    for amount, kind in shape.amounts:
        if amount in kept.column_names and kind in kept.column_names:
            kinds[amount] = _spread(kept[amount], kept[kind])
    return Profile(
        district=tidy.district,
        extract=tidy.extract,
        quarter=tidy.quarter,
        filename=tidy.filename,
        snapshot_sha256=tidy.snapshot_sha256,
        rows_in=tidy.rows_in,
        rows_accepted=rows_accepted,
        columns=columns,
        amounts=kinds,
        arrivals=_arrivals(kept[shape.dated], tidy.quarter) if shape.dated in kept.column_names else {},
        dated=dated,
        rows_key=tidy.key,
        set_aside_key=check.set_aside_key,
        living=tidy.living,
    )


def _spread(amounts: pa.ChunkedArray, kinds: pa.ChunkedArray) -> dict[str, Amounts]:
    import pyarrow.compute as pc

    found = {}
    for kind in sorted(k for k in pc.unique(kinds).to_pylist() if k is not None):
        own = amounts.filter(pc.equal(kinds, kind)).drop_null()
        own = own.filter(pc.greater_equal(own, 0))  # what is usual says nothing of refunds
        if len(own):
            at = pc.quantile(own, q=[p / 100 for p in PERCENTILES], interpolation="lower")
            found[kind] = Amounts(count=len(own), percentiles=tuple(int(v) for v in at.to_pylist()))
    return found


def _dated(connection: Any, table: str, names: Sequence[str], day: str, quarter: Quarter) -> dict[str, int]:
    counted = ", ".join(["count(*)", *(f'count("{name}")' for name in names)])
    query = f'SELECT {counted} FROM {table} WHERE "{day}" BETWEEN ? AND ?'  # noqa: S608 - names of ours
    ((rows, *filled),) = connection.execute(query, [quarter.start, quarter.end]).fetchall()
    return {COUNT: rows, **dict(zip(names, filled, strict=True))}


def _arrivals(days: pa.ChunkedArray, last: Quarter) -> dict[str, int]:
    import pyarrow.compute as pc

    return {str(quarter): pc.sum(within(days, quarter)).as_py() or 0 for quarter in last.back(recent(last))}


def within(days: pa.ChunkedArray, quarter: Quarter) -> pa.ChunkedArray:
    """Which days lie in a quarter; an empty one doesn't."""
    import pyarrow as pa
    import pyarrow.compute as pc

    since = pc.greater_equal(days, pa.scalar(quarter.start, pa.date32()))
    return pc.fill_null(pc.and_(since, pc.less_equal(days, pa.scalar(quarter.end, pa.date32()))), False)


def keep_profiles(verdict: Verdict, files: FileStore, results: ResultStore, memory_limit: str) -> None:
    """Keep the profile of every extract of a verdict that doesn't block; the same verdict twice keeps nothing more."""
    if verdict.state == "block":
        return
    for profile in profiles_of(verdict.checks, files, memory_limit):
        document = profile.model_dump_json().encode()
        results.add_profile(verdict, profile.extract, files.put("profiles", document, ".json"))


def earlier_profiles(
    results: ResultStore, files: FileStore, district: str, extract: str, before: Quarter
) -> tuple[Profile, ...]:
    """Profiles of the quarters before ``before``, the latest first; none where no earlier quarter was run."""
    return profiles_at(results.profile_keys(district, extract, before, recent(before)), files)


def recent(quarter: Quarter) -> int:
    """Of so many quarters (or months) a profile keeps the arrivals, and so many earlier profiles say what is usual."""
    return _YEARS * quarter.in_a_year


def profiles_at(keys: Sequence[str], files: FileStore) -> tuple[Profile, ...]:
    """The profiles kept under these keys. Raises IntegrityError."""
    return tuple(Profile.model_validate_json(files.get(key)) for key in keys)


def row_band(past: Sequence[Profile], quarter: Quarter) -> tuple[int, int]:
    """Fewest and most rows that a whole-history extract of ``quarter`` may have after ``past[0]``.

    It loses at most the rows that weren't accepted, and gains at most BUSIEST times the rows of the busiest recent
    quarter, for every quarter gone by.
    """
    last = past[0]
    gained = BUSIEST * max(last.arrivals.values(), default=0) * (quarter.ordinal - last.quarter.ordinal)
    return last.rows_accepted, last.rows_in + gained + (last.rows_in - last.rows_accepted)


def amount_bands(past: Sequence[Profile], column: str) -> dict[str, list[int]]:
    """Kind -> lowest and highest amount in 分 that history makes plausible: an order of magnitude beyond all but the
    outermost hundredth on either side (a slip between 元 and 万元 is four). Kinds with few amounts are left out."""
    if not past:
        return {}
    low, high = PERCENTILES.index(1), PERCENTILES.index(99)
    return {
        kind: [spread.percentiles[low] // 10, spread.percentiles[high] * 10]
        for kind, spread in past[0].amounts.get(column, {}).items()
        if spread.count >= ENOUGH
    }


def filled_floor(past: Sequence[Profile], column: str, aside_now: int) -> int | None:
    """Fewest values a column may hold: those accepted before, less what tidy couldn't read now; None if unknown."""
    known = past[0].columns.get(column) if past else None
    if known is None:
        return None
    slack = aside_now + past[0].rows_in - past[0].rows_accepted
    return max(0, known.filled - slack)


def dates_of(extract: str) -> list[str]:
    """The columns of an extract that hold days."""
    return [c.name for c in EXTRACTS[extract].columns if c.info["kind"] == "date"]


def kinds_of(extract: str) -> list[str]:
    """The nullable columns of an extract: those whose values can silently run dry."""
    return [c.name for c in EXTRACTS[extract].columns if c.nullable]
