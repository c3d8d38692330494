"""What deliver hands on: one row a copy."""

from __future__ import annotations

from typing import Literal

from govreport.manifests.base import Manifest

DEALT_WITH = ("sent", "already_sent", "withheld", "outbox", "would_send")
"""States of copies that nobody need look into."""


class DeliveryRow(Manifest):
    """What became of one recipient's copy (deliver)."""

    report_sha256: str
    recipient: str
    """Address."""
    state: Literal[
        "claimed",
        "sent",
        "refused",
        "failed",
        "in_doubt",
        "withheld",
        "already_sent",
        "bounced",
        "not_arrived",
        "outbox",
        "would_send",
    ]
    """``outbox``: put into a folder and sent to nobody; ``would_send``: what a rehearsal found."""
    detail: str = ""
