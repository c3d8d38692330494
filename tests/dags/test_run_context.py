"""Which quarter, which mail server, mail or no mail: what a task makes of Airflow's context."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pendulum
import pytest
from airflow.sdk.api.datamodels._generated import DagRunType

from govreport.connections import from_environment
from govreport.context import Context
from govreport.delivery.mail.ways import transport_for
from govreport.district.folder import District
from govreport.errors import ConfigError, DeliveryError, WrongRunError
from govreport.manifests.deliveries import DeliveryRow
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.workdays import WorkCalendar
from govreport_airflow.run import delivers, look_up_connection, quarter_of
from govreport_airflow.run_names import name_fields
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


def test_a_backfill_makes_the_quarter_of_its_interval_and_refuses_another(panyu: District) -> None:
    asked = context(quarter="2018-Q1", run_type="backfill", interval=utc("2019-Q4"))
    with pytest.raises(WrongRunError) as refused:
        quarter_of(asked, panyu)
    for said in refused.value.message:
        assert "2019-Q4" in said
        assert "2018-Q1" in said
    assert "删除这次运行" in refused.value.message.zh
    for written in ("2019-Q4", "2019Q4", None):
        assert quarter_of(context(quarter=written, run_type="backfill", interval=utc("2019-Q4")), panyu) == Quarter(
            2019, 4
        )


@pytest.mark.parametrize(
    ("run_type", "quarter", "interval", "named"),
    [
        ("backfill", None, "2019-Q1", "backfill__2019-Q1"),
        ("backfill", "2018-Q1", "2019-Q4", "backfill__2019-Q4"),  # it will be refused, as what it is
        ("manual", "2019q3", None, "manual__2019-Q3__"),
        ("manual", "2018-Q4", "2019-Q3", "manual__2018-Q4__"),
        ("manual", None, None, "manual__2019-Q3__"),  # 1 October in China, 30 September in UTC
    ],
)
def test_a_run_is_named_after_its_quarter_and_its_note_leads_to_the_page(
    run_type: str, quarter: str | None, interval: str | None, named: str
) -> None:
    moment = utc(interval)[0] if interval else pendulum.datetime(2019, 9, 30, 17)
    fields: dict[str, Any] = {
        "dag_id": "quarterly_report_panyu",
        "run_id": f"{run_type}__{moment.isoformat()}",
        "run_type": DagRunType(run_type),
        "logical_date": moment if interval else None,
        "run_after": moment,
        "conf": {"quarter": quarter},
        "data_interval": utc(interval) if interval else None,
        "note": None,
    }
    chosen = fields | {"run_id": "mine", "note": "mine too"}
    name_fields(fields)
    assert fields["run_id"].startswith(named)
    period = named.split("__")[1]
    assert fields["note"].startswith(Quarter.parse(period).zh)
    assert f"/govreport/panyu/{period})" in fields["note"]
    name_fields(chosen)
    assert (chosen["run_id"], chosen["note"]) == ("mine", "mine too")


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
        ("manual", "auto", False),
        ("backfill", "auto", False),
        ("asset_triggered", "auto", False),
        ("backfill", "yes", True),
        ("scheduled", "no", False),
        ("manual", "no", False),
    ],
)
def test_what_somebody_starts_mails_nobody_unless_told(run_type: str, deliver: str, mails: bool) -> None:
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
    ways = [transport_for(Settings(mail="server"), "panyu", one) for one in (look_up_connection, from_environment)]
    # The command line of a computer that has no Airflow reads the same variable as Airflow's tasks, and reads the same.
    airflows, own = (vars(way) for way in ways)
    assert airflows == own
    assert (own["_host"], own["_security"], own["_port"]) == ("mail.example", security, port)
    assert (own["_user"], own["_password"]) == ("u", "p")


def test_a_districts_own_mail_connection_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_GOVREPORT_SMTP", "smtp://everyone.example:25")
    monkeypatch.setenv("AIRFLOW_CONN_GOVREPORT_SMTP_PANYU", "smtp://panyu.example:2525")
    settings = Settings(mail="server")
    assert transport_for(settings, "panyu", look_up_connection).name == "smtp panyu.example:2525"
    assert transport_for(settings, "liwan", look_up_connection).name == "smtp everyone.example:25"


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
