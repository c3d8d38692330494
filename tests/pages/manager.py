"""An auth manager that, like those of production, can give somebody one DAG and not another."""

from __future__ import annotations

from typing import Any

from airflow.api_fastapi.auth.managers.simple.simple_auth_manager import SimpleAuthManager


class DistrictAuthManager(SimpleAuthManager):
    """Airflow's own simple one; ``neighbour`` may do what his role may, with lunan's DAG only."""

    def is_authorized_dag(self, *, method: Any, user: Any, access_entity: Any = None, details: Any = None) -> bool:
        if user.username == "neighbour" and (details is None or details.id != "quarterly_report_lunan"):
            return False
        return super().is_authorized_dag(method=method, user=user, access_entity=access_entity, details=details)
