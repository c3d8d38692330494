"""The results database's tables. Append-only where a figure, a verdict or a signature stands: nothing is overwritten.

migrations/ brings a database to these definitions.
Times are UTC. Numerators and denominators are integers (money in 分), so no database can change a figure by storing it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("district", String(64), primary_key=True),
    Column("quarter", String(7), primary_key=True),
    Column("extract", String(32), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("filename", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("collected_at", DateTime, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("state", String(8), nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_verdicts_district_quarter", "district", "quarter"),
)

judgements = Table(
    "judgements",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("verdict_sha256", String(64), ForeignKey("verdicts.sha256"), nullable=False),
    Column("judged_at", DateTime, nullable=False),
    Index("ix_judgements_district_quarter", "district", "quarter"),
)
"""Every time that a quarter's verdict became another one, also one that had stood before: files that are put back are
judged as they were. The last one stands."""

vintages = Table(
    "vintages",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("source_quarter", String(7), nullable=False),
    Column("verdict_sha256", String(64), ForeignKey("verdicts.sha256"), nullable=False),
    Column("catalogue_sha256", String(64), nullable=False),
    Column("reference_sha256", String(64), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_vintages_district_quarter", "district", "quarter", "source_quarter"),
)
"""One computation of one quarter's figures, stored once however often it is computed. The current one is that of the
latest source quarter, of these the one that a run used last (the view current_vintages)."""

provenance = Table(
    "provenance",
    metadata,
    Column("vintage_id", String(64), ForeignKey("vintages.id"), primary_key=True),
    Column("product_version", String(32), nullable=False),
    Column("inputs", Text, nullable=False),
    Column("reference", Text, nullable=False),
)
"""What a vintage was computed from, to be read by people. ``inputs``: extract -> sha256 of the file as it came (JSON);
``reference``: part of the reference data -> its hash (JSON)."""

definitions = Table(
    "definitions",
    metadata,
    Column("catalogue_sha256", String(64), primary_key=True),
    Column("indicator", String(16), primary_key=True),
    Column("sha256", String(64), nullable=False),
)
"""How each catalogue defined its indicators: which definition changed between two vintages can be looked up."""

runs = Table(
    "runs",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("stage", String(8), nullable=False),
    Column("verdict_sha256", String(64), ForeignKey("verdicts.sha256"), nullable=False),
    Column("catalogue_sha256", String(64), nullable=False),
    Column("product_version", String(32), nullable=False),
    Column("revision_kind", String(16)),
    Column("reason", Text, nullable=False),
    Column("known_since", Date),
    Column("started_at", DateTime, nullable=False),
    Column("finished_at", DateTime, nullable=False),
    Index("ix_runs_district_quarter", "district", "quarter", "stage"),
)
"""Every measure, verify and render that made a difference: repeating the last one adds nothing. ``revision_kind`` and
``reason`` are what an operator stated; the times say when rows were written and never reach a report."""

run_vintages = Table(
    "run_vintages",
    metadata,
    Column("run_id", String(64), ForeignKey("runs.id"), primary_key=True),
    Column("vintage_id", String(64), ForeignKey("vintages.id"), primary_key=True),
    Index("ix_run_vintages_vintage_id", "vintage_id"),
)
"""The vintages that a run stated or used, also those stored before it."""

run_reports = Table(
    "run_reports",
    metadata,
    Column("run_id", String(64), ForeignKey("runs.id"), primary_key=True),
    Column("report_sha256", String(64), ForeignKey("reports.sha256"), primary_key=True),
    Index("ix_run_reports_report_sha256", "report_sha256"),
)
"""The reports that a render made: through it a signed report leads to its vintages."""

revisions = Table(
    "revisions",
    metadata,
    Column("run_id", String(64), ForeignKey("runs.id"), primary_key=True),
    Column("new_vintage", String(64), ForeignKey("vintages.id"), primary_key=True),
    Column("old_vintage", String(64), ForeignKey("vintages.id"), nullable=False),
    Column("signed_vintage", String(64), ForeignKey("vintages.id")),
    Column("kind", String(16), nullable=False),
    Column("code", String(32), nullable=False),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Index("ix_revisions_new_vintage", "new_vintage"),
)
"""A vintage that took another's place, and why. ``signed_vintage`` is the one behind the report that was signed last
when that happened, where it is another than the new one: what is in readers' hands."""

observations = Table(
    "observations",
    metadata,
    Column("vintage_id", String(64), ForeignKey("vintages.id"), primary_key=True),
    Column("indicator", String(16), primary_key=True),
    Column("town_code", String(9), primary_key=True),
    Column("breakdown", String(32), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("numerator", BigInteger, nullable=False),
    Column("denominator", BigInteger),
)

profiles = Table(
    "profiles",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("extract", String(32), nullable=False),
    Column("key", Text, nullable=False),
    Column("verdict_sha256", String(64), ForeignKey("verdicts.sha256"), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_profiles_district_extract", "district", "extract", "quarter"),
)
"""What an accepted extract looked like; ``key`` is in the file store. The current one of a quarter is its last."""

reports = Table(
    "reports",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("language", String(2), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("held", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_reports_district_quarter", "district", "quarter"),
)

signatures = Table(
    "signatures",
    metadata,
    Column("report_sha256", String(64), ForeignKey("reports.sha256"), primary_key=True),
    Column("role", String(64), primary_key=True),
    Column("signer", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("signed_at", DateTime, nullable=False),
    Column("sequence", Integer, nullable=False, server_default="0"),
)
"""Bound to the report's hash: a changed report has another hash and no signatures. Which came first is said by
``sequence``, whatever the clocks say."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("report_sha256", String(64), ForeignKey("reports.sha256"), primary_key=True),
    Column("recipient", String(254), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("claimed_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("transport", String(280), nullable=False, server_default=""),
)
"""The ledger: its primary key is what makes a second copy impossible. ``transport`` is through what a copy went, in
all four ledgers: ``smtp host:port``, ``outbox``, "" where it wasn't written down or nothing was tried."""

correction_sheets = Table(
    "correction_sheets",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("unit", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_correction_sheets_district_quarter", "district", "quarter"),
)
"""What went back to a town or an office, by the hash of the workbook."""

returned_copies = Table(
    "returned_copies",
    metadata,
    Column("sheet_sha256", String(64), ForeignKey("correction_sheets.sha256"), primary_key=True),
    Column("recipient", String(254), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("claimed_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("transport", String(280), nullable=False, server_default=""),
)
"""The ledger of correction sheets, kept like that of reports."""

notices = Table(
    "notices",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("language", String(2), nullable=False),
    Column("report_sha256", String(64), ForeignKey("reports.sha256"), nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_notices_district_quarter", "district", "quarter"),
)
"""Drafts of correction notices (更正通知) about signed reports."""

publications = Table(
    "publications",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("district", String(64), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("town_code", String(9), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Index("ix_publications_district_quarter", "district", "quarter"),
)
"""Documents made beside the reports: town briefs, annexes of replies, operators' notes, by their hash."""

failures = Table(
    "failures",
    metadata,
    Column("dag", String(250), primary_key=True),
    Column("run", String(250), primary_key=True),
    Column("task", String(250), primary_key=True),
    Column("map_index", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("failed_at", DateTime, nullable=False),
    Column("told_at", DateTime),
)
"""Why a task of a scheduler's run failed, as the sentence that operators get; the last time it did."""

alerts = Table(
    "alerts",
    metadata,
    Column("alert_sha256", String(64), primary_key=True),
    Column("recipient", String(254), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("claimed_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("transport", String(280), nullable=False, server_default=""),
)
"""The ledger of what operators were told, kept like that of reports: ``alert_sha256`` names the fact and its day."""

mail_copies = Table(
    "mail_copies",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("item_sha256", String(64), primary_key=True),
    Column("recipient", String(254), primary_key=True),
    Column("copy_number", Integer, primary_key=True),
    Column("redirected_to", String(254), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("claimed_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("transport", String(280), nullable=False, server_default=""),
)
"""The ledger of everything mailed that isn't a report's or a sheet's first copy: town briefs and correction notices
(``kind``), repeated copies (``copy_number`` from 1), and whatever went to a test address (``redirected_to``) instead of
its recipient, which counts as sent to nobody."""

copy_events = Table(
    "copy_events",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(8), nullable=False),
    Column("item_sha256", String(64), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("copy_number", Integer, nullable=False),
    Column("redirected_to", String(254), nullable=False),
    Column("event", String(16), nullable=False),
    Column("before", String(16), nullable=False),
    Column("role", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("happened_at", DateTime, nullable=False),
    Index("ix_copy_events_item_sha256", "item_sha256", "recipient"),
)
"""What people decided about copies, and what mail systems reported of them later: arrived, not_arrived, bounced,
repeated. ``before`` is the state that the copy had."""

messages = Table(
    "messages",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content_sha256", String(64), nullable=False),
    Column("message_id", String(320), nullable=False),
    Column("pieces", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("item_sha256", String(64), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("copy_number", Integer, nullable=False),
    Column("redirected_to", String(254), nullable=False),
    Column("handed_at", DateTime, nullable=False),
    Index("ix_messages_content_sha256", "content_sha256"),
    Index("ix_messages_message_id", "message_id"),
)
"""Every mail that was handed to a mail server or put into the outbox, by the hash of its bytes: one an attempt, written
before it leaves. ``content_sha256`` and ``pieces`` are what no mail system on the way changes
(delivery/mail/contents.py); kind to redirected_to name the copy in its ledger."""

notice_signatures = Table(
    "notice_signatures",
    metadata,
    Column("notice_sha256", String(64), ForeignKey("notices.sha256"), primary_key=True),
    Column("role", String(64), primary_key=True),
    Column("signer", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("signed_at", DateTime, nullable=False),
)
"""Who released which draft of a correction notice."""

acceptances = Table(
    "acceptances",
    metadata,
    Column("district", String(64), primary_key=True),
    Column("quarter", String(7), primary_key=True),
    Column("evidence", String(64), primary_key=True),
    Column("rule", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("accepted_by", Text, nullable=False),
    Column("accepted_at", DateTime, nullable=False),
)
"""Who answers for what would keep a report from being signed. ``evidence`` is the hash of what was judged: another file
or another difference has another one, and isn't accepted."""

presented_vintages = Table(
    "presented_vintages",
    metadata,
    Column("vintage_id", String(64), ForeignKey("vintages.id"), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("presented_at", DateTime, nullable=False),
)
"""Vintages that a report was made from, with what was decided about showing them: only these reach the views in bi.
``status`` is preliminary or verified."""

hidden_cells = Table(
    "hidden_cells",
    metadata,
    Column("vintage_id", String(64), ForeignKey("vintages.id"), primary_key=True),
    Column("indicator", String(16), primary_key=True),
    Column("town_code", String(9), primary_key=True),
    Column("breakdown", String(32), primary_key=True),
    Column("member", String(64), primary_key=True),
)
"""Observations that no reader may see. A cell that was once hidden stays hidden."""

described_indicators = Table(
    "described_indicators",
    metadata,
    Column("catalogue_sha256", String(64), primary_key=True),
    Column("indicator", String(16), primary_key=True),
    Column("theme", String(64), nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("unit_zh", Text, nullable=False),
    Column("unit_en", Text, nullable=False),
    Column("formula_zh", Text, nullable=False),
    Column("formula_en", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("basis", String(16), nullable=False),
    Column("direction", String(16), nullable=False),
    Column("scale_numerator", BigInteger, nullable=False),
    Column("scale_denominator", BigInteger, nullable=False),
    Column("decimals", Integer, nullable=False),
    Column("denominator_floor", Integer, nullable=False),
    Column("currency", String(3), nullable=False, server_default="CNY"),
    Column("minor_units", Integer, nullable=False, server_default="100"),
)
"""What each catalogue's indicators are called and how stored integers become the printed number. ``denominator_floor``
is 0 where any denominator will do; ``minor_units`` of what is stored make one of the currency. The defaults are those
of rows from before there were other currencies."""

words = Table(
    "words",
    metadata,
    Column("reference_sha256", String(64), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
)
"""Names of what observations are split by. ``kind`` is district, town or breakdown, else the breakdown whose member
``code`` is."""

issued_reports = Table(
    "issued_reports",
    metadata,
    Column("report_sha256", String(64), ForeignKey("reports.sha256"), primary_key=True),
    Column("issued_at", DateTime, nullable=False),
)
"""Reports that had every signature which their district asked for when they were to go out."""

audits = Table(
    "audits",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("audited_at", DateTime, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("facts", Integer, nullable=False),
    Column("files", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("faults", Integer, nullable=False),
    Column("said", Text, nullable=False),
)
"""Every audit of the installation: how much was looked at, the log's last line then, and (JSON) what wasn't right."""

log = Table(
    "log",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("previous_sha256", String(64), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("seal", Text, nullable=False),
    Column("logged_at", DateTime, nullable=False),
    Index("ix_log_kind", "kind", "subject"),
)
"""Every fact of the other tables, as a chain: a line holds the hash of the rows that state the fact and of the line
before, and is sealed with a key that isn't in the database (store/log.py)."""
