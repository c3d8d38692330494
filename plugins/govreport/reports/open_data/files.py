"""All files of a report's data, by their names in the package; the same view model gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from govreport.reports.data_changes import ChangesFile
from govreport.reports.formats.stable_zip import same_bytes
from govreport.reports.model import ReportModel
from govreport.reports.open_data.code_list_files import code_list_files
from govreport.reports.open_data.edition import edition_of
from govreport.reports.open_data.figures import figures_csv
from govreport.reports.open_data.package import as_json, datapackage
from govreport.reports.open_data.sdmx import sdmx_csv, sdmx_structure
from govreport.reports.open_data.tables import FIGURES

MEDIA_TYPES: Mapping[str, str] = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""Ending of a file of the data -> what it is served as."""


def data_files(model: ReportModel) -> Mapping[str, bytes]:
    """Name -> bytes, ``figures.csv`` first; none where the model has no data."""
    if not model.data_set.version:
        return {}
    edition = edition_of(model)
    files = {FIGURES.filename: figures_csv(model)}
    files |= {table.filename: data for table, data in code_list_files(model.data_set).items()}
    files["sdmx-data.csv"], files["sdmx-structure.xml"] = sdmx_csv(edition), sdmx_structure(edition)
    files["changes.json"] = changes_json(model)
    return files | {"datapackage.json": datapackage(model, files)}


def changes_json(model: ReportModel) -> bytes:
    """What the edition changes in earlier ones (docs/schemas/changes.schema.json)."""
    lists = model.data_set
    changes = ChangesFile(
        data_set=model.district_id,
        quarter=model.quarter,
        version=lists.version,
        released=model.date_iso,
        compared=lists.changes,
    )
    return as_json(changes.model_dump(mode="json"))


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files in one ZIP archive, for mail."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return same_bytes(out.getvalue())
