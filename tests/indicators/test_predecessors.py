"""A quarter whose predecessors were left out says so in one sentence."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import insert

from govreport.context import Context
from govreport.district.folder import District
from govreport.indicators.vintages.predecessors import missing_predecessors, what_is_missing
from govreport.quarter import Quarter
from govreport.reports.documents.note_text import note_text
from govreport.reports.documents.operators_note import operators_note
from govreport.settings import Settings
from govreport.store import tables
from tests.reports.fictional import fictional_inputs


@pytest.fixture
def context(settings: Settings, panyu: District) -> Context:
    return Context(settings, panyu, Quarter(2019, 3))


def measured(context: Context, quarter: str, source: str) -> None:
    """A run of ``source`` has stated ``quarter``."""
    name, moment = f"{quarter}-{source}", datetime(2020, 1, 1)  # noqa: DTZ001 - as the database keeps it
    with context.results.engine.begin() as connection:
        connection.execute(
            insert(tables.verdicts).values(
                sha256=name, district="panyu", quarter=source, state="pass", document="{}", created_at=moment
            )
        )
        connection.execute(
            insert(tables.vintages).values(
                id=name, district="panyu", quarter=quarter, source_quarter=source, verdict_sha256=name,
                catalogue_sha256="", reference_sha256="", created_at=moment,
            )
        )  # fmt: skip


def test_the_quarter_before_and_that_of_last_year_are_missed_until_they_have_been_run(context: Context) -> None:
    assert missing_predecessors(context) == [Quarter(2018, 3), Quarter(2019, 2)]
    measured(context, "2019-Q2", "2019-Q2")
    assert missing_predecessors(context) == [Quarter(2018, 3)]
    measured(context, "2018-Q3", "2018-Q3")
    assert what_is_missing(context) is None


def test_a_restatement_from_this_quarters_extracts_is_no_run_of_the_predecessor(context: Context) -> None:
    measured(context, "2019-Q2", "2019-Q3")
    assert Quarter(2019, 2) in missing_predecessors(context)


def test_quarters_before_the_first_issue_are_not_missed(context: Context) -> None:
    first = Context(context.settings, context.district, context.district.report.first_issue)
    assert missing_predecessors(first) == []
    assert what_is_missing(first) is None


def test_one_sentence_names_them_and_what_to_do(context: Context) -> None:
    said = what_is_missing(context)
    assert said is not None
    assert "2018年第三季度、2019年第二季度尚未运行" in said.zh
    assert said.zh.count("。") == 1
    assert said.en.count(". ") == 0
    assert "oldest first" in said.en


def test_the_operators_note_says_it(context: Context) -> None:
    said = what_is_missing(context)
    assert said is not None
    note = note_text(operators_note(fictional_inputs(), "zh", missing=said.zh))
    assert said.zh in note
