"""Stored files that rot: a byte flipped, an end lost, a file gone; and extracts that are still being uploaded."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from tests.faults.lab import Lab
from tests.faults.outcome import SAID, WENT_ON, Outcome, weighted_stage
from tests.faults.story import DISTRICT, EXTRACTS, QUARTER

HARM = ("a byte flipped", "cut short", "gone")


def damaged_file(lab: Lab, chance: random.Random) -> Outcome:
    """A file that the stage reads is damaged: found by its hash and named; restored from backup, all goes on.

    Where the stage itself makes that file again, one that is gone or cut short is simply made again.
    """
    stages = tuple(s for s in lab.story if lab.story[s].read)
    stage = weighted_stage(lab, chance, stages)
    key, harm = chance.choice(lab.story[stage].read), chance.choice(HARM)
    outcome = Outcome("damaged file in the store", f"{stage} reads {key.split('/', 1)[0]}, {harm}")
    with lab.case(stage) as case, case.mail_server():
        path = case.var / "store" / key
        if not path.exists():
            return damaged_file(lab, chance)  # made by the stage itself
        whole = path.read_bytes()
        path.unlink()  # elsewhere it is shared
        if harm != "gone":
            path.write_bytes(_flipped(whole, chance) if harm == HARM[0] else whole[: chance.randrange(len(whole))])
        digest = path.name.split(".", 1)[0]
        outcome.ended(case.run(stages=(stage,)))
        if outcome.how == SAID:
            outcome.expect(digest in outcome.said, f"{digest} isn't named: {outcome.said}")
            path.write_bytes(whole)
        else:
            outcome.expect(outcome.how == WENT_ON and path.read_bytes() == whole, "it went on with a damaged file")
        outcome.again(case, stage)
    return outcome


def _flipped(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def half_uploaded(lab: Lab, chance: random.Random) -> Outcome:
    """Half an extract lies there, and beside it the checksum of the whole; later all of it."""
    outcome = Outcome("extract half uploaded", "")
    with lab.case("collect") as case:
        path = _extract(case.home, chance)
        whole = path.read_bytes()
        size = chance.randrange(1, len(whole))
        outcome.what = f"{path.name}, {size:,} of {len(whole):,} bytes, with a checksum file"
        path.with_name(f"{path.name}.sha256").write_text(f"{hashlib.sha256(whole).hexdigest()}  {path.name}\n")
        path.write_bytes(whole[:size])
        outcome.ended(case.run(stages=("collect",)), named=(path.name,))
        outcome.expect(outcome.how == SAID, "half a file was taken")
        path.write_bytes(whole)
        outcome.again(case, "collect")
    return outcome


def growing(lab: Lab, chance: random.Random) -> Outcome:
    """An extract grows while it is collected, without a checksum file."""
    outcome = Outcome("extract half uploaded", "")
    with lab.case("collect") as case:
        path = _extract(case.home, chance)
        whole = path.read_bytes()
        size = chance.randrange(1, len(whole) // 2)
        outcome.what = f"{path.name}, from {size:,} of {len(whole):,} bytes on, growing"
        path.write_bytes(whole[:size])
        more = whole[size : size + chance.randrange(1, len(whole) // 2)]
        outcome.ended(case.run(stages=("collect",), growing=(str(path), more)), named=(path.name,))
        outcome.expect(outcome.how == SAID, "half a file was taken")
        path.write_bytes(whole)
        outcome.again(case, "collect")
    return outcome


def _extract(home: Path, chance: random.Random) -> Path:
    folder = home / "include" / "sample" / DISTRICT / QUARTER
    name = chance.choice(EXTRACTS)
    (path,) = (p for p in folder.iterdir() if p.name.startswith(name))
    return path
