"""The three extracts' records as an orderly office would write them: one text a cell, before any dirt.

Belongs here: choosing what a cut-off day's extract holds and the standard spelling of every value. Does not belong
here: other spellings (dirt.py), records that are wrong (faults.py), file formats (writers.py).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from include.sample import traits
from include.sample.world import Event, Grant, Organization, World

Cell = str | int | float | date | None
_NAMES_AS_OF = date(2019, 9, 30)


@dataclass
class Row:
    """One record: a key that stays the same from extract to extract, a place in the list, cells by canonical column."""

    key: str
    order: tuple[date, str]
    cells: dict[str, Cell]


def _day(day: date | None, cutoff: date) -> str | None:
    return day.isoformat() if day is not None and day <= cutoff else None


def ten_thousands(fen: int, key: str) -> str:
    """An amount in 万元 with as many decimals as whoever typed it liked; commas from 1,000 on."""
    exact = Decimal(fen) / 1_000_000
    shortest = f"{exact.normalize():,f}"
    habit = zlib.crc32(key.encode()) % 4
    return max(f"{exact:,.2f}", shortest, key=len) if habit == 1 else f"{exact:,.4f}" if habit == 2 else shortest


class Speller:
    """Writes records in the district's words."""

    def __init__(self, district: District, codes: Mapping[str, CodeList]) -> None:
        self.codes = codes
        self.towns = {t.code: t.name_on(_NAMES_AS_OF) for t in district.towns}

    def registration(self, world: World, cutoff: date) -> list[Row]:
        """The register with everyone who ever was in it."""
        return [self.organization(o, cutoff) for o in world.organizations if o.listed(cutoff)]

    def organization(self, o: Organization, cutoff: date) -> Row:
        """One organization as the register shows it on ``cutoff``."""
        known = o.known_from <= cutoff
        yes_no, status = self.codes["yes_no"], o.status(cutoff) if known else "preparing"
        cells: dict[str, Cell] = {
            "name": o.name,
            "uscc": o.uscc if known else None,
            "certificate_no": o.certificate_no,
            "legal_type": self.codes["legal_type"].zh(o.legal_type),
            "legal_representative": f"示例人{o.number:04d}",
            "phone": "示例电话",
            "domicile": o.domicile,
            "registrar": o.registrar,
            "supervisor": o.supervisor,
            "registered_on": _day(o.registered_on, cutoff) if known else None,
            "status": self.codes["status"].zh(status),
            "exited_on": _day(o.exited_on, cutoff),
            "capital_fen": o.capital / 1_000_000,
            "town_code": self.towns[o.town],
            "community_code": o.community,
            "is_community_org": yes_no.zh("yes" if o.is_community else "no"),
            "category": self.codes["category"].zh(o.category) if o.category else None,
            "is_federation": yes_no.zh("yes" if o.is_federation else "no"),
            "joined_federation_on": _day(o.joined_on, cutoff),
            "sector": self.codes["sector"].zh(traits.sector(o)),
            "is_charity": yes_no.zh("yes" if traits.is_charity(o) else "no"),
            "is_hub": yes_no.zh("yes" if traits.is_hub(o) else "no"),
            "remark": None if known else "筹备阶段，尚未登记",
        }
        first_listed = o.preparing_from or o.known_from
        return Row(f"o{o.number}", (first_listed, f"{o.number:05d}"), cells)

    def funding(self, world: World, cutoff: date) -> list[Row]:
        """The ledger of grants: the first instalment from approval on, the others once they are paid."""
        return [row for grant in world.grants for row in self.grant(grant, cutoff)]

    def grant(self, g: Grant, cutoff: date) -> list[Row]:
        """The rows of one project on ``cutoff``."""
        rows = []
        group = traits.target_group(g)
        for index, payment in enumerate(g.payments, start=1):
            paid = payment.due_on <= cutoff
            if g.approved_on > cutoff or (index > 1 and not paid):
                continue
            key = f"{g.number}/{index}"
            cells: dict[str, Cell] = {
                "project_no": g.number,
                "project_name": g.title,
                "fund": self.codes["fund"].zh(g.fund),
                "approved_on": g.approved_on.isoformat(),
                "recipient_name": g.recipient_name,
                "recipient_uscc": g.recipient_uscc,
                "town_code": self.towns[g.town],
                "community_code": g.community,
                "purpose": self.codes["purpose"].zh(g.purpose),
                "instalment": str(index),
                "awarded_fen": ten_thousands(g.awarded, key) if index == 1 else None,
                "paid_on": payment.due_on.isoformat() if paid else None,
                "paid_fen": ten_thousands(payment.stated(cutoff), key + "p") if paid else None,
                "budget_fen": ten_thousands(g.budget, key + "b") if g.budget and index == 1 else None,
                "department": self.codes["department"].zh(traits.department(g)),
                "target_group": self.codes["target_group"].zh(group) if group else None,
                "remark": None,
            }
            rows.append(Row(key, (g.approved_on, key), cells))
        return rows

    def evaluation(self, world: World, cutoff: date) -> list[Row]:
        """The ledger of supervision events."""
        return [self.event(e, cutoff) for e in world.events if e.event_on <= cutoff]

    def event(self, e: Event, cutoff: date) -> Row:
        """One event as it stands on ``cutoff``."""
        result = e.result_on(cutoff)
        cells: dict[str, Cell] = {
            "event_no": e.number,
            "event_kind": self.codes["event_kind"].zh(e.kind),
            "name": e.organization.name,
            "uscc": e.organization.uscc,
            "town_code": self.towns[e.organization.town],
            "report_year": str(e.report_year) if e.report_year else None,
            "event_on": e.event_on.isoformat(),
            "event_result": self.codes["event_result"].zh(result) if result else None,
            "due_on": e.due_on.isoformat() if e.due_on else None,
            "closed_on": _day(e.closed_on, cutoff),
            "grade": e.grade,
            "score": str(e.score) if e.score is not None else None,
            "valid_to": e.valid_to.isoformat() if e.valid_to else None,
            "disclosure_item": self.codes["disclosure_item"].zh(e.item) if e.item else None,
            "cutoff": cutoff.isoformat(),
            "remark": None,
        }
        return Row(e.number, (e.event_on, e.number), cells)
