"""Databases: what a query gives, byte for byte, and how it fails. Real PostgreSQL, SQLite; MariaDB where installed."""

from __future__ import annotations

import csv
import io
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from govreport.canonical.codes import load_codes
from govreport.errors import ConfigError, LateError, WaitingError
from govreport.settings import Settings
from tests.conftest import PROJECT
from tests.fixtures import source_servers as servers

IN_TIME = date(2019, 10, 10)
TABLE = """
CREATE TABLE grants (
  no VARCHAR(20) PRIMARY KEY, name VARCHAR(200), approved DATE, paid NUMERIC(20,2), ratio DOUBLE PRECISION,
  note VARCHAR(200), changed TIMESTAMP WITH TIME ZONE, closed BOOLEAN
)"""
ROWS = """
INSERT INTO grants VALUES
 ('P2', '"引号",逗号', '2019-07-01', 100000.10, 0.1, '', '2019-09-30 20:00:00+00', true),
 ('P1', '第一行
第二行', '2018-12-31', 9007199254740993.25, 1e22, NULL, NULL, false),
 ('P3', '㐂䶮𠮷', '2019-10-01', 0.00, NULL, ' ', NULL, NULL)
"""
QUERY = "SELECT no AS 项目编号, name, approved, paid, ratio, note, changed, closed FROM grants ORDER BY no"


@contextmanager
def writing(url: str) -> Iterator[Any]:
    """A transaction of whoever fills the database."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as database:
        yield database


def sql(query: str = QUERY, **more: Any) -> dict[str, Any]:
    return {"kind": "sql", "connection": "extracts", "query": query, "timeout_seconds": 20} | more


@pytest.fixture(scope="session")
def filled(postgres: servers.Database) -> servers.Database:
    with writing(postgres.admin) as database:
        database.execute(text(TABLE))
        database.execute(text(ROWS.replace(":", r"\:")))
        database.execute(text("CREATE VIEW forbidden AS SELECT 1 AS a; REVOKE ALL ON forbidden FROM PUBLIC"))
    return postgres


@pytest.fixture
def connected(filled: servers.Database, connect: Callable[[str], None]) -> servers.Database:
    connect(filled.address())
    return filled


def test_the_same_rows_give_these_bytes(connected: servers.Database, collecting: Any) -> None:
    """NULL bare, empty text quoted, decimals exact, dates ISO, moments in the district's time."""
    assert collecting.bytes(sql()).decode() == (
        '"项目编号","name","approved","paid","ratio","note","changed","closed"\n'
        '"P1","第一行\n第二行","2018-12-31","9007199254740993.25","10000000000000000000000",,,"否"\n'
        '"P2","""引号"",逗号","2019-07-01","100000.10","0.1","","2019-10-01 04:00:00","是"\n'
        '"P3","㐂䶮𠮷","2019-10-01","0.00",," ",,\n'
    )


@pytest.mark.parametrize("rows", [1, 2, 1000])
def test_the_size_of_the_batches_does_not_show(connected: servers.Database, collecting: Any, rows: int) -> None:
    assert collecting(sql(batch_rows=rows)).sha256 == collecting(sql()).sha256


def test_the_rows_are_never_all_in_memory(connected: servers.Database, collecting: Any) -> None:
    eighty_megabytes = sql("SELECT i, repeat('x', 4000) AS t FROM generate_series(1, 20000) i ORDER BY i")
    collecting(sql())  # what is imported first isn't the rows' doing
    tracemalloc.start()
    try:
        assert collecting(eighty_megabytes | {"batch_rows": 500}).size > 80_000_000
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_the_origin_names_the_connection_and_nothing_of_it(connected: servers.Database, collecting: Any) -> None:
    assert collecting(sql()).origin == "sql:extracts/funding-2019-Q3.csv"


def test_the_quarter_is_bound_to_the_query(connected: servers.Database, collecting: Any) -> None:
    query = "SELECT no FROM grants WHERE approved {} ORDER BY no"
    between = "BETWEEN :quarter_start AND :quarter_end"
    assert collecting.bytes(sql(query.format(between))) == b'"no"\n"P2"\n'
    assert collecting.bytes(sql(query.format("<= :cutoff"))) == b'"no"\n"P1"\n"P2"\n'


def test_text_that_looks_like_a_parameter_or_a_format_stays_text(connected: servers.Database, collecting: Any) -> None:
    query = r"SELECT '{quarter} %s 12\:30' AS a, no\:\:text AS b FROM grants ORDER BY no LIMIT 1"
    assert collecting.bytes(sql(query)) == b'"a","b"\n"{quarter} %s 12:30","P1"\n'


def test_rows_that_share_the_key_are_refused(connected: servers.Database, collecting: Any) -> None:
    query = "SELECT 1 AS k, no FROM grants ORDER BY 1"
    assert "次序不定" in collecting.refusal(sql(query, key=["k"])).message.zh
    assert collecting.bytes(sql(key=["项目编号"])).count(b"\n") == 5


def test_the_database_cannot_be_written_to(filled: servers.Database, collecting: Any, connect: Any) -> None:
    with writing(filled.admin) as database:
        database.execute(text("CREATE SEQUENCE IF NOT EXISTS counted; GRANT ALL ON counted TO PUBLIC"))
    connect(filled.address())
    assert "read-only" in collecting.refusal(sql("SELECT nextval('counted') AS n ORDER BY 1")).message.zh


def test_no_rows_mean_waiting_and_then_late(connected: servers.Database, collecting: Any) -> None:
    nothing = sql("SELECT no FROM grants WHERE approved > '2030-01-01' ORDER BY no")
    assert isinstance(collecting.refusal(nothing, today=IN_TIME), WaitingError)
    assert isinstance(collecting.refusal(nothing), LateError)


def test_a_wrong_password_is_said_so(filled: servers.Database, collecting: Any, connect: Any) -> None:
    connect(filled.address(password="not-the-password"))
    assert "连接 extracts 的账号或密码" in collecting.refusal(sql(), "not-the-password").message.zh


def test_a_table_that_may_not_be_read_is_said_so(connected: servers.Database, collecting: Any) -> None:
    assert "读取权限" in collecting.refusal(sql("SELECT a FROM forbidden ORDER BY a")).message.zh


def test_a_mistake_in_the_query_is_repeated_as_the_server_puts_it(connected: servers.Database, collecting: Any) -> None:
    assert 'column "nmae" does not exist' in collecting.refusal(sql("SELECT nmae FROM grants ORDER BY 1")).message.en


def test_an_unknown_parameter_is_named(connected: servers.Database, collecting: Any) -> None:
    refusal = collecting.refusal(sql("SELECT no FROM grants WHERE no = :numero ORDER BY no"))
    assert ":numero" in refusal.message.zh


def test_a_query_that_takes_too_long_is_ended(connected: servers.Database, collecting: Any) -> None:
    slow = sql("SELECT pg_sleep(20), 1 AS n ORDER BY n", timeout_seconds=0.3)
    assert "0.3 秒内没有应答" in collecting.refusal(slow).message.zh


def test_a_server_that_does_not_answer_is_given_up(silent: int, collecting: Any, connect: Any) -> None:
    connect(f"postgresql://reader:secretsecret@127.0.0.1:{silent}/x")
    assert "没有应答" in collecting.refusal(sql(timeout_seconds=1), "secretsecret").message.zh


def test_a_server_that_is_not_there_is_said_so(collecting: Any, connect: Any) -> None:
    connect(f"postgresql://reader:secretsecret@127.0.0.1:{servers.closed_port()}/x")
    assert "连不上" in collecting.refusal(sql(), "secretsecret").message.zh


def test_a_kind_of_database_without_driver_is_said_so(collecting: Any, connect: Any) -> None:
    connect("nosuchsql://reader:secretsecret@127.0.0.1/x")
    assert "nosuchsql" in collecting.refusal(sql(), "secretsecret").message.zh


def test_binary_columns_are_refused_by_name(connected: servers.Database, collecting: Any) -> None:
    query = r"SELECT no, '\x00ff'\:\:bytea AS 照片 FROM grants ORDER BY no"
    assert "照片" in collecting.refusal(sql(query)).message.zh


def test_columns_of_the_same_name_are_refused(connected: servers.Database, collecting: Any) -> None:
    assert "a" in collecting.refusal(sql("SELECT 1 AS a, 2 AS a ORDER BY 1")).message.zh


def test_sqlite_gives_the_same_kind_of_snapshot(tmp_path: Path, collecting: Any, connect: Any) -> None:
    path = tmp_path / "extracts.sqlite"
    with writing(f"sqlite:///{path}") as database:
        database.execute(text("CREATE TABLE grants (no TEXT, paid NUMERIC)"))
        database.execute(text("INSERT INTO grants VALUES ('P2', 1.5), ('P1', NULL), ('', 3)"))
    connect(f"sqlite:///{path}")
    assert collecting.bytes(sql("SELECT no, paid FROM grants ORDER BY no")) == (
        b'"no","paid"\n"","3"\n"P1",\n"P2","1.5"\n'
    )


@pytest.fixture(scope="session")
def mariadb() -> Iterator[str]:
    if shutil.which("mariadbd") is None:
        pytest.skip("mariadbd isn't installed")
    with servers.mariadb_server() as address:
        yield address


def test_mariadb_gives_the_same_kind_of_snapshot(mariadb: str, collecting: Any, connect: Any) -> None:
    with writing(mariadb.replace("mysql:", "mysql+pymysql:")) as database:
        database.execute(text("CREATE TABLE grants (no VARCHAR(20), paid DECIMAL(20,2), approved DATE, note TEXT)"))
        database.execute(
            text("INSERT INTO grants VALUES ('P2',9007199254740993.25,'2019-07-01',''),('P1',0.10,NULL,'㐂𠮷 %s')")
        )
    connect(mariadb)
    query = (
        "SELECT no AS 编号, paid, approved, note FROM grants WHERE approved IS NULL OR approved <= :cutoff ORDER BY no"
    )
    assert collecting.bytes(sql(query)).decode() == (
        '"编号","paid","approved","note"\n"P1","0.10",,"㐂𠮷 %s"\n"P2","9007199254740993.25","2019-07-01",""\n'
    )
    assert "nmae" in collecting.refusal(sql("SELECT nmae FROM grants ORDER BY 1")).message.zh
    assert "没有应答" in collecting.refusal(sql("SELECT SLEEP(9) AS s ORDER BY s", timeout_seconds=1)).message.zh


def sample_rows() -> tuple[list[str], list[list[str]]]:
    """The sample's funding file without its total."""
    data = (PROJECT / "include/sample/panyu/2019-Q3/funding-2019-Q3.csv").read_bytes()
    rows = list(csv.reader(io.StringIO(data.decode("gb18030"))))
    start = next(i for i, row in enumerate(rows) if "项目编号" in row)
    return rows[start], [row for row in rows[start + 1 :] if len(row) == len(rows[start]) and row[0].isdigit()]


def test_what_a_database_gives_is_tidied_like_the_file(
    filled: servers.Database, collecting: Any, connect: Any, panyu: Any
) -> None:
    from govreport.tidy.tidy import tidy

    header, rows = sample_rows()
    places = ", ".join(f":c{i}" for i in range(len(header)))
    columns = ", ".join(f'"{name.strip()}" TEXT' for name in header)
    with writing(filled.admin) as database:
        database.execute(text(f"CREATE TABLE sample (line SERIAL, {columns})"))
        names = ", ".join(f'"{name.strip()}"' for name in header)
        database.execute(
            text(f"INSERT INTO sample ({names}) VALUES ({places})"),  # noqa: S608
            [{f"c{i}": value for i, value in enumerate(row)} for row in rows],
        )
    connect(filled.address())
    location = sql(f"SELECT {names} FROM sample ORDER BY line")  # noqa: S608
    snapshot = collecting(location)
    codes = load_codes(Settings().reference_dir / "codes.yaml")
    extract = tidy(collecting.district(location), snapshot, collecting.store, codes)
    assert extract.rows_in == len(rows) > 100
    assert extract.rows_kept > 0.9 * len(rows)
    assert set(extract.columns) >= {"project_no", "recipient_uscc", "paid_fen", "paid_on"}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("SELECT no FROM grants", "ORDER BY"),
        ("SELECT no FROM (SELECT no FROM grants ORDER BY no) g", "ORDER BY"),
        ("SELECT no /* ORDER BY no */ FROM grants", "ORDER BY"),
        ("DELETE FROM grants", "one SELECT"),
        ("SELECT no FROM grants ORDER BY no; DELETE FROM grants", "one SELECT"),
    ],
)
def test_a_query_whose_rows_have_no_settled_order_is_refused_when_read(
    collecting: Any, query: str, wanted: str
) -> None:
    with pytest.raises(ValueError, match=wanted):
        collecting.district(sql(query))


def test_a_query_may_be_a_file_of_the_districts_folder(tmp_path: Path) -> None:
    import yaml

    from govreport.district.reading import load_district

    shutil.copytree(PROJECT / "include" / "districts" / "panyu", tmp_path / "panyu")
    source = tmp_path / "panyu" / "sources" / "funding.yaml"
    entries = yaml.safe_load(source.read_text("utf-8"))
    entries["location"] = {"kind": "sql", "connection": "extracts", "query_file": "sources/funding.sql"}
    source.write_text(yaml.safe_dump(entries, allow_unicode=True), "utf-8")
    with pytest.raises(ConfigError, match=r"funding\.sql"):
        load_district(tmp_path, "panyu")
    (tmp_path / "panyu" / "sources" / "funding.sql").write_text("WITH g AS (SELECT 1 AS a) SELECT a FROM g ORDER BY a")
    assert load_district(tmp_path, "panyu").sources["funding"].location.query.startswith("WITH g")  # type: ignore[union-attr]
    entries["location"] = {"kind": "sql", "connection": "extracts", "query_file": "../../../secret.sql"}
    source.write_text(yaml.safe_dump(entries, allow_unicode=True), "utf-8")
    with pytest.raises(ConfigError, match="query_file"):
        load_district(tmp_path, "panyu")
