"""Wrong records of the six further extracts: they come on top of the calibrated ones, a few in each.

Each is a copy of a right record with a number of its own and one thing wrong. Belongs here: these records, and from
when to when they are found. Does not belong here: rules that find them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from govreport.quarter import Quarter
from include.sample import credit, plan
from include.sample.faults import Fault
from include.sample.records import Further
from include.sample.rows import Cell, Row
from include.sample.rows_further import FurtherSpeller

Change = Callable[[dict[str, Cell]], None]


def _set(column: str, value: Cell) -> Change:
    return lambda cells: cells.update({column: value})


def _mistype(column: str, position: int) -> Change:
    return lambda cells: cells.update({column: credit.mistype(str(cells[column]), position)})


class FurtherFaults:
    """The wrong records of the six extracts."""

    def __init__(self, speller: FurtherSpeller, further: Further) -> None:
        self.speller, self.further = speller, further
        self.rng = plan.stream("faults/further")
        self.by_extract: dict[str, list[Fault]] = {
            "filing": self._filing(),
            "party": self._party(),
            "linkage": self._linkage(),
            "ventures": self._ventures(),
            "donations": self._donations(),
            "activities": self._activities(),
        }

    def rows(self, extract: str, quarter: Quarter) -> list[Row]:
        """The wrong records in one extract."""
        return [f.make(quarter.end) for f in self.by_extract[extract] if f.found_in(quarter)]

    def _copies(self, extract: str, number: str | None) -> Callable[..., Fault]:
        """Makes copies of records of an extract; ``number`` is the column that tells them apart, if there is one."""
        made = 0

        def add(first: str, last: str | None, *changes: Change, where: Callable[[Row], bool] = lambda _: True) -> Fault:
            nonlocal made
            made += 1
            quarter = Quarter.parse(first)
            early = [r for r in self._rows(extract, quarter.end) if r.order[0] <= quarter.end and where(r)]
            chosen, suffix = self.rng.choice(early).key, f"!{made}"

            def make(cutoff: date) -> Row:
                found = next(r for r in self._rows(extract, cutoff) if r.key == self._now(chosen, cutoff))
                row = Row(found.key + suffix, found.order, dict(found.cells))
                if number is not None:
                    row.cells[number] = self._numbered(str(found.cells[number]), made_now)
                for change in changes:
                    change(row.cells)
                return row

            made_now = made
            return Fault(quarter, Quarter.parse(last) if last else None, make)

        return add

    def _rows(self, extract: str, cutoff: date) -> list[Row]:
        """Party and five-actor returns: the extract's own quarter only, and only of those that were always there."""
        rows = self.speller.rows(extract, self.further, cutoff)
        if extract in ("party", "linkage"):
            rows = [r for r in rows if r.order[0] == cutoff]
        return rows

    @staticmethod
    def _now(key: str, cutoff: date) -> str:
        return f"{key.split('@')[0]}@{cutoff}" if "@" in key else key

    @staticmethod
    def _numbered(number: str, serial: int) -> str:
        if number.endswith("号"):
            return f"{number[:-4]}{900 + serial}号"
        return f"{number.rsplit('-', 1)[0]}-{9000 + serial}"

    def _filing(self) -> list[Fault]:
        add = self._copies("filing", "filing_no")
        again = self._copies("filing", None)
        return [
            add("2017-Q4", "2018-Q3", _set("town_code", "石綦镇"), where=lambda r: r.cells["town_code"] == "石碁镇"),
            add("2018-Q4", None, _set("town_code", "榄核镇")),
            add("2018-Q1", None, _set("filed_on", "2017-02-30")),
            add("2019-Q2", None, _set("filed_on", "2018年11月31日")),
            add("2018-Q2", None, _set("category", "其他类")),
            add("2017-Q4", None, _set("community_code", "无")),
            add("2019-Q1", None, _set("community_code", "示例新村")),
            again("2018-Q3", None, _set("name", "示例舞蹈二队")),
            again("2019-Q3", None),
        ]

    def _party(self) -> list[Fault]:
        add = self._copies("party", None)

        def old(row: Row) -> bool:
            number = int(row.key.split("@")[0])
            return number in self._steady

        self._steady = {
            r.organization.number
            for r in self.further.party
            if r.as_of == plan.QUARTERS[0].end and r.organization.exited_on is None
        }
        return [
            add("2017-Q4", None, _set("as_of", "2015-12-31"), where=old),
            add("2018-Q2", None, _mistype("uscc", 12), where=old),
            add("2018-Q4", None, _mistype("uscc", 17), where=old),
            add("2018-Q1", "2018-Q4", _set("party_form", "筹建中"), where=old),
            add("2019-Q1", None, _set("party_form", None), where=old),
            add("2019-Q3", None, _set("members", "若干"), where=old),
            add("2018-Q3", None, _set("as_of", "2018-09-31"), where=old),
            add("2019-Q2", None, _set("members", "0"), where=old),
        ]

    def _linkage(self) -> list[Fault]:
        add = self._copies("linkage", None)
        return [
            add("2017-Q4", None, _set("as_of", "2017-11-30")),
            add("2018-Q1", "2019-Q1", _set("town_code", "大岗镇")),
            add("2018-Q3", None, _set("started_on", "2018-11-31")),
            add("2018-Q4", None, _set("deliberations", "多次")),
            add("2019-Q3", None, _set("deliberations", "9")),
        ]

    def _ventures(self) -> list[Fault]:
        add = self._copies("ventures", "project_no")
        again = self._copies("ventures", None)
        return [
            add("2017-Q4", None, _set("due_on", "2017-06-31")),
            add("2018-Q2", None, _set("stage", "公示")),
            add("2018-Q3", None, _set("grant_fen", "三千余元"), where=lambda r: r.cells["grant_fen"] is not None),
            add("2019-Q2", None, _set("field", "慈善超市")),
            again("2018-Q4", None, where=lambda r: r.cells["stage"] == "申报"),
        ]

    def _donations(self) -> list[Fault]:
        add = self._copies("donations", "donation_no")
        again = self._copies("donations", None)

        def cash(row: Row) -> bool:
            return row.cells["cash_fen"] is not None

        return [
            add("2017-Q4", None, _set("received_on", "2017-09-31")),
            add("2018-Q2", None, _set("town_code", "黄阁镇")),
            add("2018-Q4", None, _set("cash_fen", "约三千元"), where=cash),
            add("2019-Q1", None, _set("received_on", "2091-03-05")),
            add("2019-Q2", None, _set("donor_class", "匿名"), where=cash),
            again("2019-Q3", None, where=cash),
        ]

    def _activities(self) -> list[Fault]:
        add = self._copies("activities", None)
        strangers = iter(self.rng.sample(self._unseen(), 6))

        def somebody(*changes: Change) -> tuple[Change, ...]:
            """Another participant, so that the row repeats none."""
            name, uscc, town = next(strangers)
            return (_set("name", name), _set("uscc", uscc), _set("town_code", town), *changes)

        def training(row: Row) -> bool:
            return row.cells["activity_kind"] == "培训" and row.cells["uscc"] is not None

        return [
            add("2018-Q1", None, *somebody(_set("held_on", "2018-02-30")), where=training),
            add("2017-Q4", None, *somebody(_mistype("uscc", 14)), where=training),
            add("2018-Q3", None, *somebody(_set("people", "99")), where=training),
            add("2019-Q1", None, *somebody(_set("activity_kind", "团建")), where=training),
            add("2019-Q3", None, *somebody(_set("town_code", "石綦镇")), where=training),
            add("2019-Q2", None, *somebody(_set("attendances", "-3")), where=training),
        ]

    def _unseen(self) -> list[tuple[str, str, str]]:
        """Name, code and town of organizations that are there throughout and took part in nothing."""
        seen = {a.uscc for a in self.further.activities}
        first = [r.organization for r in self.further.party if r.as_of == plan.QUARTERS[0].end]
        unseen = [o for o in first if o.exited_on is None and o.uscc not in seen]
        return [(o.name, o.uscc, self.speller.towns[o.town]) for o in unseen]
