"""The one-shot service ``init``: brings both databases up to date before anything else starts; may be repeated.

Migrates Airflow's metadata (FAB's users and roles with it) and the results, lets the role of tasks and pages write
there, makes the first administrator, and the mail connection of a trial where there is none yet. What an operator has
changed since is left alone. One process, so that Airflow is imported once and the administrator's password stands on no
command line. Belongs here: what must be so before a start. Does not belong here: districts, users, real mail servers
(docs/en/runbooks/first-installation.md).
"""

from __future__ import annotations

import os
import sys

from airflow.cli.cli_parser import get_parser

from govreport.errors import GovreportError
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.roles import grant_running

RUNNER = "govreport_run"
"""The role that deploy/postgres/roles.sh makes for tasks and pages."""


def airflow(*arguments: str) -> None:
    """Run an ``airflow`` command in this process."""
    parsed = get_parser().parse_args(arguments)
    parsed.func(parsed)


def trial_mail() -> None:
    """The connection ``govreport_smtp`` leads to Mailpit until somebody says otherwise."""
    from airflow.models import Connection
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        if session.scalar(select(Connection).where(Connection.conn_id == "govreport_smtp")) is None:
            session.add(
                Connection(
                    conn_id="govreport_smtp",
                    conn_type="smtp",
                    host="mailpit",
                    port=1025,
                    extra='{"disable_ssl": true, "disable_tls": true}',
                    description="Trial: mails land in Mailpit. Replace by the real server.",
                )
            )


def main() -> None:
    """Everything, in order; a repeated run changes nothing."""
    airflow("db", "migrate")
    airflow(
        *("users", "create", "--role", "Admin", "--username", "admin", "--firstname", "Admin", "--lastname", "Admin"),
        *("--email", "admin@localhost.localdomain", "--password", os.environ["ADMIN_PASSWORD"]),
    )
    trial_mail()
    settings = Settings()
    try:
        # As the owner; every other service is told never to migrate, and comes as a role that couldn't.
        with open_database(settings.database, "auto").begin() as results:
            grant_running(results, RUNNER)
        store = FileStore(settings.store)
        store.fs.makedirs(store.root, exist_ok=True)
    except GovreportError as error:
        sys.exit(str(error))
    print("govreport: databases, administrator, mail connection and store are ready.")


if __name__ == "__main__":
    main()
