"""The frames of rules across extracts: measured rows beside the register's, files and suites side by side.

Belongs here: joins. Does not belong here: the rules (across.py), what follows from them (conclude.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from govreport.canonical import EXTRACTS, ROW
from govreport.manifests import ExtractCheck
from govreport.quality.failures import read_table, stored_rows
from govreport.quality.frames import Frame, check_frame
from govreport.store.files import FileStore

_YEARS_BEFORE_ASSESSMENT = 2
_CODE = {"evaluation": "uscc", "funding": "recipient_uscc"}


@dataclass(frozen=True)
class Register:
    """The registration extract as other extracts see it."""

    measured: pd.DataFrame
    """uscc, registered_on, exited_on of the rows that the report counts."""
    every: pd.DataFrame
    """uscc and register_row of all rows that tidy kept, the first where a code repeats."""

    @classmethod
    def read(cls, check: ExtractCheck, files: FileStore) -> Register:
        """From the stored rows and the list of rows set aside."""
        data = check_frame(read_table(files, check.tidy.key), EXTRACTS["registration"])
        coded = data[data["uscc"].notna()]
        measured = coded[~coded[ROW].isin(stored_rows(files, check.set_aside_key))].drop_duplicates("uscc")
        every = coded.drop_duplicates("uscc").rename(columns={ROW: "register_row"})
        return cls(measured[["uscc", "registered_on", "exited_on"]], every[["uscc", "register_row"]])


def beside_register(check: ExtractCheck, register: Register, files: FileStore) -> Frame:
    """The measured rows of an extract, each with whether and since when the register has its organization."""
    exact: pa.Table = read_table(files, check.tidy.key)
    data = check_frame(exact, EXTRACTS[check.tidy.extract])
    data = data[~data[ROW].isin(stored_rows(files, check.set_aside_key))]
    code = _CODE[check.tidy.extract]
    found = data[[ROW, code]].merge(register.measured, how="left", left_on=code, right_on="uscc", indicator="found")
    rows = data[[code]].merge(register.every, how="left", left_on=code, right_on="uscc")["register_row"]
    data = data.reset_index(drop=True)
    data["in_register"] = ((found["found"] == "both") & found[code].notna()).astype("int64")
    data["registered_on"], data["exited_on"] = found["registered_on"], found["exited_on"]
    data["assessable_from"] = data["registered_on"] + pd.DateOffset(years=_YEARS_BEFORE_ASSESSMENT)
    data["register_row"] = rows.astype("float64")
    return Frame(data, exact)


def files_frame(checks: Sequence[ExtractCheck]) -> Frame:
    """One line an extract: its cut-off and the latest of all."""
    cutoffs = pd.Series(
        [pd.Timestamp(c.tidy.cutoff) if c.tidy.cutoff else pd.NaT for c in checks], dtype="datetime64[ns]"
    )
    data = pd.DataFrame(
        {
            ROW: np.arange(len(checks)),
            "line": 0,
            "extract": [c.tidy.extract for c in checks],
            "header": "数据截止日期",
            "value": [c.tidy.cutoff.isoformat() if c.tidy.cutoff else "" for c in checks],
            "cutoff": cutoffs,
        }
    )
    data["latest"] = cutoffs.max()
    data["latest"] = data["latest"].astype("datetime64[ns]")
    return Frame(data)


@dataclass(frozen=True)
class SuiteCount:
    """How much of a suite was done: what E60 and E61 compare."""

    declared: int
    evaluated: int
    counted: int
    """Failing rows by the engine's count."""
    stored: int
    """Lines in the file of failing rows."""
    rows_in: int = 0
    rows_out: int = 0


def suites_frame(counts: Mapping[str, SuiteCount]) -> Frame:
    """One line a suite."""
    lines: list[dict[str, Any]] = [
        {"line": 0, "extract": name, "header": "", "value": "", **vars(count)} for name, count in counts.items()
    ]
    data = pd.DataFrame(lines)
    data.insert(0, ROW, np.arange(len(data)))
    data["per_cent_out"] = 100 * data["rows_out"] / data["rows_in"].clip(lower=1)
    return Frame(data)
