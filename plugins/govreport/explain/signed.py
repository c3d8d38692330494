"""In which state a report is that prints a figure, and who signed it, in the words of all other pages."""

from __future__ import annotations

from datetime import UTC

from govreport.district.folder import District
from govreport.errors import Message
from govreport.explain.explanation import Printed
from govreport.vocabulary import NO_SIGNATURE, REPORTS


def signing(district: District, printed: Printed) -> tuple[Message, Message]:
    """What state a report is in, and by whom it was signed."""
    asked, zone = district.signoff, district.tz
    own = [s for s in printed.signatures if s.role in asked]
    signed = "；".join(f"{s.role} {s.signer} {s.signed_at.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d}" for s in own)
    if printed.report.held:
        state = "held"
    elif not asked:
        return REPORTS["issued"], NO_SIGNATURE
    else:
        state = "signed" if {s.role for s in own} >= set(asked) else "awaiting"
    return REPORTS[state], Message(signed, signed) if signed else Message("未签发", "not signed")
