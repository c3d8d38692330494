"""**每周一次**：审计整个系统——日志、数据库各行、存储各文件，是不是本系统写下的样子。

- 每周第一个工作日 7:30 自动运行，也可手动触发。一套系统只有一个，记在第一个区名下，查的是全部的区。
- 一致的，日志里写明查了多少行、多少项、多少个文件；有出入的，这次运行失败，并写信给各区的 `operators`。
- 结果见“审计”一页；有出入时怎么办，见 docs/zh/runbooks/audit-finds-something.md。

*English:* once a week the whole installation is audited: its log, every row of the results database, every stored file.
There is one such DAG an installation. Where something isn't as it was recorded, the run fails and operators are mailed.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_current_context, task

from govreport.district.dag_config import DagConfig
from govreport.errors import Message
from govreport.language import pick
from govreport_airflow.auditing import AUDIT_PREFIX, audit_installation
from govreport_airflow.dag_words import language_of
from govreport_airflow.districts import a_dag_each
from govreport_airflow.side_dags import side_dag
from govreport_airflow.timetable import FirstWorkingDayTimetable


@task(show_return_value_in_logs=False)
def audit() -> dict[str, int]:
    """Look at everything, and say what isn't as it was recorded."""
    return audit_installation(get_current_context())


def installation_audit(district: DagConfig) -> DAG:
    """The installation's DAG, in the time zone and the language of the district that it stands under."""
    language = language_of(district)
    return side_dag(
        district,
        AUDIT_PREFIX,
        __doc__,
        audit,
        title=Message("系统审计", "Audit of the installation"),
        description=pick(language, "日志、数据库、存储", "log, database, store"),
        schedule=FirstWorkingDayTimetable(district.timezone, district.work_calendar, 7, 30, language),
        hours=6,
    )


globals().update(a_dag_each(AUDIT_PREFIX, installation_audit, once=True))
