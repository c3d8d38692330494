"""What measures of the register range over: organizations, filed groups, both as community organizations, residents."""

from __future__ import annotations

from sqlalchemy import Integer, String, case, cast, func, literal, null, or_, select, union_all

from govreport.canonical import communities, filed_groups, organizations, population
from govreport.indicators.dates import PREVIOUS_YEAR_END, QUARTER_END, QUARTER_YEAR
from govreport.indicators.model import Measure
from govreport.indicators.relations import registered

REGISTER = select(
    *organizations.c,
    cast(func.extract("year", organizations.c.registered_on), Integer).label("cohort"),
).subquery("register")
"""The register with every organization's ``cohort``: the year in which it was registered."""

REGISTERED = Measure(REGISTER, registered(QUARTER_END, REGISTER))
"""Organizations on the register at quarter end: the denominator of many rates."""
REGISTERED_LAST_YEAR = Measure(REGISTER, registered(PREVIOUS_YEAR_END, REGISTER))
"""Organizations on the register at the end of last year."""

_place = communities.alias("place")
_org = organizations.alias("community_org")
_group = filed_groups.alias("filed_group")
_either = union_all(
    select(
        literal("registration").label("_extract"),
        _org.c._row,
        _org.c.uscc.label("number"),
        _org.c.name,
        _org.c.town_code,
        _org.c.community_code,
        _org.c.category,
        cast(null(), String).label("form"),
    ).where(_org.c.is_community_org, registered(QUARTER_END, _org)),
    select(
        literal("filing").label("_extract"),
        _group.c._row,
        _group.c.filing_no.label("number"),
        _group.c.name,
        _group.c.town_code,
        _group.c.community_code,
        _group.c.category,
        _group.c.form,
    ).where(_group.c.filed_on <= QUARTER_END, or_(_group.c.ended_on.is_(None), _group.c.ended_on > QUARTER_END)),
).subquery("community_organization")

COMMUNITY_ORGANIZATIONS = (
    select(*_either.c, _place.c.kind.label("community_kind"))
    .select_from(_either.outerjoin(_place, _either.c.community_code == _place.c.community_code))
    .subquery("community_organizations")
)
"""Community organizations there are at quarter end, registered ones and filed groups (``_extract`` says which)."""

_every = COMMUNITY_ORGANIZATIONS.c
_scoped = union_all(
    *(
        select(
            literal(level).label("_level"),
            (_every.town_code if level == "town" else cast(null(), String)).label("town_code"),
            _every._extract,
            _every._row,
            _every.category,
        )
        for level in ("district", "town")
    )
).subquery("scoped")
_where = (_scoped.c._level, _scoped.c.town_code)
_counted = select(
    *_scoped.c,
    func.count().over(partition_by=[*_where, _scoped.c.category]).label("alike"),
    func.count().over(partition_by=[*_where]).label("everyone"),
).subquery("counted")
CATEGORIES = select(
    *_counted.c,
    func.first_value(_counted.c.category)
    .over(
        partition_by=[_counted.c._level, _counted.c.town_code],
        order_by=[case((_counted.c.category.is_(None), 1), else_=0), _counted.c.alike.desc(), _counted.c.category],
    )
    .label("largest"),
).subquery("categories")
"""Every community organization twice, once in the district and once in its town: ``alike`` is how many there are of its
category, ``everyone`` how many there are at all, ``largest`` the category that most are of."""

RESIDENTS = (
    select(
        case((population.c.town_code == "", "district"), else_="town").label("_level"),
        func.nullif(population.c.town_code, "").label("town_code"),
        population.c.town_code.label("place_code"),
        population.c.year,
        population.c.persons,
    )
    .where(population.c.year == QUARTER_YEAR)
    .subquery("residents")
)
"""Permanent residents of the district and of towns in the quarter's own year: years are never mixed."""
