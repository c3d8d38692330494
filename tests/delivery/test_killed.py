"""kill -9 of the delivering process at each of its steps: nobody gets two copies, and what nobody knows is shown."""

from __future__ import annotations

import multiprocessing
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from govreport.district.folder import District
from govreport.store import copies as copies_module
from govreport.store.copies import UNSETTLED, Copies
from govreport.store.database import open_database
from govreport.store.results import ResultStore
from tests.delivery import crashing
from tests.fixtures.mails import TEMPLATES, attachments
from tests.fixtures.report_model import make_model, make_report
from tests.fixtures.smtp import Postmaster, smtp_server

pytestmark = pytest.mark.slow

KILLS = 50
PEOPLE = [f"r{n}@panyu.example" for n in range(3)]
MODEL = make_model(district_id="panyu")
REPORT = make_report(MODEL)


@pytest.fixture(scope="module")
def processes() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.delivery.crashing_warm"])
    return context


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database that knows the report; each case starts from a copy."""
    path = tmp_path_factory.mktemp("template") / "results.sqlite"
    engine = open_database(f"sqlite:///{path}")
    ResultStore(engine).add_report(REPORT)
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Postmaster, int]]:
    postmaster = Postmaster()
    with smtp_server(postmaster) as port:
        yield postmaster, port


class Case:
    """One report on its way to three people."""

    def __init__(self, processes: Any, district: District, url: str, port: int) -> None:
        self.processes, self.url, self.port = processes, url, port
        self.job = {
            "report": REPORT.model_dump_json(),
            "model": MODEL.model_dump_json(),
            "recipients": [
                {"role": "收件人", "address": a, "clearance": "internal", "formats": ["pdf"]} for a in PEOPLE
            ],
            "district": district,
            "attachments": attachments(MODEL),
            "templates": str(TEMPLATES),
        }

    @contextmanager
    def _process(self, step: str | None, address: str) -> Iterator[tuple[Any, Connection]]:
        here, there = self.processes.Pipe()
        process = self.processes.Process(
            target=crashing.run, args=(self.url, self.port, self.job, step, address, there)
        )
        process.start()
        there.close()
        try:
            yield process, here
        finally:
            process.kill()
            process.join()

    def killed_at(self, step: str, address: str) -> None:
        with self._process(step, address) as (process, line):
            assert line.recv() == step
            process.kill()  # SIGKILL
            process.join()
            assert process.exitcode == -9

    def finished(self) -> dict[str, str]:
        with self._process(None, "") as (_, line):
            states: dict[str, str] = line.recv()
        return states


def test_a_process_killed_anywhere_never_makes_a_second_copy(
    processes: Any,
    panyu: District,
    database: Path,
    server: tuple[Postmaster, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    postmaster, port = server
    chance = random.Random(20190930)
    plan = [(crashing.STEPS[n % len(crashing.STEPS)], chance.choice(PEOPLE)) for n in range(KILLS)]
    monkeypatch.setattr(copies_module, "UNDER_WAY", timedelta(0))
    for number, (step, victim) in enumerate(plan):
        postmaster.accepted.clear()
        path = tmp_path / f"{number}.sqlite"
        shutil.copy(database, path)
        case = Case(processes, panyu, f"sqlite:///{path}", port)
        case.killed_at(step, victim)
        states = case.finished()
        arrived = Counter(postmaster.recipients)
        assert max(arrived.values()) == 1, (step, victim)

        copies = Copies(open_database(case.url))
        waiting = [c for c in copies.of("panyu", REPORT.quarter) if c.state in UNSETTLED]
        unknown = step in ("after claim", "during DATA", "after DATA")
        assert [c.recipient for c in waiting] == ([victim] if unknown else []), (step, victim)
        assert states[victim] == {"before claim": "sent", "after confirm": "already_sent"}.get(step, "in_doubt")
        assert arrived[victim] == (0 if step in ("after claim", "during DATA") else 1), (step, victim)

        for copy in waiting:  # the operator asks, and says what is true
            copies.settle(copy, arrived=arrived[victim] == 1, role="管理员", comment="查了邮件服务器日志")
        if unknown:
            case.finished()
        assert Counter(postmaster.recipients) == Counter(PEOPLE), (step, victim)
        copies.engine.dispose()


def test_what_may_still_be_under_way_is_not_settled(
    processes: Any, panyu: District, database: Path, server: tuple[Postmaster, int], tmp_path: Path
) -> None:
    from govreport.errors import DeliveryError

    path = tmp_path / "results.sqlite"
    shutil.copy(database, path)
    case = Case(processes, panyu, f"sqlite:///{path}", server[1])
    case.killed_at("after claim", PEOPLE[0])
    copies = Copies(open_database(case.url))
    (copy,) = copies.of("panyu", REPORT.quarter)
    with pytest.raises(DeliveryError, match="15"):
        copies.settle(copy, arrived=False, role="管理员", comment="着急")
