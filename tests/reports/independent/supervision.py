"""Indicators of checks, reports, grades, lists, incubation and ventures in plain pandas; see measures.py."""

from __future__ import annotations

from functools import cache

import chinese_calendar
import pandas as pd

from tests.reports.independent.days import plus, quarter_end
from tests.reports.independent.measures import Measured, items, on_register, register, rows


@cache
def events(source: str) -> pd.DataFrame:
    """Events with the register's facts about the organization; the town is the register's."""
    own = rows("registration", source)[["uscc", "town_code", "registered_on", "exited_on", "status"]]
    joined = rows("evaluation", source).merge(own, on="uscc", how="left", suffixes=("_stated", ""))
    joined["town_code"] = joined.town_code.fillna(joined.town_code_stated)
    return joined


def kind(source: str, *kinds: str) -> pd.DataFrame:
    """Events of some kinds."""
    frame = events(source)
    return frame[frame.event_kind.isin(kinds)]


def checks(source: str, quarter: str) -> pd.DataFrame:
    """This year's checks, ad hoc ones included."""
    frame = kind(source, "regular_check", "ad_hoc_check")
    return frame[frame.event_on.between(pd.Timestamp(f"{quarter[:4]}-01-01"), quarter_end(quarter))]


def overdue(source: str, quarter: str) -> pd.DataFrame:
    """Findings past their deadline, not rectified, of organizations still registered, whenever they were found."""
    end, frame = quarter_end(quarter), kind(source, "regular_check", "ad_hoc_check")
    unmended = frame.closed_on.isna() | (frame.closed_on > end)
    past = (frame.event_result == "finding") & (frame.due_on <= end) & (frame.event_on <= end)
    return frame[past & unmended & on_register(frame, end)]


def _last_year_end(quarter: str) -> pd.Timestamp:
    return pd.Timestamp(f"{int(quarter[:4]) - 1}-12-31")


@cache
def outstanding(source: str, quarter: str) -> pd.DataFrame:
    """Organizations whose report for last year isn't accepted, with what became of it: M nothing handed in, R handed in
    and not accepted, X no longer on the register."""
    end, year = quarter_end(quarter), int(quarter[:4]) - 1
    reports = kind(source, "annual_report")
    reports = reports[(reports.report_year == year).fillna(value=False) & (reports.event_on <= end)]
    accepted = set(reports[reports.closed_on <= end].uscc)
    left = register(source, _last_year_end(quarter))
    left = left[~left.uscc.isin(accepted)]
    here, handed = on_register(left, end), left.uscc.isin(set(reports.uscc))
    return left.assign(why=[("R" if h else "M") if o else "X" for o, h in zip(here, handed, strict=True)])


@cache
def grades(source: str, quarter: str) -> pd.DataFrame:
    """Each registered organization's latest grade, where it is still valid."""
    end, frame = quarter_end(quarter), kind(source, "assessment")
    latest = frame[frame.event_on <= end].sort_values("event_on", kind="stable").drop_duplicates("uscc", keep="last")
    return latest[(latest.valid_to >= end) & on_register(latest, end)]


def listed(source: str, quarter: str, which: str = "abnormal_list") -> pd.DataFrame:
    """Organizations on a list at quarter end; of the abnormal list only those still registered."""
    end, frame = quarter_end(quarter), kind(source, which)
    on = frame[(frame.event_on <= end) & (frame.closed_on.isna() | (frame.closed_on > end))]
    return on[on_register(on, end)] if which == "abnormal_list" else on


@cache
def dormant(source: str, quarter: str) -> pd.DataFrame:
    """Registered organizations that meet one of the four criteria."""
    end, year = quarter_end(quarter), int(quarter[:4]) - 1
    here, every = register(source, end), kind(source, "annual_report", "dormancy")
    reports = every[(every.event_kind == "annual_report")]
    on_record = all((reports.report_year == y).fillna(value=False).any() for y in (year, year - 1))
    handed = set(reports[reports.report_year.isin([year, year - 1]) & (reports.event_on <= end)].uscc)
    unreported = ~here.uscc.isin(handed) & (here.registered_on.dt.year < year) & on_record
    found = every[(every.event_kind == "dormancy") & (every.event_on <= end)]
    found = found[found.closed_on.isna() | (found.closed_on > end)]
    return here[unreported | here.uscc.isin(set(found.uscc))]


@cache
def working_days(first: pd.Timestamp, last: pd.Timestamp) -> int:
    """Working days after ``first`` up to and with ``last``; negative where ``last`` is earlier."""
    if last < first:
        return -1
    return sum(chinese_calendar.is_workday(d.date()) for d in pd.date_range(first + pd.Timedelta(days=1), last))


def credit_entries(source: str, quarter: str) -> pd.DataFrame:
    """Credit information entered this year, with the working days that it took."""
    frame = kind(source, "credit_entry")
    frame = frame[frame.closed_on.between(pd.Timestamp(f"{quarter[:4]}-01-01"), quarter_end(quarter))]
    days = [working_days(a, b) for a, b in zip(frame.event_on, frame.closed_on, strict=True)]
    timed = frame.assign(days=pd.Series(days, index=frame.index, dtype=int))
    return timed[timed.days >= 0]


def of_checks(name: str, source: str, quarter: str) -> Measured:
    """Indicators of checks and reports."""
    end, this_year = quarter_end(quarter), checks(source, quarter)
    last = items(register(source, _last_year_end(quarter)))
    regular = this_year[this_year.event_kind == "regular_check"].drop_duplicates("uscc")
    found = this_year[this_year.event_result == "finding"]
    due = found[found.due_on <= end]
    late, missing = overdue(source, quarter), outstanding(source, quarter)
    owing = register(source, _last_year_end(quarter))
    return {
        "S01": lambda: (items(regular), last),
        "S01N": lambda: (items(regular), None),
        "S02": lambda: (items(found.drop_duplicates("uscc")), items(this_year.drop_duplicates("uscc"))),
        "S02B": lambda: (items(due[due.closed_on <= due.due_on]), items(due)),
        "S02C": lambda: (items(late), None),
        "S02Y": lambda: (items(late[late.due_on < quarter_end(plus(quarter, -4))]), None),
        "S03": lambda: (items(owing[~owing.uscc.isin(set(missing.uscc))]), last),
        "S03M": lambda: (items(missing[missing.why == "M"]), None),
        "S03R": lambda: (items(missing[missing.why == "R"]), None),
        "S03X": lambda: (items(missing[missing.why == "X"]), None),
    }[name]()


def of_standing(name: str, source: str, quarter: str) -> Measured:
    """Indicators of grades, lists and credit."""
    end = quarter_end(quarter)
    stock = items(register(source, end))
    if name in ("S05", "S05A", "S07"):
        held = grades(source, quarter)
        if name == "S07":
            return items(held[held.valid_to <= quarter_end(plus(quarter, 2))]), None
        return items(held if name == "S05" else held[held.grade.isin(["3A", "4A", "5A"])]), stock
    if name == "S14":
        entered = credit_entries(source, quarter)
        return items(entered[entered.days <= 5]), items(entered)
    if name == "S11":
        return items(dormant(source, quarter)), None
    if name == "S10":
        return items(listed(source, quarter, "serious_list").drop_duplicates("uscc")), None
    on = listed(source, quarter)
    two_years, soon = quarter_end(plus(quarter, -8)), quarter_end(plus(quarter, -6))
    chosen = {
        "S08": on, "S08R": on, "S08Y": on[on.event_on <= two_years],
        "S09": on[(on.event_on > two_years) & (on.event_on <= soon)],
    }[name]  # fmt: skip
    return items(chosen.drop_duplicates("uscc")), stock if name == "S08R" else None


def of_incubation(name: str, source: str, quarter: str) -> Measured:
    """Residents and graduates of the incubation base."""
    end, frame = quarter_end(quarter), kind(source, "incubation")
    inside = frame[(frame.event_on <= end) & (frame.closed_on.isna() | (frame.closed_on > end))]
    out = frame[(frame.event_result == "graduated") & (frame.closed_on <= end)].drop_duplicates("uscc")
    reports, year = kind(source, "annual_report"), int(quarter[:4]) - 1
    handed = set(reports[(reports.report_year == year).fillna(value=False) & (reports.event_on <= end)].uscc)
    on_list = set(listed_anyhow(source, quarter).uscc)
    ok = on_register(out, end) & (out.uscc.isin(handed) | (out.registered_on.dt.year > year)) & ~out.uscc.isin(on_list)
    return {
        "I01": lambda: (items(inside.drop_duplicates("uscc")), None),
        "I02": lambda: (items(out), None),
        "I03": lambda: (items(out[ok]), items(out)),
    }[name]()


def listed_anyhow(source: str, quarter: str) -> pd.DataFrame:
    """On the abnormal list, registered or not."""
    end, frame = quarter_end(quarter), kind(source, "abnormal_list")
    return frame[(frame.event_on <= end) & (frame.closed_on.isna() | (frame.closed_on > end))]


def of_ventures(name: str, source: str, quarter: str) -> Measured:
    """M02 stages in time, M06 projects approved."""
    end, frame = quarter_end(quarter), rows("ventures", source)
    due = frame[(frame.due_on <= end) & (frame.stage_result != "stopped")]
    approved = frame[(frame.stage == "review") & (frame.stage_result == "approved") & (frame.done_on <= end)]
    return {
        "M02": lambda: (items(due[due.done_on <= due.due_on]), items(due)),
        "M06": lambda: (items(approved.drop_duplicates("project_no")), None),
    }[name]()
