"""What a verdict asks of whom: the failing rows that a unit has to correct, and a word for them that can be compared.

A correction sheet is current while the quarter's last verdict asks its unit the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from govreport.canonical import EXTRACTS
from govreport.district.folder import District
from govreport.manifests.verdicts import ExtractCheck
from govreport.quality.catalogue import SUITES
from govreport.quality.failure_files import Line, read_table
from govreport.store.files import FileStore
from govreport.tidy.values.problems import NOTHING_TO_DO


def asking_lines(
    checks: Sequence[ExtractCheck], across: str | None, files: FileStore
) -> list[tuple[str, Line, ExtractCheck]]:
    """Every stored sentence that asks for something, with the suite that it comes from; tidy's come first.

    ``across`` is the key of what rules across extracts found. A column that is ignored may be personal and is left out.
    """
    keys = [("tidy", check.tidy.set_aside_key) for check in checks]
    keys += [(check.tidy.extract, check.failures_key) for check in checks]
    keys += [("across", across)] if across else []
    noted = {(suite, rule.id) for suite, rules in SUITES.items() for rule in rules if rule.noted}
    noted |= {("tidy", rule) for rule in NOTHING_TO_DO}
    of = {check.tidy.extract: check for check in checks}
    lines = [(suite, line) for suite, key in keys if key for line in read_table(files, key).to_pylist()]
    return [
        (suite, line, of[line["extract"]])
        for suite, line in lines
        if (suite, line["rule"]) not in noted
        and line["extract"] in of
        and line["column"] not in of[line["extract"]].tidy.ignored
    ]


def unit_asked(line: Line, towns: Mapping[str, object], owner: str) -> str:
    """Whose line it is: the town that the row names, else the owner of the file."""
    return line["town_code"] if line["row"] > 0 and line["town_code"] in towns else owner


def asks(district: District, checks: Sequence[ExtractCheck], across: str | None, files: FileStore) -> dict[str, str]:
    """Unit -> the hash of which cells break which rules; units that are asked nothing aren't in it."""
    owners = {name: district.sources[name].owner for name in EXTRACTS if name in district.sources}
    units: dict[tuple[str, int, str], str] = {}
    found: dict[str, set[tuple[str, int, str, str]]] = {}
    for _, line, _ in asking_lines(checks, across, files):
        cell = (str(line["extract"]), max(0, int(line["row"])), str(line["column"] or ""))
        unit = units.setdefault(cell, unit_asked(line, district.town_by_code, owners[line["extract"]]))
        found.setdefault(unit, set()).add((*cell, line["rule"]))
    return {unit: hashlib.sha256(json.dumps(sorted(cells)).encode()).hexdigest() for unit, cells in found.items()}
