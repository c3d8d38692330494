"""**每个工作日 9:00**：看看有没有临近或已过期限的事项，先于误期提醒运行值班。

- 数据：截止日前一个工作日起仍未到的；签署：轮到的角色在其日期前一个工作日起仍未签的。
- 季报：过了签发日还没有成文、没有发出的。
- 一天一封，一件事一天只说一次；没有要说的就不发。发给 district.yaml 的 `operators`。休息日不看。
- 各步骤的日期见 `govreport calendar`，可在 district.yaml 的 `calendar` 中改；见 docs/zh/calendar.md。

*English:* every working day operators are told, in one mail, which extracts, signatures and reports are due within a
working day or late. Repeating a run of a day says only what is new.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_current_context, task

from govreport.district.dag_config import DagConfig
from govreport.errors import Message
from govreport_airflow.alerts import DEADLINES_PREFIX, look_at_deadlines
from govreport_airflow.districts import a_dag_each
from govreport_airflow.side_dags import side_dag
from govreport_airflow.timetable import DailyTimetable


@task(show_return_value_in_logs=False)
def deadlines() -> dict[str, int]:
    """Look at what is due, and tell the operators."""
    return look_at_deadlines(get_current_context())


def deadline_reminders(district: DagConfig) -> DAG:
    """One district's DAG."""
    return side_dag(
        district,
        DEADLINES_PREFIX,
        __doc__,
        deadlines,
        title=Message(f"{district.short_name.zh}期限提醒", f"{district.short_name.en}: deadlines"),
        description=f"{district.name.zh} · {district.name.en}",
        schedule=DailyTimetable(f"0 {district.calendar.hour} * * *", timezone=district.timezone),
    )


globals().update(a_dag_each(DEADLINES_PREFIX, deadline_reminders))
