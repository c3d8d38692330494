"""On which working day after the quarter each step of a report is due: as a district states it, and where it leaves a
day out, as it follows from the release; an order that can't happen is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Literal, NamedTuple

from govreport.district.dag_config import DagConfig
from govreport.errors import ConfigError, Message
from govreport.period import PeriodKind

StepName = Literal[
    "freeze", "town_returns", "extracts", "precheck", "feedback", "draft", "countersign", "review", "release"
]
_CHAIN: tuple[StepName, ...] = ("feedback", "draft", "countersign", "review", "release")
"""Each waits for the one before it; the two before them, and every extract, come before the first."""
_REGISTER = "registration"
"""The extract that is exported when the registers are frozen."""


class Schedule(NamedTuple):
    """Working days after the quarter."""

    steps: Mapping[StepName, int]
    """Those that come once, in their order."""
    due: Mapping[str, int]
    """Extract -> the day by whose end it is due."""


def offsets(district: DagConfig) -> dict[StepName, int]:
    """Step -> working days after the quarter, in their order. Raises ConfigError where they can't happen so."""
    return dict(possible_schedule(district).steps)


def possible_schedule(district: DagConfig) -> Schedule:
    """The district's schedule; raises ConfigError where a step stands before one that it waits for."""
    derived = schedule_of(district)
    for first, second in _waiting(district, derived):
        if first.day > second.day:
            raise ConfigError(
                f"{district.id} 的{first.named.zh}（第 {first.day} 个工作日）晚于{second.named.zh}"
                f"（第 {second.day} 个工作日），而后者要等前者做完；请改正其中之一。",
                f"{district.id}: {first.named.en} (working day {first.day}) comes after {second.named.en} (working "
                f"day {second.day}), which has to wait for it; correct one of them.",
            )
    return derived


def schedule_of(district: DagConfig) -> Schedule:
    """The schedule as far as it can be derived; days that contradict each other stand as they are stated."""
    stated, release = _stated(district), district.report.release_working_days
    due = _stated_due(district)
    early = [stated[name] for name in ("freeze", "town_returns") if name in stated]
    # Who signs waits for a draft whose day the timetable knows, and that reads no source: it can't follow the extracts.
    known = [*early, *([] if district.signoff else due.values())]
    draft = _between(
        release - 3, [*known, *_given(stated, "feedback")], _given(stated, "countersign", "review", "release")
    )
    draft = stated.get("draft", draft)
    countersign = stated.get("countersign", _between(release - 2, [draft], _given(stated, "review", "release")))
    review = stated.get("review", _between(release - 1, [countersign], [release]))
    last = min([*_given(stated, "feedback"), draft])
    to_come = _between(min(6, draft - 2), early, [last])
    due = {extract: due.get(extract, to_come) for extract in district.extracts}
    there = max(due.values(), default=to_come)
    feedback = stated.get("feedback", _between(min(7, draft - 1), [*early, there], [draft]))
    steps: dict[StepName, int] = {
        "freeze": stated.get("freeze", min(3, due.get(_REGISTER, there), feedback)),
        "town_returns": stated.get("town_returns", min(5, there, feedback)),
        "feedback": feedback,
        "draft": draft,
        "countersign": countersign,
        "review": review,
        "release": release,
    }
    return Schedule(steps, due)


def due_offset(district: DagConfig, extract: str) -> int:
    """The working day after the quarter by whose end an extract is due."""
    return schedule_of(district).due[extract]


def run_offset(district: DagConfig) -> int:
    """The working day on which the scheduled run begins: the draft's where people sign, otherwise the release's."""
    return offsets(district)["draft" if district.signoff else "release"]


def longer_offsets(district: DagConfig, kind: PeriodKind) -> dict[StepName, int]:
    """The steps of a half-year or an annual report. Nothing is due for it but what its last quarter's report waits for,
    so it is drafted three working days before its release, and not before that quarter's draft."""
    release = district.report.days_of(kind)
    draft = max(release - 3, min(possible_schedule(district).steps["draft"], release))
    return {
        "draft": draft,
        "countersign": max(release - 2, draft),
        "review": max(release - 1, draft),
        "release": release,
    }


class _Stated(NamedTuple):
    """A day, and where it is stated."""

    named: Message
    day: int


def _waiting(district: DagConfig, derived: Schedule) -> Iterator[tuple[_Stated, _Stated]]:
    """Pairs of stated days of which the second waits for the first."""
    days = {name: _Stated(_named(name), day) for name, day in _stated(district).items()}
    due = {extract: _Stated(_due_named(extract), day) for extract, day in _stated_due(district).items()}
    chain = [days[name] for name in _CHAIN if name in days]
    yield from combinations(chain, 2)
    early = [days[name] for name in ("freeze", "town_returns") if name in days]
    yield from product([*early, *due.values()], chain)
    if district.signoff and "draft" not in days:
        draft = Message("拟稿日（由签发日推算）", "the day of the draft, as it follows from the release,")
        yield from product(due.values(), [_Stated(draft, derived.steps["draft"])])
    if "freeze" in days and _REGISTER in due:
        yield days["freeze"], due[_REGISTER]
    if "town_returns" in days and due and len(due) == len(district.extracts):
        yield days["town_returns"], max(due.values(), key=lambda one: one.day)


def _named(step: StepName) -> Message:
    entry = "report.release_working_days" if step == "release" else f"calendar.{step}"
    return Message(f" district.yaml 中 {entry}", f"{entry} of district.yaml")


def _due_named(extract: str) -> Message:
    file = f"sources/{extract}.yaml"
    return Message(f" {file} 中 due_working_days", f"due_working_days of {file}")


def _stated(district: DagConfig) -> dict[StepName, int]:
    names: tuple[StepName, ...] = ("freeze", "town_returns", *_CHAIN[:-1])
    days = {name: day for name in names if (day := getattr(district.calendar, name)) is not None}
    return {**days, "release": district.report.release_working_days}


def _stated_due(district: DagConfig) -> dict[str, int]:
    """Nothing where only the names of the sources were read."""
    days = {name: getattr(source, "due_working_days", None) for name, source in district.sources.items()}
    return {name: day for name, day in days.items() if day is not None}


def _given(stated: Mapping[StepName, int], *names: StepName) -> list[int]:
    return [stated[name] for name in names if name in stated]


def _between(wanted: int, earliest: list[int], latest: list[int]) -> int:
    """The day that is wanted, or the nearest that lies between the others."""
    return min([max([wanted, 1, *earliest]), *latest])
