"""Which copy of which document a bounced mail is about, found by its Message-ID, and the ledger told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govreport.delivery.mail.bounces import Bounce
from govreport.delivery.mail.marking import Marking
from govreport.store.copies import Copies, Copy


@dataclass(frozen=True)
class MatchedBounce:
    """A bounce with the copy that it is about."""

    bounce: Bounce
    copy: Copy | None
    """None where none of our mails has that Message-ID."""
    district: str
    changed: bool
    """Whether the ledger didn't know it yet."""


def match_bounces(copies: Copies, districts: Iterable[str], bounces: Iterable[Bounce]) -> list[MatchedBounce]:
    """Match each bounce with its copy; the copy of one that failed becomes ``bounced`` in the ledger.

    Nothing is sent again for it: a person settles it first.
    """
    # A Message-ID is a hash of the copy, so it can't be read back; that of every known copy is computed instead.
    known = {
        Marking(copy.copy_number, copy.redirected_to).identity(copy.sha256, copy.recipient): (district, copy)
        for district in districts
        for copy in copies.of(district)
    }
    matches = []
    for bounce in bounces:
        district, copy = known.get(bounce.identity, ("", None))
        changed = copy is not None and bounce.action == "failed" and copies.bounce(copy, bounce.sentence().zh)
        matches.append(MatchedBounce(bounce, copy, district, changed))
    return matches
