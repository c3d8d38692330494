"""Several quarters by one command, without Airflow."""

from __future__ import annotations

import shutil

from sqlalchemy import select
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from govreport.vocabulary import REPORTS


def _govreport(settings: Settings, *arguments: str) -> tuple[int, str]:
    environment = {"GOVREPORT_HOME": str(settings.home), "GOVREPORT_VAR": str(settings.var_dir)}
    result = CliRunner().invoke(app, [*arguments], env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def _reports(settings: Settings) -> list[str]:
    with open_database(settings.database).connect() as connection:
        return sorted(connection.execute(select(tables.reports.c.sha256)).scalars())


def test_a_quarter_without_files_stops_no_other_and_what_is_made_is_what_a_single_run_makes(
    installation: Settings,
) -> None:
    _without_a_column(installation)
    code, said = _govreport(installation, "backfill", "--from", "2019-Q2", "--to", "2019-Q3")
    assert code == 1
    assert "2019-Q2 没有完成" in said.replace("\n", "")
    # The quarter that is done is a draft, and the last lines say why nobody can sign it.
    _, _, ending = said.replace("\n", "").rpartition(REPORTS["held"].zh)
    for word in ("2019年第三季度（2019-Q3）", "文件“funding-2019-Q3.csv”", "拨付金额", "违反规则E01-LAYOUT", "请联系"):
        assert word in ending
    backfilled = _reports(installation)
    assert len(backfilled) == 1
    assert not list(installation.outbox_dir.glob("*.eml"))  # nobody asked for mails

    code, said = _govreport(installation, "run", "-d", "panyu", "-q", "2019-Q3", "--until", "render")
    assert code == 3  # a draft
    assert _reports(installation) == backfilled
    assert "违反规则E01-LAYOUT" in said.replace("\n", "")
    _signed_by_one(installation)
    code, said = _govreport(installation, "sign", "-d", "panyu", "-q", "2019-Q3", "--role", "审核", "--signer", "科长")
    assert code == 1
    assert "草稿，不可签发" in said.replace("\n", "")
    assert "违反规则E01-LAYOUT" in said.replace("\n", "")


def _without_a_column(installation: Settings) -> None:
    file = installation.home / "include" / "sample" / "panyu" / "2019-Q3" / "funding-2019-Q3.csv"
    file.write_bytes(file.read_bytes().replace("拨付金额".encode("gb18030"), "某个别的列".encode("gb18030"), 1))


def test_quarters_in_the_wrong_order_are_refused_in_a_sentence(installation: Settings) -> None:
    code, said = _govreport(installation, "backfill", "--from", "2019-Q4", "--to", "2019-Q1")
    assert code == 1
    assert "从早到晚" in said


def _signed_by_one(installation: Settings) -> None:
    own, shared = installation.districts_dir, installation.districts_dir.resolve()
    own.unlink()  # the districts of every test
    shutil.copytree(shared, own)
    with (own / "panyu" / "district.yaml").open("a", encoding="utf-8") as file:
        file.write("signoff: [审核]\n")
