"""The archive of the sample's quarters, as somebody finds it in a folder: whole, unconnected, and discreet."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import frictionless
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from govreport import stages
from govreport.context import Context
from govreport.documents.verify_report import verify_report
from govreport.errors import GovreportError
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.vintages.measuring import load_observations
from govreport.manifests.documents import Publication, Report
from govreport.manifests.measurements import Measurement
from govreport.quality.conclude import sealed
from govreport.reports import publications
from govreport.reports.identity.provenance import Provenance
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from govreport.store.files import sha256
from tests.conftest import PROJECT, below_var
from tests.end_to_end.conftest import Run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOWN = "440113103"
EARLIER, LATER = "2019-Q2", "2019-Q3"
SMALL = ("G13", "target_group", "community_correction")
pytest_plugins = ["tests.fixtures.browser"]


class Page(HTMLParser):
    """What a page links to, loads, and can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(str(given["id"]))
        if tag == "a":
            self.links.append(given.get("href") or "")
        elif tag in ("link", "img", "script", "iframe", "object", "embed", "source", "use", "image"):
            self.loads += [value for name in ("src", "href", "data", "xlink:href") if (value := given.get(name))]


@dataclass(frozen=True)
class Made:
    """The quarters and their archive."""

    earlier: Context
    later: Context
    reports: dict[str, Report]
    measurement: Measurement
    briefs: list[Publication]
    root: Path

    def context(self, **update: object) -> Context:
        return replace(self.later, district=self.later.district.model_copy(update=update))

    def pages(self) -> dict[str, Page]:
        return {p.relative_to(self.root).as_posix(): Page(p) for p in sorted(self.root.rglob("*.html"))}


@pytest.fixture(scope="module")
def made(sample: Callable[[str], Run], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """2019-Q2 was sent and has a brief and a note, 2019-Q3 was made; in an installation of this test's own."""
    first, second = sample(EARLIER), sample(LATER)
    folder = tmp_path_factory.mktemp("archive")
    shutil.copytree(second[0].settings.var_dir, folder / "var")
    settings = Settings(var=folder / "var")
    contexts = [Context.make(settings, "panyu", q) for q in (EARLIER, LATER)]
    own = next(v for v in second[2].vintages if v.quarter == contexts[1].quarter)
    with open_database(settings.database).begin() as connection:  # a single project for a sensitive group
        o = tables.observations
        one = (o.c.vintage_id == own.id, o.c.indicator == SMALL[0], o.c.breakdown == SMALL[1], o.c.member == SMALL[2])
        connection.execute(update(o).where(*one, o.c.town_code == "").values(numerator=1))
    reports = {}
    for context, (_, verdict, measurement) in zip(contexts, (first, second), strict=True):
        reports[str(context.quarter)] = stages.render(context, measurement, verdict)[0]
    stages.sign(contexts[0], reports[EARLIER])
    sent(contexts[0], reports[EARLIER])
    briefs = publications.render_towns(contexts[0], first[2], first[1], [TOWN])
    publications.render_note(contexts[0], first[1], measurement=first[2], reports=[reports[EARLIER]])
    root = folder / "site"
    stages.publish(contexts[1], str(root))
    return Made(contexts[0], contexts[1], reports, second[2], briefs, root)


@pytest.fixture(scope="module")
def pages(made: Made) -> dict[str, Page]:
    return made.pages()


def sent(context: Context, report: Report) -> None:
    """As the ledger stands when one recipient's copy went out."""
    context.ledger.claim(report.sha256, "leader@office.example")
    context.ledger.confirm(report.sha256, "leader@office.example")


def tree(root: Path) -> dict[str, str]:
    files = (p for p in root.rglob("*") if p.is_file() and p.name != ".lock")
    return {p.relative_to(root).as_posix(): sha256(p.read_bytes()) for p in files}


def test_every_link_of_every_page_leads_to_a_file_and_a_place_in_it(made: Made, pages: dict[str, Page]) -> None:
    broken = []
    for name, page in pages.items():
        for link in page.links:
            path, _, anchor = unquote(link).partition("#")
            there = (made.root / name).parent.joinpath(path).resolve() if path else made.root / name
            found = there.is_file() and there.is_relative_to(made.root)
            if found and anchor and there.suffix == ".html":
                found = anchor in pages[there.relative_to(made.root).as_posix()].ids
            if not found:
                broken.append(f"{name}: {link}")
    assert broken == []
    assert sum(len(p.links) for p in pages.values()) > 3000


def test_no_page_asks_anything_of_elsewhere(pages: dict[str, Page]) -> None:
    namespaces = 'xmlns="http://www.w3.org/2000/svg"'
    for name, page in pages.items():
        assert page.loads == [], name
        assert not re.search(r"""(?:src|href|action|url)\s*[=(]\s*["']?(?:[a-z]+:)?//""", page.text), name
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page.text)
        assert policy is not None, name
        assert policy[1].startswith("default-src 'none'"), name
        if "/reports/" not in name:
            text = page.text.replace(namespaces, "")
            assert "http://" not in text, name
            assert "https://" not in text, name


def test_every_page_of_the_quarters_leads_from_the_index(made: Made, pages: dict[str, Page]) -> None:
    waiting, seen = ["index.html"], set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in pages:
            continue
        seen.add(name)
        for link in pages[name].links:
            path = unquote(link).partition("#")[0]
            if path:
                waiting.append((made.root / name).parent.joinpath(path).resolve().relative_to(made.root).as_posix())
    assert set(pages) - seen == set()


def test_the_archived_files_are_the_signed_ones_to_the_byte(made: Made) -> None:
    for quarter, report in made.reports.items():
        folder = made.root / quarter / "reports" / report.sha256[:12]
        own = [p for p in folder.rglob("*") if p.is_file() and p.parent.name != "towns"]
        assert {p.relative_to(folder).as_posix(): sha256(p.read_bytes()) for p in own} == {
            f.path: f.sha256 for f in report.files
        }


def test_the_data_lie_under_addresses_that_stay_and_are_those_of_the_newest_open_edition(
    made: Made, pages: dict[str, Page]
) -> None:
    for quarter, report in made.reports.items():
        folder = made.root / quarter / "data"
        lying = {p.name: sha256(p.read_bytes()) for p in folder.iterdir()}
        signed = {f.name if f.is_part else "data.zip": f.sha256 for f in report.files if f.data}
        assert lying == signed
        assert {f"data/{name}" for name in lying} <= set(pages[f"{quarter}/index.html"].links)
    package = frictionless.Package(str(made.root / LATER / "data" / "datapackage.json"))
    assert package.validate().valid
    changes = json.loads((made.root / LATER / "data" / "changes.json").read_bytes())
    (last,) = changes["compared"]
    assert (last["relation"], last["against"]["quarter"], changes["version"]) == ("last_quarter", EARLIER, "1.1.0")


def test_the_data_of_a_draft_are_not_in_the_archive(made: Made, tmp_path: Path) -> None:
    context = made.context(signoff=("签发",))
    stages.publish(context, str(tmp_path / "site"))
    assert not list((tmp_path / "site").rglob("figures.csv"))
    page = (tmp_path / "site" / LATER / "index.html").read_text(encoding="utf-8")
    assert "figures.csv" not in page


def test_a_headline_figure_leads_to_its_explanation(made: Made, pages: dict[str, Page]) -> None:
    shown = re.search(r'<b><a href="([^"]+)">(\d[\d,.]*)</a></b>', pages[f"{LATER}/index.html"].text)
    assert shown is not None
    explained = pages[f"{LATER}/{shown[1].partition('#')[0]}"].text
    assert f"<b>{shown[2]}</b>" in explained


def test_states_signatures_briefs_and_revisions_stand_on_the_quarters_page(made: Made, pages: dict[str, Page]) -> None:
    earlier, index = pages[f"{EARLIER}/index.html"], pages["index.html"].text
    assert "已发送" in earlier.text
    assert made.reports[EARLIER].fingerprint in earlier.text
    assert [unquote(x) for x in earlier.links if made.briefs[0].files[0].name in unquote(x)]
    town = pages[f"towns/{TOWN}.html"]
    assert [unquote(x) for x in town.links if made.briefs[0].files[0].name in unquote(x)]
    assert "初步数" in earlier.text
    assert "常规" in earlier.text
    assert index.index("2019年第三季度") < index.index("2019年第二季度")


def test_an_indicators_page_shows_each_vintage_of_a_revised_figure(made: Made, pages: dict[str, Page]) -> None:
    revised = next(
        r
        for r in made.measurement.revisions
        if not r.town_code and not r.breakdown and CATALOGUE[r.indicator].kind == "count"
        and str(r.quarter) == EARLIER and f"indicators/{r.indicator}.html" in pages
    )  # fmt: skip
    text = pages[f"indicators/{revised.indicator}.html"].text
    triangle = text[text.index('id="triangle"') :]
    row = triangle[triangle.index("2019年第二季度") :].split("</tr>")[0]
    assert f">{revised.old_numerator:,}<" in row
    assert f">{revised.new_numerator:,}<" in row


def test_operators_notes_and_mail_addresses_are_never_published(made: Made, pages: dict[str, Page]) -> None:
    names = [p.name for p in made.root.rglob("*") if p.is_file()]
    assert not [n for n in names if "运行说明" in n or n.endswith(".txt")]
    addresses = {r.address for r in made.later.district.recipients} | {s.address for s in made.later.district.stewards}
    for name, page in pages.items():
        assert not [a for a in addresses if a in page.text], name


def test_figures_that_small_counts_would_expose_stay_hidden(made: Made, pages: dict[str, Page]) -> None:
    own = [v for v in made.measurement.vintages if v.quarter == made.later.quarter]
    told = next(t for t in made.later.presented.told("panyu") if t.vintage_id == own[0].id)
    observations = load_observations(made.later.vintages, own)
    hidden = [
        (o.indicator, o.quarter, o.town_code, o.breakdown, o.member)
        for o in observations
        if (o.indicator, o.breakdown, o.town_code, o.member) in told.hidden
    ]
    by_name = {p.name: f"{LATER}/{p.key}" for p in made.reports[LATER].pages}
    looked = set()
    for indicator, quarter, town, breakdown, member in hidden:
        text = pages[by_name[f"{indicator}-{quarter}-zh.html"]].text
        row = re.search(rf'<tr id="b-{re.escape(breakdown)}-{re.escape(member)}".*?</tr>', text)
        if not town and row is not None:
            assert "—" in row[0]
            assert not re.search(r">\d", row[0])
            looked.add((indicator, breakdown, member))
    assert SMALL in looked


def test_no_cell_of_a_personal_column_is_on_any_page(pages: dict[str, Page]) -> None:
    file = PROJECT / "include" / "sample" / "panyu" / LATER / f"registration-{LATER}.xlsx"
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "法定代表人" in row)
    columns = [head.index(name) for name in ("法定代表人", "联系电话", "住所")]
    personal = {str(row[i]) for row in rows[rows.index(head) + 1 :] for i in columns if row[i]}
    assert len(personal) > 1000
    for name, page in pages.items():
        said = set(re.findall(r"[^<>]+", page.text))
        assert personal & said == set(), name
        assert not re.search("示例人|示例路", page.text), name


@below_var
def test_the_same_holdings_give_the_same_bytes_in_another_timezone_and_process(made: Made, tmp_path: Path) -> None:
    code = (
        "import sys; from govreport import stages; from govreport.context import Context; "
        "from govreport.settings import Settings; from pathlib import Path;"
        f"c = Context.make(Settings(var=Path(sys.argv[1])), 'panyu', '{EARLIER}');"
        "stages.publish(c, sys.argv[2])"
    )
    environment = os.environ | {
        "TZ": "America/Lima", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(PROJECT / "plugins"),
    }  # fmt: skip
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, str(made.later.settings.var_dir), str(tmp_path / "site")],
        check=True,
        env=environment,
    )
    one, other = tree(tmp_path / "site"), tree(made.root)
    lists = [json.loads((root / "archive.json").read_bytes()) for root in (tmp_path / "site", made.root)]
    assert one | {"archive.json": ""} == other | {"archive.json": ""}
    # The list has the log's last line of its moment.
    assert lists[0] | {"log_head": ""} == lists[1] | {"log_head": ""}


def test_only_pages_that_say_something_new_are_written_again(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.later.settings.var_dir, tmp_path / "var")
    shutil.copytree(made.root, tmp_path / "site")
    context = replace(made.later, settings=Settings(var=tmp_path / "var"))
    before = tree(tmp_path / "site")
    assert stages.publish(context, str(tmp_path / "site")).written == 0
    stages.sign(context, made.reports[LATER])
    sent(context, made.reports[LATER])
    published = stages.publish(context, str(tmp_path / "site"))
    after = tree(tmp_path / "site")
    changed = {name for name in after if after[name] != before.get(name)} - {"archive.json"}
    assert changed == {"index.html", f"{LATER}/index.html"}
    assert published.written == 2


@pytest.fixture
def drafted(made: Made, tmp_path: Path) -> tuple[Context, Report]:
    """After 2019-Q3 was made, its verdict held another edition of it."""
    shutil.copytree(made.later.settings.var_dir, tmp_path / "var")
    context = replace(made.later, settings=Settings(var=tmp_path / "var"))
    held = made.reports[LATER].model_copy(update={"held": True, "sha256": "d" * 64, "fingerprint": "e" * 64})
    context.results.add_report(held)
    return context, held


def test_a_held_draft_is_listed_without_its_files_unless_they_are_asked_for(
    drafted: tuple[Context, Report], tmp_path: Path
) -> None:
    context, held = drafted
    stages.publish(context, str(tmp_path / "site"))
    text = (tmp_path / "site" / LATER / "index.html").read_text(encoding="utf-8")
    assert "草稿，不可签发" in text
    assert held.fingerprint in text
    assert not (tmp_path / "site" / LATER / "reports" / held.sha256[:12]).exists()
    stages.publish(context, str(tmp_path / "inside"), with_drafts=True)
    assert (tmp_path / "inside" / LATER / "reports" / held.sha256[:12]).is_dir()
    assert "本档案含草稿" in (tmp_path / "inside" / "index.html").read_text(encoding="utf-8")


def test_where_signatures_are_asked_for_an_unsigned_reports_files_and_figures_stay_out(
    made: Made, tmp_path: Path
) -> None:
    stages.publish(made.context(signoff=("科长",)), str(tmp_path / "site"))
    quarter = (tmp_path / "site" / LATER / "index.html").read_text(encoding="utf-8")
    assert "待签发" in quarter
    assert not (tmp_path / "site" / LATER / "reports").exists()
    assert not (tmp_path / "site" / "indicators").exists()


def test_a_draft_says_why_it_is_not_issued_and_no_figure_of_its_own_where_everybody_reads(
    drafted: tuple[Context, Report], tmp_path: Path
) -> None:
    context, held = drafted
    results = context.results
    verdict = results.verdicts("panyu", context.quarter)[-1]
    broken = next(o for o in verdict.outcomes if not o.passed).model_copy(update={"severity": "hold"})
    holding = sealed(verdict.model_copy(update={"state": "hold", "outcomes": [*verdict.outcomes, broken]}))
    results.add_verdict(holding)
    record = Provenance.model_validate_json(context.files.get(held.provenance_key))
    record = record.model_copy(update={"verdict_sha256": holding.sha256})
    key = context.files.put("provenance", record.model_dump_json().encode(), ".json")
    with_rule = held.model_copy(update={"sha256": "c" * 64, "fingerprint": "b" * 64, "provenance_key": key})
    results.add_report(with_rule)
    stages.publish(context, str(tmp_path / "site"))
    page = html.unescape((tmp_path / "site" / LATER / "index.html").read_text(encoding="utf-8"))
    assert f"因为数据不合规则{broken.rule}（{broken.zh}）" in page
    assert "因为有应当相等的数字不等" in page  # the other one: no rule holds it, so its identities do
    assert "更正数据并重新运行本期后即为已成文，本区不设签发。" in page
    signed = replace(context, district=context.district.model_copy(update={"signoff": ("科长", "局长")}))
    stages.publish(signed, str(tmp_path / "signed"))
    page = (tmp_path / "signed" / LATER / "index.html").read_text(encoding="utf-8")
    assert "更正数据并重新运行本期后，由科长、局长依次签发。" in page
    index = (tmp_path / "signed" / "index.html").read_text(encoding="utf-8")
    assert "未签发，尚缺科长、局长签发；签齐后公布。" in index


def test_time_runs_down_from_the_newest_and_across_from_the_oldest(pages: dict[str, Page]) -> None:
    for name in (f"towns/{TOWN}.html", "indicators/R01.html"):
        heads = [
            re.findall(r"<th scope=.col.[^>]*>(\d{4}-Q\d)</th>", h)
            for h in re.findall(r"<thead>.*?</thead>", pages[name].text)
        ]
        assert [h for h in heads if len(h) > 1]
        assert all(h == sorted(h) for h in heads)
    rows = re.findall(r"<th scope=.row.[^>]*><a href=\"../(\d{4}-Q\d)/", pages["indicators/R01.html"].text)
    assert rows == sorted(rows, reverse=True)
    assert len(rows) > 1


@pytest.mark.parametrize(
    "name",
    ["index.html", f"{EARLIER}/index.html", f"{EARLIER}/verdict.html", "indicators/R01.html", f"towns/{TOWN}.html"],
)
def test_a_page_of_any_kind_is_proved_and_one_character_changed_is_told(made: Made, tmp_path: Path, name: str) -> None:
    settings = made.later.settings
    assert verify_report(settings, str(made.root / name)).state == "identical"
    text = (made.root / name).read_text(encoding="utf-8")
    at = text.index("</title>") - 1
    changed = tmp_path / "as received.html"
    changed.write_text(f"{text[:at]}改{text[at + 1 :]}", encoding="utf-8")
    proof = verify_report(settings, str(changed))
    assert (proof.state, proof.exit_code) == ("altered", 3)
    assert name in proof.message.zh
    assert "改" in proof.details[0].zh


def test_a_page_of_an_older_build_is_still_proved_and_pages_of_other_stores_are_not(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.later.settings.var_dir, tmp_path / "var")
    context = replace(made.later, settings=Settings(var=tmp_path / "var"))
    before = made.root / LATER / "index.html"
    stages.sign(context, made.reports[LATER])
    sent(context, made.reports[LATER])
    stages.publish(context, str(tmp_path / "site"))
    assert (tmp_path / "site" / LATER / "index.html").read_bytes() != before.read_bytes()
    proof = verify_report(context.settings, str(before))
    assert proof.state == "identical"
    assert "较早一版" in proof.message.zh
    assert "最新一版" in verify_report(context.settings, str(tmp_path / "site" / LATER / "index.html")).message.zh
    with pytest.raises(GovreportError, match="没有这一页"):
        verify_report(Settings(var=tmp_path / "other"), str(before))


def test_a_page_whose_figures_were_changed_in_the_database_no_longer_follows(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.later.settings.var_dir, tmp_path / "var")
    settings = Settings(var=tmp_path / "var")
    with open_database(settings.database).begin() as connection:
        o = tables.observations
        connection.execute(update(o).where(o.c.indicator == "R01", o.c.town_code == "").values(numerator=9_999))
    proof = verify_report(settings, str(made.root / "indicators" / "R01.html"))
    assert (proof.state, proof.exit_code) == ("differs", 6)
    assert verify_report(settings, str(made.root / "indicators" / "G13.html")).state == "identical"


def test_a_second_language_gets_pages_of_its_own_that_lead_to_the_first(made: Made, tmp_path: Path) -> None:
    stages.publish(made.context(languages=("zh", "en")), str(tmp_path / "site"))
    english = Page(tmp_path / "site" / "index.en.html")
    assert "Every figure leads to its definition" in english.text.replace("\n", " ").replace("  ", " ")
    assert "index.html" in english.links
    assert "indicators/R01.en.html" in english.links
    assert "index.en.html" in Page(tmp_path / "site" / "index.html").links


@pytest.mark.parametrize("width", [360, 800, 1100])
def test_pages_fit_every_screen(made: Made, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for name in (
        "index.html",
        f"{LATER}/index.html",
        f"{LATER}/verdict.html",
        "indicators/R01.html",
        f"towns/{TOWN}.html",
    ):
        page.goto((made.root / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.locator("h1").count() == 1
    assert said == []
    page.close()


def test_the_search_finds_a_quarter_an_indicator_and_a_town(made: Made, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((made.root / "index.html").as_uri())
    everything = page.locator("[data-find]:visible").count()
    for asked, found in (("2019年第三季度", "2019年第三季度"), ("2019 三季度", "2019年第三季度"), ("石碁", "石碁镇")):
        page.fill("#look", asked)
        assert [
            t.split("\n")[0].strip()
            for t in page.locator("[data-find]:visible th, li[data-find]:visible").all_inner_texts()
        ] == [found]
    page.fill("#look", "r01")
    assert page.locator("li[data-find]:visible a").first.get_attribute("href") == "indicators/R01.html"
    page.fill("#look", "")
    assert page.locator("[data-find]:visible").count() == everything > 100
    page.close()


def test_without_scripts_the_lists_are_whole_and_the_search_field_is_not_there(made: Made, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((made.root / "index.html").as_uri())
    assert not page.locator("#search").is_visible()
    assert page.locator("#indicators li a").count() > 80
    assert page.locator("#quarters tbody tr").count() >= 2
    context.close()
