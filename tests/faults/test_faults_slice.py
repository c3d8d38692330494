"""A slice of the fault suite: twenty-two faults in the cheaper stages, and that the suite would notice a difference."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from govreport.store import tables
from tests.faults import damage, hostile, kills, machine, mail, tampering, together
from tests.faults.lab import Lab
from tests.faults.outcome import DIED, DOUBT, SAID, Fault
from tests.faults.postgres import with_postgres
from tests.faults.run import plan, run
from tests.faults.story import DISTRICT, QUARTER
from tests.fixtures.personal_numbers import NUMBERS, carriers

STAGES = ("collect", "tidy", "conclude", "verify", "sign", "deliver")
SHARES: dict[Fault, int] = {
    kills.killed_inside: 6,
    kills.killed_at_the_end: 2,
    kills.killed_at_work: 1,
    machine.connection_cut: 2,
    mail.bad_mail_server: 3,
    machine.file_too_large: 1,
    machine.clock_jumps: 1,
    machine.zone_changes: 1,
    together.same_stage_twice: 1,
    damage.damaged_file: 2,
    damage.half_uploaded: 1,
    damage.growing: 1,
}


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    # Outside pytest's private folders: PostgreSQL runs as another user where the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="govreport-faults-"))
    folder.chmod(0o755)
    lab = Lab(folder / "lab", STAGES)
    lab.rehearse()
    with with_postgres(lab, folder / "pg"):
        yield lab
    shutil.rmtree(folder, ignore_errors=True)


def test_after_each_fault_the_same_again_gives_what_an_undisturbed_run_gives(lab: Lab) -> None:
    outcomes = run(lab, plan(22, random.Random(7), SHARES), seed=7)
    assert len(outcomes) == 22
    assert [o for o in outcomes if o.failures] == []
    assert {DIED, SAID, DOUBT} <= {o.how for o in outcomes}
    assert all(o.said for o in outcomes if o.how == SAID)


def test_what_somebody_changed_or_made_to_hurt_is_noticed_and_nothing_else_is_accused(lab: Lab) -> None:
    table = tables.metadata.tables
    listed: list[Fault] = [
        partial(tampering.database, kind="added", tamper=tampering.row_added(table["observations"]), accused=1),
        partial(tampering.database, kind="changed", tamper=tampering.row_changed(table["deliveries"]), accused=2),
        partial(tampering.database, kind="log", tamper=tampering.LOG["a line added under another key"]),
        partial(tampering.before_sending, what="who signed"),
        partial(hostile.hostile_yaml, what="signatures named twice"),
        partial(hostile.hostile_extract, what="a field stated twice"),
    ]
    outcomes = run(lab, listed, seed=7)
    assert [o for o in outcomes if o.failures] == []
    assert {o.how for o in outcomes} == {tampering.AUDIT, tampering.SENDING, tampering.READING}
    assert all(o.said for o in outcomes)


def test_a_telephone_or_identity_number_is_in_nothing_that_was_made_but_what_must_show_it(lab: Lab) -> None:
    """Reports, workbook, mails, archive, explanations, verdict, what is set aside, database: all are looked through."""
    with lab.case("publish") as case, case.mail_server():
        for number, data in enumerate(lab.posted):
            (case.var / f"{number}.eml").write_bytes(data)
        done = case.run(stages=("publish",))
        sheets = case.run(command=("corrections", "sheets", QUARTER, "--district", DISTRICT, "--out", str(case.var)))
        page = case.run(
            command=("explain", QUARTER, "R01", "--district", DISTRICT, "--records", str(case.var / "r01.csv"))
        )
        for ended in (done, sheets, page):
            assert ended.code == 0, ended.said
            assert not any(number in ended.said for number in NUMBERS)
        found = carriers(case.var, apart=("store/raw/", "handed-on/"))
        # The rows themselves, whose names are what they are; and what asks the office for another value of the cell.
        shown = ("store/tidy/", "store/corrections/", "更正单-")
        assert {name for name in found if not name.startswith(shown)} == set()
        assert any(name.startswith("更正单-") for name in found)
    assert lab.posted
    assert carriers(lab.story["collect"].before / "home" / "include" / "sample"), "they were never planted"


def test_a_file_a_row_or_a_mail_too_many_would_be_noticed(lab: Lab) -> None:
    with lab.case("verify") as case:
        assert case.run(stages=("verify",), kill_at=("commit", 1)).code == -9
        unfinished = case.unlike("verify")
        told, *rows = unfinished
        assert told.startswith("store: told/"), "what readers knew before, kept when the figures are proved"
        assert [line.split(":")[0] for line in rows] == ["log", "runs", "run_vintages"]

        assert case.run(stages=("verify",)).code == 0
        assert case.unlike("verify") == []
        stray = case.var / "store" / "tidy" / "00" / "00ff.parquet"
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"half")
        assert case.unlike("verify") == [
            "tidy/00/00ff.parquet isn't what its name says",
            "store: tidy/00/00ff.parquet is new",
        ]
    with lab.case("deliver") as case, case.mail_server() as postmaster:
        assert case.run(stages=("deliver",)).code == 0
        postmaster.accepted.append(postmaster.accepted[0])
        (line,) = case.unlike("deliver")
        assert line.startswith("mails: ")
