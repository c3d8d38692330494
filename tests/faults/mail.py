"""Mail servers that are down, slow, refuse or lie; and the operator who settles what nobody else can know."""

from __future__ import annotations

import random
import socket
from collections import Counter
from typing import Any

from sqlalchemy import NullPool, create_engine, select

from govreport.store import tables
from tests.faults.lab import Case, Lab, mail_settings
from tests.faults.outcome import DOUBT, SAID, Outcome
from tests.fixtures.smtp import Postmaster


class Moody(Postmaster):
    """Answers as told."""

    def __init__(self, mood: str, victim: str) -> None:
        super().__init__()
        self.mood = mood
        match mood:
            case "accepts and hangs up":
                self.dropping.add(victim)
            case "refuses the content":
                self.unwanted.add(victim)
            case "knows no such mailbox":
                self.unknown.add(victim)
            case "hangs up at the envelope":
                self.hang_up_at_rcpt = True
            case "takes its time":
                self.slow[victim] = 2
            case "accepts and says nothing":
                self.silent.add(victim)
        self.victim = victim

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.mood == "asks to come later" and address == self.victim:
            return "451 4.7.1 greylisted, try again later"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:  # noqa: N802
        if self.mood == "hangs up at hello":
            server.transport.abort()
        return await super().handle_EHLO(server, session, envelope, hostname, responses)


MOODS = (
    "is down",
    "hangs up at hello",
    "hangs up at the envelope",
    "knows no such mailbox",
    "asks to come later",
    "refuses the content",
    "accepts and hangs up",
    "takes its time",
    "accepts and hangs up",
)
SILENT = "accepts and says nothing"
"""Costs the whole time-out of the transport."""


def bad_mail_server(lab: Lab, chance: random.Random) -> Outcome:
    """One mood, one victim."""
    return _mood(lab, chance, chance.choice(MOODS))


def silent_mail_server(lab: Lab, chance: random.Random) -> Outcome:
    """The answer never comes."""
    return _mood(lab, chance, SILENT)


def _mood(lab: Lab, chance: random.Random, mood: str) -> Outcome:
    victim = chance.choice(sorted(address for address, _ in lab.mails))
    outcome = Outcome("mail server down, slow, refusing or lying", f"{mood} ({victim})")
    with lab.case("deliver") as case:
        if mood == "is down":
            case.environment |= mail_settings(_closed_port())
            ended = case.run(stages=("deliver",))
        else:
            with case.mail_server(Moody(mood, victim)):
                ended = case.run(stages=("deliver",))
        outcome.ended(ended)
        expected = 0 if mood == "takes its time" else 1
        outcome.expect(ended.code == expected, f"it ended with {ended.code}: {ended.said[-800:]}")
        if expected and mood not in ("is down", "hangs up at hello", "hangs up at the envelope"):
            outcome.expect(victim in outcome.said or victim in ended.said, f"{victim} isn't named: {ended.said[-800:]}")
        with case.mail_server():  # mended
            again = case.run(stages=("deliver",))
            doubtful = settle(case)
            outcome.expect(bool(doubtful) == (mood in ("accepts and hangs up", SILENT)), f"in doubt: {doubtful}")
            outcome.expect(
                (again.code == 1) == bool(doubtful), f"the rerun ended with {again.code}: {again.said[-800:]}"
            )
            if doubtful:
                outcome.how = DOUBT
                case.run(stages=("deliver",))
            elif expected:
                outcome.expect(outcome.how == SAID, "nothing was said")
            outcome.failures += case.unlike("deliver", decided=bool(doubtful))
    return outcome


def settle(case: Case) -> list[str]:
    """What an operator does about copies in doubt: he looks at the mail server's log and says what is true there."""
    d = tables.deliveries
    engine = create_engine(case.database, poolclass=NullPool)
    with engine.connect() as connection:
        query = select(d.c.report_sha256, d.c.recipient).where(d.c.state == "in_doubt")
        doubtful = [tuple(row) for row in connection.execute(query)]
    arrived = Counter(address for address, _ in case.mails().elements())
    for sha256, address in doubtful:
        answer = "--arrived" if arrived[address] else "--not-arrived"
        said = ("--by", "管理员", "--comment", "查了邮件服务器日志")
        # A quarter of an hour must have passed since the claim.
        ended = case.run(command=("settle", sha256[:12], address, answer, *said), clock=0.02)
        assert ended.code == 0, ended.said
    return [address for _, address in doubtful]


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
