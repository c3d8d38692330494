"""A process that delivers one report and stops dead where it is told to, so that the test can kill it there.

It runs the real delivery with the real ledger and speaks SMTP to a real server; only the places to die are put in.
Started through multiprocessing's fork server, which has imported everything, so that fifty of them take seconds.
"""

from __future__ import annotations

import time
from multiprocessing.connection import Connection
from pathlib import Path
from smtplib import SMTP
from typing import Any

from govreport.delivery.mail.deliver import Sender, deliver
from govreport.delivery.mail.message import MailContent
from govreport.delivery.mail.transports import SmtpTransport
from govreport.district.recipients import Recipient
from govreport.manifests.documents import Report
from govreport.reports.model import ReportModel
from govreport.store.database import open_database
from govreport.store.ledger import Claim, Ledger

STEPS = ("before claim", "after claim", "during DATA", "after DATA", "after confirm")


class Place:
    """Where to stop: at one step of one recipient's copy."""

    def __init__(self, step: str | None, address: str, line: Connection) -> None:
        self.step, self.address, self.line = step, address, line

    def reached(self, step: str, address: str) -> None:
        if step == self.step and address == self.address:
            self.line.send(step)
            time.sleep(3600)  # the test kills us here

    def is_here(self, step: str, address: str) -> bool:
        return step == self.step and address == self.address


class StoppingLedger(Ledger):
    """The ledger of the database, with places to die around its steps."""

    place: Place

    def claim(self, sha256: str, address: str, through: str = "") -> Claim:
        self.place.reached("before claim", address)
        claim = super().claim(sha256, address, through)
        self.place.reached("after claim", address)
        return claim

    def confirm(self, sha256: str, address: str, detail: str = "") -> None:
        super().confirm(sha256, address, detail)
        self.place.reached("after confirm", address)


class StoppingTransport(SmtpTransport):
    """The transport, with a place to die half-way through the content and one once the server has accepted it."""

    place: Place

    def _data(self, client: SMTP, data: bytes, recipient: str) -> None:
        if self.place.is_here("during DATA", recipient):
            client.docmd("DATA")
            client.send(data[: len(data) // 2])
        self.place.reached("during DATA", recipient)
        super()._data(client, data, recipient)
        self.place.reached("after DATA", recipient)


def run(database: str, port: int, job: dict[str, Any], step: str | None, address: str, line: Connection) -> None:
    """Deliver; send the rows' states through ``line`` where nothing stops it."""
    place = Place(step, address, line)
    ledger, transport = StoppingLedger(open_database(database)), StoppingTransport("127.0.0.1", port, "none")
    ledger.place = transport.place = place
    content = MailContent(
        Report.model_validate_json(job["report"]),
        ReportModel.model_validate_json(job["model"]),
        job["attachments"],
        Path(job["templates"]),
    )
    recipients = [Recipient.model_validate(r) for r in job["recipients"]]
    rows = deliver(content, recipients, Sender(job["district"], ledger, transport))
    line.send({row.recipient: row.state for row in rows})
