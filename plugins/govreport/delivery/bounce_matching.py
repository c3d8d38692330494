"""Bounces, brought home: which copy of which document a notification is about, and the ledger told of it.

Belongs here: finding the copy by its Message-ID. Does not belong here: reading notifications
(delivery/mail/bounces.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govreport.delivery.mail.bounces import Bounce
from govreport.delivery.mail.marking import Marking
from govreport.store.copies import Copies, Copy


@dataclass(frozen=True)
class Returned:
    """A notification with its copy."""

    bounce: Bounce
    copy: Copy | None
    """None where none of our mails has that Message-ID."""
    district: str
    changed: bool
    """Whether the ledger learnt something new."""


def bring_home(copies: Copies, districts: Iterable[str], bounces: Iterable[Bounce]) -> list[Returned]:
    """Match each notification with its copy; the copy of one that failed becomes ``bounced`` in the ledger.

    Nothing is sent again for it: a person settles it first.
    """
    known = {
        Marking(copy.copy_number, copy.redirected_to).identity(copy.sha256, copy.recipient): (district, copy)
        for district in districts
        for copy in copies.of(district)
    }
    found = []
    for bounce in bounces:
        district, copy = known.get(bounce.identity, ("", None))
        changed = copy is not None and bounce.action == "failed" and copies.bounce(copy, bounce.sentence().zh)
        found.append(Returned(bounce, copy, district, changed))
    return found
