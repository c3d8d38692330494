"""Party building in social organizations: coverage, the four guarantees, meetings (domain theme 1.2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, true

from govreport.errors import Message
from govreport.indicators.dates import parameter
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations.party import PARTY

_p = PARTY.c
_PERCENT = Message("%", "%")
_UNIT = Message("家", "organizations")
_SOURCE = "party；party_national"
_OPEN = Message(
    "口径参照企业党建，待区委组织部确认；未报送党建情况的按未覆盖计；清算中的组织不在分母内，状态以数据截止日为准",
    "Defined as for enterprises, to be confirmed by the district's organization department; organizations without a "
    "return count as not covered; those in liquidation by the extract are not in the denominator",
)
_GUARANTEES = Message(
    "达标与否由报送单位认定，未填的按未达标计；口径待区委组织部确认",
    "As the returning office judges it, blank counts as not met; to be confirmed by the district's organization "
    "department",
)

_covered = _p.party_form.in_(("sole", "joint", "attached"))
_due_own = and_(_p.members >= parameter("party_members_for_own"), _p.party_form != "sole")
_operating = Measure(PARTY, true())
_with_party = Measure(PARTY, _covered)


def _share(
    id: str,
    name: Message,
    formula: Message,
    where: ColumnElement[Any],
    denominator: Measure,
    caveat: Message,
) -> Indicator:
    return Indicator(
        id=id,
        name=name,
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=_with_party if where is _covered else Measure(PARTY, where),
        denominator=denominator,
        formula=formula,
        source=_SOURCE,
        breakdowns=("legal_type",),
        caveat=caveat,
    )


def _guarantee(letter: str, zh: str, en: str, column: ColumnElement[Any]) -> Indicator:
    return _share(
        f"P05{letter}",
        Message(f"{zh}保障达标率", f"Party organizations with {en} secured"),
        Message(
            f"{zh}保障达标的有党组织的社会组织数 ÷ 有党组织的社会组织数",
            f"Organizations with a party organization whose {en} is secured over those with a party organization",
        ),
        and_(_covered, column),
        _with_party,
        _GUARANTEES,
    )


INDICATORS = (
    _share(
        "P01",
        Message("党的组织覆盖率", "Organizations covered by a party organization"),
        Message(
            "单独、联合或依托组建党组织的社会组织数 ÷ 期末运作中的社会组织数",
            "Organizations with their own, a joint or an attached party organization over organizations in operation",
        ),
        _covered,
        _operating,
        _OPEN,
    ),
    _share(
        "P02",
        Message("党组织单独组建率", "Organizations with their own party organization"),
        Message(
            "单独组建党组织的社会组织数 ÷ 期末运作中的社会组织数",
            "Organizations with a party organization of their own over organizations in operation",
        ),
        _p.party_form == "sole",
        _operating,
        _OPEN,
    ),
    _share(
        "P03",
        Message("党的工作覆盖率", "Organizations covered by party work"),
        Message(
            "有党组织，或有党建指导员，或依托工会、共青团开展党的工作的社会组织数 ÷ 期末运作中的社会组织数",
            "Organizations with a party organization, an instructor, or party work through union or youth league over "
            "organizations in operation",
        ),
        or_(_covered, _p.has_instructor, _p.via_union_or_league),
        _operating,
        _OPEN,
    ),
    Indicator(
        id="P04",
        name=Message("应建未建党组织", "Organizations due to form a party organization"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(PARTY, _due_own),
        formula=Message(
            "期末运作中、有正式党员{party_members_for_own}人以上而没有单独组建党组织的社会组织数",
            "Organizations in operation with {party_members_for_own:word} or more full party members and no "
            "party organization of their own",
        ),
        source=_SOURCE,
        breakdowns=("legal_type", "no_party_reason"),
        caveat=Message(
            "“正式党员{party_members_for_own}人以上应单独组建”的口径待区委组织部确认；未报送的不计",
            "That {party_members_for_own:word} members call for an own organization is to be confirmed; those "
            "without a return aren't counted",
        ),
    ),
    Indicator(
        id="P04U",
        name=Message("应建未建且未覆盖", "Due, and not covered by a party organization"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(PARTY, and_(_due_own, ~_covered)),
        formula=Message(
            "期末运作中、有正式党员{party_members_for_own}人以上，既没有单独组建、也没有联合或依托组建党组织的社会组织数",
            "Organizations in operation with {party_members_for_own:word} or more full party members and no "
            "party organization at all, "
            "neither their own nor a joint or an attached one",
        ),
        source=_SOURCE,
        breakdowns=("legal_type", "no_party_reason"),
        caveat=Message(
            "为应建未建党组织的其中数；其余的已由联合或依托组建的党组织覆盖；未报送的不计",
            "Part of those due to form a party organization: the others are covered by a joint or an attached one; "
            "those without a return aren't counted",
        ),
    ),
    _guarantee("O", "组织", "organization", _p.organization_secured),
    _guarantee("F", "经费", "funding", _p.funds_secured),
    _guarantee("S", "人员", "staffing", _p.staff_secured),
    _guarantee("V", "场所", "venue", _p.venue_secured),
    _share(
        "P05",
        Message("四个保障全部达标率", "Party organizations meeting all four standards"),
        Message(
            "组织、经费、人员、场所保障全部达标的有党组织的社会组织数 ÷ 有党组织的社会组织数",
            "Organizations with a party organization whose organization, funding, staffing and venue are all secured "
            "over those with a party organization",
        ),
        and_(_covered, _p.organization_secured, _p.funds_secured, _p.staff_secured, _p.venue_secured),
        _with_party,
        _GUARANTEES,
    ),
    Indicator(
        id="P06",
        name=Message("三会一课按期率", "Party meetings held in time"),
        unit=_PERCENT,
        kind="percent",
        basis="flow",
        direction="more_is_better",
        numerator=Measure(PARTY, _p.meetings_due > 0, value=func.coalesce(_p.meetings_held, 0)),
        denominator=Measure(PARTY, _p.meetings_due > 0, value=_p.meetings_due),
        formula=Message(
            "期末运作中、填报了本季应开展次数的社会组织，本季按期开展的三会一课次数 ÷ 应开展的次数",
            "Party meetings and classes that organizations in operation held in time in the quarter over those due, of "
            "organizations that state how many are due",
        ),
        source=_SOURCE,
        breakdowns=("legal_type",),
        caveat=Message(
            "应开展次数由报送单位按规定填报；口径待区委组织部确认",
            "What is due is what the returning office states; the district's organization department is to confirm",
        ),
    ),
)
