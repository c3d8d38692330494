"""First tables.

Revision: 0001
Follows: -
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_VIEW = """
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


def upgrade() -> None:
    """Make the first tables and the view of current observations."""
    op.create_table(
        "snapshots",
        sa.Column("district", sa.String(64), primary_key=True),
        sa.Column("quarter", sa.String(7), primary_key=True),
        sa.Column("extract", sa.String(32), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("collected_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "verdicts",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_verdicts_district_quarter", "verdicts", ["district", "quarter"])
    op.create_table(
        "vintages",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("source_quarter", sa.String(7), nullable=False),
        sa.Column(
            "verdict_sha256",
            sa.String(64),
            sa.ForeignKey("verdicts.sha256", name="fk_vintages_verdict_sha256"),
            nullable=False,
        ),
        sa.Column("catalogue_sha256", sa.String(64), nullable=False),
        sa.Column("reference_sha256", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("id", name="uq_vintages_id"),
    )
    op.create_index("ix_vintages_district_quarter", "vintages", ["district", "quarter", "source_quarter"])
    op.create_table(
        "observations",
        sa.Column(
            "vintage_id",
            sa.String(64),
            sa.ForeignKey("vintages.id", name="fk_observations_vintage_id"),
            primary_key=True,
        ),
        sa.Column("indicator", sa.String(16), primary_key=True),
        sa.Column("town_code", sa.String(9), primary_key=True),
        sa.Column("breakdown", sa.String(32), primary_key=True),
        sa.Column("member", sa.String(64), primary_key=True),
        sa.Column("numerator", sa.BigInteger, nullable=False),
        sa.Column("denominator", sa.BigInteger),
    )
    op.create_table(
        "reports",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("district", sa.String(64), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_reports_district_quarter", "reports", ["district", "quarter"])
    op.create_table(
        "signatures",
        sa.Column(
            "report_sha256",
            sa.String(64),
            sa.ForeignKey("reports.sha256", name="fk_signatures_report_sha256"),
            primary_key=True,
        ),
        sa.Column("role", sa.String(64), primary_key=True),
        sa.Column("signer", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("signed_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column(
            "report_sha256",
            sa.String(64),
            sa.ForeignKey("reports.sha256", name="fk_deliveries_report_sha256"),
            primary_key=True,
        ),
        sa.Column("recipient", sa.String(254), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("claimed_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime),
    )
    op.execute(_VIEW)


def downgrade() -> None:
    """Drop everything this revision made."""
    op.execute("DROP VIEW current_observations")
    for table in ("deliveries", "signatures", "reports", "observations", "vintages", "verdicts", "snapshots"):
        op.drop_table(table)
