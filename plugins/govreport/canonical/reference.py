"""Reference tables: what a district's folder states, beside the extracts.

A table has a row a line of its file.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, String, Table

from govreport.canonical.columns import metadata

towns = Table(
    "towns",
    metadata,
    Column("town_code", String, nullable=False),
    Column("name", String, nullable=False),
    info={"zh": "一行是本区的一个镇街（towns.csv）。"},
)
"""One row a town or street of the district (towns.csv)."""

communities = Table(
    "communities",
    metadata,
    Column("community_code", String, nullable=False),
    Column("town_code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    info={"zh": "一行是一个村委会或居委会；`kind` 为 “urban”（社区居委会）或 “rural”（村委会）（communities.csv）。"},
)
"""One row a village or residents' committee; ``kind`` is "urban" (社区居委会) or "rural" (村委会) (communities.csv)."""

calendar = Table(
    "calendar",
    metadata,
    Column("day", Date, nullable=False),
    Column("working_day", Integer, nullable=False),
    info={
        "zh": "一行是一天；`working_day` 是到当天为止（含当天）的工作日数，两天之差即其间的工作日数（workdays.py）。"
    },
)
"""One row a day; ``working_day`` counts working days up to and including it, so that a difference of two is the number
of working days between them (workdays.py)."""

population = Table(
    "population",
    metadata,
    Column("town_code", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("persons", BigInteger, nullable=False),
    info={"zh": "一个镇街一年的常住人口；`town_code` 为空即全区（population.csv）。"},
)
"""Permanent residents (常住人口) of a town and year; ``town_code`` "" is the district (population.csv)."""

budgets = Table(
    "budgets",
    metadata,
    Column("fund", String, nullable=False, info={"codes": "fund"}),
    Column("year", Integer, nullable=False),
    Column("budget_fen", BigInteger, nullable=False),
    info={"zh": "一项资金一年的预算（budgets.csv）。"},
)
"""A fund's budget of a year (budgets.csv)."""

bases = Table(
    "bases",
    metadata,
    Column("base_id", String, nullable=False),
    Column("level", String, nullable=False, info={"codes": "base_level"}),
    Column("town_code", String),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("area_m2", Integer),
    Column("investment_fen", BigInteger),
    Column("capacity", Integer),
    Column("counts_for_town", Boolean, nullable=False),
    info={"zh": "一个孵化基地；`level` 为 “district”（区级）、“sector”（行业）或 “town”（镇街）（bases.csv）。"},
)
"""An incubation base; ``level`` is "district", "sector" or "town" (bases.csv)."""

commitments = Table(
    "commitments",
    metadata,
    Column("commitment_id", String, nullable=False),
    Column("due_on", Date),
    Column("fulfilled_on", Date),
    info={"zh": "一项公开承诺，以及兑现的日期（commitments.csv）。"},
)
"""A promise made in public, and when it was fulfilled (commitments.csv)."""

town_scores = Table(
    "town_scores",
    metadata,
    Column("town_code", String, nullable=False),
    Column("indicator", String, nullable=False),
    Column("weight_e4", BigInteger, nullable=False),
    Column("numerator", BigInteger),
    Column("denominator", BigInteger),
    Column("points_e4", BigInteger),
    info={
        "zh": (
            "一行是一个镇街的一项考评（scoring.yaml）：所依据的数字和得分（万分之一分为单位）；数字无值时不得分。"
            "计算季度指标时填入（indicators/scoring.py），本区没有 scoring.yaml 时为空。"
        )
    },
)
"""One row a town and item of scoring.yaml: the figure it stands on, and the points it earns, in ten-thousandths; no
points where the figure has no value. Filled while a quarter is measured (indicators/scoring.py), empty where the
district has no scoring.yaml."""

REFERENCES: dict[str, Table] = {
    t.name: t for t in (towns, communities, calendar, population, budgets, bases, commitments, town_scores)
}
"""Reference tables by name."""
