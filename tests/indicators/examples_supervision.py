"""Worked examples: assessment, lists, dormancy, disclosure, credit entries, trainings and talent."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.indicators.example import NANCUN, SHIQIAO, Example, Row, event, gone, org
from tests.indicators.examples_register import party

FIVE = [org(f"M{n}") for n in range(5)]


def report(uscc: str, year: int = 2018) -> Row:
    return event("annual_report", uscc, report_year=year, event_on=f"{year + 1}-03-31")


def disclosed(uscc: str, *items: str, **facts: Any) -> list[Row]:
    said = {"report_year": 2018, "event_on": "2019-09-30", **facts}
    return [event("disclosure", uscc, disclosure_item=item, **said) for item in items]


def training(number: str, uscc: str, held_on: str, **facts: Any) -> Row:
    """An organization's part in a training."""
    return {
        "activity_no": number,
        "activity_kind": "training",
        "held_on": held_on,
        "uscc": uscc,
        "town_code": NANCUN,
        **facts,
    }


ITEMS = ("staff", "major_activities", "charges")
ASSESSED = [
    *FIVE,
    org("E", registered_on="2017-09-30", town_code=SHIQIAO),  # two years on the last day: eligible
    org("N", registered_on="2017-10-01"),
    org("G"),
    org("O"),
    org("P"),
    org("Q"),
    org("R"),
    gone("S", "2019-09-30"),
]
ASSESSMENTS = [
    *[report(uscc) for uscc in ("M0", "M1", "M2", "M3", "M4", "E", "N", "G", "O", "P", "Q", "S")],  # not R
    event("assessment_application", "M0", event_on="2019-01-01"),
    event("assessment_application", "M1", event_on="2019-09-30"),
    event("assessment_application", "M2", event_on="2018-12-31"),  # last year's
    event("assessment_application", "M3", event_on="2019-10-01"),
    event("assessment_application", "M4"),
    event("assessment", "M4", event_on="2019-08-08", grade="3A", valid_to="2024-08-07"),  # graded on that application
    event("assessment", "G", event_on="2014-10-01", grade="3A", valid_to="2019-09-30"),  # its five years end that day
    event("assessment", "O", event_on="2014-09-30", grade="3A", valid_to="2019-09-29"),
    event("penalty", "P", event_on="2018-01-01"),
    event("penalty", "Q", event_on="2017-12-31"),  # the year before last
    *[event("assessment_application", uscc) for uscc in ("N", "G", "P", "R", "S")],  # none of them may
]
LISTED_TWO_YEARS = [
    event("abnormal_list", "M0", event_on="2017-09-30"),  # two years are over
    event("abnormal_list", "M1", event_on="2017-10-01"),
    event("abnormal_list", "M2", event_on="2018-03-31"),
    event("abnormal_list", "M3", event_on="2018-04-01"),
    event("abnormal_list", "M4", event_on="2018-01-01", closed_on="2019-09-30"),
    event("abnormal_list", "T", event_on="2018-01-01", closed_on="2019-10-01"),
]
DORMANT = [
    org("A", town_code=SHIQIAO),  # reported neither 2017 nor 2018
    org("B"),
    org("C"),
    org("D", registered_on="2018-01-01"),  # owed no report for 2017
    org("E"),
    org("F"),
    org("H", legal_type="foundation"),
    gone("G", "2019-09-30"),
]
INSPECTED = [
    *[report("B", 2018), report("C", 2017)],
    *[report(uscc, year) for uscc in ("E", "F", "H") for year in (2017, 2018)],
    event("dormancy", "E", event_result="unreachable"),
    event("dormancy", "E", event_result="inactive"),  # two criteria, one organization
    event("dormancy", "F", event_result="inactive", closed_on="2019-09-30"),  # settled on the last day
    event("dormancy", "H", event_result="never_active", closed_on="2019-10-01"),
    event("dormancy", "G", event_result="unreachable"),
]
TRAINED = [
    training("1", "M0", "2019-07-01", attendances=20, people=10, leaders=2),
    training("1", "Z", "2019-07-01", attendances=6, people=3, leaders=3),  # a town of its own at the same training
    training("2", "M0", "2019-09-30", attendances=4, people=4, leaders=0),
    training("3", "M1", "2019-06-30", attendances=5, people=5),  # the quarter before: this year, not this quarter
    training("4", "M2", "2018-12-31", attendances=50, people=50, leaders=50),
    training("5", "M3", "2019-10-01", attendances=50, people=50, leaders=50),
    training("6", "M4", "2019-08-01", activity_kind="exchange", attendances=9, people=9),
]
TRAINEES = [*FIVE, org("Z", town_code=SHIQIAO, legal_type="foundation")]

SUPERVISION = [
    Example(
        "S05A",
        Fraction(100, 5),
        FIVE,
        evaluation=[
            event("assessment", "M0", grade="3A", valid_to="2019-09-30"),
            event("assessment", "M1", grade="5A", valid_to="2021-01-01", event_on="2016-01-02"),
            event("assessment", "M1", grade="2A", valid_to="2024-01-01", event_on="2019-01-02"),  # the latest counts
            event("assessment", "M2", grade="4A", valid_to="2019-09-29"),
            event("assessment", "M3", grade="4A", valid_to="2024-10-01", event_on="2019-10-02"),
        ],
        numerator=1,
        denominator=5,
        town=(SHIQIAO, 0, 0),
        member=("legal_type", "association", 1, 5),
    ),
    Example(
        "S06",
        Fraction(300, 8),
        ASSESSED,
        evaluation=ASSESSMENTS,
        numerator=3,
        denominator=8,
        town=(SHIQIAO, 0, 1),
        member=("legal_type", "association", 3, 8),
    ),
    Example(
        "S06E", Fraction(800, 12), ASSESSED, evaluation=ASSESSMENTS, numerator=8, denominator=12, town=(SHIQIAO, 1, 1)
    ),
    Example(
        "S08R",
        Fraction(200, 6),
        [*FIVE, org("Z", town_code=SHIQIAO)],
        evaluation=[
            event("abnormal_list", "M0"),
            event("abnormal_list", "M0", event_on="2019-06-06"),
            event("abnormal_list", "Z", closed_on="2019-10-01"),
            event("abnormal_list", "M2", closed_on="2019-09-30"),
            event("abnormal_list", "X"),  # not on the register
        ],
        numerator=2,
        denominator=6,
        town=(SHIQIAO, 1, 1),
    ),
    Example(
        "S09", Fraction(3), [*FIVE, org("T", town_code=SHIQIAO)], evaluation=LISTED_TWO_YEARS, town=(SHIQIAO, 1, None)
    ),
    Example(
        "S10",
        Fraction(3),
        [*FIVE, org("G", exited_on="2018-08-08", status="revoked", town_code=SHIQIAO)],
        evaluation=[
            event("serious_list", "M0"),
            event("serious_list", "M1", closed_on="2019-09-30"),
            event("serious_list", "M2", closed_on="2019-10-01"),
            event("serious_list", "M3", event_on="2019-10-01"),
            event("serious_list", "G"),  # off the register, still on the list
        ],
        town=(SHIQIAO, 1, None),
    ),
    Example(
        "S11",
        Fraction(3),
        DORMANT,
        evaluation=INSPECTED,
        town=(SHIQIAO, 1, None),
        member=("legal_type", "foundation", 1, None),
    ),
    Example("S11A", Fraction(1), DORMANT, evaluation=INSPECTED, town=(SHIQIAO, 1, None)),
    Example("S11B", Fraction(1), DORMANT, evaluation=INSPECTED, member=("legal_type", "foundation", 1, None)),
    Example("S11C", Fraction(1), DORMANT, evaluation=INSPECTED, town=(NANCUN, 1, None)),
    Example("S11D", Fraction(1), DORMANT, evaluation=INSPECTED, town=(NANCUN, 1, None)),
    Example(
        "S12",
        Fraction(100, 5),
        FIVE,
        evaluation=[
            *disclosed("M0", *ITEMS),
            *disclosed("M1", "staff", "charges", "charges"),
            *disclosed("M2", *ITEMS, report_year=2017),
            *disclosed("M3", "staff", "charges"),
            *disclosed("M3", "major_activities", event_on="2019-10-01"),
            *disclosed("X", *ITEMS),  # not on the register
        ],
        numerator=1,
        denominator=5,
        town=(NANCUN, 1, 5),
        member=("legal_type", "association", 1, 5),
    ),
    Example(
        "S14",
        Fraction(400, 5),
        [org("A"), org("B", town_code=SHIQIAO)],
        evaluation=[
            event("credit_entry", "A", event_on="2019-09-20", closed_on="2019-09-27"),  # the fifth working day
            event("credit_entry", "A", event_on="2019-09-20", closed_on="2019-09-29"),  # a Sunday on which offices work
            event(
                "credit_entry", "A", event_on="2019-02-01", closed_on="2019-02-13"
            ),  # the fifth, after Spring Festival
            event("credit_entry", "A", event_on="2018-12-28", closed_on="2019-01-03"),  # entered this year
            event("credit_entry", "B", event_on="2019-09-30", closed_on="2019-09-30"),
            event("credit_entry", "A", event_on="2019-09-27", closed_on="2019-10-08"),
            event("credit_entry", "A", event_on="2019-05-05"),  # not entered yet
        ],
        numerator=4,
        denominator=5,
        town=(SHIQIAO, 1, 1),
    ),
    Example("S13E", Fraction(2), TRAINEES, activities=TRAINED, town=(SHIQIAO, 1, None)),
    Example("S13A", Fraction(30), TRAINEES, activities=TRAINED, town=(SHIQIAO, 6, None)),
    Example("S13P", Fraction(17), TRAINEES, activities=TRAINED, town=(SHIQIAO, 3, None)),
    Example(
        "S13",
        Fraction(300, 6),
        TRAINEES,
        activities=TRAINED,
        numerator=3,
        denominator=6,
        town=(SHIQIAO, 1, 1),
        member=("legal_type", "foundation", 1, 1),
    ),
    Example("T01", Fraction(35), TRAINEES, activities=TRAINED, town=(SHIQIAO, 6, None)),
    Example("T01P", Fraction(22), TRAINEES, activities=TRAINED, town=(SHIQIAO, 3, None)),
    Example("T02", Fraction(500, 22), TRAINEES, activities=TRAINED, numerator=5, denominator=22, town=(SHIQIAO, 3, 3)),
    *(
        Example(
            id,
            expected,
            [*FIVE, org("Z", town_code=SHIQIAO, legal_type="foundation"), gone("G", "2019-09-30")],
            party=[
                party("M0", full_time_staff=6, social_workers=2, new_social_workers=1),
                party("M1", full_time_staff=3),
                party("M2", social_workers=1),  # holds a certificate, works part time
                party("Z", full_time_staff=1, social_workers=1),
                party("M3", full_time_staff=9, social_workers=9, new_social_workers=9, as_of="2019-06-30"),
                party("G", full_time_staff=9, social_workers=9, new_social_workers=9),
            ],
            town=town,
            member=member,
        )
        for id, expected, town, member in (
            ("T03", Fraction(4), (SHIQIAO, 1, None), ("legal_type", "foundation", 1, None)),
            ("T03N", Fraction(1), (NANCUN, 1, None), None),
            ("T04", Fraction(300, 10), (SHIQIAO, 1, 1), ("legal_type", "foundation", 1, 1)),
        )
    ),
]
