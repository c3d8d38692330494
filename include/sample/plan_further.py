"""What the six further extracts are calibrated to. Shares and counts; published values are marked.

Belongs here: numbers. Does not belong here: code that draws; the first three extracts' numbers (plan.py).
"""

from __future__ import annotations

from datetime import date

from govreport.quarter import Quarter

RETURNED = list(Quarter.span(Quarter(2016, 4), Quarter(2019, 4)))
"""Quarters that party and five-actor returns exist of: a year more than there are extracts."""


def returned_with(quarter: Quarter) -> tuple[Quarter, Quarter, Quarter]:
    """The quarters that one party or five-actor extract states: a year ago, the one before, its own."""
    return quarter.year_ago, quarter.previous, quarter


FORMS = {"recreation": 58.0, "community_service": 18.0, "charity": 14.0, "social_affairs": 7.0, "deliberation": 3.0}
"""Categories of filed groups: recreation dominates (the proposers' complaint)."""
GROUPS_URBAN = {2: 8.0, 3: 20.0, 4: 26.0, 5: 22.0, 6: 12.0, 7: 7.0, 9: 3.0, 12: 2.0}
GROUPS_RURAL = {0: 6.0, 1: 24.0, 2: 34.0, 3: 22.0, 4: 9.0, 5: 3.0, 6: 2.0}
"""Groups ever filed in an urban community, in a village: too few for the 10 and 5 that 2020 asks for."""

FIRST_PILOT = "锦绣香江社区居民委员会"
FIRST_PILOTS, PILOTS = 5, 7
"""Communities running the model in 2016 (source document) and at the end of 2018-06 (press)."""
PILOT_STARTS = (date(2016, 3, 22), date(2016, 5, 12), date(2016, 6, 16), date(2016, 9, 8), date(2016, 10, 20),
                date(2017, 11, 9), date(2018, 5, 17))  # fmt: skip
RUNNING = {Quarter(2018, 3): 31, Quarter(2018, 4): 84, Quarter(2019, 1): 142, Quarter(2019, 2): 215,
           Quarter(2019, 3): 275}  # fmt: skip
"""Communities running the model by quarter; all of them by 2019-Q3, which is how the sample reads 全覆盖."""
LATER_FUNDS = 46
"""Communities beside the pilots that have a community fund by the end of 2019."""

RAISED_BY = date(2018, 6, 30)
RAISED_CASH, RAISED_IN_KIND = 77_470_000, 9_660_000
"""分 raised in the seven pilots up to RAISED_BY (press)."""
PILOT_GIFTS = 236
"""Gifts in the pilots up to RAISED_BY."""

ROUNDS: dict[int, tuple[date, int, int]] = {
    1: (date(2016, 11, 7), 34, 12),
    2: (date(2018, 1, 8), 36, 17),
    3: (date(2019, 1, 14), 42, 23),
}
"""Round of the venture contest -> (opening, applications, approved). The first is open to the three pilot towns; in
the later ones 锦绣香江 has projects in all seven fields."""
STAGES = {"application": 25, "improvement": 50, "review": 75, "training": 110, "supervision": 200, "evaluation": 300,
          "closing": 330}  # fmt: skip
"""Stage -> days after the opening by which it is due."""
FIELDS = {
    "party_building": "党群连心", "mental_health": "心灵驿站", "smart_eldercare": "智慧助老",
    "community_character": "特色印记", "training": "邻里课堂", "volunteering": "志愿同行", "recreation": "文体同乐",
}  # fmt: skip

TRAININGS = {2017: (3, 4, 4, 5), 2018: (3, 5, 5, 6), 2019: (4, 6, 6, 6)}
EXCHANGES = {2017: (0, 1, 0, 1), 2018: (0, 1, 1, 1), 2019: (1, 1, 1, 1)}
COMMENDATIONS = {2017: (0, 0, 1, 1), 2018: (0, 1, 2, 2), 2019: (0, 2, 2, 2)}
"""Events by quarter."""
PUBLISHING = {2017: 0.16, 2018: 0.20, 2019: 0.25}
"""Share of organizations that publish decisions or accounts in a year."""

DISCLOSING = {2016: 0.22, 2017: 0.36, 2018: 0.48}
"""Share of organizations that publish all three items for a year; others publish one or two, or none."""
DORMANCY = {2018: (0, 0, 5, 2), 2019: (0, 4, 5, 3)}
PENALTIES = {2017: (0, 1, 1, 1), 2018: (1, 1, 2, 1), 2019: (1, 2, 2, 1)}

CITY_VENTURES = {2017: 2, 2018: 3, 2019: 4}
"""Grants of the city's venture philanthropy by year, each approved in June."""
