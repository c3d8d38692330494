"""What became of one fault, and the steps that every kind of fault takes.

Does not belong here: what goes wrong (kills.py and so on).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.faults.lab import Case, Ended, Lab
from tests.faults.story import STORY

DIED, SAID, WENT_ON, DOUBT = "died", "said and named", "went on by itself", "in doubt, honestly"
HOW = (DIED, SAID, WENT_ON, DOUBT)
"""How a fault showed; after each the same command again must give the undisturbed state."""


@dataclass
class Outcome:
    """One fault."""

    kind: str
    what: str
    """The stage and the point, for people."""
    how: str = ""
    said: str = ""
    """The sentence, where there was one."""
    failures: list[str] = field(default_factory=list)

    def expect(self, fact: bool, otherwise: str) -> None:
        """A failure unless ``fact``."""
        if not fact:
            self.failures.append(otherwise)

    def ended(self, ended: Ended, *, named: tuple[str, ...] = ()) -> None:
        """Take the disturbed process's end for the outcome; ``named`` must stand in the sentence."""
        self.how = DIED if ended.code < 0 else SAID if ended.code == 1 else WENT_ON
        self.expect(ended.is_plain, f"a traceback: {ended.said[-1500:]}")
        if self.how == SAID:
            self.said = sentence(ended)
            for word in named:
                self.expect(word in ended.said, f"{word!r} isn't named: {ended.said[-500:]}")

    def again(self, case: Case, stage: str, *, to: str | None = None) -> None:
        """The operator's rerun, from ``stage`` to ``to``, and the comparison with an undisturbed run."""
        last = to or stage
        ended = case.run(stages=STORY[STORY.index(stage) : STORY.index(last) + 1])
        self.expect(ended.code == 0, f"the rerun ended with {ended.code}: {ended.said[-1500:]}")
        self.failures += case.unlike(last)


def sentence(ended: Ended) -> str:
    """The last thing that was said, but for the copies that went out."""
    lines = [line.strip() for line in ended.said.splitlines() if line.strip() and not line.rstrip().endswith("已发送")]
    return lines[-1] if lines else ""


Fault = Callable[[Lab, random.Random], Outcome]
"""Make one fault happen in a case of the lab; the chance decides where."""


def weighted_stage(lab: Lab, chance: random.Random, stages: Sequence[str] = STORY) -> str:
    """One of those that the lab allows; the costly ones less often, or two hundred faults would take hours."""
    stages = [s for s in stages if s in lab.allowed]
    seldom = {"check": 0.2, "measure": 0.2, "render": 0.15, "publish": 0.4}
    return chance.choices(stages, [seldom.get(s, 1.0) for s in stages])[0]
