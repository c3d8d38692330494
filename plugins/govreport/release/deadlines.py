"""What is about to be late, said before it is: extracts, signatures, the report. Looked at once a working day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from govreport.context import Context
from govreport.district.schedule import StepName, due_offset
from govreport.errors import Message, SourceError
from govreport.manifests.documents import Report
from govreport.period import REPORTS, Period
from govreport.quarter import Quarter
from govreport.release.alerts import Alert, Notified, notify_operators
from govreport.release.calendar import NAMES, QuarterDates, longer_dates, quarter_dates
from govreport.release.signing import missing_roles
from govreport.sources.collect import collect_extract
from govreport.vocabulary import REPORTS as STATES
from govreport.vocabulary import STAGES

LEAD = 1
"""Working days before a deadline on which operators are told of it."""
GIVE_UP = 10
"""Working days after the release day from which nobody is reminded any more: a quarter that was left out for good."""
_LATELY = 6
"""Months whose periods may still wait for their reports: a release lies at most 60 working days after."""
_LAST_FIRST: tuple[StepName, ...] = ("release", "review", "countersign")


def remind(context: Context, day: date) -> tuple[list[Alert], list[Notified]]:
    """Mail operators what is open near its day, one mail each; ``context.quarter`` doesn't matter.

    Nothing is sent on a day off. Repeated on the same day, a mail holds only what is new.
    """
    if not context.district.work_calendar.is_working_day(day):
        return [], []
    alerts = list(open_steps(context, day))
    if not alerts:
        return [], []
    name = context.district.short_name
    subject = Message(
        f"【{name.zh}】{day} 报告有 {len(alerts)} 项临近或已过期限",
        f"[{name.en}] {day}: {len(alerts)} steps of the report are due or late",
    )
    return alerts, notify_operators(
        context.settings, context.district, alerts, subject=subject, connections=context.connections
    )


def open_steps(context: Context, day: date) -> Iterator[Alert]:
    """Every step of a running quarter that is due within a working day, or late."""
    running, days = Quarter.containing(day, context.district.base), context.district.work_calendar
    for quarter in running.previous.back(_LATELY // running.months):
        if quarter < context.district.report.first_issue:
            continue
        here = replace(context, quarter=quarter)
        dates = quarter_dates(context.district, quarter)
        if day <= days.working_day_after(dates.day("release"), GIVE_UP):
            yield from _of_quarter(here, dates, day)
    for kind in context.district.longer_kinds:
        period = Period.containing(day, kind).previous
        dates = longer_dates(context.district, period)
        last = days.working_day_after(dates.day("release"), GIVE_UP)
        if period >= context.district.report.first_of(kind) and day <= last:
            yield from _of_quarter(replace(context, quarter=period), dates, day)


def _of_quarter(context: Context, dates: QuarterDates, day: date) -> Iterator[Alert]:
    district, release = context.district, dates.day("release")
    latest = (context.results.latest_report(district.id, context.quarter, language) for language in district.languages)
    reports = [report for report in latest if report is not None]
    made = REPORTS[context.quarter.kind]
    if not reports:
        late = [] if context.is_longer else list(_extracts(context, day))
        yield from late
        if district.signoff and not late and (draft := dates.day("draft")) < day <= release:
            yield _alert(
                context, day, "draft",
                f"{made.zh}应于 {draft} 成文送签、{release} 签发，至今没有成文。"
                "请查看本期运行停在哪一步，处理后清除失败的任务续跑。",
                f"the {made.en} was due for signing on {draft} and for release on {release}, and there is none. See "
                "where its run stopped, mend it and clear the failed task.",
            )  # fmt: skip
        if day > release:
            yield _alert(
                context, day, "report",
                f"{made.zh}应于 {release} 签发，至今没有成文。请查看本期运行停在哪一步，处理后清除失败的任务续跑。",
                f"the {made.en} was due on {release} and there is none. See where its run stopped, mend it and "
                "clear the failed task.",
            )  # fmt: skip
    for report in reports:
        yield from _report(context, report, dates, day)


def _extracts(context: Context, day: date) -> Iterator[Alert]:
    days = context.district.work_calendar
    for extract in context.district.extracts:
        due = days.working_day_after(context.quarter.end, due_offset(context.district, extract))
        if day < days.working_day_before(due, LEAD):
            continue
        try:
            collect_extract(context, extract)
        except SourceError as error:
            yield _alert(context, day, f"extract:{extract}", error.message.zh, error.message.en)


def _report(context: Context, report: Report, dates: QuarterDates, day: date) -> Iterator[Alert]:
    made = REPORTS[report.quarter.kind]
    release, days = dates.day("release"), context.district.work_calendar
    near = days.working_day_before(release, LEAD)
    name = f"report:{report.language}"
    if report.held:
        if day >= near:
            yield _alert(
                context, day, name,
                f"{made.zh}应于 {release} 签发，现在是{STATES['held'].zh}。{''.join(h.zh for h in report.holds)}"
                "改好后重新运行本期。",
                f"the {made.en} is due on {release} but is a {STATES['held'].en}. "
                f"{' '.join([*(h.en for h in report.holds), 'Once that is mended, run the period again.'])}",
            )  # fmt: skip
        return
    missing = missing_roles(context, report)
    if missing:
        role, step = missing[0], _step_of(context, missing[0])
        due = dates.day(step)
        if day >= days.working_day_before(due, LEAD):
            yield _alert(
                context, day, f"signature:{role}:{report.language}",
                f"“{role}”（{NAMES[step].zh}，{due}）尚未签署，{made.zh}（散列值 {report.sha256[:12]}）在等待；"
                f"其后还有 {len(missing) - 1} 个角色。请在 Airflow 的“待办”（Required Actions）中签署，"
                f"或用 govreport sign -d {context.district.id} -q {context.quarter} --role {role}。",
                f"{role} ({NAMES[step].en.lower()}, {due}) hasn't signed the {made.en} {report.sha256[:12]}; "
                f"{len(missing) - 1} more roles come after. Sign it under Required Actions in Airflow, or with "
                f"govreport sign -d {context.district.id} -q {context.quarter} --role {role}.",
            )  # fmt: skip
        return
    wanted = [r for r in context.district.recipients if report.language in r.languages]
    if day > release and wanted and not context.ledger.holders(report.sha256):
        yield _alert(
            context, day, f"delivery:{report.language}",
            f"{made.zh}应于 {release} 印发，已签发，但一份也没有发出。请查看“{STAGES['deliver'].zh}”任务的日志，"
            "处理后清除该任务续跑。",
            f"the {made.en} was due on {release}; it is signed, but no copy went out. See the log of the task deliver, "
            "mend what it says and clear the task.",
        )  # fmt: skip


def _step_of(context: Context, role: str) -> StepName:
    """Which step of the calendar a role's signature belongs to: the last role's is the release, and so backwards."""
    place = list(reversed(context.district.signoff)).index(role)
    return _LAST_FIRST[min(place, len(_LAST_FIRST) - 1)]


def _alert(context: Context, day: date, step: str, zh: str, en: str) -> Alert:
    return Alert(
        f"deadline {context.district.id} {context.quarter} {step} {day}",
        Message(f"{context.quarter.zh}：{zh}", f"{context.quarter.en}: {en}"),
    )
