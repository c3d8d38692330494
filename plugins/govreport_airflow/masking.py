"""Telling Airflow which words of ours must not stand in a task's log.

Airflow hides what its own connections hold; what an installation keeps in GOVREPORT_* variables it doesn't know.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from airflow.sdk.log import mask_secret

from govreport.connections import PREFIX, from_environment
from govreport.errors import ConfigError
from govreport.settings import Settings

_PUBLIC = {"endpoint_url", "region_name", "host_key", "known_hosts", "key_file", "sslmode", "charset", "header"}
"""What may stand beside a connection's password and is no secret."""


def hide_secrets(settings: Settings) -> None:
    """Have Airflow print stars for passwords and keys that this installation keeps in its environment."""
    for secret in _secrets(settings, os.environ):
        mask_secret(secret)


def _secrets(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    for kept in (settings.smtp_password, settings.signing_key):
        if kept is not None:
            yield kept.get_secret_value()
    for url in (settings.database_url, settings.store_url):
        written = urlsplit(url or "").netloc.rpartition("@")[0].partition(":")[2]
        yield from {written, unquote(written)} - {""}
    for name in environment:
        if not name.startswith(PREFIX):
            continue
        yield urlsplit(environment[name]).netloc.rpartition("@")[0].partition(":")[2]
        try:
            connection = from_environment(name.removeprefix(PREFIX))
        except ConfigError:  # said where the connection is used
            continue
        if connection is not None:
            yield connection.password or ""
            yield from (value for key, value in connection.extra.items() if key not in _PUBLIC)
