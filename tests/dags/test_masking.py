"""What an installation keeps in its environment stands in no log of a task."""

from __future__ import annotations

import logging

import pytest
from airflow.sdk.log import redact

from govreport.settings import Settings
from govreport_airflow.masking import hide_secrets

URL = "postgresql+psycopg://govreport:Geheim-7%2Band%2Fa%25slash@127.0.0.1:1/govreport"


def test_airflow_prints_stars_for_what_this_installation_keeps_in_its_environment(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("GOVREPORT_DATABASE_URL", URL)
    monkeypatch.setenv("GOVREPORT_SMTP_PASSWORD", "mail-password-9")
    monkeypatch.setenv("GOVREPORT_SIGNING_KEY", "signing-key-9=")
    monkeypatch.setenv(
        "GOVREPORT_CONN_REGISTER", "s3://AKEXAMPLE:s3-secret-9%2F@?endpoint_url=http://s3.example&token=session-9"
    )
    monkeypatch.setenv("GOVREPORT_CONN_API", "https://:bearer-9@api.example")
    monkeypatch.setenv("GOVREPORT_CONN_BROKEN", "//:half-broken-9@host:port")
    with caplog.at_level(logging.DEBUG):
        hide_secrets(Settings())
    line = (
        f"{URL} Geheim-7+and/a%slash mail-password-9 signing-key-9= s3-secret-9/ s3-secret-9%2F session-9 bearer-9 "
        "half-broken-9 http://s3.example"
    )
    assert redact(line) == (
        "postgresql+psycopg://govreport:***@127.0.0.1:1/govreport *** *** *** *** *** *** *** *** http://s3.example"
    )
    assert "Geheim" not in caplog.text
