"""A half-year and an annual report of Panyu, put together from the stored figures of its quarters.

That such a report can be made again from what is stored: test_verify_longer_report.py, on a smaller district.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.context import Context
from govreport.errors import GovreportError
from govreport.indicators.catalogue import CATALOGUE
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Measurement
from govreport.period import KINDS, Period
from govreport.reports.build import build_model
from govreport.reports.material import Material, gather_material
from govreport.reports.model import ReportModel
from govreport.reports.rendering import render_data
from govreport.settings import Settings
from govreport.store.copies import Copies
from tests.fixtures.prepared import Prepared, take

pytestmark = pytest.mark.slow
Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Longer:
    """A longer period as the stages left it: of the year the whole report, of the half-year its view model alone."""

    context: Context
    measurement: Measurement
    material: Material
    model: ReportModel
    report: Report | None

    @property
    def said(self) -> str:
        return self.model.model_dump_json()


def make(settings: Settings, period: str, *, rendered: bool) -> Longer:
    context = Context.make(settings, "panyu", period)
    verdict = stages.conclude_longer(context)
    measurement = stages.verify(context, stages.measure(context, verdict))
    reports = stages.render(context, measurement, verdict) if rendered else [None]
    material = gather_material(context, measurement, verdict)
    model = build_model(material.languages[0].inputs, "zh")
    return Longer(context, measurement, material, model, reports[0])


@pytest.fixture(scope="module")
def last_quarter(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The quarter in which both end, and an installation with all quarters before it."""
    return take("2019-Q4", Settings(var=tmp_path_factory.mktemp("longer") / "var"))


@pytest.fixture(scope="module")
def settings(last_quarter: Prepared) -> Settings:
    return last_quarter.context.settings


@pytest.fixture(scope="module")
def year(settings: Settings) -> Longer:
    return make(settings, "2019", rendered=True)


@pytest.fixture(scope="module")
def half(settings: Settings) -> Longer:
    return make(settings, "2019-H2", rendered=False)


@pytest.fixture(params=["2019", "2019-H2"])
def longer(request: pytest.FixtureRequest) -> Longer:
    made: Longer = request.getfixturevalue("year" if request.param == "2019" else "half")
    return made


def report_of(year: Longer) -> Report:
    assert year.report is not None
    return year.report


def figures(context: Context, period: str, known_by: str = "2019-Q4") -> dict[Place, tuple[int, int | None]]:
    """What the newest run that knew no later extracts than ``known_by`` stored, read by a query of its own."""
    newest = text(
        "SELECT v.id FROM vintages v WHERE v.district = 'panyu' AND v.quarter = :period AND v.source_quarter <= :by "
        "ORDER BY v.source_quarter DESC, v.sequence DESC LIMIT 1"
    )
    stored = text(
        "SELECT indicator, town_code, breakdown, member, numerator, denominator FROM observations "
        "WHERE vintage_id = :vintage"
    )
    with context.vintages.engine.connect() as connection:
        vintage = connection.execute(newest, {"period": period, "by": known_by}).scalar_one()
        rows = connection.execute(stored, {"vintage": vintage}).all()
    return {(r[0], r[1], r[2], r[3]): (r[4], r[5]) for r in rows}


def test_every_figure_is_its_last_quarters_or_the_sum_of_its_quarters(longer: Longer) -> None:
    period = longer.context.quarter
    quarters = [figures(longer.context, str(q)) for q in period.parts("quarter")]
    own = figures(longer.context, str(period), str(period))
    flows = 0
    for place, stated in own.items():
        if CATALOGUE[place[0]].basis != "flow":
            assert stated == quarters[-1][place]
            continue
        flows += 1
        parts = [q.get(place, (0, 0 if stated[1] is not None else None)) for q in quarters]
        assert stated[0] == sum(p[0] for p in parts)
        assert stated[1] is None or stated[1] == sum(p[1] or 0 for p in parts)
    assert flows > 500
    assert {place[0] for place in own} >= {"R01", "R03", "P06", "W05", "T03N", "G10"}


def test_a_period_is_compared_with_the_one_before_and_with_last_years(half: Longer) -> None:
    assert [str(v.quarter) for v in half.measurement.vintages] == ["2018-H2", "2019-H1", "2019-H2"]
    place = ("G10", "", "", "")
    ago = sum(figures(half.context, f"2018-Q{number}")[place][0] for number in (3, 4))
    paid = figures(half.context, "2019-H2", "2019-H2")[place][0]
    said = half.said
    moved = "增加" if paid > ago else "减少"
    assert "下半年拨付专项资金" in said
    assert f"比上年同期{moved}{abs(paid - ago) / 1_000_000:.1f}万元" in said


def test_a_year_whose_year_before_isnt_stored_is_compared_with_nothing(year: Longer) -> None:
    assert [str(v.quarter) for v in year.measurement.vintages] == ["2019"]
    said = json.dumps(year.model.model_dump(mode="json")["findings"], ensure_ascii=False)
    assert "全年拨付专项资金" in said
    assert "比上年" not in said


def test_what_a_quarter_hides_no_longer_period_shows(last_quarter: Prepared, longer: Longer) -> None:
    context, shown = longer.context, longer.material
    of_quarters = gather_material(last_quarter.context, last_quarter.measurement, last_quarter.verdict).hidden
    stated = figures(context, str(context.quarter), str(context.quarter))
    wanted = {(i, t, b, m) for i, q, t, b, m in of_quarters if q in context.quarter.parts("quarter")} & stated.keys()
    hidden = {(i, t, b, m) for i, q, t, b, m in shown.hidden if q == context.quarter}
    assert wanted
    assert wanted == hidden
    for i, t, b, m in hidden:
        assert shown.figures.get(i, context.quarter, t, b, m) is None


def test_it_is_told_in_the_periods_own_words(year: Longer, half: Longer) -> None:
    assert (year.model.title, year.model.file_stem) == ("番禺区社会组织治理年报", "番禺区社会组织治理年报-2019年")
    assert half.model.title == "番禺区社会组织治理半年报"
    assert half.model.file_stem == "番禺区社会组织治理半年报-2019年下半年"
    assert {f.name for f in report_of(year).files} >= {"番禺区社会组织治理年报-2019年.pdf"}
    assert (year.model.date_iso, half.model.date_iso) > ("2020-01-20", "2020-01-20")
    for made in (year, half):
        model = made.model.model_dump(mode="json")
        said = json.dumps([model[part] for part in ("headline", "findings", "kpis", "kpi_note")], ensure_ascii=False)
        assert "季度" not in said
        assert "本季" not in said


def test_every_identity_holds(longer: Longer) -> None:
    assert [identity for identity in longer.measurement.identities if not identity.holds] == []
    assert not longer.material.languages[0].inputs.held


def test_the_web_page_leads_to_pages_that_say_what_a_figure_is_put_together_from(year: Longer) -> None:
    report, files = report_of(year), year.context.files
    web = files.get(next(f.key for f in report.files if f.name.endswith(".html"))).decode()
    pages = {page.name.split("-")[0]: page for page in report.pages}
    assert pages["G10"].key in web
    paid = files.get(pages["G10"].key).decode()
    assert "专项资金全年拨付" in paid
    assert "govreport explain 2019 G10 -d panyu" in paid
    whole = figures(year.context, "2019", "2019")["G10", "", "", ""][0]
    total = next(row for row in paid.split("<tr") if 'id="t-district"' in row)
    printed = [float(number) for number in re.findall(r">([0-9.]+)</td>", total)]
    assert printed[0] == round(whole / 1_000_000, 1)
    parts = [figures(year.context, str(q))["G10", "", "", ""][0] for q in year.context.quarter.parts("quarter")]
    assert printed[1:] == [round(part / 1_000_000, 1) for part in parts]
    registered = files.get(pages["R01"].key).decode()
    assert "2019年第四季度" in registered
    assert "2019年第三季度" not in registered


def test_no_page_shows_what_is_hidden(year: Longer) -> None:
    pages = {page.name.split("-")[0]: page for page in report_of(year).pages}
    hidden = [
        (i, b, m) for i, q, t, b, m in year.material.hidden if q == year.context.quarter and not t and b and i in pages
    ]
    assert hidden
    for indicator, breakdown, member in hidden:
        page = year.context.files.get(pages[indicator].key).decode()
        row = next(row for row in page.split("<tr") if f'id="b-{breakdown}-{member}"' in row)
        assert set(re.findall(r'<td class="right">([^<]*)</td>', row)) == {"—"}


def test_the_data_name_the_period_as_sdmx_does(longer: Longer) -> None:
    rendered = [file for file in render_data(longer.model) if file.data_name]
    files = {file.data_name: file.data.decode("utf-8-sig") for file in rendered}
    frequency, period = (",A,", ",2019,") if longer.context.quarter.kind == "year" else (",S,", ",2019-S2,")
    data = files["sdmx-data.csv"].splitlines()
    assert frequency in data[1]
    assert any(period in row for row in data)
    assert "2019-Q" not in files["sdmx-data.csv"] + files["figures.csv"]
    own = "全年新成立" if longer.context.quarter.kind == "year" else "下半年新成立"
    for name in ("figures.csv", "indicators.csv", "sdmx-structure.xml"):
        assert own in files[name], name
        assert [word for word in ("本季", "in the quarter", "Quarter<") if word in files[name]] == [], name


def test_a_yearly_figure_is_explained_by_its_quarters_and_their_records(
    settings: Settings, year: Longer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVREPORT_VAR", str(settings.var_dir))
    asked = ["explain", "2019", "R03", "-d", "panyu", "--records", str(tmp_path / "new.csv")]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0, told.output
    assert "2019年：" in told.output
    assert "为各季度之和：2019年第一季度" in told.output
    counted = figures(year.context, "2019", "2019")["R03", "", "", ""][0]
    files = sorted(tmp_path.glob("new-2019-Q*.csv"))
    assert len(files) == 4
    assert sum(len(f.read_text("utf-8-sig").strip().splitlines()) for f in files) >= counted
    told = CliRunner().invoke(app, ["explain", "2019", "R01", "-d", "panyu"])
    assert "即2019年第四季度的数" in told.output


def test_it_is_signed_and_sent_once(year: Longer) -> None:
    signed = stages.sign(year.context, report_of(year))
    sent = stages.deliver(year.context, signed)
    assert {row.state for row in sent} == {"outbox"}
    assert {row.state for row in stages.deliver(year.context, signed)} == {"outbox"}
    copies = Copies(year.context.results.engine).of("panyu", year.context.quarter)
    assert len({c.recipient for c in copies}) == len(copies)


def test_missing_quarters_are_said_in_one_sentence(settings: Settings) -> None:
    with pytest.raises(GovreportError) as refused:
        stages.conclude_longer(Context.make(settings, "panyu", "2020-H1"))
    assert refused.value.message.zh == (
        "2020年上半年的报告由各季度的数字汇成，而2020年第一季度、2020年第二季度尚未计算；"
        "请先运行 govreport run -d panyu -q 2020-Q1 等。"
    )


def test_a_quarters_history_knows_nothing_of_longer_periods(settings: Settings, year: Longer, half: Longer) -> None:
    context = Context.make(settings, "panyu", "2019-Q4")
    assert context.vintages.first_quarter("panyu", context.quarter) == Period.parse("2017-Q4", KINDS)
    assert all(v.quarter.kind != "year" for v in context.presented.told("panyu"))
