"""Signatures in Airflow: one human-in-the-loop step a role, in the chain's order, that waits without a worker."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, TaskAwaitingInput

from govreport.context import Context
from govreport.district.dag_config import DagConfig
from govreport.errors import GovreportError, Message, unstopped
from govreport.language import pick
from govreport.manifests.documents import Report
from govreport_airflow.people import ledger_name
from govreport_airflow.remedies import ONLY_FAILED, REJECTED
from govreport_airflow.run import NOT_DELIVERED, delivers, run_context, run_link, spoken
from govreport_airflow.run_names import page_address
from govreport_airflow.saying import failure, said

if TYPE_CHECKING:
    from govreport.release.links import Links

log = logging.getLogger(__name__)
COMMENT = "comment"
LOOK = timedelta(minutes=15)
"""So often an open question looks whether its role has signed on the command line meanwhile."""


class SignOff(ApprovalOperator):
    """Asks one role to sign one report's hash.

    Approved, the signature is recorded with the user's name and comment; rejected, the task fails with the comment, and
    with it the run. A report that the role has signed already (on the command line, in an earlier try) isn't asked
    about, and an open question notices such a signature at its next look. Whose turn it is gets one mail. While nobody
    answers, operators are told after each ``signoff_patience_hours``, and the question stays open.
    """

    APPROVE = "同意 Approve"
    REJECT = "退回 Reject"

    def __init__(self, *, report: Any, role: str, **options: Any) -> None:
        # Of the task: the form shows those only, and a mapped step is also handed the DAG's.
        comment = Param(None, type=["null", "string"], title="意见 Comment", source="task")
        super().__init__(**{"subject": role, **options, "params": {COMMENT: comment}})
        self.report = report
        self.role = role

    def execute(self, context: Any) -> Any:
        """Ask, unless there is nothing to ask."""
        # Imported here, as below: the files of DAGs are read every few seconds and import this module.
        from govreport.release.signing import has_signed, require_signable
        from govreport.release.signoff_forms import as_markdown
        from govreport.release.signoff_question import ask

        run, report = self._subject_matter(context)
        if not delivers(context):
            raise AirflowSkipException(NOT_DELIVERED)
        context["label"] = f"{run.quarter} {report.language}"
        try:
            if has_signed(run, report, self.role):
                log.info("%s 已签署 %s，不再询问。 has signed already.", self.role, report.sha256[:12])
                return report.model_dump(mode="json")
            require_signable(run, report, self.role)
            links = _links(context, run)
            question = ask(run, report, self.role, links)
            self.subject, self.body = question.title, as_markdown(question)
        except GovreportError as error:
            raise failure(error, run.settings.language) from None
        # Before the question stands: an answer that comes while this task is still at work makes Airflow ask again.
        _tell(run, report, self.role, links)
        try:
            return super().execute(context)
        except TaskAwaitingInput:
            raise self._wait(datetime.now(UTC).isoformat()) from None

    def execute_complete(self, context: Any, event: dict[str, Any], since: str = "") -> Any:
        """Record the answer; on silence since ``since`` mail operators, each time their patience is over, and wait on.

        An answer that comes while this looks is kept by Airflow, which then resumes the task with it.
        """
        from govreport.release.signing import has_signed, sign_as
        from govreport.store.authenticated import AIRFLOW, Authenticated

        run, report = self._subject_matter(context)
        context["label"] = f"{run.quarter} {report.language}"
        try:
            if "error" in event:
                if event.get("error_type") != "timeout":
                    self.process_trigger_event_error(event)
                if has_signed(run, report, self.role):  # on the command line, meanwhile
                    return report.model_dump(mode="json")
                since = since or datetime.now(UTC).isoformat()
                self._escalate(context, run, report, datetime.fromisoformat(since))
                raise self._wait(since)
            user, comment = _answerer(event), str((event.get("params_input") or {}).get(COMMENT) or "").strip()
            self._require_signer(run, user)
            if list(event["chosen_options"]) != [self.APPROVE]:
                self._reject(run, user, comment)
            if not has_signed(run, report, self.role):
                sign_as(run, report, self.role, ledger_name(**user), comment, Authenticated(user["user_id"], AIRFLOW))
            log.info("%s（%s）已签署 %s %s", self.role, ledger_name(**user), report.sha256, comment)
        except GovreportError as error:
            raise failure(error, run.settings.language) from None
        return report.model_dump(mode="json")

    def _wait(self, since: str) -> TaskAwaitingInput:
        """What parks the task until somebody answers or it is time for another look."""
        return TaskAwaitingInput(method_name="execute_complete", kwargs={"since": since}, timeout=self.response_timeout)

    def _subject_matter(self, context: Any) -> tuple[Context, Report]:
        try:
            return run_context(context), Report.model_validate(self.report)
        except GovreportError as error:
            raise failure(error, spoken(context)) from None

    def _require_signer(self, run: Context, user: Mapping[str, str]) -> None:
        allowed = run.district.signers.get(self.role)
        if allowed is not None and not set(user.values()) & set(allowed):
            raise said(
                AirflowFailException,
                Message(
                    f"用户 {user['name']}（{user['user_id']}）不在“{self.role}”的签署人之列，此答复无效；"
                    "请由有权的人签署：清除本任务后重新询问。签署人在 district.yaml 的 signers 中。",
                    f"The user {user['name']} ({user['user_id']}) may not sign as {self.role}, so the answer doesn't "
                    "count; clear this task to ask again. Signers are listed in district.yaml under signers.",
                ),
                ONLY_FAILED,
                run.settings.language,
            )

    def _reject(self, run: Context, user: Mapping[str, str], comment: str) -> NoReturn:
        why = unstopped(comment)
        raise said(
            AirflowFailException,
            Message(
                f"{run.quarter.report_zh}被{self.role}（{user['name']}）退回：{why or '未写意见'}。请按意见处理。",
                f"The report of {run.quarter.running_en} was rejected by {self.role} ({user['name']}): "
                f"{why or 'no comment'}. Mend what is criticised.",
            ),
            REJECTED,
            run.settings.language,
        )

    def _escalate(self, context: Any, run: Context, report: Report, since: datetime) -> None:
        from govreport.release.alerts import Alert, notify_operators

        patience = run.district.signoff_patience_hours
        times = int((datetime.now(UTC) - since) / timedelta(hours=patience))
        if not times:
            return
        hours = f"{times * patience:g}"
        text = Message(
            f"{run.quarter.report_zh}（{report.sha256[:12]}）等待“{self.role}”签署已超过 {hours} 小时，仍在等待。"
            f"请提醒签署人在 Airflow 的“待办”（Required Actions）中答复：{run_link(context)}",
            f"The report of {run.quarter.running_en} ({report.sha256[:12]}) has been waiting for {self.role} "
            "for more than "
            f"{hours} hours and still waits. Remind the signer to answer under Required Actions: {run_link(context)}",
        )
        log.warning("%s", text.in_language(run.settings.language))
        fact = f"signoff {run.district.id} {run.quarter} {report.sha256} {self.role} {since:%Y%m%dT%H%M} {times}"
        notify_operators(
            run.settings,
            run.district,
            [Alert(fact, text)],
            subject=Message(
                f"【{run.district.short_name.zh}】{run.quarter.report_zh}待{self.role}签署超时",
                f"[{run.district.short_name.en}] {run.quarter.en}: {self.role} hasn't signed yet",
            ),
            connections=run.connections,
        )


def signatures(district: DagConfig, reports: Any) -> Any:
    """One step a role of the district's chain, each mapped over the reports that the step before has let through."""
    for number, role in enumerate(district.signoff, start=1):
        users = district.signers.get(role)
        options: dict[str, Any] = {
            "task_id": f"signoff_{number}",
            "task_display_name": pick(district.languages[0], f"签署：{role}", f"Signature: {role}"),
            "role": role,
            "response_timeout": min(LOOK, timedelta(hours=district.signoff_patience_hours)),
            "map_index_template": "{{ label }}",
        }
        if users is not None:
            options["assigned_users"] = [{"id": user, "name": user} for user in users]
        reports = SignOff.partial(**options).expand(report=reports).output
    return reports


def _links(context: Mapping[str, Any], run: Context) -> Links:
    from govreport.release.links import Links

    ti = context["ti"]
    index = getattr(ti, "map_index", -1)
    mapped = f"/mapped/{index}" if index is not None and index >= 0 else ""
    question = f"{run_link(context)}/tasks/{getattr(ti, 'task_id', '')}{mapped}/required_actions"
    return Links(page_address(run.district.id, run.quarter), question)


def _tell(run: Context, report: Report, role: str, links: Links) -> None:
    """Tell the signers; whatever becomes of that, the question is asked."""
    from govreport.release.turns import tell_signers

    try:
        told, problem = tell_signers(run, report, role, links)
    except Exception:
        log.warning("“%s”没有得到通知。 Nobody was told.", role, exc_info=True)
        return
    for one in told:
        log.info("%s %s %s", one.address, one.state, one.detail)
    if problem is not None:
        log.warning("%s", problem.in_language(run.settings.language))


def _answerer(event: Mapping[str, Any]) -> dict[str, str]:
    user = event.get("responded_by_user") or {}
    fields = user if isinstance(user, Mapping) else {"id": getattr(user, "id", ""), "name": getattr(user, "name", "")}
    user_id = str(fields.get("id") or "")
    return {"user_id": user_id, "name": str(fields.get("name") or user_id)}
