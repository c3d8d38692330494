"""Which quarter, which mail server, mail or no mail: what a task makes of Airflow's context."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pendulum
import pytest
from airflow.sdk.api.datamodels._generated import DagRunType

from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import ConfigError, DeliveryError
from govreport.manifests.deliveries import DeliveryRow
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.workdays import WorkCalendar
from govreport_airflow.run import delivers, quarter_of, with_mail
from govreport_airflow.stage import require_delivered
from govreport_airflow.timetable import QuarterTimetable


def context(
    *, quarter: str | None = None, deliver: str = "auto", run_type: str = "scheduled", interval: Any = None
) -> dict[str, Any]:
    start, end = interval or (None, None)
    run = SimpleNamespace(
        run_type=DagRunType(run_type),  # an enum in tasks, whose str() is not its value
        run_after=pendulum.datetime(2019, 10, 1, 1, tz="Asia/Shanghai").in_timezone("UTC"),
        data_interval_start=start,
        data_interval_end=end,
    )
    return {"params": {"quarter": quarter, "deliver": deliver}, "dag_run": run}


CLOCK = QuarterTimetable("Asia/Shanghai", WorkCalendar("CN"), 13)


def utc(quarter: str) -> Any:
    """The quarter's interval as tasks get it."""
    return tuple(moment.in_timezone("UTC") for moment in CLOCK.interval(Quarter.parse(quarter)))


def test_the_parameter_comes_before_the_data_interval(panyu: District) -> None:
    assert quarter_of(context(quarter="2018-Q4", interval=utc("2019-Q3")), panyu) == Quarter(2018, 4)
    assert quarter_of(context(interval=utc("2019-Q3")), panyu) == Quarter(2019, 3)


def test_a_run_without_interval_is_about_the_last_complete_quarter_in_local_time(panyu: District) -> None:
    # 01:00 on 1 October in China is still 30 September in UTC.
    assert quarter_of(context(), panyu) == Quarter(2019, 3)


def test_an_interval_that_is_no_quarter_is_refused(panyu: District) -> None:
    july = (pendulum.datetime(2019, 7, 1, tz="Asia/Shanghai"), pendulum.datetime(2019, 8, 1, tz="Asia/Shanghai"))
    with pytest.raises(ConfigError, match="not a calendar quarter"):
        quarter_of(context(interval=july), panyu)


@pytest.mark.parametrize(
    ("run_type", "deliver", "mails"),
    [
        ("scheduled", "auto", True),
        ("manual", "auto", True),
        ("backfill", "auto", False),
        ("asset_triggered", "auto", False),
        ("backfill", "yes", True),
        ("scheduled", "no", False),
        ("manual", "no", False),
    ],
)
def test_backfills_mail_nobody_unless_told(run_type: str, deliver: str, mails: bool) -> None:
    assert delivers(context(run_type=run_type, deliver=deliver)) is mails


@pytest.mark.parametrize(
    ("extra", "security", "port"),
    [
        ({}, "ssl", 465),
        ({"disable_ssl": True}, "starttls", 587),
        ({"disable_ssl": "true"}, "starttls", 587),
        ({"disable_ssl": True, "disable_tls": True}, "none", 25),
    ],
)
def test_the_mail_connection_is_read_as_airflow_means_it(
    monkeypatch: pytest.MonkeyPatch, extra: dict[str, object], security: str, port: int
) -> None:
    import json

    connection = {"conn_type": "smtp", "host": "mail.example", "login": "u", "password": "p", "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_GOVREPORT_SMTP", json.dumps(connection))
    settings = with_mail(Settings(), "panyu")
    assert (settings.smtp_host, settings.smtp_security, settings.smtp_port) == ("mail.example", security, port)
    assert settings.smtp_password is not None
    assert settings.smtp_password.get_secret_value() == "p"


def test_a_districts_own_mail_connection_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_GOVREPORT_SMTP", "smtp://everyone.example:25")
    monkeypatch.setenv("AIRFLOW_CONN_GOVREPORT_SMTP_PANYU", "smtp://panyu.example:2525")
    assert (with_mail(Settings(), "panyu").smtp_host, with_mail(Settings(), "panyu").smtp_port) == (
        "panyu.example",
        2525,
    )
    assert with_mail(Settings(), "liwan").smtp_host == "everyone.example"


def rows(*states: str) -> list[DeliveryRow]:
    return [
        DeliveryRow.model_validate({"report_sha256": "0" * 64, "recipient": address, "state": state})
        for address, state in zip(
            ["leader.committee@panyu.example", "section@minzheng.panyu.example"], states, strict=True
        )
    ]


def test_copies_are_counted_by_state(panyu: District, settings: Settings) -> None:
    run = Context(settings, panyu, Quarter(2019, 3))
    assert require_delivered(run, rows("sent", "already_sent")) == {"sent": 1, "already_sent": 1}


@pytest.mark.parametrize("state", ["failed", "refused", "in_doubt"])
def test_a_copy_that_may_not_have_arrived_fails_the_task_and_names_the_role(
    panyu: District, settings: Settings, state: str
) -> None:
    run = Context(settings, panyu, Quarter(2019, 3))
    with pytest.raises(DeliveryError) as caught:
        require_delivered(run, rows("sent", state))
    assert "社会组织管理科" in caught.value.message.zh
    assert "区委主要领导" not in caught.value.message.zh
