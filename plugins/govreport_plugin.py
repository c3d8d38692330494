"""The one file that Airflow loads as a plugin: it registers the timetable.

Belongs here: registrations. Does not belong here: anything they register; that lives in govreport_airflow.
"""

from __future__ import annotations

from typing import ClassVar

from airflow.plugins_manager import AirflowPlugin

from govreport_airflow.timetable import QuarterTimetable


class GovreportPlugin(AirflowPlugin):
    """Everything that govreport adds to an Airflow installation."""

    name = "govreport"
    timetables: ClassVar[list[type]] = [QuarterTimetable]
