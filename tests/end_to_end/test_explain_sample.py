"""``govreport explain`` and the figure pages of a sample quarter, as a reader meets them."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.context import Context
from govreport.explain.explanation import ExplainContext
from govreport.explain.pages import explain_pages, figure_pages
from govreport.manifests.documents import Report
from govreport.reports.material import gather_material
from govreport.settings import Settings
from tests.end_to_end.conftest import Run
from tests.fixtures.prepared import REPORT, take

Q3 = "2019-Q3"
NANCUN = "440113102"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Context, Report]:
    made = take(REPORT, Settings(var=tmp_path_factory.mktemp("rendered") / "var"))
    (report,) = made.reports
    made.context.ledger.sign(report.sha256, "office", "核稿岗")
    return made.context, report


@pytest.fixture(scope="module")
def copied(rendered: tuple[Context, Report], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Store and database, copied to another folder."""
    var = tmp_path_factory.mktemp("elsewhere") / "var"
    shutil.copytree(rendered[0].settings.var_dir, var)
    return Settings(var=var)


def ask(monkeypatch: pytest.MonkeyPatch, settings: Settings, *arguments: str) -> tuple[int, str]:
    monkeypatch.setenv("GOVREPORT_VAR", str(settings.var_dir))
    monkeypatch.setenv("COLUMNS", "200")
    result = CliRunner().invoke(app, ["explain", *arguments], terminal_width=200)
    return result.exit_code, result.output


def test_a_towns_figure_is_explained_with_its_records(
    monkeypatch: pytest.MonkeyPatch, copied: Settings, rendered: tuple[Context, Report], tmp_path: Path
) -> None:
    path = tmp_path / "records.csv"
    code, said = ask(monkeypatch, copied, Q3, "R01", "--town", "南村镇", "--records", str(path))
    assert code == 0, said
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert f"{len(rows)} 家" in said
    assert {row["计入镇街"] for row in rows} == {"南村镇"}
    assert len({row["行号"] for row in rows}) == len(rows)
    check = next(c for c in rendered[0].results.verdicts("panyu", rendered[0].quarter)[-1].checks)
    assert check.tidy.snapshot_sha256 in said
    assert "已成文" in said
    assert "本区不设签发" in said


def test_the_listed_row_is_the_row_of_the_file_that_came(
    monkeypatch: pytest.MonkeyPatch, copied: Settings, rendered: tuple[Context, Report], tmp_path: Path
) -> None:
    path = tmp_path / "records.csv"
    ask(monkeypatch, copied, Q3, "S01N", "--records", str(path))
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert rows
    check = next(
        c
        for c in rendered[0].results.verdicts("panyu", rendered[0].quarter)[-1].checks
        if c.tidy.extract == "evaluation"
    )
    files = rendered[0].files
    raw = files.get(files.find("raw", check.tidy.snapshot_sha256)).decode(check.tidy.encoding or "utf-8")
    lines = raw.splitlines()
    assert all(row["记录编号"] in lines[int(row["行号"]) - 1] for row in rows)


def test_a_rates_records_say_where_they_count(
    monkeypatch: pytest.MonkeyPatch, copied: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "records.csv"
    code, said = ask(monkeypatch, copied, Q3, "F02", "--records", str(path))
    assert code == 0, said
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    both = [row for row in rows if row["计入"] == "分子、分母"]
    assert f"{len(both)} ÷ {len(rows)}" in said or f"{len(both)}（" in said
    assert both
    assert len(both) < len(rows)
    assert all(row["加入联合会日期"] for row in both)


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("R1",), "R01"),
        (("R01", "--town", "南村街道"), "南村镇"),
        (("R01", "--by", "legal_type=基金"), "基金会"),
        (("R01", "--by", "fund=x"), "legal_type"),
    ],
)
def test_what_is_unknown_gets_one_sentence_with_near_matches(
    monkeypatch: pytest.MonkeyPatch, copied: Settings, arguments: tuple[str, ...], near: str
) -> None:
    code, said = ask(monkeypatch, copied, Q3, *arguments)
    assert code == 1
    assert near in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


def test_what_reports_withhold_is_marked_for_the_operator_and_in_the_list_taken_along(
    monkeypatch: pytest.MonkeyPatch, copied: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "records.csv"
    group = ("--town", "洛浦街道", "--by", "target_group=community_correction")
    code, said = ask(monkeypatch, copied, Q3, "G13", *group, "--records", str(path))
    assert code == 0, said
    assert "内部，不公开" in said
    assert "同比" in said  # it stays, with the mark
    assert re.search(r"│ 略 +│", said)
    assert "清单含不公开的栏" in said
    head, first, *_ = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert (head[0], first[0]) == ("公开限制", "内部，不公开")
    assert {"服务对象（不公开）", "资金主管部门（不公开）", "项目名称（不公开）"} <= set(head)
    assert {"受助单位", "拨付日期", "资金类别"} <= set(head)


def test_a_figure_that_anybody_may_see_has_no_mark(
    monkeypatch: pytest.MonkeyPatch, copied: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "records.csv"
    code, said = ask(monkeypatch, copied, Q3, "R01", "--by", "legal_type=foundation", "--records", str(path))
    assert code == 0, said
    assert "不公开" not in said
    assert "公开" not in path.read_text(encoding="utf-8-sig").splitlines()[0]


def test_english_is_spoken_on_request(monkeypatch: pytest.MonkeyPatch, copied: Settings) -> None:
    code, said = ask(monkeypatch, copied, Q3, "S01", "--language", "en")
    assert code == 0
    assert "numerator" in said
    assert "Regular check rate" in said


class Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.asks: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.add(str(found["id"]))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if found.get("src") or tag in ("script", "link", "iframe"):
            self.asks.append(tag)


def read_page(data: bytes) -> Anchors:
    anchors = Anchors()
    anchors.feed(data.decode())
    return anchors


def test_every_link_of_the_web_report_leads_to_a_place_that_exists(rendered: tuple[Context, Report]) -> None:
    context, report = rendered
    links = [link for link in read_page(context.files.get(report.file(".html").key)).links if link.startswith("../")]
    assert len(links) > 100
    pages: dict[str, Anchors] = {}
    for link in links:
        key, _, anchor = link.removeprefix("../../").partition("#")
        if key not in pages:
            pages[key] = read_page(context.files.get(key))
        assert not anchor or anchor in pages[key].ids, link


def test_pages_ask_nothing_of_the_network_and_their_own_links_hold(rendered: tuple[Context, Report]) -> None:
    context, report = rendered
    assert report.pages
    for page in report.pages:
        anchors = read_page(context.files.get(page.key))
        assert anchors.asks == []
        for link in anchors.links:
            if link.startswith("#"):
                assert link[1:] in anchors.ids, (page.name, link)
            else:
                assert context.files.get(link.removeprefix("../../")), (page.name, link)


def test_pages_show_no_domicile_and_no_name_of_a_filed_group(rendered: tuple[Context, Report]) -> None:
    context, report = rendered
    everything = "\n".join(context.files.get(page.key).decode() for page in report.pages)
    assert "示例路" not in everything
    assert ">住所<" not in everything
    assert ">服务对象</th>" not in re.sub(r'<table class="short">.*?</table>', "", everything, flags=re.DOTALL)
    assert not re.search(r"1[3-9]\d{9}(?!\d)", re.sub(r"[0-9A-Z]{18}|[0-9a-f]{64}", "", everything))


def test_the_same_inputs_give_the_same_pages(rendered: tuple[Context, Report], sample: Callable[[str], Run]) -> None:
    context, verdict, measurement = sample(Q3)
    material = gather_material(context, measurement, verdict)
    again = explain_pages(context, measurement, verdict, material.figures, "zh", material.told.proxies)
    assert [p.sha256 for p in again.values()] == [p.sha256 for p in rendered[1].pages]


def test_a_page_lists_no_records_where_there_are_too_many_but_says_how_to_get_them(
    rendered: tuple[Context, Report], sample: Callable[[str], Run]
) -> None:
    context, verdict, measurement = sample(Q3)
    figures = gather_material(context, measurement, verdict).figures
    own = next(v for v in measurement.vintages if v.quarter == context.quarter)
    pages = figure_pages(
        ExplainContext.of(context), context.settings.templates_dir, own, verdict, figures, "zh", most=20
    )
    page = context.files.get(pages["R01"].key).decode()
    assert "<details" not in page
    assert "govreport explain 2019-Q3 R01" in page
