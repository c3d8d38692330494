"""The frames of rules between the extracts that not every district has and the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS, ROW
from govreport.manifests.verdicts import ExtractCheck
from govreport.quality.conditions import Scope
from govreport.quality.frames.cross_extract import measured
from govreport.quality.frames.frame import Frame, check_frame, columns_of
from govreport.quality.frames.stored_rows import StoredRows
from govreport.quality.rule import Rule
from govreport.store.files import FileStore

Checks = Mapping[str, ExtractCheck]


def active_beside_party(checks: Checks, rules: Sequence[Rule], scope: Scope, files: FileStore) -> Frame:
    """Measured organizations in operation at the quarter's end, which owe a party return of it, each with whether it
    has one. In operation as coverage by party organizations is measured: registered and not in liquidation."""
    rows, data, exact = _own(
        "registration", checks, rules, ["uscc", "registered_on", "exited_on", "status"], scope, files
    )
    end = pd.Timestamp(scope.quarter.end)
    here = (data["registered_on"] <= end) & ~(data["exited_on"] <= end)
    active = here & ~data["status"].isin(["preparing", "liquidating"])
    answered = _as_of("party", checks, ["uscc"], scope, files)["uscc"]
    has = pc.is_in(rows["uscc"], value_set=pc.unique(answered)).cast(pa.int8()).to_numpy()
    return Frame(data.assign(has_party_return=has)[active & data["uscc"].notna()], exact)


def became_beside_lists(checks: Checks, rules: Sequence[Rule], scope: Scope, files: FileStore) -> Frame:
    """Measured stages, each with whether what its project became stands on the register or the list of filed groups."""
    rows, data, exact = _own("ventures", checks, rules, ["became_no"], scope, files)
    register = StoredRows(files, checks["registration"].tidy.key).table(["uscc", "certificate_no"])
    filed = StoredRows(files, checks["filing"].tidy.key).table(["filing_no"])
    known = [t[n].cast(pa.string()) for t in (register, filed) for n in t.column_names]
    numbers = pa.chunked_array([chunk for column in known for chunk in column.chunks], pa.string())
    found = pc.is_in(rows["became_no"].cast(pa.string()), value_set=numbers.drop_null())
    return Frame(data.assign(became_known=found.cast(pa.int8()).to_numpy()), exact)


def gifts_beside_funds(checks: Checks, rules: Sequence[Rule], scope: Scope, files: FileStore) -> Frame:
    """Measured gifts, each with whether its community has a fund at the quarter's end; missing where it didn't say."""
    rows, data, exact = _own("donations", checks, rules, ["community_code"], scope, files)
    linkage = _as_of("linkage", checks, ["community_code", "has_fund"], scope, files)
    at = pc.index_in(rows["community_code"], value_set=linkage["community_code"].combine_chunks())
    has = linkage["has_fund"].cast(pa.bool_()).take(at).cast(pa.int8()).cast(pa.float64())
    return Frame(data.assign(has_fund=has.to_pandas().to_numpy()), exact)


def _own(
    extract: str, checks: Checks, rules: Sequence[Rule], columns: Sequence[str], scope: Scope, files: FileStore
) -> tuple[pa.Table, pd.DataFrame, StoredRows]:
    table = EXTRACTS[extract]
    wanted = list(dict.fromkeys([*columns_of(rules, table), *columns]))
    rows = measured(checks[extract], wanted, files, scope.codes)
    return rows, check_frame(rows, table, wanted), StoredRows(files, checks[extract].tidy.key)


def _as_of(extract: str, checks: Checks, columns: Sequence[str], scope: Scope, files: FileStore) -> pa.Table:
    """The measured rows of a return as of the quarter's last day."""
    rows = measured(checks[extract], [ROW, "as_of", *columns], files, scope.codes)
    return rows.filter(pc.equal(rows["as_of"].cast(pa.date32()), pa.scalar(scope.quarter.end, pa.date32())))
