"""An annual report in somebody's hands: proved against the raw files of all its quarters."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, update

from govreport.documents.proof import Proof
from govreport.documents.verify_report import verify_report
from govreport.manifests.documents import Report
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from tests.fixtures.linjiang_year import QUARTERS, YEAR, take_year

Year = tuple[Settings, list[Report]]


@pytest.fixture
def year(tmp_path: Path) -> Year:
    return take_year(tmp_path / "home")


def proved(year: Year, tmp_path: Path, number: int = 0) -> Proof:
    """What is said of the PDF as it was received."""
    settings, reports = year
    path = tmp_path / "received.pdf"
    path.write_bytes((Path(settings.store) / reports[number].file(".pdf").key).read_bytes())
    return verify_report(settings, str(path))


def vintage(engine: Engine, period: str) -> str:
    """The vintage of the period that the year's run knew."""
    v = tables.vintages.c
    query = select(v.id).where(v.quarter == period).order_by(v.source_quarter.desc(), v.sequence.desc())
    with engine.connect() as connection:
        return str(connection.execute(query).scalars().first())


def falsify(engine: Engine, period: str, indicator: str, by: int) -> None:
    o = tables.observations.c
    of = (o.vintage_id == vintage(engine, period), o.indicator == indicator, o.town_code == "", o.breakdown == "")
    with engine.begin() as connection:
        changed = connection.execute(update(tables.observations).where(*of).values(numerator=o.numerator + by))
        assert changed.rowcount == 1


def test_it_is_genuine_where_the_files_of_all_its_quarters_give_it(year: Year, tmp_path: Path) -> None:
    """Its first quarter by the district's folder of that time, which has changed since."""
    proof = proved(year, tmp_path)
    assert proof.state == "identical", proof
    assert proof.message.zh.startswith("2024年年报（指纹 ")
    assert "由其中各期存档的原始文件重做" in proof.message.zh
    assert proof.message.en.startswith("The annual report of 2024 (fingerprint ")
    assert "from the stored raw files of all periods in it" in proof.message.en


def test_falsified_figures_are_caught_in_whichever_quarter_they_stand(year: Year, tmp_path: Path) -> None:
    """Also where the year's figure was falsified to fit, and where the year's report doesn't use the figure."""
    engine = open_database(year[0].database)
    falsify(engine, "2024-Q1", "R03", 2)
    falsify(engine, YEAR, "R03", 2)
    falsify(engine, "2024-Q2", "R01", 1)
    o = tables.observations.c
    gone = (o.vintage_id == vintage(engine, "2024-Q3"), o.indicator == "G02", o.town_code == "", o.breakdown == "")
    with engine.begin() as connection:
        assert connection.execute(delete(tables.observations).where(*gone)).rowcount == 1
    falsify(engine, "2024-Q4", "R01", -1)
    proof = proved(year, tmp_path, 1)
    assert proof.state == "differs"
    assert proof.message.en.startswith("The figures in the database of the annual report of 2024 (fingerprint ")
    assert "5 stored figures" in proof.message.en
    file, *all_said = [line.zh for line in proof.details]
    said = [line for line in all_said if "与日志不符" not in line]
    assert len(said) < len(all_said)  # the log knows it too
    assert "逐字节相同" in file  # the PDF is the stored one; what it says is no longer what is stored
    assert [line.partition("：")[0] for line in said] == [
        "2024年第一季度 R03",
        "2024年第二季度 R01",
        "2024年第三季度 G02",
        "2024年第四季度 R01",
        "R03",
    ]
    assert said[2].endswith("没有存下")


def test_raw_files_that_are_gone_are_named_whichever_quarter_they_are_of(year: Year, tmp_path: Path) -> None:
    engine, s = open_database(year[0].database), tables.snapshots.c
    query = select(s.key, s.filename).where(s.quarter == QUARTERS[1], s.extract == "funding")
    with engine.connect() as connection:
        key, name = connection.execute(query).one()
    (Path(year[0].store) / key).unlink()
    proof = proved(year, tmp_path)
    assert proof.state == "missing"
    assert name in proof.message.zh
