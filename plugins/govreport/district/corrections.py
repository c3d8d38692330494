"""What a district's corrections.yaml may say, and what makes an entry wrong; applying them is in tidy/amendments.py.

A correction names a record, a column, the value expected there and the value to use instead, with the reason and who
reported it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from govreport.canonical import EXTRACTS, ROW
from govreport.district.dag_config import ExtractName, ParsedBase
from govreport.district.layout_entries import as_text
from govreport.district.mistakes import said
from govreport.quarter import Quarter

SNAPSHOT = "snapshot"
"""Key entry that names the file (its sha256) whose row number is meant."""

IDENTIFYING: Mapping[str, tuple[str, ...]] = {
    "registration": ("uscc", "certificate_no", "name"),
    "funding": ("project_no",),
    "evaluation": ("event_no",),
    "filing": ("filing_no", "name"),
    "party": ("uscc", "name"),
    "linkage": ("community_code",),
    "ventures": ("project_no",),
    "donations": ("donation_no",),
    "activities": ("activity_no",),
}
"""Columns of which a key must hold one: any other would fit half the file."""


def _as_cell(value: Any) -> Any:
    """Nothing, null and ~ mean an empty cell."""
    text = as_text(value)
    return None if text in ("", "null", "~") else text


CellText = Annotated[str, BeforeValidator(as_text)]
Cell = Annotated[str | None, BeforeValidator(_as_cell)]


class Correction(BaseModel):
    """One value of one record that is known to be wrong in the file.

    ``old`` and ``new`` are written as a cell would be (2019-01-05, 3万元, 南村镇); null means empty. ``key`` names the
    record by canonical columns, or by ``_row`` together with ``snapshot``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)

    extract: ExtractName
    key: Mapping[str, CellText] = Field(min_length=1)
    column: str
    old: Cell
    new: Cell
    reason: str = Field(min_length=1)
    reported_by: str = Field(min_length=1)
    date: date
    """When it was reported."""
    sheet: str | None = Field(default=None, min_length=1)
    """The correction sheet that it came back on, as ``name sha256``; None where somebody wrote it."""
    first: ParsedBase | None = Field(default=None, alias="from")
    """The first quarter whose files it is for; every one where it is left out."""
    last: ParsedBase | None = Field(default=None, alias="until")

    @model_validator(mode="after")
    def _names_exist(self) -> Correction:
        known = {c.name for c in EXTRACTS[self.extract].columns}
        unknown = sorted({self.column, *self.key} - known - {SNAPSHOT})
        if unknown or self.column in (ROW, SNAPSHOT):
            stray = (unknown or [self.column])[0]
            raise said(f"中“{stray}”不是 {self.extract} 的列", f"names {stray}, which is no column of {self.extract}")
        if ROW in self.key:
            if SNAPSHOT not in self.key or not self.key[ROW].isdecimal():
                raise said(
                    f"的 key 有 {ROW}，还须写 {SNAPSHOT}（文件的 sha256），行号为数字",
                    f"has a key that is no record: a key with {ROW}, a number, needs the file's sha256 as {SNAPSHOT}",
                )
        elif not set(self.key) & set(IDENTIFYING[self.extract]):
            raise said(
                f"的 key 须有 {'、'.join(IDENTIFYING[self.extract])} 之一，或 {ROW} 和 {SNAPSHOT}",
                "has a key that fits many records: the key must hold "
                f"{' or '.join(IDENTIFYING[self.extract])}, or {ROW} and {SNAPSHOT}",
            )
        if self.old == self.new:
            raise said("的 old 与 new 相同", "changes nothing: old and new are the same")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise said("的 until 早于 from", "has an end before its beginning: until lies before from")
        return self

    def is_for(self, extract: str, quarter: Quarter) -> bool:
        """Whether it concerns this extract of this quarter."""
        return (
            self.extract == extract
            and (self.first is None or self.first <= quarter)
            and (self.last is None or quarter <= self.last)
        )


def clashing(corrections: Iterable[Correction]) -> Correction | None:
    """The first correction of a cell for which an earlier one gives another value in the same quarter."""
    seen: dict[tuple[Any, ...], list[Correction]] = {}
    for correction in corrections:
        place = (correction.extract, correction.column, tuple(sorted(correction.key.items())))
        for other in seen.setdefault(place, []):
            starts_late = other.last is not None and correction.first is not None and correction.first > other.last
            ends_early = other.first is not None and correction.last is not None and correction.last < other.first
            if not starts_late and not ends_early:
                return correction
        seen[place].append(correction)
    return None
