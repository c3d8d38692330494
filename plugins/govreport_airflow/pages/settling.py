"""Writing an operator's answer about a copy in doubt into the ledger: the only thing that the pages write.

Belongs here: finding the copy that was meant, and that call. Does not belong here: who may make it (access.py), what
the ledger does with it (govreport.store.copies).
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Engine

from govreport.overview.model import QuarterRecord
from govreport.store.copies import Copies, Copy


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
