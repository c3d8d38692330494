"""What asks at a real terminal: `district new --from` up to a first draft, and `sources new`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.fixtures.french import ANSWERS, write_files
from tests.fixtures.terminal import Terminal

pytestmark = pytest.mark.slow
SAMPLE = PROJECT / "include" / "sample"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    include = tmp_path / "home" / "include"
    (include / "districts").mkdir(parents=True)
    for name in ("templates", "reference", "fonts", "profiles"):
        (include / name).symlink_to(PROJECT / "include" / name)
    return include.parent


def test_a_county_is_begun_by_answering_at_a_terminal(home: Path) -> None:
    shutil.copytree(SAMPLE / "songjian" / "2024-Q1", home / "mine")
    files = sorted(str(path) for path in (home / "mine").iterdir())
    terminal = Terminal(home, "district", "new", "mine", "--from", *files, language="zh")
    code = terminal.answer({
        "镇街没有代码": "own",
        "本区的区划代码": "990421",
        "本区从前的代码": "990402",
        "本区的名称": "松涧县",
        "资金类别": "special_fund",
        "金额只有": "both",
        "哪一年": "2011",
    })  # fmt: skip
    assert code == 0, terminal.said
    assert "mine：文件夹没有问题" in terminal.said
    steps = terminal.said.partition("下一步：")[2].strip().splitlines()
    assert len(steps) == 5
    assert list((home / "drafts" / "mine").glob("松涧县社会组织季报*.pdf"))


def test_a_borough_is_begun_in_english(home: Path) -> None:
    shutil.copytree(SAMPLE / "brackenford" / "2024-Q1", home / "mine")
    files = sorted(str(path) for path in (home / "mine").iterdir())
    terminal = Terminal(home, "district", "new", "mine", "--from", *files, language="en")
    code = terminal.answer({
        "which profile": "gb-england",
        "own code": "E07990001",
        "the district's name": "Borough of Brackenford",
        "the body that publishes": "Brackenford Borough Council",
        "are they about": "own",
        "the result Outstanding": "no_finding",
        "the result Good": "no_finding",
        "the result Requires improvement": "finding",
        "the result Inadequate": "finding",
        "the year in which": "none",
        "what each row of": "regular_check",
        "states its cut-off": "quarter_end",
        "the unit of": "£",
        "are the district's own money": "all",
        "what the bodies of": "care homes",
    })  # fmt: skip
    assert code == 0, terminal.said
    assert "mine: nothing is wrong with the folder" in terminal.said
    assert list((home / "drafts" / "mine").glob("*.pdf"))
    printed = terminal.said.replace("“", "").replace("”", "")
    assert not any("\u4e00" <= c <= "\u9fff" for c in printed), printed


def test_a_french_town_is_begun_by_saying_what_each_title_is(home: Path) -> None:
    (home / "mine").mkdir()
    files = [str(path) for path in write_files(home / "mine")]
    terminal = Terminal(home, "district", "new", "ormeval", "--from", *files, language="en")
    typed = {
        "which profile": "none",
        "the country": "FR",
        "the time zone": "Europe/Paris",
        "which extract registre": "registration",
        "which extract subventions": "funding",
        "have no code": "own",
        "own code": "99-ORM",
        "the district's name": "Ormeval",
        "which of status Dissoute": "deregistered",
        "the year in which": "none",
        "states its cut-off": "quarter_end",
        "the unit of": "€",
        "are the district's own money": "all",
    }
    for key, answer in ANSWERS.items():
        if key.startswith("column."):
            _, extract, title = key.split(".", 2)
            file = "registre" if extract == "registration" else "subventions"
            typed[f"which column {title} of {file}"] = answer
    code = terminal.answer(typed)
    assert code == 0, terminal.said
    shown = next(question for question in terminal.asked if "Montant vers" in question)
    assert "500,00 €" in shown  # what it holds is shown with the title
    assert "neither Chinese nor English" in terminal.said
    assert "ormeval: nothing is wrong with the folder" in terminal.said
    assert list((home / "drafts" / "ormeval").glob("*.pdf"))


def test_enter_takes_what_stands_in_brackets_and_a_stop_prints_how_to_go_on(home: Path) -> None:
    shutil.copytree(SAMPLE / "songjian" / "2024-Q1", home / "mine")
    files = sorted(str(path) for path in (home / "mine").iterdir())
    terminal = Terminal(home, "district", "new", "mine", "--from", *files, language="en")
    assert (
        terminal.answer({"only one amount": "both", "the district's name": "\x04"}, seconds=200) != 0
    )  # Ctrl-D: a stop like Ctrl-C
    assert any("[own]" in question for question in terminal.asked)
    assert sum("have no code" in question for question in terminal.asked) == 1
    said = " ".join(terminal.said.split())
    assert "Nothing was written" in said
    assert "--answer town_codes=own --answer code=990421 --answer former_codes=990402" in said
    assert not (home / "include" / "districts" / "mine").exists()


def test_a_source_of_unclear_units_and_cut_off_is_asked_about(home: Path) -> None:
    shutil.copytree(PROJECT / "include" / "sample_districts" / "songjian", home / "include" / "districts" / "songjian")
    (home / "include" / "districts" / "songjian" / "sources" / "funding.yaml").unlink()
    file = home / "grants.csv"
    file.write_text(
        "批文号,资金类别,受助单位,统一社会信用代码,乡镇,批准日期,批次,拨付日期,资助金额\n"
        "松民资1号,社会组织培育发展专项资金,松涧县石梁摄影协会,51990402MJK003813H,石梁镇,2011-03-13,1,2011-04-22,3\n",
        encoding="utf-8",
    )
    words = ("sources", "new", str(file), "-d", "songjian", "-e", "funding", "--write")
    terminal = Terminal(home, *words, language="en")
    assert terminal.answer({"the unit of": "万元", "last day": "y"}, seconds=200) == 0, terminal.said
    assert len(terminal.asked) == 2
    written = (home / "include" / "districts" / "songjian" / "sources" / "funding.yaml").read_text(encoding="utf-8")
    assert "unit: 万元" in written
    assert "cutoff: quarter_end" in written
    again = Terminal(home, *words[:-1], language="zh")
    assert again.answer({}, seconds=200) == 0, again.said  # Enter: nobody knows, and it stays a question
    assert any("以什么为单位" in question for question in again.asked)
    assert "unit: 万元" not in again.said
