"""The weekly audit of the installation as a task: what it says, and whom it tells.

The run's own message goes to the operators of the district that the DAG stands under; others' are told here.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from govreport.district.dag_config import read_dag_configs
from govreport.errors import ConfigError, GovreportError, Message
from govreport.settings import Settings
from govreport_airflow.masking import hide_secrets
from govreport_airflow.remedies import AUDITED
from govreport_airflow.run import district_of, look_up_connection, spoken
from govreport_airflow.run_names import audit_address
from govreport_airflow.saying import failure, said

if TYPE_CHECKING:
    from govreport.operations.audit import Audited

log = logging.getLogger(__name__)
AUDIT_PREFIX = "audit_"
"""The audit DAG's id is this and the folder name of the first district."""
NAMED = 5
"""Faults that a message names; the page has more."""


def audit_installation(context: Mapping[str, Any]) -> dict[str, int]:
    """Audit everything and record the outcome; counts for XCom. A fault fails the task, and isn't tried again."""
    from airflow.sdk.exceptions import AirflowFailException

    from govreport.operations.audit import audit, looked_at, record_outcome

    settings, language = Settings(), spoken(context)
    hide_secrets(settings)
    try:
        found = audit(settings)
        if found.unlogged and not found.lines:
            raise ConfigError(
                "日志还是空的（由旧版本升级而来），没有可对照的。请确认数据无误后运行一次 govreport audit --begin。",
                "The log is empty (this installation comes from an earlier version), so there is nothing to compare "
                "with. See that its data are right and run govreport audit --begin once.",
            )
        record_outcome(settings, found, str(context["run_id"]))
    except GovreportError as error:
        raise failure(error, language) from None
    for fault in found.faults:
        log.error("%s", fault.text.in_language(language))
    if found.faults:
        sentence = _sentence(found)
        _tell_other_districts(settings, context, sentence)
        raise said(AirflowFailException, sentence, AUDITED, language)
    log.info("%s", looked_at(found).in_language(language))
    log.info("%s", Message(f"见 {audit_address()}", f"See {audit_address()}").in_language(language))
    return {"lines": found.lines, "facts": found.facts, "files": found.files}


def _sentence(found: Audited) -> Message:
    named, n = [fault.text for fault in found.faults[:NAMED]], len(found.faults)
    more = n > NAMED
    return Message(
        f"审计发现{n}处与日志不符：{''.join(m.zh for m in named)}{'……' if more else ''}全部见 {audit_address()} 。",
        f"The audit found {n} that aren't as they were recorded: {' '.join(m.en for m in named)}"
        f"{' …' if more else ''} All of them: {audit_address()}",
    )


def _tell_other_districts(settings: Settings, context: Mapping[str, Any], sentence: Message) -> None:
    """Mail the operators of all other districts: the installation is theirs too."""
    from govreport.release.alerts import Alert, notify_operators

    own, (districts, _) = district_of(context["dag"].dag_id), read_dag_configs(settings.districts_dir)
    told = {a.casefold() for district in districts if district.id == own for a in district.operators}
    text = Message(f"{sentence.zh}\n\n{AUDITED.zh}", f"{sentence.en}\n\n{AUDITED.en}")
    for district in districts:
        if district.id == own or not district.operators or told.issuperset(a.casefold() for a in district.operators):
            continue
        told.update(a.casefold() for a in district.operators)
        notified = notify_operators(
            settings.model_copy(update={"language": settings.language_for(district.languages[0])}),
            district,
            [Alert(f"audit {context['run_id']}", text)],
            subject=Message(
                f"【{district.short_name.zh}】系统审计发现与日志不符",
                f"[{district.short_name.en}] the audit found what isn't as it was recorded",
            ),
            connections=look_up_connection,
        )
        for one in notified:
            log.info("%s %s %s", one.address, one.state, one.detail)
