"""Connections: where host, login and password of a source or a mail server are looked up by name.

YAML holds the name only. The library reads AIRFLOW_CONN_<NAME> and GOVREPORT_CONN_<NAME>; Airflow's bridge lends a
lookup that also reads what is stored in Airflow, to tasks and to the command line alike.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from govreport.errors import ConfigError

PREFIX = "GOVREPORT_CONN_"
AIRFLOW_PREFIX = "AIRFLOW_CONN_"
"""Airflow's own variables, which its tasks read too: what is set once is found by every entrance."""


@dataclass(frozen=True)
class Connection:
    """Host and credentials. Its repr shows nothing that must stay secret."""

    name: str
    kind: str = ""
    """The scheme: postgresql, mysql, s3, sftp, https ..."""
    host: str | None = None
    port: int | None = None
    login: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    path: str = ""
    """What follows the host, without the first slash: a database's name, or a folder."""
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)


class ConnectionLookup(Protocol):
    """Finds a connection by name; None where there is none of that name."""

    def __call__(self, name: str, /) -> Connection | None: ...  # noqa: D102


def from_environment(name: str, /) -> Connection | None:
    """The connection in AIRFLOW_CONN_<NAME>, else in GOVREPORT_CONN_<NAME>.

    A URL such as ``postgresql://login:password@host:5432/database``: special characters are percent-encoded; what
    follows ``?`` becomes ``extra``. Airflow's may also be JSON. Raises ConfigError where it is neither.
    """
    for variable in (AIRFLOW_PREFIX + name.upper(), PREFIX + name.upper()):
        if text := os.environ.get(variable):
            of_airflow = variable.startswith(AIRFLOW_PREFIX)
            as_json = of_airflow and text.lstrip().startswith("{")
            return _from_json(name, variable, text) if as_json else _parse(name, variable, text)
    return None


_lent: list[ConnectionLookup] = []


def lend(lookup: ConnectionLookup) -> None:
    """From now on connections of this process are found by ``lookup``: a command's, before it begins."""
    _lent[:] = [lookup]


def look_up(name: str, /) -> Connection | None:
    """The connection ``name`` by the lookup that was lent to this process, else from the environment."""
    return (_lent[0] if _lent else from_environment)(name)


def _parse(name: str, variable: str, text: str) -> Connection:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _unreadable(variable) from None
    if not parts.scheme or "://" not in text:
        raise _unreadable(variable)
    extra = dict(parse_qsl(parts.query))
    if variable.startswith(AIRFLOW_PREFIX) and (whole := extra.pop("__extra__", None)):
        extra |= _object(variable, whole)
    return Connection(
        name=name,
        kind=parts.scheme,
        host=unquote(parts.hostname) if parts.hostname else None,
        port=port,
        login=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        path=unquote(parts.path[1:]),
        extra=extra,
    )


def _from_json(name: str, variable: str, text: str) -> Connection:
    said = _object(variable, text, plain=False)
    extra = said.get("extra") or {}
    try:
        port = int(said["port"]) if said.get("port") else None
    except (TypeError, ValueError):
        raise _unreadable(variable) from None
    return Connection(
        name=name,
        kind=str(said.get("conn_type") or ""),
        host=said.get("host") or None,
        port=port,
        login=said.get("login") or None,
        password=said.get("password") or None,
        path=str(said.get("schema") or ""),
        extra=_object(variable, extra if isinstance(extra, str) else json.dumps(extra)),
    )


def _object(variable: str, text: str, *, plain: bool = True) -> dict[str, Any]:
    """A JSON object; ``plain``: its texts, numbers and truths alone, as texts."""
    try:
        found = json.loads(text)
    except ValueError:
        raise _unreadable(variable) from None
    if not isinstance(found, dict):
        raise _unreadable(variable)
    return {k: str(v) for k, v in found.items() if isinstance(v, (str, int, float))} if plain else found


def _unreadable(variable: str) -> ConfigError:
    return ConfigError(
        f"环境变量 {variable} 不是有效的连接地址，请写成 类型://用户:密码@主机:端口/库 的形式，特殊字符用百分号编码。",
        f"The environment variable {variable} isn't a connection's address; write "
        "scheme://login:password@host:port/name with special characters percent-encoded.",
    )
