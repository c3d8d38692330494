"""Giving rows back, in Airflow: after a quarter's verdict, and week by week before it counts.

Belongs here: whether this run may mail, what an operator reads in the log. Does not belong here: sheets, pages and
mails (govreport.stages, govreport.operations.precheck), tasks and their order (the DAG files).
"""

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
from govreport.manifests.corrections import Returns
from govreport.manifests.verdicts import ExtractCheck
from govreport.operations.return_rows import return_rows
from govreport.quality.gate import verdict_on
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport_airflow.run import delivers, look_up_connection, with_mail

log = logging.getLogger(__name__)
PRECHECK_PREFIX = "source_precheck_"
"""A precheck DAG's id is this and the district's folder name."""


def give_back(run: Context, checks: Sequence[ExtractCheck]) -> dict[str, int]:
    """Make and keep the correction sheets, and mail them where run and district want it; counts for XCom."""
    context: Any = get_current_context()
    mails = delivers(context) and run.district.mail_corrections
    if mails:
        run = replace(run, settings=with_mail(run.settings, run.district.id))
    return require_returned(return_rows(run, verdict_on(run, list(checks)), deliver=mails))


def look_ahead(context: Mapping[str, Any]) -> dict[str, int]:
    """Judge what lies ready for the quarter that is due next, say what is wrong, and give it back; counts for XCom."""
    from govreport.operations.precheck import due_quarter, precheck

    settings = Settings()
    try:
        district = load_district(settings.districts_dir, context["dag"].dag_id.removeprefix(PRECHECK_PREFIX))
        day = context["dag_run"].run_after.astimezone(district.tz).date()
        asked = context["params"].get("quarter")
        quarter = Quarter.parse(asked) if asked else due_quarter(district, day)
        mails = delivers(context) and district.mail_corrections
        run = Context(with_mail(settings, district.id) if mails else settings, district, quarter, look_up_connection)
        found = precheck(run, day=day, deliver=mails)
        log.info("%s %s", district.name.zh, quarter.zh)
        for note in found.notes:
            log.warning("%s", note[settings.language == "en"])
        if found.state:
            log.info("%s", found.paragraph_en if settings.language == "en" else found.paragraph_zh)
        missing = {"missing_or_unreadable": len(found.notes)}
        return missing | (require_returned(found.returns) if found.returns else {})
    except GovreportError as error:
        raise AirflowFailException(error.message.in_language(settings.language)) from None


def require_returned(returns: Returns) -> dict[str, int]:
    """How many sheets, places and copies; a DeliveryError where a copy isn't known to have arrived."""
    for sheet in returns.sheets:
        log.info("%s：%s 处 %s", sheet.title, sheet.lines, sheet.file.key)
    log.info("%s %s", returns.page.name, returns.page.key)
    open_ = [f"{c.recipient}：{c.state} {c.detail}" for c in returns.copies if c.state not in ("sent", "already_sent")]
    if open_:
        raise DeliveryError(
            f"{returns.quarter} 有 {len(open_)} 份更正单未确认送达：{'；'.join(open_)}。"
            "请核实后处理；系统不会自动重发。",
            f"{returns.quarter}: {len(open_)} correction sheets are not known to have arrived: {'; '.join(open_)}. "
            "Look into it; nothing is sent again by itself.",
        )
    counts = {"sheets": len(returns.sheets), "places": sum(sheet.lines for sheet in returns.sheets)}
    return counts | dict(Counter(copy.state for copy in returns.copies))
