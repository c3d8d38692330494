"""Which copy of which document a bounced mail is about, found by its Message-ID, and the ledger told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

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


_ELSEWHERE = "所报地址不是该份的收件人（the address isn't that copy's recipient）："


def match_bounces(
    copies: Copies, districts: Iterable[str], bounces: Iterable[Bounce], *, by: str = ""
) -> list[MatchedBounce]:
    """Match each bounce with its copy; the copy of one that failed becomes ``bounced`` in the ledger.

    One that may as well be a delay changes nothing but the copy's history, until somebody (``by``) who has read it says
    that it is a bounce. Nothing is sent again for it: a person settles it first.
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
        if bounce.action == "unknown" and by:
            bounce = replace(bounce, action="failed", reason=f"{by}：{bounce.reason}")
        elsewhere = copy is not None and bounce.address and not _is_to(copy, bounce.address)
        if elsewhere and bounce.action == "failed" and not by:
            # Whoever has seen one mail knows its Message-ID; it says nothing of a mailbox that the mail never went to.
            bounce = replace(bounce, action="unknown", reason=f"{_ELSEWHERE}{bounce.address}：{bounce.reason}")
        changed = False
        if copy is not None and bounce.action == "failed":
            changed = copies.bounce(copy, bounce.sentence().zh)
        elif copy is not None and bounce.action == "unknown":
            changed = copies.unclear(copy, bounce.sentence().zh)
        matches.append(MatchedBounce(bounce, copy, district, changed))
    return matches


def _is_to(copy: Copy, address: str) -> bool:
    """Whether the copy went to this address."""
    return address.strip("<> ").casefold() in (copy.recipient.casefold(), copy.redirected_to.casefold())
