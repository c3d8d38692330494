"""Which rows of a quarter's extracts count, and which are set aside: the rules' prose (docs/en/rules.md) in pandas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pandas as pd

from tests.reports.independent.columns import EXTRACTS
from tests.reports.independent.days import quarter_end
from tests.reports.independent.reading import read

_REGISTRARS = ("番禺区民政局", "广州市番禺区民政局")
_LEFT = ("deregistered", "revoked", "licence_revoked")
_OF_KIND = {
    "regular_check": "no_finding finding", "ad_hoc_check": "no_finding finding",
    "annual_report": "submitted returned accepted", "assessment": "graded", "abnormal_list": "listed removed",
    "serious_list": "listed removed", "incubation": "resident graduated left", "assessment_application": "applied",
    "penalty": "warned fined licence_revoked revoked", "dormancy": "never_active inactive unreachable",
    "credit_entry": "entered", "disclosure": "published",
}  # fmt: skip
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Counted(NamedTuple):
    """An extract of a quarter: its rows that count, and all rows with what is wrong with those that don't."""

    used: pd.DataFrame
    rows: pd.DataFrame
    aside: pd.DataFrame
    """A row a row read, a column a rule: whether the rule sets the row aside."""


def _valid_code(code: object) -> bool:
    """Whether both check characters of a credit code are right (GB 32100, GB 11714)."""
    if not isinstance(code, str):
        return True
    if len(code) != 18 or not set(code) <= set(_SIGNS):
        return False
    body = sum(_BODY.index(c) * w for c, w in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    inner = (11 - body % 11) % 11
    outer = sum(_SIGNS.index(c) * 3**i for i, c in enumerate(code[:17]))
    return code[16] == ("X" if inner == 10 else str(inner)) and code[17] == _SIGNS[(31 - outer % 31) % 31]


def _again(rows: pd.DataFrame, *names: str) -> pd.Series:
    """Rows whose key stood in an earlier row."""
    known = rows[list(names)].notna().all(axis=1)
    return rows.duplicated(list(names)) & known


def _outside(days: pd.Series, first: str, end: pd.Timestamp) -> pd.Series:
    return (days < pd.Timestamp(first)) | (days > end)


def _negative(rows: pd.DataFrame) -> pd.Series:
    numbers = rows.select_dtypes("Int64")
    return (numbers < 0).fillna(value=False).any(axis=1)


def _registration(r: pd.DataFrame, end: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    registered = r.status != "preparing"
    yield "E10", registered & r.uscc.isna()
    yield "E11", ~r.uscc.map(_valid_code)
    yield "E12", _again(r, "uscc")
    yield "E13", r.uscc.notna() & (r.uscc.str[0] != "5")
    yield "E15-DIVISION", r.uscc.notna() & (r.uscc.str[2:8] != "440113")
    yield "E15-REGISTRAR", r.registrar.notna() & ~r.registrar.isin(_REGISTRARS)
    yield "E21", _outside(r.registered_on, "1950-01-01", end)
    yield "E21-PRESENT", registered & r.registered_on.isna()
    yield "E22", r.exited_on < r.registered_on
    yield "E22-CUTOFF", r.exited_on > end
    yield "E22-LEFT", r.status.isin(_LEFT) & r.exited_on.isna()
    yield "E22-STAYED", ~r.status.isin(_LEFT) & r.exited_on.notna()


def _funding(r: pd.DataFrame, end: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    yield "E12P", _again(r, "project_no", "instalment")
    yield "E21P", _outside(r.approved_on, "2014-01-01", end)
    yield "E21P-PAID", r.paid_on > end
    yield "E23P", (r.paid_fen < 0).fillna(value=False)
    yield "E23P-AWARD", (r.awarded_fen < 0).fillna(value=False)
    yield "E23P-DATE", r.paid_fen.notna() & (r.paid_fen != 0).fillna(value=False) & r.paid_on.isna()
    ordered = r.sort_values(["project_no", "instalment"], kind="stable")
    so_far = ordered.paid_fen.fillna(0).groupby(ordered.project_no).cumsum()
    award = ordered.awarded_fen.groupby(ordered.project_no).transform("max")
    yield "E27", (so_far > award).fillna(value=False).reindex(r.index) & (r.paid_fen > 0).fillna(value=False)


def _evaluation(r: pd.DataFrame, end: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    yield "E12V", _again(r, "event_no")
    yield "E11", ~r.uscc.map(_valid_code)
    yield "E24", ((r.score < 0) | (r.score > 1000)).fillna(value=False)
    bounds = {"5A": (951, 1000), "4A": (901, 950)}
    fits = [
        not isinstance(g, str) or g not in bounds or pd.isna(s) or bounds[g][0] <= s <= bounds[g][1]
        for g, s in zip(r.grade, r.score, strict=True)
    ]
    yield "E24-GRADE", ~pd.Series(fits, dtype=bool)
    apart = (r.valid_to - (r.event_on + pd.DateOffset(years=5))).dt.days.abs()
    yield "E25", apart > 1
    yield "E25-RANGE", _outside(r.event_on, "2000-01-01", end)
    yield "E25-CLOSED", r.closed_on < r.event_on
    yield "E25-CUTOFF", r.closed_on > end
    yield "E25-YEAR", ((r.report_year < 2000) | (r.report_year > end.year)).fillna(value=False)
    yield "E25-REPORT", r.event_kind.isin(["annual_report", "disclosure"]) & r.report_year.isna()
    yield "E27V", (r.event_kind == "disclosure") & r.disclosure_item.isna()
    belongs = [
        not isinstance(result, str) or result in _OF_KIND.get(kind, "").split()
        for kind, result in zip(r.event_kind, r.event_result, strict=True)
    ]
    yield "E26V", ~pd.Series(belongs, dtype=bool)


def _filing(r: pd.DataFrame, end: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    yield "E12-FILING", _again(r, "filing_no")
    yield "E21-FILED", _outside(r.filed_on, "1990-01-01", end)
    yield "E22-ENDED", r.ended_on < r.filed_on
    yield "E22-CUTOFF", r.ended_on > end


def _quarter_ends(days: pd.Series, end: pd.Timestamp) -> pd.Series:
    return days.notna() & (~days.dt.is_quarter_end | (days > end))


def _party(r: pd.DataFrame, end: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    yield "E21-QUARTER", _quarter_ends(r.as_of, end)
    yield "E12-PARTY", _again(r, "uscc", "as_of")
    yield "E11", ~r.uscc.map(_valid_code)
    yield "E23-NEGATIVE", _negative(r)


def _linkage(r: pd.DataFrame, end: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    yield "E21-QUARTER", _quarter_ends(r.as_of, end)
    yield "E12-LINKAGE", _again(r, "community_code", "as_of")
    yield "E23-NEGATIVE", _negative(r)


def _ventures(r: pd.DataFrame, end: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    yield "E12-VENTURES", _again(r, "project_no", "stage")
    yield "E23-NEGATIVE", _negative(r)
    yield "E21-DONE", _outside(r.done_on, "2010-01-01", end)


def _donations(r: pd.DataFrame, end: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    yield "E12-DONATIONS", _again(r, "donation_no")
    yield "E23-NEGATIVE", _negative(r)
    yield "E21-RECEIVED", _outside(r.received_on, "2000-01-01", end)
    yield "E39-AMOUNT", (r.cash_fen.fillna(0) + r.in_kind_fen.fillna(0)) == 0


def _activities(r: pd.DataFrame, end: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    who = r.uscc.fillna(r.name if isinstance(r.name, pd.Series) else r["name"])
    yield "E12-ACTIVITIES", _again(r.assign(who=who), "activity_no", "who")
    yield "E23-NEGATIVE", _negative(r)
    yield "E21-HELD", _outside(r.held_on, "2000-01-01", end)


_RULES = {
    "registration": _registration, "funding": _funding, "evaluation": _evaluation, "filing": _filing,
    "party": _party, "linkage": _linkage, "ventures": _ventures, "donations": _donations, "activities": _activities,
}  # fmt: skip


@cache
def counted(extract: str, quarter: str) -> Counted:
    """An extract's rows that count, as the quarter's own rules decide."""
    raw = read(extract, quarter)
    end = quarter_end(quarter)
    # A row of which a cell can't be read is set aside before any rule is asked of the rest.
    left = raw.rows[~raw.unreadable].reset_index()
    broken = {"unreadable": raw.unreadable}
    for rule, failed in _RULES[extract](left.drop(columns="index"), end):
        full = pd.Series(data=False, index=raw.rows.index)
        full.loc[left.loc[failed.fillna(value=False).to_numpy(dtype=bool), "index"]] = True
        broken[rule] = full
    if extract in ("evaluation", "party"):
        register = set(counted("registration", quarter).used.uscc.dropna())
        broken["E30"] = ~raw.rows.uscc.isin(register) & ~raw.unreadable & ~pd.DataFrame(broken).any(axis=1)
    aside = pd.DataFrame(broken)
    used = raw.rows[~aside.any(axis=1)].reset_index(drop=True)
    return Counted(used, raw.rows, aside)


@cache
def rows_of(quarter: str, extract: str = "", town: str = "") -> dict[str, int]:
    """How many rows were read, used and set aside, in all extracts or one, of all towns or one."""
    found = {"read": 0, "used": 0, "aside": 0}
    for name in [extract] if extract else EXTRACTS:
        c = counted(name, quarter)
        here = (c.rows.town_code == town) if town else pd.Series(data=True, index=c.rows.index)
        aside = c.aside.any(axis=1) & here
        found["read"] += int(here.sum())
        found["aside"] += int(aside.sum())
        found["used"] += int((here & ~c.aside.any(axis=1)).sum())
    return found
