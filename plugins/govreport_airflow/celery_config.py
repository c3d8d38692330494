"""Celery's settings where workers are Celery's: the provider's own, and what a worker imports before it forks.

Named by ``[celery] celery_config_options``. Belongs here: that one dictionary. Does not belong here: broker, results,
concurrency, which are Airflow's settings.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG

CONFIG: dict[str, Any] = {**DEFAULT_CELERY_CONFIG, "imports": ("govreport_airflow.preloaded",)}
