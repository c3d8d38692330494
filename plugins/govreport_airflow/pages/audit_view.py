"""The page of the last audit: what was looked at, the log's last line then, and what wasn't as it was recorded."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from govreport.html.page import View
from govreport.store.audits import AuditOutcome
from govreport_airflow.pages.views import PageContext, moment


def audit_view(page: PageContext, outcome: AuditOutcome | None, zone: ZoneInfo) -> View:
    """The last audit, or that there was none; times are those of ``zone``."""
    view = page.frame(page.word("audit"), "audit") | {"audited": outcome is not None, "facts": [], "faults": []}
    if outcome is None:
        return view
    looked = [
        ("audit_when", moment(outcome.audited_at, zone) + f" ({zone.key})"),
        ("audit_by", outcome.asked_by),
        ("audit_lines", f"{outcome.lines:,}"),
        ("audit_facts", f"{outcome.facts:,}"),
        ("audit_files", f"{outcome.files:,}"),
        ("audit_head", outcome.head),
    ]
    return view | {
        "is_sound": outcome.faults == 0,
        "verdict": page.word("audit_sound") if outcome.faults == 0 else page.word("audit_faults", n=outcome.faults),
        "facts": [(page.word(label), text) for label, text in looked],
        "faults": [(page.say(said), since) for said, since in outcome.said],
        "unlisted": page.word("audit_more", n=more) if (more := outcome.faults - len(outcome.said)) else "",
    }
