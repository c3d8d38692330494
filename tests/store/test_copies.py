"""All copies of a quarter in one list, and what people decide about them, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, update

from govreport.errors import DeliveryError
from govreport.manifests.documents import Publication, Report
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.copies import UNDER_WAY, Copies, Copy
from govreport.store.database import open_database
from govreport.store.ledger import CopiesLedger, Ledger
from govreport.store.migrating import downgrade, upgrade
from govreport.store.publications import PublicationStore
from govreport.store.results import ResultStore
from govreport.store.writing import utc_now

REPORT, BRIEF, OTHER_BRIEF = "a" * 64, "b" * 64, "c" * 64
A, B = "a@example.org", "b@example.org"
QUARTER = Quarter(2019, 3)


@pytest.fixture
def copies(engine: Engine) -> Copies:
    ResultStore(engine).add_report(
        Report(district="panyu", quarter=QUARTER, language="zh", fingerprint="f" * 64, sha256=REPORT, files=[],
               held=False, model_key="model")
    )  # fmt: skip
    for sha in (BRIEF, OTHER_BRIEF):
        PublicationStore(engine).add(
            Publication(kind="town_brief", district="panyu", quarter=QUARTER, language="zh", town_code="440113102",
                        fingerprint="f" * 64, sha256=sha, files=[], held=False, model_key="model")
        )  # fmt: skip
    return Copies(engine)


def older(copies: Copies) -> None:
    """Let the claims be as old as a claim may be that is still under way."""
    with copies.engine.begin() as connection:
        for table in (tables.deliveries, tables.mail_copies):
            connection.execute(update(table).values(claimed_at=utc_now() - UNDER_WAY - timedelta(seconds=1)))


def only(copies: Copies, address: str = A) -> Copy:
    (found,) = [c for c in copies.of("panyu", QUARTER) if c.recipient == address]
    return found


def test_first_copies_briefs_repeats_and_tests_are_listed_together_and_never_stand_for_each_other(
    copies: Copies,
) -> None:
    for ledger, sha in (
        (Ledger(copies.engine), REPORT),
        (CopiesLedger(copies.engine, "brief"), BRIEF),
        (CopiesLedger(copies.engine, "report", 1), REPORT),
        (CopiesLedger(copies.engine, "report", 0, "Operator@example.org"), REPORT),
    ):
        assert ledger.claim(sha, A) == "claimed"
        ledger.confirm(sha, A)
        assert ledger.claim(sha, A) == "already_sent"
    listed = copies.of("panyu", QUARTER)
    assert [(c.kind, c.copy_number, c.redirected_to) for c in listed] == [
        ("report", 0, ""), ("report", 1, ""), ("report", 0, "operator@example.org"), ("brief", 0, ""),
    ]  # fmt: skip
    assert copies.of("panyu", QUARTER.next) == copies.of("elsewhere") == []
    assert {c.kind for c in copies.find("panyu", BRIEF[:6], "A@Example.org")} == {"brief"}


@pytest.mark.parametrize("brief", [False, True])
def test_a_doubt_is_settled_once_and_only_what_did_not_arrive_may_be_sent_again(copies: Copies, brief: bool) -> None:
    ledger = CopiesLedger(copies.engine, "brief") if brief else Ledger(copies.engine)
    sha = BRIEF if brief else REPORT
    for address in (A, B):
        ledger.claim(sha, address)
        ledger.doubt(sha, address, "connection lost")
    assert copies.settle(only(copies, A), arrived=True, role="管理员", comment="已收到") == "sent"
    assert copies.settle(only(copies, B), arrived=False, role="管理员", comment="没有") == "not_arrived"
    assert [ledger.claim(sha, a) for a in (A, B)] == ["already_sent", "claimed"]
    with pytest.raises(DeliveryError, match="无须处理"):
        copies.settle(only(copies, A), arrived=False, role="管理员", comment="没有")


def test_a_claim_of_this_very_moment_is_not_settled_even_if_a_rerun_has_seen_it(copies: Copies) -> None:
    ledger = Ledger(copies.engine)
    ledger.claim(REPORT, A)
    assert ledger.claim(REPORT, A) == "in_doubt"
    with pytest.raises(DeliveryError, match="正在发送"):
        copies.settle(only(copies), arrived=False, role="管理员", comment="没有")
    older(copies)
    assert copies.settle(only(copies), arrived=False, role="管理员", comment="没有") == "not_arrived"


def test_a_process_that_ends_late_does_not_undo_what_a_person_settled(copies: Copies) -> None:
    ledger = Ledger(copies.engine)
    ledger.claim(REPORT, A)
    older(copies)
    copies.settle(only(copies), arrived=True, role="管理员", comment="已收到")
    ledger.refuse(REPORT, A, "550 late")
    assert only(copies).state == "sent"


@pytest.mark.parametrize(("role", "comment"), [("", "已收到"), ("管理员", " ")])
def test_nobody_settles_anything_without_name_and_grounds(copies: Copies, role: str, comment: str) -> None:
    ledger = Ledger(copies.engine)
    ledger.claim(REPORT, A)
    ledger.doubt(REPORT, A, "lost")
    with pytest.raises(DeliveryError):
        copies.settle(only(copies), arrived=True, role=role, comment=comment)
    assert only(copies).state == "in_doubt"


def test_a_bounced_copy_is_held_until_it_is_settled(copies: Copies) -> None:
    ledger = Ledger(copies.engine)
    ledger.claim(REPORT, A)
    ledger.confirm(REPORT, A)
    assert copies.bounce(only(copies), "no such mailbox")
    assert not copies.bounce(only(copies), "no such mailbox")
    assert ledger.claim(REPORT, A) == "bounced"
    assert ledger.holders(REPORT) == []
    copies.settle(only(copies), arrived=False, role="管理员", comment="改了地址")
    assert ledger.claim(REPORT, A) == "claimed"
    assert [e.event for e in copies.events(only(copies))] == ["bounced", "not_arrived"]


def test_what_may_not_be_sent_is_recorded_in_one_step_and_never_over_what_was_sent(copies: Copies) -> None:
    ledger = Ledger(copies.engine)
    assert ledger.decline(REPORT, A, "not cleared") == "claimed"
    assert (only(copies).state, only(copies).detail) == ("refused", "not cleared")
    assert ledger.claim(REPORT, A) == "claimed"
    ledger.confirm(REPORT, A)
    assert ledger.decline(REPORT, A, "not cleared") == "already_sent"
    assert only(copies).state == "sent"


def test_another_brief_of_the_same_town_is_known_to_be_held(copies: Copies) -> None:
    ledger = CopiesLedger(copies.engine, "brief")
    ledger.claim(BRIEF, A)
    CopiesLedger(copies.engine, "brief", 0, "operator@example.org").claim(BRIEF, B)
    assert copies.holders_of_another_brief(OTHER_BRIEF) == {A}
    assert copies.holders_of_another_brief(BRIEF) == set()


def test_the_tables_can_be_taken_back_and_made_again(copies: Copies) -> None:
    with copies.engine.begin() as connection:
        connection.execute(insert(tables.deliveries).values(
            report_sha256=REPORT, recipient=A, state="sent", detail="", claimed_at=utc_now(), finished_at=utc_now()
        ))  # fmt: skip
        downgrade(connection, "0006", discard=True)
        upgrade(connection)
    assert [c.recipient for c in copies.of("panyu")] == [A]
    open_database.cache_clear()
