"""`govreport check` judges all that a run would, keeps nothing of it, and comes to the same as the run that follows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from govreport.store.results import ResultStore
from tests.conftest import PROJECT, below_var

Q = "2024-Q3"
REGISTER, GRANTS = f"松涧县社会组织名册_{Q}.xlsx", f"资助名单_{Q}.csv"
COUNTY = Path("include", "sample", "songjian", Q)


@dataclass(frozen=True)
class Office:
    """An installation whose one district is the invented county, and who types its commands."""

    settings: Settings

    @property
    def sources(self) -> Path:
        """Where the quarter's files lie."""
        return self.settings.home / COUNTY

    def govreport(self, *words: str) -> tuple[int, str]:
        """The exit code of a command, and what it said."""
        settings = self.settings
        environment = {"GOVREPORT_HOME": str(settings.home), "GOVREPORT_VAR": str(settings.var_dir), "COLUMNS": "250"}
        done = CliRunner().invoke(app, list(words), env=environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.output

    def kept(self) -> tuple[list[Path], dict[str, list[object]]]:
        """Everything in the store and in the database."""
        files = sorted(path for path in self.settings.var_dir.rglob("*") if "store" in path.parts)
        with open_database(self.settings.database).connect() as connection:
            rows = {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in tables.metadata.sorted_tables
            }
        return files, rows


@pytest.fixture(scope="module")
def judged_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working folder of an installation where the two quarters before were run; seven are stated of the past."""
    office = Office(Settings(home=installed(tmp_path_factory.mktemp("before")), var=tmp_path_factory.mktemp("v") / "v"))
    for quarter in ("2024-Q1", "2024-Q2"):
        code, said = office.govreport("run", "-d", "songjian", "-q", quarter, "--until", "verify")
        assert code == 0, said
    open_database(office.settings.database).dispose()  # so that the file holds everything
    open_database.cache_clear()
    return office.settings.var_dir


def installed(folder: Path) -> Path:
    include = folder / "home" / "include"
    include.mkdir(parents=True)
    for name in ("reference", "fonts", "profiles", "templates"):
        (include / name).symlink_to(PROJECT / "include" / name)
    shutil.copytree(PROJECT / "include" / "sample" / "songjian", include / "sample" / "songjian")
    shutil.copytree(PROJECT / "include" / "sample_districts" / "songjian", include / "districts" / "songjian")
    return include.parent


@pytest.fixture
def new_office(tmp_path: Path) -> Iterator[Office]:
    """Nothing was ever run there."""
    yield Office(Settings(home=installed(tmp_path), var=tmp_path / "var"))
    open_database.cache_clear()


@pytest.fixture
def old_office(judged_before: Path, new_office: Office) -> Office:
    """Two quarters were run there."""
    shutil.copytree(judged_before, new_office.settings.var_dir)
    return new_office


# -- what may be wrong with a file -------------------------------------------------------------------------------------


def as_it_is(path: Path) -> None:
    """Nothing."""


def without_a_column(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.active
    sheet.delete_cols(next(c.column for row in sheet for c in row if c.value == "类型"))
    book.save(path)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def with_fewer_rows(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.active
    sheet.delete_rows(sheet.max_row // 2, sheet.max_row * 2 // 5)
    book.save(path)


def with_another_total(path: Path) -> None:
    text = path.read_bytes().decode("gb18030")
    path.write_bytes((text + "合计,,,,,,1.00\r\n").encode("gb18030"))


def with_a_jump(path: Path) -> None:
    """Grants of the quarter that no quarter before makes plausible: every row is right by itself."""
    paid_then = re.compile(r"(,2024-0[789]-\d\d,)\d+\.\d\d(?=\s)")
    text, grown = paid_then.subn(r"\g<1>9900000.00", path.read_bytes().decode("gb18030"))
    assert grown
    path.write_bytes(text.encode("gb18030"))


Spoil = Callable[[Path], None]
CASES: dict[str, tuple[str, Spoil, int]] = {
    "good": (GRANTS, as_it_is, 0),
    "missing column": (REGISTER, without_a_column, 1),
    "truncated": (REGISTER, cut_off, 1),
    "another total": (GRANTS, with_another_total, 3),
    "40 % fewer rows": (REGISTER, with_fewer_rows, 3),
    "identity broken": (GRANTS, with_a_jump, 3),
}
"""The file, what is wrong with it, the exit code where quarters are stored."""
WITHOUT_THE_PAST = {"good": 0, "missing column": 1, "40 % fewer rows": 0}
"""The exit code where none is: nobody knows how many there were."""


def same(office: Office, checked: str, ran: str) -> None:
    """Both said the same of the data, of the figures and of the sentences."""
    judged = ResultStore(open_database(office.settings.database)).standing_verdict("songjian", Quarter.parse(Q))
    if judged is None:  # the file can't be read: one sentence
        assert ran.strip().splitlines()[-1] in checked
        return
    assert judged.verdict.paragraph_zh in checked
    for line in ran.splitlines():
        if line.startswith(("计算", "校验")) or "尚未运行" in line:
            assert line in checked.splitlines()


def spoilt(office: Office, case: str, folder: Path) -> Path:
    """The file of a case, which somebody is about to submit."""
    name, spoil, _ = CASES[case]
    given = Path(shutil.copy(office.sources / name, folder / name))
    spoil(given)
    return given


def run_with(office: Office, given: Path) -> tuple[int, str]:
    """The run with the file in its place."""
    shutil.copy(given, office.sources / given.name)
    return office.govreport("run", "-d", "songjian", "-q", Q, "--until", "verify")


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_judged_as_the_run_with_it_and_nothing_is_kept(case: str, old_office: Office, tmp_path: Path) -> None:
    given = spoilt(old_office, case, tmp_path)
    before = old_office.kept()
    code, said = old_office.govreport("check", "--all", "-d", "songjian", "-q", Q, str(given))
    assert old_office.kept() == before
    ran = run_with(old_office, given)
    assert (code, ran[0]) == (CASES[case][2],) * 2, said + ran[1]
    same(old_office, said, ran[1])
    if case == "identity broken":
        assert "环比" in said
        assert "不可签发" in said


@below_var
@pytest.mark.parametrize("case", WITHOUT_THE_PAST)
def test_so_it_is_where_nothing_is_stored_and_no_store_is_made(case: str, new_office: Office, tmp_path: Path) -> None:
    given = spoilt(new_office, case, tmp_path)
    code, said = new_office.govreport("check", "--all", "-d", "songjian", "-q", Q, str(given))
    assert not new_office.settings.var_dir.exists()
    ran = run_with(new_office, given)
    assert (code, ran[0]) == (WITHOUT_THE_PAST[case],) * 2, said + ran[1]
    same(new_office, said, ran[1])


def test_a_whole_quarter_is_judged_as_its_run_and_no_figure_is_kept(old_office: Office) -> None:
    with_a_jump(old_office.sources / GRANTS)
    figures = old_office.kept()[1]["observations"]
    code, said = old_office.govreport("check", "--all", "-d", "songjian", "-q", Q)
    assert old_office.kept()[1]["observations"] == figures
    ran = old_office.govreport("run", "-d", "songjian", "-q", Q, "--until", "sign")
    assert (code, ran[0]) == (3, 3), said + ran[1]
    same(old_office, said, ran[1])
    assert "不可签发" in ran[1].splitlines()[-1]


def test_a_sentence_that_no_figure_bears_out_is_told_before_the_run(new_office: Office) -> None:
    include = new_office.settings.home / "include"
    (include / "templates").unlink()
    shutil.copytree(PROJECT / "include" / "templates", include / "templates")
    words = include / "templates" / "narrative.zh.yaml"
    text = words.read_text(encoding="utf-8")
    lie, said_so = re.subn(r'(?m)^  (total_(?:up|down|flat|first)): ".*"$', r'  \1: "社会组织999家"', text)
    assert said_so == 4
    words.write_text(lie, encoding="utf-8")
    code, said = new_office.govreport("check", "--all", "-d", "songjian", "-q", Q, str(new_office.sources / GRANTS))
    assert code == 3, said
    assert "999家" in said
    assert "不可签发" in said


def test_another_file_that_is_gone_from_its_source_is_taken_as_it_was_collected_last(old_office: Office) -> None:
    grants = str(old_office.sources / GRANTS)
    code, whole = old_office.govreport("check", "--all", "-d", "songjian", "-q", Q)
    assert code == 0, whole
    (old_office.sources / REGISTER).unlink()
    code, said = old_office.govreport("check", "--all", "-d", "songjian", "-q", Q, grants)
    assert code == 0, said
    assert f"{REGISTER} 用的是上次收取、已存的一份" in said
    assert [line for line in whole.splitlines() if line.startswith("校验")] == [
        line for line in said.splitlines() if line.startswith("校验")
    ]
    code, said = old_office.govreport("check", "--all", "-d", "songjian", "-q", Q, grants, "--lang", "en")
    assert code == 0, said
    assert f"{REGISTER} is the one collected last" in said
    assert "identities, 0 broken" in said
    assert said.splitlines()[-1] == "Ready: a run makes the report, and it can be signed."
