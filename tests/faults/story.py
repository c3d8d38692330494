"""The stages as a scheduler runs them: one process each, what they hand on in a folder. And the small district.

Does not belong here: faults.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govreport import stages
from govreport.context import Context
from govreport.manifests.verdicts import require_unblocked
from tests.conftest import PROJECT

STORY = ("collect", "tidy", "check", "conclude", "measure", "verify", "render", "sign", "deliver", "publish")
DISTRICT, QUARTER = "panyu", "2017-Q4"
EXTRACTS = ("registration", "funding", "evaluation")
"""What every district has; a quarter of these three alone is a third cheaper than one of all nine."""


def make_home(folder: Path, districts: Sequence[str] = (DISTRICT,)) -> Path:
    """An installation with the sample's smallest quarter, whose extracts are copies that a fault may spoil.

    ``districts`` are the folders of as many districts, all alike.
    """
    include = folder / "include"
    include.mkdir(parents=True)
    for name in ("templates", "fonts", "reference"):
        (include / name).symlink_to(PROJECT / "include" / name)
    for district in districts:
        own = include / "districts" / district
        shutil.copytree(PROJECT / "include" / "districts" / DISTRICT, own)
        for source in (own / "sources").glob("*.yaml"):
            if source.stem not in EXTRACTS:
                source.unlink()
    kept = include / "sample" / DISTRICT / QUARTER
    kept.mkdir(parents=True)
    for file in (PROJECT / "include" / "sample" / DISTRICT / QUARTER).iterdir():
        if file.name.startswith(EXTRACTS):
            shutil.copy2(file, kept)
    (include / "sample" / "references").symlink_to(PROJECT / "include" / "sample" / "references")
    return folder


def perform(context: Context, stage: str, handed_on: Path) -> Any:
    """One stage on what the stages before it left in ``handed_on``."""

    def made(name: str) -> Any:
        return pickle.loads((handed_on / f"{name}.pickle").read_bytes())  # noqa: S301 - ours

    match stage:
        case "collect":
            return [stages.collect(context, name) for name in context.district.extracts]
        case "tidy":
            return [stages.tidy(context, snapshot) for snapshot in made("collect")]
        case "check":
            return stages.check(context, made("tidy"))
        case "conclude":
            verdict = stages.conclude(context, made("check"))
            require_unblocked(verdict)
            return verdict
        case "measure":
            return stages.measure(context, made("conclude"))
        case "verify":
            return stages.verify(context, made("measure"))
        case "render":
            return stages.render(context, made("verify"), made("conclude"))
        case "sign":
            return [stages.sign(context, report) for report in made("render")]
        case "deliver":
            return [row for report in made("sign") for row in stages.deliver(context, report)]
        case "publish":
            return stages.publish(context)
    raise ValueError(stage)


def hand_on(stage: str, result: Any, handed_on: Path) -> None:
    """Keep what a stage made for those after it."""
    partial = handed_on / f"{stage}.{id(result)}"
    partial.write_bytes(pickle.dumps(result))
    partial.replace(handed_on / f"{stage}.pickle")
