"""DAGs from district folders: one a district in each DAG file, and none lost to another district's mistake."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from airflow.sdk import DAG, get_parsing_context

from govreport.district.dag_config import DagConfig, read_dag_configs
from govreport.district.schedule import possible_schedule
from govreport.errors import ConfigError, Message
from govreport.language import capitalized
from govreport.settings import Settings

log = logging.getLogger(__name__)
SHARED_POOL = "default_pool"
ENGLISH = "*English:*"
"""What begins the English part of a DAG file's docstring."""


def a_dag_each(
    prefix: str,
    make: Callable[[DagConfig], DAG],
    districts_dir: Path | None = None,
    wants: Callable[[DagConfig], bool] = lambda _: True,
    once: bool = False,
) -> dict[str, DAG]:
    """``make`` of every district, by DAG id, for a DAG file's globals.

    ``wants`` says which districts have it at all; ``once``: only the first does, for what is the installation's. A
    folder that is wrong has no DAG and a line in the parsing log;
    dags/district_problems.py shows it to people. A process that runs one task reads that task's district only, however
    many there are.
    """
    wanted = get_parsing_context().dag_id
    if wanted and not wanted.startswith(prefix):
        return {}
    only = wanted.removeprefix(prefix) if wanted else None
    sound, problems = _sound(districts_dir or Settings().districts_dir, only)
    for problem in problems:
        log.error("%s", problem.in_language(Settings().language))
    return {f"{prefix}{config.id}": make(config) for config in (sound[:1] if once else sound) if wants(config)}


def doc_for(district: DagConfig, doc: str | None) -> str:
    """A DAG file's docstring as the district's people read it: whole, or its English part alone."""
    text = doc or ""
    english = text.partition(ENGLISH)[2].strip()
    return capitalized(english) if english and district.languages[0] == "en" else text


def require_sound_folders(districts_dir: Path | None = None) -> None:
    """Raise one ConfigError that names every district without DAGs and says why."""
    _, problems = _sound(districts_dir or Settings().districts_dir)
    if problems:
        raise ConfigError(" ".join(p.zh for p in problems), " ".join(p.en for p in problems))


def _sound(districts_dir: Path, only: str | None = None) -> tuple[list[DagConfig], list[Message]]:
    read, unread = read_dag_configs(districts_dir, only)
    sound, problems = [], [one.error.message for one in unread]
    for config in read:
        try:
            possible_schedule(config)  # a release before its draft makes no timetable
            sound.append(config)
        except ConfigError as error:
            problems.append(error.message)
    return sound, problems


def access_control(config: DagConfig) -> dict[str, dict[str, set[str]]] | None:
    """What Airflow's own roles may do with a district's DAGs; None leaves it to the roles' general permissions.

    Only the FAB auth manager heeds it. Whoever may start runs may also read.
    """
    granted: dict[str, dict[str, set[str]]] = {role: {"DAGs": {"can_read"}} for role in config.access.read}
    for role in config.access.run:
        granted[role] = {"DAGs": {"can_read", "can_edit"}, "DAG Runs": {"can_create"}}
    return granted or None


def pool(config: DagConfig) -> str:
    """The pool of a district's tasks."""
    return config.pool or SHARED_POOL
