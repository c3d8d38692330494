"""What Airflow's interface calls a district's tasks and parameters: in the language of the district's people.

The DAG's own texts are picked likewise (districts.py: ``doc_for``); sentences of running tasks are those of run.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Param

from govreport.district.dag_config import DagConfig
from govreport.errors import Message
from govreport.language import Language, capitalized, text_in
from govreport.period import EXAMPLES, PERIOD_KINDS, Period, PeriodKind
from govreport.vocabulary import STAGES
from govreport_airflow.run import AUTO, NO, YES, last_complete, parameter_of

TASKS: Mapping[str, Message] = {
    **STAGES,
    "earlier": Message("候前季", "earlier quarters"),
    "deadlines": Message("期限提醒", "deadlines"),
    "precheck": Message("预查", "pre-check"),
    "audit": Message("审计", "audit"),
}
"""Task id -> its name; a Chinese one has the id behind it, by which logs call it."""
FORMS: Mapping[PeriodKind, str] = {
    "month": r"^\s*\d{4}-(0[1-9]|1[0-2])\s*$",
    "quarter": r"^\s*\d{4}-?[Qq][1-4]\s*$",
    "half_year": r"^\s*\d{4}-?[HhSs][12]\s*$",
    "year": r"^\s*\d{4}\s*$",
}
"""What the form takes: the ways in which period.py reads a period."""
SENDS_REPORTS = Message(
    "是否签发并发送报告。手动触发的不发；要发给收件人（包括领导），请选“发送”。",
    "Whether the report is signed and mailed. A run started by hand mails nothing; choose yes to mail it to everybody "
    "on the list of recipients.",
)
SENDS_SHEETS = Message(
    "是否把更正单发给数据管理员。手动触发的不发；要发，请选“发送”。",
    "Whether correction sheets are mailed to the data stewards. A run started by hand mails nothing; choose yes to "
    "mail them.",
)
_SENDING: Mapping[str, Message] = {
    AUTO: Message(
        "自动：只有定时运行发，手动触发、回填都不发",
        "auto: only runs of the timetable do, not those started by hand or backfills",
    ),
    YES: Message("发送", "yes"),
    NO: Message("不发送", "no"),
}
_LEFT_EMPTY = Message(
    "留空即本次运行的数据区间；回填时请留空。", "Empty: the run's data interval; leave it empty in a backfill."
)
NEXT_QUARTER = Message("留空即下一期要出的。", "Empty: the one whose report comes next.")


def language_of(district: DagConfig) -> Language:
    """The language of those who read the district's DAGs."""
    return district.languages[0]


def task_title(language: Language, name: str) -> str:
    """A task's name in the interface."""
    said = TASKS[name]
    return capitalized(said.en) if language == "en" else f"{said.zh} {name}"


def called(task: Any, district: DagConfig) -> Any:
    """A task of a DAG file under the name that the district's people read."""
    return task.override(task_display_name=task_title(language_of(district), task.function.__name__))


def report_params(district: DagConfig, kind: PeriodKind = "quarter") -> dict[str, Param]:
    """The form of a report's DAG."""
    last = last_complete(datetime.now(UTC), district.tz, kind)
    return {
        parameter_of(kind): period_param(district, last, kind),
        "deliver": deliver_param(language_of(district)),
    }


def coming_quarter_param(district: DagConfig) -> dict[str, Param]:
    """The quarter (or the month) of a pre-check: also the one that is still running."""
    kind = district.base
    running = last_complete(datetime.now(UTC), district.tz, kind).next
    return {parameter_of(kind): period_param(district, running, kind, NEXT_QUARTER)}


def period_param(
    district: DagConfig, last: Period, kind: PeriodKind = "quarter", left_empty: Message = _LEFT_EMPTY
) -> Param:
    """The period that a run is about: one from the first issue to ``last`` is offered, the newest first.

    They are examples, not all that is allowed: a run may still be told one that the list lacks. DAG files are read
    every few seconds, and the list changes what is read only when a period ends.
    """
    name, example, language = PERIOD_KINDS[kind], EXAMPLES[kind], language_of(district)
    said = Message(
        f"从列表中选，或写如 {example}；{left_empty.zh}", f"Choose, or write it like {example}. {left_empty.en}"
    )
    first = district.report.first_of(kind)
    return Param(
        None,
        type=["null", "string"],
        pattern=FORMS[kind],
        examples=[str(period) for period in reversed(list(Period.span(first, last)))],
        title=capitalized(text_in(language, name if kind == "quarter" else Message("报告期", "period"))),
        description=text_in(language, said),
    )


def deliver_param(language: Language, sends: Message = SENDS_REPORTS) -> Param:
    """Whether a run mails what it makes."""
    return Param(
        AUTO,
        type="string",
        enum=[AUTO, YES, NO],
        values_display={value: text_in(language, said) for value, said in _SENDING.items()},
        title=text_in(language, Message("发送", "Deliver")),
        description=text_in(language, sends),
    )
