"""Where an extract comes from, as a source's YAML says it: files, a database or a web service.

The models of ``location``, in which no credentials may stand; fetching is in sources/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar, Literal, cast
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from govreport.district.mistakes import SECRET, said
from govreport.quarter import Quarter

_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?|pwd|.*(secret|token|credential|passw|api_?key|access_?key|private_?key|account_?key).*"
    r"|key|pkey|sas|auth(orization)?|username|user",
    re.IGNORECASE,
)


def _no_credentials(url: str) -> str:
    if "@" in urlsplit(url).netloc:
        raise _credential("地址", "the address")
    return url


def _no_secret_options(options: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in options.items():
        if _SECRET_NAME.fullmatch(str(name)):
            raise _credential(f"选项 {name}", f"the option {name}")
        if isinstance(value, Mapping):
            _no_secret_options(value)
        elif isinstance(value, str):
            _no_credentials(value)
    return options


def _credential(where_zh: str, where_en: str) -> PydanticCustomError:
    return said(
        f"的{where_zh}含有密码或密钥，请放进连接，这里只写连接名：connection: <名称>",
        f": {where_en} holds credentials; keep them in a connection and name it: connection: <name>",
        SECRET,
    )


Url = Annotated[str, AfterValidator(_no_credentials)]
Options = Annotated[Mapping[str, Any], AfterValidator(_no_secret_options)]
ConnectionName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
"""Letters, digits, underscores: it is part of an environment variable's name."""


class _Location(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kept_as_csv: ClassVar[bool] = True
    """Whether the snapshot is a CSV file of ours; otherwise it is a file as its owner made it."""

    connection: ConnectionName | None = None
    """Name under which host and credentials are kept: an Airflow connection, or GOVREPORT_CONN_<NAME>."""
    timeout_seconds: float = Field(default=30, gt=0, le=3600)
    """How long a server may stay silent."""


class Location(_Location):
    """Files: a folder (relative to the installation) or any fsspec URL such as s3:// and sftp://.

    ``{quarter}`` stands for 2019-Q3, ``{year}`` for 2019, ``{number}`` for 3, in both fields. The newest matching file
    is taken; a checksum file beside it is honoured.
    """

    kept_as_csv: ClassVar[bool] = False

    kind: Literal["files"] = "files"
    url: Url
    pattern: str
    options: Options = {}
    """Passed to the file system, e.g. endpoint_url for an S3 of one's own."""


class SqlLocation(_Location):
    """A database: one query with an ORDER BY; :cutoff, :quarter_start and :quarter_end are bound, never pasted in.

    Its columns are named as the layout's aliases. Dialect, host and credentials are the connection's.
    """

    kind: Literal["sql"]
    connection: ConnectionName
    query: str | None = None
    query_file: str | None = None
    """A .sql file in the district's folder, instead of ``query``; read when the district is loaded."""
    key: tuple[str, ...] = ()
    """Columns that tell any two rows apart, the same as in ORDER BY: rows that share them are refused."""
    batch_rows: int = Field(default=10_000, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _one_sorted_query(self) -> SqlLocation:
        if not self.query:
            raise said(
                "请写 query，或 query_file: 区文件夹中 .sql 文件的名称",
                "needs query, or query_file: the name of a .sql file in the district's folder",
            )
        _check_query(self.query)
        return self


@lru_cache(maxsize=64)
def _check_query(query: str) -> None:
    """One SELECT with an ORDER BY at its outermost level, so that the same rows give the same bytes."""
    import sqlparse  # 25 ms, and few districts read databases

    statements: list[Any] = [s for s in sqlparse.parse(query) if cast(Any, s).token_first(skip_cm=True) is not None]
    if len(statements) != 1 or statements[0].get_type() != "SELECT":
        raise said("的 query 应为一条 SELECT", "has a query that isn't one SELECT: the query must be one SELECT")
    if not any(token.is_keyword and token.normalized == "ORDER BY" for token in statements[0].tokens):
        raise said(
            "的 query 缺少 ORDER BY：请按能区分各行的列排序，使同样的行得出同样的字节",
            "has a query without order: the query needs an ORDER BY over the key, so that the same rows give the same "
            "bytes",
        )


class PageNumbers(BaseModel):
    """Pages by number: ?page=1&size=500 until a page isn't full."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["page"]
    page: str = "page"
    """Name of the parameter."""
    size: str | None = "size"
    """Name of the parameter, or null where the server decides itself."""
    rows: int = Field(default=500, ge=1, le=100_000)
    """Rows a page."""
    first: int = Field(default=1, ge=0)


class NextLinks(BaseModel):
    """Each page holds the address of the next; none on the last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["link"]
    next: str = "next"
    """Where the address stands in the page (dotted), or "header" for the HTTP header Link."""


class Cursor(BaseModel):
    """Each page holds a mark that is sent to get the next; none on the last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["cursor"]
    parameter: str = "cursor"
    next: str = "next_cursor"
    """Where the mark stands in the page (dotted)."""


Paging = Annotated[PageNumbers | NextLinks | Cursor, Field(discriminator="kind")]


class HttpLocation(_Location):
    """A web service that answers JSON, page by page.

    ``{quarter}``, ``{year}``, ``{number}``, ``{quarter_start}``, ``{quarter_end}`` and ``{cutoff}`` may stand in
    ``url`` and in the values of ``params``.
    """

    kind: Literal["http"]
    url: Annotated[Url, Field(pattern=r"^https?://")]
    params: Mapping[str, str] = {}
    records: str = ""
    """Where the list of records stands in a page (dotted); empty: the page is the list."""
    fields: Mapping[str, str] = {}
    """Header -> place in a record (dotted). Fields not named here keep their own name and come after these."""
    key: tuple[str, ...] = ()
    """Headers that tell any two records apart: the snapshot is sorted by them, and a record met twice is refused."""
    total: str | None = None
    """Where a page says how many records there are in all (dotted); another number read is refused."""
    paging: Paging | None = None
    attempts: int = Field(default=5, ge=1, le=20)
    """Tries a page, for answers that may get better: 429, 5xx, none."""
    backoff_seconds: float = Field(default=1, ge=0, le=60)
    """Pause before the second try; doubled each time, at most a minute; Retry-After is honoured."""
    max_bytes: int = Field(default=1 << 30, ge=1)

    @model_validator(mode="after")
    def _no_secret_parameters(self) -> HttpLocation:
        _no_secret_options(self.params)
        query = urlsplit(self.url).query
        _no_secret_options(dict(pair.partition("=")[::2] for pair in query.split("&") if pair))
        return self


def _kind(value: Any) -> str:
    """``files`` where the YAML names no kind."""
    if isinstance(value, Mapping):
        return str(value.get("kind", "files"))
    return str(getattr(value, "kind", "files"))


AnyLocation = Annotated[
    Annotated[Location, Tag("files")] | Annotated[SqlLocation, Tag("sql")] | Annotated[HttpLocation, Tag("http")],
    Discriminator(_kind),
]
"""All kinds of source. Each is fetched by the module of that name in sources/."""


def fill(text: str, quarter: Quarter) -> str:
    """``text`` with the quarter's words replaced; other braces stay as they are."""
    words = {
        "quarter": quarter,
        "year": quarter.year,
        "number": quarter.number,
        "quarter_start": quarter.start,
        "quarter_end": quarter.end,
        "cutoff": quarter.end,
    }
    return re.sub(r"\{(\w+)\}", lambda m: str(words.get(m[1], m[0])), text)


def with_query_text(location: Any, read: Any) -> Any:
    """A sql location as YAML gives it, its ``query_file`` read by ``read(name)`` into ``query``."""
    if not isinstance(location, Mapping) or location.get("kind") != "sql" or location.get("query"):
        return location
    name = str(location.get("query_file") or "")
    path = PurePosixPath(name)
    if path.suffix != ".sql" or path.is_absolute() or ".." in path.parts:
        return location
    return {**location, "query": read(name)}
