"""Worked examples: what is owed and isn't done, and grants that ask for a reason."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.indicators.example import NANCUN, SHIQIAO, Example, Row, event, gone, grant, org
from tests.indicators.examples_register import OPERATING, RETURNS
from tests.indicators.examples_supervision import FIVE, LISTED_TWO_YEARS

OWING = [
    *FIVE,
    org("Z", town_code=SHIQIAO),
    org("N", registered_on="2019-01-01"),  # owes its first report next year
    gone("L", "2019-09-30"),
    gone("K", "2019-09-30"),
    gone("Y", "2018-12-31"),  # gone before the year was over
]


def handed(uscc: str, **facts: Any) -> Row:
    return event("annual_report", uscc, report_year=2018, event_on="2019-03-31", **facts)


REPORTS = [
    handed("M0", closed_on="2019-09-30"),
    handed("M1", closed_on="2019-10-01"),  # accepted a day too late
    handed("M2", event_result="returned"),
    event("annual_report", "M3", report_year=2018, event_on="2019-10-01"),  # handed in after the quarter
    event("annual_report", "M4", report_year=2017, event_on="2019-03-31"),  # another year's
    handed("K", closed_on="2019-04-04"),  # accepted before it left
    handed("Y", closed_on="2019-04-04"),  # owed nothing
]
OVERDUE = [
    event("regular_check", "M0", event_result="finding", event_on="2018-05-05", due_on="2018-09-29"),
    event("regular_check", "M1", event_result="finding", event_on="2018-05-05", due_on="2018-09-30"),  # a year, no more
    event("ad_hoc_check", "Z", event_result="finding", event_on="2015-05-05", due_on="2015-06-05"),
    event("ad_hoc_check", "M2", event_result="finding", event_on="2015-05-05", due_on="2015-06-05",
          closed_on="2019-09-30"),
    event("regular_check", "L", event_result="finding", event_on="2015-05-05", due_on="2015-06-05"),  # gone
]  # fmt: skip
RECIPIENTS = [
    *FIVE,
    gone("L", "2019-05-05"),
    org("Z", town_code=SHIQIAO, exited_on="2018-05-05", status="deregistered"),
]


def paid(project: str, uscc: str, day: str, **facts: Any) -> Row:
    return grant(project, recipient_uscc=uscc, paid_on=day, paid_fen=1_000_000, **facts)


PAID = [
    paid("1", "L", "2019-05-06"),
    paid("1", "L", "2019-05-05", instalment=2),  # on the very day
    paid("2", "Z", "2019-01-01", fund="community_fund", town_code=SHIQIAO),
    paid("2", "Z", "2018-12-31", instalment=2, town_code=SHIQIAO),  # last year's
    paid("3", "M0", "2019-05-06"),
    paid("4", "L", "2019-10-01"),  # next quarter
    {**paid("5", "L", "2019-06-06"), "paid_fen": 0},
    grant("6", paid_on="2019-06-06", paid_fen=1_000_000),  # no code: nobody can say
]
LISTED = [
    event("abnormal_list", "M0", event_on="2018-06-01"),
    event("abnormal_list", "M1", event_on="2017-06-01", closed_on="2018-06-01"),
    event("abnormal_list", "M2", event_on="2017-06-01", closed_on="2018-05-31"),
    event("abnormal_list", "M3", event_on="2019-06-02"),
    event("serious_list", "Z", event_on="2016-06-01", closed_on="2017-06-01"),
    event("serious_list", "M4", event_on="2016-06-01", closed_on="2017-05-31"),
]


def awarded(project: str, uscc: str, **facts: Any) -> Row:
    return grant(project, recipient_uscc=uscc, **{"approved_on": "2019-06-01", "awarded_fen": 2_000_000, **facts})


AWARDS = [
    awarded("1", "M0"),
    awarded("1", "M0", instalment=2, awarded_fen=None),
    awarded("2", "M1", fund="community_fund"),  # off the list a year to the day
    awarded("3", "M2"),  # a day longer
    awarded("4", "M3"),  # listed the day after
    awarded("5", "Z", town_code=SHIQIAO),  # off the serious list two years to the day
    awarded("6", "M4"),
    awarded("7", "M0", approved_on="2018-12-31"),  # last year's
]

RETURNED = [
    paid("1", "M0", "2018-05-01"),
    {**paid("1", "M0", "2019-07-01", instalment=2), "paid_fen": -300_000},
    {**paid("1", "M0", "2019-06-30", instalment=3), "paid_fen": -100_000},  # the quarter before
    {**paid("1", "M0", "2019-10-01", instalment=4), "paid_fen": -200_000},  # the quarter after
    paid("2", "M1", "2018-05-01", fund="community_fund", town_code=SHIQIAO),
    {**paid("2", "M1", "2019-09-30", fund="community_fund", town_code=SHIQIAO, instalment=2), "paid_fen": -400_000},
]

OWED = [
    Example("G10R", Fraction(3, 10), funding=RETURNED, numerator=300_000, town=(NANCUN, 300_000, None)),
    Example("B06R", Fraction(4, 10), funding=RETURNED, numerator=400_000, town=(SHIQIAO, 400_000, None)),
    # M1 has a joint party organization; M4 has none at all; who returned nothing isn't counted.
    Example("P04U", Fraction(1), OPERATING, party=RETURNS, town=(NANCUN, 1, None),
            member=("no_party_reason", "other", 1, None)),
    Example("S02Y", Fraction(2), OWING, evaluation=OVERDUE, town=(SHIQIAO, 1, None)),
    Example("S03M", Fraction(3), OWING, evaluation=REPORTS, town=(SHIQIAO, 1, None)),  # M3, M4, Z
    Example("S03R", Fraction(2), OWING, evaluation=REPORTS, town=(SHIQIAO, 0, None)),  # M1, M2
    Example("S03X", Fraction(1), OWING, evaluation=REPORTS, town=(NANCUN, 1, None)),  # L
    Example("S08Y", Fraction(1), [*FIVE, org("T", town_code=SHIQIAO)], evaluation=LISTED_TWO_YEARS),
    Example("G14", Fraction(2), RECIPIENTS, funding=PAID, town=(SHIQIAO, 1, None)),
    Example("G14A", Fraction(2), RECIPIENTS, funding=PAID, numerator=2_000_000, town=(SHIQIAO, 1_000_000, None)),
    Example("G15", Fraction(3), RECIPIENTS, funding=AWARDS, evaluation=LISTED, town=(SHIQIAO, 1, None)),
    Example("G15A", Fraction(6), RECIPIENTS, funding=AWARDS, evaluation=LISTED, town=(SHIQIAO, 2_000_000, None)),
]  # fmt: skip
