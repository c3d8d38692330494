"""The page of the last audit: for operators, in both languages, and only what the installation recorded itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from govreport.errors import Message
from govreport.operations.audit import Audited, Fault, record_outcome
from govreport.settings import Settings
from govreport.store.database import open_results
from govreport.store.writing import utc_now

pytestmark = pytest.mark.airflow
PAGE = "/govreport/audit"


def test_operators_see_the_last_audit_and_others_dont(
    visit: Callable[[str | None], Any], installation: Settings
) -> None:
    who = ("op", "neighbour", "viewer", "nobody", None)
    assert [visit(name).get(PAGE).status_code for name in who] == [200, 200, 403, 403, 401]
    assert "No audit yet." in visit("op").get(f"{PAGE}?lang=en").text
    assert PAGE in visit("op").get("/govreport/?lang=zh").text
    assert PAGE not in visit("viewer").get("/govreport/?lang=zh").text


def test_it_says_what_was_changed_and_shows_no_outcome_that_somebody_inserted(
    visit: Callable[[str | None], Any], installation: Settings
) -> None:
    engine, op = open_results(installation), visit("op")
    found = Audited(lines=30, facts=24, files=19, head="a" * 64)
    record_outcome(installation, found, "weekly")
    shown = op.get(f"{PAGE}?lang=en").text
    assert "All is as it was recorded." in shown
    assert found.head in shown
    fault = Fault(Message("某项写入后被改动。", "Something was changed afterwards."), utc_now())
    record_outcome(installation, replace(found, faults=[fault]), "weekly")
    forged = (
        "INSERT INTO audits SELECT sequence + 9, audited_at, 'forged', lines, facts, files, head, 0, '[]' FROM audits"
    )
    with engine.begin() as connection:
        connection.execute(text(forged))
    for language, said in (("zh", "写入后被改动"), ("en", "changed afterwards")):
        shown = op.get(f"{PAGE}?lang={language}").text
        assert said in shown
        assert "audit-finds-something.md" in shown
        assert "forged" not in shown
