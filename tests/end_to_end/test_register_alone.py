"""A district that has a register and nothing else: from its folder to signed documents in every format, mailed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from govreport.canonical import EXTRACTS
from govreport.cli.application import app
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore
from tests.conftest import PROJECT

pytestmark = pytest.mark.slow
Q = Quarter(2024, 1)


def govreport(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Linjiang, which has run a quarter with its register alone."""
    home = tmp_path_factory.mktemp("alone") / "home"
    include = home / "include"
    include.mkdir(parents=True)
    for name in ("templates", "reference", "fonts", "sample"):
        (include / name).symlink_to(PROJECT / "include" / name)
    folder = include / "districts" / "linjiang"
    shutil.copytree(PROJECT / "include" / "sample_districts" / "linjiang", folder)
    for extract in EXTRACTS:
        if extract != "registration":
            (folder / "sources" / f"{extract}.yaml").unlink(missing_ok=True)
    settings = Settings(home=home, var=home / "var")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVREPORT_HOME", str(home))
        patch.setenv("GOVREPORT_VAR", str(home / "var"))
        checked = govreport("district", "check", "linjiang")
        assert checked.exit_code == 0, checked.output
        done = govreport("run", "-d", "linjiang", "-q", str(Q), "--until", "render")
        assert done.exit_code == 0, done.output
    return settings


@pytest.fixture
def ran(alone: Settings, monkeypatch: pytest.MonkeyPatch) -> ResultStore:
    monkeypatch.setenv("GOVREPORT_HOME", str(alone.home))
    monkeypatch.setenv("GOVREPORT_VAR", str(alone.var))
    return ResultStore(open_database(alone.database))


def test_every_format_is_made_in_both_languages(ran: ResultStore) -> None:
    for language in ("zh", "en"):
        report = ran.latest_report("linjiang", Q, language)
        assert report is not None
        ends = {file.name.rsplit(".", 1)[-1] for file in report.files}
        assert ends >= {"pdf", "html", "xlsx", "docx", "zip"}


def test_only_what_the_register_tells_is_stated(ran: ResultStore, alone: Settings) -> None:
    vintages = VintageStore(open_database(alone.database))
    vintage = vintages.latest("linjiang", Q, Q)
    assert vintage is not None
    stated = {observation[0] for observation in vintages.observations(vintage.id)}
    assert "R01" in stated
    assert not {"G01", "G02", "S01", "S02", "A01", "C01"} & stated


def test_rules_that_look_at_other_extracts_say_that_they_were_not_asked(ran: ResultStore) -> None:
    (verdict,) = ran.verdicts("linjiang", Q)
    silent = {o.rule: o for o in verdict.outcomes if o.evaluated == 0}
    for rule in ("E30", "E30-FUNDING", "E31", "E32", "E32-SERIOUS", "E32-ASSESSED", "E33"):
        assert (silent[rule].passed, silent[rule].severity) == (True, "info")
        assert "没有所需的数据来源" in silent[rule].detail_zh
    assert {o.rule for o in verdict.outcomes if not o.passed} == set()


def test_its_texts_speak_of_no_money_and_no_supervision(ran: ResultStore, alone: Settings) -> None:
    report = ran.latest_report("linjiang", Q, "zh")
    assert report is not None
    model = json.loads(FileStore(alone.store).get(report.model_key))
    assert not {"funding", "supervision"} & {section["key"] for section in model["sections"]}


def test_it_is_signed_and_mailed(ran: ResultStore, alone: Settings) -> None:
    for role in ("复核", "签发"):
        signed = govreport("sign", "-d", "linjiang", "-q", str(Q), "--role", role, "--signer", "样例")
        assert signed.exit_code == 0, signed.output
    sent = govreport("deliver", str(Q), "-d", "linjiang")
    assert sent.exit_code == 0, sent.output
    assert len(list(alone.outbox_dir.glob("*.eml"))) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("check", "-d", "linjiang", "-q", str(Q)),
        ("calendar", "-d", "linjiang"),
        ("explain", str(Q), "R01", "-d", "linjiang"),
    ],
    ids=lambda words: words[0],
)
def test_the_commands_beside_a_run_know_such_a_district(ran: ResultStore, words: tuple[str, ...]) -> None:
    done = govreport(*words)
    assert done.exit_code == 0, done.output
    assert "Traceback" not in done.output


def test_a_new_district_has_the_register_alone(ran: ResultStore, alone: Settings) -> None:
    made = govreport("district", "new", "lunan", "--name-zh", "路南区")
    assert made.exit_code == 0, made.output
    sources = sorted(path.name for path in Path(alone.districts_dir / "lunan" / "sources").iterdir())
    assert sources == ["registration.yaml"]
    assert govreport("district", "check", "lunan").exit_code == 0
