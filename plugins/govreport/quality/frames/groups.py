"""What other rows of the same extract say about a row: the groups frame of all extracts but funding (projects.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from govreport.canonical import ROW
from govreport.canonical.folding import fold
from govreport.quality.frames.projects import differing
from govreport.quality.rules.ventures import STAGES

if TYPE_CHECKING:
    from govreport.manifests.extracts import TidyExtract
    from govreport.quality.conditions import Scope

NEEDED: Mapping[str, tuple[str, ...]] = {
    "registration": ("town_code", "is_federation", "status"),
    "evaluation": ("uscc", "event_kind", "event_on", "closed_on"),
    "filing": ("name", "community_code", "filed_on", "ended_on"),
    "linkage": ("town_code", "as_of", "started_on"),
    "ventures": ("project_no", "stage", "done_on", "stage_result"),
}
"""Extract -> the columns that the frame is derived from, besides those that rules look at."""
ATTRIBUTES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ventures": ("project_no", ("round", "field", "town_code", "community_code", "implementer_kind")),
    "activities": ("activity_no", ("activity_kind", "held_on")),
}
"""Extract -> what several rows are about, and the columns in which they must agree."""


def with_groups(data: pd.DataFrame, rows: pa.Table, tidy: TidyExtract, scope: Scope) -> pd.DataFrame:
    """``data`` with what its other rows say; ``rows`` are the same rows in exact types.

    registration: ``federation_in_town``. evaluation: ``long_listed`` (a serious listing after the stated years on the
    list of abnormal activity), ``moved_on`` (of a listing open for so long: whether a serious listing followed).
    filing: ``namesake_row``, ``namesake_community``. linkage: ``started_in_town``. ventures: ``earlier_done_on``,
    ``rejected_before``. ventures and activities: ``attributes_differ``.
    """
    if tidy.extract == "registration":
        return _with_federations(data)
    if tidy.extract == "evaluation":
        return _with_listings(data, scope)
    if tidy.extract == "filing":
        return _with_namesakes(data, scope)
    if tidy.extract == "linkage":
        started = data["started_on"].notna().groupby([data["town_code"], data["as_of"]]).transform("any")
        return data.assign(started_in_town=started.astype("int8"))
    if tidy.extract in ATTRIBUTES:
        key, names = ATTRIBUTES[tidy.extract]
        data = data.assign(attributes_differ=differing(rows, key, names, tidy))
        return _with_stages(data) if tidy.extract == "ventures" else data
    return data


def _with_federations(data: pd.DataFrame) -> pd.DataFrame:
    """Adds whether the row's town has a federation that is past preparation (``federation_in_town``)."""
    registered = data.loc[(data["is_federation"] == 1) & (data["status"] != "preparing"), "town_code"].unique()
    return data.assign(federation_in_town=data["town_code"].isin(registered).astype("int8"))


def _with_listings(data: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    columns = [ROW, "uscc", "event_on", "closed_on"]
    abnormal = data.loc[data["event_kind"] == "abnormal_list", columns]
    serious = data.loc[data["event_kind"] == "serious_list", columns]
    pairs = serious.merge(abnormal, on="uscc", suffixes=("", "_before"))
    # Where the number isn't stated, the rules that look at it are off.
    years = pd.DateOffset(years=scope.district.given.parameters.get("abnormal_list_years", 0))
    stayed = pairs["closed_on_before"].isna() | (pairs["closed_on_before"] >= pairs["event_on"])
    long = pairs.loc[(pairs["event_on_before"] + years <= pairs["event_on"]) & stayed, ROW]
    due = abnormal[abnormal["closed_on"].isna() & (abnormal["event_on"] + years <= pd.Timestamp(scope.quarter.end))]
    moved = pairs.loc[pairs["event_on"] >= pairs["event_on_before"], f"{ROW}_before"]
    is_due = data[ROW].isin(due[ROW])
    return data.assign(
        long_listed=data[ROW].isin(long).astype("int8"),
        moved_on=(~is_due | data[ROW].isin(moved)).astype("int8"),
    )


def _with_namesakes(data: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Of groups active at the quarter's end, the first row of another community that has the same name."""
    end = pd.Timestamp(scope.quarter.end)
    active = data[(data["filed_on"] <= end) & ~(data["ended_on"] <= end)]
    keys = {name: fold(name) for name in active["name"].unique()}
    name = active["name"].map(keys)
    first = active.assign(key=name).drop_duplicates("key").set_index("key")
    row, community = name.map(first[ROW]), name.map(first["community_code"])
    elsewhere = community != active["community_code"]
    return data.assign(
        namesake_row=row.where(elsewhere).reindex(data.index).astype("float64"),
        namesake_community=community.where(elsewhere).reindex(data.index),
    )


def _with_stages(data: pd.DataFrame) -> pd.DataFrame:
    place = data["stage"].map({stage: at for at, stage in enumerate(STAGES)})
    ordered = data.assign(place=place).sort_values(["project_no", "place", ROW])
    latest = ordered.groupby("project_no")["done_on"].cummax()
    rejected = data.loc[(data["stage"] == "review") & (data["stage_result"] == "rejected"), "project_no"].unique()
    after = (place > STAGES.index("review")) & data["project_no"].isin(rejected)
    earlier = latest.groupby(ordered["project_no"]).shift()
    return data.assign(
        earlier_done_on=earlier.reindex(data.index).astype("datetime64[ns]"), rejected_before=after.astype("int8")
    )
