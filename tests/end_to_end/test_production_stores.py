"""A quarter from collecting to delivery with results in PostgreSQL and files on S3: the same report as on a laptop."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from govreport.errors import IntegrityError
from govreport.indicators.catalogue import CATALOGUE
from govreport.overview.holdings import find_file
from govreport.overview.record import read_quarter
from govreport.reports.material import gather_material
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from govreport.store.writing import utc_now
from tests.conftest import PROJECT
from tests.end_to_end.production import QUARTER, Production, objects, production
from tests.fixtures.prepared import REPORT, take


@pytest.fixture(scope="module")
def city() -> Iterator[Production]:
    with production() as made:
        yield made


def test_the_report_is_the_one_that_a_laptop_makes_and_its_files_have_the_same_keys(
    city: Production, tmp_path: Path
) -> None:
    (report,) = take(REPORT, Settings(var=tmp_path / "var")).reports
    assert city.report == report
    folder = tmp_path / "var" / "store"
    assert city.keys <= {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {f.key for f in report.files} < city.keys


def test_running_it_again_adds_nothing_and_mails_nobody(city: Production) -> None:
    before, kept, mails = city.counts(), objects(city.s3), sorted(city.settings.outbox_dir.iterdir())
    code, said = city.govreport("run", "-d", "panyu", "-q", QUARTER, "--deliver")
    assert (code, "已写入发件夹" in said) == (0, True)
    assert city.counts() == before
    assert objects(city.s3) == kept
    assert sorted(city.settings.outbox_dir.iterdir()) == mails


def test_the_report_is_proved_explained_and_shown(city: Production) -> None:
    code, said = city.govreport("verify", city.report.sha256)
    assert code == 0, said
    code, said = city.govreport("explain", QUARTER, "R01")
    assert code == 0, said
    context = city.contexts[QUARTER]
    record = read_quarter(open_database(city.settings.database), context.district, context.quarter, utc_now())
    assert record.cell.state == "signed"  # the copies lie in the outbox of a trial
    found = find_file(record, context.files, "reports", city.report.files[0].sha256)
    assert found is not None
    assert context.files.get(found.key).startswith(b"%PDF")


def test_the_archive_is_published_into_the_store_once(city: Production) -> None:
    code, said = city.govreport("archive")
    assert code == 0, said
    published = {key for key in objects(city.s3) if key.startswith("archive/panyu/")}
    assert "archive/panyu/index.html" in published
    assert any(key.endswith(".pdf") for key in published)
    code, said = city.govreport("archive")
    assert (code, "写了 0 个" in said) == (0, True)


def test_a_damaged_input_is_named_when_the_report_is_made_again(city: Production) -> None:
    snapshot = next(key for key in sorted(city.keys) if key.startswith("raw/"))
    whole = city.contexts[QUARTER].files.get(snapshot)
    city.s3.client.put_object(Bucket="govreport", Key=f"panyu/{snapshot}", Body=whole[:-1] + b"!")
    with pytest.raises(IntegrityError, match=snapshot):
        city.contexts[QUARTER].files.get(snapshot)
    city.s3.client.put_object(Bucket="govreport", Key=f"panyu/{snapshot}", Body=whole)


# -- BI tools


@pytest.fixture
def reader(city: Production) -> Iterator[psycopg.Connection[Any]]:
    """Logged in as the role that BI tools get."""
    code, said = city.govreport("database", "grant-bi", "superset")
    assert code == 0, said
    with city.connect("superset") as connection:
        yield connection


def _views(city: Production) -> dict[str, list[str]]:
    query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'bi' ORDER BY 1, 2"
    found: dict[str, list[str]] = {}
    with open_database(city.owner).connect() as connection:  # who sees them all
        for view, column in connection.exec_driver_sql(query):
            found.setdefault(view, []).append(column)
    return found


def test_bi_reads_the_views_and_nothing_else(city: Production, reader: psycopg.Connection[Any]) -> None:
    for view in _views(city).keys() - {"draft_figures"}:
        assert reader.execute(f"SELECT * FROM bi.{view} LIMIT 1").fetchone(), view  # noqa: S608
    assert reader.execute("SELECT count(*) FROM figures").fetchone() != (0,)  # found without naming the schema
    internal = ("current_observations", "shown_vintages", "last_verdicts", "alembic_version")
    reader.execute("SET default_transaction_read_only = off")  # it may say so; it may do nothing all the same
    for forbidden in (
        "SELECT * FROM bi.draft_figures",
        *(f"SELECT * FROM public.{name}" for name in (*tables.metadata.tables, *internal)),  # noqa: S608
        "INSERT INTO bi.figures (district) VALUES ('x')",
        "UPDATE public.observations SET numerator = 0",
        "CREATE TABLE public.mine (x integer)",
        "CREATE TABLE bi.mine (x integer)",
        "CREATE TEMPORARY TABLE mine (x integer)",
        "CREATE VIEW bi.mine AS SELECT 1",
        "DROP VIEW bi.figures",
    ):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectNotInPrerequisiteState)):
            reader.execute(forbidden)


def test_unsigned_figures_are_for_those_who_were_given_them(city: Production, reader: psycopg.Connection[Any]) -> None:
    assert city.govreport("database", "grant-bi", "superset", "--with-drafts")[0] == 0
    assert reader.execute("SELECT count(*) FROM bi.draft_figures").fetchone() != (0,)
    assert city.govreport("database", "grant-bi", "superset")[0] == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("SELECT count(*) FROM bi.draft_figures")


def test_no_column_of_a_view_holds_an_address_or_a_signer(city: Production, reader: psycopg.Connection[Any]) -> None:
    for view in _views(city).keys() - {"draft_figures"}:
        rows = reader.execute(f"SELECT to_jsonb(v)::text FROM bi.{view} v").fetchall()  # noqa: S608
        assert not any("@" in row[0] for row in rows), view
    sent = reader.execute("SELECT sum(copies) FROM bi.deliveries WHERE kind = 'report' AND state = 'outbox'").fetchone()
    recipients = len(city.contexts[QUARTER].district.recipients)
    assert sent is not None
    assert sent[0] % recipients == 0 < sent[0]


def test_bi_shows_each_figure_as_the_report_does_and_hides_what_it_hides(
    city: Production, reader: psycopg.Connection[Any]
) -> None:
    context, quarter = city.contexts[QUARTER], city.contexts[QUARTER].quarter
    made, *_ = gather_material(context, city.measurements[QUARTER], city.verdicts[QUARTER]).languages
    shown = made.inputs.figures
    query = (
        "SELECT indicator, coalesce(town_code, ''), coalesce(breakdown, ''), coalesce(member, ''), value, numerator,"
        " denominator, flags, amount_yuan, unit_zh FROM bi.figures WHERE quarter = %s AND district = 'panyu'"
    )
    rows = reader.execute(query, [QUARTER]).fetchall()
    stored = context.vintages.observations(city.measurements[QUARTER].vintages[-1].id)
    assert {row[:4] for row in rows} == {o[:4] for o in stored}
    hidden = {row[:4] for row in rows if row[7] == "Q"}
    assert hidden == {(i, *rest) for i, q, *rest in shown.suppressed if q == quarter}
    assert hidden
    for indicator, town, breakdown, member, value, numerator, denominator, flags, yuan, unit in rows:
        declared, key = CATALOGUE[indicator], (indicator, quarter, town, breakdown, member)
        if (indicator, town, breakdown, member) in hidden:
            assert (value, numerator, denominator, yuan) == (None,) * 4
            continue
        observation, exact = shown.get(*key), shown.value(*key)
        assert observation is not None
        assert (numerator, denominator, unit) == (observation.numerator, observation.denominator, declared.unit.zh)
        assert (value is None) == (exact is None), key
        if exact is not None:
            assert abs(value - Decimal(exact.numerator) / exact.denominator) < Decimal("1e-12"), key
        if declared.kind == "money":
            assert yuan * 100 == numerator
        printed = "M" if denominator == 0 else shown.flags(*key).replace("B", "")
        assert flags == printed, key


@pytest.mark.parametrize("page", ["zh/bi.md", "en/bi.md"])
def test_every_column_of_every_view_is_described_and_no_other(city: Production, page: str) -> None:
    described: dict[str, list[str]] = {}
    for line in (PROJECT / "docs" / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("### `bi."):
            view = line.split("`")[1].removeprefix("bi.")
            described[view] = described.get("figures", [])[:] if "same columns" in line or "列相同" in line else []
        elif line.startswith("| `"):
            described[view] += line.split("|")[1].replace("`", " ").replace(",", " ").split()
    assert {view: sorted(columns) for view, columns in described.items()} == _views(city)
