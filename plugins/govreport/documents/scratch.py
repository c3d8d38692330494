"""A place beside the present in which a report's stages run again: its inputs, and what was known at that time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from govreport.context import Context
from govreport.district.reading import load_district
from govreport.documents.stored_report import StoredReport, copy_inputs, version_of
from govreport.reports.identity.fingerprint import REPLACES, TOLD
from govreport.reports.identity.product import PROCESSOR
from govreport.reports.identity.provenance import lay_out, separate_installation
from govreport.settings import Settings
from govreport.store.copying import copy_known
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.runs import RunStore


@contextmanager
def scratch(settings: Settings, stored: StoredReport, until: datetime, store: str = "") -> Iterator[Context]:
    """A context whose store holds the inputs and nothing else, and whose database knows what was known at ``until``.

    Of the figures that are to be made again it knows nothing. ``store`` is that of another such context, which then has
    the files of both. Raises MissingInputsError.
    """
    record = stored.provenance
    with separate_installation(settings, "govreport-verify-", store) as own:
        files = FileStore(own.store)
        copy_inputs(stored, files)
        lay_out(files, record.codes_key, record.configuration_key, own, record.district)
        database = open_database(own.database, "auto")
        try:
            district = load_district(own.districts_dir, record.district)
            without = {"vintages": record.vintages, "verdicts": [record.verdict_sha256]}
            if district.is_longer(record.quarter):  # its verdict is that of its last quarter, which stays
                runs = RunStore(stored.results.engine).runs(record.district, record.quarter)
                without = {"vintages": record.vintages, "runs": [run.id for run in runs]}
            copy_known(stored.results.engine, database, until, without)
            # The version of then: it is part of a vintage's identity, and a release alone must change no report.
            replaced: dict[str, str] = {record.language: str(record.parts.get(REPLACES, ""))}
            told = record.parts.get(TOLD)
            yield Context(
                own,
                district,
                record.quarter,
                product_version=version_of(stored),
                replaced=replaced,
                told=told,
                made_on=str(record.parts.get(PROCESSOR, "")),
            )
        finally:
            database.dispose()
