"""Connections: where host, login and password of a source are looked up by name. YAML holds the name only.

The command line reads GOVREPORT_CONN_<NAME>; Airflow's bridge passes a lookup that reads Airflow's connections.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from govreport.errors import ConfigError

PREFIX = "GOVREPORT_CONN_"


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
    """The connection in GOVREPORT_CONN_<NAME>, a URL such as ``postgresql://login:password@host:5432/database``.

    Special characters are percent-encoded; what follows ``?`` becomes ``extra``. Raises ConfigError where it is no URL.
    """
    text = os.environ.get(PREFIX + name.upper())
    return None if not text else _parse(name, text)


def _parse(name: str, text: str) -> Connection:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _unreadable(name) from None
    if not parts.scheme or "://" not in text:
        raise _unreadable(name)
    return Connection(
        name=name,
        kind=parts.scheme,
        host=unquote(parts.hostname) if parts.hostname else None,
        port=port,
        login=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        path=unquote(parts.path[1:]),
        extra=dict(parse_qsl(parts.query)),
    )


def _unreadable(name: str) -> ConfigError:
    variable = PREFIX + name.upper()
    return ConfigError(
        f"环境变量 {variable} 不是有效的连接地址，请写成 类型://用户:密码@主机:端口/库 的形式，特殊字符用百分号编码。",
        f"The environment variable {variable} isn't a connection's address; write "
        "scheme://login:password@host:port/name with special characters percent-encoded.",
    )
