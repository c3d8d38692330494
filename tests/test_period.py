"""Periods: months, quarters, half-years and years; their days, names, neighbours, and how they are read."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport import stages
from govreport.context import Context
from govreport.district.dag_config import DagConfig
from govreport.district.periods import require_reported
from govreport.district.reading import load_district
from govreport.errors import ConfigError
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.disclosure.longer import hidden_with_their_quarters
from govreport.indicators.model import Observation
from govreport.indicators.vintages.longer import figures_of
from govreport.operations.revise import propose
from govreport.period import BASES, KINDS, Period, PeriodKind
from govreport.quarter import Quarter
from govreport.reports.period_words import period_words
from govreport.settings import Settings
from govreport.store.records import StoredObservation
from govreport_airflow.timetable import QuarterTimetable

PERIODS = st.one_of(
    st.builds(Period, st.integers(1990, 2100), st.integers(1, 12), st.just("month")),
    st.builds(Period, st.integers(1990, 2100), st.integers(1, 4)),
    st.builds(Period, st.integers(1990, 2100), st.integers(1, 2), st.just("half_year")),
    st.builds(Period, st.integers(1990, 2100), st.just(1), st.just("year")),
)


@pytest.mark.parametrize(
    ("text", "printed", "start", "end", "zh", "en"),
    [
        ("2019-08", "2019-08", date(2019, 8, 1), date(2019, 8, 31), "2019年8月", "August 2019"),
        ("2019Q3", "2019-Q3", date(2019, 7, 1), date(2019, 9, 30), "2019年第三季度", "Q3 2019"),
        ("2019-H1", "2019-H1", date(2019, 1, 1), date(2019, 6, 30), "2019年上半年", "first half of 2019"),
        ("2019h2", "2019-H2", date(2019, 7, 1), date(2019, 12, 31), "2019年下半年", "second half of 2019"),
        ("2019-S2", "2019-H2", date(2019, 7, 1), date(2019, 12, 31), "2019年下半年", "second half of 2019"),
        ("2020", "2020", date(2020, 1, 1), date(2020, 12, 31), "2020年", "2020"),
    ],
)
def test_a_period_is_read_printed_and_knows_its_days(
    text: str, printed: str, start: date, end: date, zh: str, en: str
) -> None:
    period = Period.parse(text, KINDS)
    assert (str(period), period.start, period.end, period.zh, period.en) == (printed, start, end, zh, en)


@pytest.mark.parametrize("text", ["2019-H3", "2019-13", "2019-00", "19", "2019-Q5", "H1 2019", ""])
def test_what_is_no_period_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(ConfigError, match=r"看不懂.*2019-08、2019-Q3、2019-H1、2019") as refused:
        Period.parse(text, KINDS)
    assert "write it like 2019-08 or 2019-Q3 or 2019-H1 or 2019." in refused.value.message.en


@pytest.mark.parametrize(("text", "zh", "en"), [("2019", "年", "year"), ("2019-H1", "半年", "half-year")])
def test_who_wants_a_quarter_is_told_that_it_is_another_period(text: str, zh: str, en: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Quarter.parse(text)
    assert refused.value.message.zh == f"“{text}”是{zh}，这里要写成 2019-Q3 的形式。"
    assert refused.value.message.en == f"{text!r} is a {en}; here it is written like 2019-Q3."


def test_its_parts_and_bases() -> None:
    year, half, quarter = Period(2019, 1, "year"), Period(2019, 2, "half_year"), Quarter(2019, 3)
    assert [str(q) for q in year.parts("quarter")] == ["2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4"]
    assert [str(q) for q in half.parts("quarter")] == ["2019-Q3", "2019-Q4"]
    assert [str(m) for m in quarter.parts("month")] == ["2019-07", "2019-08", "2019-09"]
    assert [str(m) for m in half.parts("month")] == [f"2019-{number:02}" for number in range(7, 13)]
    assert len(year.parts("month")) == 12
    assert quarter.parts("quarter") == (quarter,)
    assert Period(2019, 8, "month").parts("quarter") == ()
    assert (str(half.previous), str(half.year_ago)) == ("2019-H1", "2018-H2")
    assert year.previous == year.year_ago == Period(2018, 1, "year")
    assert year.last_part("quarter") == half.last_part("quarter") == Quarter(2019, 4)
    assert year.last_part("month") == Period(2019, 12, "month")


def test_a_month_is_compared_with_the_month_before_and_with_last_years() -> None:
    january = Period(2024, 1, "month")
    assert (str(january.previous), str(january.year_ago)) == ("2023-12", "2023-01")
    assert january.previous.zh == "2023年12月"
    assert january.previous.en == "December 2023"
    assert (january.start, january.end) == (date(2024, 1, 1), date(2024, 1, 31))
    assert Period(2024, 2, "month").end == date(2024, 2, 29)


@pytest.mark.parametrize("kind", KINDS)
def test_a_trend_holds_the_same_period_of_last_year(kind: PeriodKind) -> None:
    last = Period(2024, 1, kind)
    assert last.year_ago in last.back(last.trend_length)


def test_days_ahead_are_counted_in_months_from_the_end() -> None:
    assert Quarter(2019, 3).end_after(6) == Quarter(2020, 1).end == Period(2019, 9, "month").end_after(6)
    assert Period(2024, 8, "month").end_after(6) == date(2025, 2, 28)
    assert Period(2024, 2, "month").end_after(-12) == date(2023, 2, 28)


def test_they_are_ordered_by_their_end_and_then_by_their_length() -> None:
    texts = ["2018", "2019-Q1", "2019-06", "2019-Q2", "2019-H1", "2019-Q4", "2019-H2", "2019"]
    assert [str(p) for p in sorted(Period.parse(t, KINDS) for t in reversed(texts))] == texts


@given(period=PERIODS)
def test_periods_of_a_kind_tile_the_calendar(period: Period) -> None:
    assert (period.next.start - period.end).days == 1
    assert Period.containing(period.start, period.kind) == Period.containing(period.end, period.kind) == period
    assert Period.parse(str(period), KINDS) == period
    assert period < period.next
    for parts in filter(None, map(period.parts, BASES)):
        assert (parts[0].start, parts[-1].end) == (period.start, period.end)
        assert all(a.next == b for a, b in pairwise(parts))


def _district(periods: object, year_days: int = 20, first_issue: str = "2018-Q1") -> DagConfig:
    text = {"zh": "番禺", "en": "Panyu"}
    report = {
        "title": text, "first_issue": first_issue, "release_working_days": 13, "report_to": text, "send_to": text,
        "contact": text, "year": {"title": text, "release_working_days": year_days},
    }  # fmt: skip
    if first_issue[-2] != "Q":
        report["quarter"] = {"title": {"zh": "季报", "en": "Quarterly"}, "release_working_days": 15}
    return DagConfig.model_validate(
        {
            "id": "somewhere", "country": "CN", "name": text, "short_name": text, "publisher": text,
            "timezone": "Asia/Shanghai",
            "sender": "a@b.invalid", "report": report, "sources": {}, "periods": periods,
        }
    )  # fmt: skip


def test_a_district_reports_by_the_periods_that_it_lists() -> None:
    district = _district(["year", "quarter"])
    assert district.periods == ("quarter", "year")
    require_reported("somewhere", district.periods, Period(2019, 1, "year"))
    require_reported("somewhere", district.periods, Quarter(2019, 1))
    with pytest.raises(ConfigError, match=r"不出半年报（2019-H1）.*periods 中加上 half_year.*2019-Q2"):
        require_reported("somewhere", district.periods, Period(2019, 1, "half_year"))
    with pytest.raises(ConfigError, match=r"不出月报（2019-08）.*按季度收取、比较，不按月；请写季度，如 2019-Q3"):
        require_reported("somewhere", district.periods, Period(2019, 8, "month"))


def test_a_district_may_report_by_month_and_put_the_longer_ones_together() -> None:
    district = _district(["year", "month", "quarter"], first_issue="2018-02")
    assert (district.base, district.longer_kinds) == ("month", ("quarter", "year"))
    assert district.is_longer(Quarter(2019, 1))
    assert not district.is_longer(Period(2019, 1, "month"))
    assert [str(p) for p in district.parts_of(Quarter(2019, 1))] == ["2019-01", "2019-02", "2019-03"]
    assert district.report.first_of("quarter") == Quarter(2018, 2)
    assert district.report.first_of("year") == Period(2019, 1, "year")
    with pytest.raises(ConfigError, match=r"不出半年报（2019-H1）.*periods 中加上 half_year.*请写月，如 2019-06"):
        require_reported("somewhere", district.periods, Period(2019, 1, "half_year"))
    monthly = _district("month", first_issue="2018-01")
    with pytest.raises(ConfigError, match=r"periods 中加上 quarter，否则请写月，如 2019-09"):
        require_reported("somewhere", monthly.periods, Quarter(2019, 3))


@pytest.mark.parametrize(
    ("periods", "first", "advised"), [("month", "2018-Q1", "2018-01"), ("quarter", "2018-02", "2018-Q1")]
)
def test_the_first_issue_is_of_the_kind_that_the_others_are_made_of(periods: str, first: str, advised: str) -> None:
    with pytest.raises(ValueError, match=rf"first_issue {first}, a .* such as {advised}"):
        _district(periods, first_issue=first)
    assert str(_district(periods, first_issue=advised).report.first_issue) == advised


@pytest.mark.parametrize(("periods", "sentence"), [(["year"], "no quarter and no month"), ("week", "week")])
def test_periods_that_cant_be_reported_are_refused(periods: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        _district(periods)


def test_a_longer_report_needs_a_title_and_a_day_after_the_quarters_own() -> None:
    with pytest.raises(ValueError, match="lists half_year under periods"):
        _district(["quarter", "half_year"])
    with pytest.raises(ValueError, match="release_working_days 12, before the quarterly report's 13"):
        _district(["quarter", "year"], year_days=12)
    head = _district(["quarter", "year"]).report
    assert (head.days_of("quarter"), head.days_of("year")) == (13, 20)
    assert head.first_of("year") == Period(2018, 1, "year")


def test_the_words_of_a_quarter_are_said_of_a_longer_period() -> None:
    said = {
        (language, str(period)): period_words(Settings().templates_dir, language, period)
        for language in ("zh", "en")
        for period in (Period(2019, 1, "year"), Period(2019, 1, "half_year"), Quarter(2019, 1))
    }
    assert said["zh", "2019"].said("本季度拨付，比上季度末增加") == "全年拨付，比上年末增加"
    assert said["zh", "2019-H1"].said("本季度拨付，比上季度末增加") == "上半年拨付，比上年末增加"
    assert said["zh", "2019-Q1"].said("本季度拨付") == "本季度拨付"
    assert said["en", "2019"].said("within two quarters of quarter end") == "within two quarters of year end"
    template = "{{ quarter }} of {{ n|plural('quarter', 'quarters') }}: this quarter"
    assert said["en", "2019"].phrase("x", template) == "{{ quarter }} of {{ n|plural('year', 'years') }}: this year"
    assert said["en", "2019-Q1"].phrase("x", template) == template


@pytest.mark.parametrize("period", [Period(2019, 1, "year"), Period(2019, 2, "half_year")])
def test_a_definition_that_speaks_of_certain_quarters_speaks_of_them_in_longer_reports_too(period: Period) -> None:
    zh, en = (period_words(Settings().templates_dir, language, period).said for language in ("zh", "en"))
    ends_soon, coverage = CATALOGUE["S07"].formula, CATALOGUE["W01"].formula
    assert "今后第二个季度末" in zh(ends_soon.zh)
    assert "by the end of the quarter after next" in en(ends_soon.en)
    assert zh(coverage.zh).startswith(("第四季度报送且", "最后一个季度报送且"))  # a stock: the last return's
    assert "return of the last quarter" in en(coverage.en)
    spent, residents = CATALOGUE["G06"].caveat, CATALOGUE["R07"].caveat
    assert spent is not None
    assert residents is not None
    assert "the first quarters are low" in en(spent.en)
    assert "前三季度" in zh(spent.zh)
    assert zh(residents.zh).startswith("只用与报告期同一年度的人口数")
    assert en(residents.en).startswith("Only residents of the same year are used")


def test_a_report_is_named_after_its_period() -> None:
    periods = (Period(2019, 3), Period(2019, 1, "half_year"), Period(2019, 1, "year"))
    assert [p.report_zh for p in periods] == ["2019年第三季度季报", "2019年上半年报告", "2019年年报"]
    assert [p.report_en for p in periods] == [
        "report of Q3 2019",
        "report of the first half of 2019",
        "annual report of 2019",
    ]


def test_figures_are_put_together_from_their_quarters() -> None:
    def of(new: int, held: int, due: int | None = 10) -> dict[tuple[str, str, str, str], StoredObservation]:
        rows = [
            StoredObservation("R03", "", "", "", new, None),
            StoredObservation("R01", "", "", "", 100 + new, None),
            StoredObservation("P06", "", "", "", held, due),
        ]
        return {(o.indicator, o.town_code, o.breakdown, o.member): o for o in rows}

    first, second = of(3, 9), of(5, 5)
    whole = {o.indicator: (o.numerator, o.denominator) for o in figures_of([first, second], CATALOGUE)}
    assert whole == {"R01": (105, None), "R03": (8, None), "P06": (14, 20)}
    del first["P06", "", "", ""]  # a quarter that doesn't state it: unknown, not zero
    assert {o.indicator for o in figures_of([first, second], CATALOGUE)} == {"R01", "R03"}
    broken = frozenset({("R03", False)})
    assert {o.indicator for o in figures_of([second, second], CATALOGUE, broken)} == {"R01", "P06"}


def test_a_longer_period_hides_what_one_of_its_quarters_hides() -> None:
    year = Period(2019, 1, "year")
    shown, kept = (Observation("R03", year, "", "legal_type", member, 9) for member in ("a", "b"))
    hidden = {("R03", Quarter(2019, 2), "", "legal_type", "b"), ("R03", Quarter(2018, 4), "", "legal_type", "a")}
    assert hidden_with_their_quarters([shown, kept], hidden, "quarter") == {("R03", year, "", "legal_type", "b")}


def test_every_flow_can_be_summed_over_quarters() -> None:
    """A thing that is counted once must lie in one quarter: what two quarters share would be counted twice a year."""
    once = {"training_id", "activity_no", "project_no"}
    for indicator in CATALOGUE.values():
        if indicator.basis == "flow":
            assert indicator.numerator_adds_up, indicator.id
            distinct = indicator.numerator.distinct
            assert distinct is None or getattr(distinct, "name", "") in once, (indicator.id, distinct)


@pytest.mark.parametrize("period", ["2019", "2019-H1"])
def test_what_is_done_by_quarter_is_refused_for_a_longer_period(tmp_path: Path, period: str) -> None:
    context = Context.make(Settings(var=tmp_path), "panyu", period)
    with pytest.raises(ConfigError, match=r"不收取数据.*如 2019-Q"):
        stages.collect(context, "registration")
    with pytest.raises(ConfigError, match=r"不能单独修订.*govreport revise 2019-Q"):
        propose(context)


def test_a_longer_timetable_runs_once_a_period(tmp_path: Path) -> None:
    days = load_district(Settings().districts_dir, "panyu").work_calendar
    clock = QuarterTimetable("Asia/Shanghai", days, 20, 9, "year")
    again = QuarterTimetable.deserialize(clock.serialize())
    assert again == clock
    assert again != QuarterTimetable("Asia/Shanghai", days, 20, 9)
    assert clock.last_complete(pendulum.datetime(2020, 2, 5)) == Period(2019, 1, "year")
    assert clock.release(Period(2019, 1, "year")).date() == days.working_day_after(date(2019, 12, 31), 20)
    assert str(clock.interval(Period(2019, 1, "year")).start.astimezone(pendulum.timezone("Asia/Shanghai")).date()) == (
        "2019-01-01"
    )
