"""Worked examples: the five-actor model, community funds, ventures, grants, bases, brand, promises, scores."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from govreport.district.reference_data import Base, Budget, Commitment, ScoreItem, Scoring
from tests.indicators.example import NANCUN, SHIQIAO, Example, Row, event, grant, org

FIRST, SECOND, THIRD = "440113102001", "440113102002", "440113102003"
"""Communities of 南村镇."""
OTHER = "440113007003"
"""A community of 市桥街."""
ACTORS = ("has_residents_committee", "has_organization", "has_social_work", "has_enterprise", "has_fund")
NATIONAL = ("has_residents_committee", "has_organization", "has_social_work", "has_volunteers", "has_charity_resources")


def returned(community: str, **facts: Any) -> Row:
    """What a community returned about the five-actor model for the third quarter of 2019."""
    return {
        "community_code": community,
        "town_code": community[:9],
        "as_of": "2019-09-30",
        "started_on": "2016-06-01",
        **facts,
    }


def present(*actors: str) -> dict[str, bool]:
    return dict.fromkeys(actors, True)


def gift(number: str, **facts: Any) -> Row:
    return {
        "donation_no": number,
        "town_code": NANCUN,
        "community_code": FIRST,
        "received_on": "2018-06-01",
        "donor_class": "individual",
        **facts,
    }


def stage(project: str, name: str, day: str | None = "2019-05-05", **facts: Any) -> Row:
    """A stage of a community venture; ``day`` is when it was done."""
    return {
        "project_no": project,
        "round": 1,
        "field": "elderly" if project.startswith("E") else "recreation",
        "town_code": NANCUN,
        "community_code": FIRST,
        "implementer_kind": "organization",
        "stage": name,
        "done_on": day,
        **facts,
    }


def approved(project: str, day: str = "2019-02-02", **facts: Any) -> list[Row]:
    return [
        stage(project, "application", "2019-01-01", **facts),
        stage(project, "review", day, stage_result="approved", **facts),
    ]


def closed(project: str, day: str = "2019-09-30", *, grant_fen: int | None = None, **facts: Any) -> list[Row]:
    """An approved project that was rated and closed; what it brought stands on its closing."""
    about = {name: facts.pop(name) for name in ("round", "town_code", "implementer_kind") if name in facts}
    first, review = approved(project, **about)
    return [
        first,
        review | {"grant_fen": grant_fen},
        stage(project, "evaluation", "2019-09-01", stage_result="good", **about),
        stage(project, "closing", day, stage_result="done", **about, **facts),
    ]


def base(name: str, **facts: Any) -> Base:
    return Base.model_validate(
        {
            "id": name,
            "level": "town",
            "town_code": NANCUN,
            "name_zh": "示例基地",
            "name_en": "example base",
            "opened_on": "2016-01-01",
            "counts_for_town": True,
            "source": "example",
            "asserted_by": "example",
            **facts,
        }
    )


def promise(name: str, due: str | None, fulfilled: str | None = None, **facts: Any) -> Commitment:
    return Commitment.model_validate(
        {
            "id": name,
            "promise_zh": "示例承诺",
            "promise_en": "an example",
            "owner_zh": "示例单位",
            "owner_en": "an office",
            "due_on": due,
            "fulfilled_on": fulfilled,
            "source": "example",
            "asserted_by": "example",
            **facts,
        }
    )


def took_part(number: str, kind: str, **facts: Any) -> Row:
    return {
        "activity_no": number,
        "activity_kind": kind,
        "held_on": "2019-05-05",
        "uscc": f"U{number}",
        "town_code": NANCUN,
        **facts,
    }


def paid(project: str, yuan: int, day: str = "2019-05-05", **facts: Any) -> Row:
    return grant(project, paid_on=day, paid_fen=yuan * 100, **facts)


BUDGET = Budget(fund="special_fund", year=2019, amount=Decimal(1_000_000), source="example")
SCORING = Scoring(
    title_zh="示例",
    title_en="example",
    supplied_by="示例单位",
    supplied_on=date(2019, 1, 1),
    items=(
        ScoreItem(indicator="R01", weight=Decimal(60), zero_at=Decimal(0), full_at=Decimal(3)),
        ScoreItem(indicator="F01", weight=Decimal(40), zero_at=Decimal(0), full_at=Decimal(100)),
    ),
)
"""Weights of nobody, to show the arithmetic."""

_RETURNS = [
    returned(FIRST, **present(*ACTORS), committee_on="2016-07-01", deliberations=3, is_showcase=True),
    returned(SECOND, **present(*ACTORS[:4]), committee_on="2019-10-01", deliberations=2, is_showcase=True),
    returned(THIRD, started_on="2019-09-30", **present(*ACTORS)),  # on the last day: runs it
    returned("440113102004", **present("has_fund")),
    returned(OTHER, **present(*ACTORS)),
    returned("440113007005", started_on="2019-10-01", deliberations=9, **present(*ACTORS)),  # not yet
    returned(FIRST, as_of="2019-06-30", deliberations=50),  # another quarter's return
]

MONEY = [
    Example(
        "W01",
        Fraction(500, 275),
        linkage=_RETURNS,
        numerator=5,
        denominator=275,
        town=(SHIQIAO, 1, 36),
    ),
    Example("W01T", Fraction(0), linkage=_RETURNS, numerator=0, denominator=16, town=(NANCUN, 0, 1)),
    Example("W02", Fraction(1), linkage=_RETURNS, numerator=1, town=(NANCUN, 1, None)),
    Example("W03", Fraction(300, 5), linkage=_RETURNS, numerator=3, denominator=5, town=(SHIQIAO, 1, 1)),
    Example(
        "W03N",
        Fraction(100, 5),
        linkage=[
            returned(FIRST, as_of="2021-06-30", **present(*NATIONAL)),
            *[
                returned(code, as_of="2021-06-30", **present(*ACTORS))  # the district's five, not the national ones
                for code in (SECOND, THIRD, "440113102004", OTHER)
            ],
        ],
        quarter="2021-Q2",
        numerator=1,
        denominator=5,
        town=(SHIQIAO, 0, 1),
    ),
    Example("W04", Fraction(100, 5), linkage=_RETURNS, numerator=1, denominator=5, town=(SHIQIAO, 0, 1)),
    Example("W05", Fraction(5), linkage=_RETURNS, numerator=5, town=(NANCUN, 5, None)),
    Example(
        "B03F",
        Fraction(500, 275),
        linkage=_RETURNS,  # 社区基金 may be there before the model runs
        numerator=5,
        denominator=275,
    ),
    Example(
        "B04",
        Fraction(3, 2),
        donations=[
            gift("1", cash_fen=1_000_000, donor_class="enterprise"),
            gift("2", cash_fen=500_000, received_on="2019-09-30", in_kind_fen=900_000),
            gift("3", cash_fen=700_000, received_on="2019-10-01"),
        ],
        numerator=1_500_000,
        town=(NANCUN, 1_500_000, None),
        member=("donor_class", "enterprise", 1_000_000, None),
    ),
    Example(
        "B05",
        Fraction(966, 100),
        donations=[gift("1", in_kind_fen=9_660_000), gift("2", cash_fen=77_470_000)],
        numerator=9_660_000,
        member=("donor_class", "event", 0, None),
    ),
    Example(
        "B06",
        Fraction(2),
        funding=[
            paid("1", 20_000, "2019-09-30", fund="community_fund", awarded_fen=3_000_000),
            paid("2", 10_000, "2019-10-01", fund="community_fund"),
            paid("3", 50_000),  # the special fund's
        ],
        numerator=2_000_000,
        town=(SHIQIAO, 0, None),
    ),
    Example(
        "B02",
        Fraction(75),
        donations=[gift("1", cash_fen=8_000_000), gift("2", in_kind_fen=5_000_000)],
        funding=[
            paid("1", 20_000, "2019-09-30", fund="community_fund", town_code=SHIQIAO),
            paid("2", 10_000, "2019-10-01", fund="community_fund"),
        ],
        numerator=6_000_000,
        denominator=8_000_000,
        town=(SHIQIAO, -2_000_000, 0),
    ),
    Example(
        "M01",
        Fraction(400, 5),
        ventures=[
            *[row for n in range(3) for row in approved(f"E{n}")],
            *approved("A", "2019-09-30", round=2, town_code=SHIQIAO),
            *approved("B", "2019-10-01", round=2),  # decided after the quarter: applied, not yet approved
        ],
        numerator=4,
        denominator=5,
        town=(SHIQIAO, 1, 1),
        member=("round", "2", 1, 2),
    ),
    Example(
        "M02",
        Fraction(300, 5),
        ventures=[
            stage("E1", "training", "2019-05-05", due_on="2019-05-05"),
            stage("E1", "supervision", "2019-06-01", due_on="2019-06-30"),
            stage("E1", "evaluation", "2019-10-01", due_on="2019-09-30"),  # a day late
            stage("E1", "closing", None, due_on="2019-12-31"),  # not due yet
            stage("A", "training", None, due_on="2019-05-05"),  # still open
            stage("A", "supervision", "2019-05-05", due_on="2019-06-30", town_code=SHIQIAO),
            stage("A", "evaluation", None, due_on="2019-09-30", stage_result="stopped"),
            stage("A", "closing", "2019-05-05"),  # nobody planned a day
        ],
        numerator=3,
        denominator=5,
        town=(SHIQIAO, 1, 1),
        member=("stage", "training", 1, 2),
    ),
    Example(
        "M03",
        Fraction(200, 5),
        ventures=[
            *closed("E1"),
            *closed("E2", round=2),
            *closed("E3", "2019-10-01"),
            *approved("A"),
            *[row for row in closed("B") if row["stage"] != "evaluation"],  # closed without having been rated
        ],
        numerator=2,
        denominator=5,
        member=("round", "1", 1, 4),
    ),
    Example(
        "M04",
        Fraction(300, 5),
        ventures=[
            row
            for n, result in enumerate(["excellent", "good", "good", "passable", "poor"])
            for row in [*approved(f"E{n}"), stage(f"E{n}", "evaluation", "2019-09-30", stage_result=result)]
        ]
        + [*approved("X"), stage("X", "evaluation", "2019-10-01", stage_result="excellent")],
        numerator=3,
        denominator=5,
        member=("round", "1", 3, 5),
    ),
    Example(
        "M05",
        Fraction(100, 5),
        ventures=[
            *closed("E1", became_no="示例备字1号", became_on="2019-09-30", implementer_kind="residents"),
            *closed("E2", became_no="示例备字2号", became_on="2019-10-01"),
            *[row for n in range(3) for row in closed(f"A{n}")],
            *approved("X"),
        ],
        numerator=1,
        denominator=5,
        member=("implementer_kind", "residents", 1, 1),
    ),
    Example(
        "M06",
        Fraction(2),
        ventures=[
            *approved("E1", "2019-09-30"),
            *approved("A", town_code=SHIQIAO),
            *approved("B", "2019-10-01"),
            stage("C", "review", stage_result="rejected"),
        ],
        numerator=2,
        town=(SHIQIAO, 1, None),
        member=("field", "elderly", 1, None),
    ),
    Example(
        "M06C",
        Fraction(400, 5),
        ventures=[*[row for n in range(4) for row in approved(f"E{n}")], *approved("A")],
        numerator=4,
        denominator=5,
    ),
    Example(
        "M07",
        Fraction(150),
        ventures=[
            *closed("E1", grant_fen=1_000_000, people_served=200),
            *closed("E2", grant_fen=3_000_000, people_served=400),
            *closed("A", people_served=5_000),  # without a grant
            *closed("B", "2019-10-01", grant_fen=1_000_000, people_served=9),
        ],
        numerator=600,
        denominator=4_000_000,
        member=("field", "elderly", 600, 4_000_000),
    ),
    Example(
        "M08",
        Fraction(2),
        ventures=[*approved("A", implementer_kind="party_branch"), *approved("B")],
        numerator=2,
        member=("implementer_kind", "party_branch", 1, None),
    ),
    *[
        Example(
            indicator,
            Fraction(7),
            ventures=[
                *closed("E1", **{column: 3}),
                *closed("A", **{column: 4}, town_code=SHIQIAO),
                *closed("B", "2019-10-01", **{column: 90}),
                *approved("C"),
            ],
            numerator=7,
            town=(SHIQIAO, 4, None),
            member=("field", "elderly", 3, None),
        )
        for indicator, column in (
            ("M09A", "activities"),
            ("M09B", "people_served"),
            ("M09C", "volunteers"),
            ("M09D", "volunteer_hours"),
        )
    ],
    Example(
        "G07R",
        Fraction(100, 5),
        funding=[
            paid("1", 1, recipient_uscc="A"),
            paid("2", 1, recipient_uscc="A", recipient_name="又名"),
            paid("3", 1, instalment=1),
            paid("3", 1, instalment=2),  # a second instalment isn't a second project
            *[paid(str(n), 1) for n in (4, 5, 6)],
            grant("7", recipient_uscc="A"),
            paid("8", 1, "2019-10-01", recipient_name="受助4"),
        ],
        numerator=1,
        denominator=5,
    ),
    Example(
        "G06",
        Fraction(65),
        funding=[
            paid("1", 500_000, "2019-01-01"),
            paid("2", 150_000, "2019-09-30"),
            paid("3", 90_000, "2018-12-31"),
            paid("4", 80_000, "2019-10-01"),
            paid("5", 70_000, fund="city_venture"),
        ],
        reference={"budgets": (BUDGET, BUDGET.model_copy(update={"year": 2018}))},
        numerator=65_000_000,
        denominator=100_000_000,
    ),
    Example(
        "G08",
        Fraction(1),
        funding=[
            paid("1", 1, "2018-02-28"),  # approved the day after
            paid("2", 1, "2018-03-01"),
            paid("3", 0, "2018-02-28"),
            grant("4", approved_on="2019-12-01"),
        ],
        numerator=1,
        town=(NANCUN, 1, None),
    ),
    Example(
        "G12",
        Fraction(3),
        funding=[
            paid("1", 20_000, department="women"),
            paid("2", 10_000, "2019-09-30", department="justice", town_code=SHIQIAO),
            paid("3", 40_000, "2019-10-01", department="women"),
            paid("4", 80_000),
        ],
        numerator=3_000_000,
        town=(SHIQIAO, 1_000_000, None),
        member=("department", "women", 2_000_000, None),
    ),
    Example(
        "G13",
        Fraction(2),
        funding=[
            grant("1", target_group="children"),
            grant("1", target_group="children", instalment=2),
            grant("2", target_group="general", approved_on="2019-09-30"),
            grant("3", target_group="children", approved_on="2019-10-01"),
            grant("4"),
        ],
        numerator=2,
        member=("target_group", "children", 1, None),
    ),
    Example(
        "V01",
        Fraction(2),
        funding=[
            grant("1", fund="city_venture", purpose="elderly"),
            grant("1", fund="city_venture", purpose="elderly", instalment=2),
            grant("2", fund="city_venture", approved_on="2019-09-30", town_code=SHIQIAO),
            grant("3", fund="city_venture", approved_on="2019-10-01"),
            grant("4"),
        ],
        numerator=2,
        town=(SHIQIAO, 1, None),
        member=("purpose", "elderly", 1, None),
    ),
    Example(
        "V02",
        Fraction(30),
        funding=[grant("1", fund="city_venture", awarded_fen=30_000_000), grant("2", awarded_fen=1_000_000)],
        numerator=30_000_000,
        town=(NANCUN, 30_000_000, None),
    ),
    Example(
        "V03",
        Fraction(1),
        funding=[
            grant("1", fund="city_venture", approved_on="2019-01-01", awarded_fen=6_001, budget_fen=10_000),
            grant("2", fund="city_venture", approved_on="2019-01-01", awarded_fen=6_000, budget_fen=10_000),  # just
            grant("3", fund="city_venture", approved_on="2018-12-31", awarded_fen=9_000, budget_fen=10_000),
            grant("4", fund="city_venture", approved_on="2019-01-01", awarded_fen=9_000),
        ],
        numerator=1,
        town=(NANCUN, 1, None),
    ),
    Example(
        "I05",
        Fraction(370_000_000, 2300 * 100),  # 3.7 million yuan on 2,300 m²: 1,609 yuan and a little
        reference={
            "bases": (
                base("district", level="district", investment_yuan="3700000", area_m2=2300, counts_for_town=False),
                base("unknown", investment_yuan="9000000"),
                base("later", investment_yuan="9000000", area_m2=1000, opened_on="2019-10-01"),
            )
        },
        numerator=370_000_000,
        denominator=2300,
    ),
    Example(
        "I06",
        Fraction(200, 16),
        reference={
            "bases": (
                base("南村"),
                base("南村二"),
                base("桥南", town_code="440113010", opened_on="2019-09-30"),
                base("大学城", town_code="440113011", level="sector", counts_for_town=False),
                base("已撤", town_code=SHIQIAO, closed_on="2019-09-30"),
            )
        },
        numerator=2,
        denominator=16,
        town=(SHIQIAO, 0, 1),
    ),
    Example(
        "I07",
        Fraction(200, 20),
        [org("A"), org("B"), org("C")],
        evaluation=[
            event("incubation", "A", event_result="resident"),
            event("incubation", "B", event_result="graduated", closed_on="2019-10-01"),  # still there on the last day
            event("incubation", "C", event_result="left", closed_on="2019-09-30"),
        ],
        reference={"bases": (base("district", level="district", capacity=20), base("town", capacity=30))},
        numerator=2,
        denominator=20,
    ),
    Example(
        "I08",
        Fraction(4),
        reference={
            "bases": (
                base("区", level="district"),
                base("区文艺家", level="sector", town_code=None),
                base("大学城", level="sector"),
                base("南村"),
                base("桥南"),
                base("后来", opened_on="2019-10-01"),
            )
        },
        numerator=4,
        member=("level", "sector", 2, None),
    ),
    Example(
        "Q01",
        Fraction(1),
        ventures=[
            *closed("E1", is_brand=True),
            *closed("A"),
            *closed("B", "2019-10-01", is_brand=True),
            *closed("C")[:-1],
            stage("C", "closing", "2019-09-30", stage_result="stopped", is_brand=True),  # stopped, not closed
        ],
        numerator=1,
        town=(NANCUN, 1, None),
        member=("field", "elderly", 1, None),
    ),
    Example(
        "Q02",
        Fraction(2),
        activities=[
            took_part("1", "exchange"),
            took_part("1", "exchange", town_code=SHIQIAO),  # the same meeting
            took_part("2", "exchange", held_on="2019-09-30"),
            took_part("3", "exchange", held_on="2018-12-31"),
            took_part("4", "exchange", held_on="2019-10-01"),
            took_part("5", "training"),
        ],
        numerator=2,
        town=(SHIQIAO, 1, None),
    ),
    Example(
        "Q03",
        Fraction(2),
        activities=[
            took_part("1", "commendation"),
            took_part("1", "commendation", town_code=SHIQIAO),  # commended together: each counts
            took_part("2", "commendation", held_on="2018-12-31"),
        ],
        numerator=2,
        town=(SHIQIAO, 1, None),
    ),
    Example(
        "Q04",
        Fraction(3),
        activities=[
            took_part("1", "decision_disclosure", held_on="2019-01-01"),
            took_part("2", "accounts_disclosure", held_on="2019-09-30"),
            took_part("3", "accounts_disclosure"),
            took_part("4", "accounts_disclosure", held_on="2019-10-01"),
        ],
        numerator=3,
        town=(NANCUN, 3, None),
        member=("activity_kind", "accounts_disclosure", 2, None),
    ),
    Example(
        "C01",
        Fraction(100, 4),
        reference={
            "commitments": (
                promise("kept", "2019-08-31", "2019-08-31"),
                promise("late", "2019-08-31", "2019-09-01"),
                promise("open", "2019-09-30"),
                promise("after", "2019-09-30", "2019-10-01"),
                promise("not due", "2019-10-31", "2019-07-01"),
                promise("no day", None, "2019-07-01"),
            )
        },
        numerator=1,
        denominator=4,
    ),
    Example(
        "C02",
        Fraction(2),
        reference={
            "commitments": (
                promise("late, but kept", "2019-08-31", "2019-09-01"),
                promise("open", "2019-09-30"),
                promise("after", "2019-09-30", "2019-10-01"),
                promise("not due", "2019-10-31"),
                promise("no day", None),
            )
        },
        numerator=2,
    ),
    Example(
        "K01",
        Fraction(40 + 20 + 40, 16),  # two of sixteen towns have anything
        [org("A", is_federation=True), org("B", town_code=SHIQIAO), org("C", town_code=SHIQIAO)],
        reference={"scoring": SCORING},
        numerator=1_000_000,
        denominator=160_000,
        town=(NANCUN, 600_000, 10_000),  # 60 × 1/3 for one organization, 40 for the federation
    ),
]
