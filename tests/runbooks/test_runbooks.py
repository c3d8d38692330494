"""The pages of docs/zh/runbooks, each followed to the letter on an installation of its own, and their English twins."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from govreport.settings import Settings
from govreport.store import copies
from govreport.store.database import open_database
from tests.conftest import PROJECT
from tests.end_to_end.test_revise import _pay_less as pay_less
from tests.fixtures.canaries import carriers, found_in, plant
from tests.fixtures.issued import Issued, person
from tests.fixtures.mails import received
from tests.fixtures.sheets import fill
from tests.fixtures.smtp import Postmaster, smtp_server
from tests.runbooks.operator import RUNBOOKS, TWINS, Operator

SAMPLE = PROJECT / "include" / "sample" / "panyu"
LEADER, OFFICE = "leader@panyu.example", "office@panyu.example"


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest.fixture
def mail(postmaster: Postmaster) -> Iterator[dict[str, str]]:
    """The settings of a mail server that is really there."""
    with smtp_server(postmaster) as port:
        yield {
            "GOVREPORT_SMTP_HOST": "127.0.0.1",
            "GOVREPORT_SMTP_PORT": str(port),
            "GOVREPORT_SMTP_SECURITY": "none",
            "GOVREPORT_MAIL": "server",
        }


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., Operator]:
    """A fresh installation with the sample of some quarters, and who sits at it."""

    def made(*quarters: str, **variables: str) -> Operator:
        home = tmp_path / "home"
        (home / "include" / "sample" / "panyu").mkdir(parents=True)
        for name in ("templates", "fonts", "reference"):
            (home / "include" / name).symlink_to(PROJECT / "include" / name)
        shutil.copytree(PROJECT / "include" / "districts", home / "include" / "districts")
        for quarter in quarters:
            shutil.copytree(SAMPLE / quarter, home / "include" / "sample" / "panyu" / quarter)
        return Operator(home, GOVREPORT_VAR=str(tmp_path / "var"), **variables)

    return made


def source(operator: Operator, pattern: str) -> Path:
    (found,) = (operator.home / "include" / "sample" / "panyu" / "2019-Q3").glob(pattern)
    return found


def test_a_quarter_is_delivered_then_revised_as_the_pages_say_and_no_personal_column_leaves_the_raw_files(
    install: Callable[..., Operator], mail: dict[str, str], postmaster: Postmaster, tmp_path: Path
) -> None:
    operator = install("2019-Q3", **mail)
    assert plant(operator.home / "include" / "sample" / "panyu" / "2019-Q3") > 10_000
    described = operator.home / "include" / "districts" / "panyu" / "district.yaml"
    described.write_text(described.read_text("utf-8") + "\nsignoff: [审核, 签发]\n", encoding="utf-8")

    operator.follow("quarter")
    first = list(postmaster.accepted)
    assert len(first) == 4
    operator.follow("revise-after-signing", **{"拨款台账重新报来": lambda: pay_less(source(operator, "funding*.csv"))})
    subjects = [str(received(data)["Subject"]) for _, data in postmaster.accepted[len(first) :]]
    assert sum("更正通知" in subject for subject in subjects) == 4
    assert len(subjects) == 8

    assert carriers(tmp_path / "var" / "store" / "raw"), "the words were never in the files"
    assert carriers(tmp_path / "var", apart=("store/raw/",)) == []
    assert carriers(operator.home, apart=("include/",)) == []
    assert found_in("what was printed", operator.everything) == []
    for number, (_, data) in enumerate(postmaster.accepted):
        (tmp_path / "mails").mkdir(exist_ok=True)
        (tmp_path / "mails" / f"{number}.eml").write_bytes(data)
    assert carriers(tmp_path / "mails") == []


def test_a_bad_extract(install: Callable[..., Operator]) -> None:
    operator = install("2019-Q3")
    folder, new = operator.home / "include" / "sample" / "panyu" / "2019-Q3", operator.home / "新到"

    def last_quarters() -> None:
        source(operator, "evaluation*.csv").unlink()
        shutil.copy(SAMPLE / "2019-Q2" / "evaluation-2019-Q2.csv", folder)

    def exported_again() -> None:
        new.mkdir()
        shutil.copy(SAMPLE / "2019-Q3" / "evaluation-2019-Q3.csv", new)

    def filled_in() -> None:
        sheet = operator.home / "更正单" / "更正单-2019-Q3-沙湾镇.xlsx"
        sheet.write_bytes(fill(sheet.read_bytes(), 418, "状态", "正常"))

    operator.follow(
        "bad-extract",
        报来的是上季度的评估台账=last_quarters,
        重新导出的评估台账到了=exported_again,
        沙湾镇交回填好的更正单=filled_in,
    )


def test_a_late_extract(install: Callable[..., Operator]) -> None:
    operator = install("2019-Q3")
    late = source(operator, "funding*.csv")
    late.rename(operator.home / "funding.csv")
    operator.follow("late-extract", 文件到了=lambda: (operator.home / "funding.csv").rename(late))


def test_a_backfill(install: Callable[..., Operator], tmp_path: Path) -> None:
    operator = install("2018-Q1", "2018-Q2")
    operator.follow("backfill")
    assert not (tmp_path / "var" / "outbox").exists()  # nobody was mailed


@pytest.fixture
def issued(tmp_path: Path, mail: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> tuple[Issued, Operator]:
    """A signed report, and who sits at the installation."""
    monkeypatch.setattr(copies, "UNDER_WAY", timedelta(0))  # a quarter of an hour later
    made = Issued(tmp_path, [person("区政府分管领导", LEADER), person("区政府办公室", OFFICE)])
    return made, Operator(made.home, GOVREPORT_VAR=str(made.var), **mail)


def test_a_doubt_and_a_copy_sent_again(issued: tuple[Issued, Operator], postmaster: Postmaster) -> None:
    _, operator = issued
    postmaster.dropping.add(OFFICE)
    operator.follow("resend", 邮件服务器恢复正常=lambda: postmaster.dropping.clear())
    assert sorted(postmaster.recipients) == [LEADER, LEADER, OFFICE, OFFICE]
    repeated = [received(data) for address, data in postmaster.accepted if address == LEADER][1]
    assert "重发" in str(repeated["Subject"])


def test_a_new_recipient(issued: tuple[Issued, Operator], postmaster: Postmaster) -> None:
    _, operator = issued
    assert operator.run("govreport deliver 2019-Q3") == 0
    operator.follow("new-recipient")
    assert postmaster.recipients.count("finance@panyu.example") == 1
    assert postmaster.recipients.count(LEADER) == 1


def test_what_the_audit_finds(issued: tuple[Issued, Operator]) -> None:
    made, operator = issued
    with open_database(Settings(home=made.home, var=made.var).database).begin() as connection:
        connection.execute(text("UPDATE reports SET held = NOT held"))
    operator.follow("audit-finds-something")


def test_a_new_district(install: Callable[..., Operator]) -> None:
    operator = install()
    operator.follow("new-district")
    assert "没有问题" in operator.everything
    assert "beitang" in operator.said


PARTS = {
    RUNBOOKS: ("什么时候用|何时", "需要什么|要备好", "看到", "做完|完成的标志"),
    TWINS: ("\\*\\*When\\*\\*", "What you need|Have ready", "You see|you see", "Done when"),
}
BLOCK = re.compile(r"^ *```([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("folder", [RUNBOOKS, TWINS], ids=["zh", "en"])
def test_every_page_stands_in_the_index_and_has_what_an_operator_looks_for(folder: Path) -> None:
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = [page for page in sorted(folder.glob("*.md")) if page.name != "README.md"]
    assert len(pages) > 7
    for page in pages:
        assert page.name in index
        for part in PARTS[folder]:
            assert re.search(part, page.read_text(encoding="utf-8")), f"{page.name} lacks {part}"


def test_the_english_pages_have_the_commands_that_are_followed_in_the_chinese_ones() -> None:
    names = {page.name for page in RUNBOOKS.glob("*.md")}
    assert names == {page.name for page in TWINS.glob("*.md")}
    for name in sorted(names):
        chinese, english = (BLOCK.findall((folder / name).read_text(encoding="utf-8")) for folder in (RUNBOOKS, TWINS))
        assert chinese == english, name
