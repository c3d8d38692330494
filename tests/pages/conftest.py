"""The real Airflow web application with our plugin in it, and people who log in to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govreport.settings import Settings
from tests.dags.conftest import _remove_home, metadata  # noqa: F401 - sets Airflow's environment before its import
from tests.pages.installation import fill, make_home

PASSWORDS = {"op": "op-pass", "viewer": "viewer-pass", "neighbour": "neighbour-pass", "nobody": "nobody-pass"}
USERS = "op:op,viewer:viewer,neighbour:op,nobody:"
"""Roles of the simple auth manager. What ``neighbour`` may do is narrowed to one district in manager.py."""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home and working folder of an installation, to be copied."""
    folder = tmp_path_factory.mktemp("pages")
    home = make_home(folder / "home")
    fill(Settings(home=home, var=folder / "var"))
    return folder


@pytest.fixture
def installation(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation of the test's own, where the web application looks for one."""
    shutil.copytree(filled / "var", tmp_path / "var")
    monkeypatch.setenv("GOVREPORT_HOME", str(filled / "home"))
    monkeypatch.setenv("GOVREPORT_VAR", str(tmp_path / "var"))
    return Settings()


@pytest.fixture(scope="session")
def webserver(tmp_path_factory: pytest.TempPathFactory, metadata: None) -> Any:  # noqa: F811
    """Airflow's application: its auth manager, its middlewares, our page mounted by its plugin manager."""
    passwords = tmp_path_factory.mktemp("passwords") / "passwords.json"
    passwords.write_text(json.dumps(PASSWORDS))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW__CORE__AUTH_MANAGER", "tests.pages.manager.DistrictAuthManager")
        patch.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS", USERS)
        patch.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE", str(passwords))
        from airflow.api_fastapi.app import create_app

        yield create_app(apps="core")


@pytest.fixture
def visit(webserver: Any, installation: Settings) -> Callable[[str | None], Any]:
    """A browser of somebody who is logged in, or (None) of somebody who isn't."""
    from fastapi.testclient import TestClient

    def log_in(name: str | None) -> TestClient:
        client = TestClient(webserver, base_url="http://airflow.example", follow_redirects=False)
        if name is not None:
            answer = client.post("/auth/token", json={"username": name, "password": PASSWORDS[name]})
            client.cookies.set("_token", answer.json()["access_token"])
        return client

    return log_in
