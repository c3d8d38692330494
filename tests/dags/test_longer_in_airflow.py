"""A whole annual report through ``dag.test()``: the real stages on the sample, its quarters measured before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pendulum
import pytest

from govreport.period import KINDS, Period
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.results import ResultStore
from govreport_airflow.environment import ROOT
from tests.fixtures.linjiang_year import take_quarters
from tests.fixtures.mails import body, received

pytestmark = pytest.mark.airflow
YEAR = Period.parse("2024", KINDS)


@pytest.fixture
def run_year(metadata: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run the district's annual DAG in this process; nobody has to sign, so that it comes to its end by itself."""
    home = tmp_path / "home"
    settings = take_quarters(home)
    district = home / "include" / "districts" / "linjiang" / "district.yaml"
    lines = district.read_text(encoding="utf-8").splitlines()
    district.write_text("\n".join(line for line in lines if not line.startswith("sign")), encoding="utf-8")
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    monkeypatch.setenv("GOVREPORT_VAR", str(settings.var_dir))

    def run(at: pendulum.DateTime, **conf: Any) -> Any:
        from airflow.dag_processing.dagbag import DagBag

        return (
            DagBag(str(ROOT / "dags"))
            .dags["year_report_linjiang"]
            .test(logical_date=at, run_conf={"deliver": "yes"} | conf)
        )

    return run


def test_a_year_ends_in_a_report_a_language_and_one_mail_a_recipient_however_often_it_is_run(
    run_year: Callable[..., Any], states: Callable[[Any], dict[str, set[str]]]
) -> None:
    first = run_year(pendulum.datetime(2025, 2, 3, 9, tz="Asia/Shanghai"))  # its data interval says which year
    assert first.state == "success"
    assert states(first) == {
        task: {"success"} for task in ("conclude", "measure", "verify", "render", "sign", "deliver", "publish")
    }
    results = ResultStore(open_database(Settings().database))
    made = results.reports("linjiang", YEAR)
    assert sorted(report.language for report in made) == ["en", "zh"]
    assert not any(report.held for report in made)
    sent = sorted(Settings().outbox_dir.glob("*.eml"))
    subjects = [str(received(path.read_bytes())["Subject"]) for path in sent]
    assert subjects
    assert all("2024" in subject for subject in subjects)
    assert any("临江区社会组织年度观察" in subject for subject in subjects)
    page = Path(Settings().store, "archive", "linjiang", "2024", "index.html").read_text(encoding="utf-8")
    assert all(report.fingerprint[:12] in page for report in made if report.language == "zh")

    again = run_year(pendulum.datetime(2025, 2, 3, 10, tz="Asia/Shanghai"), period="2024", deliver="yes")
    assert again.state == "success"
    assert [r.sha256 for r in results.reports("linjiang", YEAR)] == [r.sha256 for r in made]
    assert sorted(Settings().outbox_dir.glob("*.eml")) == sent


def test_a_year_of_which_a_quarter_was_not_run_fails_and_says_which(
    run_year: Callable[..., Any], states: Callable[[Any], dict[str, set[str]]]
) -> None:
    run = run_year(pendulum.datetime(2026, 2, 3, 9, tz="Asia/Shanghai"), period="2025")
    assert run.state == "failed"
    assert states(run)["conclude"] == {"failed"}
    told = [received(path.read_bytes()) for path in Settings().outbox_dir.glob("*.eml")]
    assert told  # the operators alone
    assert not [mail for mail in told if list(mail.iter_attachments())]
    assert all("2025年第一季度" in body(mail, "plain") for mail in told)
