"""What became of the last issue's matters: read from its stored model, told by figures, checked by another way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from govreport.context import Context
from govreport.district.recipients import MailPolicy
from govreport.indicators.model import Observation
from govreport.manifests.documents import Report
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.identity.fingerprint import LAST_ISSUE, figures_sha256, fingerprint_parts
from govreport.reports.inputs import ReportInputs
from govreport.reports.last_issue import LastIssue, last_issue, read_issue
from govreport.reports.model import ReportModel, TableBlock
from govreport.settings import Settings
from tests.reports.fictional import QUARTER, fictional_inputs
from tests.reports.matters import evidence_of, inputs_with, seen, unproved

LAST = QUARTER.previous


def issue(quarter: Quarter = LAST, **counts: int) -> LastIssue:
    """The issue of a quarter in which these indicators had these counts."""
    found = [seen(name, count, quarter=quarter) for name, count in counts.items()]
    model = build_model(inputs_with(*found, quarter=quarter), "zh")
    return read_issue(model.model_dump_json().encode(), quarter, "models/x.json")


def told(inputs: ReportInputs) -> dict[str, list[str]]:
    """The follow-up's rows by their headings, once every text of them is borne out."""
    model = build_model(inputs, "zh")
    assert [text for text in unproved(model, evidence_of(inputs)) if "表" not in text] == []
    return {row.cells[0].text: [c.text for c in row.cells[1:]] for row in follow_up(model).rows}


def follow_up(model: ReportModel) -> TableBlock:
    table = model.block("follow_up")
    assert isinstance(table, TableBlock)
    return table


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        (0, "已办结"),
        (6, "数字比上期下降，本期继续列为关注事项"),
        (8, "数字与上期相同，本期继续列为关注事项"),
        (9, "数字比上期上升，本期继续列为关注事项"),
    ],
)
def test_a_matter_is_followed_up_by_its_figure(now: int, outcome: str) -> None:
    rows = told(inputs_with(seen("S02C", now), last=issue(S02C=8)))
    assert rows["抽查问题逾期未整改"] == ["8件", f"{now}件", outcome]


@pytest.mark.parametrize(
    ("count", "yuan", "outcome"),
    [
        (9, 7, "各数有升有降"),
        (7, 9, "各数有升有降"),
        (8, 7, "各数变动不一"),
        (7, 8, "各数变动不一"),
        (8, 9, "各数变动不一"),
        (7, 7, "数字比上期下降"),
        (9, 9, "数字比上期上升"),
        (8, 8, "数字与上期相同"),
    ],
)
def test_figures_that_go_several_ways_are_told_so_only_where_one_rose_and_one_fell(
    count: int, yuan: int, outcome: str
) -> None:
    now = seen("G14", count), seen("G14A", yuan * 1_000_000)
    rows = told(inputs_with(*now, last=issue(G14=8, G14A=8_000_000)))
    assert rows["向已退出登记的组织拨付"][2] == f"{outcome}，本期继续列为关注事项"


def falling(inputs_of: Quarter, *lost: int, last: LastIssue | None = None) -> ReportInputs:
    """Inputs in which the towns at these places each lost two organizations in the quarter, and no other lost any."""
    towns = fictional_inputs().district.towns

    def change(o: Observation) -> Observation:
        place = next((n for n, town in enumerate(towns) if town.code == o.town_code), None)
        if o.indicator != "R01" or place is None:
            return o
        return replace(o, numerator=48 if place in lost and o.quarter == inputs_of else 50)

    return replace(fictional_inputs(quarter=inputs_of, change=change), last_issue=last)


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        ((5,), "本期没有达到列为关注事项的条件"),
        ((), "本期没有达到列为关注事项的条件"),
        ((1, 5), "其中一部分本期继续列为关注事项，其余没有达到条件"),
        ((0, 1, 5), "数字与上期相同，本期继续列为关注事项"),
    ],
)
def test_a_matter_of_towns_stands_only_where_this_issue_lists_these_towns(now: tuple[int, ...], outcome: str) -> None:
    """The same rule, told of other towns, kept a town on the list that section one no longer named."""
    before = read_issue(build_model(falling(LAST, 0, 1), "zh").model_dump_json().encode(), LAST, "models/x.json")
    rows = told(falling(QUARTER, *now, last=before))
    assert next(row[2] for heading, row in rows.items() if "组织数减少" in heading) == outcome


def test_a_warning_that_came_true_is_not_called_settled() -> None:
    warned = issue(S09=3)
    listed = (seen("S10", 0, quarter=LAST), seen("S10", 3), seen("S08Y", 0, quarter=LAST), seen("S08Y", 0))
    row = told(inputs_with(seen("S09", 0), *listed, last=warned))["异常名录即将满两年"]
    assert row[2] == "预警的期限已到；列入活动异常名录满两年未移出的仍为0家；严重违法失信名单由0家增至3家"
    none = (seen("S10", 0, quarter=LAST), seen("S10", 0), seen("S08Y", 0, quarter=LAST), seen("S08Y", 0))
    assert told(inputs_with(seen("S09", 0), *none, last=warned))["异常名录即将满两年"][2].startswith("已办结")


def test_a_promise_that_wasnt_kept_by_its_day_is_called_missed() -> None:
    inputs = replace(fictional_inputs(quarter=Quarter(2019, 4)), last_issue=issue(QUARTER))
    assert told(inputs)["镇街联合会全覆盖时限临近"][2] == "未如期完成，本期继续列为关注事项"


def test_a_years_count_starts_anew_in_january() -> None:
    before = issue(Quarter(2018, 4), G14=3)
    inputs = inputs_with(seen("G14", 1, quarter=Quarter(2019, 1)), quarter=Quarter(2019, 1), last=before)
    assert told(inputs)["向已退出登记的组织拨付"] == ["3笔", "1笔", "数字从本年起重新计算，本期继续列为关注事项"]
    none = inputs_with(seen("G14", 0, quarter=Quarter(2019, 1)), quarter=Quarter(2019, 1), last=before)
    left = "数字从本年起重新计算，上年所列的是否办结，本期数字不能说明"
    assert told(none)["向已退出登记的组织拨付"][2] == left
    stock = inputs_with(
        seen("S02C", 0, quarter=Quarter(2019, 1)), quarter=Quarter(2019, 1), last=issue(Quarter(2018, 4), S02C=3)
    )
    assert told(stock)["抽查问题逾期未整改"][2] == "已办结"


def test_what_a_new_year_no_longer_counts_is_not_called_over() -> None:
    """In January nobody owes a report yet, and those who owed the year before's still do."""
    before = issue(Quarter(2018, 4), S03M=34)
    inputs = inputs_with(seen("S03M", 700, quarter=Quarter(2019, 1)), quarter=Quarter(2019, 1), last=before)
    assert told(inputs)["年度报告未报齐"][2].startswith("数字从本年起重新计算，上年所列的是否办结")
    within = inputs_with(seen("G07", 40, 100), last=issue(G07=60))
    assert all("重新计算" not in row[2] for row in told(within).values())


def test_a_model_of_an_earlier_version_is_told_by_its_headings() -> None:
    old = b'{"sections": [{"blocks": [{"type": "attention", "items": [{"key": "rectification", "heading": "X"}]}]}]}'
    inputs = inputs_with(seen("S02C", 8), last=read_issue(old, LAST, "models/x.json"))
    assert told(inputs) == {"X": ["—", "—", "本期继续列为关注事项"]}
    other = inputs_with(seen("S02C", 0), last=read_issue(old, LAST, "models/x.json"))
    assert told(other)["X"][2] == "本期没有达到列为关注事项的条件"


def test_figures_of_another_version_are_left_out_whole() -> None:
    figure = '{"indicator": "S02C", "town_code": "", "breakdown": "", "member": "", "exact": "8", "text": "8件"}'
    other = figure.replace("}", ', "new": 1}')
    row = (
        '{"sections": [{"blocks": [{"type": "attention", "items": [{"key": "k", "heading": "X", "figures": [%s]}]}]}]}'
    )
    known = read_issue((row % figure).encode(), LAST, "models/x.json").matters[0]
    assert [f.text for f in known.figures] == ["8件"]
    assert read_issue((row % f"{figure}, {other}").encode(), LAST, "models/x.json").matters[0].figures == ()


def test_without_an_issue_before_there_is_no_block() -> None:
    assert not any(b.key == "follow_up" for b in build_model(fictional_inputs(), "zh").blocks(TableBlock))  # type: ignore[attr-defined]


def test_a_false_outcome_is_found() -> None:
    inputs = inputs_with(seen("S02C", 9), last=issue(S02C=8))
    model, evidence = build_model(inputs, "zh"), evidence_of(inputs)
    key = next(k for k in evidence.stored if k.indicator == "S02C" and k.quarter == QUARTER and not k.town)
    other = replace(evidence, stored={**evidence.stored, key: (7, None)})
    assert any(text.startswith("数字比上期上升") for text in unproved(model, other))
    assert any(text.startswith("8件") for text in unproved(model, replace(evidence, earlier={})))


def kept(context: Context, quarter: Quarter, name: str, *, held: bool = False, language: str = "zh") -> Report:
    """A report of a quarter with one matter called ``name``."""
    text = f'{{"sections": [{{"blocks": [{{"type": "attention", "items": [{{"key": "k", "heading": "{name}"}}]}}]}}]}}'
    report = Report(
        district=context.district.id, quarter=quarter, language=language, fingerprint=name, sha256=name, files=[],
        held=held, model_key=context.files.put("models", text.encode(), ".json"),
    )  # type: ignore[arg-type]  # fmt: skip
    context.results.add_report(report)
    return report


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context.make(Settings(var=tmp_path / "var"), "panyu", "2019-Q3")


def heading(context: Context) -> str:
    found = last_issue(context, "zh")
    return found.matters[0].heading if found else ""


def test_the_newest_issue_that_could_go_out_is_followed_up(context: Context) -> None:
    assert heading(context) == ""
    kept(context, Quarter(2018, 2), "older than a year")
    assert heading(context) == ""
    kept(context, Quarter(2018, 4), "issued")
    kept(context, Quarter(2019, 1), "draft", held=True)
    kept(context, Quarter(2019, 2), "English", language="en")
    kept(context, Quarter(2019, 3), "this quarter's own")
    assert heading(context) == "issued"


def test_the_signed_edition_goes_before_a_later_one(context: Context) -> None:
    signed = kept(context, LAST, "signed")
    kept(context, LAST, "later")
    assert heading(context) == "later"
    for role in context.signers:
        context.ledger.sign(signed.sha256, role, "reviewer", "")
    assert heading(context) == "signed"


def test_an_issue_whose_model_is_gone_is_not_made_up_for_by_an_older_one(context: Context) -> None:
    kept(context, Quarter(2018, 4), "older")
    gone = kept(context, LAST, "gone")
    (Path(context.settings.store) / gone.model_key).unlink()
    assert heading(context) == ""


def test_the_fingerprint_stands_for_the_issue_too() -> None:
    inputs = fictional_inputs()

    def parts(key: str) -> dict[str, object]:
        return fingerprint_parts(inputs.settings, inputs.district, "zh", inputs.measurement, [], last_issue=key)

    assert LAST_ISSUE not in parts("")
    public = inputs.district.model_copy(update={"mail": MailPolicy(sections={"attention": "public"})})
    unnamed = fingerprint_parts(inputs.settings, public, "zh", inputs.measurement, [])
    assert figures_sha256(unnamed) != figures_sha256(parts(""))  # the section tells no names: another edition
    assert len({figures_sha256(parts(key)) for key in ("", "models/a.json", "models/b.json")}) == 3
