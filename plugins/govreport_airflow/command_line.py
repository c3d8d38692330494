"""The command ``govreport`` of an installation with Airflow: connections are found as Airflow's tasks find them.

The library knows the environment only; a mail server or a source stored in Airflow would be another one, or none, to
the command line. Airflow is imported when a connection is asked for, and only where the environment names one: without,
it would make an empty one of its own in the home folder.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os

from govreport import connections
from govreport.cli import app
from govreport.errors import ConfigError

NAMED_BY = (
    "AIRFLOW_HOME",
    "AIRFLOW_CONFIG",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_SECRET",
)
"""Variables of which one at least is set where there is an Airflow."""


def look_up_stored(name: str, /) -> connections.Connection | None:
    """The connection ``name`` of Airflow's secrets backend, variables and database in its own order, else
    GOVREPORT_CONN_<NAME>.

    Raises ConfigError where Airflow can't be asked: what it has stored must not be replaced by something else.
    """
    if not any(os.environ.get(variable) for variable in NAMED_BY):
        return connections.from_environment(name)
    try:
        stored = _stored(name)
    except Exception as error:
        reason = type(error).__name__
        raise ConfigError(
            f"无法从 Airflow 读取连接 {name}（{reason}），没有发送，也没有记录；请确认 Airflow 的数据库可用、"
            f"AIRFLOW__ 变量与 Airflow 一致，或设变量 AIRFLOW_CONN_{name.upper()}。",
            f"The connection {name} can't be read from Airflow ({reason}); nothing was sent and nothing recorded. See "
            f"that Airflow's database can be reached and the AIRFLOW__ variables are those of Airflow, or set "
            f"AIRFLOW_CONN_{name.upper()}.",
        ) from None
    return connections.from_environment(name) if stored is None else stored


def _stored(name: str) -> connections.Connection | None:
    # Airflow's own reading takes a backend that fails for one that has nothing; here that would be another mail server.
    logging.disable(logging.INFO)
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # warnings about its own configuration
            from airflow.configuration import ensure_secrets_loaded

            from govreport_airflow.run import as_connection

        for backend in ensure_secrets_loaded():
            if (found := backend.get_connection(conn_id=name)) is not None:
                return as_connection(name, found)
    finally:
        logging.disable(logging.NOTSET)
    return None


def main() -> None:
    """Run the command line."""
    connections.lend(look_up_stored)
    app()


if __name__ == "__main__":
    main()
