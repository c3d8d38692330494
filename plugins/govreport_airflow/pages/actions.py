"""What the pages write into the ledgers: the answer about a copy in doubt, and the signature on a correction notice.

Who may do either is decided in access.py; a signed notice is sent by command (govreport.delivery.send_notices).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from govreport.district.folder import District
from govreport.errors import Message
from govreport.manifests.documents import CorrectionNotice
from govreport.overview.model import QuarterRecord
from govreport.settings import Settings
from govreport.store.authenticated import AIRFLOW, Authenticated, Signature
from govreport.store.copies import Copies, Copy
from govreport.store.notices import NoticeStore
from govreport_airflow.pages.access import Visitor

ANYBODY = "运行值班"
"""The role in which a notice is signed where the district asks for no signatures."""


def copy_name(copy: Copy) -> str:
    """What a form calls a copy: nothing in it can be read or made up into an address."""
    parts = (copy.kind, copy.sha256, copy.recipient, str(copy.copy_number), copy.redirected_to)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def open_copy(record: QuarterRecord, name: str) -> Copy | None:
    """The quarter's copy of that name that waits for an answer; None where there is none (any more)."""
    return next((d.copy for d in record.deliveries if d.is_open and copy_name(d.copy) == name), None)


def settle(engine: Engine, copy: Copy, *, arrived: bool, by: str, comment: str) -> str:
    """Record the answer; returns the copy's new state. Raises DeliveryError where somebody was quicker."""
    return Copies(engine).settle(copy, arrived=arrived, role=by, comment=comment)


class Release(NamedTuple):
    """How far a notice is."""

    signatures: Sequence[Signature]
    role: str
    """Whose turn it is; "" where nobody's signature is missing."""


def release_of(engine: Engine, district: District, notice: CorrectionNotice) -> Release:
    """Who has signed a notice, and who comes next in the district's order."""
    signed = NoticeStore(engine).signatures(notice)
    if not district.signoff:
        return Release(signed, "" if signed else ANYBODY)
    roles = {signature.role for signature in signed}
    return Release(signed, next((role for role in district.signoff if role not in roles), ""))


def turns_of(engine: Engine, district: District, record: QuarterRecord) -> Mapping[str, Message]:
    """Hash of each newest edition that waits for a signature -> whose turn it is, and who was told of it."""
    # Imported here: the api-server needs what makes such mails for no other page.
    from govreport.release.turns import turn_in

    newest = {edition.report.language: edition for edition in reversed(record.editions)}.values()
    redirect = Settings().mail_redirect or ""
    return {
        e.report.sha256: turn_in(engine, district, e.report, e.missing[0], redirect).in_words
        for e in newest
        if e.state == "awaiting"
    }


def may_release(visitor: Visitor, district: District, role: str) -> bool:
    """Whether the visitor may sign notices in that role."""
    return visitor.may_decide(district.id) if role == ANYBODY else visitor.may_sign(district, role)


def release(
    engine: Engine, notice: CorrectionNotice, role: str, by: str, comment: str, user: str | None = None
) -> bool:
    """Record the signature, and which user gave it; False where somebody was quicker."""
    who = Authenticated(user, AIRFLOW) if user else None
    return NoticeStore(engine).sign(notice, role, by, comment, who)
