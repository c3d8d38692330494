"""What an administrator does once with Airflow's FAB auth manager, in one process: tables, DAGs, roles, people.

Run with that Airflow's environment; also leaves one question open, as ``signoff_1`` of a run asks it. ``airflow
fab-db migrate``, ``dags reserialize``, ``roles create``, ``roles add-perms`` and ``users create`` do the same, at the
price of a process each.
"""

from __future__ import annotations

import sys

from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
from airflow.models.dagrun import DagRun
from airflow.models.hitl import HITLDetail
from airflow.models.serialized_dag import SerializedDagModel
from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder
from airflow.providers.fab.auth_manager.models.db import FABDBManager
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState, TaskInstanceState
from airflow.utils.types import DagRunTriggeredByType, DagRunType

from govreport.quarter import Quarter

DAG = "quarterly_report_lunan"
RUN = "scheduled__2019-Q3"
OWN_DISTRICT = "路南季报"
"""A role that may read and run lunan's DAG, and no other district's."""
PEOPLE = {
    "admin": "Admin",
    "op": "Op",
    "reviewer": "User",
    "director": "User",
    "viewer": "Viewer",
    "neighbour": OWN_DISTRICT,
    "nobody": "Public",
}
"""User -> role; their ids are their places in this list, from 1."""
RIGHTS = [
    ("can_read", "Website"),
    ("can_read", "DAG Runs"),
    ("can_create", "DAG Runs"),
    ("can_read", "Task Instances"),
    ("can_read", "HITL Detail"),
    ("can_edit", "HITL Detail"),
    ("can_read", f"DAG:{DAG}"),
    ("can_edit", f"DAG:{DAG}"),
]


def read_dags() -> list[dict[str, str]]:
    """As ``airflow dags reserialize``; who may answer DAG's first question."""
    manager = DagBundlesManager()
    manager.sync_bundles_to_db()
    with create_session() as session:
        for bundle in manager.get_all_dag_bundles():
            bundle.initialize()
            bag = BundleDagBag(bundle.path, bundle_path=bundle.path, bundle_name=bundle.name)
            sync_bag_to_db(bag, bundle.name, bundle_version=None, session=session)
    signers: list[dict[str, str]] = bag.dags[DAG].get_task("signoff_1").partial_kwargs["assigned_users"]
    return signers


def admit(password: str) -> None:
    """Roles and people, each with the password ``<user>-<password>``."""
    with get_application_builder() as builder:
        security = builder.sm
        security.sync_roles()
        security.sync_perm_for_dag(DAG)
        security.add_role(OWN_DISTRICT)
        for action, resource in RIGHTS:
            security.add_permission_to_role(
                security.find_role(OWN_DISTRICT), security.create_permission(action, resource)
            )
        for name, role in PEOPLE.items():
            made = security.add_user(
                name, name, "X", f"{name}@airflow.example", security.find_role(role), password=f"{name}-{password}"
            )
            assert made, name


def ask(signers: list[dict[str, str]]) -> None:
    """A run whose first signer is being asked."""
    with create_session() as session:
        dag = SerializedDagModel.get_dag(DAG, session=session)
        interval = dag.timetable.interval(Quarter.parse("2019-Q3"))
        run: DagRun = dag.create_dagrun(
            run_id=RUN, logical_date=interval.start, data_interval=interval, run_after=interval.start,
            run_type=DagRunType.SCHEDULED, triggered_by=DagRunTriggeredByType.TIMETABLE, state=DagRunState.RUNNING,
            session=session,
        )  # fmt: skip
        waiting = run.get_task_instance("signoff_1", session=session)
        waiting.state = TaskInstanceState.AWAITING_INPUT
        session.add(
            HITLDetail(
                ti_id=waiting.id,
                options=["同意 Approve", "退回 Reject"],
                subject="请复核签署",
                assignees=signers,
                params={},
            )
        )


if __name__ == "__main__":
    with create_session() as opened:
        FABDBManager(opened).upgradedb()
    listed = read_dags()
    admit(sys.argv[1])
    ask(listed)
