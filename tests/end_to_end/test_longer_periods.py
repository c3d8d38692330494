"""A half-year and an annual report of Panyu, put together from the stored figures of its quarters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.context import Context
from govreport.documents.verify_report import verify_report
from govreport.errors import GovreportError
from govreport.indicators.catalogue import CATALOGUE
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Measurement
from govreport.period import KINDS, Period
from govreport.reports.material import gather_material
from govreport.settings import Settings
from govreport.store.copies import Copies
from tests.fixtures.prepared import ALONE, take

pytestmark = pytest.mark.slow
Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Longer:
    """A longer report as the stages made it."""

    context: Context
    measurement: Measurement
    reports: list[Report]

    @property
    def report(self) -> Report:
        return self.reports[0]

    def file(self, ending: str) -> bytes:
        return self.context.files.get(next(f.key for f in self.report.files if f.name.endswith(ending)))

    @property
    def model(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.context.files.get(self.report.model_key))
        return found


def make(settings: Settings, period: str) -> Longer:
    context = Context.make(settings, "panyu", period)
    verdict = stages.conclude_longer(context)
    measurement = stages.verify(context, stages.measure(context, verdict))
    return Longer(context, measurement, stages.render(context, measurement, verdict))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(var=tmp_path_factory.mktemp("longer") / "var")
    take("2019-Q4", settings)
    return settings


@pytest.fixture(scope="module")
def year(settings: Settings) -> Longer:
    return make(settings, "2019")


@pytest.fixture(scope="module")
def half(settings: Settings) -> Longer:
    return make(settings, "2019-H2")


@pytest.fixture(params=["2019", "2019-H2"])
def longer(request: pytest.FixtureRequest) -> Longer:
    made: Longer = request.getfixturevalue("year" if request.param == "2019" else "half")
    return made


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
    quarters = [figures(longer.context, str(q)) for q in period.quarters]
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
    said = json.dumps(half.model["findings"], ensure_ascii=False)
    moved = "增加" if paid > ago else "减少"
    assert "下半年拨付专项资金" in said
    assert f"比上年同期{moved}{abs(paid - ago) / 1_000_000:.1f}万元" in said


def test_a_year_whose_year_before_isnt_stored_is_compared_with_nothing(year: Longer) -> None:
    assert [str(v.quarter) for v in year.measurement.vintages] == ["2019"]
    said = json.dumps(year.model["findings"], ensure_ascii=False)
    assert "全年拨付专项资金" in said
    assert "比上年" not in said


def test_what_a_quarter_hides_no_longer_period_shows(longer: Longer) -> None:
    context = longer.context
    verdict = stages.conclude_longer(context)
    shown = gather_material(context, longer.measurement, verdict)
    last = Context.make(context.settings, "panyu", context.quarter.last_quarter)
    measured = stages.verify(last, stages.measure(last, verdict))
    of_quarters = gather_material(last, measured, verdict).hidden
    stated = figures(context, str(context.quarter), str(context.quarter))
    wanted = {(i, t, b, m) for i, q, t, b, m in of_quarters if q in context.quarter.quarters} & stated.keys()
    hidden = {(i, t, b, m) for i, q, t, b, m in shown.hidden if q == context.quarter}
    assert wanted
    assert wanted == hidden
    for i, t, b, m in hidden:
        assert shown.figures.get(i, context.quarter, t, b, m) is None


def test_it_is_told_in_the_periods_own_words(year: Longer, half: Longer) -> None:
    assert year.model["title"] == "番禺区社会组织治理年报"
    assert half.model["title"] == "番禺区社会组织治理半年报"
    assert {f.name for f in year.report.files} >= {"番禺区社会组织治理年报-2019年.pdf"}
    assert {f.name for f in half.report.files} >= {"番禺区社会组织治理半年报-2019年下半年.pdf"}
    assert (year.model["date_iso"], half.model["date_iso"]) > ("2020-01-20", "2020-01-20")
    for made in (year, half):
        first_page = [made.model[part] for part in ("headline", "findings", "kpis", "kpi_note")]
        said = json.dumps(first_page, ensure_ascii=False)
        assert "季度" not in said
        assert "本季" not in said


def test_both_are_borne_out_and_can_be_made_again(longer: Longer, tmp_path: Path) -> None:
    assert not longer.report.held
    assert all(identity.holds for identity in longer.measurement.identities)
    pdf = next(f for f in longer.report.files if f.name.endswith("年.pdf") or f.name.endswith("半年.pdf"))
    path = tmp_path / pdf.name
    path.write_bytes(longer.context.files.get(pdf.key))
    proof = verify_report(longer.context.settings, str(path))
    assert proof.state == "identical", proof


def test_made_twice_it_is_the_same(settings: Settings, year: Longer) -> None:
    assert make(settings, "2019").report.sha256 == year.report.sha256


def test_the_data_name_the_period_as_sdmx_does(year: Longer, half: Longer) -> None:
    for made, frequency, period in ((year, b",A,", b",2019,"), (half, b",S,", b",2019-S2,")):
        data = made.file("sdmx-data.csv")
        assert frequency in data
        assert period in data


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
    signed = stages.sign(year.context, year.report)
    sent = stages.deliver(year.context, signed)
    assert {row.state for row in sent} == {"sent"}
    assert {row.state for row in stages.deliver(year.context, signed)} == {"already_sent"}
    copies = Copies(year.context.results.engine).of("panyu", year.context.quarter)
    assert len({c.recipient for c in copies}) == len(copies)


def test_a_missing_quarter_is_said_in_one_sentence(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    take(ALONE, settings)
    with pytest.raises(GovreportError) as refused:
        stages.conclude_longer(Context.make(settings, "panyu", "2019-H2"))
    assert refused.value.message.zh == (
        "2019年下半年的报告由各季度的数字汇成，而2019年第四季度尚未计算；请先运行 govreport run -d panyu -q 2019-Q4。"
    )


def test_a_quarters_history_knows_nothing_of_longer_periods(settings: Settings, year: Longer, half: Longer) -> None:
    context = Context.make(settings, "panyu", "2019-Q4")
    assert context.vintages.first_quarter("panyu", context.quarter) == Period.parse("2017-Q4", KINDS)
    assert all(v.quarter.kind != "year" for v in context.presented.told("panyu"))
