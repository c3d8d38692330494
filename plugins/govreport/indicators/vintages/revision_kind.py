"""Why one vintage takes another's place: routine, benchmark, major or correction, found out by comparison.

- 常规 routine: later extracts know more.
- 年度基准 benchmark: the year's annual reports closed, its quarters are restated as verified.
- 重大 major: a definition changed, or the towns, communities or code lists that figures are split by.
- 更正 correction: something issued or submitted was wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.district.timing import Timing
from govreport.errors import Message
from govreport.indicators.model import Indicator
from govreport.indicators.vintages.status import vintage_status
from govreport.manifests.base import RevisionKind
from govreport.manifests.verdicts import Verdict
from govreport.months import said_of
from govreport.store.records import Judged, VintageRecord

KINDS: Final[Mapping[RevisionKind, Message]] = {
    "routine": Message("常规", "routine"),
    "benchmark": Message("年度基准", "benchmark"),
    "major": Message("重大", "major"),
    "correction": Message("更正", "correction"),
}
BOUNDARIES: Final[Mapping[str, Message]] = {
    "towns": Message("镇街", "towns"),
    "communities": Message("村居", "communities"),
    "registrars": Message("登记管理机关", "registrars"),
    "scoring": Message("考评权重", "weights of the score"),
}
"""Parts of the reference data that say what is counted and how it is split: another one makes another series."""
CODES: Final = "codes:"
"""Before the name of a code list, of which each is a part of its own; one that is added breaks nothing."""
CORRECTIONS: Final = "corrections"
_NAMED = 6
"""As many changed indicators are named in a reason."""


@dataclass(frozen=True)
class Statement:
    """What an operator says of a run that revises figures, and whose signatures make a report an issued one."""

    reason: str = ""
    kind: Literal["correction", "major"] | None = None
    known_since: date | None = None
    """The day on which the mistake became known."""
    roles: tuple[str, ...] = ()


NOTHING_SAID: Final = Statement()


def reference_parts(district: District, codes: Mapping[str, CodeList]) -> dict[str, str]:
    """Part of the reference data -> hash of what in it can change a figure. Names and spellings are no such thing."""
    parts: dict[str, object] = {
        "towns": sorted((t.code, t.former_code, str(t.former_until)) for t in district.towns),
        "communities": sorted((c.code, c.town_code, c.kind) for c in district.communities),
        "registrars": sorted(district.registrars),
        "scoring": None if district.scoring is None else district.scoring.model_dump_json(include={"items"}),
        "targets": [t.model_dump_json() for t in district.targets],
        "population": [p.model_dump_json() for p in district.population],
        "budgets": [b.model_dump_json() for b in district.budgets],
        "bases": [b.model_dump_json() for b in district.bases],
        "commitments": [c.model_dump_json() for c in district.commitments],
        CORRECTIONS: [c.model_dump_json() for c in district.corrections],
    }
    for name, listed in codes.items():
        parts[CODES + name] = sorted((c.code, str(c.valid_from), str(c.valid_to)) for c in listed.codes.values())
    return {name: hashlib.sha256(repr(part).encode()).hexdigest() for name, part in parts.items()}


def inputs_of(verdict: Verdict) -> dict[str, str]:
    """Extract -> sha256 of its file as it came."""
    return {check.tidy.extract: check.tidy.snapshot_sha256 for check in verdict.checks}


def changed_definitions(old: VintageRecord, new: VintageRecord) -> list[str]:
    """Indicators that both vintages define, but differently; none where the older one's weren't recorded."""
    return sorted(i for i, digest in new.definitions.items() if old.definitions.get(i, digest) != digest)


def changed_boundaries(old: VintageRecord, new: VintageRecord) -> list[str]:
    """Parts of BOUNDARIES and code lists that differ; none where the older vintage's weren't recorded."""
    return [
        part
        for part in sorted(old.reference)
        if (part in BOUNDARIES or part.startswith(CODES)) and old.reference[part] != new.reference.get(part)
    ]


def breaks_series(old: VintageRecord, new: VintageRecord, indicator: Indicator, town_code: str = "") -> bool:
    """Whether a figure means something else in ``new``: its definition changed, or what it is counted within."""
    before, now = old.definitions.get(indicator.id), new.definitions.get(indicator.id)
    redefined = before is not None and now is not None and before != now
    return redefined or any(_touches(part, indicator, town_code) for part in changed_boundaries(old, new))


def _touches(part: str, indicator: Indicator, town_code: str) -> bool:
    if part.startswith(CODES):
        return part.removeprefix(CODES) in indicator.code_lists
    reads = {"towns": "towns", "communities": "communities", "scoring": "town_scores"}.get(part)
    return reads is None or reads in indicator.tables or (part == "towns" and bool(town_code))


def _part_name(part: str) -> Message:
    name = part.removeprefix(CODES)
    return BOUNDARIES.get(part) or Message(f"代码表 {name}", f"code list {name}")


def classify_revision(
    old: VintageRecord,
    new: VintageRecord,
    issued: bool,
    *,
    timing: Timing,
    statement: Statement = NOTHING_SAID,
) -> Judged:
    """What kind of revision it is that ``new`` takes the place of ``old``, and why.

    ``issued``: a report that states other figures of this quarter is signed. What an operator says goes for the
    quarter's own extracts; nothing that anybody says makes figures verified.
    """
    found = _found(old, new, issued, timing)
    if old.source_quarter != new.source_quarter or not statement.reason:
        return found
    said = Message(statement.reason, statement.reason)
    if statement.kind is not None:
        return Judged(statement.kind, "stated", said)
    return replace(found, reason=said)


def _found(old: VintageRecord, new: VintageRecord, issued: bool, timing: Timing) -> Judged:
    indicators, parts = changed_definitions(old, new), changed_boundaries(old, new)
    if indicators:
        more = "" if len(indicators) <= _NAMED else "…"
        zh, en = "、".join(indicators[:_NAMED]) + more, ", ".join(indicators[:_NAMED]) + more
        return Judged("major", "definitions", Message(f"指标口径有变：{zh}", f"definitions changed: {en}"))
    if parts:
        zh, en = "、".join(_part_name(p).zh for p in parts), ", ".join(_part_name(p).en for p in parts)
        return Judged("major", "boundaries", Message(f"参照数据有变：{zh}", f"reference data changed: {en}"))
    if old.source_quarter != new.source_quarter:
        return _by_later_extracts(old, new, timing)
    if CORRECTIONS in old.reference and old.reference[CORRECTIONS] != new.reference.get(CORRECTIONS):
        return Judged("correction", "corrections", Message("按更正单改正", "values were corrected as reported"))
    if dict(old.inputs) != dict(new.inputs):
        names = sorted(e for e in {*old.inputs, *new.inputs} if old.inputs.get(e) != new.inputs.get(e))
        zh = f"同一季度的数据文件重新报送（{'、'.join(names)}）"
        en = f"the quarter's files were submitted again ({', '.join(names)})"
        again = said_of(new.quarter.kind, Message(zh, en))
        return Judged("correction" if issued else "routine", "extracts", again)
    said = Message("核查规则、参照数据或程序有变", "rules, reference data or the product changed")
    return Judged("correction" if issued else "routine", "other", said)


def _by_later_extracts(old: VintageRecord, new: VintageRecord, timing: Timing) -> Judged:
    before, now = (vintage_status(v.quarter, v.source_quarter, timing) for v in (old, new))
    if now == "verified" and before == "preliminary":
        zh = f"{new.quarter.year}年度报告报送截止，全年数字核实"
        return Judged(
            "benchmark",
            "annual_reports",
            Message(zh, f"annual reports of {new.quarter.year} closed; the year's figures are verified"),
        )
    zh, en = f"{new.source_quarter.zh}数据中的补登和更新", f"late entries in the extracts of {new.source_quarter.en}"
    return Judged("routine", "later_extracts", Message(zh, en))
