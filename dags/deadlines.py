"""**每个工作日 9:00**：看看有没有临近或已过期限的事项，先于误期提醒运行值班。

- 数据：截止日前一个工作日起仍未到的；签署：轮到的角色在其日期前一个工作日起仍未签的。
- 季报：过了签发日还没有成文、没有发出的。
- 一天一封，一件事一天只说一次；没有要说的就不发。发给 district.yaml 的 `operators`。休息日不看。
- 各步骤的日期见 `govreport calendar`，可在 district.yaml 的 `calendar` 中改；见 docs/zh/calendar.md。

*English:* every working day operators are told, in one mail, which extracts, signatures and reports are due within a
working day or late. Repeating a run of a day says only what is new.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, get_current_context, task

from govreport.district.dag_config import DagConfig
from govreport.language import pick, text_in
from govreport_airflow.alerts import DEADLINES_PREFIX, look_at_deadlines, remember_why, tell_of_failed_run
from govreport_airflow.dag_words import called
from govreport_airflow.districts import a_dag_each, access_control, doc_for, pool
from govreport_airflow.timetable import DailyTimetable, QuarterTimetable


@task(show_return_value_in_logs=False)
def deadlines() -> dict[str, int]:
    """Look at what is due, and tell the operators."""
    return look_at_deadlines(get_current_context())


def deadline_reminders(district: DagConfig) -> DAG:
    """One district's DAG."""
    with DAG(
        dag_id=f"{DEADLINES_PREFIX}{district.id}",
        dag_display_name=pick(
            district.languages[0], f"{district.short_name.zh}期限提醒", f"{district.short_name.en}: deadlines"
        ),
        description=f"{district.name.zh} · {district.name.en}",
        doc_md=doc_for(district, __doc__),
        schedule=DailyTimetable(f"0 {district.calendar.hour} * * *", timezone=district.timezone),
        start_date=QuarterTimetable(district.timezone, district.work_calendar, 1)
        .interval(district.report.first_issue)
        .start,
        catchup=False,
        max_active_runs=1,
        tags=["govreport", text_in(district.languages[0], district.short_name)],
        access_control=access_control(district),
        on_failure_callback=tell_of_failed_run,
        default_args={
            "pool": pool(district),
            "retries": 1,
            "retry_delay": timedelta(minutes=5),
            "execution_timeout": timedelta(hours=1),
            "on_failure_callback": remember_why,
        },
    ) as dag:
        called(deadlines, district)()
    return dag


globals().update(a_dag_each(DEADLINES_PREFIX, deadline_reminders))
