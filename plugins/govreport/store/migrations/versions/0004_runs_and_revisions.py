"""Runs, what vintages were computed from, why one took another's place, correction notices.

Revision: 0004
Follows: 0003

Tables are only added, so what is stored stays as it is. What earlier vintages were computed from is taken from their
verdicts. The view of current observations is made anew: a vintage is current when a run used it last, not when it was
stored last, so that going back to an earlier extract makes the earlier figures current again.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CURRENT_VINTAGES = """
CREATE VIEW current_vintages AS
SELECT id, district, quarter, source_quarter, verdict_sha256, catalogue_sha256, reference_sha256, created_at
FROM (
    SELECT v.*,
           ROW_NUMBER() OVER (
               PARTITION BY v.district, v.quarter
               ORDER BY v.source_quarter DESC, COALESCE(u.last_used, 0) DESC, v.sequence DESC
           ) AS place
    FROM vintages v
    LEFT JOIN (
        SELECT rv.vintage_id, MAX(r.sequence) AS last_used
        FROM run_vintages rv
        JOIN runs r ON r.id = rv.run_id
        WHERE r.stage = 'measure'
        GROUP BY rv.vintage_id
    ) u ON u.vintage_id = v.id
) ranked
WHERE place = 1
"""
_CURRENT_OBSERVATIONS = """
CREATE VIEW current_observations AS
SELECT v.district, v.quarter, v.source_quarter, o.vintage_id, o.indicator, o.town_code, o.breakdown, o.member,
       o.numerator, o.denominator
FROM observations o
JOIN current_vintages v ON v.id = o.vintage_id
"""
_EARLIER_CURRENT_OBSERVATIONS = """
CREATE VIEW current_observations AS
SELECT v.district, v.quarter, v.source_quarter, o.vintage_id, o.indicator, o.town_code, o.breakdown, o.member,
       o.numerator, o.denominator
FROM observations o
JOIN vintages v ON v.id = o.vintage_id
WHERE NOT EXISTS (
    SELECT 1 FROM vintages w
    WHERE w.district = v.district AND w.quarter = v.quarter
      AND (w.source_quarter > v.source_quarter
           OR (w.source_quarter = v.source_quarter AND w.sequence > v.sequence))
)
"""


def _key(name: str, target: str, table: str, *, nullable: bool | None = None) -> sa.Column[str]:
    """A column that points at another table; part of the primary key where ``nullable`` is left out."""
    reference = sa.ForeignKey(target, name=f"fk_{table}_{name}")
    if nullable is None:
        return sa.Column(name, sa.String(64), reference, primary_key=True)
    return sa.Column(name, sa.String(64), reference, nullable=nullable)


def upgrade() -> None:
    """Add the tables, say what earlier vintages were computed from, make the views anew."""
    op.create_table(
        "provenance",
        _key("vintage_id", "vintages.id", "provenance"),
        sa.Column("product_version", sa.String(32), nullable=False),
        sa.Column("inputs", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
    )
    op.create_table(
        "definitions",
        sa.Column("catalogue_sha256", sa.String(64), primary_key=True),
        sa.Column("indicator", sa.String(16), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("stage", sa.String(8), nullable=False),
        _key("verdict_sha256", "verdicts.sha256", "runs", nullable=False),
        sa.Column("catalogue_sha256", sa.String(64), nullable=False),
        sa.Column("product_version", sa.String(32), nullable=False),
        sa.Column("revision_kind", sa.String(16)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("known_since", sa.Date),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("id", name="uq_runs_id"),
    )
    op.create_index("ix_runs_district_quarter", "runs", ["district", "quarter", "stage"])
    op.create_table(
        "run_vintages",
        _key("run_id", "runs.id", "run_vintages"),
        _key("vintage_id", "vintages.id", "run_vintages"),
    )
    op.create_index("ix_run_vintages_vintage_id", "run_vintages", ["vintage_id"])
    op.create_table(
        "run_reports",
        _key("run_id", "runs.id", "run_reports"),
        _key("report_sha256", "reports.sha256", "run_reports"),
    )
    op.create_index("ix_run_reports_report_sha256", "run_reports", ["report_sha256"])
    op.create_table(
        "revisions",
        _key("run_id", "runs.id", "revisions"),
        _key("new_vintage", "vintages.id", "revisions"),
        _key("old_vintage", "vintages.id", "revisions", nullable=False),
        _key("signed_vintage", "vintages.id", "revisions", nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("reason_zh", sa.Text, nullable=False),
        sa.Column("reason_en", sa.Text, nullable=False),
    )
    op.create_index("ix_revisions_new_vintage", "revisions", ["new_vintage"])
    op.create_table(
        "notices",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        _key("report_sha256", "reports.sha256", "notices", nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_notices_district_quarter", "notices", ["district", "quarter"])
    _provenance_of_earlier_vintages()
    op.execute("DROP VIEW current_observations")
    op.execute(_CURRENT_VINTAGES)
    op.execute(_CURRENT_OBSERVATIONS)


def _provenance_of_earlier_vintages() -> None:
    """Their verdicts name the files; the version and the parts of the reference data were not recorded."""
    connection = op.get_bind()
    documents = {
        row.sha256: json.loads(row.document)
        for row in connection.execute(
            sa.text("SELECT sha256, document FROM verdicts WHERE sha256 IN (SELECT verdict_sha256 FROM vintages)")
        )
    }
    for row in connection.execute(sa.text("SELECT id, verdict_sha256 FROM vintages")).all():
        tidied = [check["tidy"] for check in documents[row.verdict_sha256].get("checks", [])]
        inputs = {extract["extract"]: extract["snapshot_sha256"] for extract in tidied}
        connection.execute(
            sa.text("INSERT INTO provenance VALUES (:id, '', :inputs, '{}')"),
            {"id": row.id, "inputs": json.dumps(inputs, sort_keys=True)},
        )


def downgrade() -> None:
    """Drop what this revision made and bring the earlier view back; vintages, reports and signatures stay."""
    op.execute("DROP VIEW current_observations")
    op.execute("DROP VIEW current_vintages")
    for table in ("notices", "revisions", "run_reports", "run_vintages", "runs", "definitions", "provenance"):
        op.drop_table(table)
    op.execute(_EARLIER_CURRENT_OBSERVATIONS)
