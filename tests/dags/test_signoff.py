"""A sign-off step: what an answer, a wrong answerer, a rejection, a silence and a changed report do to the run."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk import DAG
from airflow.sdk.exceptions import (
    AirflowFailException,
    AirflowRescheduleException,
    AirflowSkipException,
    TaskAwaitingInput,
)

from govreport.context import Context
from govreport.district.folder import District
from govreport.manifests.documents import Report
from govreport.quarter import Quarter
from govreport.release import turns
from govreport.release.calendar import quarter_dates
from govreport.settings import Settings
from govreport.store.ledger import Ledger
from govreport_airflow import signoff, stage
from govreport_airflow.run_names import page_address
from govreport_airflow.signoff import SignOff, signatures
from tests.fixtures.report_model import QUARTER, make_model, make_report

OPERATOR = "ops@minzheng.panyu.example"
REVIEWER = "reviewer@minzheng.panyu.example"
_NAMES = itertools.count()


@pytest.fixture
def run(settings: Settings, panyu: District, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A run of a district whose reports two roles sign."""
    district = panyu.model_copy(
        update={
            "signoff": ("审核", "签发"),
            "signers": {"审核": ("reviewer",), "签发": ("7",)},
            "operators": (OPERATOR,),
            "signer_mail": {"审核": (REVIEWER,)},
            "signoff_patience_hours": 24.0,
        }
    )
    context = Context(settings, district, QUARTER)
    monkeypatch.setattr(signoff, "run_context", lambda _: context)  # the districts' folder knows no such district
    return context


def keep(run: Context, **changes: Any) -> Report:
    model = make_model(**changes)
    key = run.files.put("models", model.model_dump_json().encode(), ".json")
    report = make_report(model).model_copy(update={"district": "panyu", "model_key": key})
    run.results.add_report(report)
    return report


def airflow(run_type: str = "manual", deliver: str = "yes") -> dict[str, Any]:
    return {
        "params": {"deliver": deliver},
        "dag_run": SimpleNamespace(run_type=run_type, run_id="r"),
        "run_id": "r",
        "dag": SimpleNamespace(dag_id="quarterly_report_panyu"),
        "ti": SimpleNamespace(task_id="signoff_1", map_index=0),
        "task_instance": SimpleNamespace(id="1"),
    }


def step(report: Report, role: str = "审核") -> SignOff:
    with DAG(dag_id=f"d{next(_NAMES)}", schedule=None):
        return SignOff(
            task_id="signoff", role=role, report=report.model_dump(mode="json"), response_timeout=timedelta(minutes=15)
        )


def answer(user: str, option: str, comment: str = "", name: str | None = None) -> dict[str, Any]:
    return {
        "chosen_options": [option],
        "params_input": {"comment": comment},
        "responded_at": datetime.now(UTC),
        "responded_by_user": {"id": user, "name": name or user},
        "timedout": False,
    }


def signed(run: Context, report: Report) -> list[tuple[str, str, str]]:
    return [(s.role, s.signer, s.comment) for s in Ledger(run.results.engine).signatures(report.sha256)]


def test_an_approval_is_a_signature_on_the_hash_with_user_and_comment(run: Context) -> None:
    report = keep(run)
    handed_on = step(report).execute_complete(airflow(), answer("reviewer", SignOff.APPROVE, "已核"))
    assert Report.model_validate(handed_on) == report
    assert signed(run, report) == [("审核", "reviewer", "已核")]


def test_a_user_may_be_listed_by_id_or_by_name_and_is_kept_with_both(run: Context) -> None:
    report = keep(run)
    run.ledger.sign(report.sha256, "审核", "reviewer")
    step(report, "签发").execute_complete(airflow(), answer("7", SignOff.APPROVE, name="局长"))
    assert signed(run, report)[1] == ("签发", "局长 (7)", "")
    before, after = run.ledger.signatures(report.sha256)
    assert before.authenticated is None
    assert after.authenticated == ("7", "airflow")


def test_somebody_else_is_refused_and_the_step_says_who_and_why(run: Context) -> None:
    report = keep(run)
    with pytest.raises(AirflowFailException, match=r"stranger.*不在“审核”的签署人之列"):
        step(report).execute_complete(airflow(), answer("stranger", SignOff.APPROVE))
    assert signed(run, report) == []


def test_a_rejection_fails_the_step_with_the_comment(run: Context) -> None:
    report = keep(run)
    for comment in ("镇街合计不符", "镇街合计不符。"):
        with pytest.raises(AirflowFailException, match="审核（reviewer）退回：镇街合计不符。请按意见处理。"):
            step(report).execute_complete(airflow(), answer("reviewer", SignOff.REJECT, comment))
    assert signed(run, report) == []


def test_an_answer_about_a_report_that_was_made_again_does_not_count(run: Context) -> None:
    report = keep(run)
    keep(run, headline=["another"])
    with pytest.raises(AirflowFailException, match="已重新成文"):
        step(report).execute_complete(airflow(), answer("reviewer", SignOff.APPROVE))
    assert signed(run, report) == []


SILENT = {"error": "timeout", "error_type": "timeout"}


def ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def look(run: Context, report: Report, since: str) -> int:
    """Look at an open question that was asked at ``since``; how many mails operators have had by then."""
    with pytest.raises(TaskAwaitingInput) as waiting:
        step(report).execute_complete(airflow(), SILENT, since=since)
    assert waiting.value.kwargs == {"since": since}  # the question stays open, and keeps its age
    assert waiting.value.timeout == timedelta(minutes=15)
    return len(list(run.settings.outbox_dir.glob(f"*-{OPERATOR}.eml")))


def test_silence_is_told_to_operators_each_time_their_patience_is_over_and_the_question_stays_open(
    run: Context,
) -> None:
    report, asked = keep(run), ago(25)
    assert look(run, report, ago(23.9)) == 0
    assert look(run, report, asked) == 1
    assert look(run, report, asked) == 1
    assert look(run, report, ago(49)) == 2


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would be written to Airflow's database: the questions."""
    from airflow.providers.standard.operators import hitl

    questions: list[dict[str, Any]] = []
    monkeypatch.setattr(hitl, "upsert_hitl_detail", lambda **question: questions.append(question))
    return questions


def test_a_question_is_asked_with_its_time(run: Context, asked: list[dict[str, Any]]) -> None:
    with pytest.raises(TaskAwaitingInput) as waiting:
        step(keep(run)).execute(airflow())
    assert datetime.now(UTC) - datetime.fromisoformat(waiting.value.kwargs["since"]) < timedelta(minutes=5)


def test_whose_turn_it_is_is_mailed_once_however_often_the_question_is_asked(
    run: Context, asked: list[dict[str, Any]]
) -> None:
    report = keep(run)
    for _ in range(2):
        with pytest.raises(TaskAwaitingInput):
            step(report).execute(airflow())
    (mail,) = run.settings.outbox_dir.glob(f"*-{REVIEWER}.eml")
    text = message_from_bytes(mail.read_bytes(), policy=policy.default).get_body(("plain",)).get_content()
    answered_at = "/dags/quarterly_report_panyu/runs/r/tasks/signoff_1/mapped/0/required_actions"
    assert any(line.endswith(answered_at) for line in text.splitlines())
    for body in (text, asked[0]["body"]):
        assert f"{page_address('panyu', QUARTER)}/files/x" in body
        assert run.settings.store not in body


def test_the_question_is_asked_whatever_becomes_of_the_mail(
    run: Context, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("GOVREPORT_MAIL", "server")
    settings = Settings(var=run.settings.var_dir)  # which names no server
    monkeypatch.setattr(signoff, "run_context", lambda _: Context(settings, run.district, QUARTER))
    with pytest.raises(TaskAwaitingInput):
        step(keep(run)).execute(airflow())
    assert len(asked) == 1
    assert "没有设置邮件服务器" in caplog.text

    def broken(*_: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(turns, "tell_signers", broken)
    with pytest.raises(TaskAwaitingInput):
        step(keep(run)).execute(airflow())
    assert len(asked) == 2


def test_a_signature_given_elsewhere_while_the_question_is_open_is_accepted(run: Context) -> None:
    report = keep(run)
    run.ledger.sign(report.sha256, "审核", "科长")
    assert Report.model_validate(step(report).execute_complete(airflow(), SILENT, since=ago(0.2))) == report
    assert Report.model_validate(step(report).execute(airflow())) == report  # nor is it asked about again
    assert signed(run, report) == [("审核", "科长", "")]


@pytest.mark.parametrize("context", [airflow("backfill", "auto"), airflow("manual", "auto"), airflow("manual", "no")])
def test_a_run_that_delivers_nothing_asks_nobody(run: Context, context: dict[str, Any]) -> None:
    with pytest.raises(AirflowSkipException):
        step(keep(run)).execute(context)


def test_a_held_draft_is_not_put_before_anybody(run: Context) -> None:
    report = keep(run).model_copy(update={"held": True})
    with pytest.raises(AirflowFailException, match="草稿"):
        step(report).execute(airflow())


def test_the_chain_is_one_mapped_step_a_role_in_order_with_its_own_people(run: Context, dag_bag: Any) -> None:
    from importlib import import_module

    made = import_module("dags.quarterly_report").quarterly_report(run.district)
    first, second = made.get_task("signoff_1"), made.get_task("signoff_2")
    assert first.upstream_task_ids == {"render"}
    assert second.upstream_task_ids == {"signoff_1"}
    assert made.get_task("sign").upstream_task_ids == {"signoff_2"}
    assert [task.partial_kwargs["assigned_users"] for task in (first, second)] == [
        [{"id": "reviewer", "name": "reviewer"}],
        [{"id": "7", "name": "7"}],
    ]
    # The form asks for a comment, and for none of the run's own parameters.
    assert list(first.unmap({"report": {}}).serialized_params) == ["comment"]
    assert made.timetable.working_days == 10  # the draft's day: people need time to sign
    assert not any(name.startswith("signoff") for name in dag_bag.dags["quarterly_report_panyu"].task_ids)
    assert signatures(run.district.model_copy(update={"signoff": ()}), "as they came") == "as they came"


@pytest.mark.parametrize(
    ("run_type", "quarter", "goes_out"),
    [
        ("scheduled", Quarter(2019, 3), True),  # its release hour has long passed
        ("scheduled", Quarter(2090, 1), False),
        ("manual", Quarter(2090, 1), True),  # somebody wants it now
    ],
)
def test_a_scheduled_report_that_everybody_has_signed_goes_out_at_the_release_hour_and_not_before(
    run: Context, monkeypatch: pytest.MonkeyPatch, run_type: str, quarter: Quarter, goes_out: bool
) -> None:
    went: list[Quarter] = []
    made = stage.stage(releases=True, at_release=True)(lambda run: went.append(run.quarter))
    made.function.__wrapped__.__annotations__ = {"return": None}
    monkeypatch.setattr(stage, "get_current_context", lambda: airflow(run_type))
    monkeypatch.setattr(stage, "run_context", lambda _: Context(run.settings, run.district, quarter))
    if goes_out:
        made.function()
    else:
        with pytest.raises(AirflowRescheduleException) as waiting:
            made.function()
        release = waiting.value.reschedule_date.astimezone(run.district.tz)
        assert (release.date(), release.hour) == (quarter_dates(run.district, quarter).day("release"), 9)
    assert went == ([quarter] if goes_out else [])
