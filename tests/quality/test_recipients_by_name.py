"""Grants whose recipient has a name and no identifier: counted, and not taken for an organization of that name."""

from __future__ import annotations

from datetime import date

import pytest
from quality_cases import GOOD, PANYU, Q3, code, instalment, organization, tidied

from govreport.district.identifiers import Identifiers
from govreport.quality.check import check_extract
from govreport.quality.conclude import judge_quarter
from govreport.quality.rules import cross_extract
from govreport.store.files import FileStore

CHARITY = Identifiers(scheme="pattern", name={"zh": "登记号", "en": "charity number"}, pattern="[0-9A-Z]{18}")


def found(files: FileStore, by: Identifiers, identifier: str | None) -> tuple[bool, bool, int]:
    """Whether E30-FUNDING and E31 pass, and how many rows are left out, of a payment after its recipient had left."""
    here = PANYU.model_copy(
        update={"identifiers": by, "sources": {n: PANYU.sources[n] for n in ("registration", "funding")}}
    )
    gone = organization(7, name="样例离会", status="deregistered", exited_on=date(2018, 1, 1))
    paid = instalment("N1", recipient_name="样例离会", recipient_uscc=identifier)
    rows = {"registration": [*GOOD["registration"], gone], "funding": [*GOOD["funding"], paid]}
    checks = [check_extract(here, tidied(files, name, rows[name]), files) for name in rows]
    rules = [rule for rule in cross_extract.RULES if rule.id in ("E30-FUNDING", "E31")]
    outcomes = {o.rule: o for o in judge_quarter(here, Q3, checks, files, rules).outcomes}
    return outcomes["E30-FUNDING"].passed, outcomes["E31"].passed, checks[1].rows_set_aside


@pytest.mark.parametrize("by", [PANYU.identifiers, CHARITY], ids=["uscc", "pattern"])
def test_a_recipient_without_identifier_counts_and_is_not_looked_up_by_its_name(tmp_path, by: Identifiers) -> None:
    files = FileStore(str(tmp_path))
    assert found(files, by, None) == (True, True, 0)  # it may be another of that name
    assert found(files, by, code(7)) == (True, False, 0)  # the number says who it is
    assert found(files, by, code(901)) == (False, True, 0)
