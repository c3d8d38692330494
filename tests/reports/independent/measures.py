"""What is counted, per indicator, in plain pandas: from the prose definitions (docs/en/indicators.md).

A measure is a table of items, one line each: the ``town`` it counts for, its ``amount``, and what it is broken down by.
Register and filed groups, party and five-actor returns stand here; supervision.py and money.py hold the rest.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from tests.reports.independent import cells
from tests.reports.independent.counted import counted
from tests.reports.independent.days import quarter_end, quarter_start

Measured = tuple[pd.DataFrame, pd.DataFrame | None]
"""Items of the numerator and, of a rate, those of the denominator."""
TOWNS = tuple(sorted({town for town, _ in cells.communities().values()}))


def rows(extract: str, source: str) -> pd.DataFrame:
    """The rows of an extract that count."""
    return counted(extract, source).used


def items(frame: pd.DataFrame, by: str = "", amount: str = "", town: str = "town_code") -> pd.DataFrame:
    """Items of one measure; ``by``: the column that they are broken down by; ``amount``: what is added up (else 1)."""
    found = pd.DataFrame({"town": frame[town].to_numpy()})
    found["amount"] = frame[amount].fillna(0).astype(int).to_numpy() if amount else 1
    found["member"] = frame[by].to_numpy() if by else ""
    return found


def each_town() -> pd.DataFrame:
    """The towns themselves, as a denominator."""
    return items(pd.DataFrame({"town_code": TOWNS}))


def each_community(kind: str = "") -> pd.DataFrame:
    """Villages and communities, as a denominator."""
    towns = [town for town, own in cells.communities().values() if kind in ("", own)]
    return items(pd.DataFrame({"town_code": towns}))


def on_register(frame: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Registered by that day, not yet gone, past preparation."""
    stays = frame.exited_on.isna() | (frame.exited_on > day)
    return (frame.registered_on <= day) & stays & (frame.status != "preparing")


@cache
def register(source: str, day: pd.Timestamp) -> pd.DataFrame:
    """Organizations on the register on a day, as that quarter's extract knows it."""
    frame = rows("registration", source)
    return frame[on_register(frame, day)]


def moves(source: str, quarter: str, column: str) -> pd.DataFrame:
    """Organizations registered, or gone, in a quarter."""
    frame = rows("registration", source)
    inside = frame[column].between(quarter_start(quarter), quarter_end(quarter))
    gone = frame.status.isin(["deregistered", "revoked", "licence_revoked"])
    return frame[inside & (gone if column == "exited_on" else frame.status != "preparing")]


def net_increase(source: str, quarter: str) -> pd.DataFrame:
    """New ones count one, those that left minus one."""
    came, went = items(moves(source, quarter, "registered_on")), items(moves(source, quarter, "exited_on"))
    return pd.concat([came, went.assign(amount=-1)], ignore_index=True)


def filed(source: str, day: pd.Timestamp) -> pd.DataFrame:
    """Groups whose filing is in force on a day."""
    frame = rows("filing", source)
    return frame[(frame.filed_on <= day) & (frame.ended_on.isna() | (frame.ended_on > day))]


def community_organizations(source: str, quarter: str, kind: str = "") -> pd.DataFrame:
    """Registered community organizations and filed groups, of urban or rural communities or of all."""
    end = quarter_end(quarter)
    registered = register(source, end)
    both = pd.concat([registered[registered.is_community_org], filed(source, end)], ignore_index=True)
    if kind:
        kinds = both.community_code.map(lambda c: cells.communities().get(c, ("", ""))[1])
        both = both[kinds == kind]
    return both


@cache
def party(source: str, quarter: str) -> pd.DataFrame:
    """Organizations in operation with what their party return of the quarter's end says."""
    end = quarter_end(quarter)
    running = register(source, end)
    running = running[running.status != "liquidating"][["uscc", "name", "town_code", "legal_type"]]
    returned = rows("party", source)
    returned = returned[returned.as_of == end].drop_duplicates("uscc", keep="last")
    joined = running.merge(returned.drop(columns=["town_code", "name"]), on="uscc", how="left")
    for name in ("has_instructor", "via_union_or_league", *SECURED):
        joined[name] = joined[name].fillna(value=False).astype(bool)
    return joined


SECURED = ("organization_secured", "funds_secured", "staff_secured", "venue_secured")
COVERED = ("sole", "joint", "attached")


def due_own(frame: pd.DataFrame) -> pd.Series:
    """Three or more full members, a return, and no party organization of its own."""
    return (frame.members >= 3).fillna(value=False) & frame.party_form.notna() & (frame.party_form != "sole")


@cache
def linkage(source: str, quarter: str) -> pd.DataFrame:
    """What each village and community returned for the quarter, under the town of the list of communities."""
    frame = rows("linkage", source)
    frame = frame[frame.as_of == quarter_end(quarter)].copy()
    frame["town_code"] = [
        cells.communities().get(c, (t, ""))[0] for c, t in zip(frame.community_code, frame.town_code, strict=True)
    ]
    return frame


def running(source: str, quarter: str) -> pd.DataFrame:
    """Those that run the five-actor model."""
    frame = linkage(source, quarter)
    return frame[frame.started_on <= quarter_end(quarter)].drop_duplicates("community_code")


def of_register(name: str, source: str, quarter: str) -> Measured:
    """Indicators of the register, of community organizations and federations."""
    end = quarter_end(quarter)
    stock = register(source, end)
    community = stock[stock.is_community_org]
    members = community[~community.is_federation]
    joined = members[members.joined_federation_on <= end]
    federations = stock[stock.is_federation]
    whole = community_organizations(source, quarter) if name in ("R09", "R12", "R13") else community
    return {
        "R01": lambda: (items(stock, "legal_type"), None),
        "R03": lambda: (items(moves(source, quarter, "registered_on")), None),
        "R04": lambda: (items(moves(source, quarter, "exited_on"), "status"), None),
        "R05": lambda: (net_increase(source, quarter), None),
        "R14": lambda: (items(stock[stock.is_charity]), None),
        "R15": lambda: (items(stock[stock.is_hub]), None),
        "R09R": lambda: (items(community, "category"), None),
        "R08": lambda: (items(filed(source, end), "category"), None),
        "R09": lambda: (items(whole, "category"), None),
        "R10": lambda: (items(community_organizations(source, quarter, "urban")), each_community("urban")),
        "R11": lambda: (items(community_organizations(source, quarter, "rural")), each_community("rural")),
        "R12R": lambda: (items(community[community.category.notna()], "category"), items(community)),
        "R12": lambda: (items(whole[whole.category.notna()], "category"), items(whole)),
        "F01": lambda: (items(federations.drop_duplicates("town_code")), each_town()),
        "F02": lambda: (items(joined), items(members)),
        "F03": lambda: (items(joined), items(federations)),
    }[name]()


def of_party(name: str, source: str, quarter: str) -> Measured:
    """Indicators of party building and staff."""
    frame = party(source, quarter)
    covered = frame[frame.party_form.isin(COVERED)]
    work = frame.party_form.isin(COVERED) | frame.has_instructor | frame.via_union_or_league
    due = frame[due_own(frame)]
    return {
        "P01": lambda: (items(covered), items(frame)),
        "P02": lambda: (items(frame[frame.party_form == "sole"]), items(frame)),
        "P03": lambda: (items(frame[work]), items(frame)),
        "P04": lambda: (items(due), None),
        "P04U": lambda: (items(due[~due.party_form.isin(COVERED)]), None),
        "P05": lambda: (items(covered[covered[list(SECURED)].all(axis=1)]), items(covered)),
        "P06": lambda: (
            items(frame[(frame.meetings_due > 0).fillna(value=False)], amount="meetings_held"),
            items(frame[(frame.meetings_due > 0).fillna(value=False)], amount="meetings_due"),
        ),
        "T03": lambda: (items(frame, amount="social_workers"), None),
    }[name]()


def of_linkage(name: str, source: str, quarter: str) -> Measured:
    """Indicators of the five-actor model."""
    frame, run = linkage(source, quarter), running(source, quarter)
    actors = ("has_residents_committee", "has_organization", "has_social_work", "has_enterprise", "has_fund")
    per_town = run.groupby("town_code").community_code.nunique()
    whole = each_community().groupby("town").amount.sum()
    through = [t for t in TOWNS if per_town.get(t, 0) == whole[t]]
    return {
        "W01": lambda: (items(run), each_community()),
        "W01T": lambda: (items(pd.DataFrame({"town_code": through})), each_town()),
        "W02": lambda: (items(frame[frame.is_showcase].drop_duplicates("town_code")), None),
        "W03": lambda: (items(run[run[list(actors)].all(axis=1)]), items(run)),
        "W04": lambda: (items(run[run.committee_on <= quarter_end(quarter)]), items(run)),
        "W05": lambda: (items(run, amount="deliberations"), None),
        "B03F": lambda: (items(frame[frame.has_fund].drop_duplicates("community_code")), each_community()),
    }[name]()
