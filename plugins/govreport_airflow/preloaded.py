"""What nearly every task would import for itself, seconds each time; imported once, where they are forked from.

The scheduler's fork server imports this module (``[core] mp_forkserver_preload``), Celery's workers do as well
(celery_config.py). Belongs here: imports that take long and start no threads, open no file and no connection. Does not
belong here: anything that runs, for whatever fails here is only slower.
"""

from __future__ import annotations

import great_expectations
import great_expectations.expectations

from govreport import stages
from govreport.archive import build, holdings, publish
from govreport.explain import figure, pages
from govreport.indicators import catalogue, measuring, presentation, revising, verification
from govreport.quality import check, page, sheets
from govreport.reports import build as report
from govreport.reports import pdf, web, word, workbook
from govreport.sending import report as sending
from govreport.store import database
from govreport.tidy import tidy
from govreport_airflow import stage

__all__ = [
    "build",
    "catalogue",
    "check",
    "database",
    "figure",
    "great_expectations",
    "holdings",
    "measuring",
    "page",
    "pages",
    "pdf",
    "presentation",
    "publish",
    "report",
    "revising",
    "sending",
    "sheets",
    "stage",
    "stages",
    "tidy",
    "verification",
    "web",
    "word",
    "workbook",
]
