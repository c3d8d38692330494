"""From a verdict to vintages: which quarters a run states, and under which identity.

A run states its own quarter, and restates from the same extracts the two quarters it is compared with, so that 环比 and
同比 compare like with like and every late change of the past shows as a revision. Belongs here: that choice and the
vintage's identity. Does not belong here: SQL (engine.py, warehouse.py), judging the figures (verification.py).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from govreport.canonical import EXTRACTS
from govreport.codes import load_codes
from govreport.district import District
from govreport.indicators.catalogue import CATALOGUE, catalogue_sha256
from govreport.indicators.engine import compute
from govreport.indicators.model import Observation
from govreport.indicators.warehouse import AcceptedExtract, open_warehouse
from govreport.manifests import Measurement, Verdict, VintageRef
from govreport.quarter import Quarter
from govreport.store.files import FileStore
from govreport.store.results import ResultStore, StoredObservation


def stated_quarters(quarter: Quarter) -> list[Quarter]:
    """The quarters a run of ``quarter`` states: itself, the one before, and the same one a year ago."""
    return [quarter.year_ago, quarter.previous, quarter]


def measure_quarter(
    district: District, verdict: Verdict, files: FileStore, results: ResultStore, codes_path: Path, memory_limit: str
) -> Measurement:
    """Compute and append the vintages of one run; the same run twice appends nothing. Raises IntegrityError."""
    extracts = [
        AcceptedExtract(EXTRACTS[check.tidy.extract].name, check.tidy.key, check.set_aside_key)
        for check in verdict.checks
    ]
    codes = load_codes(codes_path)
    reference = hashlib.sha256(district.reference_sha256.encode() + codes_path.read_bytes()).hexdigest()
    results.add_verdict(verdict)
    vintages = []
    with open_warehouse(files, district, extracts, memory_limit) as warehouse:
        for quarter in stated_quarters(verdict.quarter):
            found = compute(warehouse, CATALOGUE, quarter, [t.code for t in district.towns], codes, warehouse.available)
            vintage = VintageRef(
                id=_identity(district, quarter, verdict, extracts, reference),
                district=district.id,
                quarter=quarter,
                source_quarter=verdict.quarter,
                observations=len(found),
            )
            results.add_vintage(
                vintage,
                [_stored(o) for o in found],
                verdict_sha256=verdict.sha256,
                catalogue_sha256=catalogue_sha256(),
                reference_sha256=reference,
            )
            vintages.append(vintage)
    return Measurement(district=district.id, quarter=verdict.quarter, verdict_sha256=verdict.sha256, vintages=vintages)


def _stored(o: Observation) -> StoredObservation:
    return StoredObservation(o.indicator, o.town_code, o.breakdown, o.member, o.numerator, o.denominator)


def _identity(
    district: District, quarter: Quarter, verdict: Verdict, extracts: list[AcceptedExtract], reference: str
) -> str:
    """Everything the figures depend on, hashed: data, rows set aside, reference data, definitions, quarter."""
    parts = {
        "district": district.id,
        "quarter": str(quarter),
        "source_quarter": str(verdict.quarter),
        "extracts": sorted([e.table, e.rows_key, e.set_aside_key] for e in extracts),
        "reference": reference,
        "catalogue": catalogue_sha256(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def load_observations(results: ResultStore, vintages: list[VintageRef]) -> list[Observation]:
    """The observations of several vintages, as the report and verify use them."""
    return [Observation(o[0], v.quarter, *o[1:]) for v in vintages for o in results.observations(v.id)]


def history(results: ResultStore, district: str, quarter: Quarter, longest: int = 9) -> list[VintageRef]:
    """The unbroken run of stated quarters that ends with ``quarter``, oldest first, at most ``longest`` of them.

    Only vintages known by ``quarter`` count, so that an old report can be made again after newer quarters were run.
    """
    found: list[VintageRef] = []
    for past in reversed(quarter.back(longest)):
        vintage = results.latest_vintage(district, past, quarter)
        if vintage is None:
            break
        found.insert(0, vintage)
    return found
