"""Who opened which draft, decided about which copy, signed which notice or accepted which hold: in the log and in
Airflow's audit log.
"""

from __future__ import annotations

import json
import logging

from airflow.models.log import Log
from airflow.utils.session import create_session

from govreport.quarter import Quarter
from govreport_airflow.pages.access import Visitor, dag_of

log = logging.getLogger("govreport.access")
OPENED, SETTLED = "govreport.draft_opened", "govreport.copy_settled"
SIGNED = "govreport.notice_signed"
ACCEPTED = "govreport.hold_accepted"


def record(event: str, visitor: Visitor, district: str, quarter: Quarter, **facts: str) -> None:
    """Keep one event. Where Airflow's database can't take the row, the line in the log stands."""
    said = json.dumps({"quarter": str(quarter), **facts}, ensure_ascii=False, sort_keys=True)
    log.info("%s user=%s district=%s %s", event, json.dumps(visitor.id), district, said)
    try:
        with create_session() as session:
            dag = dag_of(district)
            session.add(Log(event, owner=visitor.id, owner_display_name=visitor.name, extra=said, dag_id=dag))
    except Exception:
        log.exception("the audit log could not be written")
