"""Whether a figure is preliminary or verified, and the letters that say so beside it.

Letters follow SDMX's CL_OBS_STATUS where it has one: A normal, P provisional, B break in the series, M missing (not
applicable or not stated), Q suppressed; R revised and U low base are ours (SDMX counts any later figure as normal).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from govreport.district.timing import Timing
from govreport.errors import Message
from govreport.indicators.model import Indicator, Observation
from govreport.period import Period
from govreport.quarter import Quarter

VintageStatus = Literal["preliminary", "verified", "unmarked"]
Status = Literal["A", "P", "R", "B", "M", "Q", "U"]
Key = tuple[str, Quarter, str, str, str]
"""(indicator, quarter, town_code, breakdown, member) of an observation."""

VINTAGE_STATUS: Final[Mapping[VintageStatus, Message]] = {
    "preliminary": Message("初步数", "preliminary"),
    "verified": Message("核实数", "verified"),
    "unmarked": Message("未分初步、核实", "neither preliminary nor verified"),
}
STATUS: Final[Mapping[Status, Message]] = {
    "A": Message("正常", "normal"),
    "P": Message("初步数", "provisional"),
    "R": Message("已修订", "revised"),
    "B": Message("口径或区划有变，与以前不可比", "break in the series: definition or boundaries changed"),
    "M": Message("不适用或未提供", "not applicable or not stated"),
    "Q": Message("因涉及少数对象不公布", "suppressed: few persons concerned"),
    "U": Message("基数过小，不计算比率", "base too small for a rate"),
}
ORDER: Final[Sequence[Status]] = ("A", "P", "R", "B", "M", "Q", "U")
_OF_THE_VINTAGE: Final = frozenset("PRB")


def vintage_status(quarter: Quarter, source_quarter: Quarter, timing: Timing) -> VintageStatus:
    """Verified (核实数) where the run that stated ``quarter`` was due after its year's annual reports closed; unmarked
    where the district knows no such day."""
    closed = timing.annual_close(quarter.year)
    if closed is None:
        return "unmarked"
    return "verified" if timing.release(source_quarter) > closed else "preliminary"


def closes_year(quarter: Quarter, timing: Timing) -> int | None:
    """The year whose figures the run of ``quarter`` is the first to verify; None where it is no such run."""
    year = quarter.year - 1
    last = Period(year, 1, "year").last_part(quarter.kind)

    def verified(source: Quarter) -> bool:
        return vintage_status(last, source, timing) == "verified"

    return year if verified(quarter) and not verified(quarter.previous) else None


def statuses(
    observation: Observation | None,
    indicator: Indicator,
    vintage: VintageStatus,
    *,
    revised: bool = False,
    definition_changed: bool = False,
    suppressed: bool = False,
) -> tuple[Status, ...]:
    """The statuses of one figure, in the order of ORDER; ("A",) where there is nothing to say.

    ``revised``: an earlier vintage stated another value. ``definition_changed``: it was computed by another definition
    or within other boundaries than the figures before it. A suppressed figure says nothing more about itself, and one
    that isn't stated has no other status.
    """
    if suppressed:
        return ("Q",)
    if observation is None or (observation.denominator == 0):
        return ("M",)
    found: list[Status] = []
    if vintage == "preliminary":
        found.append("P")
    if revised:
        found.append("R")
    if definition_changed:
        found.append("B")
    if not observation.shown(indicator):
        found.append("U")
    return tuple(found) or ("A",)


def status_letters(
    observations: Iterable[Observation],
    indicators: Mapping[str, Indicator],
    vintages: Mapping[Quarter, VintageStatus],
    revised: Iterable[Key] = (),
    breaks: Iterable[tuple[str, Quarter]] = (),
) -> dict[Key, str]:
    """Key -> the letters that its vintage brings (P, R, B), where there are any; the form that ``present`` takes.

    ``vintages`` says for each quarter whether its figures are preliminary; ``breaks`` are (indicator, quarter).
    What the figure itself brings (M, Q, U) is known where it is presented.
    """
    changed, broken = set(revised), set(breaks)
    letters = {}
    for o in observations:
        declared = indicators.get(o.indicator)
        if declared is None:
            continue
        key = (o.indicator, o.quarter, o.town_code, o.breakdown, o.member)
        vintage, is_revised = vintages.get(o.quarter, "preliminary"), key in changed
        is_broken = (o.indicator, o.quarter) in broken
        if vintage != "preliminary" and not is_revised and not is_broken:
            continue  # most figures: none of the three letters comes of anything else
        found = statuses(o, declared, vintage, revised=is_revised, definition_changed=is_broken)
        brought = "".join(letter for letter in found if letter in _OF_THE_VINTAGE)
        if brought:
            letters[key] = brought
    return letters
