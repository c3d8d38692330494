"""Signatures, and who authenticated when one was given: a line of the log in the signature's transaction.

A signature has a role and an office that somebody wrote; the line has the account that was logged in, and how that is
known. No row states it, so it is there only for what was signed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from govreport.errors import Message
from govreport.store import log
from govreport.vocabulary import AUTHENTICATED

KIND: Final = "authentication"
"""The kind of line."""
AIRFLOW, ACCOUNT = "airflow", "account"
"""How somebody is known: as a user whom Airflow let in, or by the operating system's account."""


class Authenticated(NamedTuple):
    """Who was there when a signature was given."""

    account: str
    """The user id in Airflow, or the account's name."""
    how: str

    @property
    def in_words(self) -> Message:
        """Airflow 用户 reviewer."""
        how = AUTHENTICATED.get(self.how, Message(self.how, self.how))
        return Message(f"{how.zh} {self.account}", f"{how.en} {self.account}")


class Signature(NamedTuple):
    """Who signed a report or a notice, when (UTC) and with which words."""

    role: str
    signer: str
    comment: str
    signed_at: datetime
    authenticated: Authenticated | None = None
    """Which account gave it; None where that wasn't recorded."""


def record_authentication(connection: Connection, sha256: str, role: str, who: Authenticated | None) -> None:
    """Record who signed ``sha256`` as ``role``; nothing where nobody did, as in a district without sign-off."""
    if who is not None:
        log.record_statement(connection, KIND, {"sha256": sha256, "role": role, "account": who.account, "how": who.how})


def authentications(connection: Connection, sha256: str) -> Mapping[str, Authenticated]:
    """Role -> who authenticated, as far as this installation recorded it."""
    found: dict[str, Authenticated] = {}
    for said, _ in log.statements(connection, KIND):
        names = {"sha256", "role", "account", "how"}
        if said.get("sha256") == sha256 and names <= set(said) and log.is_ours(connection, KIND, said):
            found.setdefault(str(said["role"]), Authenticated(str(said["account"]), str(said["how"])))
    return found
