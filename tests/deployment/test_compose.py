"""docker-compose.yaml keeps its promises: no secret of its own, nothing unpinned, nothing open, nothing unlimited."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from govreport.cli.common import AnyDistrict
from govreport.settings import Settings
from scripts.env import CHOICES, SECRETS, completed, values
from tests.conftest import PROJECT

TEXT = (PROJECT / "docker-compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {"init", "maintenance"}
OURS = {name for name, service in SERVICES.items() if service["image"].startswith("govreport:")}
BY_DEFAULT = {"postgres", "init", "api-server", "scheduler", "dag-processor", "triggerer"}

each_service = pytest.mark.parametrize("name", sorted(SERVICES))


def environment(name: str) -> dict[str, str | None]:
    return SERVICES[name].get("environment", {})


def test_without_a_profile_the_whole_of_airflow_and_its_database_start() -> None:
    assert {name for name, service in SERVICES.items() if not service.get("profiles")} == BY_DEFAULT
    profiles = {name: service["profiles"] for name, service in SERVICES.items() if service.get("profiles")}
    assert profiles == {
        "worker": ["scale"],
        "valkey": ["scale"],
        "mailpit": ["trial"],
        "objects": ["objects"],
        "maintenance": ["tools"],
    }


@each_service
def test_images_are_pinned_to_a_version(name: str) -> None:
    assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?", SERVICES[name]["image"])


def test_the_dockerfile_starts_from_one_pinned_python_that_the_lock_is_made_for() -> None:
    bases = re.findall(r"^FROM (\S+)", (PROJECT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-[a-z]+", bases[0])


@each_service
def test_a_container_is_limited_restarted_and_its_log_kept_short(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["cpus"]
    assert service["pids_limit"]
    assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")
    assert service["logging"]["driver"] == "json-file"
    assert {"max-size", "max-file"} <= set(service["logging"]["options"])
    if name in ONE_SHOT:
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["healthcheck"]["test"][0].startswith("CMD")
        assert service["stop_grace_period"]


@each_service
def test_a_container_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert not service.get("cap_add")
    assert not service.get("privileged")
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]
    assert "/var/run/docker.sock" not in str(service.get("volumes"))


def test_what_runs_tasks_has_time_to_end_them() -> None:
    assert SERVICES["scheduler"]["stop_grace_period"] == SERVICES["worker"]["stop_grace_period"] == "15m"


def test_the_databases_are_reached_from_our_services_only() -> None:
    assert COMPOSE["networks"]["data"]["internal"] is True
    for name in ("postgres", "valkey", "objects"):
        assert "ports" not in SERVICES[name]
        assert SERVICES[name]["networks"] == ["data"]
    for name, service in SERVICES.items():
        for port in service.get("ports", []):
            assert port.startswith(("127.0.0.1:", "${BIND:-127.0.0.1}:")), name


def test_every_secret_comes_from_the_environment_and_has_no_default() -> None:
    for name in SECRETS:
        used = re.findall(rf"(?<!\$)\${{{name}[^}}]*}}", TEXT)
        assert used, name
        assert set(used) == {f"${{{name}:?run make env}}"}, name
    for service in SERVICES:
        for variable, value in environment(service).items():
            if re.search(r"PASSWORD|SECRET|KEY|TOKEN", variable) and value is not None:
                assert re.search(r"\$\{[A-Z0-9_]+:\?run make env\}", value), f"{service}: {variable}"


def test_all_of_airflow_shares_one_jwt_secret_one_fernet_key_one_store_and_one_database() -> None:
    for variable in (
        "AIRFLOW__API_AUTH__JWT_SECRET",
        "AIRFLOW__CORE__FERNET_KEY",
        "AIRFLOW__API__SECRET_KEY",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
        "GOVREPORT_STORE_URL",
    ):
        assert all(variable in environment(name) for name in OURS), variable
        assert len({environment(name)[variable] for name in OURS}) == 1, variable
    assert len({tuple(SERVICES[name]["volumes"]) for name in OURS}) == 1


def test_only_init_comes_to_the_results_as_the_role_that_may_change_what_stands() -> None:
    found = {name: re.split("://|:|@", str(environment(name)["GOVREPORT_DATABASE_URL"])) for name in OURS}
    roles = {name: parts[1] for name, parts in found.items()}
    assert roles.pop("init") == "govreport"
    assert set(roles.values()) == {"govreport_run"}
    assert len({tuple(parts[-2:]) for parts in found.values()}) == 1  # where it is


def test_every_variable_is_one_that_somebody_reads() -> None:
    from airflow.configuration import retrieve_configuration_description

    described = retrieve_configuration_description(include_providers=True)
    ours = {f"GOVREPORT_{field.upper()}" for field in Settings.model_fields}
    ours.add(str(get_args(AnyDistrict)[1].envvar))  # an option of the command line, not a setting
    for name in environment("scheduler"):
        if name.startswith("GOVREPORT_"):
            assert name in ours, name
        elif name.startswith("AIRFLOW__"):
            section, _, key = name.removeprefix("AIRFLOW__").partition("__")
            assert key.lower() in described[section.lower()]["options"], name
    interpolated = set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+):\?", TEXT))
    assert interpolated == set(SECRETS)
    assert set(CHOICES) - {"COMPOSE_PROJECT_NAME", "COMPOSE_PROFILES"} <= set(re.findall(r"\$\{([A-Z_]+):-", TEXT))


def test_the_timetable_is_on_and_dates_are_those_of_the_district() -> None:
    assert environment("scheduler")["AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE"] == "True"
    assert environment("scheduler")["AIRFLOW__CORE__DEFAULT_TIMEZONE"] == "Asia/Shanghai"


def test_nothing_starts_before_both_databases_are_migrated() -> None:
    assert SERVICES["init"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in OURS - {"init"}:
        assert SERVICES[name]["depends_on"]["init"] == {"condition": "service_completed_successfully"}, name


def test_every_file_that_a_service_runs_or_mounts_is_there_and_gets_into_the_image() -> None:
    admitted = {
        x[1:] for x in (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines() if x.startswith("!")
    }
    assert {"deploy", "dags", "plugins", "include", "requirements.in", "requirements.txt"} <= admitted
    for path in re.findall(r"/opt/govreport/(deploy/[\w./-]+)", TEXT + (PROJECT / "Dockerfile").read_text("utf-8")):
        assert (PROJECT / path).is_file(), path
    for source in re.findall(r"^\s+- (\./[\w./-]+):", TEXT, re.MULTILINE):
        assert source == "./inbox" or (PROJECT / source).is_dir(), source
    assert os.access(PROJECT / "deploy" / "postgres" / "roles.sh", os.X_OK)


def test_no_secret_and_no_district_gets_into_the_image() -> None:
    lines = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    assert not [line for line in lines if line.startswith("!") and ".env" in line]
    assert "include/districts" in lines
    assert ".env" in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()


def compose_command() -> list[str]:
    """`docker compose` or the older `docker-compose`; skips the test where neither is installed."""
    docker = shutil.which("docker")
    if docker and subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0:  # noqa: S603
        return [docker, "compose"]
    if old := shutil.which("docker-compose"):
        return [old]
    pytest.skip("docker compose isn't installed here")


@pytest.fixture
def config(tmp_path: Path) -> Any:
    def run(env: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / ".env"
        file.write_text(env, encoding="utf-8")
        outside = {k: v for k, v in os.environ.items() if k not in {*SECRETS, *CHOICES}}
        command = [*compose_command(), "--env-file", str(file), "-f", str(PROJECT / "docker-compose.yaml"), "config"]
        return subprocess.run(command, env=outside, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603

    return run


def test_compose_itself_accepts_the_file_with_what_make_env_writes(config: Any) -> None:
    env = completed("").replace("COMPOSE_PROFILES=trial", "COMPOSE_PROFILES=trial,scale,objects,tools")
    done = config(env)
    assert done.returncode == 0, done.stderr
    found = yaml.safe_load(done.stdout)["services"]
    assert set(found) == set(SERVICES)
    assert values(env)["JWT_SECRET"] in str(found["scheduler"]["environment"])


def test_compose_says_what_to_do_where_the_secrets_are_missing(config: Any) -> None:
    done = config("")
    assert done.returncode != 0
    assert "run make env" in done.stderr
