"""Whatever keeps a report from being signed can be ended, and an acceptance counts for what was judged and no more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from govreport.indicators.identities import RULES
from govreport.manifests.documents import Report
from govreport.quality.catalogue import SUITES
from govreport.quarter import Quarter
from govreport.reports.holding import ACCEPTED_AS
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.results import ResultStore
from tests.conftest import PROJECT
from tests.end_to_end.test_check_says_what_a_run_does import (
    GRANTS,
    REGISTER,
    Office,
    Q,
    judged_before,
    new_office,
    old_office,
    with_a_jump,
    with_another_total,
    with_fewer_rows,
)

__all__ = ["judged_before", "new_office", "old_office"]
HOLDS = sorted(
    {r.id for suite in SUITES.values() for r in suite if r.severity == "hold"} | {r for r, _ in RULES.values()}
)
"""Every rule and identity that can keep a report from being signed."""
REASON = "镇街合并后注销，已逐家核对"


@pytest.mark.parametrize("rule", HOLDS)
def test_every_hold_has_a_way_out_that_the_pages_about_it_name(rule: str) -> None:
    declared = [r for suite in SUITES.values() for r in suite if r.id == rule and r.severity == "hold"]
    accepted = rule in ACCEPTED_AS or (bool(declared) and all(r.accepted_as for r in declared))
    for language in ("zh", "en"):
        page = (PROJECT / "docs" / language / "accepting.md").read_text(encoding="utf-8")
        (line,) = [line for line in page.splitlines() if re.match(rf"\| {rule} \|", line)]
        assert ("govreport accept" in line) == accepted, line


def test_nothing_that_blocks_can_be_accepted() -> None:
    assert not [r.id for suite in SUITES.values() for r in suite if r.severity != "hold" and r.accepted_as]


def spoil(office: Office, name: str, how: Callable[[Path], None]) -> None:
    how(office.sources / name)


def run(office: Office) -> tuple[int, str]:
    return office.govreport("run", "-d", "songjian", "-q", Q, "--until", "sign")


def report(office: Office) -> Report:
    found = ResultStore(open_database(office.settings.database)).latest_report("songjian", Quarter.parse(Q), "zh")
    assert found is not None
    return found


def accept(office: Office, *more: str) -> tuple[int, str]:
    return office.govreport("accept", Q, "-d", "songjian", *more)


@pytest.mark.parametrize(("name", "how"), [(REGISTER, with_fewer_rows), (GRANTS, with_a_jump)], ids=["file", "figure"])
def test_what_is_accepted_with_a_reason_is_signed_printed_and_verified(
    name: str, how: Callable[[Path], None], old_office: Office
) -> None:
    spoil(old_office, name, how)
    assert run(old_office)[0] == 3
    draft = report(old_office)
    assert draft.held
    assert draft.holds
    assert (
        accept(old_office, "--rule", draft.holds[0].rule, "--subject", draft.holds[0].subject)[0] == 1
    )  # nobody, no reason
    for hold in draft.holds:
        assert hold.states_zh in hold.zh
        command = re.search(r"govreport accept .+?--subject \S+", hold.zh)
        assert command is not None, hold.zh
        code, said = old_office.govreport(*command[0].split()[1:], "--by", "副科长", "--reason", REASON)
        assert code == 0, said
        assert "重新运行" in said
    assert report(old_office).held  # what was made before stays what it was

    code, said = run(old_office)
    assert code == 0, said
    assert REASON in said
    signable = report(old_office)
    assert not signable.held
    assert signable.sha256 != draft.sha256
    assert {h.rule for h in signable.accepted} == {h.rule for h in draft.holds}
    assert REASON in FileStore(old_office.settings.store).get(signable.model_key).decode()
    code, said = old_office.govreport("verify", signable.sha256[:12])
    assert code == 0, said
    code, said = old_office.govreport("verify", draft.sha256[:12])
    assert code == 0, said
    assert REASON in accept(old_office)[1]


def test_another_file_is_not_accepted_with_the_first(old_office: Office, tmp_path: Path) -> None:
    original = Path(shutil.copy(old_office.sources / REGISTER, tmp_path / REGISTER))
    spoil(old_office, REGISTER, with_fewer_rows)
    run(old_office)
    for hold in report(old_office).holds:
        assert (
            accept(old_office, "--rule", hold.rule, "--subject", hold.subject, "--by", "副科长", "--reason", REASON)[0]
            == 0
        )
    shutil.copy(original, old_office.sources / REGISTER)
    with_fewer_rows(old_office.sources / REGISTER)
    from openpyxl import load_workbook

    book = load_workbook(old_office.sources / REGISTER)
    book.active.delete_rows(book.active.max_row - 2, 1)
    book.save(old_office.sources / REGISTER)
    assert run(old_office)[0] == 3
    assert report(old_office).held


def test_what_must_be_mended_cannot_be_accepted_and_ends_by_mending(old_office: Office) -> None:
    before = (old_office.sources / GRANTS).read_bytes()
    spoil(old_office, GRANTS, with_another_total)
    assert run(old_office)[0] == 3
    code, said = accept(old_office, "--rule", "E04-TOTAL", "--by", "副科长", "--reason", REASON)
    assert code == 1
    assert "不能靠接受放行" in said
    (old_office.sources / GRANTS).write_bytes(before)
    assert run(old_office)[0] == 0
