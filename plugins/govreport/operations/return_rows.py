"""What goes back to the units after a check: correction sheets, the verdict page, and mails where they are wanted."""

from __future__ import annotations

from govreport.context import Context
from govreport.delivery.send_report import send_sheets
from govreport.language import pick
from govreport.manifests.base import StoredFile
from govreport.manifests.corrections import CorrectionSheets
from govreport.manifests.verdicts import Verdict
from govreport.quality.page.page import verdict_page
from govreport.quality.sheets.make_sheets import correction_sheets
from govreport.store.files import sha256
from govreport.store.links import href


def verdict_page_name(context: Context) -> str:
    """What the verdict's page is called as a file, in the district's first language."""
    named = pick(context.district.languages[0], "数据核查结论", "Verdict on the data")
    return f"{named}-{context.quarter}.html"


def return_rows(context: Context, verdict: Verdict, *, deliver: bool = False) -> CorrectionSheets:
    """Make the correction sheets and the verdict page, and keep them; needs nothing that a blocked run lacks.

    With ``deliver``, and where the district has ``mail_corrections``, each sheet is mailed to its unit's stewards.
    """
    sheets = correction_sheets(verdict, context.files, context.district, context.codes, keys=context.keys)
    results = context.results
    for sheet in sheets:
        results.add_sheet(sheet)
    page = verdict_page(
        verdict,
        context.district,
        sheets,
        results.verdicts(context.district.id, context.quarter),
        settings=context.settings,
        language=context.district.languages[0],
        link=lambda sheet: href(sheet.file.key),
    )
    copies = []
    if deliver and context.district.mail_corrections:
        copies = send_sheets(context, sheets)
    return CorrectionSheets(
        district=context.district.id,
        quarter=context.quarter,
        verdict_sha256=verdict.sha256,
        sheets=sheets,
        page=StoredFile(
            name=verdict_page_name(context),
            sha256=sha256(page),
            size=len(page),
            key=context.files.put("verdicts", page, ".html"),
        ),
        copies=copies,
    )
