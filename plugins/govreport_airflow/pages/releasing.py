"""Signing a correction notice on its quarter's page: whose turn it is, and writing the signature.

Belongs here: that role and that call. Does not belong here: who may sign in a role (access.py), sending what is signed
(govreport.delivery.send_notices, by command).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from govreport.district.folder import District
from govreport.manifests.documents import CorrectionNotice
from govreport.store.ledger import Signature
from govreport.store.notices import NoticeStore
from govreport_airflow.pages.access import Visitor

ANYBODY = "运行值班"
"""The role in which a notice is signed where the district asks for no signatures."""


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


def may_release(visitor: Visitor, district: District, role: str) -> bool:
    """Whether the visitor may sign notices in that role."""
    return visitor.may_decide(district.id) if role == ANYBODY else visitor.may_sign(district, role)


def release(engine: Engine, notice: CorrectionNotice, role: str, by: str, comment: str) -> bool:
    """Record the signature; False where somebody was quicker."""
    return NoticeStore(engine).sign(notice, role, by, comment)
