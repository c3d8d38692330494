"""Correction sheets in Airflow: after a quarter's verdict, and week by week before the quarter counts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowFailException

from govreport.context import Context
from govreport.district.reading import load_district
from govreport.errors import DeliveryError, GovreportError
from govreport.language import pick, text_in
from govreport.manifests.corrections import CorrectionSheets
from govreport.manifests.verdicts import ExtractCheck
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport_airflow.run import delivers, look_up_connection, with_mail

SENT = ("sent", "already_sent")
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
    if mails:
        run = replace(run, settings=with_mail(run.settings, run.district.id))
    return require_sheets_sent(return_rows(run, verdict_on(run, list(checks)), deliver=mails))


def precheck_next_quarter(context: Mapping[str, Any]) -> dict[str, int]:
    """Judge what lies ready for the quarter that is due next, and make its correction sheets; counts for XCom."""
    from govreport.operations.precheck import due_quarter, precheck

    settings = Settings()
    try:
        district = load_district(settings.districts_dir, context["dag"].dag_id.removeprefix(PRECHECK_PREFIX))
        day = context["dag_run"].run_after.astimezone(district.tz).date()
        wanted = context["params"].get("quarter")
        quarter = Quarter.parse(wanted) if wanted else due_quarter(district, day)
        mails = delivers(context) and district.mail_corrections
        run = Context(with_mail(settings, district.id) if mails else settings, district, quarter, look_up_connection)
        result = precheck(run, deliver=mails)
        log.info("%s %s", district.name.zh, quarter.zh)
        for zh, en in result.notes:
            log.warning("%s", pick(settings.language, zh, en))
        if result.state:
            log.info("%s", pick(settings.language, result.paragraph_zh, result.paragraph_en))
        missing = {"missing_or_unreadable": len(result.notes)}
        return missing | (require_sheets_sent(result.returns) if result.returns else {})
    except GovreportError as error:
        raise AirflowFailException(text_in(settings.language, error.message)) from None


def require_sheets_sent(sheets: CorrectionSheets) -> dict[str, int]:
    """How many sheets, places and copies; a DeliveryError where a copy isn't known to have arrived."""
    for sheet in sheets.sheets:
        log.info("%s：%s 处 %s", sheet.title, sheet.lines, sheet.file.key)
    log.info("%s %s", sheets.page.name, sheets.page.key)
    unconfirmed = [f"{c.recipient}：{c.state} {c.detail}" for c in sheets.copies if c.state not in SENT]
    if unconfirmed:
        raise DeliveryError(
            f"{sheets.quarter} 有 {len(unconfirmed)} 份更正单未确认送达：{'；'.join(unconfirmed)}。"
            "请核实后处理；系统不会自动重发。",
            f"{sheets.quarter}: {len(unconfirmed)} correction sheets are not known to have arrived: "
            f"{'; '.join(unconfirmed)}. Look into it; nothing is sent again by itself.",
        )
    counts = {"sheets": len(sheets.sheets), "places": sum(sheet.lines for sheet in sheets.sheets)}
    return counts | dict(Counter(copy.state for copy in sheets.copies))
