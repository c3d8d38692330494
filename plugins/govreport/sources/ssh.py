"""SSH as a source needs it: who the server must be, and a key that stands in a connection."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import paramiko

# Its failures come as exceptions and become one sentence; its thread would log each with a traceback as well.
logging.getLogger("paramiko.transport").setLevel(logging.CRITICAL)


class UnknownHostKeyError(paramiko.SSHException):
    """The server's key is neither in the connection nor in known_hosts."""


class KnownHosts(paramiko.MissingHostKeyPolicy):
    """Accepts only the key of the connection (``ssh-ed25519 AAAA...``), or one that known_hosts has for the host."""

    def __init__(self, host_key: str | None, known_hosts: str | None) -> None:
        self._host_key = host_key
        self._known_hosts = Path(known_hosts or "~/.ssh/known_hosts").expanduser()

    def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
        """Called by paramiko with what the server shows; raises UnknownHostKeyError."""
        if self._host_key:
            if key.get_base64() in self._host_key.split():  # with or without the kind before and a remark after it
                return
        elif self._known_hosts.is_file() and paramiko.HostKeys(str(self._known_hosts)).check(hostname, key):
            return
        raise UnknownHostKeyError(hostname)


def private_key(extra: Mapping[str, str]) -> Any:
    """The key whose text is the connection's ``private_key``, or None; ValueError where it isn't understood."""
    text = extra.get("private_key")
    if not text:
        return None
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text), password=extra.get("private_key_passphrase"))
        except paramiko.SSHException:
            continue
    raise ValueError("private_key")
