"""``kill -9``: at a stage's end, inside it, in the middle of a file, after so much work; and in a whole run."""

from __future__ import annotations

import random

from tests.faults.lab import Lab
from tests.faults.mail import settle
from tests.faults.outcome import DIED, DOUBT, Outcome, weighted_stage
from tests.faults.story import DISTRICT, QUARTER, STORY

RUN = ("run", "--district", DISTRICT, "--quarter", QUARTER, "--deliver")


def killed_at_the_end(lab: Lab, chance: random.Random) -> Outcome:
    """All is done and nothing handed on: the scheduler takes the task for one that never ended."""
    return _killed(lab, weighted_stage(lab, chance), ("end", 1), "process killed at a stage's end")


def killed_inside(lab: Lab, chance: random.Random) -> Outcome:
    """Before the n-th statement, commit, file, rename or word to the mail server, or half-way through a file."""
    stage = weighted_stage(lab, chance)
    points = {name: n for name, n in lab.story[stage].points.items() if name != "end"}
    point = chance.choice(sorted(points)) if points else "end"
    return _killed(lab, stage, (point, chance.randint(1, points.get(point, 1))), "process killed inside a stage")


def killed_at_work(lab: Lab, chance: random.Random) -> Outcome:
    """Wherever it is after so many milliseconds of work."""
    stage = weighted_stage(lab, chance, ("tidy", "check", "conclude", "measure", "verify", "render", "publish"))
    seconds = lab.story[stage].cpu * chance.uniform(0.05, 0.6)
    outcome = Outcome("process killed at any moment", f"{stage} after {seconds * 1000:.0f} ms of work")
    with lab.case(stage) as case:
        ended = case.run(stages=(stage,), cpu_seconds=seconds)
        outcome.ended(ended)
        outcome.expect(outcome.how == DIED, f"it wasn't killed: {ended.said[-500:]}")
        outcome.again(case, stage)
    return outcome


def killed_whole_run(lab: Lab, chance: random.Random) -> Outcome:
    """The command ``govreport run`` killed anywhere, and typed again."""
    stage = chance.choice(STORY[: STORY.index("deliver")])
    point = chance.choice(("statement", "rename", "commit"))
    before = sum(lab.story[s].points[point] for s in STORY[: STORY.index(stage)])
    number = before + chance.randint(1, max(1, lab.story[stage].points[point]))
    outcome = Outcome("whole command killed and typed again", f"near {stage}, {point} {number}")
    with lab.case("collect") as case, case.mail_server():
        outcome.ended(case.run(command=RUN, kill_at=(point, number)))
        ended = case.run(command=RUN)
        outcome.expect(ended.code == 0, f"the rerun ended with {ended.code}: {ended.said[-1500:]}")
        doubtful = settle(case)
        if doubtful:
            outcome.how = DOUBT
            case.run(command=RUN)
        outcome.failures += case.unlike("deliver", decided=bool(doubtful))
    return outcome


def _killed(lab: Lab, stage: str, at: tuple[str, int], kind: str) -> Outcome:
    outcome = Outcome(kind, f"{stage}, {at[0]} {at[1]}")
    with lab.case(stage) as case, case.mail_server():
        ended = case.run(stages=(stage,), kill_at=at)
        outcome.ended(ended)
        outcome.expect(outcome.how == DIED, f"it wasn't killed: {ended.said[-500:]}")
        if stage != "deliver":
            outcome.again(case, stage)
            return outcome
        again = case.run(stages=("deliver",))
        doubtful = settle(case)
        outcome.expect((again.code == 1) == bool(doubtful), f"rerun {again.code}, in doubt: {doubtful}")
        if doubtful:
            outcome.how = DOUBT
            case.run(stages=("deliver",))
        outcome.failures += case.unlike("deliver", decided=bool(doubtful))
    return outcome
