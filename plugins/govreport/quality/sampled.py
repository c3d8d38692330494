"""A sample of organizations from elsewhere beside the register (E53)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import ROW
from govreport.canonical.codes import CodeList
from govreport.canonical.folding import fold as fold_name
from govreport.currency import Currency
from govreport.district.identifiers import Identifiers
from govreport.errors import Message, ReadError
from govreport.manifests.verdicts import ExtractCheck
from govreport.quality.frames.frame import Frame
from govreport.quality.frames.stored_rows import StoredRows
from govreport.quality.reference_table import CODE, ORGANIZATION, STATUS, fold, rows
from govreport.sources.references import Supplied
from govreport.store.files import FileStore


def sampled_frame(
    supplied: Supplied,
    check: ExtractCheck,
    codes: Mapping[str, CodeList],
    files: FileStore,
    own: Currency,
    by: Identifiers,
) -> Frame:
    """One line a sampled organization; ``agrees`` where the register has it under that identifier, name and status."""
    titles: Sequence[str] = ORGANIZATION if by.scheme == "none" else CODE if by.scheme == "uscc" else (*by.word,)
    try:
        if supplied.data is None:
            raise ReadError(*(supplied.problem or Message("没有文件", "no file")))
        wanted = {"uscc": titles, "name": ORGANIZATION, "status": STATUS}
        sample = [r for r in rows(supplied.filename, supplied.data, wanted, own) if _identifies(r["uscc"], by)]
        if by.scheme == "none":
            sample = [{**r, "uscc": fold_name(r["uscc"])} for r in sample]
        told = _against_register(sample, check, codes, files)
    except ReadError as error:
        sample, told = [{"uscc": "", "line": "0"}], [error.message]
    title = supplied.reference.title
    data = pd.DataFrame(
        {
            ROW: np.arange(len(sample)),
            "line": [int(r["line"]) for r in sample],
            "extract": "across",
            "place_zh": [f"{title.zh}（{supplied.filename}）第{r['line']}行" for r in sample],
            "place_en": [f"{title.en} ({supplied.filename}), row {r['line']}: " for r in sample],
            "header": titles[0],
            "value": [r["uscc"] for r in sample],
            "agrees": [int(not m.zh) for m in told],
            "told_zh": [m.zh for m in told],
            "told_en": [m.en for m in told],
            "owner": supplied.reference.owner,
        }
    )
    return Frame(data)


def _identifies(text: str, by: Identifiers) -> bool:
    """Whether a cell names an organization, and is no title or note."""
    return len(text) == 18 if by.scheme == "uscc" else bool(text) and by.fits(text)


def _against_register(
    sample: Sequence[Mapping[str, str]], check: ExtractCheck, codes: Mapping[str, CodeList], files: FileStore
) -> list[Message]:
    table = StoredRows(files, check.tidy.key).table(["uscc", "name", "status", "registered_on"])
    table = table.sort_by("registered_on")  # of one that was registered again, the present registration is the last
    asked = pa.array([row["uscc"] for row in sample], pa.string())
    known = {r["uscc"]: r for r in table.filter(pc.is_in(table["uscc"], value_set=asked)).to_pylist()}
    told = []
    for row in sample:
        ours = known.get(row["uscc"])
        zh, en = [], []
        if ours is None:
            zh, en = [f"登记名册中没有代码{row['uscc']}"], [f"the register has no code {row['uscc']}"]
        else:
            if fold(ours["name"]) != fold(row["name"]):
                zh.append(f"名称本名册为“{ours['name']}”，对方为“{row['name']}”")
                en.append(f"the register's name is “{ours['name']}”, theirs “{row['name']}”")
            if "status" in codes and codes["status"].find(row["status"]) != ours["status"]:
                zh.append(f"状态本名册为“{codes['status'].zh(ours['status'])}”，对方为“{row['status']}”")
                en.append(f"the register's status is {ours['status']}, theirs {row['status']}")
        told.append(Message("，".join(zh), "; ".join(en)))
    return told
