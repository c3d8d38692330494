"""The one file that Airflow loads as a plugin: it registers the timetables, the page, and the names of runs.

Does not belong here: anything they register; that lives in govreport_airflow.
"""

from __future__ import annotations

import logging
from typing import Any, ClassVar
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

from govreport_airflow.run_names import PREFIX, name_runs
from govreport_airflow.run_notes import PeriodPage, RunNotes
from govreport_airflow.timetable import DailyTimetable, FirstWorkingDayTimetable, QuarterTimetable
from govreport_airflow.warm_tasks import WarmTasks

log = logging.getLogger(__name__)
name_runs()


class _WebApps:
    """Imports the page when Airflow collects web applications: in the api-server, and nowhere else."""

    def __get__(self, instance: object, owner: type | None = None) -> list[dict[str, Any]]:
        try:
            from govreport_airflow.pages.app import web_app
        except Exception:  # Airflow's own interface must come up even so.
            log.exception("The page of the governance reports can't be shown.")
            return []
        return [{"app": web_app(), "url_prefix": PREFIX, "name": "govreport"}]


class GovreportPlugin(AirflowPlugin):
    """Everything that govreport adds to an Airflow installation."""

    name = "govreport"
    timetables: ClassVar[list[type]] = [QuarterTimetable, FirstWorkingDayTimetable, DailyTimetable]
    fastapi_apps = _WebApps()
    listeners: ClassVar[list[Any]] = [RunNotes(), WarmTasks()]
    global_operator_extra_links: ClassVar[list[Any]] = [PeriodPage()]
    external_views: ClassVar[list[dict[str, Any]]] = [
        {
            "name": "治理季报",
            "href": urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/") + f"{PREFIX}/",
            "destination": "nav",
            "url_route": "govreport",
        }
    ]
