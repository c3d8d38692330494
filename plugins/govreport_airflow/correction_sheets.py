"""Correction sheets in Airflow: after a quarter's verdict, and week by week before the quarter counts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from airflow.sdk import get_current_context

from govreport.context import Context
from govreport.district.reading import load_district
from govreport.errors import DeliveryError, GovreportError, strung
from govreport.language import Language, pick, text_in
from govreport.manifests.corrections import CorrectionSheets
from govreport.manifests.deliveries import DEALT_WITH
from govreport.manifests.verdicts import ExtractCheck
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport_airflow.made import copy_line, seen, what_next
from govreport_airflow.run import delivers, look_up_connection, parameter_of
from govreport_airflow.run_names import page_address
from govreport_airflow.saying import failure

log = logging.getLogger(__name__)
PRECHECK_PREFIX = "source_precheck_"
"""A precheck DAG's id is this and the district's folder name."""


def send_correction_sheets(run: Context, checks: Sequence[ExtractCheck]) -> dict[str, int]:
    """Make and keep the correction sheets, and mail them where run and district want it; counts for XCom."""
    # Imported here: the files of DAGs are read every few seconds and import this module.
    from govreport.operations.return_rows import return_rows
    from govreport.quality.gate import verdict_on

    context: Any = get_current_context()
    mails = delivers(context) and run.district.mail_corrections
    return require_sheets_sent(return_rows(run, verdict_on(run, list(checks)), deliver=mails), run.settings.language)


def precheck_next_quarter(context: Mapping[str, Any]) -> dict[str, int]:
    """Judge what lies ready for the quarter that is due next, and make its correction sheets; counts for XCom."""
    from govreport.operations.precheck import due_quarter, precheck

    settings = Settings()
    try:
        district = load_district(settings.districts_dir, context["dag"].dag_id.removeprefix(PRECHECK_PREFIX))
        day = context["dag_run"].run_after.astimezone(district.tz).date()
        wanted = context["params"].get(parameter_of(district.base))
        quarter = Quarter.parse(wanted, (district.base,)) if wanted else due_quarter(district, day)
        mails = delivers(context) and district.mail_corrections
        settings = settings.model_copy(update={"language": settings.language_for(district.languages[0])})
        run = Context(settings, district, quarter, look_up_connection)
        result = precheck(run, deliver=mails)
        log.info("%s %s", text_in(settings.language, district.name), text_in(settings.language, quarter))
        for zh, en in result.notes:
            log.warning("%s", pick(settings.language, zh, en))
        if result.state:
            log.info("%s", pick(settings.language, result.paragraph_zh, result.paragraph_en))
        missing = {"missing_or_unreadable": len(result.notes)}
        return missing | (require_sheets_sent(result.returns, settings.language) if result.returns else {})
    except GovreportError as error:
        raise failure(error, settings.language) from None


def require_sheets_sent(sheets: CorrectionSheets, language: Language) -> dict[str, int]:
    """How many sheets, places and copies; a DeliveryError where a copy isn't known to have arrived."""
    for sheet in sheets.sheets:
        places = pick(
            language, f"{sheet.title}：更正单，{sheet.lines} 处", f"{sheet.title}: sheet, {sheet.lines} places"
        )
        log.info("%s", places)
    log.info("%s", pick(language, f"结论页 {sheets.page.name}", f"Verdict's page {sheets.page.name}"))
    log.info("%s", text_in(language, seen(page_address(sheets.district, sheets.quarter))))
    lines = {c.recipient: copy_line(c.recipient, c.state, c.detail) for c in sheets.copies}
    for line in lines.values():
        log.info("%s", text_in(language, line))
    open_ = [c for c in sheets.copies if c.state not in DEALT_WITH]
    if open_:
        told, then = strung(lines[c.recipient] for c in open_), what_next(c.state for c in open_)
        raise DeliveryError(
            f"{sheets.quarter} 有 {len(open_)} 份更正单未确认送达：{told.zh}。{then.zh}",
            f"{sheets.quarter}: {len(open_)} correction sheets are not known to have arrived: {told.en}. {then.en}",
        )
    counts = {"sheets": len(sheets.sheets), "places": sum(sheet.lines for sheet in sheets.sheets)}
    return counts | dict(Counter(copy.state for copy in sheets.copies))
