"""The page and the signing with FAB, the auth manager of production: real users with its roles, over HTTP."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from govreport.settings import Settings
from govreport.store.copies import Copies
from govreport.store.database import open_database
from govreport_airflow.local import LocalAirflow
from tests.conftest import PROJECT
from tests.pages.fab_setup import DAG, PEOPLE, RUN
from tests.pages.installation import Q3, SIGNERS
from tests.pages.test_in_browser import answers, copy_metadata

Visit = Callable[[str | None], httpx.Client]
pytestmark = pytest.mark.airflow
FAB = "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"
QUARTER = "/govreport/panyu/2019-Q3"
QUESTION = f"/api/v2/dags/{DAG}/dagRuns/{RUN}/taskInstances/signoff_1/-1/hitlDetails"
YES = {"chosen_options": ["同意 Approve"], "params_input": {}}


@pytest.fixture(scope="module")
def server(filled: Path, metadata: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAirflow]:
    """An api-server whose people FAB knows."""
    folder = tmp_path_factory.mktemp("fab")
    shutil.copytree(filled / "var", folder / "var")
    shutil.copytree(filled / "home", folder / "home", symlinks=True)
    described = folder / "home" / "include" / "districts" / "lunan" / "district.yaml"
    signers = f"signers: {{复核: [{number_of('reviewer')}], 签发: [{number_of('director')}]}}\n"
    described.write_text(described.read_text(encoding="utf-8").replace(SIGNERS, signers), encoding="utf-8")
    airflow = LocalAirflow(
        folder / "airflow",
        variables={
            "AIRFLOW__CORE__AUTH_MANAGER": FAB,
            "GOVREPORT_HOME": str(folder / "home"),
            "GOVREPORT_VAR": str(folder / "var"),
            "PYTHONPATH": str(PROJECT),
            "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",  # other tests are at work on the same cores
        },
    )
    try:
        copy_metadata(airflow.home)
        setup = [sys.executable, "-m", "tests.pages.fab_setup", "pass"]
        done = subprocess.run(setup, env=airflow.environment, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stderr[-3000:]
        airflow.start(("api-server",), migrate=False)
        deadline = time.monotonic() + 300
        while not answers(airflow):
            assert airflow.dead() is None, airflow.log("api-server").read_text(errors="replace")[-3000:]
            assert time.monotonic() < deadline, "the api-server doesn't answer"
            time.sleep(0.3)
        yield airflow
    finally:
        airflow.stop()


def number_of(user: str) -> int:
    """A user's id, as FAB counts them."""
    return list(PEOPLE).index(user) + 1


@pytest.fixture
def visit(server: LocalAirflow) -> Iterator[Visit]:
    """A client of somebody who is logged in, or (None) of somebody who isn't."""
    clients = []

    def log_in(name: str | None) -> httpx.Client:
        client = httpx.Client(base_url=server.url, timeout=300)
        clients.append(client)
        if name is not None:
            answer = client.post("/auth/token", json={"username": name, "password": f"{name}-pass"})
            client.cookies.set("_token", answer.json()["access_token"])
        return client

    yield log_in
    for client in clients:
        client.close()


def fill_in_login(client: httpx.Client, name: str) -> str:
    """Log in by FAB's own form, to which somebody is led who wanted to see a quarter; where it leads him then."""
    asked = client.get(QUARTER, headers={"sec-fetch-dest": "document"}).headers["location"]
    (token,) = re.findall(r'name="csrf_token" type="hidden" value="([^"]+)"', client.get(asked).text)
    answer = client.post(asked, data={"username": name, "password": f"{name}-pass", "csrf_token": token})
    assert answer.status_code == 302, answer.text[-500:]
    return answer.headers["location"]


def test_fabs_roles_decide_who_reads_who_settles_and_in_which_district(server: LocalAirflow, visit: Visit) -> None:
    assert visit(None).get(QUARTER).status_code == 401
    assert visit("nobody").get(QUARTER).status_code == 403
    viewer = visit("viewer")
    assert viewer.get(QUARTER).status_code == 200
    assert "<form" not in viewer.get(QUARTER).text

    neighbour = visit("neighbour")
    every = neighbour.get("/govreport/?lang=zh").text
    assert ("路南区" in every, "番禺区" in every) == (True, False)
    assert neighbour.get(QUARTER).status_code == 403

    operator = visit(None)
    assert fill_in_login(operator, "op").endswith(QUARTER)  # back to where he wanted to go
    page = operator.get(QUARTER).text
    part = next(p for p in page.split('class="copy"')[1:] if "director@" in p)
    filled_in = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', part))
    filled_in |= {"arrived": "yes", "comment": "电话核实"}
    at = f"{QUARTER}/settle"
    assert viewer.post(at, data=filled_in, headers={"origin": server.url}).status_code == 403
    assert neighbour.post(at, data=filled_in, headers={"origin": server.url}).status_code == 403
    assert operator.post(at, data=filled_in, headers={"origin": server.url}).status_code == 303
    copies = Copies(open_database(Settings(var=Path(server.environment["GOVREPORT_VAR"])).database))
    (settled,) = [c for c in copies.of("panyu", Q3) if c.recipient.startswith("director")]
    assert settled.state == "sent"
    assert "<form" in visit("reviewer").get(QUARTER).text  # a plain user may start runs, so he may settle too
    assert [event.role for event in copies.events(settled)] == [f"op ({number_of('op')})"]


def test_only_the_user_with_the_listed_number_may_sign(visit: Visit) -> None:
    for name in ("viewer", "director", "op", "neighbour"):
        assert visit(name).patch(QUESTION, json=YES).status_code == 403, name
    reviewer = visit("reviewer")
    answer = reviewer.patch(QUESTION, json=YES)
    assert answer.status_code == 200, answer.text
    assert answer.json()["responded_by"] == {"id": str(number_of("reviewer")), "name": "reviewer"}
    assert reviewer.patch(QUESTION, json=YES).status_code == 409  # an answer is given once
