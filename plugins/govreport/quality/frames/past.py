"""The register of the quarter before beside the present file: who is still in it, and under which code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import LEFT, ROW
from govreport.manifests.extracts import Living, TidyExtract
from govreport.quality.conditions import Scope
from govreport.quality.failure_files import read_table, stored_rows
from govreport.quality.frames.frame import Frame
from govreport.quality.frames.stored_rows import StoredRows, means_of, meant, without
from govreport.quality.living import carried_rows, is_open
from govreport.quality.profile import Profile
from govreport.store.files import FileStore

if TYPE_CHECKING:
    from collections.abc import Sequence


_COLUMNS = {
    "registration": ["uscc", "name", "registered_on", "certificate_no", "status", "town_code"],
    "filing": ["filing_no", "name", "town_code"],
}


def past_frame(earlier: Profile, tidy: TidyExtract, rows: StoredRows, files: FileStore, scope: Scope) -> Frame:
    """One line an organization that the earlier quarter's figures counted, registered or filed.

    ``still_here``: its number stands in the present file, whatever else is wrong with that row; of one that left and
    was registered again, as often as before. Of registered ones:
    ``had_left``: it had left the register by then; ``now_uscc``: where the code is gone, the code under which the same
    organization (certificate number, or name and registration date) stands now. ``line`` is 0: the row that is told is
    one that isn't there. Of a register without exit dates (quality/living.py) who is no longer listed, and explained,
    counts as being here.
    """
    columns = _COLUMNS[tidy.extract]
    number = columns[0]
    before = meant(_accepted(earlier, columns, files), means_of(tidy.extract, scope.codes))
    here = _still_here(before, number, rows)
    data = pd.DataFrame({ROW: before[ROW].to_numpy(), "still_here": here.cast(pa.int8()).to_numpy()})
    if tidy.living is not None:
        before, data = _with_those_gone(before, here, tidy.living, scope, files)
    data["line"] = np.int8(0)
    if tidy.extract == "registration":
        data["had_left"] = pc.is_in(before["status"], value_set=pa.array(LEFT)).cast(pa.int8()).to_numpy()
        data["now_uscc"] = pd.Series(None, index=data.index, dtype="str")
        missing = before.filter(pa.array(data["still_here"].to_numpy() == 0))
        if len(missing):
            found = _renumbered(missing, rows.table(columns), before["uscc"])
            at = data.index[data[ROW].isin(found)]
            data.loc[at, "now_uscc"] = [found[row] for row in data.loc[at, ROW]]
    data["earlier_quarter"] = pd.Categorical([earlier.quarter.zh] * len(data))
    data["earlier_quarter_en"] = pd.Categorical([earlier.quarter.en] * len(data))
    data["unread"] = np.int32(tidy.rows_set_aside)
    return Frame(data, before)


def _with_those_gone(
    before: pa.Table, here: pa.ChunkedArray | pa.Array, living: Living, scope: Scope, files: FileStore
) -> tuple[pa.Table, pd.DataFrame]:
    """Beside those that are still here, everybody whom the register no longer lists and nothing explains, since
    whichever quarter that may be."""
    gone = [row for row in carried_rows(living, files) if is_open(row, scope.district)]
    missing = pa.Table.from_pylist(
        [{name: row[name] for name in before.column_names} for row in gone], schema=before.schema
    )
    together = pa.concat_tables([before.filter(here), missing]).combine_chunks()
    number = np.arange(len(together), dtype=np.int32)
    together = together.set_column(together.column_names.index(ROW), ROW, pa.array(number, pa.int32()))
    still = np.r_[np.ones(len(together) - len(gone), np.int8), np.zeros(len(gone), np.int8)]
    return together, pd.DataFrame({ROW: number, "still_here": still})


def _still_here(before: pa.Table, number: str, rows: StoredRows) -> pa.Array | pa.ChunkedArray:
    now = rows.table([number])[number]
    here = pc.is_in(before[number], value_set=pc.unique(now).drop_null())
    tally = pc.value_counts(before[number].combine_chunks())
    several = tally.filter(pc.greater(tally.field("counts"), 1)).to_pylist()
    if not several:
        return here
    found, numbers = here.to_pylist(), before[number].to_pylist()
    present = now.to_pylist()
    for each in several:
        # Which of its rows is gone, its number can't say: the last ones, which are the present registrations.
        at = [i for i, value in enumerate(numbers) if value == each["values"]]
        if "registered_on" in before.column_names:
            at.sort(key=lambda i: str(before["registered_on"][i].as_py()))
        for i in at[present.count(each["values"]) :]:
            found[i] = False
    return pa.array(found, pa.bool_())


def _accepted(earlier: Profile, columns: list[str], files: FileStore) -> pa.Table:
    rows = read_table(files, earlier.rows_key, [ROW, *columns])
    left = without(rows, stored_rows(files, earlier.set_aside_key))
    return left.filter(pc.is_valid(left[columns[0]]))


def _renumbered(missing: pa.Table, rows: pa.Table, known: pa.ChunkedArray) -> dict[int, str]:
    """Row of the earlier file -> the new code of the same organization; only codes that the earlier register lacks."""
    new = rows.filter(pc.and_(pc.is_valid(rows["uscc"]), pc.invert(pc.is_in(rows["uscc"], value_set=known.unique()))))
    by_certificate = _lookup(new, ("certificate_no",))
    by_name = _lookup(new, ("name", "registered_on"))
    found = {}
    for record in missing.to_pylist():
        code = by_certificate.get((record["certificate_no"],)) or by_name.get((record["name"], record["registered_on"]))
        if code is not None:
            found[record[ROW]] = code
    return found


def _lookup(rows: pa.Table, key: Sequence[str]) -> dict[tuple[object, ...], str]:
    """Key -> code; a key with an empty part, or one that stands twice, means nothing."""
    found: dict[tuple[object, ...], str] = {}
    repeated = set()
    columns = [rows[name].to_pylist() for name in key]
    for code, *values in zip(rows["uscc"].to_pylist(), *columns, strict=True):
        at = tuple(values)
        if None in at:
            continue
        if at in found:
            repeated.add(at)
        found[at] = code
    return {at: code for at, code in found.items() if at not in repeated}
