"""Correction sheets: one workbook a unit with the rows that it should correct."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.errors import as_file_name
from govreport.language import pick
from govreport.manifests.base import StoredFile
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.verdicts import Verdict
from govreport.quality.check import installed_codes
from govreport.quality.sheets.faulty_cells import faulty_cells, files_of, rows_of
from govreport.store.files import FileStore, sha256
from govreport.trust.keys import Keys


def correction_sheets(
    verdict: Verdict, files: FileStore, district: District, codes: Mapping[str, CodeList] | None = None, *, keys: Keys
) -> list[CorrectionSheet]:
    """One sheet a town or owning office that has something to correct, towns first; each is kept in ``files``.

    ``codes`` are the code lists for the drop-downs, by default the installation's; ``keys`` seal what comes back. The
    same verdict and key give the same bytes. Raises IntegrityError where a stored extract is missing or damaged.
    """
    from govreport.quality.sheets.workbook import sheet_bytes

    known = codes or installed_codes(district)
    called = pick(district.languages[0], "更正单", "corrections")
    asked = verdict.asks if verdict.asks is not None else {}
    sheets = []
    for unit, faults in faulty_cells(verdict, files, district, known).items():
        data = sheet_bytes(unit, faults, verdict, district, known, keys)
        sheets.append(
            CorrectionSheet(
                district=district.id,
                quarter=verdict.quarter,
                unit=unit.id,
                title=unit.title,
                lines=len(faults),
                snapshots=files_of(faults, verdict),
                asks=asked.get(unit.id, ""),
                rows=rows_of(faults),
                file=StoredFile(
                    name=f"{called}-{verdict.quarter}-{as_file_name(unit.title)}.xlsx",
                    sha256=sha256(data),
                    size=len(data),
                    key=files.put("corrections", data, ".xlsx"),
                ),
            )
        )
    return sheets
