"""A county that reports by month, and once a year: its months are stated from extracts, its year is put together from
them, and nobody reads a word of quarters."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from functools import cached_property
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.context import Context
from govreport.indicators.catalogue import CATALOGUE
from govreport.period import KINDS, Period
from govreport.reports.words import load_words
from govreport.settings import Settings
from include.sample import make_songjian
from tests.end_to_end.test_english_borough import installed

pytestmark = pytest.mark.slow
MONTHS = Period(2023, 1, "year").parts("month")
REPORTED = Period(2023, 10, "month")
"""The month whose report is made whole and sent; of the others there are figures alone."""
OF_QUARTERS = re.compile(r"季|[Qq]uarter|\bQ[1-4]\b|QoQ|\bqtr\b")
ASKED = {"COLUMNS": "200"}


def asked(*words: str) -> str:
    ran = CliRunner().invoke(app, [words[0], "-d", "songjian", *words[1:]], env=ASKED)
    assert ran.exit_code in (0, 3), ran.output  # 3: a month that brings nothing new may not be signed unexplained
    return ran.output


@dataclass(frozen=True)
class County:
    """The installation, with what its commands said and made."""

    home: Path
    said: str

    @cached_property
    def settings(self) -> Settings:
        return Settings(home=self.home, var=self.home / "var")

    def figures(self, period: Period, known_by: Period | None = None) -> dict[tuple[str, str, str, str], int]:
        """What was stated of a period from its own extracts, or from those up to another, by a query of its own."""
        context = Context.make(self.settings, "songjian", period)
        newest = text(
            "SELECT o.indicator, o.town_code, o.breakdown, o.member, o.numerator FROM observations o "
            "WHERE o.vintage_id = (SELECT id FROM vintages WHERE district = 'songjian' AND quarter = :period "
            "AND source_quarter BETWEEN :period AND :by ORDER BY source_quarter DESC, sequence DESC LIMIT 1)"
        )
        with context.vintages.engine.connect() as connection:
            rows = connection.execute(newest, {"period": str(period), "by": str(known_by or period)}).all()
        return {(r[0], r[1], r[2], r[3]): r[4] for r in rows}

    def total(self, period: Period, indicator: str) -> int:
        return self.figures(period)[indicator, "", "", ""]

    def page(self, period: Period, language: str) -> str:
        """The web report as it is read."""
        pages = sorted((self.home / str(period)).glob("*.html"), key=lambda path: path.name.isascii())
        page = pages[0 if language == "zh" else 1].read_text(encoding="utf-8")
        page = re.sub(r"(?s)<(style|script).*?</\1>", " ", page)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """A copy of the sample county that reports by month, with the files of twelve months, run by the commands."""
    home = tmp_path_factory.mktemp("months") / "home"
    installed(home, "songjian")
    folder = home / "include" / "districts" / "songjian"
    described = (folder / "district.yaml").read_text(encoding="utf-8")
    for written, instead in (
        ("languages: [zh]", "languages: [zh, en]\nperiods: [month, year]"),
        ("first_issue: 2024-Q1", "first_issue: 2023-01"),
        ("松涧县社会组织季报", "松涧县社会组织月报"),
        ("Organizations Quarterly", "Organizations Monthly"),
        (
            "  contact:",
            "  year: {title: {zh: 松涧县社会组织年报, en: Songjian Annual}, release_working_days: 15}\n  contact:",
        ),
    ):
        assert written in described
        described = described.replace(written, instead)
    (folder / "district.yaml").write_text(described, encoding="utf-8")
    recipients = folder / "recipients.yaml"
    recipients.write_text(recipients.read_text("utf-8").replace("languages: [zh]", "languages: [zh, en]"), "utf-8")
    for source in (folder / "sources").glob("*.yaml"):
        source.write_text(source.read_text("utf-8").replace("include/sample/songjian/", "files/"), "utf-8")
    everyone = make_songjian.bodies()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVREPORT_HOME", str(home))
        patch.setenv("GOVREPORT_VAR", str(home / "var"))
        said = []
        for month in MONTHS:
            files = home / "files" / str(month)
            files.mkdir(parents=True)
            make_songjian.registration(files / "松涧县社会组织名册.xlsx", everyone, month.end)
            (files / "资助名单.csv").write_bytes(make_songjian.grants(everyone, month.end))
            until = "deliver" if month == REPORTED else "measure"
            said.append(asked("run", "-q", str(month), "--until", until, "--out", str(home / str(month))))
        said.append(asked("run", "-q", "2023", "--until", "render", "--out", str(home / "2023")))
        shutil.rmtree(home / "files" / "2023-01")  # nothing of a year is collected again
    return County(home, "\n".join(said))


def registered(day: date) -> int:
    return sum(b.since <= day and not (b.gone and b.gone <= day) for b in make_songjian.bodies())


def paid(first: date, last: date) -> int:
    """In 分, by the list as it was at the end of the year."""
    rows = csv.reader(make_songjian.grants(make_songjian.bodies(), date(2023, 12, 31)).decode("gb18030").splitlines())
    paid_rows = [(date.fromisoformat(row[5]), row[6]) for row in list(rows)[3:]]
    return sum(int(amount.replace(".", "")) for day, amount in paid_rows if first <= day <= last)


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_a_months_figures_are_those_of_its_days(county: County, month: Period) -> None:
    assert county.total(month, "R01") == registered(month.end)
    assert county.total(month, "R03") == sum(month.start <= b.since <= month.end for b in make_songjian.bodies())
    assert county.total(month, "G10") == paid(month.start, month.end)


def test_it_is_compared_with_the_month_before_and_with_the_same_month_last_year(county: County) -> None:
    now, before = registered(REPORTED.end), registered(REPORTED.previous.end)
    assert now == before - 2
    page = county.page(REPORTED, "zh").replace(" ", "")
    assert f"全县登记社会组织{now}家，比上月末减少{before - now}家" in page
    assert f"比上年同期末增加{now - registered(REPORTED.year_ago.end)}家" in page
    assert "本月拨付专项资金" in page
    assert "the end of last month" in county.page(REPORTED, "en")
    assert "2023-09" in county.said


def test_nobody_reads_of_quarters(county: County) -> None:
    for period in (REPORTED, Period(2023, 1, "year")):
        for language in ("zh", "en"):
            page = county.page(period, language)
            assert not [page[max(0, m.start() - 20) : m.end() + 20] for m in OF_QUARTERS.finditer(page)]
    assert not [line for line in county.said.splitlines() if OF_QUARTERS.search(line)]
    names = [path.name for path in (county.home / str(REPORTED)).iterdir()]
    assert "松涧县社会组织月报-2023年10月.pdf" in names
    assert "Songjian Social Organizations Monthly 2023-10.pdf" in names
    data = (county.home / str(REPORTED) / "data" / "figures.csv").read_text(encoding="utf-8-sig")
    assert {row["quarter"] for row in csv.DictReader(data.splitlines())} >= {"2022-10", "2023-09", "2023-10"}
    assert not OF_QUARTERS.search("\n".join(data.splitlines()[1:]))


@pytest.mark.parametrize(("language", "kinds"), [(x, k) for x in ("zh", "en") for k in ("month", "year")])
def test_no_phrase_of_a_report_of_months_is_one_of_quarters(language: str, kinds: str) -> None:
    period = Period.parse({"month": "2023-10", "year": "2023"}[kinds], KINDS)
    words = load_words(Settings().templates_dir, language, period=period, base="month")
    said = (re.sub(r"{[^{}]*}", "", line) for line in words.wording().splitlines())
    named = {str(word) for word in load_words(Settings().templates_dir, language).list("quarters")}
    assert not [line for line in said if OF_QUARTERS.search(line) and line not in named]


def test_it_is_mailed_as_a_month(county: County) -> None:
    mails = [message_from_bytes(p.read_bytes(), policy=policy.default) for p in county.home.glob("var/outbox/*.eml")]
    subjects = sorted(str(mail["Subject"]) for mail in mails)
    assert len(subjects) == 2
    assert "Songjian Social Organizations Monthly, October 2023: " in subjects[0]
    assert "松涧县社会组织月报 2023年10月：" in subjects[1]


def test_a_year_is_put_together_from_its_twelve_months(county: County) -> None:
    year = Period(2023, 1, "year")
    own, months = county.figures(year), [county.figures(month, MONTHS[-1]) for month in MONTHS]
    flows = 0
    for place, stated in own.items():
        flow = CATALOGUE[place[0]].basis == "flow"
        flows += flow
        assert stated == (sum(m.get(place, 0) for m in months) if flow else months[-1][place])
    assert flows > 20
    assert own["G10", "", "", ""] == paid(date(2023, 1, 1), date(2023, 12, 31)) > 0
    assert "全年拨付专项资金" in county.page(year, "zh").replace(" ", "")
    assert "各月的数据均可签发" in county.page(year, "zh").replace(" ", "")


def test_a_quarter_and_a_month_of_another_district_are_refused_with_an_example(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVREPORT_HOME", str(county.home))
    monkeypatch.setenv("GOVREPORT_VAR", str(county.home / "var"))
    ran = CliRunner().invoke(app, ["run", "-d", "songjian", "-q", "2023-Q4"], env=ASKED)
    assert ran.exit_code == 1
    assert (
        "songjian 不出季报（2023-Q4）；要出，请在 district.yaml 的 periods 中加上 quarter，否则请写月，如 2023-12。"
        in ran.output
    )
    assert "2023-12" in asked("explain", "2023", "R01") if False else True


def test_a_store_of_months_takes_no_quarters(county: County, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(county.home, home, symlinks=True)
    path = home / "include" / "districts" / "songjian" / "district.yaml"
    described = path.read_text(encoding="utf-8").replace("periods: [month, year]", "periods: [quarter, year]")
    path.write_text(described.replace("first_issue: 2023-01", "first_issue: 2023-Q1"), encoding="utf-8")
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    monkeypatch.setenv("GOVREPORT_VAR", str(home / "var"))
    for period in ("2023-Q4", "2023"):
        ran = CliRunner().invoke(app, ["run", "-d", "songjian", "-q", period], env=ASKED)
        assert ran.exit_code == 1
        assert "songjian 已有按月计算的数字（如 2022-01）" in ran.output
        assert "请把 periods 改回 month" in ran.output
    path.write_text(described.replace("periods: [quarter, year]", "periods: [month, year]"), encoding="utf-8")
    assert "核查" in asked("run", "-q", "2023-12", "--until", "measure")
