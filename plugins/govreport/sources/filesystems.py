"""Opening a file system: address, options and connection put together, with time limits on everything.

What fsspec's S3 and SFTP need to be given, and what their failures mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import fsspec

from govreport.connections import Connection
from govreport.district.locations import Location
from govreport.errors import SourceError
from govreport.sources.request import Request

S3 = ("s3", "s3a")
SFTP = ("sftp", "ssh")

_DENIED = {"PermissionError", "AuthenticationException", "NoCredentialsError", "PartialCredentialsError"}
_SILENT = {"TimeoutError", "ConnectTimeoutError", "ReadTimeoutError", "FSTimeoutError", "ServerTimeoutError"}
_SSH_SILENT = re.compile("banner|no existing session|negotiation failed|timeout", re.IGNORECASE)
"""What paramiko says, under one exception for everything, where the other side never asked who we are."""
_UNREACHABLE = {
    "EndpointConnectionError",
    "NoValidConnectionsError",
    "gaierror",
    "ConnectionError",
    "ConnectionClosedError",
}
_HOST_KEY = {"UnknownHostKeyError", "BadHostKeyException"}


@contextmanager
def open_file_system(request: Request, location: Location, url: str, address: str) -> Iterator[tuple[Any, str]]:
    """The file system and the folder in it; raises SourceError where it can't be opened, ConfigError (connection)."""
    fs, folder = _open(request, location, url, address)
    try:
        yield fs, folder
    finally:
        if client := getattr(fs, "client", None):  # SSH; the others keep no line open
            client.close()


def _open(request: Request, location: Location, url: str, address: str) -> tuple[Any, str]:
    connection = request.connection()
    scheme = urlsplit(url).scheme.lower() if "://" in url else ""
    options = dict(location.options)
    if scheme in S3:
        _s3(options, connection, location.timeout_seconds)
    elif scheme in SFTP:
        url = _with_host(url, connection)
        _sftp(options, connection, location.timeout_seconds)
    elif connection is not None:
        url = _with_host(url, connection)
        options |= {"username": connection.login, "password": connection.password}
    try:
        fs, folder = fsspec.core.url_to_fs(url, skip_instance_cache=True, **options)
        if scheme in SFTP:
            fs.ftp.get_channel().settimeout(location.timeout_seconds)
        elif scheme in S3:
            fs.retries = 2
    except (ImportError, ValueError) as error:
        raise SourceError(
            f"无法访问{request.source.title.zh}的位置 {address}（{_reason(error)}）；请检查来源定义中的地址和选项，"
            "或安装所需的 fsspec 驱动。",
            f"{request.source.title.en}: cannot open {address} ({_reason(error)}); check address and options in the "
            "source definition, or install the fsspec driver it needs.",
        ) from None
    except Exception as error:
        raise unreadable(request, address, error) from None
    return fs, folder


def _with_host(url: str, connection: Connection | None) -> str:
    """``url`` with the connection's host and port where it names none."""
    parts = urlsplit(url)
    if parts.netloc or connection is None or not connection.host:
        return url
    port = f":{connection.port}" if connection.port else ""
    return urlunsplit((parts.scheme, connection.host + port, parts.path, "", ""))


def _s3(options: dict[str, Any], connection: Connection | None, seconds: float) -> None:
    limits = {"connect_timeout": seconds, "read_timeout": seconds, "retries": {"max_attempts": 1}}
    options["config_kwargs"] = limits | dict(options.get("config_kwargs", {}))
    if connection is None:
        return
    options |= {"key": connection.login, "secret": connection.password}
    for name in ("endpoint_url", "token"):
        if name in connection.extra:
            options.setdefault(name, connection.extra[name])
    if region := connection.extra.get("region_name"):
        options["client_kwargs"] = {"region_name": region} | dict(options.get("client_kwargs", {}))


def _sftp(options: dict[str, Any], connection: Connection | None, seconds: float) -> None:
    from govreport.sources.ssh import KnownHosts, private_key  # paramiko is slow to load, and few sources need it

    for name in ("timeout", "banner_timeout", "auth_timeout", "channel_timeout"):
        options.setdefault(name, seconds)
    extra = connection.extra if connection else {}
    options.setdefault("host_key_policy", KnownHosts(extra.get("host_key"), extra.get("known_hosts")))
    if connection is None:
        return
    options |= {"username": connection.login, "look_for_keys": False, "allow_agent": False}
    if key := private_key(extra):
        options["pkey"] = key
    elif "key_file" in extra:
        options |= {"key_filename": extra["key_file"], "passphrase": extra.get("private_key_passphrase")}
    else:
        options["password"] = connection.password
    if connection.port:
        options.setdefault("port", connection.port)


def unreadable(request: Request, address: str, error: BaseException) -> SourceError:
    """The sentence for a failure of a file system. The error's own text stays out: it may quote credentials."""
    names: set[str] = set()
    chain: BaseException | None = error
    while chain is not None:
        names |= {kind.__name__ for kind in type(chain).__mro__}
        chain = chain.__cause__ or chain.__context__
    if names & _HOST_KEY:
        return request.refused(
            f"{address} 出示的 SSH 主机密钥未经确认或与记录不符；请向{request.source.owner}核对后，写入连接的 "
            "host_key，或加入 known_hosts。",
            f"the SSH host key that {address} shows isn't the known one; confirm it with {request.source.owner}, then "
            "put it into the connection's host_key or into known_hosts.",
        )
    if "://" not in address:  # a folder of this machine's: its own words, such as "Permission denied", say it best
        return _plain(request, address, error)
    if names & _DENIED:
        return request.denied(address)
    if names & _SILENT or ("SSHException" in names and _SSH_SILENT.search(str(error))):
        return request.silent(address)
    if names & _UNREACHABLE:
        return request.unreachable(address)
    return _plain(request, address, error)


def _reason(error: Exception) -> str:
    """A missing driver or an unknown scheme is said as it is; other texts may quote options."""
    text = str(error)
    return text if isinstance(error, ImportError) or text.startswith("Protocol not known") else type(error).__name__


def _plain(request: Request, address: str, error: BaseException) -> SourceError:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return SourceError(
        f"无法读取 {address}（{reason}），请检查权限与网络；如仍不行，请联系{request.source.owner}。",
        f"{address} cannot be read ({reason}); check permissions and the network, or ask {request.source.owner}.",
    )
