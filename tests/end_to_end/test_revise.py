"""Figures that change after they were stated: kinds, notices, going back, and two revisions at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.context import Context
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.vintages.revision_kind import Statement
from govreport.indicators.vintages.revision_stats import stated_figures, statistics, triangle
from govreport.manifests.documents import Report
from govreport.operations.revise import Proposal, propose, revise_quarter
from govreport.quarter import Quarter
from govreport.reports.model import ReportModel
from govreport.reports.numbers import text_number
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport_airflow.local import postgres
from tests.end_to_end.conftest import Run
from tests.fixtures.prepared import ALONE_REPORT, take

FUND = "社会组织培育发展专项资金"


def _govreport(settings: Settings, *arguments: str) -> tuple[int, str]:
    environment = {"GOVREPORT_HOME": str(settings.home), "GOVREPORT_VAR": str(settings.var_dir), "COLUMNS": "200"}
    result = CliRunner().invoke(app, [*arguments], env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def _pay_less(path: Path) -> None:
    """One payment of the special fund in the quarter, and the file's total, less by 1万元."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="gb18030"))))
    head = next(row for row in rows if "拨付金额" in row)
    paid, fund, day = (head.index(name) for name in ("拨付金额", "资金类别", "拨付日期"))

    def is_plain(row: list[str]) -> bool:
        return row[fund] == FUND and row[day].startswith(("2019-08", "2019-09")) and row[paid].isdigit()

    row = next(r for r in rows if len(r) > paid and is_plain(r) and int(r[paid]) > 1)
    row[paid] = str(int(row[paid]) - 1)
    for total in (r for r in rows if "合计" in r):
        total[paid] = str(Decimal(total[paid].replace(",", "")) - 1)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    path.write_bytes(out.getvalue().encode("gb18030"))


def _model(context: Context, report: Report) -> ReportModel:
    return ReportModel.model_validate_json(context.files.get(report.model_key))


def _kpi(model: ReportModel, indicator: str) -> Decimal:
    return Decimal(next(k for k in model.kpis if k.indicator == indicator).value.replace(",", ""))


def test_a_signed_report_whose_figures_change_gets_a_notice_and_going_back_gets_it_back(
    installation: Settings,
) -> None:
    prepared = take(ALONE_REPORT, installation)
    context, verdict, (first,) = prepared.context, prepared.verdict, prepared.reports
    assert {row.state for row in stages.deliver(context, stages.sign(context, first))} == {"outbox"}
    known = context.vintages.latest("panyu", context.quarter, context.quarter)
    assert known is not None

    path = next((installation.home / "include" / "sample" / "panyu" / "2019-Q3").glob("funding*.csv"))
    as_submitted = path.read_bytes()
    _pay_less(path)

    def nothing_is_kept_before_somebody_agrees(proposal: Proposal) -> bool:
        assert {h.indicator: h.size.absolute for h in proposal.headline} == {"G02": -1, "G10": -1}
        assert proposal.issued == first
        assert context.vintages.latest("panyu", context.quarter, context.quarter) == known
        assert [r.stage for r in context.runs.runs("panyu", context.quarter)] == ["measure", "verify", "render"]
        return True

    made = revise_quarter(
        context,
        "一笔拨款多记",
        known_since=date(2019, 11, 5),
        confirm=nothing_is_kept_before_somebody_agrees,
    )
    assert made is not None
    revised = {r.indicator: r for r in made.measurement.revisions if not r.town_code and r.quarter == context.quarter}
    assert (revised["G02"].kind, revised["G02"].reason_zh) == ("correction", "一笔拨款多记")
    assert revised["G02"].new_numerator == revised["G02"].old_numerator - 1_000_000  # 分

    (notice,) = made.notices
    was, now = _model(context, first), _model(context, made.reports[0])
    assert notice.report_sha256 == first.sha256
    assert sorted(notice.recipients) == sorted(r.address for r in context.district.recipients)
    said = {c.indicator: c for c in notice.changes if not c.label}
    assert said.keys() == {"G02", "G10"}
    for indicator in said:
        old = _kpi(was, indicator)
        unit = next(k for k in was.kpis if k.indicator == indicator).unit
        assert said[indicator].old == f"{text_number(old, 1)}{unit}"
        assert said[indicator].new == f"{text_number(old - 1, 1)}{unit}"
        assert _kpi(now, indicator) == old - 1
    draft = context.files.get(notice.text.key).decode()
    page = context.files.get(notice.html.key).decode()
    for part in ("草稿", "一笔拨款多记", "2019年11月5日", said["G02"].new, was.issue, first.fingerprint):
        assert part in draft
        assert part in page
    assert not any(recipient in draft for recipient in notice.recipients)  # roles, not addresses
    assert len(list(installation.outbox_dir.glob("*.eml"))) == len(context.district.recipients)  # nothing new went out

    path.write_bytes(as_submitted)
    (back,) = stages.render(context, stages.verify(context, stages.measure(context, verdict)), verdict)
    assert back.sha256 == first.sha256
    assert len(context.notices.of("panyu", context.quarter)) == 1
    assert context.vintages.latest("panyu", context.quarter, context.quarter) == known
    path.unlink()
    kept = propose(context, from_store=True)  # the files behind the current figures, though the source is gone
    assert not kept.new
    assert {s.sha256 for s in kept.snapshots} == {c.tidy.snapshot_sha256 for c in verdict.checks}

    district = context.district.model_copy(
        update={"communities": context.district.communities[1:], "reference_sha256": "0" * 64}
    )
    merged = Context(installation, district, context.quarter)
    stages.measure(merged, verdict)
    newest = context.vintages.latest("panyu", context.quarter, context.quarter)
    assert newest is not None
    replaced = context.revisions.of_vintage(newest.id)
    assert replaced is not None
    assert (replaced.judged.kind, replaced.judged.reason.zh) == ("major", "参照数据有变：村居")


def test_a_quarter_that_was_never_run_cannot_be_revised(installation: Settings) -> None:
    code, said = _govreport(installation, "revise", "2019-Q3", "--reason", "试", "--yes")
    assert code == 1
    assert "govreport run" in said
    assert _govreport(installation, "revisions", "2019-Q3")[0] == 1


def test_late_registrations_revise_the_quarter_before_as_routine(sample: Callable[[str], Run]) -> None:
    _, _, measurement = sample("2019-Q3")
    late = [r for r in measurement.revisions if (r.indicator, str(r.quarter), r.town_code) == ("R01", "2019-Q2", "")]
    assert late
    assert {(r.kind, r.reason_zh) for r in late} == {("routine", "2019年第三季度数据中的补登和更新")}


def test_after_the_annual_reports_closed_the_years_figures_are_verified(sample: Callable[[str], Run]) -> None:
    context, _, measurement = sample("2019-Q4")
    verified = [r for r in measurement.revisions if str(r.quarter) == "2018-Q4"]
    assert {r.kind for r in verified} <= {"benchmark"}
    settings = context.settings
    code, said = _govreport(settings, "revisions", "2018-Q4", "-d", "panyu")
    assert code == 0
    assert "初步数" in said
    assert "核实数" in said
    assert "年度基准" in said


def test_the_triangle_holds_what_each_quarters_extracts_said(sample: Callable[[str], Run], tmp_path: Path) -> None:
    context, _, _ = sample("2019-Q4")
    vintages = context.vintages.current("panyu", Quarter(2019, 4))
    found = triangle(stated_figures(context.vintages, vintages, {"R01": CATALOGUE["R01"]})["R01"])
    with open_database(context.settings.database).connect() as connection:
        stored = connection.execute(
            text(
                "SELECT v.quarter, v.source_quarter, o.numerator FROM observations o JOIN vintages v"
                " ON v.id = o.vintage_id WHERE o.indicator = 'R01' AND o.town_code = '' AND o.breakdown = ''"
                " ORDER BY v.quarter, v.source_quarter"
            )
        ).all()
    assert [(str(q), str(s), f.value) for (q, s), f in sorted(found.cells.items())] == [tuple(row) for row in stored]
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for quarter, _, value in stored:
        first.setdefault(quarter, value)
        last[quarter] = value
    again = [q for q in first if sum(row[0] == q for row in stored) > 1]
    numbers = statistics(found)
    assert numbers.quarters == len(again) > 0
    assert numbers.mean == sum(last[q] - first[q] for q in again) / Decimal(len(again))
    assert numbers.mean_absolute == sum(abs(last[q] - first[q]) for q in again) / Decimal(len(again))

    written = tmp_path / "triangle.csv"
    code, said = _govreport(context.settings, "revisions", "2019-Q4", "R01", "-d", "panyu", "--csv", str(written))
    assert code == 0
    assert "平均绝对修订" in said
    rows = list(csv.reader(written.read_text(encoding="utf-8-sig").splitlines()))
    assert {row[0] for row in rows[1:]} == set(first)
    code, said = _govreport(context.settings, "revisions", "2019-Q4", "R01", "--town", "南村镇", "-d", "panyu")
    assert code == 0
    assert "南村镇" in said
    assert _govreport(context.settings, "revisions", "2019-Q4", "R01", "--town", "无此镇", "-d", "panyu")[0] == 1


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("results")
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'results.sqlite'}"
        return
    with postgres(folder / "data", "govreport") as url:
        yield (url := url.replace("+psycopg2", "+psycopg"))
        open_database(url).dispose()
        open_database.cache_clear()


def test_two_revisions_at_once_leave_two_whole_vintages_and_one_of_them_current(
    sample: Callable[[str], Run], database_url: str
) -> None:
    context, verdict, _ = sample("2019-Q3")
    settings = context.settings.model_copy(update={"database_url": database_url, "store_url": context.settings.store})
    settings.__dict__.pop("database", None)  # cached from the other URL
    districts = [
        context.district,
        context.district.model_copy(
            update={"communities": context.district.communities[1:], "reference_sha256": "0" * 64}
        ),
    ]

    def measure(number: int) -> list[str]:
        own = Context(settings, districts[number % 2], context.quarter)
        found = stages.measure(own, verdict, Statement(reason=f"修订{number}", kind="correction"))
        return [v.id for v in found.vintages]

    open_database(database_url)
    with ThreadPoolExecutor(2) as pool:
        stated = list(pool.map(measure, range(2)))
    here = Context(settings, context.district, context.quarter)
    recorded = here.runs.runs("panyu", context.quarter)
    assert sorted(sorted(r.vintages) for r in recorded) == sorted(sorted(ids) for ids in stated)
    sizes = {len(here.vintages.observations(ids[-1])) for ids in stated}
    assert sizes == {len(here.vintages.observations(stated[0][-1]))} != {0}
    newest = here.vintages.latest("panyu", context.quarter, context.quarter)
    assert newest is not None
    assert newest.id in recorded[-1].vintages
    replaced = here.revisions.of_vintage(newest.id)
    assert replaced is not None
    assert replaced.old_vintage in recorded[0].vintages
    assert replaced.judged.kind == "correction"
