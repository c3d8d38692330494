"""Hundreds of faults, each followed by the same command again: ``python -m tests.faults.run --faults 220``.

After each the installation must hold what an undisturbed run holds: the same files, the same rows, one mail a
recipient, or a copy that is honestly in doubt. Does not belong here: faults.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.faults import damage, hostile, kills, machine, mail, tampering, together
from tests.faults.lab import Lab
from tests.faults.outcome import HOW, Fault, Outcome
from tests.faults.postgres import with_postgres

SHARES: dict[Fault, int] = {
    kills.killed_inside: 46,
    kills.killed_at_the_end: 14,
    kills.killed_at_work: 16,
    kills.killed_whole_run: 3,
    machine.connection_cut: 24,
    machine.database_locked: 6,
    machine.database_locked_for_long: 1,
    mail.bad_mail_server: 22,
    mail.silent_mail_server: 1,
    machine.file_too_large: 10,
    machine.volume_full: 8,
    machine.folder_closed: 10,
    machine.clock_jumps: 12,
    machine.zone_changes: 8,
    together.same_stage_twice: 12,
    together.beside_another: 6,
    together.two_commands: 2,
    damage.damaged_file: 20,
    damage.half_uploaded: 5,
    damage.growing: 5,
}
"""How many of each among 232."""
NEEDS_ROOT = (machine.volume_full,)


def plan(faults: int, chance: random.Random, kinds: dict[Fault, int]) -> list[Fault]:
    """That many faults, in the kinds' shares, in a seeded order."""
    whole = sum(kinds.values())
    chosen = [fault for fault, share in kinds.items() for _ in range(max(1, round(faults * share / whole)))]
    chance.shuffle(chosen)
    while len(chosen) < faults:
        chosen.append(kills.killed_inside)
    return chosen


def one(lab: Lab, fault: Fault, seed: str) -> Outcome:
    """One fault; a mistake of the suite's own is a failure too."""
    try:
        return fault(lab, random.Random(seed))
    except Exception:
        return Outcome(getattr(fault, "__name__", str(fault)), seed, failures=[traceback.format_exc()[-3000:]])


def run(lab: Lab, faults: Sequence[Fault], seed: int, jobs: int = 2, say: bool = False) -> list[Outcome]:
    """All of them, ``jobs`` at a time; each is made from its own seed, so one can be repeated alone."""

    def numbered(number: int) -> Outcome:
        started = time.monotonic()
        outcome = one(lab, faults[number], f"{seed}/{number}")
        if say:
            seconds = time.monotonic() - started
            state = "FAILED" if outcome.failures else outcome.how
            print(f"{number:4} {seconds:5.1f} s  {outcome.kind}: {outcome.what}: {state} {outcome.said}", flush=True)
            for failure in outcome.failures:
                print(f"       {failure}", flush=True)
        return outcome

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(numbered, range(len(faults))))


def table(outcomes: Sequence[Outcome], hows: Sequence[str] = HOW, then: str = "equal after the rerun") -> str:
    """Kinds and how they ended, as Markdown."""
    lines = [
        f"| fault | faults | {' | '.join(hows)} | {then} | FAILED |",
        f"|{'---|' * (len(hows) + 4)}",
    ]
    for kind in [*dict.fromkeys(sorted(o.kind for o in outcomes)), "all"]:
        mine = [o for o in outcomes if kind in (o.kind, "all")]
        counted = Counter(o.how for o in mine if not o.failures)
        failed = sum(bool(o.failures) for o in mine)
        cells = [len(mine), *(counted[how] for how in hows), len(mine) - failed, failed]
        lines.append(f"| {kind} | {' | '.join(map(str, cells))} |")
    lines += ["", "| fault | what was said, for example |", "|---|---|"]
    for kind in dict.fromkeys(sorted(o.kind for o in outcomes)):
        said = next((o.said for o in outcomes if o.kind == kind and o.said), "")
        if said:
            said = re.sub(r"/[^\s:']*?/cases/\d+/", "…/", said).replace("|", "\\|")
            lines.append(f"| {kind} | {said[:220]} |")
    return "\n".join(lines) + "\n"


def write(page: Path, name: str, text: str) -> None:
    """Put a table into the page, after its mark and up to the next heading; the rest stays."""
    before, after = page.read_text(encoding="utf-8").split(f"<!-- {name} -->")
    rest = after[after.index("\n## ") :] if "\n## " in after else ""
    page.write_text(f"{before}<!-- {name} -->\n\n{text}{rest}", encoding="utf-8")


def main() -> int:
    """Run, print the table, write it where asked; 1 where anything failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--faults", type=int, default=220)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int, nargs="*", help="numbers of faults to repeat")
    parser.add_argument("--tampering", action="store_true", help="tampering and hostile files instead")
    parser.add_argument("--table", type=Path)
    options = parser.parse_args()
    kinds = {f: n for f, n in SHARES.items() if f not in NEEDS_ROOT or machine.can_mount()}
    with ExitStack() as around:
        folder = Path(around.enter_context(tempfile.TemporaryDirectory(prefix="govreport-faults-")))
        folder.chmod(0o755)
        lab = Lab(folder / "lab")
        lab.rehearse()
        if options.tampering:
            tampering.prepare(lab)
            faults = [*tampering.faults(lab), *hostile.faults(lab)]
        else:
            faults = plan(options.faults, random.Random(options.seed), kinds)
            around.enter_context(with_postgres(lab, folder / "pg"))
        if options.only:
            outcomes = [one(lab, faults[n], f"{options.seed}/{n}") for n in options.only]
            for outcome in outcomes:
                print(outcome)
        else:
            outcomes = run(lab, faults, options.seed, options.jobs, say=True)
    text = table(outcomes)
    if options.tampering:
        text = table(outcomes, tampering.NOTICED, "well again after restoring")
    print(text)
    if options.table:
        write(options.table, "tampering" if options.tampering else "table", text)
    return 1 if any(o.failures for o in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
