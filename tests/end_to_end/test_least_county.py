"""The invented county that has the least: a register and one list of grants; its report speaks of nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport.cli.application import app
from include.sample import make_songjian
from tests.conftest import PROJECT
from tests.end_to_end.test_english_borough import installed

QUARTER = "2024-Q3"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its last quarter in all formats."""
    home = tmp_path_factory.mktemp("county") / "home"
    installed(home, "songjian")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVREPORT_HOME", str(home))
        patch.setenv("GOVREPORT_VAR", str(home / "var"))
        words = ["run", "-d", "songjian", "-q", QUARTER, "--until", "render", "--out", str(home / QUARTER)]
        ran = CliRunner().invoke(app, words, env={"COLUMNS": "200"})
        assert ran.exit_code == 0, ran.output
    return home / QUARTER


def test_its_lists_are_made_again_byte_for_byte(tmp_path: Path) -> None:
    made = make_songjian.make(tmp_path)
    assert len(made) == 2 * len(make_songjian.QUARTERS)
    for path in made:
        if path.suffix == ".csv":  # what zlib compresses differs between its versions
            kept = PROJECT / "include" / "sample" / "songjian" / path.relative_to(tmp_path)
            assert path.read_bytes() == kept.read_bytes()


def said(folder: Path) -> str:
    page = next(folder.glob("*.html")).read_text(encoding="utf-8")
    page = re.sub(r"(?s)<(style|script).*?</\1>", " ", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_every_format_is_made(county: Path) -> None:
    assert {path.suffix for path in county.iterdir() if path.is_file()} >= {".pdf", ".html", ".xlsx", ".docx", ".zip"}


def test_organizations_with_a_former_code_and_either_width_of_brackets_count(county: Path) -> None:
    bodies = make_songjian.bodies()
    day = make_songjian.QUARTERS[-1].end
    registered = [b for b in bodies if b.since <= day and not (b.gone and b.gone <= day)]
    assert {b.code[2:8] for b in registered} == {make_songjian.DIVISION, make_songjian.FORMER_DIVISION}
    assert f"全县登记社会组织{len(registered)}家" in said(county).replace(" ", "")


def test_it_speaks_of_a_county_and_of_nothing_that_is_not_supplied(county: Path) -> None:
    text = said(county)
    assert "全县" in text
    assert "乡镇" in text
    report = text.partition("未提供、不作统计的内容")[0]
    wrong = (
        "全区",
        "本区",
        "镇街",
        "街镇",
        "番禺",
        "广州",
        "city_venture",
        "2014年",
        "联合会",
        "抽查",
        "党",
        "没有未立项",
    )
    assert [word for word in wrong if word in report] == []
