"""From a verdict to vintages: which quarters a run states, and under which identity.

A run states its own quarter, and restates from the same extracts the two quarters it is compared with, so that 环比 and
同比 compare like with like and every late change of the past shows as a revision; once a year it restates a whole year.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

from govreport.canonical import town_scores
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.district.timing import Timing
from govreport.district.words import district_codes
from govreport.indicators.availability import stated_indicators
from govreport.indicators.catalogue import catalogue_of, catalogue_sha256, definition_hashes
from govreport.indicators.engine import compute
from govreport.indicators.model import Observation
from govreport.indicators.scoring import score_rows
from govreport.indicators.server import ServerTables
from govreport.indicators.supplied import Supply
from govreport.indicators.unstated_towns import unstated_in_towns
from govreport.indicators.vintages.revision_kind import (
    NOTHING_SAID,
    Statement,
    classify_revision,
    inputs_of,
    reference_parts,
)
from govreport.indicators.vintages.status import closes_year
from govreport.indicators.warehouse import AcceptedExtract, Warehouse, accepted_extracts, open_warehouse
from govreport.manifests.measurements import Measurement, VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.period import Period
from govreport.quarter import Quarter
from govreport.store.files import FileStore
from govreport.store.records import NewRun, NewVintage, StoredObservation, VintageRecord
from govreport.store.results import ResultStore
from govreport.store.runs import RunStore
from govreport.store.vintages import VintageStore
from govreport.store.writing import utc_now


def stated_quarters(quarter: Quarter, timing: Timing) -> list[Quarter]:
    """The quarters a run of ``quarter`` states: itself, the one before, and the same one a year ago; and all of the
    year before in the first run that comes after its annual reports closed, which verifies them."""
    stated = {quarter.year_ago, quarter.previous, quarter}
    year = closes_year(quarter, timing)
    if year is not None:
        stated |= set(Period(year, 1, "year").parts(quarter.kind))
    return sorted(stated)


def compute_vintages(
    district: District, verdict: Verdict, files: FileStore, codes_path: Path, memory_limit: str, product_version: str
) -> list[NewVintage]:
    """The vintages of one run, computed and not stored. Raises IntegrityError."""
    extracts = accepted_extracts(verdict)
    codes = district_codes(codes_path, district)
    reference = hashlib.sha256(district.reference_sha256.encode() + codes_path.read_bytes()).hexdigest()
    parts = reference_parts(district, codes)
    vintages = []
    with open_warehouse(files, district, extracts, memory_limit) as warehouse:
        supply = Supply(warehouse, district)
        for quarter in stated_quarters(verdict.quarter, district.timing):
            record = VintageRecord(
                id=_identity(district, quarter, verdict, extracts, reference, product_version),
                district=district.id,
                quarter=quarter,
                source_quarter=verdict.quarter,
                verdict_sha256=verdict.sha256,
                catalogue_sha256=catalogue_sha256(district.given),
                reference_sha256=reference,
                product_version=product_version,
                inputs=inputs_of(verdict),
                reference=parts,
                definitions=definition_hashes(district.given),
            )
            found = state(warehouse, district, quarter, codes, supply=supply)
            vintages.append(NewVintage(record, [_stored(o) for o in found]))
    return vintages


def measure_quarter(
    district: District,
    verdict: Verdict,
    files: FileStore,
    results: ResultStore,
    codes_path: Path,
    memory_limit: str,
    product_version: str,
    statement: Statement = NOTHING_SAID,
) -> Measurement:
    """Compute the vintages of one run and append them with the run; the same run twice appends nothing.

    ``statement`` is what an operator says of the revision. Raises IntegrityError.
    """
    started = utc_now()
    vintages = compute_vintages(district, verdict, files, codes_path, memory_limit, product_version)
    results.add_verdict(verdict)
    run = NewRun(
        district=district.id,
        quarter=verdict.quarter,
        stage="measure",
        verdict_sha256=verdict.sha256,
        catalogue_sha256=catalogue_sha256(district.given),
        product_version=product_version,
        vintages=[v.record.id for v in vintages],
        started_at=started,
        revision_kind=statement.kind,
        reason=statement.reason,
        known_since=statement.known_since,
    )
    judging = partial(classify_revision, timing=district.timing, statement=statement)
    RunStore(results.engine).record(run, vintages, judging, statement.roles)
    refs = [v.ref for v in vintages]
    return Measurement(district=district.id, quarter=verdict.quarter, verdict_sha256=verdict.sha256, vintages=refs)


def state(
    warehouse: Warehouse | ServerTables,
    district: District,
    quarter: Quarter,
    codes: Mapping[str, CodeList],
    available: Collection[str] | None = None,
    supply: Supply | None = None,
) -> list[Observation]:
    """Every observation of one quarter: in a first pass those made of records, in a second the towns' scores, which are
    made of the first's figures and stay in the warehouse. ``available`` names the tables that are to count as supplied
    in full; without it the warehouse is asked what it holds. ``supply`` has been asked before, for other quarters."""
    ready = set(warehouse.available_on(quarter) if available is None else available)
    catalogue = catalogue_of(district.given)
    supplied = (supply or Supply(warehouse, district)).on(quarter) if available is None else None
    second = {i.id: i for i in catalogue.values() if town_scores.name in i.tables}
    first = {i.id: i for i in catalogue.values() if i.id not in second}
    towns = [t.code for t in district.towns]
    stated = stated_indicators(first, ready, supplied)
    gaps = unstated_in_towns(stated.values(), supplied) if supplied is not None else ()
    found = compute(warehouse, stated, quarter, towns, codes, ready, gaps)
    if district.scoring is not None:
        warehouse.fill(town_scores.name, score_rows(district.scoring, first, found, quarter, towns))
        ready.add(town_scores.name)
    found += compute(warehouse, stated_indicators(second, ready, supplied), quarter, towns, codes, ready)
    return sorted(found, key=lambda o: (o.indicator, o.town_code, o.breakdown, o.member))


def _stored(o: Observation) -> StoredObservation:
    return StoredObservation(o.indicator, o.town_code, o.breakdown, o.member, o.numerator, o.denominator)


def _identity(
    district: District,
    quarter: Quarter,
    verdict: Verdict,
    extracts: list[AcceptedExtract],
    reference: str,
    product_version: str,
) -> str:
    """Everything the figures depend on, hashed: data, rows set aside, reference data, definitions, code, quarter.

    Another version of the product makes another vintage, even where its figures are the same: which code computed a
    figure is part of where it comes from.
    """
    parts = {
        "district": district.id,
        "quarter": str(quarter),
        "source_quarter": str(verdict.quarter),
        "extracts": sorted(_keys(e) for e in extracts),
        "reference": reference,
        "catalogue": catalogue_sha256(district.given),
        "product": product_version,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _keys(extract: AcceptedExtract) -> list[str]:
    gone = [extract.living.key] if extract.living is not None else []
    return [extract.table, extract.rows_key, extract.set_aside_key, *gone]


def load_observations(store: VintageStore, vintages: list[VintageRef]) -> list[Observation]:
    """The observations of several vintages, as the report and verify use them."""
    return [Observation(o[0], v.quarter, *o[1:]) for v in vintages for o in store.observations(v.id)]


def history(store: VintageStore, district: str, quarter: Quarter, longest: int = 0) -> list[VintageRef]:
    """The unbroken run of stated quarters that ends with ``quarter``, oldest first, at most ``longest`` of them (0: as
    many as a trend has).

    Only vintages known by ``quarter`` count, so that an old report can be made again after newer quarters were run.
    """
    return _unbroken(store, district, quarter.back(longest or quarter.trend_length), quarter)


def earlier_history(store: VintageStore, district: str, first: Quarter, known_by: Quarter) -> list[VintageRef]:
    """The unbroken run of stated quarters that ends just before ``first``, oldest first, all that are known by
    ``known_by``."""
    beginning = store.first_quarter(district, known_by)
    if beginning is None or beginning >= first:
        return []
    return _unbroken(store, district, first.previous.back(first.ordinal - beginning.ordinal), known_by)


def _unbroken(store: VintageStore, district: str, quarters: list[Quarter], known_by: Quarter) -> list[VintageRef]:
    """The vintages of the last ``quarters`` of which none is missing."""
    found: list[VintageRef] = []
    for past in reversed(quarters):
        vintage = store.latest(district, past, known_by)
        if vintage is None:
            break
        found.insert(0, vintage)
    return found
