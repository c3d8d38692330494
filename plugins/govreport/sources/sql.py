"""Databases: one query, its parameters bound, its rows streamed into a CSV snapshot.

Works on any SQLAlchemy dialect; server-side cursors where the dialect has them. Values become text in rows.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import URL, Connection, CursorResult, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from govreport import connections
from govreport.district.locations import SqlLocation
from govreport.errors import SourceError, enumerated, unstopped
from govreport.sources.request import Fetched, Request
from govreport.sources.rows import UnwritableError, write_rows
from govreport.sources.spool import TooLargeError, spool

LARGEST = 1 << 32
"""Bytes of a snapshot: rows come quoted and uncompressed, so more than a file may have."""

_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_CANCELLED = {"57014", "1969", "3024"}
_MYSQL = re.compile(r"1\d{3}")
_DENIED = {"28000", "28P01", "42501", "1044", "1045", "1142", "1143", "1227", "1698"}


def fetch(request: Request, location: SqlLocation) -> Fetched:
    """Run the query and bring its rows into the store.

    Raises WaitingError or LateError where it gives no row, SourceError where it can't be run.
    """
    address = f"sql:{location.connection}"
    connection = request.connection()
    assert connection is not None  # noqa: S101 - a sql location always names one
    try:
        engine = _engine(connection, location.timeout_seconds)
    except (ImportError, NoSuchModuleError, ValueError):
        raise request.refused(
            f"连接 {location.connection} 的数据库类型“{connection.kind}”没有可用的驱动，请安装相应的 SQLAlchemy 方言。",
            f"there is no driver for the kind {connection.kind!r} of the connection {location.connection}; install its "
            "SQLAlchemy dialect.",
        ) from None
    with spool(LARGEST) as taken:
        try:
            with engine.connect() as database:
                _protect(database, location.timeout_seconds)
                with closing(_run(request, location, database)) as result:
                    header, places = _columns(request, location, result)
                    batches = _checked(request, result.partitions(location.batch_rows), places)
                    count = write_rows(taken, header, batches, request.district.tz)
        except UnwritableError as error:
            raise request.refused(
                f"查询结果的“{error.column}”列是 {error.kind} 类型，无法写成文字，请在查询中转换或去掉该列。",
                f"the query's column {error.column!r} is of the type {error.kind}, which has no text; convert it or "
                "leave it out of the query.",
            ) from None
        except TooLargeError:
            raise request.refused(
                f"查询结果超过 {LARGEST >> 30} GiB，请收窄查询。",
                f"the query gives more than {LARGEST >> 30} GiB; narrow it.",
            ) from None
        except SQLAlchemyError as error:
            raise _sentence(request, address, error) from None
        finally:
            engine.dispose()
        if not count:
            raise request.absent(f"查询没有返回任何行（{address}）", f"the query gives no rows ({address})")
        name = f"{request.extract}-{request.quarter}.csv"
        return Fetched(name, taken.sha256, taken.size, taken.keep(request.files, ".csv"), f"{address}/{name}")


def _engine(connection: connections.Connection, seconds: float) -> Engine:
    extra = dict(connection.extra)
    driver = extra.pop("sqlalchemy_scheme", None) or _DRIVERS.get(connection.kind, connection.kind)
    extra.pop("options" if driver.startswith("postgresql") else "", None)  # would set what the server enforces
    sqlite = driver.startswith("sqlite")
    url = URL.create(
        driver,
        username=connection.login,
        password=connection.password,
        host=None if sqlite else connection.host,
        port=connection.port,
        database=connection.path or (connection.host if sqlite else None),
        query=extra,
    )
    arguments: dict[str, Any] = {}
    if driver.startswith(("postgresql", "mysql", "mariadb")):
        arguments["connect_timeout"] = max(1, round(seconds))
    if driver.endswith("+pymysql"):
        arguments["read_timeout"] = max(1, round(seconds))
    # hide_parameters: an error must not repeat what was bound.
    return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)


def _protect(database: Connection, seconds: float) -> None:
    """Nothing is written, and PostgreSQL gives up by itself; the drivers of the others watch the line instead."""
    if database.dialect.name == "postgresql":
        database.execute(text(f"SET statement_timeout = {round(seconds * 1000)}"))  # for each batch fetched
        database.commit()
    if database.dialect.name in ("postgresql", "mysql", "mariadb"):
        database.execute(text("SET TRANSACTION READ ONLY"))


def _run(request: Request, location: SqlLocation, database: Connection) -> CursorResult[Any]:
    query = text(location.query or "")
    days = {"cutoff": request.quarter.end, "quarter_start": request.quarter.start, "quarter_end": request.quarter.end}
    wanted = set(query.compile(dialect=database.dialect).params)
    if unknown := sorted(wanted - days.keys()):
        names = enumerated(f":{name}" for name in unknown)
        raise request.refused(
            f"查询中的参数 {names.zh} 不认识，只有 :cutoff、:quarter_start、:quarter_end。",
            f"the query's parameters {names.en} aren't known; there are :cutoff, :quarter_start and :quarter_end.",
        )
    return database.execute(
        query, {name: days[name] for name in wanted}, execution_options={"yield_per": location.batch_rows}
    )


def _columns(request: Request, location: SqlLocation, result: CursorResult[Any]) -> tuple[list[str], list[int]]:
    """The header, and where the key's columns stand in it."""
    header = list(map(str, result.keys()))
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise request.refused(
            f"查询结果有重名的列 {'、'.join(twice)}，请用 AS 区分。",
            f"the query gives columns of the same name ({', '.join(twice)}); tell them apart with AS.",
        )
    if missing := [name for name in location.key if name not in header]:
        raise request.refused(
            f"查询结果没有 key 所列的列 {'、'.join(missing)}。",
            f"the query lacks the key's columns {', '.join(missing)}.",
        )
    return header, [header.index(name) for name in location.key]


def _checked(request: Request, batches: Any, places: list[int]) -> Iterator[Sequence[Sequence[Any]]]:
    """The batches, once it is clear that no two neighbours share the key: then their order is settled."""
    before: tuple[Any, ...] | None = None
    for batch in batches:
        for row in batch if places else ():
            key = tuple(row[place] for place in places)
            if key == before:
                values = enumerated(str(part) for part in key)
                raise request.refused(
                    f"查询结果中有两行的键相同（{values.zh}），次序不定；请核实数据，或补全 key 与 ORDER BY。",
                    f"two rows of the query share the key {values.en}, so their order isn't settled; look into the "
                    "data, or complete key and ORDER BY.",
                )
            before = key
        yield batch


def _sentence(request: Request, address: str, error: SQLAlchemyError) -> SourceError:
    """What went wrong. A server's text is repeated only where it speaks of the query, never of the connection."""
    original = error.orig if isinstance(error, DBAPIError) else None
    # PostgreSQL speaks of SQLSTATE alone, MySQL's drivers of a number of the server's, 1000 to 1999, as well.
    codes = {str(getattr(original, "sqlstate", "")), *map(str, getattr(original, "args", ())[:1])}
    words = str(original).lower()
    if codes & _DENIED or "authentication failed" in words or "no password supplied" in words:
        return request.denied(address)
    if codes & _CANCELLED or "timeout" in words or "timed out" in words:
        return request.silent(address)
    kind = type(error).__name__
    # SQLite and MySQL call mistakes in a query operational errors too.
    mistake = words.startswith(("no such", "near ")) or any(c[:2] == "42" or _MYSQL.fullmatch(c) for c in codes)
    if mistake or kind in ("ProgrammingError", "DataError", "NotSupportedError", "InternalError"):
        reason = unstopped(" ".join(str(original).split("\n", 1)[0].split()))
        return request.refused(
            f"{address} 不接受查询：{reason}。请改正来源定义中的查询。",
            f"{address} doesn't accept the query: {reason}. Correct it in the source definition.",
        )
    if kind in ("OperationalError", "InterfaceError"):
        return request.unreachable(address)
    return request.refused(
        f"{address} 查询失败（{kind}），请稍后重试。", f"{address}: the query failed ({kind}); try again later."
    )
