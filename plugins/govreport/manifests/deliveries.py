"""What deliver hands on: one row a copy."""

from __future__ import annotations

from typing import Literal

from govreport.manifests.base import Manifest


class DeliveryRow(Manifest):
    """What became of one recipient's copy (deliver)."""

    report_sha256: str
    recipient: str
    """Address."""
    state: Literal[
        "claimed", "sent", "refused", "failed", "in_doubt", "withheld", "already_sent", "bounced", "not_arrived"
    ]
    detail: str = ""
