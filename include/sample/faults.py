"""Records that are wrong and can't be repaired from the file alone: they come on top of the calibrated ones.

Three registrations of the calibrated district are wrong in the extract that first has them and right in the next; two
grants have recipients that can't be found, but were paid, so they count. Belongs here: these records, and from when to
when they are found. Does not belong here: rules that find them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from govreport.quarter import Quarter
from include.sample import credit, plan
from include.sample.organizations import Register
from include.sample.rows import Cell, Row, Speller
from include.sample.world import Event, Grant, Organization, Payment, World

Change = Callable[[dict[str, Cell]], None]
Spoilt = tuple[Quarter, Quarter | None, Change]
_EXCEL_NUMBER = 524401135000000159
"""A code of digits only, which a spreadsheet takes for a number and keeps 15 digits of."""


@dataclass(frozen=True)
class Fault:
    """A wrong record: ``make`` writes it as it stands at a cut-off; the extracts from ``first`` to ``last`` have it."""

    first: Quarter
    last: Quarter | None
    make: Callable[[date], Row]

    def found_in(self, quarter: Quarter) -> bool:
        """Whether the extract of ``quarter`` has it."""
        return self.first <= quarter and (self.last is None or quarter <= self.last)


def _set(column: str, value: Cell) -> Change:
    return lambda cells: cells.update({column: value})


def _mistype(column: str, position: int) -> Change:
    return lambda cells: cells.update({column: credit.mistype(str(cells[column]), position)})


def _letter_o(cells: dict[str, Cell]) -> None:
    code = str(cells["uscc"])
    cells["uscc"] = code[:11] + "O" + code[12:]


def _q(text: str | None) -> Quarter | None:
    return Quarter.parse(text) if text else None


class Faults:
    """The wrong records of the three extracts."""

    def __init__(self, register: Register, speller: Speller, world: World) -> None:
        self.rng = plan.stream("faults")
        self.register, self.speller, self.world = register, speller, world
        self.by_extract: dict[str, list[Fault]] = {
            "registration": self._registration(),
            "funding": self._funding(),
            "evaluation": self._evaluation(),
        }
        self._changes = {**self._first_entries(), **self._doubtful_grants()}

    def rows(self, extract: str, quarter: Quarter) -> list[Row]:
        """The wrong records in one extract."""
        return [f.make(quarter.end) for f in self.by_extract[extract] if f.found_in(quarter)]

    def spoil(self, row: Row, quarter: Quarter) -> bool:
        """Change a calibrated record where the extract of ``quarter`` has it wrong; says whether it does."""
        first, last, change = self._changes.get(row.key, (None, None, None))
        if first is None or change is None or quarter < first or (last is not None and last < quarter):
            return False
        change(row.cells)
        return True

    def _organization(self, year: int, legal_type: str = "service_institution") -> Organization:
        town = self.rng.choice(list(plan.TOWN_WEIGHTS))
        day = plan.workday(self.rng, date(year, 2, 1), date(year, 11, 30))
        return self.register.new(day, legal_type, town)

    def _registration(self) -> list[Fault]:
        faults: list[Fault] = []

        def add(first: str, last: str | None, organization: Organization, *changes: Change) -> None:
            def make(cutoff: date) -> Row:
                row = self.speller.organization(organization, cutoff)
                for change in changes:
                    change(row.cells)
                return row

            faults.append(Fault(Quarter.parse(first), _q(last), make))

        add("2017-Q4", None, self._organization(2013), _mistype("uscc", 14))
        add("2018-Q2", "2019-Q1", self._organization(2016, "association"), _mistype("uscc", 16))
        add("2018-Q1", None, self._organization(2015), _mistype("uscc", 18))
        add("2018-Q4", None, self._organization(2014, "association"), _letter_o)
        add("2017-Q4", "2018-Q3", self._organization(2012), _set("uscc", float(_EXCEL_NUMBER)))
        add("2019-Q1", None, self._organization(2017), _set("uscc", float(_EXCEL_NUMBER)))
        twice = self._organization(2009, "association")
        twice.exited_on, twice.exit_kind = date(2014, 6, 12), "deregistered"
        add("2018-Q1", None, twice)
        add("2018-Q1", None, twice, _set("name", twice.name.replace("广州市", "")), _set("remark", "曾用名"))
        add("2017-Q4", "2018-Q4", self._organization(2015), _set("registered_on", "2091-03-05"))
        add("2018-Q1", None, self._organization(2017), _set("registered_on", "2018-02-30"))
        add("2019-Q2", None, self._organization(2016, "association"), _set("registered_on", "1900/1/0"))
        add("2018-Q3", None, self._organization(2011), _set("status", "停业整顿"))
        add("2017-Q4", None, self._organization(2010), _set("town_code", "东涌镇"))
        add("2018-Q2", "2018-Q4", self._organization(2012), _set("town_code", "榄核镇"))
        for first, last, serial in (("2017-Q4", "2019-Q1", 51), ("2019-Q2", None, 52)):
            elsewhere = self._organization(2014)
            elsewhere.registrar = "广州市民政局"
            elsewhere.uscc = credit.make(elsewhere.legal_type, serial, division="440100")
            add(first, last, elsewhere)
        add("2018-Q1", None, self._organization(2016), _set("exited_on", "2015-09-18"), _set("status", "注销"))
        add("2017-Q4", "2018-Q2", self._organization(2015, "association"), _set("uscc", None))
        add("2019-Q3", None, self._organization(2017), _set("uscc", "无"))
        return faults

    def _funding(self) -> list[Fault]:
        faults: list[Fault] = []
        steady = [o for o in self.world.organizations if o.exited_on is None and o.registered_on < date(2014, 1, 1)]

        def add(
            first: str, last: str | None, recipient: Organization, approved_on: date, amount: float, *changes: Change
        ) -> None:
            fen = round(amount * 1_000_000)
            grant = Grant(
                number=f"ZX{approved_on.year}-{901 + len(faults)}",
                title="能力提升项目",
                fund="special_fund",
                purpose="capacity",
                approved_on=approved_on,
                recipient_name=recipient.name,
                recipient_uscc=recipient.uscc,
                town=recipient.town,
                community=None,
                awarded=fen,
                payments=[Payment(approved_on + timedelta(days=15), fen)],
            )

            def make(cutoff: date) -> Row:
                (row,) = self.speller.grant(grant, cutoff)
                for change in changes:
                    change(row.cells)
                return row

            faults.append(Fault(Quarter.parse(first), _q(last), make))

        some = self.rng.sample(steady, 5)
        add("2018-Q2", None, some[0], date(2018, 5, 16), 3, _set("paid_fen", "5"))
        add("2019-Q2", None, some[1], date(2019, 5, 22), 2.5, _set("paid_fen", "25"))
        add("2018-Q1", None, some[2], date(2018, 2, 26), 1.8, _set("approved_on", "2018-02-30"))
        add("2017-Q4", "2018-Q4", some[3], date(2017, 9, 14), 3, _set("town_code", "东涌镇"))
        add("2018-Q3", None, some[4], date(2018, 7, 19), 2.2, _set("purpose", "购置设备"))
        return faults

    def _evaluation(self) -> list[Fault]:
        faults: list[Fault] = []
        assessed = {e.organization.number for e in self.world.events if e.kind == "assessment"}
        steady = [
            o for o in self.world.organizations
            if o.exited_on is None and o.registered_on < date(2013, 1, 1) and o.number not in assessed
        ]  # fmt: skip

        def add(kind: str, year: int, *changes: Change, organization: Organization | None = None) -> None:
            who = organization or self.rng.choice(steady)
            day = plan.workday(self.rng, date(year, 1, 10), date(year, 9, 20))
            prefix = "PG" if kind == "assessment" else "BD"
            event = Event(kind, who, day, "no_finding", f"{prefix}{year}-{9001 + len(faults)}")
            if kind == "assessment":
                event.result, event.grade, event.score = "graded", "4A", 921
                event.valid_to = day.replace(year=year + 5)

            def make(cutoff: date) -> Row:
                row = self.speller.event(event, cutoff)
                for change in changes:
                    change(row.cells)
                return row

            faults.append(Fault(max(Quarter.containing(day), plan.QUARTERS[0]), None, make))

        for year in (2016, 2018, 2019):
            add("ad_hoc_check", year, organization=self._organization(2012))
            add("ad_hoc_check", year, _mistype("uscc", 15))
        add("assessment", 2018, organization=self._organization(2011))
        add("ad_hoc_check", 2017, _mistype("uscc", 18))
        add("ad_hoc_check", 2017, _set("uscc", None))
        add("ad_hoc_check", 2019, _set("uscc", "暂无"))
        for year, grade, score in ((2017, "4A", "872"), (2018, "5A", "905"), (2019, "3A", "931"), (2019, "5A", "1024")):
            add("assessment", year, _set("grade", grade), _set("score", score))
        add("ad_hoc_check", 2016, _set("event_on", "2016-06-31"))
        add("ad_hoc_check", 2018, _set("event_on", "2018-02-30"))
        add("ad_hoc_check", 2019, _set("event_on", "2091-03-05"))
        add("ad_hoc_check", 2018, _set("town_code", "东涌镇"))
        add("ad_hoc_check", 2019, _set("town_code", "大岗镇"))
        add("ad_hoc_check", 2018, _set("event_result", "待定"))
        return faults

    def _first_entries(self) -> dict[str, Spoilt]:
        """Calibrated registrations that are wrong in the extract that first has them, by row key."""
        wrong: dict[str, Change] = {
            "2018-Q1": _mistype("uscc", 18),
            "2018-Q3": _set("uscc", None),
            "2019-Q2": _set("registered_on", "2019-06-31"),
        }
        entries: dict[str, Spoilt] = {}
        for text, change in wrong.items():
            quarter = Quarter.parse(text)
            new = next(
                o
                for o in self.world.organizations
                if quarter.start <= o.registered_on <= quarter.end - timedelta(days=10)
                and not (o.is_community or o.is_federation)
            )
            entries[f"o{new.number}"] = quarter, quarter, change
        return entries

    def _doubtful_grants(self) -> dict[str, Spoilt]:
        """Calibrated grants whose recipient can't be found by its code, by row key."""
        elsewhere = self._organization(2013)

        def register_elsewhere(cells: dict[str, Cell]) -> None:
            cells.update(recipient_name=elsewhere.name, recipient_uscc=elsewhere.uscc)

        changes: dict[int, Change] = {2018: _mistype("recipient_uscc", 13), 2019: register_elsewhere}
        spoilt: dict[str, Spoilt] = {}
        for year, change in changes.items():
            grant = next(
                g
                for g in self.world.grants
                if g.fund == "special_fund" and g.approved_on.year == year and len(g.payments) == 1 and not g.community
            )
            spoilt[f"{grant.number}/1"] = Quarter(year, 1), None, change
        return spoilt
