"""The pages' steps in Airflow, clicked as written: `make dev`, a browser in Chinese and one in English.

One installation, and one run that everything happens to: its file is late, then of another quarter, then right; the
report is rejected, signed and sent, and a copy is in doubt. Beside it two past quarters are run and computed again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from govreport_airflow.local import free_port
from tests.conftest import PROJECT
from tests.fixtures.browser import browser  # noqa: F401
from tests.fixtures.smtp import Postmaster, smtp_server
from tests.runbooks.clicker import Clicker, ways

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow
DAG = "quarterly_report_panyu"
SAMPLE = PROJECT / "include" / "sample" / "panyu"
LATE = "funding-2019-Q3.csv"
DOUBTFUL = {"section@minzheng.panyu.example", "director@minzheng.panyu.example"}
THREE = ("registration", "funding", "evaluation")
CHAIN = """
signoff: [审核, 签发]
signers: {审核: [reviewer], 签发: [director]}
"""
PATIENT = {
    # Other tests are at work on the same cores: whoever is slow isn't dead.
    "AIRFLOW__CORE__PARALLELISM": "4",
    "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",
    "AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT": "300",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "1800",
    "AIRFLOW__SCHEDULER__TRIGGER_TIMEOUT_CHECK_INTERVAL": "1",
    "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "120",
}
MAKE = ("make", "-o", "setup")
"""What runs the tests has set up; a test installs nothing."""
ANOTHER = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:////nowhere/airflow.db"}
"""Of some other Airflow, as a shell may have it."""


def described(language: str, page: str) -> list[list[str]]:
    """The ways of a page."""
    return ways((PROJECT / "docs" / language / "runbooks" / f"{page}.md").read_text(encoding="utf-8"))


class Office:
    """An installation under `make dev`, who works there, and what it cost them."""

    def __init__(self, folder: Path, browser: Browser, postmaster: Postmaster) -> None:  # noqa: F811
        self.folder, self.browser, self.postmaster = folder, browser, postmaster
        self.quarter = folder / "home" / "include" / "sample" / "panyu" / "2019-Q3"
        self.said = folder / "make-dev.txt"
        self.environment: dict[str, str] = {}
        self.people: dict[tuple[str, str], Clicker] = {}
        self.gone: set[tuple[str, ...]] = set()
        self.token = ""
        self.cost: list[tuple[str, str, int, float]] = []

    @property
    def address(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+", self.said.read_text(encoding="utf-8"))
        assert found is not None
        return found[0]

    def password(self, user: str) -> str:
        """As `make dev` printed it."""
        found = re.search(rf"^  {user} +(\S+)  ", self.said.read_text(encoding="utf-8"), re.MULTILINE)
        assert found is not None, self.said.read_text(encoding="utf-8")
        return found[1]

    def at_desk(self, user: str, language: str) -> Clicker:
        """Somebody before a browser in that language, logged in."""
        if (user, language) not in self.people:
            locale = {"zh": "zh-CN", "en": "en-GB"}[language]
            context = self.browser.new_context(
                locale=locale, timezone_id="Asia/Shanghai", viewport={"width": 1280, "height": 900}
            )
            page = context.new_page()
            page.set_default_timeout(90_000)
            page.goto(self.address)
            page.fill("input[name=username]", user)
            page.fill("input[type=password]", self.password(user))
            page.keyboard.press("Enter")
            page.get_by_role("link", name="Dags").first.wait_for()
            self.people[user, language] = Clicker(page)
        return self.people[user, language]

    def look_away(self) -> None:
        """Airflow's pages ask and draw as long as they are open: five of them take a core from what is waited for."""
        for one in self.people.values():
            one.page.goto("about:blank")

    def go(self, job: str, user: str, language: str, page: str, number: int, *, steps: int | None = None) -> Clicker:
        """Do what a page says, from the home page on; ``steps`` -1: all but the last click."""
        way, clicker = described(language, page)[number], self.at_desk(user, language)
        self.look_away()
        clicker.page.goto(self.address)
        clicks, started = clicker.clicks, time.monotonic()
        try:
            clicker.follow(way[:steps])
        except Exception:
            clicker.page.screenshot(path=self.folder / "stuck.png")
            raise
        self.gone.add((language, *way))
        if steps is None:
            self.cost.append((job, language, clicker.clicks - clicks, time.monotonic() - started))
        return clicker

    def call(self, path: str, body: dict[str, Any] | None = None, method: str | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if path != "/auth/token":
            if not self.token:
                login = {"username": "admin", "password": self.password("admin")}
                self.token = self.call("/auth/token", login)["access_token"]
            headers["Authorization"] = f"Bearer {self.token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.address}{path}", data, headers, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            return json.load(answer)

    def runs(self, begin: str) -> list[dict[str, Any]]:
        """Runs whose name begins so, the newest last."""
        found = self.call(f"/api/v2/dags/{DAG}/dagRuns?limit=100&order_by=run_after")["dag_runs"]
        return [run for run in found if run["dag_run_id"].startswith(begin)]

    def tasks(self, run: str) -> dict[str, set[str]]:
        path = f"/api/v2/dags/{DAG}/dagRuns/{urllib.parse.quote(run, safe='')}/taskInstances?limit=100"
        found: dict[str, set[str]] = {}
        for task in self.call(path)["task_instances"]:
            found.setdefault(task["task_id"], set()).add(str(task["state"]))
        return found

    def until(self, true: Callable[[], object], what: str, seconds: float = 1500) -> float:
        """Wait for it, with no page open; the seconds that it took."""
        started = time.monotonic()
        self.look_away()
        while not true():
            waited = time.monotonic() - started
            assert waited < seconds, f"{what} isn't so after {seconds:.0f} s"
            time.sleep(0.5)
        return time.monotonic() - started

    def until_run(self, run: str, state: str) -> float:
        def now() -> bool:
            (found,) = self.runs(run)
            reached = found["state"] == state
            assert reached or found["state"] not in ("success", "failed"), (found["state"], self.tasks(run))
            return reached

        return self.until(now, f"{run} {state}")

    def until_again(self, run: str, state: str) -> None:
        """Until a run that failed and was cleared is in that state."""
        self.until(lambda: self.runs(run)[0]["state"] != "failed", f"{run} goes on", 120)
        self.until_run(run, state)

    def until_asked(self, run: str, task: str) -> None:
        """Until a role is asked to sign."""

        def now() -> bool:
            tasks = self.tasks(run)
            assert "failed" not in tasks[task], tasks
            return "awaiting_input" in tasks[task]

        self.until(lambda: self.runs(run)[0]["state"] != "failed", f"{run} goes on", 120)
        self.until(now, f"{run} asks in {task}")

    def give_up(self, run: str) -> None:
        """End a run that was there for the clicks."""
        self.call(f"/api/v2/dags/{DAG}/dagRuns/{urllib.parse.quote(run, safe='')}", {"state": "failed"}, "PATCH")

    def make(self, *arguments: str) -> tuple[int, str]:
        """What `make` prints, of a command as a page has it."""
        done = subprocess.run(  # noqa: S603
            [*MAKE, *arguments],
            cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def office(browser: Browser) -> Iterator[Office]:  # noqa: F811
    folder = Path(tempfile.mkdtemp(prefix="govreport-office-"))  # PostgreSQL's sockets want a short name
    folder.chmod(0o755)  # and where the tests run as root, it runs as another user
    include, postmaster = folder / "home" / "include", Postmaster()
    shutil.copytree(PROJECT / "include" / "districts" / "panyu", include / "districts" / "panyu")
    for source in (include / "districts" / "panyu" / "sources").glob("*.yaml"):
        if source.stem not in THREE:
            source.unlink()
    with (include / "districts" / "panyu" / "district.yaml").open("a", encoding="utf-8") as file:
        file.write(CHAIN)
    for name in ("fonts", "reference", "templates"):
        (include / name).symlink_to(PROJECT / "include" / name)
    for quarter in ("2018-Q1", "2018-Q2", "2019-Q3"):
        shutil.copytree(SAMPLE / quarter, include / "sample" / "panyu" / quarter)
    made, outside = Office(folder, browser, postmaster), {"AIRFLOW", "GOVREPORT_"}
    with smtp_server(postmaster) as port:
        made.environment = {
            **{n: v for n, v in os.environ.items() if not n.startswith(tuple(outside))},
            "DEV_HOME": str(folder / "dev"), "PORT": str(free_port()), **PATIENT, **ANOTHER,
            "GOVREPORT_HOME": str(folder / "home"), "GOVREPORT_VAR": str(folder / "var"), "GOVREPORT_MAIL": "server",
            "GOVREPORT_SMTP_HOST": "127.0.0.1", "GOVREPORT_SMTP_PORT": str(port), "GOVREPORT_SMTP_SECURITY": "none",
            "PYTHONPATH": f"{PROJECT / 'plugins'}{os.pathsep}{PROJECT}",
        }  # fmt: skip
        with made.said.open("w") as output:
            running = subprocess.Popen(  # noqa: S603
                [*MAKE, "dev"],
                cwd=PROJECT, env=made.environment, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        try:
            made.until(lambda: "Ctrl-C" in made.said.read_text(encoding="utf-8") or running.poll() is not None, "ready")
            assert running.poll() is None, made.said.read_text(encoding="utf-8")
            made.until(lambda: any(d["dag_id"] == DAG for d in made.call("/api/v2/dags")["dags"]), "the DAG is read")
            yield made
        finally:
            for one in made.people.values():
                one.page.context.close()
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(60)
            if not os.environ.get("KEEP_OFFICE"):
                shutil.rmtree(folder, ignore_errors=True)


def test_airflows_command_line_where_make_dev_does_not_run_says_so_and_makes_nothing(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603
        [*MAKE, "airflow", "ARGS=dags list"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
        env={**os.environ, "DEV_HOME": str(tmp_path), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode != 0
    assert "make dev 没有在运行" in done.stderr
    assert "make dev isn't running" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_first_login(office: Office) -> None:
    said = office.said.read_text(encoding="utf-8")
    assert "AIRFLOW__CORE__PARALLELISM" in said  # one's own, kept
    assert re.search("未采用.*AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", said)  # that of another Airflow isn't
    for user, language in (("operator", "zh"), ("viewer", "en")):
        for number in range(len(described(language, "first-login"))):
            office.go("first login", user, language, "first-login", number)
    code, text = office.make("dev")
    assert code != 0
    assert f"已在运行 is running already: {office.address}" in text
    shown = office.call(f"/api/v2/dags/{DAG}")
    assert shown["next_dagrun_run_after"] is None  # what never comes isn't shown as overdue


def test_past_quarters_are_run_and_what_stands_in_the_way_is_said(office: Office) -> None:
    office.go("backfill", "operator", "en", "backfill", 0)
    office.until(lambda: office.runs("backfill__2018-Q1"), "the backfill is there", 120)
    # The same once more: there is nothing to run, and the button is grey.
    operator = office.go("backfill again", "operator", "zh", "backfill", 0, steps=-1)
    operator.wait("没有符合条件的执行。")
    assert operator.page.get_by_role("button", name="执行回填").is_disabled()
    # Meanwhile somebody triggers; what was triggered in the other language would be one more run to wait for.
    office.go("trigger", "operator", "en", "quarter", 0, steps=-1)
    office.go("trigger to send", "operator", "zh", "quarter", 1, steps=-1)
    office.go("trigger", "operator", "zh", "quarter", 0)
    office.until(lambda: office.runs("manual__2019-Q3__"), "the run is there", 120)
    (made,) = office.runs("manual__2019-Q3__")
    assert made["conf"]["deliver"] == "auto"
    office.give_up(made["dag_run_id"])
    # What has been run, once more, while the rest is running: Airflow refuses, at the dialog's top.
    office.until_run("backfill__2018-Q1", "success")
    operator = office.go("recompute too early", "operator", "zh", "backfill", 1)
    operator.page.get_by_role("dialog").get_by_text(re.compile("409")).first.wait_for()
    (command,) = re.findall(r"^make airflow ARGS='(.+)'$", page_text("backfill"), re.MULTILINE)
    code, text = office.make("airflow", f"ARGS={command}")
    assert code != 0
    assert "还有一个回填没有结束" in text
    assert "Traceback" not in text
    office.give_up(office.runs("backfill__2018-Q2")[0]["dag_run_id"])


def page_text(name: str) -> str:
    return (PROJECT / "docs" / "zh" / "runbooks" / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def run(office: Office) -> str:
    """The run of a quarter whose file is late, triggered to send."""
    (office.quarter / LATE).rename(office.folder / LATE)
    before = len(office.runs("manual__2019-Q3__"))
    office.go("trigger to send", "operator", "en", "quarter", 1)
    office.until(lambda: len(office.runs("manual__2019-Q3__")) > before, "the run is there", 120)
    made = office.runs("manual__2019-Q3__")[-1]
    assert made["conf"]["deliver"] == "yes"
    return str(made["dag_run_id"])


def test_a_late_file_is_told_where_one_stands_and_so_is_one_of_another_quarter(office: Office, run: str) -> None:
    office.until_run(run, "failed")
    assert office.tasks(run)["collect"] == {"success", "failed"}
    for language in ("zh", "en"):
        operator = office.go("why did it fail", "operator", language, "late-extract", 0)
        operator.page.get_by_text(re.compile("番禺区民政局财务科")).first.wait_for()
    wrong = Path(shutil.copy2(SAMPLE / "2018-Q2" / "funding-2018-Q2.csv", office.quarter))
    office.go("clear", "operator", "zh", "late-extract", 1)
    office.until_again(run, "failed")
    assert office.tasks(run)["conclude"] == {"failed"}
    for language in ("zh", "en"):
        operator = office.go("which file is wrong", "operator", language, "bad-extract", 0)
        operator.wait(wrong.name, whole=False)
    wrong.unlink()
    (office.folder / LATE).rename(office.quarter / LATE)
    office.go("clear", "operator", "en", "bad-extract", 1)
    office.until_asked(run, "signoff_1")


def test_a_report_is_rejected_asked_about_again_and_signed(office: Office, run: str) -> None:
    office.go("reject", "reviewer", "en", "quarter", 3, steps=-1)  # all but the last click
    office.go("reject", "reviewer", "zh", "quarter", 3)
    office.until_run(run, "failed")
    for language in ("zh", "en"):
        operator = office.go("why was it rejected", "operator", language, "quarter", 4)
        operator.wait("请说明新增9家的原因", whole=False)
    assert office.postmaster.recipients == []
    office.go("ask again", "operator", "zh", "quarter", 5)
    office.until_asked(run, "signoff_1")
    office.go("sign", "reviewer", "zh", "quarter", 2)
    office.until_asked(run, "signoff_2")
    office.postmaster.dropping |= DOUBTFUL
    office.go("sign", "director", "en", "quarter", 2)


def test_copies_in_doubt_are_settled_and_sent_again_and_nobody_else_gets_two(office: Office, run: str) -> None:
    office.until_run(run, "failed")
    assert office.tasks(run)["deliver"] == {"failed"}
    for language in ("zh", "en"):
        office.go("settle", "operator", language, "resend", 0)
    office.postmaster.dropping.clear()
    office.go("send again", "operator", "en", "resend", 1)
    office.until_again(run, "success")
    counts = Counter(office.postmaster.recipients)
    assert {address for address, count in counts.items() if count == 2} == DOUBTFUL
    assert sorted(counts.values()) == [1, 1, 2, 2]


def test_a_past_quarter_is_computed_again(office: Office, run: str) -> None:
    (made,) = office.runs("backfill__2018-Q1")
    office.go("recompute", "operator", "en", "backfill", 1)
    office.until(lambda: office.runs("backfill__2018-Q1")[0]["state"] != made["state"], "it is computed again", 120)
    office.give_up(made["dag_run_id"])


def test_the_ways_are_the_same_in_both_languages_and_what_they_cost_is_printed(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = sorted(path.stem for path in (PROJECT / "docs" / "zh" / "runbooks").glob("*.md"))
    for page in pages:
        assert len(described("zh", page)) == len(described("en", page)), page
    every = {(language, *way) for language in ("zh", "en") for page in pages for way in described(language, page)}
    assert every - office.gone == set()
    with capsys.disabled():
        print("\njob                       clicks  seconds")
        for job, language, clicks, seconds in office.cost:
            print(f"{job:<20} ({language})  {clicks:>6}  {seconds:7.1f}")
