"""Two at once: the same stage twice, a stage beside another one, two whole runs of one quarter."""

from __future__ import annotations

import random

from tests.faults.kills import RUN
from tests.faults.lab import Lab
from tests.faults.mail import settle
from tests.faults.outcome import DOUBT, Outcome, weighted_stage
from tests.faults.story import STORY

KIND = "two runs of a quarter at once"
BESIDE = (
    ("publish", "deliver"),
    ("publish", "sign"),
    ("deliver", "render"),
    ("publish", "render"),
    ("deliver", "verify"),
)
"""A stage and one of another run beside it."""


def same_stage_twice(lab: Lab, chance: random.Random) -> Outcome:
    """Two processes do the same task, the second a moment later."""
    stage = weighted_stage(lab, chance)
    return _beside(lab, stage, stage, chance.uniform(0, 1.2) * lab.story[stage].cpu)


def beside_another(lab: Lab, chance: random.Random) -> Outcome:
    """A run of the quarter is still publishing or delivering when another one is at an earlier stage."""
    late, early = chance.choice(BESIDE)
    return _beside(lab, late, early, chance.uniform(0, 1) * lab.story[late].cpu)


def _beside(lab: Lab, one: str, other: str, delay: float) -> Outcome:
    outcome = Outcome(KIND, f"{one} beside {other}, {delay:.2f} s later")
    with lab.case(one) as case, case.mail_server():
        started = [case.start(stages=(one,)), case.start(stages=(other,), delay=delay)]
        for ended in [case.end(s) for s in started]:
            outcome.ended(ended)
            if "deliver" not in (one, other):
                outcome.expect(ended.code == 0, f"it ended with {ended.code}: {ended.said[-800:]}")
        last = max(one, other, key=STORY.index)
        # One of two that deliver finds the other's claim and says so; the other one confirms it.
        outcome.again(case, last)
    return outcome


def two_commands(lab: Lab, chance: random.Random) -> Outcome:
    """Two operators type the same command."""
    delay = chance.uniform(0, 4)
    outcome = Outcome(KIND, f"govreport run twice, {delay:.2f} s apart")
    with lab.case("collect") as case, case.mail_server():
        started = [case.start(command=RUN), case.start(command=RUN, delay=delay)]
        for ended in [case.end(s) for s in started]:
            outcome.ended(ended)
        doubtful = settle(case)
        if doubtful:
            outcome.how = DOUBT
        ended = case.run(command=RUN)
        outcome.expect(ended.code == 0, f"the rerun ended with {ended.code}: {ended.said[-800:]}")
        outcome.failures += case.unlike("deliver", decided=bool(doubtful))
    return outcome
