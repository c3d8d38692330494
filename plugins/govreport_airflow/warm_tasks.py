"""What every task needs and takes seconds to import is imported once, by the process that tasks are forked from.

Belongs here: when that is done, and for which modules. Under LocalExecutor tasks are forked from the scheduler; those
of Celery's workers get nothing of this.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from airflow.configuration import conf
from airflow.listeners import hookimpl

MODULES = (
    "cn2an",
    "govreport.archive.build",
    "govreport.delivery.send_report",
    "govreport.explain.pages",
    "govreport.indicators.vintages.steps",
    "govreport.quality.check",
    "govreport.quality.frames.row_frames",
    "govreport.quality.gate",
    "govreport.release.signing",
    "govreport.reports.proving.documents",
    "govreport.reports.rendering",
    "govreport.sources.collect",
    "govreport.tidy.tidy",
    "govreport_airflow.alerts",
    "holidays.countries",
)
"""What the DAG files and the stages import. Imported only: a process that others are forked from may have neither
threads nor connections."""


class WarmTasks:
    """Imports them when a scheduler starts whose executor forks tasks from it."""

    @hookimpl
    def on_starting(self, component: Any) -> None:
        """Each of Airflow's processes calls it, a scheduler before its executor starts workers."""
        # The job that is handed over doesn't know yet what it is the job of.
        if "scheduler" in sys.argv and "LocalExecutor" in conf.get("core", "executor"):
            for name in MODULES:
                importlib.import_module(name)
