"""**每周一次**：看看下一期季报的各份数据到了没有、合不合规则，趁还来得及改，先告诉填报单位。

- 每周第一个工作日 8:30 自动运行；也可手动触发，可填 `quarter`（如 `2019-Q3`），不填即下一期要出的季度。
- 缺的、读不懂的文件在日志里以警告写明，并点名填报单位；其余按规则核查，生成更正单和结论页。
- 只有 district.yaml 中 `mail_corrections: true` 时才把更正单发给数据管理员；同一份更正单只发一次。
- 不计算、不成文、不留数字。

*English:* once a week, what lies ready for the next report is collected, checked and given back as correction sheets,
before it counts. Missing and unreadable extracts are warnings in the log that name their owners. No figure is stored.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_current_context, task

from govreport.district.dag_config import DagConfig
from govreport.errors import Message
from govreport_airflow.correction_sheets import PRECHECK_PREFIX, precheck_next_quarter
from govreport_airflow.dag_words import SENDS_SHEETS, coming_quarter_param, deliver_param, language_of
from govreport_airflow.districts import a_dag_each
from govreport_airflow.side_dags import side_dag
from govreport_airflow.timetable import FirstWorkingDayTimetable


@task(show_return_value_in_logs=False)
def precheck() -> dict[str, int]:
    """Collect what is there, check it, give it back."""
    return precheck_next_quarter(get_current_context())


def source_precheck(district: DagConfig) -> DAG:
    """One district's DAG."""
    language = language_of(district)
    return side_dag(
        district,
        PRECHECK_PREFIX,
        __doc__,
        precheck,
        title=Message(f"{district.short_name.zh}数据预查", f"{district.short_name.en}: pre-check"),
        description=f"{district.name.zh} · {district.name.en}",
        schedule=FirstWorkingDayTimetable(district.timezone, district.work_calendar, language=language),
        params={**coming_quarter_param(district), "deliver": deliver_param(language, SENDS_SHEETS)},
    )


globals().update(a_dag_each(PRECHECK_PREFIX, source_precheck))
