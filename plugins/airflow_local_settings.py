"""Imports the heavy libraries once in the processes that fork tasks: each task then inherits them.

Airflow imports this module in all its processes; only the scheduler (LocalExecutor) and Celery's workers fork tasks.
great_expectations alone takes some 6 s.
"""

from __future__ import annotations

import importlib
import sys

HEAVY = ("pandas", "pyarrow", "duckdb", "great_expectations", "typst")


def preload() -> None:
    """Import what a run of the report needs; a library that is missing is the task's business to report."""
    for name in HEAVY:
        try:
            importlib.import_module(name)
        except ImportError:  # pragma: no cover
            continue


if sys.argv[1:2] == ["scheduler"] or sys.argv[1:3] == ["celery", "worker"]:
    preload()
