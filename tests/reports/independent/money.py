"""Indicators of grants, gifts, incubation bases and promises in plain pandas; see measures.py."""

from __future__ import annotations

import csv
from functools import cache

import pandas as pd

from tests.reports.independent.columns import DISTRICT
from tests.reports.independent.days import quarter_end, quarter_start
from tests.reports.independent.measures import Measured, each_community, each_town, items, rows

RELIEF = ("elderly", "disabled", "orphans", "hardship")


@cache
def _table(name: str) -> list[dict[str, str]]:
    with (DISTRICT / f"{name}.csv").open(encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def _day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text) if text else pd.NaT


def promises(quarter: str, *, overdue: bool) -> pd.DataFrame:
    """Promises with a day that has come; only those that weren't kept by the quarter's end where ``overdue``."""
    end = quarter_end(quarter)
    due = [p for p in _table("commitments") if p["due_on"] and _day(p["due_on"]) <= end]
    late = [p for p in due if not p["fulfilled_on"] or _day(p["fulfilled_on"]) > end]
    return pd.DataFrame({"town_code": [""] * len(late if overdue else due)})


def bases(quarter: str) -> list[dict[str, str]]:
    """Incubation bases that are open."""
    end = quarter_end(quarter)
    return [
        b
        for b in _table("bases")
        if _day(b["opened_on"]) <= end and not (b["closed_on"] and _day(b["closed_on"]) <= end)
    ]


def budget(quarter: str) -> pd.DataFrame:
    """The special fund's budget of the year, in 分."""
    yuan = [int(b["yuan"]) for b in _table("budgets") if b["fund"] == "special_fund" and b["year"] == quarter[:4]]
    return items(pd.DataFrame({"town_code": [""] * len(yuan), "fen": [y * 100 for y in yuan]}), amount="fen")


def recipients(paid: pd.DataFrame) -> pd.DataFrame:
    """Recipients of the special fund with what they were paid, largest first."""
    who = paid.recipient_uscc.fillna(paid.recipient_name)
    found = paid.assign(who=who).groupby("who").agg(fen=("paid_fen", "sum"), projects=("project_no", "nunique"))
    return found.reset_index().sort_values(["fen", "who"], ascending=[False, True]).assign(town_code="")


def of_funding(name: str, source: str, quarter: str) -> Measured:
    """Indicators of the special fund, the community funds and the city's venture fund."""
    end, start = quarter_end(quarter), quarter_start(quarter)
    year = pd.Timestamp(f"{quarter[:4]}-01-01")
    every = rows("funding", source)
    fund = {"B": "community_fund", "V": "city_venture"}.get(name[0], "special_fund")
    frame = every[every.fund == fund]
    approved, paid = frame[frame.approved_on <= end], frame[frame.paid_on <= end]
    projects = approved.drop_duplicates("project_no")
    now = paid[paid.paid_on >= start]
    relief = paid[paid.purpose.isin(RELIEF) & paid.community_code.notna()]
    early = paid[
        (paid.paid_fen > 0).fillna(value=False) & (paid.approved_on.isna() | (paid.approved_on > paid.paid_on))
    ]
    over = approved[
        (approved.approved_on >= "2019-01-01")
        & (approved.awarded_fen * 10 > approved.budget_fen * 6).fillna(value=False)
    ]
    return {
        "G01": lambda: (items(projects), None),
        "G02": lambda: (items(paid, amount="paid_fen"), None),
        "G03": lambda: (items(paid, amount="paid_fen"), items(projects)),
        "G04A": lambda: (items(relief, amount="paid_fen"), None),
        "G04": lambda: (items(relief, amount="paid_fen"), items(paid, amount="paid_fen")),
        "G05": lambda: (items(paid, amount="paid_fen"), items(approved, amount="awarded_fen")),
        "G06": lambda: (items(paid[paid.paid_on >= year], amount="paid_fen"), budget(quarter)),
        "G07": lambda: (items(recipients(paid).head(10), amount="fen"), items(recipients(paid), amount="fen")),
        "G07R": lambda: (items(recipients(paid).query("projects >= 2")), items(recipients(paid))),
        "G08": lambda: (items(early), None),
        "G10": lambda: (items(now, "purpose", "paid_fen"), None),
        "G11": lambda: (items(projects[projects.approved_on >= start]), None),
        "G13": lambda: (items(projects[projects.target_group.notna()]), None),
        "B00": lambda: (items(projects), None),
        "B02A": lambda: (items(approved, amount="awarded_fen"), None),
        "B01": lambda: (items(approved, amount="awarded_fen"), items(projects)),
        "B03": lambda: (
            items(approved.dropna(subset="community_code").drop_duplicates("community_code")),
            each_community(),
        ),
        "B06": lambda: (items(paid, amount="paid_fen"), None),
        "V01": lambda: (items(projects), None),
        "V02": lambda: (items(approved, amount="awarded_fen"), None),
        "V03": lambda: (items(over.drop_duplicates("project_no")), None),
    }[name]()


def of_gifts(name: str, source: str, quarter: str) -> Measured:
    """Gifts to community funds: B04 cash, B05 in kind."""
    frame = rows("donations", source)
    came = frame[frame.received_on <= quarter_end(quarter)]
    return items(came, amount={"B04": "cash_fen", "B05": "in_kind_fen"}[name]), None


def of_district(name: str, source: str, quarter: str) -> Measured:
    """Bases and promises, which stand in the district's own folder."""
    open_now = pd.DataFrame(bases(quarter))
    own = open_now[open_now.counts_for_town == "true"].drop_duplicates("town_code")
    known = open_now[(open_now.investment_yuan != "") & (open_now.area_m2 != "")]
    known = known.assign(fen=known.investment_yuan.astype(int) * 100, area=known.area_m2.astype(int))
    return {
        "C02": lambda: (items(promises(quarter, overdue=True)), None),
        "I05": lambda: (items(known, amount="fen"), items(known, amount="area")),
        "I06": lambda: (items(own), each_town()),
        "I08": lambda: (items(open_now[open_now.level.isin(["sector", "town"])], "level"), None),
    }[name]()


def to_those_gone(source: str, quarter: str) -> pd.DataFrame:
    """This year's payments of any fund made after the day on which their recipient left the register."""
    frame, year = rows("funding", source), pd.Timestamp(f"{quarter[:4]}-01-01")
    gone = rows("registration", source).dropna(subset="uscc").set_index("uscc").exited_on
    paid = frame[frame.paid_on.between(year, quarter_end(quarter)) & (frame.paid_fen > 0).fillna(value=False)]
    return paid[paid.recipient_uscc.map(gone) < paid.paid_on]


def to_those_listed(source: str, quarter: str) -> pd.DataFrame:
    """This year's awards to organizations that were listed on the day of approval or within the look-back before it."""
    frame, year = rows("funding", source), pd.Timestamp(f"{quarter[:4]}-01-01")
    awards = frame[frame.approved_on.between(year, quarter_end(quarter)) & frame.awarded_fen.notna()]
    lists = rows("evaluation", source)

    def listed(award: pd.Series) -> bool:
        for kind, years in (("abnormal_list", 1), ("serious_list", 2)):
            own = lists[(lists.uscc == award.recipient_uscc) & (lists.event_kind == kind)]
            since = award.approved_on - pd.DateOffset(years=years)
            if ((own.event_on <= award.approved_on) & (own.closed_on.isna() | (own.closed_on >= since))).any():
                return True
        return False

    hit = [listed(award) for _, award in awards.iterrows()]
    return awards[pd.Series(hit, index=awards.index, dtype=bool)]


def of_risky(name: str, source: str, quarter: str) -> Measured:
    """Payments to those gone (G14, G14A) and awards to those listed (G15, G15A)."""
    gone, listed = to_those_gone(source, quarter), to_those_listed(source, quarter)
    return {
        "G14": lambda: (items(gone), None),
        "G14A": lambda: (items(gone, amount="paid_fen"), None),
        "G15": lambda: (items(listed.drop_duplicates("project_no")), None),
        "G15A": lambda: (items(listed, amount="awarded_fen"), None),
    }[name]()
